"""Kernels of MLX: what `mlx.core.fast.metal_kernel` is given, and calls with arrays of MLX."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

from enigma import _native
from enigma.errors import fail
from enigma.export.arguments import check_count, check_dtype, extents, fitting
from enigma.kernel import Extent

# MLX's name of each dtype.
DTYPES = {
    "float": "float32",
    "half": "float16",
    "bfloat": "bfloat16",
    "char": "int8",
    "uchar": "uint8",
    "short": "int16",
    "ushort": "uint16",
    "int": "int32",
    "uint": "uint32",
    "long": "int64",
    "ulong": "uint64",
    "bool": "bool_",
}


class MlxKernel:
    """A kernel in the parts that `mlx.core.fast.metal_kernel` takes.

    What the kernel does not write are its inputs, scalars included, in the order of its parameters;
    what it writes are its outputs. Calling it runs it on MLX's GPU stream; MLX is imported then.

    Attributes:
        name: the kernel's name; the Metal function is `custom_kernel_` and more.
        input_names: the inputs' names in the source.
        output_names: the outputs' names in the source.
        header: what stands before the function.
        source: the function's body; MLX writes the head.
        ensure_row_contiguous: always true: elements are counted in row-major order.
        atomic_outputs: always false: an element that is accessed atomically is cast where it is.
    """

    def __init__(self, native: _native.Compiled) -> None:
        """Of what the native half compiled, with no function constant left open."""
        self.name, inputs, outputs, self.header, self.source = native.mlx()
        self.input_names = [name for _, name in inputs]
        self.output_names = [name for _, name in outputs]
        self.ensure_row_contiguous = True
        self.atomic_outputs = False
        params = native.params
        self._inputs = [params[number] for number, _ in inputs]
        self._outputs = [params[number] for number, _ in outputs]
        self._kernel: Any = None

    def arguments(self) -> dict[str, Any]:
        """The arguments of `mlx.core.fast.metal_kernel`, by name."""
        return {
            "name": self.name,
            "input_names": self.input_names,
            "output_names": self.output_names,
            "source": self.source,
            "header": self.header,
            "ensure_row_contiguous": self.ensure_row_contiguous,
            "atomic_outputs": self.atomic_outputs,
        }

    def metal_kernel(self) -> Any:
        """MLX's kernel, made once."""
        if self._kernel is None:
            self._kernel = _mlx().fast.metal_kernel(**self.arguments())
        return self._kernel

    def inputs(self, *args: Any) -> list[Any]:
        """The inputs as arrays of MLX: buffers as they are, numbers for scalars as arrays of 0-d.

        Raises:
            EnigmaError: an argument is missing, or has another dtype than its parameter.
        """
        mx = _mlx()
        check_count(self.name, [name for name, _, _ in self._inputs], args)
        return [
            _input(mx, name, dtype, is_scalar, value)
            for (name, dtype, is_scalar), value in zip(self._inputs, args, strict=True)
        ]

    def __call__(
        self,
        *args: Any,
        grid: Extent,
        threads: Extent,
        output_shapes: Sequence[Sequence[int]],
        init_value: float | None = 0,
        **options: Any,
    ) -> list[Any]:
        """Launches the kernel in MLX's way: lazily, with new arrays for the outputs.

        Args:
            args: a value for each input, in order: arrays of MLX, and numbers for scalars.
            grid: total number of threads: an int, or one per dimension.
            threads: size of a threadgroup.
            output_shapes: the shape of each output.
            init_value: what the outputs' elements are at first; None leaves them undefined, which
                is right for a kernel that writes them all.
            options: `stream` and `verbose`, as MLX has them.

        Returns:
            the outputs.
        """
        mx = _mlx()
        if len(output_shapes) != len(self._outputs):
            names = ", ".join(name for name, _, _ in self._outputs)
            fail(
                "E0606",
                f"{self.name} has {len(self._outputs)} outputs: {names}",
                "give each a shape",
            )
        kernel = self.metal_kernel()
        outputs: list[Any] = kernel(
            inputs=self.inputs(*args),
            output_shapes=[tuple(shape) for shape in output_shapes],
            output_dtypes=[getattr(mx, DTYPES[dtype]) for _, dtype, _ in self._outputs],
            grid=extents("grid", grid),
            threadgroup=extents("threads", threads),
            init_value=init_value,
            **options,
        )
        return outputs

    def __repr__(self) -> str:
        """Name, inputs and outputs."""
        inputs, outputs = ", ".join(self.input_names), ", ".join(self.output_names)
        return f"<enigma.MlxKernel {self.name}({inputs}) -> {outputs}>"


def _mlx() -> Any:
    return importlib.import_module("mlx.core")


def _input(mx: Any, name: str, dtype: str, is_scalar: bool, value: Any) -> Any:
    wanted = getattr(mx, DTYPES[dtype])
    if is_scalar:
        # Without dimensions it is a value for MLX, with any it would be a pointer.
        return mx.array(fitting(name, dtype, value), dtype=wanted)
    array = value if isinstance(value, mx.array) else mx.array(value)
    check_dtype(name, dtype, array)
    return array.reshape((1,)) if array.ndim == 0 else array
