"""Every golden text through Apple's compilers: the system's, and Xcode's where it is installed."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
VERSION = re.compile(r"^// Metal Shading Language (\d+)\.(\d+) or newer", re.MULTILINE)

# What a compiler says against a text; None if nothing.
Compiler = Callable[[Path, str], str | None]


def texts() -> list[Path]:
    """The golden texts, and those written by hand."""
    return [*sorted((ROOT / "tests/golden/msl").glob("*.metal")), *sorted(KERNELS.glob("*.metal"))]


KERNELS = ROOT / "mac/kernels"


def dialect(text: str) -> str:
    """Xcode's name for the language version that a text needs."""
    found = VERSION.search(text)
    major, minor = (int(part) for part in found.groups()) if found else (2, 0)
    return f"{'macos-metal' if major < 3 else 'metal'}{major}.{minor}"


def xcode(path: Path, text: str) -> str | None:
    """Compiles by Xcode's compiler, for the version that the text says."""
    command = ["xcrun", "-sdk", "macosx", "metal", f"-std={dialect(text)}", "-fno-fast-math"]
    command += ["-c", str(path), "-o", "/dev/null"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return None if ended.returncode == 0 else ended.stderr.strip() or f"exit {ended.returncode}"


def has_xcode() -> bool:
    """Whether Xcode's compiler is installed."""
    command = ["xcrun", "-sdk", "macosx", "metal", "--version"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def system(_path: Path, text: str) -> str | None:
    """Compiles by the system's compiler, as the runtime does."""
    from enigma import _native

    return _native.metal_complaint(text)


def has_system() -> bool:
    """Whether there is a GPU, and with it a compiler."""
    import enigma

    return "metal" in enigma.devices()


def tried(name: str, is_there: bool, compiler: Compiler, paths: list[Path]) -> dict[str, Any]:
    """What a compiler makes of all texts."""
    rejected: dict[str, str] = {}
    for path in paths if is_there else []:
        said = compiler(path, path.read_text(encoding="utf-8"))
        if said is not None:
            rejected[path.name] = said
    taken = len(paths) - len(rejected) if is_there else 0
    return {"name": name, "missing": not is_there, "taken": taken, "rejected": rejected}


def main(arguments: list[str] | None = None) -> int:
    """Tries both compilers; 1 if one of them rejects a text."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, required=True, help="where the results go")
    asked = parser.parse_args(arguments)
    paths = texts()
    compilers = [
        tried("the system's compiler", has_system(), system, paths),
        tried("Xcode's compiler", has_xcode(), xcode, paths),
    ]
    asked.json.write_text(json.dumps({"compilers": compilers}, indent=1), encoding="utf-8")
    for compiler in compilers:
        print(compiler["name"], compiler["taken"], "taken;", "rejected:", [*compiler["rejected"]])
    return 1 if any(compiler["rejected"] for compiler in compilers) else 0


if __name__ == "__main__":
    sys.exit(main())
