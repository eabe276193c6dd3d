"""Real public records, read with the inputs of the policies that they are judged by."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from targetrules.period import PeriodKind
from targetrules.results import Code, ResultsError, read_history, read_table
from targetrules.rules.tree import Input
from tests.results.example_rules import an_input, rules

DATA = Path(__file__).parents[3] / "shared" / "data"


def shared(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"no ../shared/data/{name} beside the checkout")
    return path


def a_score(name: str, column: str, decimals: int = 0) -> Input:
    return an_input(name, "number", column, low=Decimal(0), high=Decimal(100), decimals=decimals, optional=True)


SCHOOLS = [
    a_score("achievement", "ach_score", 1),
    a_score("growth_score", "eg_score", 1),
    an_input("growth", "choice", "eg_status", options=("Exceeded", "Met", "NotMet"), optional=True),
    a_score("published_score", "spg_score"),
    an_input("published_grade", "choice", "spg_grade", options=("A+NG", "A", "B", "C", "D", "F"), optional=True),
]


def test_the_schools_of_north_carolina() -> None:
    table = read_table(shared("nc_schools/results_2014_2018.csv"))
    reading = read_history(rules(SCHOOLS), table, unit_column="agency_code")
    rows = reading.history.rows
    assert Counter(row.period for row in rows) == {2014: 2522, 2015: 2541, 2016: 2554, 2017: 2575, 2018: 2631}
    given = Counter(row.values["published_grade"] for row in rows)
    assert given == {None: 479, "A": 586, "A+NG": 240, "B": 3225, "C": 5210, "D": 2499, "F": 584}
    assert {row.period for row in rows if row.values["published_grade"] == "A+NG"} == {2015, 2016, 2017}
    assert [note.text("en") for note in reading.notes] == ["Columns that no input is read from: asm_option; k2_feeder."]


def test_a_grade_that_the_policy_does_not_know_is_told_for_every_school() -> None:
    table = read_table(shared("nc_schools/results_2014_2018.csv"))
    grade = an_input("grade", "choice", "spg_grade", options=("A", "B", "C", "D", "F"), optional=True)
    with pytest.raises(ResultsError) as raised:
        read_history(rules([grade]), table, unit_column="agency_code")
    assert raised.value.counts == {Code.NOT_A_CHOICE: 240}
    assert Counter(problem.found for problem in raised.value.problems) == {"A+NG": 240}


def test_the_seasons_of_english_football() -> None:
    table = read_table(shared("englishfootball/standings_tiers_1_2.csv"))
    inputs = [
        an_input("points", "number"),
        an_input("difference", "number", "goal_difference"),
        an_input("tier", "choice", options=("1", "2")),
    ]
    reading = read_history(rules(inputs, PeriodKind.SEQUENCE), table, unit_column="team_id", period_column="season")
    assert len(reading.history.rows) == 5209
