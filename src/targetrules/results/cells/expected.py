"""What a cell ought to hold, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from targetrules.period import PeriodKind
from targetrules.results.table import shown
from targetrules.rules.tree import Grade, Input, InputKind
from targetrules.width import narrow
from targetrules.wording import Word

__all__ = ["expected_of", "expected_period", "named"]

_MOST_LISTED: Final = 12
_DECIMALS: Final = {0: "whole", 1: "one_decimal"}


def expected_of(one: Input, grades: Sequence[Grade]) -> Word:
    """What a cell of this input ought to hold."""
    match one.kind:
        case InputKind.NUMBER:
            return _number(one)
        case InputKind.GRADE:
            return Word("problems.want_grade", {"names": _listed([_grade(grade) for grade in grades])})
        case InputKind.CHOICE:
            return Word("problems.want_choice", {"names": _listed([named(option) for option in one.options])})
        case InputKind.FLAG:
            return Word("problems.want_flag")
        case InputKind.TEXT:
            return Word("problems.want_text")


def expected_period(kind: PeriodKind) -> Word:
    """How a period of this kind is written."""
    return Word(f"problems.want_{kind.value}")


def named(name: str) -> Word:
    """A name in quotation marks."""
    return Word("problems.named", {"name": shown(name)})


def _number(one: Input) -> Word:
    number = Word(f"problems.{_DECIMALS.get(one.decimals, 'decimals')}", {"decimals": one.decimals})
    if narrow(one.unit) == "%":
        number = Word("problems.want_percent", {"number": number})
    bounds = {name: f"{bound:f}" for name, bound in (("low", one.low), ("high", one.high)) if bound is not None}
    key = {(): "want_number", ("low",): "want_number_from", ("high",): "want_number_to"}.get(tuple(bounds))
    return Word(f"problems.{key or 'want_number_between'}", {"number": number, **bounds})


def _grade(grade: Grade) -> Word:
    labels = [shown(label) for label in dict.fromkeys(grade.label.values()) if label != grade.id]
    values = {"name": shown(grade.id), "labels": " / ".join(labels)}
    return Word("problems.named_and_labelled", values) if labels else named(grade.id)


def _listed(names: Sequence[Word]) -> tuple[Word | str, ...]:
    return (*names[:_MOST_LISTED], "…") if len(names) > _MOST_LISTED else tuple(names)
