"""The table of the page on shipped policies that says how far their examples go."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from attrs import frozen

_PAGE: Final = Path(__file__).parents[2] / "docs" / "reference" / "policies.md"


@frozen
class Scores:
    """A row of it: what is shown of a policy, and what of its mutants is noticed, as it is printed."""

    shown: str
    explained: int
    noticed: str
    equal: int
    changes: int


def scores() -> dict[str, Scores]:
    """The rows by policy."""
    text = _PAGE.read_text(encoding="utf-8").partition("<!-- scores -->")[2]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| `")
    ]
    return {
        name.strip("`"): Scores(shown, int(explained), noticed, int(equal), int(changes))
        for name, shown, explained, noticed, equal, changes in rows
    }
