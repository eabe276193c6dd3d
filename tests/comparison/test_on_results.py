"""Two policies on the same results: exactly those are told that they treat otherwise, and why."""

from __future__ import annotations

import io
import json
import pickle
from pathlib import Path
from random import Random
from typing import Any

import pytest

import targetrules
from targetrules import ArgumentError, Policy, load, loads
from targetrules.comparison import Comparison, UnreadByPolicyError, compare, comparison_text
from targetrules.comparison.for_programs import comparison_values
from targetrules.drawing.chance import Chance
from targetrules.drawing.histories import Extent
from targetrules.drawing.tables import tables
from targetrules.mutation import mutants
from targetrules.outcome import Outcome
from tests.recorded import check_recorded

HERE = Path(__file__).parent
OLD, NEW = ((HERE / name).read_text(encoding="utf-8") for name in ("old.toml", "new.toml"))
SOLVERS = {"en": "Nobody knows", "zh": "两份政策在所有"}
"""How the line begins that says what the solvers found."""
RESULTS = """\
unit,year,score
A,2019,40
A,2020,55
A,2021,58
A,2022,61
B,2019,95
B,2020,50
B,2021,70
B,2022,45
C,2019,80
C,2020,
C,2021,50
C,2022,97
"""


def policies() -> tuple[Policy, Policy]:
    return loads(OLD, name="old.toml"), loads(NEW, name="new.toml")


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Comparison:
    monkeypatch.chdir(tmp_path)
    Path("results.csv").write_text(RESULTS, encoding="utf-8")
    return compare(*policies(), "results.csv", timeout=0.001)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_who_is_treated_otherwise_is_told_with_the_reasons(found: Comparison, language: str) -> None:
    told = comparison_text(found, language).partition("\n  " + ("Nobody knows" if language == "en" else "两份政策在"))[
        0
    ]
    check_recorded(HERE / f"on-results.{language}.txt", told + "\n")


def test_of_many_the_first_are_shown(found: Comparison) -> None:
    assert found.on_results is not None
    whole, one = (comparison_text(found, most=most).splitlines() for most in (None, 1))
    assert not any("more" in line for line in whole if line.startswith("    …"))
    assert f"    … and {len(found.on_results.rows) - 1} more" in one


def test_programs_get_all_of_them(found: Comparison) -> None:
    values = comparison_values(found, "zh")["on_results"]
    check_recorded(HERE / "on-results.json", json.dumps(values, ensure_ascii=False, indent=1) + "\n")


def test_results_of_which_all_are_treated_alike() -> None:
    old = policies()[0]
    alike = compare(old, loads(OLD.replace("上门指导", "帮扶")), [{"unit": "A", "year": 2020, "score": 40}])
    assert alike.on_results is not None
    assert (alike.on_results.rows, alike.differs) == ((), False)
    assert "Of these results (results: 1) none is treated otherwise." in comparison_text(alike)
    assert "这些成绩 的 1 条成绩，结论都相同。" in comparison_text(alike, "zh")


def test_a_difference_on_results_is_a_difference_even_where_solvers_do_not_know() -> None:
    old, new = policies()
    assert compare(old, new, [{"unit": "A", "year": 2020, "score": 95}], timeout=0.001).on_results is not None


# ---- against what each policy decides by itself ----------------------------------------------------------------------


def essence(outcome: Outcome) -> object:
    open_ = {"grade" if each.id.startswith("grading.") else each.id for each in outcome.undetermined}
    return outcome.grade, {each.id for each in outcome.consequences}, open_


@pytest.mark.parametrize("id_", ["jincheng-2010", "england-coasting", "civil-servants-2007"])
def test_exactly_those_are_told_whose_outcomes_differ(id_: str) -> None:
    """Of each fourth mutant, on results that were drawn for the policy."""
    policy = load(id_)
    seen = 0
    for number, mutant in enumerate(mutants(policy)):
        if number % 4:
            continue
        history, details = tables(Chance(Random(number)), policy.rules, Extent(units=8, periods=6))  # noqa: S311
        assert not details
        told = compare(policy, mutant.policy, history, timeout=0.001).on_results
        assert told is not None
        ours, theirs = policy.evaluate(history), mutant.policy.evaluate(history)
        differing = [
            (one.unit, one.period) for one, two in zip(ours, theirs, strict=True) if essence(one) != essence(two)
        ]
        assert [(each.unit, each.period) for each in told.rows] == differing
        assert sum(each.otherwise for each in told.by_period) == len(differing)
        assert sum(each.results for each in told.by_period) == told.results == len(ours)
        seen += bool(differing)
    assert seen


# ---- how results are given -------------------------------------------------------------------------------------------


def test_a_stream_and_rows_that_come_once_are_read_once() -> None:
    rows = [dict(zip(("unit", "year", "score"), line.split(","), strict=True)) for line in RESULTS.splitlines()[1:]]
    told = [
        compare(*policies(), given, timeout=0.001).on_results
        for given in (rows, iter(rows), io.BytesIO(RESULTS.encode()))
    ]
    assert told[0] is not None
    assert [each is not None and each.rows == told[0].rows for each in told] == [True] * 3


DISTRICT = """\
format = 1
[policy]
id = "districts"
title = "Districts"
MORE
[[consequences]]
id = "plan"
when = WHEN
"""
SCHOOLS = """\
[details.schools]
item = "school"
inputs.rate = { type = "number", min = 0, max = 100 }
conditions.low = { rate = { below = 60 } }
[measures.low]
formula = "schools.count(low)"
"""


def district(more: str, when: str) -> str:
    return DISTRICT.replace("MORE", more).replace("WHEN", when)


def test_each_policy_is_given_the_details_that_it_has() -> None:
    scored = '[inputs.marked]\ntype = "flag"\noptional = true'
    old = loads(district(scored, "{ marked = true }"), name="old.toml")
    new = loads(district(scored + "\n" + SCHOOLS, "{ low = { above = 0 } }"), name="new.toml")
    rows = [{"unit": "East", "year": 2024, "marked": "yes"}, {"unit": "West", "year": 2024, "marked": "no"}]
    schools = [{"unit": "West", "year": 2024, "school": "Hill", "rate": 50}]
    for details in (schools, iter(schools)):
        found = compare(old, new, rows, details={"schools": details}).on_results
        assert found is not None
        assert [(each.unit, each.due, each.no_longer_due) for each in found.rows] == [
            ("East", (), ("plan",)),
            ("West", ("plan",), ()),
        ]
    with pytest.raises(ArgumentError) as raised:
        compare(old, new, rows, details={"school": schools})
    assert str(raised.value) == "details: the policy has no details “school”; did you mean “schools”?"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_results_that_a_policy_cannot_read_are_told_of_that_policy(language: str) -> None:
    old, new = policies()
    other = loads(NEW.replace("score", "points"), name="new.toml")
    rows = [{"unit": "A", "year": 2020, "score": "many"}]
    said = []
    for pair in ((old, new), (old, other)):
        with pytest.raises(UnreadByPolicyError) as raised:
            compare(*pair, rows)
        said.append(raised.value.text(language))
        assert pickle.loads(pickle.dumps(raised.value)).text(language) == said[-1]  # noqa: S301
    check_recorded(HERE / f"unread.{language}.txt", "\n\n----\n\n".join(said) + "\n")


def test_periods_of_two_kinds_cannot_be_compared() -> None:
    other = loads(NEW.replace('id = "schools"', 'id = "schools"\nperiod = "quarter"').partition("[[claims]]")[0])
    with pytest.raises(targetrules.ArgumentError) as raised:
        compare(policies()[0], other, [{"unit": "A", "year": 2020, "score": 1}])
    assert str(raised.value) == "new: expected: a policy whose periods are of the same kind"


@pytest.mark.parametrize("how", [{"notes": print}, {"sheets": "x"}, {"header_row": "x"}])
def test_keywords_of_reading_are_checked(how: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        compare(*policies(), [{"unit": "A", "year": 2020, "score": 1}], **how)
