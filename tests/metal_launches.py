"""Keeps launches on the CPU, so that their Metal text can be executed and compared.

`install(folder)` does so from then on, for whatever launches in this process;
`cargo xtask metal --execute FOLDER` reads what it wrote (tests/metal/src/launches.rs says in which
form). Run by itself it runs a script with launches kept:

    PYTHONPATH=python python tests/metal_launches.py FOLDER examples/reverse.py
"""

from __future__ import annotations

import collections
import contextlib
import functools
import hashlib
import os
import pathlib
import runpy
import sys
from typing import Any

import enigma
import numpy as np
from enigma._native import Compiled
from enigma.compiler import CompiledKernel

# How many launches of a kernel are kept, and how many threads and bytes they have; of launches with
# more than `FEW` threads, one. Some and small ones, unless all are asked for.
ALL = bool(os.environ.get("ENIGMA_METAL_ALL"))
LAUNCHES, THREADS, BYTES = (20, 1 << 25, 1 << 28) if ALL else (2, 1 << 14, 1 << 20)
FEW = 1 << 14

_NUMPY = {
    "bool": np.bool_, "char": np.int8, "uchar": np.uint8, "short": np.int16, "ushort": np.uint16,
    "int": np.int32, "uint": np.uint32, "long": np.int64, "ulong": np.uint64,
    "half": np.float16, "float": np.float32,
}  # fmt: skip


class Skip(Exception):
    """A launch that is not kept, and why."""


def _scalar(value: Any, dtype: str) -> bytes:
    """The bytes of a scalar argument."""
    if not isinstance(value, (int, float, np.generic)):
        value = np.asarray(value).reshape(())[()]
    if dtype == "bfloat" and isinstance(value, np.generic) and value.dtype == np.uint16:
        # NumPy has no bfloat: an array has its bits.
        return value.tobytes()
    if dtype == "bfloat":
        bits = int(np.array(value, np.float32).view(np.uint32))
        rounded = bits + 0x7FFF + (bits >> 16 & 1)
        return (rounded >> 16 & 0xFFFF).to_bytes(2, "little")
    return np.array(value).astype(_NUMPY[dtype]).tobytes()


class _Described:
    """An array as it describes itself: one of a subclass may be another than NumPy takes it for."""

    def __init__(self, array: np.ndarray) -> None:
        """Keeps the array, whose memory this is."""
        self.array = array
        self.__array_interface__ = array.__array_interface__


def _memory(value: Any) -> Any:
    """A buffer's memory as something with `tobytes`."""
    if isinstance(value, enigma.Buffer):
        return value.numpy()
    if isinstance(value, np.ndarray):
        return np.asarray(_Described(value))
    if hasattr(value, "__dlpack__"):
        return np.from_dlpack(value)
    raise Skip(f"an argument is a {type(value).__name__}")


class _Launch:
    """What one launch was given."""

    def __init__(self, args: tuple[Any, ...], grid: Any, threads: Any) -> None:
        """Keeps copies of arrays as they are before."""
        self.grid, self.threads = _extent(grid), _extent(threads)
        self.values = args
        self.before: list[bytes | None] = []
        plain = (int, float, np.generic)
        self.memory = [None if isinstance(v, plain) else _memory(v) for v in args]
        if int(np.prod(self.grid)) > THREADS:
            raise Skip(f"more than {THREADS} threads")
        arrays = [m for m in self.memory if isinstance(m, np.ndarray)]
        if sum(array.nbytes for array in arrays) > BYTES:
            raise Skip(f"more than {BYTES} bytes")
        if any(np.shares_memory(a, b) for n, a in enumerate(arrays) for b in arrays[:n]):
            raise Skip("two arguments share memory")
        self.before = [None if m is None else m.tobytes() for m in self.memory]

    def write(self, folder: pathlib.Path, native: Compiled, text: str, constants: Any) -> None:
        """Writes it with what the arrays have now."""
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        before, after, lines = [], [], [f"text {digest}.metal"]
        lines.append(f"from {os.environ.get('PYTEST_CURRENT_TEST', sys.argv[0]).split(' ')[0]}")
        lines.append("grid " + " ".join(map(str, self.grid)))
        lines.append("threads " + " ".join(map(str, self.threads)))
        lines += [f"constant {index} {value.hex()}" for index, value in constants]
        parts = zip(native.params, self.values, self.memory, self.before, strict=True)
        for (_, dtype, is_scalar), value, memory, given in parts:
            if is_scalar:
                given = left = _scalar(value, dtype)
            elif given is None or memory is None:
                raise Skip("a number for a buffer")
            else:
                left = memory.tobytes()
            before.append(given)
            after.append(left)
            lines.append(f"arg {dtype} {len(given)}")
        head = "\n".join([*lines, "data", ""]).encode()
        data = b"".join([head, *before, *after])
        path = folder / f"{digest}.metal"
        if not path.exists():
            path.write_text(text, encoding="utf-8")
        name = hashlib.sha256(data).hexdigest()[:16]
        (folder / f"{name}.launch").write_bytes(data)


def _extent(given: Any) -> tuple[int, ...]:
    sizes = (given,) if isinstance(given, (int, np.integer)) else tuple(given)
    return tuple(int(n) for n in (*sizes, 1, 1)[:3])


class _Keeper:
    """Keeps launches in a folder."""

    def __init__(self, folder: pathlib.Path) -> None:
        """Nothing is kept yet."""
        self.folder = folder
        self.texts: dict[int, tuple[Any, str | None]] = {}
        self.counts: collections.Counter[str] = collections.Counter()
        # Specialised kernels, with the kernel that they come from and the values.
        self.constants: dict[int, tuple[Any, Any, list[tuple[int, bytes]]]] = {}
        self.skipped: collections.Counter[str] = collections.Counter()
        self.process = os.getpid()
        self.pause: str | None = None

    def begin(self, args: Any, grid: Any, threads: Any) -> _Launch | str:
        """Before a launch: what it is given, or why it is not kept."""
        if self.pause is not None:
            return self.pause
        try:
            return _Launch(args, grid, threads)
        except Skip as skip:
            return str(skip)
        except Exception as error:
            # What the launch itself will say something about, or an array that NumPy cannot see.
            return f"its arguments: {type(error).__name__}"

    def end(self, native: Compiled, launch: _Launch | str) -> None:
        """After one that went well; forked processes keep none."""
        if os.getpid() != self.process:
            return
        _, source, constants = self.constants.get(id(native), (None, native, []))
        text = self.text(source)
        if text is None or isinstance(launch, str):
            self.skip("Metal cannot do it" if text is None else str(launch))
            return
        self.counts[text] += 1
        most = LAUNCHES if np.prod(launch.grid) <= FEW else 1
        if self.counts[text] > most:
            self.skip(f"more than {most} launches of its text")
            return
        try:
            launch.write(self.folder, native, text, constants)
        except Skip as skip:
            self.skip(str(skip))

    def text(self, native: Compiled) -> str | None:
        """The kernel as Metal text, if Metal can do it."""
        if id(native) not in self.texts:
            text = None
            with contextlib.suppress(enigma.EnigmaError):
                text = native.metal_source()
            # With the kernel, so that its id is not another's.
            self.texts[id(native)] = (native, text)
        return self.texts[id(native)][1]

    def skip(self, reason: str) -> None:
        """One more that is not kept."""
        self.skipped[reason] += 1
        lines = "".join(f"{reason}\n" * count for reason, count in self.skipped.items())
        (self.folder / f"{os.getpid()}.skipped").write_text(lines, encoding="utf-8")

    def bound(self, compiled: CompiledKernel, given: Any, native: Compiled) -> None:
        """A kernel whose function constants have values."""
        dtypes = compiled.function_constants
        values = {**compiled._constants, **(given or {})}
        constants = []
        for index, dtype in dtypes.items():
            value = values[index]
            value = value[1] if isinstance(value, tuple) else value
            constants.append((index, _scalar(value, str(dtype))))
        self.constants[id(native)] = (native, compiled._native, constants)


def _as_package(function: Any) -> Any:
    """The function as one of the package: errors blame the nearest line outside of it."""
    function.__code__ = function.__code__.replace(co_filename=enigma.__file__)
    return function


def install(folder: str | os.PathLike[str]) -> _Keeper:
    """Keeps launches from now on, unless the keeper's `pause` is a reason not to."""
    keeper = _Keeper(pathlib.Path(folder))
    keeper.folder.mkdir(parents=True, exist_ok=True)
    launch, handle_launch = Compiled.launch, enigma.KernelHandle.launch
    bind = CompiledKernel._bound

    @functools.wraps(launch)
    def kept_launch(
        self: Compiled, args: Any, grid: Any, threads: Any, device: str | None = None
    ) -> float:
        begun = keeper.begin(args, grid, threads)
        time = launch(self, args, grid, threads, device)
        keeper.end(self, begun)
        return time

    @functools.wraps(handle_launch)
    def kept_handle_launch(
        self: enigma.KernelHandle,
        grid: Any,
        threads: Any,
        constants: Any = None,
        device: str | None = None,
    ) -> None:
        begun = keeper.begin(self.args, grid, threads)
        handle_launch(self, grid, threads, constants, device)
        kernel: Any = self.kernel_def
        keeper.end(kernel._launchable()._bound(constants), begun)

    @functools.wraps(bind)
    def kept_bind(self: CompiledKernel, constants: Any) -> Compiled:
        native = bind(self, constants)
        if self.function_constants:
            keeper.bound(self, constants, native)
        return native

    for owner, name, function in (
        (Compiled, "launch", kept_launch),
        (enigma.KernelHandle, "launch", kept_handle_launch),
        (CompiledKernel, "_bound", kept_bind),
    ):
        setattr(owner, name, _as_package(function))
    return keeper


def main() -> None:
    """Runs a script."""
    script, *arguments = sys.argv[1:]
    install(os.environ["ENIGMA_METAL_LAUNCHES"])
    sys.argv = [script, *arguments]
    sys.path.insert(0, str(pathlib.Path(script).parent))
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main()
