"""Kernels of torch on Apple GPUs: what `torch.mps.compile_shader` is given; calls with tensors."""

from __future__ import annotations

import importlib
from typing import Any

from enigma import _native
from enigma.errors import fail
from enigma.export.arguments import check_count, check_dtype, extents, fitting
from enigma.kernel import Extent

# How torch is told the width of a number, and how many bits that is; it has no words for unsigned
# numbers, but passes their bits. Without a word it passes 32 bits of a float and 64 of an int.
_CASTS: dict[str, tuple[str | None, int]] = {
    "float": (None, 0),
    "half": ("fp16", 0),
    "bfloat": ("bf16", 0),
    "bool": ("uint8", 8),
    "char": ("int8", 8),
    "uchar": ("uint8", 8),
    "short": ("int16", 16),
    "ushort": ("int16", 16),
    "int": ("int32", 32),
    "uint": ("int32", 32),
    "long": (None, 64),
    "ulong": (None, 64),
}


class TorchKernel:
    """A kernel for `torch.mps.compile_shader`, launched in place on tensors of device "mps".

    Attributes:
        name: the name of the kernel's function in the source.
        source: the whole Metal text.
    """

    def __init__(self, native: _native.Compiled, threads: Extent | None = None) -> None:
        """Of what the native half compiled; `threads` is the largest threadgroup of launches."""
        self.source, self.name, _, _ = native.metal(threads)
        self._params = native.params
        self._library: Any = None

    def library(self) -> Any:
        """What torch makes of the source, made once."""
        if self._library is None:
            torch: Any = importlib.import_module("torch")
            self._library = torch.mps.compile_shader(self.source)
        return self._library

    def arguments(self, *args: Any) -> tuple[list[Any], dict[int, str]]:
        """What torch's kernel is called with: tensors and numbers, and how wide the numbers are.

        Raises:
            EnigmaError: an argument is missing, is not on the GPU, is not contiguous, or has
                another dtype than its parameter.
        """
        check_count(self.name, [name for name, _, _ in self._params], args)
        given: list[Any] = []
        casts: dict[int, str] = {}
        for number, ((name, dtype, is_scalar), value) in enumerate(
            zip(self._params, args, strict=True)
        ):
            if not is_scalar:
                given.append(_checked(name, dtype, value))
                continue
            cast, bits = _CASTS[dtype]
            given.append(_signed(fitting(name, dtype, value), bits))
            if cast is not None:
                casts[number] = cast
        return given, casts

    def __call__(self, *args: Any, grid: Extent, threads: Extent) -> None:
        """Launches the kernel on torch's stream, in place.

        Args:
            args: a tensor for each buffer and a number for each scalar, in the kernel's order.
            grid: total number of threads: an int, or one per dimension.
            threads: size of a threadgroup.
        """
        given, casts = self.arguments(*args)
        function = getattr(self.library(), self.name)
        function(
            *given,
            threads=list(extents("grid", grid)),
            group_size=list(extents("threads", threads)),
            arg_casts=casts,
        )

    def __repr__(self) -> str:
        """Name and parameters."""
        return f"<enigma.TorchKernel {self.name}({', '.join(name for name, _, _ in self._params)})>"


def _signed(number: int | float, bits: int) -> int | float:
    """The signed number of the same bits."""
    is_large = isinstance(number, int) and bits in (16, 32, 64) and number >> (bits - 1) == 1
    return number - (1 << bits) if is_large else number


def _checked(name: str, dtype: str, tensor: Any) -> Any:
    place = getattr(getattr(tensor, "device", None), "type", None)
    if place != "mps":
        found = type(tensor).__name__ if place is None else f"a tensor on {place}"
        fail("E0608", f"argument {name} is {found}, not a tensor on mps", 'move it: x.to("mps")')
    check_dtype(name, dtype, tensor)
    if not tensor.is_contiguous():
        fail("E0603", f"argument {name} is not contiguous", "call x.contiguous()")
    return tensor
