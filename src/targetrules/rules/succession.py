"""Whose past a unit goes on from: two reserved columns of results, and what they must not say.

``continues`` names the unit from whose earlier rows the unit goes on in that period: they are its past from then on, as
if they were its own. ``merges`` names others that have gone into the unit. Their past counts for nothing; it is told.
A past is a chain of rows, each of them a unit's latest before it, so that none is lost and none counts twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, Final
from typing import Literal as OneOf

from attrs import field

from targetrules.data import define, frozen
from targetrules.history import History, Row

__all__ = [
    "COLUMNS",
    "CONTINUES",
    "FORGOTTEN",
    "MERGES",
    "Merger",
    "Past",
    "Succession",
    "SuccessionDoubt",
    "SuccessionFault",
    "SuccessionRow",
    "Wrong",
    "continued_in",
    "doubts_of",
    "faults_of",
    "merged_of",
    "merged_text",
    "names_in",
    "past_of",
    "predecessor_of",
    "rows_of_past",
]

CONTINUES: Final = "continues"
MERGES: Final = "merges"
COLUMNS: Final = {CONTINUES: (CONTINUES, "承继单位"), MERGES: (MERGES, "并入单位")}
"""The reserved columns, each with the headings that it may have."""

_SEPARATORS: Final = r"[;；\n]"


class _Forgotten(Container[str]):
    """The units of earlier periods, where nobody kept them: none of them is known, and any may have been there."""

    def __contains__(self, name: object) -> bool:
        return False


FORGOTTEN: Final = _Forgotten()


def predecessor_of(unit: str, values: Mapping[str, Any]) -> str:
    """The unit whose earlier rows are the past of a row of ``unit`` with these values: another one, or itself."""
    name = values.get(CONTINUES)
    return name if name and isinstance(name, str) else unit


def continued_in(values: Mapping[str, Any]) -> str | None:
    """The unit that a row with these values names as the one whose past it goes on from; None where it names none."""
    name = values.get(CONTINUES)
    return name if isinstance(name, str) else None


def merged_of(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The units that have gone into the unit of a row with these values, beside the one that it continues."""
    text = values.get(MERGES)
    return tuple(names_in(text)) if isinstance(text, str) else ()


# ---- several names in one cell ---------------------------------------------------------------------------------------


def names_in(text: str) -> list[str]:
    """The names in a cell: separated by semicolons or ends of lines, or a list as JSON writes it."""
    listed = _listed(text)
    return [part.strip() for part in re.split(_SEPARATORS, text) if part.strip()] if listed is None else listed


def merged_text(names: Iterable[str]) -> str:
    """Names in one text, which names them and nothing else."""
    each = list(dict.fromkeys(names))
    text = "; ".join(each)
    return text if names_in(text) == each else json.dumps(each, ensure_ascii=False)


def _listed(text: str) -> list[str] | None:
    if not text.startswith("["):
        return None
    try:
        parts = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return parts if isinstance(parts, list) and all(isinstance(part, str) for part in parts) else None


# ---- pasts -----------------------------------------------------------------------------------------------------------


@frozen(slots=True)
class SuccessionRow:
    """The unit and the period of a row, and what it says of succession. ``at`` is where it stands, for whoever asks."""

    unit: str
    period: int
    continues: str | None = None
    merges: tuple[str, ...] = ()
    at: int = 0


@frozen(slots=True)
class Succession:
    """In ``period`` the unit went on from the past of ``of``, whose latest row was in ``last``."""

    unit: str
    period: int
    of: str
    last: int


@frozen(slots=True)
class Merger:
    """In ``period`` the unit is said to have gone into the unit ``into``."""

    unit: str
    into: str
    period: int


@frozen(slots=True)
class _Link:
    """An older name in a past, its latest period under that name, since when it is there, and what was before."""

    name: str
    last: int
    since: int
    before: _Link | None


@define(slots=True)
class Past:
    """The units that have had rows: the latest period of each, and the older names in its past."""

    latest: dict[str, int] = field(factory=dict)
    links: dict[str, _Link | None] = field(factory=dict)

    @staticmethod
    def of(latest: Mapping[str, int], successions: Iterable[Succession]) -> Past:
        """What is known of units after some periods."""
        past = Past(dict(latest))
        for _, some in groupby(sorted(successions, key=attrgetter("period")), attrgetter("period")):
            past.links.update([(each.unit, past.link(each)) for each in some])
        return past

    def link(self, found: Succession) -> _Link:
        """The past that a unit goes on from."""
        return _Link(found.of, found.last, found.period, self.links.get(found.of))

    def holds(self, of: str, unit: str) -> bool:
        """Whether the latest row of ``unit`` is in the past of ``of``: an older name of its own."""
        link = self.links.get(of)
        while link is not None and (link.name, link.last) != (unit, self.latest[unit]):
            link = link.before
        return link is not None

    def since(self, unit: str, of: str) -> int | None:
        """Since when rows of ``of`` are in the past of ``unit``; None where there are none."""
        first = link = self.links.get(unit)
        while link is not None and link.name != of:
            link = link.before
        return None if link is None or first is None else first.since

    def add(self, rows: Sequence[SuccessionRow]) -> list[Succession]:
        """Take in all rows of one period, later than those before; where units go on from others."""
        found = [
            Succession(row.unit, row.period, row.continues, self.latest[row.continues])
            for row in rows
            if row.continues is not None and row.continues in self.latest
        ]
        self.links.update([(each.unit, self.link(each)) for each in found])
        self.latest.update((row.unit, row.period) for row in rows)
        return found


def past_of(
    units: Sequence[Hashable], periods: Sequence[int], continues: Sequence[Hashable], unit: Hashable, period: int
) -> list[int]:
    """The positions of the row of the unit in the period and of all that are its past, among rows, in time.

    Args:
        units: The unit of each row.
        periods: The period of each.
        continues: The unit that it continues, None where that is none.
        unit: The unit.
        period: The period.
    """
    of_unit: dict[Hashable, list[tuple[int, int]]] = {}
    for position, (each, when) in enumerate(zip(units, periods, strict=True)):
        of_unit.setdefault(each, []).append((when, position))
    found, wanted, before = list[int](), unit, period + 1
    while there := [each for each in of_unit.get(wanted, ()) if each[0] < before]:
        before, position = max(there)
        found.append(position)
        wanted = wanted if continues[position] is None else continues[position]
    return found[::-1]


def rows_of_past(history: History, unit: str, period: int) -> list[Row]:
    """The rows of a history that are the past of the unit in the period, the earliest first, and its own then."""
    rows = [row for row in history.rows if row.period <= period]
    continues = [continued_in(row.values) for row in rows]
    if not any(continues):
        return sorted((row for row in rows if row.unit == unit), key=attrgetter("period"))
    found = past_of([row.unit for row in rows], [row.period for row in rows], continues, unit, period)
    return [rows[at] for at in found]


# ---- what must not be ------------------------------------------------------------------------------------------------


Wrong = OneOf[
    "itself",
    "never",
    "not-before",
    "own-past",
    "goes-on",
    "merges-itself",
    "merges-continued",
    "merges-past",
    "merges-never",
]


@frozen(slots=True)
class SuccessionFault:
    """What is wrong in a row: with ``name``, which it says it continues or merges.

    ``period`` is the first one of ``name`` (``not-before``), or the latest of the unit itself (``own-past``, and
    ``goes-on``, where it goes on from ``name`` already, ``since`` when).
    """

    wrong: Wrong
    row: SuccessionRow
    name: str
    period: int | None = None
    since: int | None = None

    @property
    def column(self) -> str:
        """The reserved column in which it stands."""
        return MERGES if self.wrong.startswith("merges") else CONTINUES


def faults_of(
    rows: Iterable[SuccessionRow], past: Past | None = None, known: Container[str] | None = None
) -> Iterator[SuccessionFault]:
    """What is wrong with successions, period by period.

    Args:
        rows: All rows of the units that are named or continue others; of any others, if one likes.
        past: What is known of units before these rows.
        known: Units that are known to have earlier rows, of which nothing else is known: whose past is whose is left
            to those who know it. None: there are none but those of ``past``. :data:`FORGOTTEN`: whoever is named may
            have been there.
    """
    every = sorted(rows, key=attrgetter("period"))
    past, first = past or Past(), dict[str, int]()
    for row in every:
        first.setdefault(row.unit, row.period)
    for _, group in groupby(every, attrgetter("period")):
        some = list(group)
        for row in some:
            yield from _faults_of_row(row, past, first, known)
        past.add(some)


def _faults_of_row(
    row: SuccessionRow, past: Past, first: Mapping[str, int], known: Container[str] | None
) -> Iterator[SuccessionFault]:
    of = row.continues
    if of is not None:
        if of == row.unit:
            yield SuccessionFault("itself", row, of)
        elif not _was_there(of, past, known):
            yield SuccessionFault("not-before" if of in first else "never", row, of, first.get(of))
        elif known is None and row.unit in past.latest and not past.holds(of, row.unit):
            since = past.since(row.unit, of)
            wrong: Wrong = "own-past" if since is None else "goes-on"
            yield SuccessionFault(wrong, row, of, past.latest[row.unit], since)
    for name in row.merges:
        if name == row.unit:
            yield SuccessionFault("merges-itself", row, name)
        elif name == of:
            yield SuccessionFault("merges-continued", row, name)
        elif not _was_there(name, past, known):
            yield SuccessionFault("merges-never", row, name)
        elif name in past.latest and past.holds(of or row.unit, name):
            yield SuccessionFault("merges-past", row, name)


def _was_there(name: str, past: Past, known: Container[str] | None) -> bool:
    return name in past.latest or known is FORGOTTEN or (known is not None and name in known)


# ---- what may be meant, and may well not be --------------------------------------------------------------------------


@frozen(slots=True)
class SuccessionDoubt:
    """What somebody should look at: ``name`` went into, or is continued by, ``units`` in ``period``.

    ``stays``: it went into another unit, and has a row of that period or a later one, ``again``; ``twice``: it went
    into several in one period; ``returns``: others go on from it, and after a time without rows it has one, ``again``,
    that does not say from whose past it goes on.
    """

    what: OneOf["stays", "twice", "returns"]
    name: str
    units: tuple[str, ...]
    period: int
    again: int | None = None


def doubts_of(rows: Iterable[SuccessionRow]) -> Iterator[SuccessionDoubt]:
    """What somebody should look at in rows without a fault: all those of the units that are named or name others."""
    every = sorted(rows, key=attrgetter("period", "at"))
    own: dict[str, list[SuccessionRow]] = {}
    gone: dict[tuple[str, int], list[str]] = {}
    continued: dict[tuple[str, int], list[str]] = {}
    for row in every:
        own.setdefault(row.unit, []).append(row)
        for name in dict.fromkeys(row.merges):
            gone.setdefault((name, row.period), []).append(row.unit)
        if row.continues is not None:
            continued.setdefault((row.continues, row.period), []).append(row.unit)
    for (name, period), units in gone.items():
        if units[1:]:
            yield SuccessionDoubt("twice", name, tuple(units), period)
        again = _unexplained(own.get(name, ()), period)
        if again is not None:
            yield SuccessionDoubt("stays", name, tuple(units), period, again)
    for (name, period), units in continued.items():
        again = _unexplained(own[name], period) if name in own else None
        if again is not None and again > period:
            yield SuccessionDoubt("returns", name, tuple(units), period, again)


def _unexplained(rows: Iterable[SuccessionRow], period: int) -> int | None:
    """The period of the first of a unit's rows from one on, where it does not say from whose past it goes on."""
    first = next((row for row in rows if row.period >= period), None)
    return None if first is None or first.continues is not None else first.period
