import enigma


def test_every_operation_is_named_once_and_documented():
    names = [name for name, _ in enigma.operations()]
    assert len(names) == len(set(names))
    assert {"add", "barrier", "simd_sum", "atomic_fetch_add", "async_copy_1d"} <= set(names)
    assert all(doc for _, doc in enigma.operations())
