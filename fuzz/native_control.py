"""Random kernels with native control flow: CPU code and interpreter against plain Python.

    PYTHONPATH=python python fuzz/native_control.py --count 100 --seed 1

Plain Python runs once per thread. Integers stay small and floats are multiples of 1/4, so that it
computes what the kernel does; every loop is bounded. A kernel that differs is shrunk and printed.
"""

from __future__ import annotations

import argparse
import builtins
import contextlib
import importlib
import linecache
import multiprocessing
import os
import pathlib
import random
import sys
import time
from collections.abc import Callable
from typing import Any

import enigma
import numpy as np

GRID = 16
SLOTS = 6
# Seconds that shrinking may take.
SHRINKING = 20.0

# A line of source, or a header with what is indented under it.
Node = "str | tuple[str, list[Any]]"

INTS = ["a", "b", "c", "pair[0]", "pair[1]", "row[0]", "row[1]", "box.n", "regs[0]"]
PLAIN = ["a", "b", "c"]
FLOATS = ["f", "g"]

PRELUDE = """
import enigma
import enigma as e


class Box:
    def __init__(self, n):
        self.n = n

    def bump(self, x):
        if x > self.n:
            self.n = x
        else:
            self.n = (self.n + 1) & 255
        return self.n
"""

HEAD = """
tid = enigma.metal_cast(enigma.thread_position_in_grid, "int")
a, b, c = A[tid], 3, A[(tid + 5) & 15]
f, g = 0.5, F[tid]
pair = (a, 1)
row = [2, b]
box = Box(c)
regs = enigma.register_tensor(1, "int", 4)
""".strip().splitlines()

TAIL = [
    *[f"B[tid * {SLOTS} + {k}] = {name}" for k, name in enumerate(["a", "b", "c"])],
    f"B[tid * {SLOTS} + 3] = pair[0] + pair[1] * 256",
    f"B[tid * {SLOTS} + 4] = row[0] + row[1] * 256",
    f"B[tid * {SLOTS} + 5] = box.n + regs[0] * 256",
    "F[tid] = f + g",
]


class Generator:
    """Makes one program."""

    def __init__(self, rng: random.Random) -> None:
        """Nothing is made yet."""
        self.rng = rng
        self.fresh = 0
        self.helpers: list[str] = []
        self.ints = list(INTS)

    def pick(self, *choices: Any) -> Any:
        """One of them."""
        return self.rng.choice(choices)

    def integer(self, depth: int = 2) -> str:
        """An expression whose value is small."""
        if depth == 0 or self.rng.random() < 0.3:
            return self.pick(*self.ints, str(self.rng.randrange(8)), "tid")
        x, y = self.integer(depth - 1), self.integer(depth - 1)
        kind = self.rng.randrange(9)
        if kind == 0 and self.helpers:
            return f"({self.pick(*self.helpers)}({x}, {y}) & 255)"
        if kind == 1:
            return f"({x} if {self.condition(depth - 1)} else {y})"
        if kind == 2:
            return f"A[({x}) & 15]"
        if kind == 3:
            return f"(({x}) * 3 & 255)"
        if kind == 4:
            return f"box.bump({x})" if self.rng.random() < 0.3 else f"(({x}) >> 1)"
        return f"(({x} {self.pick('+', '-', '^', '|', '&')} {y}) & 255)"

    def number(self) -> str:
        """A float."""
        x = self.pick(*FLOATS)
        step = self.pick("0.25", "0.5", "1.0", "-0.75", "2.0")
        return self.pick(
            f"{x} + {step}", f"{self.pick(*FLOATS)} - {x}", f"-{x}", x, step,
            f"({x} if {self.condition(1)} else {step})",
        )  # fmt: skip

    def condition(self, depth: int = 2) -> str:
        """Something true or false."""
        kind = self.rng.randrange(9 if depth else 3)
        x, y = self.integer(0), self.integer(min(depth, 1))
        compare = self.pick("<", "<=", ">", "==", "!=", ">=")
        if kind < 3:
            return f"({x} {compare} {y})"
        if kind == 3:
            return f"({x} {self.pick('<', '<=')} {y} {compare} {self.integer(0)})"
        if kind == 4:
            return f"(not {self.condition(depth - 1)})"
        if kind == 5:
            return f"({self.pick(*FLOATS)} > {self.pick('0', '0.5', '3')})"
        if kind == 6:
            return self.pick("True", "tid % 2", "(3 in (1, 3))", f"({x} in (1, 2, 5))", "a")
        words = self.pick("and", "or")
        return f"({self.condition(depth - 1)} {words} {self.condition(depth - 1)})"

    def block(self, depth: int, loops: int, returns: str | None) -> list[Any]:
        """Some statements."""
        count = self.rng.randrange(1, 4)
        return [s for _ in range(count) for s in self.statement(depth, loops, returns)]

    def statement(self, depth: int, loops: int, returns: str | None) -> list[Any]:
        """One statement, with what it needs before it."""
        roll = self.rng.random()
        if depth == 0 or roll < 0.35:
            return [self.assignment()]
        if roll < 0.6:
            return self.branch(depth, loops, returns)
        if roll < 0.72:
            return self.counted(depth, loops, returns)
        if roll < 0.82:
            return self.conditional(depth, loops, returns)
        if roll < 0.9 and loops:
            jump = (f"if {self.condition()}:", [self.pick("break", "continue")])
            return [jump]
        if roll < 0.94 and returns is not None:
            return [(f"if {self.condition()}:", [returns.format(self.integer(1))])]
        return [self.assignment()]

    def assignment(self) -> str:
        """A line that assigns."""
        kind = self.rng.randrange(10)
        if kind == 0:
            return f"pair = ({self.integer(1)}, {self.integer(1)})"
        if kind == 1:
            return f"row[{self.pick(0, 1)}] = {self.integer(1)}"
        if kind == 2:
            return f"box.n = {self.integer(1)}"
        if kind == 3:
            return f"regs[0] = {self.integer(1)}"
        if kind == 4:
            x, y = self.rng.sample(PLAIN, 2)
            return f"{x}, {y} = {y}, {self.integer(1)}"
        if kind in (5, 6):
            return f"{self.pick(*FLOATS)} = {self.number()}"
        if kind == 7:
            return f"row = [{self.integer(1)}, row[0]]"
        if kind == 8:
            return f"{self.pick(*PLAIN)} ^= {self.integer(1)}"
        return f"{self.pick(*PLAIN)} = {self.integer()}"

    def branch(self, depth: int, loops: int, returns: str | None) -> list[Any]:
        """An if, maybe with more arms."""
        arms: list[Any] = [(f"if {self.condition()}:", self.block(depth - 1, loops, returns))]
        while self.rng.random() < 0.25:
            arms.append((f"elif {self.condition()}:", self.block(depth - 1, loops, returns)))
        if self.rng.random() < 0.5:
            arms.append(("else:", self.block(depth - 1, loops, returns)))
        return [("", arms)]

    def name(self, start: str) -> str:
        """A name that is not used yet."""
        self.fresh += 1
        return f"{start}{self.fresh}"

    def counted(self, depth: int, loops: int, returns: str | None) -> list[Any]:
        """A for."""
        i = self.pick("i", "j", self.name("i"))
        kind = self.rng.randrange(6)
        bounds = [
            f"e.range({self.integer(0)} & 3)",
            f"enigma.range({self.pick(1, 2, 3)})",
            f"range({self.integer(0)} & 3)",
            f"range({self.pick(1, 2)})",
            f"e.range(4, {self.integer(0)} & 3, -{self.pick(1, 2)})",
            f"({self.integer(0)}, {self.integer(0)})",
        ][kind]
        body = self.block(depth - 1, loops + 1, returns)
        use = f"{self.pick(*PLAIN)} = ({self.pick(*PLAIN)} + {i}) & 255"
        loop: list[Any] = [(f"for {i} in {bounds}:", [*body, use])]
        if self.rng.random() < 0.2:
            loop.append(("else:", self.block(depth - 1, loops, returns)))
        return [("", loop)]

    def conditional(self, depth: int, loops: int, returns: str | None) -> list[Any]:
        """A while."""
        w = self.name("w")
        body = [f"{w} += 1", *self.block(depth - 1, loops + 1, returns)]
        kind = self.rng.randrange(3)
        if kind == 0:
            head = f"while {w} < ({self.integer(0)} & 3) and {self.condition(1)}:"
        elif kind == 1:
            head = f"while {w} < 3:"
        else:
            head = "while True:"
            limit = self.pick("2", f"({self.integer(0)} & 3)")
            body.insert(0, (f"if {w} >= {limit}:", ["break"]))
        loop: list[Any] = [(head, body)]
        if self.rng.random() < 0.15 and kind != 2:
            loop.append(("else:", self.block(depth - 1, loops, returns)))
        return [f"{w} = 0", ("", loop)]

    def helper(self) -> tuple[str, list[Any]]:
        """A function that returns an integer."""
        name = self.name("help")
        kept, self.ints = self.ints, ["x", "y", "a", "b"]
        body: list[Any] = ["a, b = x, 1"]
        rng = self.rng
        for _ in range(rng.randrange(1, 3)):
            kind = rng.randrange(3)
            if kind == 0:
                body.append((f"if {self.simple()}:", [f"return {self.small()}"]))
            elif kind == 1:
                i = self.name("i")
                inner = [f"b = (b + {i} + {self.small()}) & 255"]
                if rng.random() < 0.6:
                    what = self.pick("break", "continue", f"return {self.small()}")
                    inner.insert(rng.randrange(2), (f"if {self.simple()}:", [what]))
                body.append((f"for {i} in enigma.range(x & 3):", inner))
            else:
                body.append((f"if {self.simple()}:", [f"a = {self.small()}"]))
        body.append(f"return {self.small()}")
        self.ints = kept
        self.helpers.append(name)
        return f"def {name}(x, y):", body

    def simple(self) -> str:
        """A condition of a helper."""
        x, y = self.rng.choice(self.ints), self.rng.choice([*self.ints, "3", "9"])
        return self.pick(f"{x} < {y}", f"{x} == {y}", f"{x} > 2 and {y} < 9", f"not {x}")

    def small(self) -> str:
        """A small integer of a helper."""
        x, y = self.rng.choice(self.ints), self.rng.choice([*self.ints, "5"])
        return self.pick(x, f"({x} + {y}) & 255", f"({x} ^ {y}) & 255")


def program(seed: int) -> tuple[list[Any], list[Any]]:
    """Helpers, and the kernel's statements."""
    generator = Generator(random.Random(seed))
    helpers = [generator.helper() for _ in builtins.range(generator.rng.randrange(3))]
    body = [s for _ in builtins.range(4) for s in generator.statement(3, 0, "return")]
    return helpers, body


def lines(nodes: list[Any], indent: int) -> list[str]:
    """The text of a tree."""
    out = []
    for node in nodes:
        if isinstance(node, str):
            out.append("    " * indent + node)
        elif node[0] == "":
            out += lines(node[1], indent)
        else:
            out.append("    " * indent + node[0])
            out += lines(node[1] or ["pass"], indent + 1)
    return out


def source(helpers: list[Any], body: list[Any]) -> str:
    """The program's text."""
    head = "def kernel(A: enigma.i32, B: enigma.i32, F: enigma.f32):"
    text = [*PRELUDE.splitlines(), *lines(helpers, 0), head]
    return "\n".join(text + lines([*HEAD, *body, *TAIL], 1)) + "\n"


def load(text: str, name: str) -> Callable[..., None]:
    """The kernel's function, with source that Python finds."""
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    scope: dict[str, Any] = {"__name__": "native"}
    exec(compile(text, name, "exec"), scope)
    return scope["kernel"]


class Buffer:
    """An array of Python numbers."""

    def __init__(self, array: np.ndarray) -> None:
        """Wraps it."""
        self.array = array

    def __getitem__(self, index: int) -> Any:
        """An element."""
        assert 0 <= index < self.array.size
        return self.array[index].item()

    def __setitem__(self, index: int, value: Any) -> None:
        """Stores one."""
        assert 0 <= index < self.array.size
        self.array[index] = value


@contextlib.contextmanager
def stand_ins(tid: int) -> Any:
    """The package, for plain Python."""
    names = {
        "thread_position_in_grid": tid,
        "range": builtins.range,
        "register_tensor": lambda n, dtype, fill: [fill] * n,
        "metal_cast": lambda x, dtype: int(x),
    }
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


def arrays() -> list[np.ndarray]:
    """What kernels get."""
    rng = np.random.default_rng(3)
    a = rng.integers(0, 12, GRID).astype(np.int32)
    return [a, np.zeros(GRID * SLOTS, np.int32), np.arange(GRID, dtype=np.float32) / 4]


def difference(text: str, name: str) -> str | None:
    """What is wrong with the kernel, if anything."""
    function = load(text, name)
    want = arrays()
    for tid in builtins.range(GRID):
        with stand_ins(tid):
            function(*[Buffer(array) for array in want])
    try:
        compiled = enigma.compile(enigma.kernel(function))
        for way in ("interpret", "launch"):
            got = arrays()
            getattr(compiled._native, way)(tuple(got), GRID, 8)
            for number, (x, y) in enumerate(zip(got, want, strict=True)):
                if not np.array_equal(x, y):
                    return f"{way}: array {number}\n got {x}\nwant {y}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def smaller(nodes: list[Any]) -> Any:
    """Every tree with one node less, or one node's inside in its place."""
    for at, node in enumerate(nodes):
        yield nodes[:at] + nodes[at + 1 :]
        if isinstance(node, tuple):
            yield nodes[:at] + node[1] + nodes[at + 1 :]
            for inside in smaller(node[1]):
                if inside or node[0]:
                    yield [*nodes[:at], (node[0], inside), *nodes[at + 1 :]]


def fails_alike(helpers: list[Any], body: list[Any], like: str) -> bool:
    """Whether a smaller program is wrong in the same way."""
    try:
        found = difference(source(helpers, body), "<smaller>")
    except Exception:
        return False
    return found is not None and found.split(":")[0] == like.split(":")[0]


def shrunk(helpers: list[Any], body: list[Any], what: str) -> tuple[list[Any], list[Any]]:
    """A program as small as it gets that is wrong in the same way."""
    again = True
    end = time.monotonic() + SHRINKING
    while again:
        again = False
        for less in smaller(body):
            if time.monotonic() > end:
                return helpers, body
            if fails_alike(helpers, less, what):
                body, again = less, True
                break
        else:
            for less in smaller(helpers):
                if fails_alike(less, body, what):
                    helpers, again = less, True
                    break
    return helpers, body


def check(seed: int) -> str | None:
    """The report of a wrong kernel."""
    helpers, body = program(seed)
    what = difference(source(helpers, body), f"<native {seed}>")
    if what is None:
        return None
    helpers, body = shrunk(helpers, body, what)
    text = source(helpers, body)
    return f"seed {seed}\n{text}\n{difference(text, '<shrunk>')}"


def keep_launches() -> None:
    """Lets a process keep what it launches, for their Metal text to be executed."""
    sys.path.append(str(pathlib.Path(__file__).parents[1] / "tests"))
    importlib.import_module("metal_launches").install(os.environ["ENIGMA_METAL_LAUNCHES"])


def main() -> None:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument(
        "--metal", action="store_true", help="keep launches (tests/metal_launches.py)"
    )
    options = parser.parse_args()
    seeds = builtins.range(options.seed, options.seed + options.count)
    # Processes of their own: each replaces names of the package while plain Python runs.
    keep = keep_launches if options.metal else None
    with multiprocessing.get_context("spawn").Pool(options.jobs, keep) as pool:
        for report in pool.imap_unordered(check, seeds, chunksize=8):
            if report is not None:
                sys.exit(report)
    print(f"{options.count} kernels agree")


if __name__ == "__main__":
    main()
