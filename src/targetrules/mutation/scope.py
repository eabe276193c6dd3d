"""What the names of a policy are, as far as changes of it ask: how fine numbers are, which words follow one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from targetrules.data import frozen
from targetrules.period import PeriodKind, ordinal_of, ordinals_of, period_text
from targetrules.rules import tree
from targetrules.rules.analysis.decimals import exact_decimals
from targetrules.rules.analysis.scale import decimals_of_parameter
from targetrules.source.decimals import decimals_of, scaled, unscaled

__all__ = ["Scope", "next_amounts", "next_numbers", "next_periods", "next_weights", "next_words", "scope_of"]


@frozen(slots=True)
class Scope:
    """The names that conditions of a policy, or of its details, may ask about.

    ``decimals`` are those of numbers, ``words`` the words of what is compared with words; of those that are
    ``ordered``, as grades are, they stand in this order. ``rounded`` are the measures that rounding may change.
    """

    period: PeriodKind
    grades: tuple[str, ...]
    decimals: Mapping[str, int]
    words: Mapping[str, tuple[str, ...]]
    ordered: frozenset[str]
    rankings: tuple[str, ...]
    rounded: frozenset[str]


def scope_of(rules: tree.Rules) -> Scope:
    """The names of a policy, or of the rows of its details."""
    grades = tuple(grade.id for grade in rules.grades)
    decimals = {name: each.decimals for name, each in rules.inputs.items()}
    decimals |= {name: each.decimals for name, each in rules.measures.items()}
    kept = decimals | {name: decimals_of_parameter(each) for name, each in rules.parameters.items()}
    words = {name: each.options for name, each in rules.inputs.items() if each.options}
    of_grades = [name for name, each in rules.inputs.items() if each.kind is tree.InputKind.GRADE]
    words |= {name: words.get(name) or grades for name in of_grades}
    if rules.grading is not None:
        words["grade"] = grades
    rounded = {name for name, each in rules.measures.items() if _rounds(each, kept)}
    return Scope(
        rules.period,
        grades,
        decimals,
        words,
        frozenset((*of_grades, "grade")),
        tuple(rules.rankings),
        frozenset(rounded),
    )


def _rounds(measure: tree.Measure, kept: Mapping[str, int]) -> bool:
    exact = (exact_decimals(version, kept) for version in measure.versions)
    return any(each is None or each > measure.decimals for each in exact)


# ---- the values beside one -------------------------------------------------------------------------------------------


def next_numbers(value: Any, decimals: int = 0, least: Decimal | int | None = None) -> Iterator[Any]:
    """A unit of the last place up, and one down, where that is no less than ``least``."""
    exact = Decimal(value)
    places = max(decimals, decimals_of(exact))
    for step in (1, -1):
        moved = unscaled(scaled(exact, places) + step, places)
        if least is None or moved >= least:
            yield int(moved) if places == 0 else moved


def next_amounts(value: int | Decimal | str, least: int = 0) -> Iterator[int | Decimal | str]:
    """One more and one less of a count of units; of a share a unit of its last place; nothing of a name."""
    if not isinstance(value, str):
        yield from next_numbers(value, 0, least)
    elif value.endswith("%"):
        number = value.removesuffix("%").strip()
        places = len(number.partition(".")[2])
        if number.replace(".", "", 1).isdecimal():
            for near in next_numbers(Decimal(number), places, least):
                yield f"{near}%"


def next_periods(kind: PeriodKind, value: int | str) -> Iterator[int | str]:
    """The period after one and the one before it."""
    ordinal = ordinal_of(kind, value)
    if ordinal is not None:
        for near in (ordinal + 1, ordinal - 1):
            if near in ordinals_of(kind):
                yield period_text(kind, near)


def next_words(words: Sequence[str], word: str) -> Iterator[str]:
    """The words beside one, in their order."""
    at = words.index(word) if word in words else -len(words)
    for near in (at + 1, at - 1):
        if 0 <= near < len(words):
            yield words[near]


def next_weights(weights: Mapping[str, int | Decimal]) -> Iterator[dict[str, Decimal]]:
    """A unit of the last place moved from each weight to the next, from the last to the first.

    Each time the two as they are then; the one that has less now comes first.
    """
    exact = {name: Decimal(weight) for name, weight in weights.items()}
    names, places = list(exact), max(map(decimals_of, exact.values()))
    for name, other in zip(names, [*names[1:], *names[:1]], strict=True) if len(names) > 1 else ():
        less, more = scaled(exact[name], places) - 1, scaled(exact[other], places) + 1
        yield {name: unscaled(less, places), other: unscaled(more, places)}
