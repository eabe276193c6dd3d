"""Whose past a unit's past is, where it goes on from others: told at once, and wherever a period of theirs is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar

import attrs

from targetrules.engine.judged import Judged
from targetrules.explanation.findings import Counted, Explanation, Fact, Finding
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import MissingValue, Moment, ReadValue, Value
from targetrules.rules.succession import MERGES, merged_of

__all__ = ["is_told_of", "named_in_past", "successions_of", "with_former_names"]

_OF_GROUPS: Final = "cut."
"""So begin the codes of facts whose periods are those of a group, and of no unit's past."""

_BELOW: Final = "details.decision"
"""A fact whose periods are those of a unit below, which has a past of its own."""

_Part = TypeVar("_Part", Fact, Finding)

_PERIODS: Final = frozenset({"period", "periods"})
"""Under these names facts and findings tell periods that were looked at; under others those that the policy names."""


def is_told_of(now: Judged) -> bool:
    """Whether the past of a unit is that of others, or others went into it."""
    row: Judged | None = now
    while row is not None:
        if row.unit != now.unit or MERGES in row.values:
            return True
        row = row.prior
    return False


def successions_of(now: Judged, names: SymbolTable) -> tuple[Fact, ...]:
    """From whose past the unit goes on, then the one before, and so on, the earliest first; and who went into them."""
    rows = [row for row in (now, *now.earlier) if _is_told(row)]
    return tuple(fact for row in reversed(rows) for fact in _told(row, names))


def with_former_names(explanation: Explanation, now: Judged) -> Explanation:
    """The explanation with the unit that each period is of, where that is another one, in the past of ``now``."""
    of = {row.period: row.unit for row in now.earlier if row.unit != now.unit}
    found: Explanation = _named(explanation, of) if of else explanation
    return found


def named_in_past(parts: tuple[_Part, ...], now: Judged) -> tuple[_Part, ...]:
    """The same of facts or findings of what a lower policy decided of a unit."""
    of = {row.period: row.unit for row in now.earlier if row.unit != now.unit}
    found: tuple[_Part, ...] = _named(parts, of) if of else parts
    return found


def _is_told(row: Judged) -> bool:
    return (row.prior is not None and row.prior.unit != row.unit) or MERGES in row.values


def _told(row: Judged, names: SymbolTable) -> Iterator[Fact]:
    said: dict[str, Value] = {"period": names.moment(row.period), "unit": row.unit}
    if row.prior is not None and row.prior.unit != row.unit:
        resumes = any(each.unit == row.unit for each in row.earlier)
        yield Fact(f"succession.{'resumes' if resumes else 'continues'}", {**said, "name": row.prior.unit})
    merged = merged_of(row.values)
    if merged:
        yield Fact("succession.merges", {**said, "names": merged})


def _named(part: Any, of: Mapping[int, str]) -> Any:
    match part:
        case tuple():
            return tuple([_named(each, of) for each in part])
        case Moment():
            return attrs.evolve(part, unit=of[part.ordinal]) if part.ordinal in of else part
        case Fact(code=code) if code == _BELOW:
            return part
        case Finding() | Fact():
            kept = part.code.startswith(_OF_GROUPS)
            values = {
                name: _named(value, of) if not kept and (name in _PERIODS or not isinstance(value, Moment)) else value
                for name, value in part.values.items()
            }
            return _evolved(attrs.evolve(part, values=values), of, left="values")
        case Counted():
            first = _named(part.first, of) if part.state != "absent" else part.first
            return attrs.evolve(_evolved(part, of), first=first, last=first if part.first == part.last else part.last)
        case ReadValue() | MissingValue():
            return attrs.evolve(part, period=_named(part.period, of))
        case _ if attrs.has(type(part)) and type(part).__module__ == Explanation.__module__:
            return _evolved(part, of)
        case _:
            return part


def _evolved(part: Any, of: Mapping[int, str], left: str = "") -> Any:
    """The same with all that it is made of named; its own periods are those that the policy names, or the present."""
    fields = [each.name for each in attrs.fields(type(part)) if each.name != left]
    parts = {name: getattr(part, name) for name in fields}
    return attrs.evolve(
        part, **{name: _named(each, of) for name, each in parts.items() if not isinstance(each, Moment)}
    )
