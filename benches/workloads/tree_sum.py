"""One sum per 256 floats. The numbers are whole, so that every order of additions is exact."""

from workload import ELEMENTS, Workload, aligned, whole_numbers

GROUP = 256
SMALL = {"n": 8 * GROUP}


def make(n: int = ELEMENTS) -> Workload:
    a, partials = whole_numbers(n, 127, seed=1), aligned(n // GROUP)
    return Workload(
        name="tree_sum",
        inputs=(a,),
        outputs=(partials,),
        expected=(a.reshape(-1, GROUP).sum(axis=1),),
        grid=(n, 1, 1),
        threads=(GROUP, 1, 1),
        amount=a.nbytes + partials.nbytes,
        roof="read",
        extents=(n,),
    )


def numpy_form(a, partials, n):
    a.reshape(-1, GROUP).sum(axis=1, out=partials)
