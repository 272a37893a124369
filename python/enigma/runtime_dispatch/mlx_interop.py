"""Arrays of MLX: they are passed like any tensor with DLPack; this says what they are."""

from __future__ import annotations

from typing import Any

from enigma.typing import dtype_of


def is_mlx_array(value: Any) -> bool:
    """Whether a value is an array of MLX; MLX is not imported for it."""
    kind = type(value)
    return kind.__module__.startswith("mlx.") and kind.__name__ == "array"


def mlx_dtype_to_metal(dtype: Any) -> str:
    """Metal's name of a dtype of MLX, or of whatever else stands for a dtype."""
    return dtype_of(dtype).metal_name


def mlx_nbytes(array: Any) -> int:
    """Bytes of an array."""
    return int(array.nbytes)


__all__ = ["is_mlx_array", "mlx_dtype_to_metal", "mlx_nbytes"]
