"""`enigma.compile` and the compiled kernel."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from enigma import _native, explain
from enigma.errors import EnigmaError, EnigmaWarning, fail
from enigma.explain import Explanation
from enigma.kernel import Extent, KernelDef

if TYPE_CHECKING:
    from enigma.export import MlxKernel, TorchKernel

# The kernel and the options that a compiled kernel was made with: what a copy elsewhere is made of.
Origin = tuple[KernelDef, dict[str, Any]]


class CompiledKernel(_native.Launchable):
    """A kernel that is compiled: its texts, its interface; a `Runtime` executes it.

    `enigma.compile` makes it. One that is put together from texts has its attributes, and cannot be
    executed. It pickles where its kernel is at the top level of a module.
    """

    def __init__(
        self,
        kernel_name: str,
        metallib_path: str | None = None,
        metallib_bytes: bytes | None = None,
        metal_source: str = "",
        mlir_source: str | None = None,
        grid: Any = None,
        block: Any = None,
        scalar_params: Sequence[tuple[str, int, str]] | None = None,
        num_params: int | None = None,
        param_names: Sequence[str] | None = None,
    ) -> None:
        """Puts one together.

        Args:
            kernel_name: the kernel's name.
            metallib_path: where Apple's toolchain has put the Metal library.
            metallib_bytes: the Metal library.
            metal_source: the kernel in Metal Shading Language.
            mlir_source: the kernel's IR.
            grid: the grid that a launch inside the traced function asked for.
            block: the size of a threadgroup, likewise.
            scalar_params: name, place and dtype of each scalar parameter.
            num_params: number of parameters.
            param_names: their names.
        """
        self.kernel_name = kernel_name
        self.metallib_path = metallib_path
        self.metallib_bytes = metallib_bytes
        self.grid = grid
        self.block = block
        self.scalar_params = list(scalar_params or ())
        self.param_names = list(param_names or ())
        self.num_params = num_params
        self.function_constants: dict[int, str] = {}
        self._metal_source = metal_source
        self._mlir_source = mlir_source
        self._code: _native.Compiled | None = None
        self._origin: Origin | None = None
        self._constants: dict[int, Any] = {}

    @classmethod
    def _of(
        cls, native: _native.Compiled, origin: Origin, constants: Mapping[int, Any] | None
    ) -> CompiledKernel:
        """Wraps what the native half compiled; launches take `constants` where they give none."""
        parameters = native.params
        compiled = cls(native.name, num_params=len(parameters))
        compiled.param_names = [name for name, _, _ in parameters]
        compiled.scalar_params = [
            (name, index, dtype)
            for index, (name, dtype, is_scalar) in enumerate(parameters)
            if is_scalar
        ]
        compiled.function_constants = native.function_constants
        compiled._code = native
        compiled._origin = origin
        compiled._constants = dict(constants or {})
        return compiled

    @property
    def _native(self) -> _native.Compiled:
        if self._code is None:
            self._no_code()
        return self._code

    def _no_code(self) -> NoReturn:
        message = f"{self.kernel_name} is put together from texts: there is no code to run"
        fail("E0112", message, "pass what enigma.compile returned")

    @property
    def name(self) -> str:
        """The kernel's name."""
        return self.kernel_name

    def _bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        """Arguments by name, for a call of it, which gives a handle that launches it in place."""
        if self._origin is None:
            self._no_code()
        return self._origin[0]._bind(args, kwargs)

    def _launchable(self) -> CompiledKernel:
        return self

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
        return self._metal_source if self._code is None else self._code.metal_source()

    def metal_text(
        self, threads: Extent | None = None, version: tuple[int, int] | None = None
    ) -> str:
        """The kernel in Metal Shading Language, for what is known of its launches.

        Args:
            threads: the largest threadgroup of all launches: an int, or one per dimension. The text
                states it, and compilers give each thread more registers.
            version: the newest version of the language that there is, such as `(3, 1)`.

        Raises:
            EnigmaError: Metal cannot do the kernel, or not in that version.
        """
        return self._native.metal(threads, version)[0]

    def to_mlx(self, constants: Mapping[int, Any] | None = None) -> MlxKernel:
        """The kernel as `mlx.core.fast.metal_kernel` takes it, and as a function of MLX's arrays.

        Args:
            constants: values of function constants, by their index.

        Raises:
            EnigmaError: the kernel writes nothing, reads what it writes (arrays of MLX do not
                change), orders memory by atomics, or is nothing that Metal can do.
        """
        from enigma.export import MlxKernel

        return MlxKernel(self._bound(constants))

    def to_torch_mps(
        self, threads: Extent | None = None, constants: Mapping[int, Any] | None = None
    ) -> TorchKernel:
        """The kernel as `torch.mps.compile_shader` takes it, launched in place on tensors.

        Args:
            threads: the largest threadgroup of all launches, where that is known.
            constants: values of function constants, by their index.

        Raises:
            EnigmaError: Metal cannot do the kernel.
        """
        from enigma.export import TorchKernel

        return TorchKernel(self._bound(constants), threads)

    def to_metal(
        self,
        folder: str | Path,
        threads: Extent | None = None,
        constants: Mapping[int, Any] | None = None,
    ) -> list[Path]:
        """Writes `NAME.metal`, and `NAME.swift` and `NAME.mm` with functions that launch it.

        Args:
            folder: where to write them; it is made if it is missing.
            threads: the largest threadgroup of all launches, where that is known.
            constants: values of function constants, by their index; those of `compile` are taken
                where it gives none.

        Returns:
            the paths of the files.

        Raises:
            EnigmaError: Metal cannot do the kernel, or a function constant has no value.
        """
        from enigma.export import to_metal

        values = {**self._constants, **(constants or {})}
        # Says which values are missing or do not fit.
        self._bound(constants)
        return to_metal(self._native, Path(folder), threads, values)

    @property
    def kernel_source(self) -> str:
        """The same as `metal_source`."""
        return self.metal_source

    @property
    def mlir_source(self) -> str | None:
        """The kernel's IR in MLIR's generic form, as traced."""
        return self._mlir_source if self._code is None else self._code.mlir_source()

    def cpu_source(
        self,
        threads: Extent,
        stage: Literal["emitted", "optimised", "assembly"] = "assembly",
        target: tuple[str, str, str] | None = None,
    ) -> str:
        """The code that the CPU runs for threadgroups of one size, as text.

        Args:
            threads: the size of a threadgroup: an int, or one per dimension.
            stage: "emitted" and "optimised" are LLVM IR before and after LLVM's passes.
            target: another processor than this one: LLVM's triple, name and features, such as
                `("aarch64-apple-macosx", "apple-m1", "")`.

        Raises:
            EnigmaError: LLVM here does not know the target (E0209), or an argument is wrong.
        """
        _option("stage", stage, ("emitted", "optimised", "assembly"))
        text = self._native.cpu_source(threads, stage, target)
        if text is None:
            _no_target(target)
        return text

    def explain(
        self,
        threads: Extent,
        constants: Mapping[int, Any] | None = None,
        target: tuple[str, str, str] | None = None,
    ) -> Explanation:
        """Tells what the CPU's compiler makes of the kernel for threadgroups of one size.

        For each memory access: vector, broadcast, gather or scatter, checked or proven; for each
        loop and branch: uniform or divergent; for each barrier: cut or left out. Nothing is run.

        Args:
            threads: the size of a threadgroup: an int, or one per dimension.
            constants: values of function constants, by their index.
            target: another processor than this one, as for `cpu_source`.

        Returns:
            what is printed as a report; its attributes are the same as data.
        """
        parts = self._bound(constants).explain(threads, target)
        if parts is None:
            _no_target(target)
        return explain.of(self.kernel_name, parts)

    @property
    def has_metallib(self) -> bool:
        """Whether there is a Metal library: `build_metallib` makes it."""
        return self.metallib_bytes is not None

    def build_metallib(self, folder: str | Path | None = None) -> bytes:
        """Makes a Metal library with Apple's tools; kernels run without one.

        Args:
            folder: where the library and what it is made of are kept; by default nowhere.

        Returns:
            the library, which `metallib_bytes` keeps.

        Raises:
            UnsupportedError: the tools, Xcode's `xcrun metal`, are not installed (E0505).
        """
        if folder is None:
            with tempfile.TemporaryDirectory(prefix="enigma_") as passing:
                self.metallib_bytes = bytes(self._native.metallib(passing))
            return self.metallib_bytes
        Path(folder).mkdir(parents=True, exist_ok=True)
        self.metallib_bytes = bytes(self._native.metallib(folder))
        self.metallib_path = str(Path(folder) / f"{self._native.metal_function()}.metallib")
        return self.metallib_bytes

    def export_metal(self, path: str | Path | None = None) -> str:
        """Writes the Metal source to a file and gives its path.

        Args:
            path: the file; by default `NAME.metal` in the working directory.
        """
        target = Path(path) if path is not None else Path(f"{self.kernel_name}.metal")
        target.write_text(self.metal_source, encoding="utf-8")
        return str(target)

    def _fields(self) -> tuple[Any, ...]:
        head = (self.kernel_name, self.metallib_path, self.metallib_bytes)
        texts = (self._metal_source, self._mlir_source)
        tail = (self.grid, self.block, self.scalar_params, self.num_params, self.param_names)
        return head + texts + tail

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickles the kernel by its name; the copy is traced again, and must come out the same."""
        if self._code is None or self._origin is None:
            return CompiledKernel, self._fields()
        return _again, (*self._origin, self._code.mlir_source())

    def __repr__(self) -> str:
        """Name and parameters."""
        return f"<enigma.CompiledKernel {self.kernel_name}({', '.join(self.param_names)})>"


def compile(
    fn: KernelDef,
    *args: Any,
    keep_metal_source: bool = False,
    dump_ir: bool = False,
    dump_mlir: bool = False,
    work_dir: str | Path | None = None,
    emit_only: bool | None = None,
    bounds: str = "on",
    fast_math: bool = False,
    async_copy: str = "cooperative",
    vec_width: int = 0,
    constants: Mapping[int, Any] | None = None,
) -> CompiledKernel:
    """Traces and checks a kernel; machine code is made when it first runs.

    Args:
        fn: what `@enigma.kernel` made.
        args: accepted and not used: a kernel is compiled for its annotations.
        keep_metal_source: whether to write `NAME.metal` into `work_dir`, or else into a new folder
            of temporary files.
        dump_ir: whether to print the operations, one a line, and the Metal source.
        dump_mlir: whether to print the IR in MLIR's form.
        work_dir: folder for files to keep.
        emit_only: whether the Metal source is what is wanted, so that it is an error here if Metal
            cannot do the kernel. By default what the environment says in `ENIGMA_EMIT_ONLY`. The
            kernel can be executed all the same.
        bounds: "on" checks every access of CPU code against the buffer's length, "off" does not.
        fast_math: lets arithmetic on floats be done as Metal's fast math may: sums in another
            order, products fused into sums, quotients and square roots by estimates within 3 ULP,
            zeros of either sign, and nothing promised where NaN, infinity or a subnormal divisor
            comes in. Math functions keep their bounds.
        async_copy: "cooperative" writes async copies as loops of the simdgroup's lanes, "air" as
            private symbols, which current Apple compilers reject.
        vec_width: 2 or 4 makes vectors of that many the elements of every buffer of floats: `A[i]`
            is a Vector, and the grid has as many threads less. 0 and 1 leave scalars.
        constants: values of function constants for launches that give none, by their index.

    Returns:
        the compiled kernel.
    """
    if not isinstance(fn, KernelDef):
        fail("E0113", f"Expected @enigma.kernel, got {type(fn).__name__}")
    checked = _option("bounds", bounds, ("on", "off")) == "on"
    air = _option("async_copy", async_copy, ("cooperative", "air")) == "air"
    fast = _option("fast_math", fast_math, (False, True))
    width = _option("vec_width", vec_width, (0, 1, 2, 4))
    options = {"bounds": bounds, "fast_math": fast, "async_copy": async_copy, "vec_width": width}
    origin = (fn, {**options, "constants": constants})
    native = fn._trace(max(1, width)).finish(checked, fast, air)
    compiled = CompiledKernel._of(native, origin, constants)
    if constants:
        compiled._bound(None)
    _warn(compiled)
    if _is_set("ENIGMA_EMIT_ONLY") if emit_only is None else emit_only:
        compiled._native.metal_source()
    if dump_ir:
        print(f"{compiled._native.listing()}=== Metal ===\n{_metal_or_reason(compiled)}")
    if dump_mlir:
        print(compiled.mlir_source)
    if keep_metal_source:
        folder = Path(work_dir) if work_dir else Path(tempfile.mkdtemp(prefix="enigma_"))
        folder.mkdir(parents=True, exist_ok=True)
        compiled.export_metal(folder / f"{compiled.kernel_name}.metal")
    return compiled


def _no_target(target: tuple[str, str, str] | None) -> NoReturn:
    fail("E0209", f"target={target!r}", "the LLVM in this build does not know it")


def _option(name: str, value: Any, known: tuple[Any, ...]) -> Any:
    if value not in known:
        fail("E0209", f"{name}={value!r}", f"expected one of {', '.join(map(repr, known))}")
    return value


def _is_set(variable: str) -> bool:
    """Whether an environment variable says yes: it is there, and not one of the ways to say no."""
    return os.environ.get(variable, "").strip().lower() not in ("", "0", "false", "no", "off")


def _metal_or_reason(compiled: CompiledKernel) -> str:
    """The Metal source, or why there is none: to print a kernel is no reason to fail."""
    try:
        return compiled.metal_source
    except EnigmaError as error:
        return str(error)


def _again(fn: KernelDef, options: dict[str, Any], mlir_source: str) -> CompiledKernel:
    """A pickled kernel, compiled from the function that has its name here."""
    with warnings.catch_warnings():
        # Whoever compiled it first was warned.
        warnings.simplefilter("ignore", EnigmaWarning)
        compiled = compile(fn, **options)
    if compiled.mlir_source != mlir_source:
        message = f"{compiled.kernel_name} is not the same kernel here as where it was pickled"
        fail("E0302", message, "both sides need the same source and the same values around it")
    return compiled


def _warn(compiled: CompiledKernel) -> None:
    for code, text, file, line in compiled._native.warnings():
        warning = EnigmaWarning(text, code, file, line)
        warnings.warn_explicit(warning, None, file, line)
