"""A kernel with its arguments on the device, to be run many times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from enigma.arrays import numpy_dtype, presented
from enigma.buffers import Buffer
from enigma.errors import fail
from enigma.kernel import Extent
from enigma.typing import DTypeLike, dtype_of

if TYPE_CHECKING:
    from enigma._native import Compiled


class PreparedKernel:
    """A kernel with its buffers and scalars; `Runtime.prepare` makes it.

    It is a context manager that releases at the end of the block.
    """

    def __init__(
        self,
        native: Compiled,
        arguments: Sequence[Any],
        outputs: int,
        as_arrays: bool,
        device: str | None = None,
    ) -> None:
        """Takes the arguments in the order of the parameters; the last buffers are the outputs."""
        self._device = device
        self._kernel_name = native.name
        self._native: Compiled | None = native
        self._parameters = native.params
        buffers = [k for k, (_, _, is_scalar) in enumerate(self._parameters) if not is_scalar]
        self._outputs = buffers[len(buffers) - outputs :]
        self._as_arrays = as_arrays
        self._arguments = tuple(
            value
            if is_scalar or isinstance(value, Buffer)
            else Buffer._adopt(name, value, dtype_of(dtype))
            for (name, dtype, is_scalar), value in zip(self._parameters, arguments, strict=True)
        )

    def _live(self) -> Compiled:
        if self._native is None:
            fail("E0607", f"{self._kernel_name} is used after release", "prepare it again")
        return self._native

    def dispatch(self, grid: Extent, threads: Extent) -> None:
        """Runs the kernel on its buffers as they are, and waits. Outputs are not zeroed again."""
        self._live().launch(self._arguments, grid, threads, self._device)

    def dispatch_timed(self, grid: Extent, threads: Extent) -> float:
        """Runs the kernel, and waits; gives its own time in microseconds."""
        return self._live().launch(self._arguments, grid, threads, self._device)

    def update(self, which: int | str, value: Any) -> None:
        """Gives a parameter another value for the next runs.

        Args:
            which: the parameter, by its place among all parameters or its name.
            value: for a buffer, an array or list of as many elements, which are copied and
                converted to its dtype; or a `Buffer` to take its place. For a scalar, a number.
        """
        self._live()
        place = self._place(which)
        name, dtype, is_scalar = self._parameters[place]
        if not is_scalar and not isinstance(value, Buffer):
            self._arguments[place].copy_from(value)
            return
        if not is_scalar and value.dtype.metal_name != dtype:
            fail("E0602", f"{name} is {dtype}, not a buffer of {value.dtype}")
        arguments = list(self._arguments)
        arguments[place] = value
        self._arguments = tuple(arguments)

    def _place(self, which: int | str) -> int:
        names = [name for name, _, _ in self._parameters]
        if isinstance(which, str) and which in names:
            return names.index(which)
        if isinstance(which, (int, np.integer)) and 0 <= which < len(names):
            return int(which)
        message = f"{self._kernel_name} has no parameter {which!r}"
        fail("E0206", message, f"its parameters are {', '.join(names)}")

    @property
    def buffers(self) -> dict[str, Buffer]:
        """The buffers by the names of their parameters: their memory, not copies."""
        self._live()
        pairs = zip(self._parameters, self._arguments, strict=True)
        return {name: value for (name, _, is_scalar), value in pairs if not is_scalar}

    def read_output(self, index: int | str = 0, dtype: DTypeLike | None = None) -> Any:
        """A copy of an output.

        Args:
            index: which output, counted from 0, or the name of any buffer.
            dtype: None gives bytes, or an array of the shape asked for where the kernel was
                prepared with `output_shapes`. A dtype gives a flat array of the bytes seen as that.
        """
        self._live()
        buffer = self._output(index)
        if dtype is not None:
            name = dtype_of(dtype).metal_name
            array = np.frombuffer(buffer.tobytes(), numpy_dtype(name)).copy()
            return presented(array, name)
        return buffer.numpy().copy() if self._as_arrays else buffer.tobytes()

    def _output(self, index: int | str) -> Buffer:
        if isinstance(index, str) and index in self.buffers:
            return self.buffers[index]
        if isinstance(index, (int, np.integer)) and 0 <= index < len(self._outputs):
            return self._arguments[self._outputs[int(index)]]
        names = ", ".join(self._parameters[k][0] for k in self._outputs) or "none"
        message = f"{self._kernel_name} has no output {index!r}"
        fail("E0206", message, f"its outputs are {names}; buffers are read by name, too")

    def release(self) -> None:
        """Lets go of the buffers; a second time does nothing."""
        self._native = None
        self._arguments = ()

    def __enter__(self) -> PreparedKernel:
        """Itself, to be released at the end of the block."""
        self._live()
        return self

    def __exit__(self, *exception: object) -> None:
        """Releases."""
        self.release()

    def __repr__(self) -> str:
        """The kernel's name, and whether it is released."""
        state = " (released)" if self._native is None else ""
        return f"<enigma.PreparedKernel {self._kernel_name}{state}>"
