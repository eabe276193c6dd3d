"""Whether results can be read again of the file by which a record knows them; what cannot be is told before that."""

from __future__ import annotations

from collections.abc import Iterable

from targetrules.arguments import ArgumentError
from targetrules.history import History
from targetrules.results.table import LONGEST_CELL, MOST_CELLS
from targetrules.rules.tree import InputKind, Rules
from targetrules.wording import Word

__all__ = ["check_present", "check_size", "check_texts", "plain_texts"]


def plain_texts(rules: Rules) -> list[str]:
    """The inputs that hold texts by which no group is named: these alone may be of any length."""
    return [name for name, one in rules.inputs.items() if one.kind is InputKind.TEXT and name not in rules.groups]


def check_texts(name: str, texts: Iterable[object]) -> None:
    """Raise :class:`~targetrules.arguments.ArgumentError` where a text of an input is longer than one in CSV may be."""
    if any(isinstance(each, str) and len(each) > LONGEST_CELL for each in texts):
        values = {"name": name, "most": f"{LONGEST_CELL:,}"}
        raise ArgumentError("rows", Word("arguments.long-in-file", values))


def check_present(rules: Rules, history: History) -> None:
    """The same where something is missing that no file may lack, though a program may judge it so."""
    needed = [name for name, one in rules.inputs.items() if one.default is not None or not one.optional]
    for at, row in enumerate(history.rows):
        for name in needed:
            if row.values[name] is None and row.period in rules.inputs[name].asked:
                values = {"place": f"rows[{at}].values[{name!r}]"}
                raise ArgumentError("rows", Word("arguments.missing-in-file", values))


def check_size(rules: Rules, rows: int) -> None:
    """The same where so many rows are more than a table may have."""
    if rows * (len(rules.inputs) + len(("unit", "period"))) > MOST_CELLS:
        raise ArgumentError("to", Word("arguments.table-too-large", {"most": f"{MOST_CELLS:,}"}))
