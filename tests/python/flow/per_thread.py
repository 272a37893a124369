"""The oracle of these tests: the same function as plain Python, called once per thread.

While it runs, names of the package that ask for the thread, loop or keep registers are stand-ins,
so one source serves kernel and oracle.
"""

import builtins
import contextlib

import enigma
import numpy as np


class Buffer:
    """An array whose elements are Python numbers, as plain Python computes with."""

    def __init__(self, array):
        self.array = array

    def __getitem__(self, index):
        assert 0 <= index < self.array.size
        return self.array[index].item()

    def __setitem__(self, index, value):
        assert 0 <= index < self.array.size
        self.array[index] = value


class Registers:
    """Stands for a register tensor."""

    def __init__(self, shape, dtype="float", fill=0):
        self.values = np.full(shape, fill, object)

    def __getitem__(self, index):
        return self.values[index]

    def __setitem__(self, index, value):
        self.values[index] = value


def stand_ins(tid):
    return {
        "thread_position_in_grid": tid,
        "range": builtins.range,
        "range_constexpr": builtins.range,
        "register_tensor": Registers,
        "where": lambda no, yes, condition: yes if condition else no,
        "metal_cast": lambda x, dtype: (int if dtype in ("int", "uint") else float)(x),
        "fmax": max,
        "fmin": min,
        "i32": int,
        "f32": float,
    }


@contextlib.contextmanager
def replaced(names):
    """The package with other things behind some of its names."""
    kept = {name: vars(enigma).get(name) for name in names}
    vars(enigma).update(names)
    try:
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                del vars(enigma)[name]
            else:
                vars(enigma)[name] = value


def per_thread(fn, arrays, grid):
    """Runs the function for each thread of the grid, in place."""
    for tid in builtins.range(grid):
        with replaced(stand_ins(tid)):
            fn(*[Buffer(a) if a.ndim else a.item() for a in arrays])


def compare(run, fn, *arrays, grid=None, threads=8):
    """The kernel does what the function does; gives the last array."""
    grid = arrays[-1].size if grid is None else grid
    wanted = [a.copy() for a in arrays]
    per_thread(fn, wanted, grid)
    got = [a.copy() for a in arrays]
    scalars = [a if a.ndim else a[()] for a in got]
    run(enigma.kernel(fn), *scalars, grid=grid, threads=threads)
    for array, want in zip(got, wanted, strict=True):
        assert np.array_equal(array, want), f"got {array}, want {want}"
    return got[-1]


def ints(n=16, low=-3):
    """Different small integers."""
    return np.arange(low, low + n, dtype=np.int32)


def zeros(n=16, dtype=np.int32):
    """Room for a result."""
    return np.zeros(n, dtype)
