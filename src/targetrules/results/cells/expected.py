"""What a cell ought to hold, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from targetrules.period import PeriodKind
from targetrules.results.table import shown
from targetrules.rules.decided import DECIDED_GRADE, DECIDED_RECEIVED
from targetrules.rules.succession import CONTINUES, MERGES
from targetrules.rules.tree import Grade, Input, InputKind, Label, Rules
from targetrules.width import narrow
from targetrules.wording import Word

__all__ = ["expected_in", "expected_of", "expected_period", "named"]

_MOST_LISTED: Final = 12
_DECIMALS: Final = {0: "whole", 1: "one_decimal"}


def expected_in(rules: Rules, one: Input, *, needed: bool = False) -> Word:
    """What a cell of this input of a policy, or of one of the reserved columns, ought to hold.

    ``needed``: a reserved column must say something there.
    """
    if one.name == DECIDED_GRADE:
        grades = [_labelled(grade.id, grade.label) for grade in rules.grades]
        return _decided("grade", grades, needed=needed)
    if one.name == DECIDED_RECEIVED:
        consequences = [_labelled(rule.id, rule.label) for rule in rules.consequences]
        return _decided("received", consequences, needed=needed)
    if one.name == rules.item:
        return Word("problems.want_item")
    if one.name in (CONTINUES, MERGES):
        return Word(f"problems.want_{one.name}")
    return expected_of(one, rules.grades)


def _decided(what: str, names: Sequence[Word], *, needed: bool) -> Word:
    expected = Word(f"problems.want_decided_{what}", {"names": _listed(names)})
    return expected if needed else Word("problems.want_decided_or_nothing", {"decided": expected})


def expected_of(one: Input, grades: Sequence[Grade]) -> Word:
    """What a cell of this input ought to hold."""
    match one.kind:
        case InputKind.NUMBER:
            return _number(one)
        case InputKind.GRADE:
            return Word(
                "problems.want_grade", {"names": _listed([_labelled(grade.id, grade.label) for grade in grades])}
            )
        case InputKind.CHOICE:
            options = [_labelled(option, one.option_labels.get(option, {})) for option in one.options]
            return Word("problems.want_choice", {"names": _listed(options)})
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


def _labelled(id_: str, label: Label) -> Word:
    labels = [shown(each) for each in dict.fromkeys(label.values()) if each != id_]
    values = {"name": shown(id_), "labels": " / ".join(labels)}
    return Word("problems.named_and_labelled", values) if labels else named(id_)


def _listed(names: Sequence[Word]) -> tuple[Word | str, ...]:
    return (*names[:_MOST_LISTED], "…") if len(names) > _MOST_LISTED else tuple(names)
