"""Builds `native/*.cpp` into a shared library and loads it."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = sorted((HERE / "native").glob("*.cpp"))
LIBRARY = HERE / "build" / "libnative.so"
COMPILERS = ("clang++-22", "clang++")
FLAGS = ("-std=c++17", "-O3", "-march=native", "-fopenmp", "-fPIC", "-shared", "-Wall", "-Wextra")


class BuildError(Exception):
    """No compiler, or it refused; the message says which."""


def find_compiler() -> str:
    """$CXX if it is a clang (the sources use its vector extensions), else the newest clang++."""
    chosen = os.environ.get("CXX", "")
    for name in (*([chosen] if "clang" in chosen else []), *COMPILERS):
        if shutil.which(name):
            return name
    raise BuildError(f"no clang++ found (looked for {', '.join(COMPILERS)})")


def build() -> None:
    """Compiles always: a few seconds, and never a library for another machine or compiler."""
    LIBRARY.parent.mkdir(exist_ok=True)
    command = [find_compiler(), *FLAGS, *map(str, SOURCES), "-o", str(LIBRARY)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BuildError(f"the native code does not build:\n{done.stderr.strip()}")


def load() -> ctypes.CDLL:
    build()
    return ctypes.CDLL(str(LIBRARY))


def version() -> str:
    """The compiler's own name for itself, and the flags that matter for a result."""
    text = subprocess.run(
        [find_compiler(), "--version"], capture_output=True, text=True, check=True
    )
    return f"{text.stdout.splitlines()[0]}, -O3 -march=native -fopenmp"
