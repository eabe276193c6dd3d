"""Headings as they are compared, and those that the columns of a policy may have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from targetrules.data import frozen
from targetrules.period import PeriodKind
from targetrules.results.options import Options
from targetrules.results.table import Column, is_blank
from targetrules.rules.reserved import columns_of
from targetrules.rules.tree import Input, Rules
from targetrules.width import heading

__all__ = [
    "UNIT_HEADINGS",
    "USUAL_HEADINGS",
    "KnownHeadings",
    "headings",
    "headings_over",
    "input_called",
    "known_headings",
    "labels_of",
    "period_headings",
]

UNIT_HEADINGS: Final = ("unit", "单位", "单位名称", "被考核单位", "考核单位")
_EVERY_KIND: Final = ("期间", "时期")
_PERIOD_COLUMNS: Final = {
    PeriodKind.YEAR: ("period", "year", "年度", "年份", "考核年度", "考核年份"),
    PeriodKind.SCHOOL_YEAR: ("period", "school_year", "school year", "academic year", "year", "学年", "学年度", "年度"),
    PeriodKind.FISCAL_YEAR: (
        "period",
        "fiscal_year",
        "fiscal year",
        "financial year",
        "year",
        "财年",
        "财政年度",
        "年度",
    ),
    PeriodKind.HALF: ("period", "half", "半年", "半年度", "考核半年"),
    PeriodKind.QUARTER: ("period", "quarter", "季度", "考核季度"),
    PeriodKind.MONTH: ("period", "month", "月份", "月度", "考核月份"),
    PeriodKind.SEQUENCE: ("period", "sequence", "期次", "次数", "届次"),
}
USUAL_HEADINGS: Final = frozenset(
    {*UNIT_HEADINGS, *_EVERY_KIND, *(name for names in _PERIOD_COLUMNS.values() for name in names)}
)
"""What the column of the unit or of the period may be called where nobody says it."""


@frozen(slots=True)
class KnownHeadings:
    """The names that the column of the unit may have, that of the period, and those of inputs; as they are written."""

    unit: tuple[str, ...]
    period: tuple[str, ...]
    inputs: tuple[str, ...]


def known_headings(rules: Rules, options: Options) -> KnownHeadings:
    """Those of a policy: the usual ones of the unit and the period, unless the caller names these columns."""
    return KnownHeadings(
        (options.unit_column,) if options.unit_column else UNIT_HEADINGS,
        (options.period_column,) if options.period_column else period_headings(rules),
        tuple(name for one in rules.read_inputs.values() for name in one.columns),
    )


def period_headings(rules: Rules) -> tuple[str, ...]:
    """The usual names of the column of periods of a policy."""
    return (*_PERIOD_COLUMNS[rules.period], *_EVERY_KIND)


def labels_of(rules: Rules) -> Mapping[str, tuple[str, ...]]:
    """Of each input that is read the labels by which its column is known too: those that nothing else is called by."""
    return rules.once(_labels_of)


def _labels_of(rules: Rules) -> Mapping[str, tuple[str, ...]]:
    names = headings(name for one in columns_of(rules).values() for name in (one.name, *one.columns))
    taken = names | headings((*UNIT_HEADINGS, *period_headings(rules)))
    inputs = {**rules.inputs, **rules.read_inputs}.values()
    count = Counter(each for one in inputs for each in headings(one.label.values()))
    return {
        name: tuple(
            dict.fromkeys(
                each for each in one.label.values() if heading(each) not in taken and count[heading(each)] == 1
            )
        )
        for name, one in rules.read_inputs.items()
    }


def input_called(rules: Rules, said: str) -> Input | None:
    """The first input that is called so, by its own name or by what its column may be called; None: there is none."""
    known, labels = rules.read_inputs.values(), labels_of(rules)
    found = (one for one in known if heading(said) in headings((one.name, *one.columns, *labels[one.name])))
    return next(found, None)


def headings(names: Iterable[str]) -> set[str]:
    """Names as they are compared with headings."""
    return set(map(heading, names))


def headings_over(columns: Iterable[Column]) -> list[str]:
    """The heading of each column, as it is compared; ``""``: there is none."""
    return ["" if is_blank(column.name) else heading(column.name) for column in columns]
