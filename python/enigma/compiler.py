"""`enigma.compile` and the compiled kernel."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from enigma import _native
from enigma.errors import EnigmaWarning, fail
from enigma.kernel import KernelDef


class CompiledKernel:
    """A kernel that is compiled: its texts, its interface; a `Runtime` executes it."""

    # What the Metal toolchain would have made; texts are all there is without it.
    metallib_path: str | None = None
    metallib_bytes: bytes | None = None
    # A kernel compiled by itself has no launch of its own to remember.
    grid: tuple[int, ...] | None = None
    block: tuple[int, ...] | None = None

    def __init__(
        self, native: _native.Compiled, constants: Mapping[int, Any] | None = None
    ) -> None:
        """Wraps what the native half compiled; launches take `constants` where they give none."""
        self._native = native
        self._constants = dict(constants or {})
        self.function_constants = native.function_constants
        parameters = native.params
        self.kernel_name = native.name
        self.num_params = len(parameters)
        self.param_names = [name for name, _, _ in parameters]
        self.scalar_params = [
            (name, index, dtype)
            for index, (name, dtype, is_scalar) in enumerate(parameters)
            if is_scalar
        ]

    def _bound(self, constants: Mapping[int, Any] | None) -> _native.Compiled:
        """What a launch runs: the kernel with values for its function constants."""
        if not constants and not self.function_constants:
            return self._native
        if constants is not None and not isinstance(constants, Mapping):
            fail(
                "E0609",
                f"constants={constants!r}",
                "expected a dictionary: constants={index: value}",
            )
        return self._native.specialised({**self._constants, **(constants or {})})

    @property
    def metal_source(self) -> str:
        """The kernel in Metal Shading Language; an `EnigmaError` where Metal cannot do it."""
        return self._native.metal_source()

    @property
    def kernel_source(self) -> str:
        """The same as `metal_source`."""
        return self.metal_source

    @property
    def mlir_source(self) -> str:
        """The kernel's IR in MLIR's generic form."""
        return self._native.mlir_source()

    @property
    def has_metallib(self) -> bool:
        """Whether there is a Metal library; never without Apple's toolchain."""
        return self.metallib_bytes is not None

    def export_metal(self, path: str | Path | None = None) -> str:
        """Writes the Metal source to a file, `NAME.metal` here by default; gives the path."""
        target = Path(path) if path is not None else Path(f"{self.kernel_name}.metal")
        target.write_text(self.metal_source, encoding="utf-8")
        return str(target)

    def __repr__(self) -> str:
        """Name and parameters."""
        return f"<enigma.CompiledKernel {self.kernel_name}({', '.join(self.param_names)})>"


def compile(
    fn: KernelDef,
    *,
    keep_metal_source: bool = False,
    dump_ir: bool = False,
    dump_mlir: bool = False,
    work_dir: str | Path | None = None,
    emit_only: bool | None = None,
    bounds: str = "on",
    async_copy: str = "cooperative",
    constants: Mapping[int, Any] | None = None,
) -> CompiledKernel:
    """Traces and checks a kernel; machine code is made when it first runs.

    Args:
        fn: what `@enigma.kernel` made.
        keep_metal_source: whether to write `NAME.metal` into `work_dir`, or else into a new folder
            of temporary files.
        dump_ir: whether to print the IR.
        dump_mlir: the same, since the IR is printed in MLIR's form.
        work_dir: folder for files to keep.
        emit_only: accepted for scripts that were written for Metal alone; texts are always there.
        bounds: "on" checks every access of CPU code against the buffer's length, "off" does not.
        async_copy: "cooperative" writes async copies as loops of the simdgroup's lanes, "air" as
            private symbols, which current Apple compilers reject.
        constants: values of function constants for launches that give none, by their index.

    Returns:
        the compiled kernel.
    """
    if not isinstance(fn, KernelDef):
        fail("E0113", f"Expected @enigma.kernel, got {type(fn).__name__}")
    checked = _option("bounds", bounds, ("on", "off")) == "on"
    air = _option("async_copy", async_copy, ("cooperative", "air")) == "air"
    compiled = CompiledKernel(fn._trace().finish(checked, air), constants)
    if constants:
        compiled._bound(None)
    _warn(compiled)
    if dump_ir or dump_mlir:
        print(compiled.mlir_source)
    if keep_metal_source:
        folder = Path(work_dir) if work_dir else Path(tempfile.mkdtemp(prefix="enigma_"))
        folder.mkdir(parents=True, exist_ok=True)
        compiled.export_metal(folder / f"{compiled.kernel_name}.metal")
    return compiled


def _option(name: str, value: Any, known: tuple[str, ...]) -> str:
    if value not in known:
        fail("E0209", f"{name}={value!r}", f"expected one of {', '.join(map(repr, known))}")
    return value


def _warn(compiled: CompiledKernel) -> None:
    for code, text, file, line in compiled._native.warnings():
        warning = EnigmaWarning(text, code, file, line)
        warnings.warn_explicit(warning, None, file, line)
