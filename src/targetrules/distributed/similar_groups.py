"""Names of groups that look like one. They may be in any two tasks, so all of them are looked at together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from targetrules.distributed.row_codec import RowCodec
from targetrules.results.cells.inputs import input_reader
from targetrules.results.code import Code
from targetrules.results.problem import Findings
from targetrules.results.sources.from_rows import SHEET, cell_of
from targetrules.results.spellings import Spellings, alike_advice
from targetrules.results.table import Column, shown
from targetrules.rules.tree import InputKind
from targetrules.wording import Word

__all__ = ["check_groups"]


def check_groups(codec: RowCodec, distinct: Callable[[str], Iterable[Any]]) -> None:
    """Raise ResultsError where two groups look alike; ``distinct`` gives what stands in a column, each value once.

    A value that is no name is told by the task that reads it.
    """
    findings = Findings(SHEET)
    for name in sorted(codec.rules.groups):
        one, column = codec.rules.inputs[name], codec.names.inputs.get(name)
        if one.kind is InputKind.TEXT and column is not None:
            read = input_reader(codec.rules, one, codec.naming)
            names = {each for each in (read(cell_of(value)) for value in distinct(column)) if isinstance(each, str)}
            _add(findings, Column(column), names, Spellings(codec.naming))
    findings.stop_if_any()


def _add(findings: Findings, column: Column, names: Iterable[str], spellings: Spellings) -> None:
    for name in sorted(names):
        found = spellings.other(name, 0)
        if found is not None:
            values = {"other": shown(found[0]), "row": Word("problems.another_row")}
            advice = alike_advice(name, found[0])
            findings.add(Code.TWO_GROUPS, column=column, cell=name, values=values, advice=advice)
