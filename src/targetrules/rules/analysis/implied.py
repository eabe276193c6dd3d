"""What follows from conditions that hold, and from those that do not: of one number by itself, of words and flags."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, Literal, assert_never

import attrs

from targetrules.rules import condition as tree
from targetrules.rules.condition import Compare, Condition
from targetrules.rules.leaf import LeafNumber
from targetrules.source.decimals import scaled_ends

__all__ = ["Ends", "ends_within", "excludes_itself", "holding_before", "refuted", "together"]

Ends = tuple[Decimal, Decimal]
"""The least and the greatest value of a number."""

_How = Literal["at_least", "above", "at_most", "below", "equals"]
_OPPOSITE: Final[Mapping[_How, _How]] = {
    "at_least": "below",
    "above": "at_most",
    "at_most": "above",
    "below": "at_least",
}


def together(condition: Condition) -> Iterator[Condition]:
    """The parts of a condition that must all hold, in this period."""
    match condition:
        case tree.All():
            for part in condition.of:
                yield from together(part)
        case (
            tree.GradeIs()
            | tree.GradeChange()
            | tree.Compare()
            | tree.ChoiceIs()
            | tree.FlagIs()
            | tree.Known()
            | tree.Rated()
            | tree.During()
            | tree.RankCutoff()
            | tree.Receives()
            | tree.Received()
            | tree.AnyOf()
            | tree.Cardinality()
            | tree.Not()
            | tree.Temporal()
        ):
            yield condition
        case _:
            assert_never(condition)


def refuted(condition: Condition) -> Iterator[Condition]:
    """What holds, all of it, where a condition is false."""
    match condition:
        case tree.Compare(how=how) if how in _OPPOSITE:
            yield attrs.evolve(condition, how=_OPPOSITE[how])
        case tree.FlagIs():
            yield tree.FlagIs(condition.name, not condition.wanted)
        case tree.AnyOf():
            for part in condition.of:
                yield from refuted(part)
        case tree.All((part,)):
            yield from refuted(part)
        case tree.Not():
            yield from together(condition.of)
        case (
            tree.Compare()
            | tree.All()
            | tree.GradeIs()
            | tree.GradeChange()
            | tree.ChoiceIs()
            | tree.Known()
            | tree.Rated()
            | tree.During()
            | tree.RankCutoff()
            | tree.Receives()
            | tree.Received()
            | tree.Cardinality()
            | tree.Temporal()
        ):
            yield tree.Not(condition)
        case _:
            assert_never(condition)


def holding_before(conditions: Iterable[Condition]) -> list[Condition]:
    """What holds where none of these conditions does."""
    return [each for condition in conditions for each in refuted(condition)]


def ends_within(
    low: Decimal, high: Decimal, decimals: int, compares: Iterable[tuple[str, Ends | None]]
) -> tuple[int, int]:
    """The least and the greatest that a number can be, in units of its last decimal, where comparisons hold of it.

    Args:
        low: The least that it can be without them.
        high: The greatest.
        decimals: How many decimals it has.
        compares: How it compares, and between which ends lies what it is compared with; None: that is always missing.

    Returns:
        The first is above the second where there is no such number.
    """
    least, most = scaled_ends(low, decimals)[1], scaled_ends(high, decimals)[0]
    for how, ends in compares:
        if ends is None:
            continue
        other_low, other_high = (scaled_ends(end, decimals) for end in ends)
        if how in ("at_least", "equals"):
            least = max(least, other_low[1])
        if how in ("at_most", "equals"):
            most = min(most, other_high[0])
        if how == "above":
            least = max(least, other_low[0] + 1)
        if how == "below":
            most = min(most, other_high[1] - 1)
    return least, most


def excludes_itself(
    conditions: Sequence[Condition],
    is_never: Callable[[LeafNumber, Sequence[Compare]], bool],
    words_of: Callable[[Condition], Collection[str]],
) -> bool:
    """Whether these conditions cannot all hold.

    Args:
        conditions: The conditions, as :func:`together` and :func:`refuted` give them.
        is_never: Whether comparisons of one number can never hold together.
        words_of: The words that a choice, or the grades that a grade, can be of which a condition asks.
    """
    held = [each for each in conditions if not isinstance(each, tree.Not)]
    not_held = [each.of for each in conditions if isinstance(each, tree.Not)]
    compares = [each for each in held if isinstance(each, Compare)]
    flags = {(each.name, each.wanted) for each in held if isinstance(each, tree.FlagIs)}
    by_number = {left: [each for each in compares if each.left == left] for left in {each.left for each in compares}}
    return (
        any(is_never(left, of_it) for left, of_it in by_number.items())
        or any((name, not wanted) in flags for name, wanted in flags)
        or any(all(part in held for part in together(each)) for each in not_held)
        or _has_no_word(held, not_held, words_of)
    )


def _has_no_word(
    held: Iterable[Condition], not_held: Iterable[Condition], words_of: Callable[[Condition], Collection[str]]
) -> bool:
    """Whether some choice or grade would have to be none of its words."""
    left: dict[object, set[str]] = {}
    for of, wanted in ((held, True), (not_held, False)):
        for each in of:
            if isinstance(each, tree.ChoiceIs | tree.GradeIs):
                subject, words = _subject(each), _words(each)
                there = left.setdefault(subject, set(words_of(each)))
                left[subject] = there & words if wanted else there - words
    return any(not words for words in left.values())


def _subject(asked: tree.ChoiceIs | tree.GradeIs) -> object:
    return asked.name if isinstance(asked, tree.ChoiceIs) else (asked.of,)


def _words(asked: tree.ChoiceIs | tree.GradeIs) -> set[str]:
    return {*(asked.options if isinstance(asked, tree.ChoiceIs) else asked.grades)}
