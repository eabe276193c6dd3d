"""A sheet to fill in: which columns it has, what may stand in each, and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from targetrules.data import frozen
from targetrules.period import period_text
from targetrules.report.labels import PolicyLabels
from targetrules.results.cells.expected import expected_in, expected_period
from targetrules.results.headings import period_headings
from targetrules.rules.tree import Input, InputKind, Rules
from targetrules.wording import say

__all__ = ["FillIn", "columns_of_template"]

_CHINESE: Final = re.compile("[\u4e00-\u9fff]")
_FLAGS: Final = {"en": ("yes", "no"), "zh": ("是", "否")}


@frozen(slots=True)
class FillIn:
    """A column to fill in.

    Attributes:
        heading: What stands over it.
        expects: What is to stand in it.
        note: What is said of it.
        words: The words of which one stands there (empty: anything).
        low: The smallest number; None: it holds no numbers, or any.
        high: The largest.
        decimals: How many decimals its numbers have; None: it holds none.
        fixed: What stands in all of its rows already, and is not to be changed.
    """

    heading: str
    expects: str
    note: str
    words: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    decimals: int | None = None
    fixed: str | int | None = None


def columns_of_template(rules: Rules, language: str, period: int | None) -> list[FillIn]:
    """The columns of a template.

    Args:
        rules: Of the policy.
        language: That of headings and notes.
        period: The period of all rows, as an ordinal; None: each row says its own.
    """
    names = PolicyLabels(rules, language)
    unit = FillIn(_in(("单位", "unit"), language), say("problems.want_unit", language), say("template.unit", language))
    expects = expected_period(rules.period).text(language)
    fixed = None if period is None else period_text(rules.period, period)
    when = FillIn(_in(period_headings(rules), language), expects, say("template.period", language), fixed=fixed)
    asked = [one for one in rules.read_inputs.values() if period is None or period in one.asked]
    return [unit, when, *(_column(rules, one, names) for one in asked)]


def _in(columns: Sequence[str], language: str) -> str:
    """The first of the names of a column that is in a language, or the first of all."""
    return next((name for name in columns if bool(_CHINESE.search(name)) is (language == "zh")), columns[0])


def _column(rules: Rules, one: Input, names: PolicyLabels) -> FillIn:
    language = names.language
    heading, label = _in(one.columns, language), names.named(one.name)
    said = [] if label == heading else [label]
    if one.unit:
        said.append(say("template.in_unit", language, {"unit": one.unit}))
    if one.default is not None:
        said.append(say("template.default", language, {"default": _default(one, names)}))
    else:
        said.append(say("template.may_be_blank" if one.optional else "template.must_be_filled", language))
    is_number = one.kind is InputKind.NUMBER
    return FillIn(
        heading,
        expected_in(rules, one).text(language),
        "\n".join(said),
        _words(rules, one, names),
        one.low if is_number else None,
        one.high if is_number else None,
        one.decimals if is_number else None,
    )


def _default(one: Input, names: PolicyLabels) -> str:
    if isinstance(one.default, bool):
        return _FLAGS[names.language][0 if one.default else 1]
    if isinstance(one.default, Decimal):
        return f"{one.default:f}"
    return names.grade(one.default) if one.kind is InputKind.GRADE else names.option(one.name, str(one.default))


def _words(rules: Rules, one: Input, names: PolicyLabels) -> tuple[str, ...]:
    match one.kind:
        case InputKind.FLAG:
            return _FLAGS[names.language]
        case InputKind.CHOICE:
            return tuple(names.option(one.name, each) for each in one.options)
        case InputKind.GRADE:
            labels = [names.grade(each.id) for each in rules.grades]
            return tuple(labels) if len(set(labels)) == len(labels) else tuple(each.id for each in rules.grades)
        case InputKind.NUMBER | InputKind.TEXT:
            return ()
