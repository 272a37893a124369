"""Runtimes: execution of compiled kernels on copies of their inputs, with outputs given back.

Slot k is the k-th parameter of the kernel. Scalars are at their own slots, wherever those are; of
the buffers, the first are inputs and the last are outputs. An input that is a `Buffer` is used in
place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from enigma import _native
from enigma.arrays import Array, allocated, numpy_dtype, passed, presented
from enigma.buffers import Buffer, Shape, extents_of
from enigma.capabilities import DeviceCapabilities, capabilities
from enigma.compiler import CompiledKernel
from enigma.errors import fail
from enigma.kernel import Extent
from enigma.prepared import PreparedKernel
from enigma.typing import DTypeLike, dtype_of

# What texts call the devices.
_SPOKEN = {"cpu": "the CPU", "metal": "Metal"}


class Runtime:
    """Executes compiled kernels on a device."""

    def __init__(self, device: str | None = None) -> None:
        """A runtime for the device, by default the one that launches take."""
        self.device = _native.device(device)

    def __repr__(self) -> str:
        """The device."""
        return f"<enigma.Runtime on {_SPOKEN[self.device]}>"

    def device_capabilities(self) -> DeviceCapabilities:
        """What the device has and can do."""
        return capabilities(self.device)

    def buffer(self, data: Any, dtype: DTypeLike | None = None) -> Buffer:
        """Device memory that stays between launches.

        Args:
            data: an array, a tensor or a list whose elements are copied; or a shape, an int or a
                tuple of ints, for zeros.
            dtype: the dtype; needed for a shape and a list, and else that of `data`.

        Returns:
            the buffer. It goes wherever an array goes; kernels change it in place.
        """
        whole = (int, np.integer)
        is_shape = isinstance(data, whole) and not isinstance(data, bool)
        if is_shape or (isinstance(data, tuple) and all(isinstance(n, whole) for n in data)):
            if dtype is None:
                fail("E0602", f"a buffer of shape {data!r} has no dtype", "say which one")
            return Buffer.zeros(data if isinstance(data, tuple) else int(data), dtype)
        return Buffer(data, dtype)

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
        output_shapes: Sequence[Shape] | None = None,
        output_dtypes: Sequence[DTypeLike] | None = None,
        constants: Mapping[int, Any] | None = None,
    ) -> Any:
        """Runs the kernel once, and waits.

        Args:
            compiled: what `enigma.compile` made.
            inputs: arrays for the leading buffers, in order, which stay as they are: where the
                kernel writes one, it writes a copy. A `Buffer` is changed in place. Scalars may
                stand among the inputs, at their own places, each as a number or an array of one
                element.
            output_size: bytes of the only output, which is given back as bytes.
            grid: total number of threads.
            threads: size of a threadgroup.
            scalars: the values of the scalar parameters, in order.
            output_sizes: bytes of each output; a list of bytes is given back.
            output_shapes: the shape of each output; an array, or a list of several, is given back.
            output_dtypes: dtypes of those arrays, by default those of the kernel's parameters; the
                dtypes of other libraries are accepted too.
            constants: a value for each function constant, by its index: a number, or a dtype and a
                number, as in `{0: ("int", 3)}`.

        Returns:
            the outputs, as the argument that describes them says; they start as zeros. Without such
            an argument, None: then every parameter is an input, and results are in its `Buffer`s.
        """
        _check_compiled(compiled)
        binding = _Binding(compiled)
        outputs = binding.outputs(inputs, output_size, output_sizes, output_shapes, output_dtypes)
        arguments = binding.bind(inputs, scalars, outputs)
        compiled._bound(constants).launch(arguments, grid, threads, self.device)
        if output_shapes is not None:
            given = binding.given_back(outputs, output_dtypes)
            return given[0] if len(given) == 1 else given
        raw = [array.tobytes() for array in outputs]
        if output_sizes is not None:
            return raw
        return raw[0] if raw else None

    def prepare(
        self,
        compiled: CompiledKernel,
        inputs: Sequence[Any],
        output_size: int | None = None,
        *,
        scalars: Sequence[Any] | None = None,
        output_sizes: Sequence[int] | None = None,
        output_shapes: Sequence[Shape] | None = None,
        output_dtypes: Sequence[DTypeLike] | None = None,
        constants: Mapping[int, Any] | None = None,
    ) -> PreparedKernel:
        """Copies the inputs to the device once, for many runs; the arguments are as in `execute`.

        Returns:
            the kernel with its buffers: dispatch it, update inputs, read outputs.
        """
        _check_compiled(compiled)
        binding = _Binding(compiled)
        outputs = binding.outputs(inputs, output_size, output_sizes, output_shapes, output_dtypes)
        arguments = binding.bind(inputs, scalars, outputs, own=True)
        as_arrays = output_shapes is not None
        native = compiled._bound(constants)
        return PreparedKernel(native, arguments, len(outputs), as_arrays, self.device)


class MetalRuntime(Runtime):
    """The name that scripts written for Metal use; it runs them on Metal where that is there."""

    def __init__(self, dylib_path: str | None = None) -> None:
        """A runtime on the best device present; `dylib_path` is accepted and not used."""
        super().__init__()

    def __repr__(self) -> str:
        """Says where it runs."""
        return f"<enigma.MetalRuntime, running on {_SPOKEN[self.device]}>"


class _Binding:
    """Which argument goes to which parameter of a kernel."""

    def __init__(self, compiled: CompiledKernel) -> None:
        self._name = compiled.kernel_name
        self._parameters = compiled._native.params
        self._written = compiled._native.written()

    def outputs(
        self,
        inputs: Sequence[Any],
        size: int | None,
        sizes: Sequence[int] | None,
        shapes: Sequence[Shape] | None,
        dtypes: Sequence[DTypeLike] | None,
    ) -> list[Array]:
        """Zeroed outputs, as one of the arguments describes them; none where nothing does."""
        asked = [("output_size", size), ("output_sizes", sizes), ("output_shapes", shapes)]
        names = [name for name, value in asked if value is not None]
        if len(names) > 1:
            fail("E0606", f"{names[0]} and {names[1]} are given", "describe the outputs once")
        if shapes is not None:
            return self.shaped(shapes, dtypes)
        if dtypes is not None:
            fail("E0606", "output_dtypes without output_shapes", "give the shapes, too")
        if sizes is not None:
            return self.sized(sizes)
        if size is not None:
            return self.sized([size])
        self._check_in_place(inputs)
        return []

    def _check_in_place(self, inputs: Sequence[Any]) -> None:
        """Without outputs, the kernel has to write a buffer that outlives the call."""
        if not any(isinstance(value, Buffer) for value in inputs):
            fail(
                "E0606",
                f"{self._name} is not told how large the outputs are",
                "give output_size, output_sizes or output_shapes, or pass a Buffer to write to",
            )

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
            outputs.append(allocated((int(size) // width,), numpy_dtype(dtype)))
        return outputs

    def shaped(self, shapes: Sequence[Shape], dtypes: Sequence[DTypeLike] | None) -> list[Array]:
        """Zeroed outputs of the shapes given, for the last parameters."""
        if dtypes is not None and len(dtypes) != len(shapes):
            fail("E0606", f"{len(shapes)} output_shapes and {len(dtypes)} output_dtypes")
        outputs = []
        for k, ((name, dtype, _), shape) in enumerate(self._pairs(shapes)):
            extents = extents_of(f"the shape of output {name}", shape)
            if dtypes is not None:
                asked = dtype_of(dtypes[k]).metal_name
                # The bits of a bfloat may be asked for.
                if asked != dtype and (dtype, asked) != ("bfloat", "ushort"):
                    fail("E0602", f"output {name} is {dtype}, not {asked}")
            outputs.append(allocated(extents, numpy_dtype(dtype)))
        return outputs

    def given_back(self, outputs: list[Array], dtypes: Sequence[DTypeLike] | None) -> list[Array]:
        """Outputs for the user, under the dtypes asked for."""
        names = [dtype for (_, dtype, _), _ in self._pairs(outputs)]
        if dtypes is not None:
            names = [dtype_of(dtype).metal_name for dtype in dtypes]
        return [presented(array, name) for array, name in zip(outputs, names, strict=True)]

    def _pairs(self, outputs: Sequence[Any]) -> list[tuple[tuple[str, str, bool], Any]]:
        buffers = [parameter for parameter in self._parameters if not parameter[2]]
        first = len(buffers) - len(outputs)
        if first < 0:
            self._wrong_count(f"{len(outputs)} outputs")
        return list(zip(buffers[first:], outputs, strict=True))

    def bind(
        self,
        inputs: Sequence[Any],
        scalars: Sequence[Any] | None,
        outputs: list[Array],
        own: bool = False,
    ) -> tuple[Any, ...]:
        """The arguments in the order of the parameters; with `own`, no input is a user's array."""
        numbers = sum(is_scalar for _, _, is_scalar in self._parameters)
        buffers = len(self._parameters) - numbers - len(outputs)
        if scalars is not None and len(scalars) != numbers:
            fail("E0601", f"{self._name} takes {numbers} scalars, not {len(scalars)}")
        wanted = buffers + numbers if scalars is None else buffers
        if len(inputs) != wanted:
            self._wrong_count(
                f"{len(inputs)} inputs, {len(scalars or ())} scalars and {len(outputs)} outputs"
            )
        given, values, results = iter(inputs), iter(scalars or ()), iter(outputs)
        arguments: list[Any] = []
        for k, (name, dtype, is_scalar) in enumerate(self._parameters):
            if is_scalar:
                arguments.append(next(given if scalars is None else values))
            elif buffers > 0:
                buffers -= 1
                value = next(given)
                if not isinstance(value, Buffer):
                    value = passed(name, value, dtype, own or self._written[k])
                arguments.append(value)
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


__all__ = ["MetalRuntime", "PreparedKernel", "Runtime"]
