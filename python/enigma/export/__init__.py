"""Compiled kernels for those who use Metal already: MLX, torch, and programs of their own."""

from enigma.export.files import to_metal
from enigma.export.mlx import MlxKernel
from enigma.export.torch import TorchKernel

__all__ = ["MlxKernel", "TorchKernel", "to_metal"]
