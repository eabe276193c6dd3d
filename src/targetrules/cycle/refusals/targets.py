"""What forbids that targets are issued: they are issued once, before the period is decided, and results agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from targetrules.cycle.course import Course, Refusal
from targetrules.cycle.events import GivenTarget, Numbers, TargetKey, TargetsIssued
from targetrules.cycle.labels import few
from targetrules.cycle.state import CycleState
from targetrules.source.decimals import plain_digits
from targetrules.wording import Listing, Word

_YEARS_AHEAD: Final = 5

__all__ = ["OF_TARGETS", "is_other", "said_of_given", "target_word"]


def _once(_: Course, state: CycleState, event: TargetsIssued) -> Iterator[Refusal]:
    """A target is issued once."""
    again = [key for key in event.targets if key in state.targets]
    if again:
        first = state.targets[again[0]]
        of = few([target_word(key) for key in again])
        said = {"targets": of, "day": first.day, "number": first.number}
        yield Refusal("targets-twice", said, may="amendment")


def _before_decision(_: Course, __: CycleState, event: TargetsIssued) -> Iterator[Refusal]:
    """Nobody gets a target after it was decided whether he reached it."""
    late = list(dict.fromkeys(unit for unit, _ in event.targets if unit in event.decided))
    if late:
        yield Refusal("targets-decided", {"units": few(late)}, may="targets")


def _in_time(_: Course, __: CycleState, event: TargetsIssued) -> Iterator[Refusal]:
    """Who issues targets late says why."""
    if event.due is not None and event.day > event.due and not event.has_reason:
        yield Refusal("targets-late", {"day": event.day, "due": event.due}, may="targets")


def _not_long_before(course: Course, _: CycleState, event: TargetsIssued) -> Iterator[Refusal]:
    """Targets are issued ahead, as those of a plan for five years are, and no longer."""
    begins = course.begins
    if begins is not None and begins.year - _YEARS_AHEAD > event.day.year:
        earliest = date(begins.year - _YEARS_AHEAD, 1, 1)
        said = {"day": event.day, "years": _YEARS_AHEAD, "earliest": earliest}
        yield Refusal("targets-before", said, may="targets")


def _as_results(_: Course, __: CycleState, event: TargetsIssued) -> Iterator[Refusal]:
    """What results said of a target before it was issued is what is issued."""
    for given in event.results:
        numbers = event.targets.get(given.key)
        if is_other(given, numbers):
            said = said_of_given(given, numbers)
            yield Refusal("targets-results", {**said, "event": given.event}, may="targets")


def target_word(key: TargetKey) -> Word:
    """A target by its unit and its indicator."""
    return Word("cycle.target-of", {"unit": Listing((key[0],)), "indicator": key[1]})


def is_other(given: GivenTarget, numbers: Numbers | None) -> bool:
    """Whether a result says something else than a target; ``numbers`` None: there is no target."""
    if given.part == "carried":
        return numbers is not None
    return numbers is None or numbers.get(given.part) != given.value


def said_of_given(given: GivenTarget, numbers: Numbers | None) -> Mapping[str, Any]:
    """The unit, the input, what the result says of it, and the target in place of that."""
    if given.part == "carried":
        says, other = Word("cycle.not-carried"), Word("cycle.carried")
    else:
        number = (numbers or {}).get(given.part)
        says = Word("cycle.number", {"number": "-" if given.value is None else plain_digits(given.value)})
        other = Word("cycle.number", {"number": "-" if number is None else plain_digits(number)})
    return {"unit": Listing((given.key[0],)), "input": given.input, "says": says, "issued": other}


OF_TARGETS: Final = (_once, _before_decision, _as_results, _in_time, _not_long_before)
"""The rules that are asked about targets that are issued."""
