"""Random cascades, and tables of results for policies that judge by what lies below their units."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, find, given, settings

from targetrules import load, loads
from targetrules.rules.succession import CONTINUES
from targetrules.testing import Cascade, Tables, cascades, tables_of
from tests.cascades import passed_over
from tests.effort import examples

pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")

ONCE = settings(max_examples=300, database=None, derandomize=True, phases=[Phase.generate])
"""The first one that is found, which nobody needs to be small."""

DISTRICTS = load("nc-low-performing-districts")
SHEET = load("county-score-sheet")


@examples(10)
@given(cascades(levels=3, period="year", largest=3, units=3, periods=3))
def test_a_cascade_has_as_many_policies_and_tables_that_fit(cascade: Cascade) -> None:
    assert list(cascade.files) == ["level-1.toml", "level-2.toml", "level-3.toml"]
    assert set(cascade.details) == {"parts", "parts.parts"}
    outcomes = cascade.policy.evaluate(cascade.history, details=cascade.details, notes=passed_over)
    assert len(outcomes) == len(cascade.history.rows)


@examples(4)
@given(cascades(largest=2, units=2, periods=2))
def test_the_files_of_a_cascade_are_the_policy(cascade: Cascade) -> None:
    with TemporaryDirectory() as folder:
        for name, text in cascade.files.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        policy = load(str(Path(folder, next(iter(cascade.files)))))
        told = policy.evaluate(cascade.history, details=cascade.details, notes=passed_over)
        assert [*told] == [*cascade.policy.evaluate(cascade.history, details=cascade.details, notes=passed_over)]


def test_units_above_and_below_go_on_from_others() -> None:
    def goes_on(tables: Tables) -> bool:
        every = (tables.history, *tables.details.values())
        return all(any(row.values.get(CONTINUES) for row in each.rows) for each in every)

    assert goes_on(find(tables_of(DISTRICTS, succession=True), goes_on, settings=ONCE))


@examples(10)
@given(tables_of(DISTRICTS, units=3, periods=3, succession=True))
def test_tables_of_a_policy_of_ones_own_can_be_judged(tables: Tables) -> None:
    outcomes = DISTRICTS.evaluate(tables.history, details=tables.details, notes=passed_over)
    assert len(outcomes) == len(tables.history.rows)
    above = {(row.unit, row.period) for row in tables.history.rows}
    judged = {period for _, period in above}
    for row in tables.details["schools"].rows:
        assert (
            row.period not in judged or row.values["district"] is None or (row.values["district"], row.period) in above
        )


@examples(10)
@given(tables_of(SHEET, units=3, periods=2))
def test_details_that_are_no_outcomes_have_rows_too(tables: Tables) -> None:
    outcomes = SHEET.evaluate(tables.history, details=tables.details, notes=passed_over)
    assert len(outcomes) == len(tables.history.rows)
    assert {(row.unit, row.period) for row in tables.details["季度"].rows} <= {
        (row.unit, row.period) for row in tables.history.rows
    }


def test_a_unit_above_may_be_a_word_of_a_choice() -> None:
    with TemporaryDirectory() as folder:
        Path(folder, "town.toml").write_text(
            'format = 1\n[policy]\nid = "town"\ntitle = "Town"\n'
            '[details.villages]\npolicy = "village.toml"\nunit_above = "town"\n'
            '[measures]\nnumber = { formula = "villages.count()" }\n',
            encoding="utf-8",
        )
        Path(folder, "village.toml").write_text(
            'format = 1\n[policy]\nid = "village"\ntitle = "Village"\n'
            '[inputs]\ntown = { type = "choice", of = ["u1", "u2"] }\nx = { type = "number", min = 0, max = 9 }\n',
            encoding="utf-8",
        )
        policy = load(str(Path(folder, "town.toml")))
    found = find(
        tables_of(policy),
        lambda tables: any(row.values["town"] == "u2" for row in tables.details["villages"].rows),
        settings=ONCE,
    )
    assert {row.values["town"] for row in found.details["villages"].rows} <= {"u1", "u2", None}


def test_a_policy_without_details_has_results_alone() -> None:
    policy = loads('format = 1\n[policy]\nid = "p"\ntitle = "P"\n[inputs]\nx = { type = "flag" }\n')
    found = find(tables_of(policy), lambda _: True, settings=ONCE)
    assert dict(found.details) == {}
    assert found.history.rows


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"levels": 1}, "levels: 1 (int) is not a whole number from 2 to 8"),
        ({"levels": 9}, "levels: 9 (int) is not a whole number from 2 to 8"),
        ({"units": 0}, "units: 0 (int) is not a whole number from 1 to 1000"),
        ({"details": 1}, "details: 1 (int) is not True or False"),
    ],
)
def test_a_wrong_option_is_shown(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        cascades(**options)  # type: ignore[arg-type]
