"""Lines of one value each whose column of indicators is called otherwise than it may be: told of the header."""

from __future__ import annotations

from itertools import islice
from typing import Final

from targetrules.results.code import Code
from targetrules.results.headings import headings, headings_over
from targetrules.results.long.layout import INDICATOR
from targetrules.results.long.names import ColumnNames, Named
from targetrules.results.options import Options
from targetrules.results.problem import Findings
from targetrules.results.table import Cells, Table, is_blank, shown
from targetrules.rules.tree import Rules
from targetrules.wording import Listing, Word

__all__ = ["stop_if_indicators_stand_elsewhere"]

_LOOKED_AT: Final = 20


def stop_if_indicators_stand_elsewhere(rules: Rules, table: Table, options: Options, findings: Findings) -> None:
    """Raise ResultsError where no column is of an indicator, and one under another heading has the names of some.

    Else each of its lines but the first of a unit would be told to be a second result.
    """
    own = headings(word for name in rules.indicators for word in rules.inputs[name].columns)
    if options.layout is not None or not rules.indicators or not own.isdisjoint(headings_over(table.columns)):
        return
    names = ColumnNames(rules)
    for at, column in enumerate(table.columns):
        if _are_names(names, table.cells[at]):
            there = Listing(tuple(shown(each.name) for each in table.columns if not is_blank(each.name)), "; ")
            raise findings.stop(
                Code.MISSING_COLUMN,
                values={"what": Word("problems.indicator_column_of_long"), "there": there},
                expected=Word("problems.listed", {"names": INDICATOR}),
                advice=Word("problems.advise_column_of_indicators", {"column": shown(column.name)}),
            )


def _are_names(names: ColumnNames, cells: Cells) -> bool:
    """Whether the first cells of a column that are not blank are names of indicators, more than one of them."""
    first = list(islice((cell for cell in cells if not is_blank(cell)), _LOOKED_AT))
    found = [meant.indicator for cell in first if isinstance(meant := names.read(cell), Named)]
    return len(first) > 1 and len(found) == len(first) and None not in found
