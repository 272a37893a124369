"""The disk cache of machine code: what it holds, and how to empty it.

Where it is and how large it grows is said by the environment; see docs/runtime.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from enigma import _native


class CacheInfo(NamedTuple):
    """What this process did with the disk cache, and what the cache holds."""

    hits: int
    """How often code was read."""
    misses: int
    """How often it was compiled, because it was not there or was rejected."""
    rejected: int
    """How many files were damaged, or could have been written by another user."""
    folder: Path | None
    """Where the objects are; None if there is no cache."""
    objects: int
    """Number of objects: files with the code of a kernel, for one size of threadgroup."""
    bytes: int
    """Bytes that they take."""
    limit: int
    """Bytes that they may take; the objects that were used longest ago are removed."""


def cache_info() -> CacheInfo:
    """What this process did with the disk cache, and what the cache holds now."""
    return CacheInfo(*_native.cache_info())


def clear_cache() -> int:
    """Empties the disk cache; gives how many objects there were.

    Kernels that this process has compiled keep their code.
    """
    return _native.clear_cache()
