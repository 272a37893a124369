"""Native control flow on traced values.

`if`, `while`, `for`, `and`, `or`, `not`, `assert`, `break`, `continue` and `return` of a kernel,
and of the plain Python functions that it calls, work on values that only the kernel knows. A
function is rewritten once, with Python's `ast` (`source`, `rewrite`, `expressions`, `jumps`,
`names`, `build`), and compiled with the places of its source (`convert`). What the rewritten code
calls (`run`, `builtin`) traces the arms of branches (`branch`) and the bodies of loops (`loops`,
`carried`), and finds what they change (`state`, `trees`); where that cannot be one value, the
variable says so when it is used (`poison`).
"""

from enigma.flow.convert import call, converted
from enigma.flow.ranges import Range, kernel_range

__all__ = ["Range", "call", "converted", "kernel_range"]
