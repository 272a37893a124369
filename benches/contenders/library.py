"""Builds `native/*.cpp` into a shared library and loads it.

A line `// flags: ...` in a file gives it flags of its own, such as -ffast-math where that is fair.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import os
import platform
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent.parent
SOURCES = HERE / "native"
BUILD = HERE / "build"
COMPILERS = ("clang++-22", "clang++")
FLAGS = ("-std=c++17", "-O3", "-march=native", "-fopenmp", "-fPIC", "-Wall", "-Wextra")


class BuildError(Exception):
    """No compiler, or it refused; the message says which."""


@functools.cache
def find_compiler() -> str:
    """$CXX if it is a clang (the sources use its vector extensions), else the newest clang++."""
    chosen = os.environ.get("CXX", "")
    for name in (*([chosen] if "clang" in chosen else []), *COMPILERS):
        if shutil.which(name):
            return name
    raise BuildError(f"no clang++ found (looked for {', '.join(COMPILERS)})")


@functools.cache
def compiler_version() -> str:
    done = subprocess.run(
        [find_compiler(), "--version"], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()[0]


def version() -> str:
    """The compiler's own name for itself, and the flags that matter for a result."""
    return f"{compiler_version()}, -O3 -march=native -fopenmp"


def run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BuildError(f"the native code does not build:\n{done.stderr.strip()}")


def compile_object(source: Path) -> Path:
    """The object file, made unless one of the same text, flags, compiler and machine exists."""
    text = source.read_text()
    flags = [flag for line in re.findall(r"^// flags: (.*)$", text, re.M) for flag in line.split()]
    headers = [path.read_text() for path in sorted(SOURCES.glob("*.h"))]
    known = [text, *headers, *FLAGS, *flags, compiler_version(), machine()]
    key = hashlib.sha256("\0".join(known).encode()).hexdigest()[:16]
    target = BUILD / f"{source.stem}-{key}.o"
    if not target.exists():
        partial = target.with_suffix(f".{os.getpid()}")
        run([find_compiler(), *FLAGS, *flags, "-c", str(source), "-o", str(partial)])
        partial.rename(target)
    return target


@functools.cache
def machine() -> str:
    """What -march=native depends on: an object of another processor is not for this one."""
    done = subprocess.run(
        [find_compiler(), "-march=native", "-###", "-c", "-x", "c++", "/dev/null"],
        capture_output=True,
        text=True,
        check=False,
    )
    features = re.findall(r'"-target-(?:cpu|feature)" "([^"]*)"', done.stderr)
    return " ".join([platform.machine(), *features])


def load() -> ctypes.CDLL:
    BUILD.mkdir(exist_ok=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        objects = [str(path) for path in pool.map(compile_object, sorted(SOURCES.glob("*.cpp")))]
    library = BUILD / f"libnative-{os.getpid()}.so"
    try:
        run([find_compiler(), "-fopenmp", "-shared", *objects, "-lm", "-o", str(library)])
        return ctypes.CDLL(str(library))
    finally:
        library.unlink(missing_ok=True)
