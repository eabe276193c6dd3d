"""Which columns of a dataframe are read: found once, from its names, before any task is started."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from attrs import frozen

from targetrules.results import table as results
from targetrules.results.columns import columns_of
from targetrules.results.from_rows import SHEET, columns_named
from targetrules.results.problem import Findings
from targetrules.rules import tree

__all__ = ["Header", "header_of"]


@frozen(slots=True)
class Header:
    """The names of the columns that hold the unit, the period and each input that has one; the others are not read."""

    unit: str
    period: str
    inputs: Mapping[str, str]

    def columns(self, inputs: Container[str]) -> list[str]:
        """The columns of the unit, the period and these inputs, each once."""
        wanted = [column for name, column in self.inputs.items() if name in inputs]
        return list(dict.fromkeys((self.unit, self.period, *wanted)))


def header_of(
    rules: tree.Rules, names: Sequence[str], *, unit_column: str | None = None, period_column: str | None = None
) -> Header:
    """The columns that the policy needs; raises ResultsError where one is missing, or there twice."""
    findings = Findings(SHEET)
    header = results.Table(SHEET, columns_named(names), ())
    found = columns_of(rules, header, findings, unit_column=unit_column, period_column=period_column)
    findings.stop_if_any()
    inputs = {name: names[position] for name, position in found.inputs.items()}
    return Header(names[found.unit or 0], names[found.period or 0], inputs)
