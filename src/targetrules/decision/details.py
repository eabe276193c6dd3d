"""Rows of details beside the results that they belong to: none of them missing, each below a row of the results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from targetrules.arguments import ArgumentError
from targetrules.decision.notes_of_details import notes_of_counts
from targetrules.decision.request import no_details
from targetrules.decision.results import Results
from targetrules.history import History
from targetrules.period import period_text
from targetrules.results.code import Code
from targetrules.results.detail_rows import DetailRows
from targetrules.results.options import Options
from targetrules.results.problem import Findings, Problem, ResultsError
from targetrules.results.table import Sheet, Table, shown
from targetrules.rules.decided import DECIDED_GRADE, DECIDED_RECEIVED
from targetrules.rules.tree import MOST_ROWS, LowerPolicy, Rules
from targetrules.source.suggest import nearest
from targetrules.visible import visible
from targetrules.wording import Listing, Word

if TYPE_CHECKING:
    from targetrules.columns.encoded import EncodedTable

__all__ = ["NO_ROWS", "of_details", "read_whole", "table_of", "tables_of", "together"]

NO_ROWS: Final = History(())
"""What an empty list of rows says: that there are none, though it names no columns."""


def tables_of(rules: Rules, rows: Any, options: Options) -> Mapping[str, tuple[Rules, DetailRows]]:
    """The tables of details, by name, each with the policy that reads it; those of lower policies among them.

    None, where rows that were understood already have what was made of them. Raises ArgumentError where one is not
    there that the policy has, or one is there that it has not.
    """
    given = options.details
    if given is None and (not rules.details or isinstance(rows, History)):
        return {}
    every = rules.all_details
    for name in given or ():
        if name not in every:
            raise no_details(name, every)
    missing = [name for name in every if name not in (given or {})]
    if missing:
        example = ", ".join(f'"{name}": rows' for name in missing)
        names = Listing(tuple(f"“{name}”" for name in missing))
        raise ArgumentError("details", Word("arguments.missing-details", {"names": names, "example": example}))
    tables = given or {}
    return {name: (each.read, table_of(tables[name])) for name, each in every.items()}


def table_of(given: Any) -> DetailRows:
    """The rows with how they are read."""
    table = given if isinstance(given, DetailRows) else DetailRows(given)
    return DetailRows(NO_ROWS) if isinstance(table.rows, list) and not table.rows else table


def of_details(error: ResultsError, name: str, *, of_lower: bool = False) -> ResultsError:
    """The same problems, of the table of these details: what is said of it has options of its own.

    ``of_lower``: the table is one of results of a lower policy, whose units have names of their own.
    """
    problems = [
        evolve(each, advice=_of_details(each.advice, name), **_placed_in(each, name)) for each in error.problems
    ]
    if of_lower:
        own = Word("problems.advise_own_names")
        problems = [evolve(each, advice=own) if each.code is Code.DUPLICATE else each for each in problems]
    return ResultsError(problems, error.counts)


def _placed_in(problem: Problem, name: str) -> Mapping[str, Any]:
    """What has neither a file nor a sheet stands in the table of the details."""
    return {} if problem.file or problem.sheet is not None else {"sheet": name, "counted": "item"}


def _of_details(advice: Word | None, name: str) -> Word | None:
    if advice is None or advice.key not in _OF_RESULTS:
        return advice
    return Word(f"{advice.key}_of_details", {**advice.values, "details": name})


_OF_RESULTS: Final = frozenset(
    f"problems.advise_{each}"
    for each in (
        *("encoding", "which_encoding", "no_sheets", "sheet", "header_row", "wide"),
        *("unit_column", "period_column", "near_unit", "near_period"),
    )
)
"""Advice that names an option for the results; of details there is another one."""


def read_whole(results: Results) -> Results:
    """Results and their details, all read in one form.

    Raises ResultsError with all problems of all tables; where there are none, with the details that belong to no row.
    """
    in_columns = any(each.in_columns for each in (results, *results.all_details.values()))
    whole = _in_one_form(results, "", in_columns=in_columns)
    errors = [] if (error := _problems(whole)) is None else [error]
    tables, known = whole.all_details.items(), whole.rules.all_details
    errors += [
        of_details(error, name, of_lower=known[name].policy is not None)
        for name, each in tables
        if (error := _problems(each)) is not None
    ]
    whole = whole if errors else _placed(whole, errors)
    if errors:
        raise together(errors)
    return whole


def together(errors: Sequence[ResultsError]) -> ResultsError:
    """The problems of several tables as one error."""
    further = sum((Counter(error.counts) for error in errors), Counter[Code]())
    return ResultsError([problem for error in errors for problem in error.problems], further)


def _in_one_form(results: Results, prefix: str, *, in_columns: bool) -> Results:
    details = {
        name: _in_one_form(_named(prefix + name, each), f"{prefix}{name}.", in_columns=in_columns)
        for name, each in results.details.items()
    }
    return evolve(results, in_columns=in_columns, details=details)


def _placed(results: Results, errors: list[ResultsError], above: str = "") -> Results:
    """The results, with what is noted of the rows below them; what is wrong with these is added to the errors.

    ``above`` is the name of the details that the results are; empty for those that are judged.
    """
    details, remarks = {}, list[Word]()
    for name, each in results.details.items():
        details[name] = _placed(each, errors, f"{above}.{name}" if above else name)
        policy = results.rules.details[name].policy
        astray, counts = _below(results, each) if policy is None else _outcomes_below(results, each, policy)
        if (error := _astray(results, name, each, astray, above)) is not None:
            errors.append(error)
        elif policy is not None or each.given is not NO_ROWS:
            remarks += notes_of_counts(name, counts, partial(_row, results))
            remarks += () if policy is None else _unplaced(results, each, name, policy)
    return evolve(results, details=details, remarks=tuple(remarks))


def _unplaced(results: Results, lower: Results, name: str, policy: LowerPolicy) -> Iterator[Word]:
    """What is noted of results of a lower policy: which count for nothing above, and that decisions do not."""
    reserved = (DECIDED_GRADE, DECIDED_RECEIVED)
    if results.in_columns:
        encoded = lower.own_encoded.encoded
        above: Any = encoded.inputs[policy.unit_above]
        nowhere = int((above.codes < 0).sum())
        columns: list[Any] = [encoded.inputs[each] for each in reserved if each in encoded.inputs]
        decided = int(sum((each.codes >= 0) for each in columns).astype(bool).sum()) if columns else 0
        periods, judged = ({*each.own_encoded.encoded.periods.tolist()} for each in (lower, results))
    else:
        rows = lower.own_history.rows
        nowhere = sum(row.values[policy.unit_above] is None for row in rows)
        decided = sum(any(row.values.get(each) is not None for each in reserved) for row in rows)
        periods, judged = ({row.period for row in each.own_history.rows} for each in (lower, results))
    if nowhere:
        yield Word("problems.note_no_unit_above", {"details": name, "count": nowhere, "name": policy.unit_above})
    if alone := sorted(periods - judged):
        texts = Listing(tuple(str(period_text(results.rules.period, each)) for each in alone))
        yield Word("problems.note_periods_below", {"details": name, "periods": texts, "policy": policy.id})
    if decided:
        yield Word("problems.note_decided_below", {"details": name, "count": decided, "policy": policy.id})


def _row(results: Results, at: int) -> tuple[str, Any]:
    """The unit and the period of a row of the results."""
    if results.in_columns:
        encoded = results.own_encoded.encoded
        unit, period = encoded.names[int(encoded.units[at])], int(encoded.periods[at])
    else:
        row = results.own_history.rows[at]
        unit, period = row.unit, row.period
    return shown(unit), period_text(results.rules.period, period)


def _named(name: str, results: Results) -> Results:
    """Rows that are in no file are called by the name of the details, as a sheet of theirs."""
    given = results.given
    if isinstance(given, History) or given.sheet.file or given.sheet.name is not None:
        return results
    return evolve(results, given=evolve(given, sheet=evolve(given.sheet, name=name)))


def _problems(results: Results) -> ResultsError | None:
    """What is wrong with one table; it is read."""
    try:
        len(results)
    except ResultsError as error:
        return error
    return None


_Astray = tuple[int, str, int, Code]
"""The position of a row of details that cannot be used, its unit and its period."""


def _astray(
    results: Results, name: str, details: Results, astray: Sequence[_Astray], above: str = ""
) -> ResultsError | None:
    """The details that belong to no row of the results, those of a unit in a period together, and too many of a row."""
    sheet = details.given.sheet if isinstance(details.given, Table) else Sheet(name=name)
    findings = Findings(sheet)
    units = dict.fromkeys(results.units) if astray else {}
    astray = _of_whole_periods(findings, results, details, astray, above)
    counts = Counter((unit, period, code) for _, unit, period, code in astray)
    first = {each[1:]: each for each in reversed(astray)}
    for at, unit, period, code in sorted(first.values()):
        if not findings.only_counts(code):
            when = period_text(results.rules.period, period)
            near = None if unit in units else nearest(unit, units)
            advice = None if near is None else Word("problems.advise_near", {"near": shown(near)})
            more = counts[unit, period, code] - 1
            rows = Word("problems.rows_more", {"count": more}) if more else ""
            values = {"unit": shown(unit), "period": when, "most": f"{MOST_ROWS:,}", "more": rows}
            values["table"] = _table_above(results, above)
            advice = advice or Word(_ADVICE[code], {"table": values["table"]})
            findings.add(code, row=_number(details, at), advice=advice, values=values)
    try:
        findings.stop_if_any()
    except ResultsError as error:
        return error
    return None


def _of_whole_periods(
    findings: Findings, results: Results, details: Results, astray: Sequence[_Astray], above: str
) -> Sequence[_Astray]:
    """What is astray besides the rows of periods of which there is no result; of several units these are told once."""
    judged = frozenset(results.periods) if astray else frozenset()
    lost = [each for each in astray if period_text(results.rules.period, each[2]) not in judged]
    if len({(unit, period) for _, unit, period, _ in lost}) < len("ab"):
        return astray
    periods = [period_text(results.rules.period, each) for each in sorted({period for _, _, period, _ in lost})]
    table = _table_above(results, above)
    listed = Listing.of_first([str(each) for each in periods[:_MOST_PERIODS]], len(periods))
    values = {"table": table, "periods": listed, "count": len(lost)}
    advice = Word("problems.advise_periods_above", {"table": table})
    findings.add(Code.NO_PERIOD_ABOVE, row=_number(details, min(lost)[0]), advice=advice, values=values)
    there = set(lost)
    return [each for each in astray if each not in there]


_MOST_PERIODS: Final = 20

_ADVICE: Final = {
    Code.NO_ROW_ABOVE: "problems.advise_row_above",
    Code.TOO_MANY_ITEMS: "problems.advise_fewer_items",
}


def _table_above(results: Results, above: str) -> Word:
    """The table to which a row below belongs."""
    if not above:
        return Word("problems.table_of_results")
    file = results.given.sheet.file if isinstance(results.given, Table) else ""
    values = {"details": above, "file": visible(file)}
    return Word(f"problems.table_of_details{'_in_file' if file else ''}", values)


def _below(results: Results, details: Results) -> tuple[Sequence[_Astray], Sequence[int]]:
    """The rows of details that cannot be used, and how many there are below each row of the results."""
    if results.in_columns:
        from targetrules.engine.choice import column_engine

        encoded = details.encoded
        lost, too_many, counts = column_engine().astray(results.own_encoded.encoded, encoded, MOST_ROWS)
        found = [*((at, Code.NO_ROW_ABOVE) for at in lost), *((at, Code.TOO_MANY_ITEMS) for at in too_many)]
        names, units, periods = encoded.names, encoded.units, encoded.periods
        return [(at, names[int(units[at])], int(periods[at]), code) for at, code in found], counts
    there = {(row.unit, row.period): 0 for row in results.own_history.rows}
    astray: list[_Astray] = []
    for at, row in enumerate(details.history.rows):
        if (row.unit, row.period) not in there:
            astray.append((at, row.unit, row.period, Code.NO_ROW_ABOVE))
            continue
        there[row.unit, row.period] += 1
        if there[row.unit, row.period] == MOST_ROWS + 1:
            astray.append((at, row.unit, row.period, Code.TOO_MANY_ITEMS))
    return astray, [there[row.unit, row.period] for row in results.own_history.rows]


def _outcomes_below(results: Results, lower: Results, policy: LowerPolicy) -> tuple[Sequence[_Astray], Sequence[int]]:
    """The same of the rows of a lower policy; what is of a period without results is for that policy alone."""
    if results.in_columns:
        from targetrules.engine.choice import column_engine

        encoded = lower.own_encoded.encoded
        lost, too_many, counts = column_engine().astray_outcomes(
            policy, results.own_encoded.encoded, encoded, MOST_ROWS
        )
        positions = [*((at, Code.NO_ROW_ABOVE) for at in lost), *((at, Code.TOO_MANY_ITEMS) for at in too_many)]
        return [
            (at, _named_above(encoded, policy, at), int(encoded.periods[at]), code) for at, code in positions
        ], counts
    there = {(row.unit, row.period): 0 for row in results.own_history.rows}
    periods = {period for _, period in there}
    astray: list[_Astray] = []
    for at, row in enumerate(lower.own_history.rows):
        unit = row.values[policy.unit_above]
        if unit is None or row.period not in periods:
            continue
        key = str(unit), row.period
        if key not in there:
            astray.append((at, *key, Code.NO_ROW_ABOVE))
            continue
        there[key] += 1
        if there[key] == MOST_ROWS + 1:
            astray.append((at, *key, Code.TOO_MANY_ITEMS))
    return astray, [there[row.unit, row.period] for row in results.own_history.rows]


def _named_above(lower: EncodedTable, policy: LowerPolicy, at: int) -> str:
    """The unit above that a row names."""
    column: Any = lower.inputs[policy.unit_above]
    words = policy.rules.inputs[policy.unit_above].options if column.words is None else column.words
    return str(words[int(column.codes[at])])


def _number(details: Results, at: int) -> int | None:
    """The number that a row has in its file; None for rows that were understood already."""
    if not isinstance(details.given, Table):
        return None
    positions: Sequence[int] | Any = details.own_encoded.rows if details.in_columns else details.own_history.positions
    return details.given.numbers[at if positions is None else int(positions[at])]
