"""What is noted of tables of details: rows that have none of them, or another number; names that no table has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from targetrules.wording import Listing, Word

__all__ = ["notes_of_all", "notes_of_counts"]

_MOST_LISTED: Final = 10
_FEWEST: Final = 3
"""So many rows below each make a rule of it that all have as many."""


def notes_of_counts(name: str, counts: Sequence[int], row: Callable[[int], tuple[str, Any]]) -> Iterator[Word]:
    """What is said of how many details the rows of the results have; ``row`` gives the unit and the period of one."""
    if not any(counts):
        yield Word("problems.note_no_details", {"details": name})
        return
    none = [at for at, count in enumerate(counts) if not count]
    if none:
        values = {"details": name, "count": len(none), "of": len(counts), "rows": _rows(none, row)}
        yield Word("problems.note_without_details", values)
    usual, often = Counter(count for count in counts if count).most_common(1)[0]
    others = [at for at, count in enumerate(counts) if count not in (0, usual)]
    if others and usual >= _FEWEST and 2 * often > len(counts) - len(none):
        told = [Word("problems.with_count", {"row": each, "count": counts[at]}) for at, each in _named(others, row)]
        yield Word(
            "problems.note_other_count",
            {"details": name, "usual": usual, "rows": Listing.of_first(told, len(others), "; ")},
        )


def _rows(positions: Sequence[int], row: Callable[[int], tuple[str, Any]]) -> Listing:
    return Listing.of_first([each for _, each in _named(positions, row)], len(positions), "; ")


def _named(positions: Sequence[int], row: Callable[[int], tuple[str, Any]]) -> Iterator[tuple[int, Word]]:
    for at in positions[:_MOST_LISTED]:
        unit, period = row(at)
        yield at, Word("problems.a_row", {"unit": unit, "period": period})


# ---- names -----------------------------------------------------------------------------------------------------------

_NOWHERE: Final = ("problems.note_no_distinct", "problems.note_no_genuine")
_COUNTED: Final = ("problems.note_merged", "problems.note_left_out")


def notes_of_all(own: Sequence[Word], below: Mapping[str, Sequence[Word]]) -> tuple[Word, ...]:
    """The notes of the results and of each table of details. Of a name is told where it is, or once that it is nowhere.

    What is said of names is said of all tables, so that one which nothing has in one of them may be in another.
    """
    tables = [own, *below.values()]
    nowhere = {key: set.intersection(*({*_names(notes, key)} for notes in tables)) for key in (*_NOWHERE, *_COUNTED)}
    told = [*_of_table(own, nowhere)]
    for name, notes in below.items():
        found = _of_table(notes, dict.fromkeys(nowhere, frozenset[str]()))
        told += (Word("problems.note_on_details", {"details": name, "note": note}) for note in found)
    return tuple(told)


def _names(notes: Iterable[Word], key: str) -> Iterator[str]:
    """The names of which a table says that nothing has them."""
    for note in notes:
        if note.key == key:
            yield from (str(each.values["name"]) for each in note.values["names"].parts if not each.values.get("count"))


def _of_table(notes: Iterable[Word], nowhere: Mapping[str, Iterable[str]]) -> Iterator[Word]:
    """The notes of a table; of names that it has not only those which are nowhere."""
    for note in notes:
        if note.key not in nowhere:
            yield note
            continue
        parts = [
            each
            for each in note.values["names"].parts
            if each.values.get("count") or each.values["name"] in nowhere[note.key]
        ]
        if parts:
            yield Word(note.key, {**note.values, "names": Listing(tuple(parts))})
