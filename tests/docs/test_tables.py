"""The tables of the pages: keys, conditions, worked examples, periods, limits. A hidden note says which is which.

<!-- keys: Input -->            the first column has the keys of a table of the policy file, all of them
<!-- conditions: NAME -->       every condition in the first column loads after the preamble NAME
<!-- names that look alike -->  the second column has names that look alike, the third those that do not
<!-- no names -->                  the third column has what is no name, for the problem of the first; the fourth, names
<!-- worked: NAME -->           the policy NAME, given the plain columns, makes what stands in the `code` columns
<!-- details: NAME DETAILS -->  with these rows of details
<!-- missing: NAME PERIOD -->   what the condition of each row lacks in that period, of each unit of the table
<!-- results: NAME -->          those units
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from targetrules import Policy, PolicyError, load, loads
from targetrules.alike import appearance
from targetrules.budget import SUMS, Account
from targetrules.engine.judged import Judged
from targetrules.engine.missing import missing_names
from targetrules.engine.outcomes import decisions_of, outcome_of
from targetrules.engine.reference import ReferenceEngine, evaluate
from targetrules.frames.states.state_file import LARGEST as LARGEST_STATE
from targetrules.keys.files import LARGEST as LARGEST_KEY
from targetrules.period import PeriodKind, ordinal_of, part_of_year, part_text, parts_of_year, period_text
from targetrules.results import Code
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.inputs import reader_of
from targetrules.results.cells.names import LONGEST_NAME, unit_of
from targetrules.results.naming import understood
from targetrules.results.problem import MOST_KEPT
from targetrules.results.sources.from_rows import from_rows
from targetrules.results.sources.read import LARGEST_FILE as LARGEST_RESULTS
from targetrules.results.table import MOST_CELLS, MOST_COLUMNS
from targetrules.rules import tree
from targetrules.rules.analysis import bounds
from targetrules.rules.decided import differences
from targetrules.rules.exact import rounded
from targetrules.rules.reserved import RESERVED
from targetrules.rules.resolution import (
    aggregates,
    ballot_checks,
    formula,
    from_calendar,
    from_comparison,
    from_period,
    limits,
    lower,
    tokens,
)
from targetrules.rules.resolution import context as setting
from targetrules.source import decode, scan
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import keys_of
from tests.docs.blocks import PAGES, ROOT, Page, Table

WORDS = {True: "yes", False: "no", None: "unknown"}
NO_ROW = "(no row)"
MISSING = "(missing)"


def tables(kind: str) -> list[object]:
    noted = [(page, table) for page in PAGES for table in page.tables if table.note.partition(":")[0] == kind]
    found = [(page, table.in_english()) for page, table in noted]
    return [pytest.param(page, table, id=f"{page.path}:{table.line}") for page, table in found]


def codes(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def about(table: Table) -> str:
    return table.note.partition(": ")[2]


# ---- keys and conditions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "table"), tables("keys"))
def test_a_table_of_keys_has_all_keys_and_no_others(page: Page, table: Table) -> None:
    shown = [key for row in table.rows for key in codes(row[0])]
    assert sorted(shown) == sorted(keys_of(getattr(syntax, about(table)))), page.path


@pytest.mark.parametrize(("page", "table"), tables("rules of grading"))
def test_the_table_of_grading_has_all_rules_with_all_keys(page: Page, table: Table) -> None:
    kinds = {
        "unrated": syntax.Unrated,
        "forced": syntax.Forced,
        "floors": syntax.Floor,
        "caps": syntax.Cap,
        "steps": syntax.Limit,
    }
    shown = {codes(name)[0].strip("[]").removeprefix("grading."): codes(keys) for name, keys, _ in table.rows}
    assert set(keys_of(syntax.Grading)) - {"given", "by", "bands", "scales"} == set(shown), page.path
    for name, kind in kinds.items():
        assert set(shown[name]) == set(keys_of(kind)) - {"source", "article", "quote", "description"}


@pytest.mark.parametrize(("page", "table"), tables("conditions"))
def test_every_condition_in_a_table_is_one(page: Page, table: Table) -> None:
    for row in table.rows:
        for condition in codes(row[0]):
            policy = with_claims(page.preambles[about(table)], [f"{{ {condition} }}"])
            assert [claim.id for claim in policy.rules.claims][-1:] == ["column-0"]


@pytest.mark.parametrize(("page", "table"), tables("phrases"))
def test_every_phrase_can_be_written_so(page: Page, table: Table) -> None:
    for _, written in table.rows:
        assert codes(written), page.path
        with_claims(page.preambles[about(table)], [f"{{ {condition} }}" for condition in codes(written)])


@pytest.mark.parametrize(("page", "table"), tables("consequences with"))
def test_every_key_of_a_consequence_can_be_written_so(page: Page, table: Table) -> None:
    for key in [key for _, written in table.rows for key in codes(written)]:
        rule = f'[[consequences]]\nid = "x"\nwhen = {{ rated = true }}\n{key}\n'
        assert loads(f"{page.preambles[about(table)]}\n{rule}").rules.consequences[-1].id == "x"


def with_claims(preamble: str, conditions: list[str]) -> Policy:
    """The policy with each condition as a claim: claims may ask for whatever a rule may, and for `receives`."""
    claims = "".join(f'\n[[claims]]\nid = "column-{n}"\nnever = {each}\n' for n, each in enumerate(conditions))
    try:
        return loads(preamble + "\n" + claims)
    except PolicyError as error:
        pytest.fail(f"{conditions}\n{error}", pytrace=False)


# ---- shipped policies ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "table"), tables("inputs"))
def test_a_table_of_inputs_has_those_of_its_policy(page: Page, table: Table) -> None:
    policy = load(ROOT / "policies" / f"{about(table)}.toml")
    own = [name for name in policy.rules.inputs if name not in policy.rules.aggregates]
    assert [codes(row[0])[0] for row in table.rows] == own, page.path


@pytest.mark.parametrize(("page", "table"), tables("inputs of details"))
def test_a_table_of_inputs_of_details_has_those_of_its_policy(page: Page, table: Table) -> None:
    policy, details = about(table).split()
    rules = load(ROOT / "policies" / f"{policy}.toml").rules.details[details].rules
    assert [codes(row[0])[0] for row in table.rows] == list(rules.inputs), page.path


@pytest.mark.parametrize(("page", "table"), tables("consequences"))
def test_a_table_of_consequences_has_those_of_its_policy(page: Page, table: Table) -> None:
    policy = load(ROOT / "policies" / f"{about(table)}.toml")
    assert [codes(row[0])[0] for row in table.rows] == [rule.id for rule in policy.rules.consequences], page.path


def test_the_page_of_policies_has_them_all() -> None:
    page = next(page for page in PAGES if page.path == "docs/reference/policies.md")
    files = [file.stem for file in (ROOT / "policies").glob("*.toml") if not file.name.endswith(".examples.toml")]
    assert sorted(re.findall(r"^## `(.*)`$", page.text, re.MULTILINE)) == sorted(files)


@pytest.mark.parametrize(("page", "table"), tables("granted"))
def test_what_a_base_grants_is_granted_and_no_more(page: Page, table: Table, tmp_path: Path) -> None:
    head = 'format = 1\npolicy = {{ id = "{}", title = "policy"{} }}\nparameters.target = {}\n'
    (tmp_path / "base.toml").write_text(head.format("base", "", about(table)), encoding="utf-8")
    for written, answer in table.rows:
        extension = tmp_path / "extension.toml"
        text = head.format("extension", ', extends = "base.toml"', codes(written)[0])
        extension.write_text(text, encoding="utf-8")
        if answer in ("yes", "是"):
            assert load(extension).id == "extension", f"{page.path}: {written}"
            continue
        with pytest.raises(PolicyError) as refused:
            load(extension)
        assert [each.code in ("TR264", "TR265") for each in refused.value.diagnostics] == [True], (
            f"{page.path}: {written}"
        )


# ---- worked examples -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "table"), tables("worked"))
def test_a_worked_table_is_what_the_engine_finds(page: Page, table: Table) -> None:
    computed = [bool(codes(head)) for head in table.header]
    wanted = [codes(head)[0] for head in table.header if codes(head)]
    conditions = [each for each in wanted if each.startswith("{")]
    policy = with_claims(page.preambles[about(table)], conditions)
    judged = dict(judged_rows(policy, table, details_of(page, table)))
    shown = [tuple(cell for cell, code in zip(row, computed, strict=True) if code) for row in table.rows]
    found = [
        tuple(cell_of(policy, judged[number], each, conditions) for each in wanted)
        if number in judged
        else ("",) * len(wanted)
        for number in range(len(table.rows))
    ]
    assert shown == found, f"{page.path}:{table.line}"


@pytest.mark.parametrize("path", ["docs/reference/language.md", "docs/reference/language.zh.md"])
def test_the_tables_of_reserved_columns_have_all_their_headings(path: str) -> None:
    (page,) = (page for page in PAGES if page.path == path)
    rows = [row for table in page.tables if table.note == "reserved columns" for row in table.rows]
    assert {codes(column)[0]: (codes(column)[0], *codes(also)) for column, also, _ in rows} == RESERVED


@pytest.mark.parametrize(("page", "table"), tables("missing"))
def test_a_table_of_missing_names_has_those_that_the_engine_finds(page: Page, table: Table) -> None:
    name, period = about(table).split()
    (results,) = (each.in_english() for each in page.tables if each.note == f"results: {name}")
    policy = with_claims(page.preambles[name], [codes(row[0])[0] for row in table.rows])
    now = {row.unit: row for _, row in judged_rows(policy, results, {}) if row.period == int(period)}
    engine, claims = ReferenceEngine(policy.rules), policy.rules.claims[-len(table.rows) :]
    for claim, (condition, *cells) in zip(claims, table.rows, strict=True):
        assert isinstance(claim.says, tree.Never)
        found = [missing_names(engine, claim.says.condition, now[unit], engine.formula()) for unit in table.header[1:]]
        assert cells == [", ".join(names) or "none" for names in found], f"{page.path}: {condition}"


def details_of(page: Page, table: Table) -> dict[str, list[dict[str, object]]]:
    """The rows of details that a page has for a worked table."""
    noted = [(each.note.split(), each.in_english()) for each in page.tables if each.note.startswith("details: ")]
    return {
        words[2]: [
            {"unit": "A", "period": 2010} | values_in(dict(zip(each.header, row, strict=True))) for row in each.rows
        ]
        for words, each in noted
        if words[1] == about(table)
    }


def values_in(cells: dict[str, str]) -> dict[str, object]:
    return {name: None if cell == MISSING else cell for name, cell in cells.items()}


def judged_rows(
    policy: Policy, table: Table, details: dict[str, list[dict[str, object]]]
) -> Iterator[tuple[int, Judged]]:
    """The rows of the table as the engine judges them; a row that says so is no result."""
    rows: dict[tuple[object, object], int] = {}
    data = []
    for number, row in enumerate(table.rows):
        cells = {name: cell for name, cell in zip(table.header, row, strict=True) if not codes(name)}
        if NO_ROW in cells.values():
            continue
        data.append({"unit": "A", "period": 2010} | values_in(cells))
        key = data[-1]["unit"], ordinal_of(policy.rules.period, data[-1]["period"])
        rows[key] = number
    for now in evaluate(policy.rules, policy.history(data, details=details or None)):
        yield rows[now.unit, now.period], now


def cell_of(policy: Policy, now: Judged, wanted: str, conditions: list[str]) -> str:
    rules = policy.rules
    if wanted in conditions:
        claim = rules.claims[len(rules.claims) - len(conditions) + conditions.index(wanted)]
        assert isinstance(claim.says, tree.Never)
        return WORDS[ReferenceEngine(rules).holds(claim.says.condition, now)]
    if wanted == "grade":
        return now.grade or "none"
    if wanted == "remarks":
        divided = [f"division-by-zero {name}" for name in now.divided_by_zero]
        decided = [] if now.decision is None else differences(rules, now.decision, now.grade, now.received)
        others = (
            *(f"differs-from-published {name}" for name in now.differing),
            *(f"quota-not-kept {id_}" for id_ in now.not_kept),
            *(f"{each.code} {each.about}" for each in decided),
        )
        return ", ".join([*divided, *others]) or "none"
    if wanted == "undetermined":
        told = outcome_of(
            ReferenceEngine(rules), now, decisions_of(rules), ReferenceEngine(rules).formula()
        ).undetermined
        return "; ".join(f"{each.id} {', '.join(each.missing)}" for each in told) or "none"
    if wanted == "consequences":
        return ", ".join(rule.id for rule in rules.consequences if rule.id in now.received) or "none"
    if wanted == "replaced":
        return "; ".join(f"{id_} by {', '.join(by)}" for id_, by in now.replaced.items()) or "none"
    if wanted in rules.statuses or wanted in rules.conditions:
        value = now.values[wanted]
        return WORDS[value if isinstance(value, bool) else None]
    ranking, _, part = wanted.rpartition(".")
    number = now.values.get(wanted) if not ranking else getattr(now.standings[ranking], part)
    return MISSING if number is None else str(number)


# ---- numbers and periods ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "table"), tables("rounding"))
def test_the_table_of_rounding(page: Page, table: Table) -> None:
    ways = [tree.Rounding(codes(head)[0]) for head in table.header[1:]]
    for value, *cells in table.rows:
        exact = Fraction(value.replace("−", "-"))
        assert [cell.replace("−", "-") for cell in cells] == [str(rounded(exact, 0, how)) for how in ways], page.path


@pytest.mark.parametrize(("page", "table"), tables("deadlines"))
def test_the_table_of_deadlines(page: Page, table: Table) -> None:
    header = 'format = 1\n[policy]\nid = "deadlines"\ntitle = "deadlines"\n'
    for decided_on, deadline, due in table.rows:
        rule = f'[[consequences]]\nid = "c"\nwhen = {{ period = {{ from = 2010 }} }}\n{codes(deadline)[0]}\n'
        outcomes = loads(header + rule).evaluate(
            [{"unit": "A", "period": 2011}], decided_on=date.fromisoformat(decided_on)
        )
        assert str(outcomes[0].consequences[0].due) == due, f"{page.path}: {deadline}"


@pytest.mark.parametrize(("page", "table"), tables("working days"))
def test_the_table_of_working_days(page: Page, table: Table) -> None:
    for decided_on, deadline, due in table.rows:
        keys = codes(deadline)[0].replace(", counted", "\ncounted")
        rule = f'[[consequences]]\nid = "c"\nwhen = {{ period = {{ from = 2010 }} }}\n{keys}\n'
        (outcome,) = loads(f"{page.preambles[about(table)]}\n{rule}").evaluate(
            [{"unit": "A", "period": 2026}], decided_on=date.fromisoformat(decided_on)
        )
        (decided,) = outcome.consequences
        assert str(decided.due or "unknown") == due, f"{page.path}: {deadline}"
        is_beyond = decided.due is None and decided.counted_from is None
        assert [(each.code, each.about) for each in outcome.remarks] == [("due-not-known", "c")] * is_beyond


@pytest.mark.parametrize(("page", "table"), tables("lengths"))
def test_the_table_of_lengths_of_time(page: Page, table: Table) -> None:
    header = 'format = 1\n[policy]\nid = "lengths"\ntitle = "lengths"\n'
    assert table.rows
    for decided_on, length, until in table.rows:
        rule = f'[[consequences]]\nid = "c"\nwhen = {{ period = {{ from = 2010 }} }}\n{codes(length)[0]}\n'
        outcomes = loads(header + rule).evaluate(
            [{"unit": "A", "period": 2011}], decided_on=date.fromisoformat(decided_on)
        )
        assert str(outcomes[0].consequences[0].until) == until, f"{page.path}: {length}"


@pytest.mark.parametrize(("page", "table"), tables("periods"))
def test_the_table_of_periods(page: Page, table: Table) -> None:
    assert [codes(row[0])[0] for row in table.rows] == [kind.value for kind in PeriodKind], page.path
    for word, printed, read in table.rows:
        kind = PeriodKind(codes(word)[0])
        ordinals = {ordinal_of(kind, each) for each in (*codes(printed), *codes(read))}
        assert [str(period_text(kind, ordinal)) for ordinal in ordinals if ordinal is not None] == codes(printed)


@pytest.mark.parametrize(("page", "table"), tables("readings of periods"))
def test_the_table_of_what_is_read_by_the_kind_of_period(page: Page, table: Table) -> None:
    kinds = [PeriodKind(codes(head)[0]) for head in table.header[1:]]
    for written, *cells in table.rows:
        ordinals = [ordinal_of(kind, codes(written)[0]) for kind in kinds]
        found = zip(kinds, ordinals, strict=True)
        none = "不是期" if page.path.endswith(".zh.md") else "no period"
        assert cells == [none if each is None else str(period_text(kind, each)) for kind, each in found], page.path


@pytest.mark.parametrize(("page", "table"), tables("parts of the year"))
def test_the_table_of_parts_of_the_year(page: Page, table: Table) -> None:
    assert [codes(row[0])[0] for row in table.rows] == [kind.value for kind in PeriodKind if parts_of_year(kind)]
    for word, written, also in table.rows:
        kind = PeriodKind(codes(word)[0])
        parts = [part_of_year(kind, tomllib.loads(f"x = {each}")["x"]) for each in codes(written)]
        assert parts[-1] == (parts_of_year(kind) or 0) - 1, page.path
        assert [part_text(kind, part) for part in parts if part is not None] == [
            each.strip('"') for each in codes(written)
        ]
        assert None not in [part_of_year(kind, tomllib.loads(f"x = {each}")["x"]) for each in codes(also)]


@pytest.mark.parametrize(("page", "table"), tables("limits"))
def test_the_table_of_limits(page: Page, table: Table) -> None:
    known = [
        ("bytes of a policy file", decode.LARGEST_FILE),
        ("brackets within brackets", scan.DEEPEST),
        ("grades, names, rules, cases, points of scales, steps and catalogue entries, all together", limits.MOST_NAMES),
        ("bands", limits.MOST_BANDS),
        ("characters in all formulas and names in all weights", limits.MOST_SIGNS),
        ("rows of examples times inputs", limits.MOST_CELLS),
        ("periods that a window spans", formula.LONGEST_WINDOW),
        ("grades, of which one is compared with an earlier one", from_comparison.MOST_GRADES_COMPARED),
        ("periods after which all schedules of a policy come together again", from_period.MOST_PERIODS_OF_CYCLE),
        ("days that the calendar of a policy covers", from_calendar.MOST_DAYS_OF_CALENDAR),
        ("numbers and names in one formula", tokens.MOST_PARTS),
        ("answers of one ballot", ballot_checks.MOST_ANSWERS),
        ("parts within parts of a formula", tokens.DEEPEST),
        ("decimals of a number", formula.MOST_DECIMALS),
        ("units of one period that a sum over a group is proved for", bounds.MOST_UNITS),
        ("rows of details of one unit in one period", tree.MOST_ROWS),
        ("policies below one another", lower.MOST_LEVELS),
        ("tables of details, those of the policies below among them", lower.MOST_TABLES),
        ("bytes of a file of results, and of outcomes that are verified", LARGEST_RESULTS),
        ("bytes of a state", LARGEST_STATE),
        ("bytes of a file with a key", LARGEST_KEY),
        ("columns of results", MOST_COLUMNS),
        ("cells of results (in Parquet ten times as many)", MOST_CELLS),
    ]
    sums = {
        "bytes that a workbook or the columns read of a Parquet file unpack to: in any case": Account.BYTES,
        "XML tags of a workbook: in any case": Account.TAGS,
        "cells of results, blank ones and those of declared areas among them: in any case": Account.CELLS,
        "blank cells that fill up short lines, or objects without all keys: in any case": Account.FILLED,
    }
    for name, account in sums.items():
        known += [(name, SUMS[account].fixed), ("and more for each byte of the file", SUMS[account].for_each_byte)]
    known.append(("problems of one code that are kept; further ones are counted", MOST_KEPT))
    known.append(("characters of the name of a unit or a group", LONGEST_NAME))
    known.append(("characters of a cell of CSV", csv.field_size_limit()))
    assert set(sums.values()) == set(SUMS)
    assert [int(figure.replace(",", "")) for _, figure in table.rows] == [figure for _, figure in known], page.path
    if not page.path.endswith(".zh.md"):
        assert [name for name, _ in table.rows] == [name for name, _ in known]


@pytest.mark.parametrize(("page", "table"), tables("problems"))
def test_the_table_of_problems(page: Page, table: Table) -> None:
    assert [codes(row[0]) for row in table.rows] == [[code] for code in Code], page.path


@pytest.mark.parametrize(("page", "table"), tables("names that look alike"))
def test_the_table_of_names_that_look_alike(page: Page, table: Table) -> None:
    assert page.path in ("docs/reference/results.md", "docs/reference/results.zh.md")
    for _, alike, unlike in table.rows:
        for group in alike.split("; "):
            assert len(names := _names_in(group)) > 1
            assert len(set(map(appearance, names))) == 1, group
        for group in unlike.split("; ") if unlike else ():
            assert len(set(map(appearance, _names_in(group)))) == len(_names_in(group)) > 1, group


@pytest.mark.parametrize(("page", "table"), tables("no names"))
def test_the_table_of_what_is_no_name(page: Page, table: Table) -> None:
    assert [row[0] for row in table.rows] == ["RES56", "RES57", "RES50", "RES58", "RES59", "RES106"], page.path
    for code, _, no_names, names in table.rows:
        for name in _names_in(no_names):
            assert isinstance(fault := unit_of(name), Fault), name
            assert fault.code == code, name
        assert [unit_of(name) for name in _names_in(names)] == _names_in(names)


def _names_in(group: str) -> list[str]:
    return [understood(name) for name in re.findall(r"`([^`]+)`", group)]


@pytest.mark.parametrize(("page", "table"), tables("kleene"))
def test_the_table_of_truth(page: Page, table: Table) -> None:
    from targetrules.truth import all_of, any_of, opposite

    values = {word: truth for truth, word in WORDS.items()}
    for a, b, both, either, neither in table.rows:
        truths = values[a], values[b]
        assert (both, either, neither) == (WORDS[all_of(truths)], WORDS[any_of(truths)], WORDS[opposite(truths[0])])
    assert len(table.rows) == 9, page.path


# ---- floats ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "table"), tables("floats"))
def test_the_table_of_floats(page: Page, table: Table) -> None:
    for written, declared, *expected in table.rows:
        input_ = f'x = {{ type = "number", {codes(declared)[0]} }}'
        rules = loads(f'format = 1\n[policy]\nid = "p"\ntitle = "P"\n[inputs]\n{input_}').rules
        read = reader_of(rules.inputs["x"], ())
        text = codes(written)[0]
        number = float(text)
        [[single]] = from_rows([{"x": np.float32(number)}]).cells
        found = [read(cell) for cell in (text, number, single)]
        said = [f"`{each.code}`" if isinstance(each, Fault) else str(each) for each in found]
        assert said == expected, page.path


# ---- words -----------------------------------------------------------------------------------------------------------


each_language_page = pytest.mark.parametrize(
    "page", [page for page in PAGES if page.path.startswith("docs/reference/language.")], ids=lambda page: page.path
)


@each_language_page
def test_the_language_page_lists_the_reserved_words(page: Page) -> None:
    block = next(block for block in page.blocks if block.note == "reserved words")
    assert sorted(block.text.split()) == sorted(setting.RESERVED)


@each_language_page
def test_the_language_page_lists_the_functions(page: Page) -> None:
    table = next(table for table in page.tables if table.note == "functions")
    shown = {re.match(r"\w+", code)[0] for row in table.rows for code in codes(row[0])}  # type: ignore[index]
    known = formula._Reader((), setting.ResolutionContext(None, None), tree.Rounding.HALF_UP, [], "").functions()  # type: ignore[arg-type]  # noqa: SLF001
    assert shown == set(known)


@each_language_page
def test_the_language_page_lists_the_functions_over_details(page: Page) -> None:
    table = next(table for table in page.tables if table.note == "detail functions")
    shown = {re.match(r"schools\.(\w+)", code)[1] for row in table.rows for code in codes(row[0])}  # type: ignore[index]
    assert shown == set(aggregates.FUNCTIONS)
