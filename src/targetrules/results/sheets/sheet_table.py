"""One sheet to a table: its headings, the rows below them, and what holds for all of these."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from attrs import evolve

from targetrules.data import frozen
from targetrules.period import period_text
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.periods import period_reader
from targetrules.results.code import Code
from targetrules.results.headings import known_headings, labels_of
from targetrules.results.layouts import LeftOut, ReadColumn, SheetLayout, called
from targetrules.results.options import FileOptions, Options
from targetrules.results.plan import AS_IT_STANDS
from targetrules.results.problem import Findings
from targetrules.results.sheets.filling import filled
from targetrules.results.sheets.given import PERIOD, Given, given_to, period_in, says_of_all
from targetrules.results.sheets.grid import Grid, cell_at
from targetrules.results.sheets.heading import LONG, Headings, headings_in, wanted_in
from targetrules.results.sheets.over import Named, columns_over, full_marks_in, report_above
from targetrules.results.sheets.rounded import notes_of_rounded
from targetrules.results.sheets.rows import Rows, rows_below
from targetrules.results.sources.header import below
from targetrules.results.sources.merged import with_merged
from targetrules.results.table import Cell, Column, Table, is_blank, shown
from targetrules.rules.reserved import columns_of
from targetrules.rules.tree import Rules
from targetrules.width import heading
from targetrules.wording import Listing, Word

__all__ = ["UNIT", "SheetTable", "sheet_table"]

UNIT = "unit"


@frozen(slots=True, eq=False)
class SheetTable:
    """A sheet as a table, and what its columns are for, by their positions."""

    table: Table
    roles: Mapping[int, str]


def sheet_table(rules: Rules, grid: Grid, options: Options, file: FileOptions, findings: Findings) -> SheetTable | None:
    """The table in a sheet; None where nothing in it is known as the heading of units.

    Raises:
        ResultsError: It cannot be told what stands where; what is wrong beside that is noted.
    """
    plan = file.plan or AS_IT_STANDS
    wanted = wanted_in(rules, options, [said for _, said in plan.input_column])
    found = headings_in(grid, wanted, file.header_row, plan.heading_rows)
    if found is None:
        return None
    named = columns_over(rules, found, wanted, plan.input_column, findings, wide=file.wide)
    roles = _roles(rules, options, named, file.wide)
    kinds = {at: _kind(rules, role) for at, role in roles.items()}
    rows = rows_below(grid, found, wanted, kinds, options.naming, findings)
    given = given_to(rules, plan, options, grid.sheet.name or "", findings)
    titles = _titles(grid, found)
    _check_given(rules, grid, given, roles, named, titles, findings)
    given = tuple(each for each in given if each.what not in roles.values())
    _check_years(rules, found, named, roles, rows, given, findings)
    is_asked = findings.has(Code.SHEET_SAYS_NOTHING)
    if file.wide is None and not is_asked and PERIOD not in {*roles.values(), *(each.what for each in given)}:
        _stop_if_elsewhere(rules, grid, titles, named, options, findings)
    table, cells = _table(grid, found, named, rows, _groups(roles, kinds), given)
    layout = SheetLayout(
        grid.sheet,
        found.top,
        found.bottom,
        tuple(LeftOut(number, text, "title") for number, text in titles),
        tuple(ReadColumn(each.column, each.parts, roles.get(at, "")) for at, each in enumerate(named)),
        tuple(table.numbers),
        tuple(rows.left_out),
        cells,
        tuple((each.what, each.how, each.value) for each in given),
        tuple(number for number in table.numbers if number in grid.hidden.rows),
        tuple(
            f"{shown(named[at].column.name)} ({named[at].column.letter})" for at in roles if at in grid.hidden.columns
        ),
        file.header_row is not None,
        (
            *_notes_of_marks(rules, named, roles),
            *notes_of_rounded(rules, grid, found.unit, named, rows, roles, options.naming),
        ),
    )
    all_roles = {**roles, **{len(named) + at: each.what for at, each in enumerate(given)}}
    return SheetTable(evolve(table, layouts=(layout,)), all_roles)


def _roles(rules: Rules, options: Options, named: Sequence[Named], wide: str | None) -> dict[int, str]:
    """What each column is for: the unit, the period, an input; an indicator and its value, a line each."""
    known = known_headings(rules, options)
    roles = {heading(name): UNIT for name in known.unit} | {heading(name): PERIOD for name in known.period}
    if rules.indicators:
        roles = {heading(word): role for role, words in LONG.items() for word in words} | roles
    there = {at: heading(each.column.name) for at, each in enumerate(named) if not is_blank(each.column.name)}
    inputs = {heading(name): one.name for one in columns_of(rules).values() for name in one.columns}
    by_name = {inputs.get(name) for name in there.values()}
    labels = {heading(each): name for name, words in labels_of(rules).items() if name not in by_name for each in words}
    called = labels | roles | inputs
    found = {at: called[name] for at, name in there.items() if name in called}
    periods = [] if wide is None else [at for at in there if _is_period(rules, named[at].column.heading)]
    return {**dict.fromkeys(periods, wide or ""), **found}


def _is_period(rules: Rules, cell: Cell) -> bool:
    return not isinstance(period_reader(rules.period)(cell), Fault)


def _notes_of_marks(rules: Rules, named: Sequence[Named], roles: Mapping[int, str]) -> Iterator[Word]:
    """A note for each heading whose full marks are not the largest number of its input: it may be a weight."""
    inputs = columns_of(rules)
    for at, role in roles.items():
        each, parts = inputs.get(role), named[at].parts
        marks = full_marks_in(parts[-1]) if parts else None
        if each is not None and each.high is not None and marks is not None and marks != each.high:
            values = {"heading": shown(parts[-1]), "name": shown(role), "high": f"{each.high:f}"}
            yield Word("sheets.note_full_marks", values)


def _kind(rules: Rules, role: str) -> str:
    one = columns_of(rules).get(role)
    return role if one is None else one.kind.value


def _groups(roles: Mapping[int, str], kinds: Mapping[int, str]) -> list[int]:
    """The columns in which a cell that is merged down stands for each of its rows, since people group rows so.

    These are classes, texts and periods; units where each row has a period of its own. A number, a grade or a flag that
    is merged over several units may be that of each of them, or of all together: nobody can tell.
    """
    fine = {"choice", "text", PERIOD} | ({UNIT} if PERIOD in roles.values() else set())
    return [at for at, kind in kinds.items() if kind in fine]


def _titles(grid: Grid, found: Headings) -> list[tuple[int, str]]:
    """What stands in the rows above the headings, one text a row."""
    return [
        (number, "  ".join(shown(cell) for cell in cells if not is_blank(cell)))
        for number, cells in grid.lines
        if number < found.top
    ]


def _check_given(
    rules: Rules,
    grid: Grid,
    given: Sequence[Given],
    roles: Mapping[int, str],
    named: Sequence[Named],
    titles: Sequence[tuple[int, str]],
    findings: Findings,
) -> None:
    """Note what is given to the sheet and stands in it otherwise: in a column, or above the headings."""
    for each in given:
        columns = [named[at].column for at, role in roles.items() if role == each.what]
        if columns:
            there = Listing(tuple(f"{shown(one.name)} ({one.letter})" for one in columns))
            values = {"what": called(each.what), "columns": there}
            findings.add(Code.GIVEN_TWICE, values=values, advice=Word("sheets.advise_given_twice"))
        if each.what != PERIOD or each.how != "sheet":
            continue
        ours = period_in(rules.period, each.value)
        for row, text in titles:
            years = says_of_all(rules.period, text)
            if years and ours not in years:
                values = {"title": shown(text), "value": each.value}
                advice = Word("sheets.advise_title", {"sheet": grid.sheet.name})
                findings.add(Code.TITLE_SAYS_OTHERWISE, row=row, values=values, advice=advice)


def _check_years(
    rules: Rules,
    found: Headings,
    named: Sequence[Named],
    roles: Mapping[int, str],
    rows: Rows,
    given: Sequence[Given],
    findings: Findings,
) -> None:
    """Report the columns of inputs that stand below another period than their rows are of."""
    over = {
        at: [(part, period) for part in named[at].above if (period := period_in(rules.period, part)) is not None]
        for at, role in roles.items()
        if role not in (UNIT, PERIOD)
    }
    if not any(over.values()):
        return
    read = period_reader(rules.period)
    columns = [at for at, role in roles.items() if role == PERIOD]
    periods = [read(cell_at(cells, at)) for at in columns for _, cells in rows.lines]
    periods += [read(each.value) for each in given if each.what == PERIOD]
    for at, said in over.items():
        for part, period in said[:1]:
            if any(isinstance(each, int) and each != period for each in periods):
                report_above(named[at], part, found, findings)


def _stop_if_elsewhere(
    rules: Rules,
    grid: Grid,
    titles: Sequence[tuple[int, str]],
    named: Sequence[Named],
    options: Options,
    findings: Findings,
) -> None:
    """Stop where no column has the period, and the name of the sheet or a title seems to say it."""
    said = [(text, period_in(rules.period, text)) for text in (grid.sheet.name or "", *(text for _, text in titles))]
    seems = [(text, each) for text, each in said if each is not None]
    if not seems:
        return
    text, period = seems[0]
    known = known_headings(rules, options)
    there = Listing(tuple(shown(each.column.name) for each in named if not is_blank(each.column.name)), "; ")
    values = {"what": Word("problems.period_column"), "there": there}
    advice = Word(
        "sheets.advise_by_sheet" if text == grid.sheet.name else "sheets.advise_fill",
        {"text": shown(text), "period": str(period_text(rules.period, period))},
    )
    expected = Word("problems.listed", {"names": known.period})
    raise findings.stop(Code.MISSING_COLUMN, values=values, advice=advice, expected=expected)


def _table(
    grid: Grid,
    found: Headings,
    named: Sequence[Named],
    rows: Rows,
    groups: Collection[int],
    given: Sequence[Given],
) -> tuple[Table, tuple[str, ...]]:
    """The table, with merged cells filled where they stand for all of their rows, and their places."""
    table = below(grid.sheet, tuple(each.column for each in named), rows.lines, grid.budget)
    table, rest, cells = filled(table, found.bottom, grid.merged, groups)
    table = with_merged(table, found.bottom, rest, grid.budget)
    if given:
        columns = tuple(Column(each.heading, "", each.heading) for each in given)
        more: list[Sequence[Cell]] = [[each.value] * len(table) for each in given]
        table = evolve(table, columns=(*table.columns, *columns), cells=[*table.cells, *more])
    return evolve(table, hidden=grid.hidden, totals=grid.totals), cells
