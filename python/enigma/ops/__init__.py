"""What threads do together with tiles: copies, pipelines of buffers, matrix products."""

from enigma.ops import gemm, quant
from enigma.ops.tiles import Pipeline, copy, pipeline

__all__ = ["Pipeline", "copy", "gemm", "pipeline", "quant"]
