"""What forbids that a target is amended: it is in force as the amendment says, and nobody was decided by it yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from targetrules.cycle.course import Course, Refusal
from targetrules.cycle.events import Numbers, TargetsAmended
from targetrules.cycle.labels import few
from targetrules.cycle.refusals.targets import target_word
from targetrules.cycle.state import CycleState
from targetrules.source.decimals import plain_digits
from targetrules.wording import Listing, Word

__all__ = ["OF_AMENDMENTS"]

_KIND: Final = "amendment"


def _of_issued(_: Course, state: CycleState, event: TargetsAmended) -> Iterator[Refusal]:
    """What was never issued is issued, and not amended."""
    absent = [target_word(key) for key in event.after if key not in state.targets]
    if absent:
        yield Refusal("amendment-unissued", {"targets": few(absent)}, may="targets")


def _of_numbers(_: Course, state: CycleState, event: TargetsAmended) -> Iterator[Refusal]:
    """A standard without exception has nothing that could be amended."""
    standards = [target_word(key) for key in event.after if key in state.targets and not state.targets[key].numbers]
    if standards:
        yield Refusal("amendment-standard", {"targets": few(standards)}, may=_KIND)


def _of_what_is_in_force(_: Course, state: CycleState, event: TargetsAmended) -> Iterator[Refusal]:
    """An amendment names the numbers in force, so that of two at once the second is found."""
    for key, before in event.before.items():
        there = state.targets.get(key)
        if there is not None and there.numbers and there.numbers != before:
            said = {"target": target_word(key), "before": numbers_word(before), "there": numbers_word(there.numbers)}
            yield Refusal("amendment-other", {**said, "day": there.day, "number": there.number}, may=_KIND)


def _another(_: Course, __: CycleState, event: TargetsAmended) -> Iterator[Refusal]:
    """An amendment changes something."""
    same = [target_word(key) for key, numbers in event.after.items() if numbers and numbers == event.before[key]]
    if same:
        yield Refusal("amendment-same", {"targets": few(same)}, may=_KIND)


def _on_a_later_day(_: Course, state: CycleState, event: TargetsAmended) -> Iterator[Refusal]:
    """Not before the target was issued, and no two amendments of one target on a day."""
    for key in event.after:
        there = state.targets.get(key)
        if there is None or event.before[key] != there.numbers:  # which is told already
            continue
        if there.day < event.day or (there.day == event.day and not there.is_amended):
            continue
        said = {"target": target_word(key), "day": event.day, "there": there.day, "number": there.number}
        at_once = there.is_amended and there.day == event.day
        yield Refusal("amendment-at-once" if at_once else "amendment-day", said, may=_KIND)


def _before_decision(_: Course, __: CycleState, event: TargetsAmended) -> Iterator[Refusal]:
    """What somebody was decided by is not amended afterwards."""
    late = list(dict.fromkeys(unit for unit, _ in event.after if unit in event.decided))
    if late:
        yield Refusal("amendment-decided", {"units": few(late)}, may=_KIND)


def numbers_word(numbers: Numbers) -> Word:
    """The numbers of a target."""
    return Word("cycle.number", {"number": Listing(tuple(map(plain_digits, numbers.values())), " – ")})


OF_AMENDMENTS: Final = (
    _of_issued,
    _of_numbers,
    _of_what_is_in_force,
    _another,
    _on_a_later_day,
    _before_decision,
)
"""The rules that are asked about an amendment."""
