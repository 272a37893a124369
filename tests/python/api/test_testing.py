"""`enigma.testing` and `enigma.benchmark`."""

import platform
import unittest

import enigma
import numpy as np
import pytest
from enigma import benchmark, testing


def test_what_the_machine_is(monkeypatch):
    assert testing.is_darwin() == (platform.system() == "Darwin")
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    assert testing.is_darwin() and testing.is_apple_silicon()
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    assert not testing.is_apple_silicon()
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    assert not testing.is_apple_silicon()


def test_forcing_no_metal(monkeypatch):
    """The variable decides, whatever there is."""
    monkeypatch.setattr(testing, "_has_metal", lambda: True)
    monkeypatch.delenv("ENIGMA_FORCE_NO_METAL", raising=False)
    assert testing.is_metal_available()
    monkeypatch.setenv("ENIGMA_FORCE_NO_METAL", "1")
    assert not testing.is_metal_available()


@pytest.mark.parametrize("skips", [True, False])
def test_decorators(monkeypatch, skips):
    monkeypatch.setattr(testing, "is_metal_available", lambda: not skips)
    monkeypatch.setattr(testing, "is_apple_silicon", lambda: not skips)
    assert testing.skip_if_no_metal is testing.requires_metal
    for decorate in (testing.requires_metal, testing.requires_apple_silicon):

        @decorate
        class Tests(unittest.TestCase):
            pass

        @decorate
        def test():
            return 5

        for decorated in (Tests, test):
            assert getattr(decorated, "__unittest_skip__", False) == skips
        if not skips:
            assert test() == 5


def test_bench():
    calls = []
    result = benchmark.bench(lambda x, y: calls.append((x, y)), 1, repeat=3, warmup=2, y=2)
    assert calls == [(1, 2)] * 5
    assert (result.label, result.n, result.warmup) == ("<lambda>", 3, 2)
    assert all(sample > 0 for sample in result.samples_us)
    assert benchmark.bench(len, "", repeat=1, warmup=0, label="mine").label == "mine"
    assert benchmark.bench(len, "", repeat=1, warmup=0).label == "len"


def test_bench_gpu():
    @enigma.kernel
    def count(A: enigma.u32):
        A[enigma.thread_position_in_grid] = A[enigma.thread_position_in_grid] + 1

    prepared = enigma.Runtime().prepare(enigma.compile(count), [], 16)
    result = benchmark.bench_gpu(prepared, (4, 1, 1), (4, 1, 1), repeat=3, warmup=2)
    assert (result.label, result.n) == ("count", 3)
    assert prepared.read_output(dtype=np.uint32).tolist() == [5] * 4


@pytest.mark.parametrize("wrong", [{"repeat": 0}, {"repeat": -1}, {"warmup": -1}])
def test_wrong_numbers(wrong):
    for call in (lambda: benchmark.bench(len, "", **wrong), lambda: bench_nothing(**wrong)):
        with pytest.raises(ValueError, match=r"(repeat|warmup)=") as caught:
            call()
        assert caught.value.code == "E0209"


def bench_nothing(**wrong):
    return benchmark.bench_gpu(None, 1, 1, **wrong)


def test_results():
    result = benchmark.BenchResult("x", [1.0, 2.0, 4.0], 5)
    assert (result.min_us, result.max_us, result.median_us) == (1, 4, 2)
    assert result.mean_us == pytest.approx(7 / 3)
    assert result.stdev_us == pytest.approx(np.std([1, 2, 4], ddof=1))
    assert repr(result) == "BenchResult('x', n=3, median=2.00us, min=1.00us, max=4.00us)"
    line = "x  n=3  median=2.00us  min=1.00us  max=4.00us"
    assert benchmark.format_bench_result(result) == line
    assert benchmark.format_bench_result(result, throughput_gbps=3) == line + "  BW=3.00GB/s"


def test_results_without_samples():
    empty = benchmark.BenchResult("x", [], 0)
    numbers = (empty.min_us, empty.max_us, empty.median_us, empty.mean_us, empty.stdev_us)
    assert (empty.n, *numbers) == (0, 0, 0, 0, 0, 0)
    assert benchmark.BenchResult("x", [3.0], 0).stdev_us == 0
