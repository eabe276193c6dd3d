"""A workbook as it is to one table, as the policy's headings and what was said of it tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from attrs import evolve

from targetrules.arguments import ArgumentError
from targetrules.results.cells.expected import named
from targetrules.results.code import Code
from targetrules.results.columns import column_positions
from targetrules.results.options import FileOptions, Options
from targetrules.results.plan import AS_IT_STANDS
from targetrules.results.problem import Findings, ResultsError
from targetrules.results.sheets.given import PERIOD, period_in, word_of
from targetrules.results.sheets.sheet_table import UNIT, SheetTable, sheet_table
from targetrules.results.sheets.together import together
from targetrules.results.sources.read import OpenedFile, table_in
from targetrules.results.sources.workbook import Sheets, hidden_alone
from targetrules.results.sources.workbook_kind import WORKBOOKS
from targetrules.results.table import Sheet, Table, shown
from targetrules.rules.tree import InputKind, Rules
from targetrules.template_mark import LISTS, TemplateMark
from targetrules.wording import Word

__all__ = ["table_of_files", "tables_in", "workbook_table"]


def workbook_table(rules: Rules, opened: OpenedFile, options: Options, file: FileOptions, digest: str = "") -> Table:
    """The table in a workbook: that of its sheets as they are; where no heading is known, its one sheet as any table.

    Args:
        rules: Of the policy whose inputs are read.
        opened: The workbook.
        options: What the columns are called.
        file: Where in the file the rows are.
        digest: The SHA-256 of the policy, of which another template is told.

    Raises:
        ResultsError: It cannot be read, or two readings fit.
    """
    findings = Findings(Sheet(opened.file))
    tables = tables_in(rules, opened, options, file, findings, digest)
    if not tables:
        return table_in(opened, sheet=file.sheet, header_row=file.header_row, encoding=file.encoding)
    return evolve(together(tables, findings), digest=opened.digest, wrong=findings.found)


def table_of_files(
    rules: Rules, files: Sequence[OpenedFile], options: Options, file: FileOptions, digest: str = ""
) -> Table:
    """The table of several files, which are read alike.

    Args:
        rules: Of the policy whose inputs are read.
        files: The files.
        options: What the columns are called.
        file: Where in each of them the rows are.
        digest: The SHA-256 of the policy, of which another template is told.

    Raises:
        ResultsError: Some of them cannot be read; the error has the problems of all files.
    """
    findings, tables, wrong = Findings(Sheet(files[0].file)), list[SheetTable](), list[ResultsError]()
    for opened in files:
        own = Findings(Sheet(opened.file))
        try:
            found = tables_in(rules, opened, options, file, own, digest)
            tables += found or [_plain(rules, opened, options, file, own)]
            own.stop_if_any()
        except ResultsError as error:
            wrong.append(error)
    if wrong:
        problems = [problem for error in wrong for problem in error.problems]
        raise ResultsError(problems, sum((Counter(error.counts) for error in wrong), Counter[Code]()))
    return together(tables, findings)


def _plain(rules: Rules, opened: OpenedFile, options: Options, file: FileOptions, findings: Findings) -> SheetTable:
    """A table that is none of a workbook as it is, with what its columns are for."""
    table = table_in(opened, sheet=file.sheet, header_row=file.header_row, encoding=file.encoding)
    positions = column_positions(rules, table.header, findings.within(table.sheet), options, wide=file.wide)
    roles = {at: name for name, at in positions.inputs.items()}
    keys = ((positions.unit, UNIT), (positions.period, PERIOD))
    return SheetTable(table, {**roles, **{at: role for at, role in keys if at is not None}})


def tables_in(
    rules: Rules, opened: OpenedFile, options: Options, file: FileOptions, findings: Findings, digest: str = ""
) -> list[SheetTable]:
    """The tables of the sheets of a workbook as they are; none where it has none, or is no workbook."""
    if opened.kind not in WORKBOOKS:
        return []
    from targetrules.results.sources.opened_workbook import opened_workbook

    with opened_workbook(opened.data, opened.file, opened.kind) as sheets:
        return list(_tables(rules, sheets, options, file, findings, digest))


def _tables(
    rules: Rules, sheets: Sheets, options: Options, file: FileOptions, findings: Findings, digest: str
) -> Iterator[SheetTable]:
    """The tables of the sheets that are read; none where the only one has no heading that is known."""
    mark = sheets.mark()
    names, hidden = _chosen(rules, sheets, file, findings, mark)
    plan = file.plan or AS_IT_STANDS
    for name in names:
        grid = sheets.grid(name, () if file.sheet is not None else hidden)
        own = findings.within(grid.sheet)
        found = sheet_table(rules, grid, options, file, own)
        if found is None and len(names) == 1 and not plan.said:
            return
        if found is None:
            own.add(Code.SHEET_WITHOUT_TABLE, advice=Word("sheets.advise_leave_out_sheet", {"sheet": name}))
        elif len(names) > 1:
            column_positions(rules, found.table.header, own, options, wide=file.wide)
            _report_beyond(found.table, own)
        if found is not None:
            yield found if mark is None or mark.sheet != name else _of_template(found, mark, digest)
    if plan.said:
        findings.stop_if_any_of(frozenset({Code.SHEET_WITHOUT_TABLE, Code.SHEET_SAYS_NOTHING, Code.NO_SUCH_INPUT}))
    if len(names) > 1:
        findings.stop_if_any_of(frozenset({Code.MISSING_COLUMN, Code.TWO_COLUMNS, Code.BEYOND_HEADER}))


def _of_template(found: SheetTable, mark: TemplateMark, digest: str) -> SheetTable:
    """The sheet of a template, of which is known what stands above its headings; of another policy it is told."""
    notes: tuple[Word, ...] = ()
    if digest and mark.digest != digest:
        values = {"policy": shown(mark.policy), "file": found.table.sheet.file}
        notes = (Word("template.note_other", values),)
    layouts = tuple(evolve(each, is_said=True, notes=(*notes, *each.notes)) for each in found.table.layouts)
    return evolve(found, table=evolve(found.table, layouts=layouts))


def _report_beyond(table: Table, findings: Findings) -> None:
    for row, (column, cell) in table.beyond.items():
        findings.add(Code.BEYOND_HEADER, row=table.numbers[row], column=column, cell=cell)


def _chosen(
    rules: Rules, sheets: Sheets, file: FileOptions, findings: Findings, mark: TemplateMark | None
) -> tuple[Sequence[str], tuple[str, ...]]:
    """The names of the sheets that are read, and of the hidden ones that are not."""
    plan = file.plan or AS_IT_STANDS
    visible, hidden = sheets.names()
    if file.sheet is not None:
        if plan.sheets:
            raise ArgumentError("sheets", Word("arguments.sheets-and-sheet"))
        return [file.sheet], hidden
    if mark is not None and mark.sheet in visible and not (plan.sheets or plan.leave_out_sheet):
        return [mark.sheet], tuple(name for name in hidden if name != LISTS)
    for name in (*plan.leave_out_sheet, *(name for name, _ in plan.sheet_is)):
        if name not in visible:
            expected = Word("problems.listed", {"names": tuple(map(named, visible))})
            raise findings.stop(Code.NO_SUCH_SHEET, cell=name, expected=expected)
    names = [name for name in visible if name not in plan.leave_out_sheet]
    if not names:
        raise findings.stop(Code.EMPTY, advice=hidden_alone(hidden))
    if len(names) > 1 and not plan.sheets:
        expected = Word("problems.listed", {"names": tuple(map(named, names))})
        raise findings.stop(Code.SEVERAL_SHEETS, expected=expected, advice=_advice(rules, names))
    return names, hidden


def _advice(rules: Rules, names: Sequence[str]) -> Word:
    """What the sheets seem to be: one for each period, or one for each class. Of details one sheet is read."""
    if rules.item is not None or rules.unit_above is not None:
        return Word("problems.advise_sheet")
    periods = [period_in(rules.period, name) for name in names]
    told = [each for each in periods if each is not None]
    if len(told) > 1 and len(told) >= len(names) - 1:
        return Word("sheets.advise_sheets", {"what": PERIOD})
    for one in rules.read_inputs.values():
        if one.kind is InputKind.CHOICE and len({word_of(rules, one, name) for name in names} - {None}) > 1:
            return Word("sheets.advise_sheets", {"what": one.name})
    return Word("sheets.advise_which_sheet")
