"""Which columns of a dataframe are read: found once, from its names, before any task is started."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from targetrules.data import frozen
from targetrules.results import table as results
from targetrules.results.code import Code
from targetrules.results.columns import column_positions
from targetrules.results.long.layout import refuse_long
from targetrules.results.notes import notes_of
from targetrules.results.options import AS_USUAL, Options
from targetrules.results.problem import Findings
from targetrules.results.sources.from_rows import SHEET, columns_named
from targetrules.rules import succession, tree
from targetrules.rules.reserved import RESERVED
from targetrules.wording import Word

__all__ = ["ColumnNames", "column_names_of"]


@frozen(slots=True)
class ColumnNames:
    """The names of the columns that hold the unit, the period and each input that has one; the others are not read.

    ``notes`` say so.
    """

    unit: str
    period: str
    inputs: Mapping[str, str]
    notes: tuple[Word, ...] = ()

    def columns(self, inputs: Container[str]) -> list[str]:
        """The columns of the unit, the period and these inputs, each once."""
        wanted = [column for name, column in self.inputs.items() if name in inputs]
        return list(dict.fromkeys((self.unit, self.period, *wanted)))


def column_names_of(rules: tree.Rules, names: Sequence[str], options: Options = AS_USUAL) -> ColumnNames:
    """The columns that the policy needs; raises ResultsError where one is missing, or there twice.

    What was decided tasks do not look back at, and they have no past but the unit's own: to leave these columns out
    without a word would decide something else.
    """
    findings = Findings(SHEET)
    header = results.Table(SHEET, columns_named(names), (), ())
    refuse_long(rules, header, options)
    found = column_positions(rules, header.header, findings, options)
    for name in RESERVED:
        if name in found.inputs:
            column = header.columns[found.inputs[name]]
            of = "succession" if name in succession.COLUMNS else "decided"
            code = Code.SUCCESSION_ON_SPARK if of == "succession" else Code.DECIDED_ON_SPARK
            findings.add(code, column=column, advice=Word(f"problems.advise_{of}_on_spark"))
    findings.stop_if_any()
    inputs = {name: names[position] for name, position in found.inputs.items()}
    notes = notes_of(rules, header, found, found.ignored(header))
    return ColumnNames(names[found.unit or 0], names[found.period or 0], inputs, notes)
