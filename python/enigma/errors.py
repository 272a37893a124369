"""What the package raises: one family, and in it the class that Python programmers expect.

Every error has a stable `code`, the place it blames (`file`, `line`) and `notes` that say how to
fix it; `str` is the whole text, with the source line. One table here says which class a code has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from enigma import _native


class EnigmaError(Exception):
    """The base of everything that the package raises."""

    def __init__(
        self,
        text: str,
        *,
        code: str | None = None,
        file: str | None = None,
        line: int | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        """Makes an error with its text, already rendered, and its parts."""
        super().__init__(text)
        self.text = text
        self.code = code
        self.file = file
        self.line = line
        self.notes = list(notes)

    def __str__(self) -> str:
        """The text: code, message, place, source line, notes."""
        return self.text

    def __reduce__(self) -> tuple[object, ...]:
        """Pickles with all parts, so that an error can cross processes."""
        return (make_as, (type(self), self.code, self.text, self.file, self.line, self.notes))


class EnigmaTypeError(EnigmaError, TypeError):
    """A value or argument of the wrong type."""


class EnigmaValueError(EnigmaError, ValueError):
    """An argument of the right type and a wrong value."""


class EnigmaKeyError(EnigmaValueError, KeyError):
    """An unknown memory flag or memory order."""


class EnigmaIndexError(EnigmaError, IndexError):
    """A constant index outside what exists, or with the wrong number of dimensions."""


class EnigmaRankError(EnigmaIndexError, TypeError):
    """An index with another number of dimensions than what it indexes."""


class EnigmaUsageError(EnigmaError, RuntimeError):
    """A use of the language in the wrong place."""


class OutsideKernelError(EnigmaUsageError, AssertionError):
    """An operation outside a kernel."""


class UnsupportedError(EnigmaError, NotImplementedError):
    """Something that the target cannot do."""


class LaunchArgumentError(EnigmaTypeError, RuntimeError):
    """Arguments of a launch that do not match the kernel's parameters."""


class LaunchSizeError(EnigmaValueError, RuntimeError):
    """A grid or threadgroup that no launch can have."""


class LaunchError(EnigmaError, RuntimeError):
    """Something that went wrong while the kernel ran."""


class OutOfBoundsError(LaunchError, IndexError):
    """A thread used an index outside a buffer or threadgroup memory."""


class BarrierDivergenceError(LaunchError):
    """A barrier was reached by some threads of a threadgroup only."""


class DeviceAssertionError(LaunchError, AssertionError):
    """An `assert` of a kernel did not hold for some thread."""


class EnigmaWarning(UserWarning):
    """Something in a kernel that is likely wrong but does not stop the compilation."""

    def __init__(self, text: str, code: str, file: str, line: int) -> None:
        """Makes a warning with its text and its parts."""
        super().__init__(text)
        self.code = code
        self.file = file
        self.line = line


# A code has the class of its longest prefix here.
_CLASSES: dict[str, type[EnigmaError]] = {
    "E01": EnigmaTypeError,
    "E02": EnigmaValueError,
    "E0202": EnigmaKeyError,
    "E0203": EnigmaKeyError,
    "E0206": EnigmaIndexError,
    "E0207": EnigmaRankError,
    "E03": EnigmaUsageError,
    "E0301": OutsideKernelError,
    "E0307": EnigmaTypeError,
    "E04": EnigmaValueError,
    "E0403": LaunchSizeError,
    "E0404": LaunchSizeError,
    "E0406": LaunchSizeError,
    "E05": UnsupportedError,
    "E06": EnigmaTypeError,
    "E0601": LaunchArgumentError,
    "E0602": LaunchArgumentError,
    "E0603": EnigmaValueError,
    "E0604": EnigmaValueError,
    "E0605": EnigmaValueError,
    "E0606": LaunchArgumentError,
    "E0607": EnigmaUsageError,
    "E0608": LaunchArgumentError,
    "E0609": EnigmaValueError,
    "E07": LaunchError,
    "E0701": OutOfBoundsError,
    "E0702": BarrierDivergenceError,
    "E0706": DeviceAssertionError,
}


def class_of(code: str | None) -> type[EnigmaError]:
    """The class that a code is raised as."""
    if code is None:
        return EnigmaError
    return _CLASSES.get(code) or _CLASSES.get(code[:3], EnigmaError)


def make(
    code: str | None, text: str, file: str | None, line: int | None, notes: Sequence[str]
) -> EnigmaError:
    """The error of a diagnostic; the native half calls it."""
    return make_as(class_of(code), code, text, file, line, notes)


def make_as(
    kind: type[EnigmaError],
    code: str | None,
    text: str,
    file: str | None,
    line: int | None,
    notes: Sequence[str],
) -> EnigmaError:
    """An error of the class given."""
    return kind(text, code=code, file=file, line=line, notes=notes)


def fail(code: str, message: str, *notes: str, place: tuple[str, int] | None = None) -> NoReturn:
    """Raises the error of a code, blamed on `place` or else on the user's current line."""
    raise _native.error(code, message, list(notes), place) from None
