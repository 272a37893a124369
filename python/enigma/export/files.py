"""A `.metal` file, and snippets of Swift and Objective-C++ that launch its kernel."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from enigma import _native
from enigma.arrays import copied
from enigma.export.arguments import fitting
from enigma.export.languages import KINDS, OBJECTIVE_CPP, SWIFT, Language
from enigma.kernel import Extent

# Names of the snippets themselves, and words of their languages that Metal does not have.
_TAKEN = frozenset(
    "constants device encoder error function grid library options pipeline source threads "
    "as associatedtype catch defer deinit didSet extension fallthrough fileprivate func get guard "
    "import in indirect infix init inout internal is let nil open optional override postfix "
    "precedence prefix protocol repeat required rethrows self Self set some subscript super throw "
    "throws try typealias unowned var weak where willSet "
    "BOOL Class IMP NO Nil SEL YES id instancetype Protocol".split()
)


@dataclass(frozen=True)
class _Kernel:
    """What a snippet has to know of a kernel."""

    function: str
    # Name, dtype, whether it is a scalar, whether the kernel writes it.
    parameters: list[tuple[str, str, bool, bool]]
    # Dtype and number of each function constant.
    constants: dict[int, tuple[str, Any]]
    version: tuple[int, int]
    is_fast: bool


def to_metal(
    native: _native.Compiled, folder: Path, threads: Extent | None, constants: Mapping[int, Any]
) -> list[Path]:
    """Writes the three files and gives their paths."""
    text, function, names, version = native.metal(threads)
    dtypes = native.function_constants
    kernel = _Kernel(
        function,
        [
            (f"{name}_" if name in _TAKEN else name, dtype, is_scalar, is_written)
            for name, (_, dtype, is_scalar), is_written in zip(
                names, native.params, native.written(), strict=True
            )
        ],
        {index: (dtypes[index], _number(constants[index])) for index in sorted(dtypes)},
        version,
        "math_mode(fast)" in text,
    )
    texts = {".metal": text}
    for language in (SWIFT, OBJECTIVE_CPP):
        texts[language.suffix] = _snippet(language, kernel)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{function}{suffix}" for suffix in texts]
    for path, content in zip(paths, texts.values(), strict=True):
        path.write_text(content, encoding="utf-8")
    return paths


def _snippet(language: Language, kernel: _Kernel) -> str:
    constants, parameters, bound = [], [], []
    for index, (dtype, value) in kernel.constants.items():
        kind = KINDS[dtype].lower() if language is SWIFT else KINDS[dtype]
        number = _literal(language, dtype, value)
        ty = language.types[dtype]
        filled = Template(language.constant).substitute(
            index=index, ty=ty, number=number, kind=kind
        )
        constants.append(filled)
    for index, (name, dtype, is_scalar, _) in enumerate(kernel.parameters):
        declaration = language.scalar_parameter if is_scalar else language.buffer_parameter
        binding = language.scalar if is_scalar else language.buffer
        words = {"name": name, "ty": language.types[dtype], "index": index}
        parameters.append(f"    {Template(declaration).substitute(words)},\n")
        bound.append(Template(binding).substitute(words))
    written = [name for name, _, _, is_written in kernel.parameters if is_written]
    return Template(language.text).substitute(
        function=kernel.function,
        version="_".join(map(str, kernel.version)),
        fast=language.booleans[kernel.is_fast],
        constants="".join(constants),
        parameters="".join(parameters),
        bound="".join(bound),
        writes=f"writes {', '.join(written)}" if written else "writes no buffer",
    )


def _number(given: Any) -> Any:
    """The number of a function constant, which may come with its dtype."""
    return given[1] if isinstance(given, tuple) else given


def _literal(language: Language, dtype: str, value: Any) -> str:
    number = fitting("a function constant", dtype, value)
    if dtype == "bool":
        return "true" if number else "false"
    if dtype == "bfloat":
        return str(int(copied("a function constant", [number], dtype)[0]))
    if isinstance(number, float) and not math.isfinite(number):
        sign = "-" if number < 0 else ""
        return language.nan if math.isnan(number) else sign + language.infinity
    return repr(number)
