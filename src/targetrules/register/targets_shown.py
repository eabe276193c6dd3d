"""Targets in force, as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Final

from targetrules.register.issued_targets import IssuedTarget, TargetAmendment
from targetrules.register.showing import Shown
from targetrules.report.labels import PolicyLabels
from targetrules.report.paint import Paint
from targetrules.report.table import TextRow, table_text
from targetrules.rules.definition import label_text
from targetrules.rules.resolution.context import label_of
from targetrules.source.decimals import plain_digits
from targetrules.syntax import schema as syntax
from targetrules.visible import visible
from targetrules.wording import Listing, say

if TYPE_CHECKING:
    from targetrules.policy import Policy

__all__ = ["indicator_label", "number_of_target", "targets_shown", "targets_text"]

_NUMBERS: Final = ("target", "low", "high", "share", "weight")
_COLUMNS: Final = ("unit", "period", "indicator", *_NUMBERS, "document", "day", "event", "due", "reason", "amendments")


def targets_shown(found: Sequence[IssuedTarget], texts: Mapping[int | str, Policy]) -> Shown:
    """The table: a row a target, in the words of the policy.

    Args:
        found: The targets, by period.
        texts: For each period the text that judges it.
    """

    def row(each: IssuedTarget, language: str) -> TextRow:
        indicators = texts[each.period].written.indicators or {}
        return (
            visible(each.unit),
            str(each.period),
            visible(indicator_label(indicators, each.indicator, language)),
            number_of_target(indicators, each, language),
            visible(each.document),
            say("reports.below", language).join(_issued(each, language)),
        )

    def drawn(language: str, width: int | None, paint: Paint) -> str:
        if not found:
            return say("register.no-targets-there", language) + "\n"
        names = PolicyLabels(texts[found[0].period].rules, language)
        own = (say(f"register.column-{name}", language) for name in ("indicator", "target", "document", "issued"))
        groups = [[row(each, language) for each in group] for _, group in groupby(found, key=lambda each: each.period)]
        return table_text([names.say("unit"), names.period_heading(), *own], groups, width=width, paint=paint)

    return Shown([each.values() for each in found], _COLUMNS, drawn)


def targets_text(found: Sequence[IssuedTarget], policy: Policy, language: str) -> str:
    """The targets by which a unit was judged, a line each, with where they come from.

    Args:
        found: The targets.
        policy: The text that judged it.
        language: ``"en"`` or ``"zh"``.

    Returns:
        The lines, below one that says what they are.
    """
    indicators = policy.written.indicators or {}
    lines = [say("register.judged-by-targets", language)]
    for each in found:
        said = {
            "indicator": visible(indicator_label(indicators, each.indicator, language)),
            "target": number_of_target(indicators, each, language),
            "document": visible(each.document),
            "issued": Listing(tuple(_issued(each, language)), "; "),
        }
        lines.append("  " + say("register.judged-by-target", language, said))
    return "\n".join(lines)


def _issued(each: IssuedTarget, language: str) -> list[str]:
    """By which event a target was issued, and by which it was amended."""
    issued = say("register.issued-by", language, {"day": each.day.isoformat(), "number": each.event})
    if each.due is not None:
        said = {"due": each.due.isoformat(), "reason": visible(each.reason or "")}
        issued = say("register.issued-late", language, {"issued": issued, **said})
    return [issued, *(_amended(one, language) for one in each.amendments)]


def indicator_label(indicators: Mapping[str, syntax.Indicator], name: str, language: str) -> str:
    """An indicator by its label."""
    one = indicators.get(name)
    return label_text({} if one is None else label_of(one.label), language, name)


def number_of_target(indicators: Mapping[str, syntax.Indicator], target: IssuedTarget, language: str) -> str:
    """What is to be reached, in words: at least so much, between two numbers; of a standard that it is kept."""
    one = indicators.get(target.indicator)
    kind = one.target if one is not None and isinstance(one.target, str) else "multiple"
    numbers = {name: _told(getattr(target, name)) for name in ("target", "low", "high")}
    unit = one.unit if one is not None else None
    return say(f"register.target-{kind}", language, {**numbers, "of": "" if unit is None else f" {unit}"})


def _amended(amendment: TargetAmendment, language: str) -> str:
    """An amendment: from which numbers, approved when, and why."""
    before = " – ".join(map(plain_digits, amendment.before.values()))
    said = {"day": amendment.day.isoformat(), "number": amendment.event, "before": before}
    return say("register.amended-by", language, {**said, "reason": visible(amendment.reason)})


def _told(number: Decimal | None) -> str:
    return "-" if number is None else plain_digits(number)
