"""`explain` and `cpu_source`: one kernel for each kind of access, loop and barrier."""

from pathlib import Path

import enigma
import pytest

APPLE = ("aarch64-apple-macosx", "apple-m1", "+neon")


def tid():
    return enigma.thread_position_in_grid


def lid():
    return enigma.thread_position_in_threadgroup()


@enigma.kernel
def copies(A: enigma.f32, B: enigma.f32):
    i = tid()
    B[i] = A[i]


@enigma.kernel
def reverses(A: enigma.f32, B: enigma.f32):
    i = tid()
    B[0 - i] = A[0 - i]


@enigma.kernel
def broadcasts(A: enigma.f32, n: enigma.Scalar(enigma.u32), B: enigma.f32):
    B[n] = A[n] + A[enigma.simdgroup_index_in_threadgroup()]


@enigma.kernel
def strides(A: enigma.f32, B: enigma.f32):
    i = tid()
    B[i * 100] = A[i * 100]


@enigma.kernel
def gathers(A: enigma.f32, order: enigma.u32, B: enigma.f32):
    i = tid()
    B[order[i]] = A[order[i]]


@enigma.kernel
def pairs(A: enigma.f32, B: enigma.f32):
    i = tid()
    B[i] = A[2 * i] + A[2 * i + 1]


@enigma.kernel
def transposes(A: enigma.f32, B: enigma.f32):
    x, y = (enigma.thread_position_in_threadgroup(dim) for dim in "xy")
    tile = enigma.threadgroup_alloc(enigma.f32, (32, 33))
    for row in enigma.range_constexpr(0, 32, 8):
        tile[y + row, x] = A[(y + row) * 32 + x]
    enigma.barrier()
    for row in enigma.range_constexpr(0, 32, 8):
        B[(y + row) * 32 + x] = tile[x, y + row]


@enigma.kernel
def scans(A: enigma.f32, B: enigma.f32):
    part = enigma.threadgroup_alloc(enigma.f32, 64)
    part[lid()] = A[tid()]
    enigma.barrier()
    for offset in (1, 2, 4, 8, 16, 32):
        value = part[lid()]
        if lid() >= offset:
            value = value + part[lid() - offset]
        enigma.barrier()
        part[lid()] = value
        enigma.barrier()
    B[tid()] = part[lid()]


@enigma.kernel
def adds_rows(A: enigma.f32, B: enigma.f32, n: enigma.Scalar(enigma.u32)):
    x, y = (enigma.thread_position_in_grid_xyz(dim) for dim in "xy")
    B[y * n + x] = A[y * n + x] + A[(y + 1) * n + x]


@enigma.kernel
def counts(A: enigma.u32, B: enigma.u32, n: enigma.Scalar(enigma.u32)):
    bins = enigma.threadgroup_alloc(enigma.u32, 256)
    enigma.atomic_fetch_add(bins, A[tid()] & 255, 1)
    enigma.atomic_fetch_add(B, A[tid()], 1)
    enigma.atomic_fetch_add(B, n, 1)


@enigma.kernel
def matrices(A: enigma.f32, B: enigma.f32):
    a = enigma.simdgroup_matrix_load(A, 64)
    enigma.simdgroup_matrix_store(enigma.simdgroup_multiply(a, a), B, 8)


@enigma.kernel
def loops(A: enigma.f32, n: enigma.Scalar(enigma.u32), B: enigma.f32):
    total = 0.0
    for _ in enigma.range(n):
        total += A[tid()]
    for i in enigma.range(tid(), n, 32):
        total += A[i]
    while total > 1.0:
        total = total * 0.5
    B[tid()] = total


@enigma.kernel
def branches(A: enigma.f32, n: enigma.Scalar(enigma.u32), B: enigma.f32):
    i = tid()
    if n > 4:
        B[i] = A[i]
    if A[i] > 0.0:
        B[i] = enigma.exp(A[i])


@enigma.kernel
def tree(A: enigma.f32, B: enigma.f32):
    part = enigma.threadgroup_alloc(enigma.f32, 256)
    part[lid()] = A[tid()]
    enigma.barrier()
    for step in enigma.range_constexpr(7, 5, -1):
        if lid() < 1 << step:
            part[lid()] += part[lid() + (1 << step)]
        enigma.barrier()
    B[tid()] = part[0]


@enigma.kernel
def waits(A: enigma.f32, n: enigma.Scalar(enigma.u32), B: enigma.f32):
    part = enigma.threadgroup_alloc(enigma.f32, 256)
    kept = enigma.exp(A[tid()])
    for _ in enigma.range(n):
        part[lid()] = A[tid()]
        enigma.barrier()
        kept += part[255 - lid()]
        enigma.barrier()
    B[tid()] = kept


@enigma.kernel
def stays(A: enigma.f32, B: enigma.f32):
    part = enigma.threadgroup_alloc(enigma.f32, 256)
    part[lid()] = A[tid()]
    enigma.barrier()
    part[lid()] = part[lid()] + 1.0
    enigma.barrier()
    B[tid()] = part[255 - lid()]


@enigma.kernel
def parts(A: enigma.f32, B: enigma.f32):
    if A[lid()] > 0.0:
        enigma.barrier()
        B[lid()] = 1.0


@enigma.kernel
def steps(A: enigma.f32, B: enigma.f32):
    B[tid()] = A[tid()]
    enigma.simd_barrier()


def explained(kernel, threads=256, **options):
    return enigma.compile(kernel, **options).explain(threads)


def kinds(kernel, what, threads=256):
    """What became of the operations of a kernel: memory and kind, or kind."""
    found = [r for r in explained(kernel, threads).records if r.what == what]
    return [(r.memory, r.kind) if r.memory else r.kind for r in found]


@pytest.mark.parametrize(
    ("kernel", "loads", "stores"),
    [
        (copies, ["vector"], ["vector"]),
        (reverses, ["reversed"], ["reversed"]),
        (broadcasts, ["once", "broadcast"], ["last lane"]),
        (strides, ["strided"], ["strided"]),
        (pairs, ["window", "window"], ["vector"]),
    ],
    ids=lambda value: value.name if hasattr(value, "name") else None,
)
def test_accesses(kernel, loads, stores):
    assert [kind for _, kind in kinds(kernel, "load")] == loads
    assert [kind for _, kind in kinds(kernel, "store")] == stores


def test_indirect_accesses():
    assert set(kinds(gathers, "load")) == {("order", "vector"), ("A", "gather")}
    assert kinds(gathers, "store") == [("B", "scatter")]
    gather = next(r for r in explained(gathers).records if r.kind == "gather")
    assert "varies lane by lane" in gather.text
    assert "neighbouring" in gather.hint
    assert gather.source == "A[order[i]]"
    assert Path(gather.file).name == "test_explain.py"


def test_columns_of_a_tile():
    loads = kinds(transposes, "load", (32, 8))
    assert loads == [("A", "vector")] * 4 + [("tile", "columns")] * 4
    assert max(run.chunks for run in explained(transposes, (32, 8)).runs) == 8


def test_atomics():
    assert kinds(counts, "atomic") == [("bins", "plain"), ("B", "atomic"), ("B", "one element")]
    hints = [r.hint for r in explained(counts).records if r.what == "atomic"]
    assert hints[0] is None
    assert "threadgroup memory" in hints[1]
    assert "simd_sum" in hints[2]


def test_matrices():
    assert kinds(matrices, "matrix", 32) == [("A", "rows"), ("B", "rows")]


def test_loops():
    assert kinds(loops, "loop") == ["uniform", "masked", "masked"]
    records = [r for r in explained(loops).records if r.what == "loop"]
    assert ["all lanes take come first" in r.text for r in records] == [False, True, False]
    assert [bool(r.hint) for r in records] == [False, True, True]


def test_branches():
    assert kinds(branches, "branch") == ["uniform", "masked"]
    stores = [r for r in explained(branches).records if r.what == "store"]
    assert [r.masked for r in stores] == [False, True]


def test_threads_of_a_tree():
    report = explained(tree)
    assert "narrowed" in kinds(tree, "branch")
    assert any(run.narrowed for run in report.runs)
    assert "cut" in kinds(tree, "barrier")


def test_barriers():
    assert kinds(waits, "barrier") == ["cut", "cut"]
    assert kinds(waits, "loop") == ["per threadgroup"]
    assert kinds(stays, "barrier") == ["left out", "cut"]
    assert len(explained(stays).runs) == 2
    assert kinds(parts, "branch") == ["divergent"]
    counted = next(r for r in explained(parts).records if r.what == "barrier")
    assert "counted" in counted.text
    assert kinds(steps, "barrier") == ["free"]


def test_what_is_kept():
    report = explained(waits)
    assert {(slot.name, slot.bytes) for slot in report.slots} == {("kept", 4)}
    assert report.slot_bytes == 1024 * len(report.slots)
    assert "kept 4 B" in str(report)
    assert report.threadgroup_bytes == 1024
    assert report.order == "strips"
    assert explained(copies).slots == ()


def test_registers_hold_threadgroup_memory():
    report = explained(scans, 64)
    assert len(report.runs) == 1
    assert {r.kind for r in report.records if r.what == "barrier"} == {"left out"}
    assert {r.kind for r in report.records if r.memory == "part" and r.what == "load"} == {
        "registers"
    }


def test_order_of_threadgroups():
    rows, lines = explained(adds_rows, (32, 1)), explained(adds_rows, (32, 8))
    assert rows.order == "rows"
    assert lines.order == "lines"
    assert "through many threadgroups" in str(lines)
    # Threadgroup memory belongs to one threadgroup at a time.
    assert explained(transposes, (32, 8)).order == "rows"


def test_checks():
    report = explained(stays)
    assert {(r.memory, r.check, r.checked) for r in report.records if r.memory} == {
        ("A", "launch", False),
        ("B", "launch", False),
        ("part", "proven", False),
    }
    assert report.checks == {"tested": 0, "proven": 4, "launch": 2, "off": 0}
    off = explained(stays, bounds="off")
    assert off.checks == {"tested": 0, "proven": 0, "launch": 0, "off": 6}


def test_a_threadgroup_that_is_not_whole():
    report = explained(copies, 100)
    assert all(r.masked for r in report.records)
    assert "not whole" in str(report)
    assert not any(r.masked for r in explained(copies, 256).records)


def test_the_report():
    report = explained(gathers)
    text = str(report)
    gather = next(r for r in report.records if r.kind == "gather")
    assert f"test_explain.py:{gather.line}  A[order[i]]" in text
    assert "load of A: gather: the index varies lane by lane, one check of all lanes" in text
    assert f"-> {gather.hint}" in text
    assert text.startswith("gathers, threadgroups of 256 x 1 x 1 threads\n  chunks: ")
    lines = [r.line for r in report.records]
    assert lines == sorted(lines)
    assert report.at(gather.line) == tuple(r for r in report.records if r.line == gather.line)


def test_a_report_counts_what_is_alike():
    assert "tile, loaded" not in str(explained(copies))
    text = str(explained(transposes, (32, 8)))
    assert "(4 times)" in text


@enigma.kernel
def divides(A: enigma.f32, n: enigma.Scalar(enigma.u32), B: enigma.f32):
    i = tid()
    B[i] = A[(i + n) // 8]


def test_round_scalars():
    report = explained(divides)
    assert report.multiples == ("n",)
    assert f"multiples of {report.multiple}: n" in str(report)


@enigma.kernel
def chosen(A: enigma.f32, B: enigma.f32):
    distance = enigma.function_constant(enigma.u32, 0)
    B[tid()] = A[tid() * distance]


def test_function_constants():
    compiled = enigma.compile(chosen)
    for distance, kind in ((1, "vector"), (100, "strided")):
        report = compiled.explain(256, constants={0: distance})
        assert [r.kind for r in report.records if r.what == "load"] == [kind]


def test_another_processor():
    report = enigma.compile(copies).explain(256, target=APPLE)
    assert (report.lanes, report.register_lanes) == (8, 4)
    assert {r.kind for r in report.records} == {"vector"}


def test_a_size_that_there_is_not():
    with pytest.raises(enigma.EnigmaError, match=r"1,?024"):
        enigma.compile(copies).explain(2048)


def test_the_code_as_text():
    compiled = enigma.compile(copies)
    emitted, optimised, assembly = (
        compiled.cpu_source(64, stage) for stage in ("emitted", "optimised", "assembly")
    )
    assert "define i32 @enigma_entry" in emitted
    assert "define i32 @enigma_entry" in optimised
    assert emitted != optimised
    assert "enigma_entry:" in assembly
    assert compiled.cpu_source(64) == assembly


def test_the_code_for_apple():
    compiled = enigma.compile(strides)
    try:
        text = compiled.cpu_source(64, target=APPLE)
    except enigma.EnigmaError as error:
        # Release builds have the host's family of processors only.
        assert error.code == "E0209"
    else:
        assert "_enigma_entry:" in text
        assert "fmla" in text or "ldr\ts" in text or "ld1.s" in text


def test_code_for_nothing_known():
    with pytest.raises(enigma.EnigmaError) as error:
        enigma.compile(copies).cpu_source(64, target=("mos6502-commodore-c64", "6510", ""))
    assert error.value.code == "E0209"


def test_a_stage_that_there_is_not():
    with pytest.raises(enigma.EnigmaError) as error:
        enigma.compile(copies).cpu_source(64, "binary")
    assert error.value.code == "E0209"
