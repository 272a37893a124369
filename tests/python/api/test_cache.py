"""The disk cache: what a second process finds, and that what is wrong with it fails no launch."""

import os
import resource
import subprocess
import sys
import textwrap
from pathlib import Path

import enigma
import numpy as np
import pytest

PACKAGE = str(Path(enigma.__file__).parents[1])

KERNELS = """
    import os, sys, warnings
    import enigma
    import numpy as np

    @enigma.kernel
    def scale(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[tid] = enigma.exp(A[tid]) * 2.0

    def check(threads=32, n=96):
        a = np.linspace(-1, 1, n, dtype=np.float32)
        b = np.zeros_like(a)
        scale(a, b).launch(n, threads)
        np.testing.assert_allclose(b, np.exp(a) * 2, rtol=1e-6)

    def counts():
        info = enigma.cache_info()
        return info.hits, info.misses, info.rejected, info.objects

    caught = warnings.catch_warnings(record=True)
    told = caught.__enter__()
    warnings.simplefilter("always")
"""


def script(tmp_path, body):
    path = tmp_path / "script.py"
    path.write_text(textwrap.dedent(KERNELS) + textwrap.dedent(body))
    return path


def environment(**changes):
    env = {**os.environ, "PYTHONPATH": PACKAGE}
    for name, value in changes.items():
        env.pop(name, None)
        if value is not None:
            env[name] = str(value)
    return env


def run(tmp_path, body, **changes):
    command = [sys.executable, script(tmp_path, body)]
    options = {"env": environment(**changes), "capture_output": True, "text": True}
    ran = subprocess.run(command, check=False, timeout=300, **options)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache"


COUNT = "check(); print(*counts(), len(told))"


def test_a_second_process_hits(tmp_path, folder):
    assert run(tmp_path, COUNT, ENIGMA_CACHE_DIR=folder) == "0 1 0 1 0\n"
    assert run(tmp_path, COUNT, ENIGMA_CACHE_DIR=folder) == "1 0 0 1 0\n"
    twice = "check(); check(48); check(48); print(*counts())"
    assert run(tmp_path, twice, ENIGMA_CACHE_DIR=folder) == "1 1 0 2\n"
    ragged = "check(n=100); print(*counts())"
    assert run(tmp_path, ragged, ENIGMA_CACHE_DIR=folder) == "1 1 0 3\n"


def test_errors_of_cached_code_name_the_line(tmp_path, folder):
    """Lines belong to the kernel as it is now, not to the one that was kept."""
    body = """
        @enigma.kernel
        def past(A: enigma.f32):
            tid = enigma.thread_position_in_grid
            A[tid + 1] = 1.0

        try:
            past(np.zeros(32, np.float32)).launch(32, 32)
        except enigma.OutOfBoundsError as error:
            print(enigma.cache_info().hits, open(error.file).readlines()[error.line - 1].strip())
    """
    assert run(tmp_path, body, ENIGMA_CACHE_DIR=folder) == "0 A[tid + 1] = 1.0\n"
    moved = "\n\n# The kernel is elsewhere now." + textwrap.dedent(body)
    assert run(tmp_path, moved, ENIGMA_CACHE_DIR=folder) == "1 A[tid + 1] = 1.0\n"


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "other"])
def test_damaged_files_are_replaced(tmp_path, folder, damage):
    run(tmp_path, "check()", ENIGMA_CACHE_DIR=folder)
    (object,) = (folder / "objects").iterdir()
    whole = object.read_bytes()
    bad = {
        "flip": whole[:-20] + bytes([whole[-20] ^ 255]) + whole[-19:],
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "other": b"not an object" * 100,
    }
    object.write_bytes(bad[damage])
    assert run(tmp_path, COUNT, ENIGMA_CACHE_DIR=folder) == "0 1 1 1 0\n"
    assert object.read_bytes() == whole
    assert run(tmp_path, COUNT, ENIGMA_CACHE_DIR=folder) == "1 0 0 1 0\n"


def test_many_processes_share_a_folder(tmp_path, folder):
    body = """
        for threads in range(32, 40):
            check(threads)
        hits, misses, rejected, _ = counts()
        # 96 is a multiple of 32 alone, so that the other sizes have two codes each.
        assert (hits + misses, rejected, told) == (15, 0, []), (counts(), told)
    """
    path = script(tmp_path, body)
    env = environment(ENIGMA_CACHE_DIR=folder, ENIGMA_CACHE_SIZE=1)
    started = [
        subprocess.Popen([sys.executable, path], env=env, stderr=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    for process in started:
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
    assert len(list((folder / "objects").iterdir())) == 15
    read = "for threads in range(32, 40): check(threads)\nprint(*counts())"
    assert run(tmp_path, read, ENIGMA_CACHE_DIR=folder) == "15 0 0 15\n"


def test_a_forked_child_uses_the_cache(tmp_path, folder):
    body = """
        check()
        child = os.fork()
        if child == 0:
            check(64)
            os._exit(0 if counts() == (0, 3, 0, 3) else 1)
        _, status = os.waitpid(child, 0)
        assert status == 0
        check(64)
        print(*counts())
    """
    # 96 threads in groups of 64: one whole and one that is cut off.
    assert run(tmp_path, body, ENIGMA_CACHE_DIR=folder) == "2 1 0 3\n"


def test_the_size_is_bounded(tmp_path, folder):
    objects = folder / "objects"
    run(tmp_path, "check()", ENIGMA_CACHE_DIR=folder)
    (used,) = objects.iterdir()
    for n in range(1200):
        object = objects / f"{n:064}.object"
        object.write_bytes(bytes(1024))
        os.utime(object, (n, n))
    os.utime(used, (5, 5))
    body = """
        check()
        for threads in range(33, 33 + 48):
            check(threads, 2 * threads)
        info = enigma.cache_info()
        print(info.limit, info.bytes <= info.limit + info.limit // 8)
    """
    printed = run(tmp_path, body, ENIGMA_CACHE_DIR=folder, ENIGMA_CACHE_SIZE=1)
    assert printed == f"{2**20} True\n"
    assert used.exists()
    assert not (objects / f"{0:064}.object").exists()


def test_clear_cache(tmp_path, folder):
    body = """
        check()
        check(16)
        print(enigma.clear_cache(), *counts())
        check()
        print(enigma.clear_cache())
    """
    assert run(tmp_path, body, ENIGMA_CACHE_DIR=folder) == "2 0 2 0 0\n0\n"


@pytest.mark.parametrize("off", ["0", "off", "False"])
def test_the_off_switch(tmp_path, folder, off):
    body = "check(); print(enigma.cache_info(), enigma.clear_cache(), told)"
    printed = run(tmp_path, body, ENIGMA_CACHE_DIR=folder, ENIGMA_CACHE=off)
    assert printed == f"{enigma.CacheInfo(0, 0, 0, None, 0, 0, 0)} 0 []\n"
    assert not folder.exists()


def test_the_default_place(tmp_path, folder):
    body = "check(); print(enigma.cache_info().folder)"
    unset = {"ENIGMA_CACHE_DIR": None, "HOME": tmp_path / "home"}
    printed = run(tmp_path, body, XDG_CACHE_HOME=folder, **unset)
    assert printed == f"{folder / 'enigma' / 'objects'}\n"
    caches = "Library/Caches" if sys.platform == "darwin" else ".cache"
    printed = run(tmp_path, body, XDG_CACHE_HOME=None, **unset)
    assert printed == f"{tmp_path / 'home' / caches / 'enigma' / 'objects'}\n"
    unset["HOME"] = None
    assert run(tmp_path, body + "; print(told)", XDG_CACHE_HOME=None, **unset) == "None\n[]\n"


ONE_WARNING = """
    check()
    check(16)
    (warning,) = told
    assert warning.category is RuntimeWarning and warning.filename == __file__
    print(warning.message)
"""


def test_a_place_that_is_a_file(tmp_path, folder):
    folder.write_text("a file")
    printed = run(tmp_path, ONE_WARNING, ENIGMA_CACHE_DIR=folder)
    assert printed.startswith(f"compiled kernels cannot be kept in {folder / 'objects'}: ")
    assert folder.read_text() == "a file"


def test_a_folder_that_others_may_write(tmp_path, folder):
    run(tmp_path, "check()", ENIGMA_CACHE_DIR=folder)
    (folder / "objects").chmod(0o777)
    assert "others may write it" in run(tmp_path, ONE_WARNING, ENIGMA_CACHE_DIR=folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="gives files to another user")
def test_what_belongs_to_another_user(tmp_path, folder):
    run(tmp_path, "check()", ENIGMA_CACHE_DIR=folder)
    (object,) = (folder / "objects").iterdir()
    os.chown(object, 12345, -1)
    assert run(tmp_path, COUNT, ENIGMA_CACHE_DIR=folder) == "0 1 1 1 0\n"
    assert object.stat().st_uid == 0
    os.chown(folder / "objects", 12345, -1)
    assert "another user" in run(tmp_path, ONE_WARNING, ENIGMA_CACHE_DIR=folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path, folder):
    run(tmp_path, "check()", ENIGMA_CACHE_DIR=folder)
    (folder / "objects").chmod(0o500)
    try:
        assert run(tmp_path, COUNT, ENIGMA_CACHE_DIR=folder) == "1 0 0 1 0\n"
        body = "check(16); print(*counts(), len(told))"
        assert run(tmp_path, body, ENIGMA_CACHE_DIR=folder) == "0 1 0 1 1\n"
    finally:
        (folder / "objects").chmod(0o700)


def test_a_file_system_that_cannot_be_written(tmp_path):
    """/proc stands for a folder in which nobody, not even root, can make another."""
    if not Path("/proc/self").exists():
        pytest.skip("no /proc")
    assert "cannot be kept in /proc/" in run(tmp_path, ONE_WARNING, ENIGMA_CACHE_DIR="/proc/enigma")


def test_a_full_disk(tmp_path, folder):
    """Files cannot grow here, as on a disk that is full; Python ignores the signal."""
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    body = f"""
        import resource
        check()
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, {limit}))
        check(16)
        check(8)
        resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
        print(*counts(), len(told), len(os.listdir(enigma.cache_info().folder)))
    """
    assert run(tmp_path, body, ENIGMA_CACHE_DIR=folder) == "0 3 0 1 1 1\n"


def test_warnings_that_are_errors_fail_no_launch(tmp_path, folder):
    folder.write_text("a file")
    body = """
        warnings.simplefilter("error")
        sys.unraisablehook = lambda event: print(type(event.exc_value).__name__)
        check()
        check(16)
    """
    assert run(tmp_path, body, ENIGMA_CACHE_DIR=folder) == "RuntimeWarning\n"


def test_a_size_that_is_no_number(tmp_path, folder):
    body = "check(); print(*counts(), *[w.message for w in told], sep='|')"
    printed = run(tmp_path, body, ENIGMA_CACHE_DIR=folder, ENIGMA_CACHE_SIZE="a lot")
    assert printed.startswith("0|1|0|1|ENIGMA_CACHE_SIZE=a lot is not a number of mebibytes")
    none = run(tmp_path, COUNT, ENIGMA_CACHE_DIR=folder, ENIGMA_CACHE_SIZE=0)
    assert none == "0 0 0 0 0\n"


def test_this_process_uses_a_folder_of_the_tests():
    a = np.zeros(32, np.float32)

    @enigma.kernel
    def touch(A: enigma.f32):
        A[enigma.thread_position_in_grid] = 1.0

    touch(a).launch(32, 32)
    info = enigma.cache_info()
    assert info.folder == Path(os.environ["ENIGMA_CACHE_DIR"]) / "objects"
    assert info.objects > 0 and info.hits + info.misses > 0
    assert 0 < info.bytes <= info.limit
