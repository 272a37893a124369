"""Where tests can run: what the machine is, and decorators that skip what it cannot do."""

from __future__ import annotations

import functools
import os
import platform
import unittest
from collections.abc import Callable
from typing import Any, TypeVar

from enigma.capabilities import devices

_Test = TypeVar("_Test", bound=Callable[..., Any])


def is_darwin() -> bool:
    """Whether this is macOS."""
    return platform.system() == "Darwin"


def is_apple_silicon() -> bool:
    """Whether this is a Mac with one of Apple's own chips."""
    return is_darwin() and platform.machine() == "arm64"


def is_metal_available() -> bool:
    """Whether kernels can run through Metal; `ENIGMA_FORCE_NO_METAL` says no, whatever there is."""
    if os.environ.get("ENIGMA_FORCE_NO_METAL"):
        return False
    return _has_metal()


@functools.cache
def _has_metal() -> bool:
    return is_darwin() and "metal" in devices()


def requires_metal(test: _Test) -> _Test:
    """Skips a test function or class where `is_metal_available` says no when it is decorated."""
    return unittest.skipUnless(is_metal_available(), "Metal is not available")(test)


def requires_apple_silicon(test: _Test) -> _Test:
    """Skips a test function or class where `is_apple_silicon` says no."""
    return unittest.skipUnless(is_apple_silicon(), "not a Mac with Apple silicon")(test)


skip_if_no_metal = requires_metal

__all__ = [
    "is_apple_silicon",
    "is_darwin",
    "is_metal_available",
    "requires_apple_silicon",
    "requires_metal",
    "skip_if_no_metal",
]
