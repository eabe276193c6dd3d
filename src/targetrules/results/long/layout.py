"""Whether each line of a table is one value of one indicator, and which of its columns says what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from targetrules.data import frozen
from targetrules.results.code import Code
from targetrules.results.columns import key_columns, titles
from targetrules.results.headings import headings, headings_over, labels_of
from targetrules.results.options import Options
from targetrules.results.problem import Findings
from targetrules.results.table import Table, TableHeader, is_blank, shown
from targetrules.rules.reserved import columns_of
from targetrules.rules.tree import Rules
from targetrules.wording import Listing, Word

__all__ = ["INDICATOR", "PARTS", "VALUE", "LongColumns", "is_long", "long_columns", "refuse_long"]

INDICATOR: Final = ("indicator", "指标", "考核指标", "指标名称")
VALUE: Final = ("value", "值", "数值", "指标值", "实际值", "完成值", "实际完成值")
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "target": ("target", "目标", "目标值"),
    "low": ("low", "下限", "目标下限"),
    "high": ("high", "上限", "目标上限"),
    "carried": ("carried", "是否承担"),
    "quality": ("quality", "质量", "数据质量"),
}
"""What the columns may be called that hold, beside a value, what else the indicator is made of."""


@frozen(slots=True)
class LongColumns:
    """The positions of the columns; ``parts`` by the part of the indicator that each holds.

    ``beside`` are those of inputs that hold of all lines of a unit in a period.
    """

    unit: int
    period: int
    indicator: int
    value: int | None
    parts: Mapping[str, int]
    beside: tuple[int, ...]

    @property
    def read(self) -> frozenset[int]:
        """All of them."""
        value = () if self.value is None else (self.value,)
        return frozenset((self.unit, self.period, self.indicator, *value, *self.parts.values(), *self.beside))


def is_long(rules: Rules, header: TableHeader, options: Options, findings: Findings) -> bool:
    """Whether each line is one value of one indicator: by the option, else by the columns.

    Raises:
        ResultsError: The columns fit both, and nobody says which it is.
    """
    if options.layout is not None or rules.item is not None or not rules.indicators:
        return options.layout == "long" and rules.item is None
    names, inputs = headings_over(header.columns), _claimed(rules)
    indicators, values = (_at(names, words, inputs) for words in (INDICATOR, VALUE))
    own = headings(word for name in _made(rules) for word in rules.inputs[name].columns)
    wide = [at for at, name in enumerate(names) if name in own]
    if not indicators or (wide and not values):
        return False
    if not wide:
        return True
    both = {"long": [*indicators, *values], "wide": wide}
    columns = {kind: titles(header.columns[at] for at in found) for kind, found in both.items()}
    raise findings.stop(Code.TWO_LAYOUTS, values=columns, advice=Word("problems.advise_layout"))


def refuse_long(rules: Rules, table: Table, options: Options) -> None:
    """Raise ResultsError where each row is one value, of a dataframe each of whose rows is to have an outcome."""
    findings = Findings(table.sheet)
    if is_long(rules, table.header, options, findings):
        raise findings.stop(Code.LONG_FRAME, advice=Word("problems.advise_long_frame"))


def long_columns(
    rules: Rules, header: TableHeader, options: Options, findings: Findings, *, of_targets: bool = False
) -> LongColumns | None:
    """The columns of such a table; None, and problems noted, where one is missing or there twice.

    ``of_targets``: it has targets alone, beside which nothing is read.
    """
    names = headings_over(header.columns)
    besides = [word for words in (INDICATOR, VALUE, *PARTS.values()) for word in words]
    unit, period = key_columns(rules, header, findings, options, besides)
    inputs = _claimed(rules)
    found = {
        key: _one(header, _at(names, words, frozenset() if key in _NEEDED else inputs), key, findings)
        for key, words in {**_NEEDED, **PARTS}.items()
    }
    indicator, value = found["indicator"], found["value"]
    parts = {part: at for part in PARTS if (at := found[part]) is not None}
    for key, words in _NEEDED.items():
        if not _at(names, words, frozenset()) and not (key == "value" and (parts or of_targets)):
            _report_missing(header, key, words, findings)
    if unit is None or period is None or indicator is None or not (parts or value is not None or of_targets):
        return None
    taken = {unit, period, *found.values()}
    labels = headings(label for words in labels_of(rules).values() for label in words)
    others = (inputs | labels) - headings(word for name in _made(rules) for word in rules.inputs[name].columns)
    if of_targets:
        targets = {part: at for part, at in parts.items() if part in ("target", "low", "high")}
        if not targets:
            _report_missing(
                header, "target", [word for part in ("target", "low", "high") for word in PARTS[part]], findings
            )
            return None
        return LongColumns(unit, period, indicator, None, targets, ())
    beside = tuple(at for at, name in enumerate(names) if name in others and at not in taken)
    return LongColumns(unit, period, indicator, value, parts, beside)


_NEEDED: Final = {"indicator": INDICATOR, "value": VALUE}


def _made(rules: Rules) -> list[str]:
    """The inputs that indicators are made of."""
    made = (name for each in rules.indicators for name in (each, *(f"{each}_{part}" for part in PARTS)))
    return [name for name in made if name in rules.read_inputs]


def _claimed(rules: Rules) -> frozenset[str]:
    """The headings under which the policy has something else."""
    return frozenset(headings(word for one in columns_of(rules).values() for word in one.columns))


def _at(names: list[str], words: Iterable[str], but: frozenset[str]) -> list[int]:
    wanted = headings(words) - but
    return [at for at, name in enumerate(names) if name in wanted]


def _one(header: TableHeader, found: list[int], key: str, findings: Findings) -> int | None:
    """The only column; a problem where there are several."""
    if len(found) > 1:
        what = Word(f"problems.{key}_column_of_long")
        findings.add(Code.TWO_COLUMNS, values={"what": what, "columns": titles(header.columns[at] for at in found)})
    return found[0] if len(found) == 1 else None


def _report_missing(header: TableHeader, key: str, words: Iterable[str], findings: Findings) -> None:
    there = Listing(tuple(shown(each.name) for each in header.columns if not is_blank(each.name)), "; ")
    values = {"what": Word(f"problems.{key}_column_of_long"), "there": there}
    expected = Word("problems.listed", {"names": tuple(words)})
    findings.add(Code.MISSING_COLUMN, expected=expected, values=values, advice=Word("problems.advise_long_column"))
