"""Runtimes: execution of compiled kernels on copies of their inputs, with outputs given back.

Slot k is the k-th parameter of the kernel. Scalars are at their own slots, wherever those are; of
the buffers, the first are inputs and the last are outputs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from enigma._native import Compiled
from enigma.arrays import copied, numpy_dtype
from enigma.compiler import CompiledKernel
from enigma.errors import fail
from enigma.kernel import Extent
from enigma.typing import DTypeLike, dtype_of

Array = np.ndarray[Any, Any]


class Runtime:
    """Executes compiled kernels on a device; the CPU is the one there is."""

    def __init__(self, device: str | None = None) -> None:
        """A runtime for the device, by default the best one present."""
        if device not in (None, "cpu"):
            fail("E0209", f"device={device!r}", "the only device is 'cpu'")
        self.device = "cpu"

    def __repr__(self) -> str:
        """The device."""
        return "<enigma.Runtime on the CPU>"

    def execute(
        self,
        compiled: CompiledKernel,
        inputs: Sequence[Any],
        output_size: int | None = None,
        grid: Extent = (1, 1, 1),
        threads: Extent = (1, 1, 1),
        *,
        scalars: Sequence[Any] | None = None,
        output_sizes: Sequence[int] | None = None,
        output_shapes: Sequence[int | Sequence[int]] | None = None,
        output_dtypes: Sequence[DTypeLike] | None = None,
        constants: Mapping[int, Any] | None = None,
    ) -> Any:
        """Runs the kernel once on copies of the inputs, and waits.

        Args:
            compiled: what `enigma.compile` made.
            inputs: arrays for the leading buffers, in order. Scalars may stand among them, at their
                own places, each as a number or an array of one element.
            output_size: bytes of the only output, which is given back as bytes.
            grid: total number of threads.
            threads: size of a threadgroup.
            scalars: the values of the scalar parameters, in order.
            output_sizes: bytes of each output; a list of bytes is given back.
            output_shapes: the shape of each output; an array, or a list of several, is given back.
            output_dtypes: dtypes of those arrays, by default those of the kernel's parameters.
            constants: a value for each function constant, by its index: a number, or a dtype and a
                number, as in `{0: ("int", 3)}`.

        Returns:
            the outputs, as the argument that describes them says.
        """
        _check_compiled(compiled)
        binding = _Binding(compiled)
        if output_shapes is not None:
            outputs = binding.shaped(output_shapes, output_dtypes)
        else:
            outputs = binding.sized(_sizes(output_size, output_sizes))
        arguments = binding.bind(inputs, scalars, outputs)
        compiled._bound(constants).launch(arguments, grid, threads)
        if output_shapes is not None:
            return outputs[0] if len(outputs) == 1 else outputs
        raw = [array.tobytes() for array in outputs]
        return raw if output_sizes is not None else raw[0]

    def prepare(
        self,
        compiled: CompiledKernel,
        inputs: Sequence[Any],
        output_size: int,
        *,
        scalars: Sequence[Any] | None = None,
        constants: Mapping[int, Any] | None = None,
    ) -> PreparedKernel:
        """Copies the inputs once, for many runs with one output of `output_size` bytes.

        Scalars and function constants are given as to `execute`.
        """
        _check_compiled(compiled)
        binding = _Binding(compiled)
        outputs = binding.sized([output_size])
        arguments = binding.bind(inputs, scalars, outputs)
        return PreparedKernel(compiled, compiled._bound(constants), arguments, outputs[0])


class MetalRuntime(Runtime):
    """The name that scripts written for Metal use; there is no Metal device here."""

    def __init__(self, dylib_path: str | None = None) -> None:
        """A runtime on the best device present; `dylib_path` is accepted and not used."""
        super().__init__()

    def __repr__(self) -> str:
        """Says that this is not Metal."""
        return "<enigma.MetalRuntime, running on the CPU>"


class PreparedKernel:
    """A kernel with its inputs and its output, to be run many times."""

    def __init__(
        self,
        compiled: CompiledKernel,
        native: Compiled,
        arguments: tuple[Any, ...],
        output: Array,
    ) -> None:
        """Keeps the kernel and the arrays that are its own."""
        self._kernel_name = compiled.kernel_name
        self._compiled: Compiled | None = native
        self._arguments = arguments
        self._output = output

    def _live(self) -> Compiled:
        if self._compiled is None:
            fail("E0607", f"{self._kernel_name} is used after release", "prepare it again")
        return self._compiled

    def dispatch(self, grid: Extent, threads: Extent) -> None:
        """Runs the kernel, and waits."""
        self._live().launch(self._arguments, grid, threads)

    def dispatch_timed(self, grid: Extent, threads: Extent) -> float:
        """Runs the kernel, and waits; gives its own time in microseconds."""
        return self._live().launch(self._arguments, grid, threads)

    def read_output(self, dtype: DTypeLike | None = None) -> Any:
        """The output as bytes, or as an array of the dtype."""
        self._live()
        if dtype is None:
            return self._output.tobytes()
        return np.frombuffer(self._output.tobytes(), numpy_dtype(dtype_of(dtype).metal_name)).copy()

    def release(self) -> None:
        """Frees the arrays; a second time does nothing."""
        self._compiled = None
        self._arguments = ()
        self._output = np.empty(0, np.uint8)

    def __enter__(self) -> PreparedKernel:
        """Itself, to be released at the end of the block."""
        self._live()
        return self

    def __exit__(self, *exception: object) -> None:
        """Releases."""
        self.release()

    def __repr__(self) -> str:
        """The kernel's name, and whether it is released."""
        state = " (released)" if self._compiled is None else ""
        return f"<enigma.PreparedKernel {self._kernel_name}{state}>"


class _Binding:
    """Which argument goes to which parameter of a kernel."""

    def __init__(self, compiled: CompiledKernel) -> None:
        self._name = compiled.kernel_name
        self._parameters = compiled._native.params

    def sized(self, sizes: Sequence[int]) -> list[Array]:
        """Zeroed outputs of so many bytes, for the last parameters."""
        outputs = []
        for (name, dtype, _), size in self._pairs(sizes):
            width = numpy_dtype(dtype).itemsize
            if not isinstance(size, (int, np.integer)) or size < 0 or size % width:
                fail(
                    "E0606",
                    f"output {name} of {size!r} bytes",
                    f"it has elements of {width} bytes ({dtype}); the size is a multiple of that",
                )
            outputs.append(np.zeros(int(size) // width, numpy_dtype(dtype)))
        return outputs

    def shaped(
        self, shapes: Sequence[int | Sequence[int]], dtypes: Sequence[DTypeLike] | None
    ) -> list[Array]:
        """Zeroed outputs of the shapes given, for the last parameters."""
        if dtypes is not None and len(dtypes) != len(shapes):
            fail("E0606", f"{len(shapes)} output_shapes and {len(dtypes)} output_dtypes")
        outputs = []
        for k, ((name, dtype, _), shape) in enumerate(self._pairs(shapes)):
            extents = (shape,) if isinstance(shape, (int, np.integer)) else tuple(shape)
            if any(n < 0 for n in extents):
                fail("E0606", f"output {name} of shape {extents}", "extents are not negative")
            if dtypes is not None:
                asked = dtype_of(dtypes[k]).metal_name
                if asked != dtype:
                    fail("E0602", f"output {name} is {dtype}, not {asked}")
            outputs.append(np.zeros(math.prod(extents), numpy_dtype(dtype)).reshape(extents))
        return outputs

    def _pairs(self, outputs: Sequence[Any]) -> list[tuple[tuple[str, str, bool], Any]]:
        buffers = [parameter for parameter in self._parameters if not parameter[2]]
        first = len(buffers) - len(outputs)
        if first < 0:
            self._wrong_count(f"{len(outputs)} outputs")
        return list(zip(buffers[first:], outputs, strict=True))

    def bind(
        self, inputs: Sequence[Any], scalars: Sequence[Any] | None, outputs: list[Array]
    ) -> tuple[Any, ...]:
        """The arguments in the order of the parameters."""
        own = sum(is_scalar for _, _, is_scalar in self._parameters)
        buffers = len(self._parameters) - own - len(outputs)
        if scalars is not None and len(scalars) != own:
            fail("E0601", f"{self._name} takes {own} scalars, not {len(scalars)}")
        wanted = buffers + own if scalars is None else buffers
        if len(inputs) != wanted:
            self._wrong_count(
                f"{len(inputs)} inputs, {len(scalars or ())} scalars and {len(outputs)} outputs"
            )
        given, values, results = iter(inputs), iter(scalars or ()), iter(outputs)
        arguments: list[Any] = []
        for name, dtype, is_scalar in self._parameters:
            if is_scalar:
                arguments.append(next(given if scalars is None else values))
            elif buffers > 0:
                arguments.append(copied(name, next(given), dtype))
                buffers -= 1
            else:
                arguments.append(next(results))
        return tuple(arguments)

    def _wrong_count(self, found: str) -> NoReturn:
        names = ", ".join(name for name, _, _ in self._parameters)
        fail(
            "E0601",
            f"{self._name} takes {len(self._parameters)} arguments, not {found}",
            f"its parameters are {names}; the last buffers are outputs",
        )


def _check_compiled(compiled: Any) -> None:
    if not isinstance(compiled, CompiledKernel):
        fail(
            "E0112",
            f"expected a compiled kernel, got {type(compiled).__name__}",
            "pass what enigma.compile returned",
        )


def _sizes(size: int | None, sizes: Sequence[int] | None) -> Sequence[int]:
    if sizes is not None:
        return sizes
    if size is None:
        fail(
            "E0606",
            "execute is not told how large the outputs are",
            "give output_size, output_sizes or output_shapes",
        )
    return [size]


__all__ = ["MetalRuntime", "PreparedKernel", "Runtime"]
