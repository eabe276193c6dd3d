"""What is understood of files before anything is judged: where everything stands, and what is left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from os import PathLike
from typing import Any

from targetrules.alike import look_alike
from targetrules.data import frozen
from targetrules.decision.reading import read_results
from targetrules.decision.results import Results
from targetrules.period import period_text
from targetrules.results.code import Code
from targetrules.results.headings import UNIT_HEADINGS, headings
from targetrules.results.layouts import SheetLayout
from targetrules.results.options import FileOptions, Options, file_options_of
from targetrules.results.problem import Findings, ResultsError
from targetrules.results.sheets.read import tables_in
from targetrules.results.sources.read import open_file, read_table
from targetrules.results.table import Sheet, Table, is_blank, shown
from targetrules.results.to_history import Reader
from targetrules.rules.tree import Rules
from targetrules.width import as_read, heading
from targetrules.wording import Listing, Word

__all__ = ["ListedUnits", "Understanding", "listed_units", "understood", "units_in"]


@frozen(slots=True, eq=False)
class Understanding:
    """What is understood of files.

    Attributes:
        layouts: How each sheet of a workbook is laid out, in order, as far as that is understood.
        results: The results in them; None: something is wrong.
        error: What is wrong; None: nothing.
    """

    layouts: tuple[SheetLayout, ...]
    results: Results | None
    error: ResultsError | None


@frozen(slots=True)
class ListedUnits:
    """Units of a list that have sent nothing, and units that have and are on none, each with one that looks like it.

    ``by_period`` has those that have sent something, and nothing of a period of which others have.
    """

    listed: int
    missing: tuple[str, ...]
    by_period: tuple[tuple[int | str, tuple[str, ...]], ...]
    unlisted: tuple[tuple[str, str | None], ...]


def understood(rules: Rules, digest: str, files: Sequence[str | PathLike[str]], how: dict[str, Any]) -> Understanding:
    """What a policy understands of files.

    Args:
        rules: Of the policy.
        digest: The SHA-256 of its file.
        files: The files.
        how: How they are read, by the keywords of :meth:`~targetrules.Policy.read`.

    Raises:
        ArgumentError: One of these cannot be used.
    """
    options, file = file_options_of(understood, how, tells=False)
    given: Any = files[0] if len(files) == 1 else list(files)
    try:
        results = read_results(Reader(rules, rules.whole_digest(digest)), given, options, file)
    except ResultsError as error:
        return Understanding(tuple(_layouts(rules, files, options, file)), None, error)
    return Understanding(results.given.layouts if isinstance(results.given, Table) else (), results, None)


def _layouts(
    rules: Rules, files: Sequence[str | PathLike[str]], options: Options, file: FileOptions
) -> Iterator[SheetLayout]:
    """How the sheets are laid out, of those files of which it is understood."""
    for each in files:
        try:
            opened = open_file(each, format=file.input_format)
            tables = tables_in(rules, opened, options, file, Findings(Sheet(opened.file)))
        except ResultsError:  # told with what is wrong elsewhere
            continue
        yield from (layout for table in tables for layout in table.table.layouts)


def listed_units(file: str | PathLike[str], results: Results, unit_column: str | None = None) -> ListedUnits:
    """Hold the units that have sent results against a list, in all and period by period.

    Args:
        file: The list: a table with a column of units.
        results: Those that were sent.
        unit_column: What the column of units is called in the list.

    Raises:
        ResultsError: The list cannot be read.
    """
    listed = units_in(file, unit_column)
    units = results.units
    there, known = set(units), set(listed)
    missing = tuple(name for name in listed if name not in there)
    unlisted = tuple(name for name in units if name not in known)
    alike = {name: group for group in look_alike((*missing, *unlisted)) for name in group}
    near = (next((each for each in alike.get(name, ()) if each in known), None) for name in unlisted)
    return ListedUnits(
        len(listed), missing, tuple(_by_period(listed, there, results)), tuple(zip(unlisted, near, strict=True))
    )


def _by_period(
    listed: Sequence[str], there: Collection[str], results: Results
) -> Iterator[tuple[int | str, tuple[str, ...]]]:
    """The periods, with the units of a list that have results, and none of the period."""
    sent = {(row.unit, row.period) for row in results.own_history.rows}
    for period in sorted({period for _, period in sent}):
        missing = tuple(name for name in listed if name in there and (name, period) not in sent)
        if missing:
            yield period_text(results.rules.period, period), missing


def units_in(file: str | PathLike[str], unit_column: str | None = None) -> tuple[str, ...]:
    """The units of a list, each once; see :func:`listed_units`."""
    table = read_table(file)
    at = _column(table, unit_column)
    return tuple(dict.fromkeys(as_read(shown(cell)) for cell in table.cells[at] if not is_blank(cell)))


def _column(table: Table, unit_column: str | None) -> int:
    """The column of units of a list: that which is headed so, or the only one."""
    wanted = headings(UNIT_HEADINGS if unit_column is None else (unit_column,))
    found = [at for at, column in enumerate(table.columns) if heading(column.name) in wanted]
    if len(found) == 1:
        return found[0]
    there = Listing(tuple(shown(column.name) for column in table.columns if not is_blank(column.name)), "; ")
    values = {"what": Word("problems.unit_column"), "there": there, "columns": there}
    code = Code.TWO_COLUMNS if found else Code.MISSING_COLUMN
    expected = Word("problems.listed", {"names": UNIT_HEADINGS})
    raise Findings(table.sheet).stop(code, values=values, expected=expected)
