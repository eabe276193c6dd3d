"""The source of the package as Python reads it, for tests of what stands in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import targetrules

SOURCE = Path(targetrules.__file__).parent


def parsed(naming: Iterable[str]) -> Iterator[tuple[str, ast.Module]]:
    """Each module in whose text one of these words stands, with its path in the package: to parse all takes seconds."""
    words = re.compile(rf"\b(?:{'|'.join(map(re.escape, naming))})\b")
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if words.search(text):
            yield path.relative_to(SOURCE).as_posix(), ast.parse(text)
