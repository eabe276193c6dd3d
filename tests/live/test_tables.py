"""Sessions of policies that judge by what is below units: rows of details, and outcomes of lower policies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from targetrules import ArgumentError, NoSuchResultError, Policy, ResultsError, load, loads
from targetrules.live import Changes, LiveError, Session
from targetrules.report.explanation import explanation_text
from tests.cascades import passed_over
from tests.cities import CITIES, VISIT
from tests.county import county_text

ABOVE = """
format = 1
[policy]
id = "districts"
title = "Districts"
[details.schools]
policy = "school.toml"
unit_above = "district"
conditions.poor = { grade = "poor" }
conditions.visited = { receives = "visit" }
[measures.poor]
formula = "schools.count(poor)"
[rankings.fewest]
by = "poor"
best = "lowest"
[[consequences]]
id = "talk"
when = { poor = { at_least = 1 } }
[[consequences]]
id = "help"
when = { "schools.count(visited)" = { at_least = 1 } }
"""
CASES = """
[details.cases]
item = "case"
inputs.weight = { type = "number", min = 0, max = 9 }
[[consequences]]
id = "inquiry"
when = { "cases.sum(weight)" = { above = 5 } }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "school.toml").write_text(county_text(VISIT, inputs='district = { type = "text" }'), "utf-8")
    (tmp_path / "district.toml").write_text(ABOVE, "utf-8")
    (tmp_path / "city.toml").write_text(CITIES, "utf-8")
    return tmp_path


@pytest.fixture
def policy(folder: Path) -> Policy:
    return load(folder / "district.toml")


def city_above(folder: Path) -> Policy:
    (folder / "district.toml").write_text(ABOVE + '[inputs]\ncity = { type = "text" }\n', "utf-8")
    return load(folder / "city.toml")


def school(unit: str, period: int, score: int, district: str = "North") -> dict[str, Any]:
    return {"unit": unit, "period": period, "score": score, "district": district}


def said(changes: Changes) -> list[tuple[str, str, int | str, str]]:
    found: list[tuple[str, str, int | str, str]] = []
    for what in ("due", "no_longer_due"):
        found += [(what, change.unit, change.period, each.id) for change, each in getattr(changes, what)]
    for what in ("undetermined", "no_longer_undetermined"):
        found += [(what, change.unit, change.period, rule.id) for change, rule in getattr(changes, what)]
    return found


# ---- lower policies --------------------------------------------------------------------------------------------------


def test_what_comes_below_changes_what_is_decided_above(policy: Policy) -> None:
    session = Session(policy)
    changes = session.post(school("a", 2011, 40), table="schools")
    assert (said(changes), [*changes.below]) == ([], ["schools"])
    assert said(session.post({"unit": "North", "period": 2011})) == [
        ("undetermined", "North", 2011, "talk"),
        ("undetermined", "North", 2011, "help"),
    ]
    assert said(session.close(2011, table="schools")) == [
        ("due", "North", 2011, "talk"),
        ("no_longer_undetermined", "North", 2011, "talk"),
        ("no_longer_undetermined", "North", 2011, "help"),
    ]
    changes = session.post(school("a", 2010, 50), table="schools")  # of a year that nobody judges above
    assert said(changes) == [("due", "North", 2011, "help")]
    assert said(changes.below["schools"]) == [("due", "a", 2011, "visit")]
    assert said(session.correct(school("a", 2010, 70), table="schools")) == [("no_longer_due", "North", 2011, "help")]
    changes = session.withdraw("a", 2011, table="schools")
    assert said(changes) == [
        ("no_longer_due", "North", 2011, "talk"),
        ("undetermined", "North", 2011, "talk"),
        ("undetermined", "North", 2011, "help"),
    ]
    assert (len(session), len(session.outcomes(table="schools"))) == (1, 1)


def test_what_is_made_of_outcomes_is_known_when_all_below_the_unit_is_there(policy: Policy) -> None:
    session = Session(policy)
    session.post([{"unit": unit, "period": 2010} for unit in ("North", "South", "East")])
    session.post([school("a", 2010, 40), school("b", 2010, 40, "South")], table="schools")
    changes = session.close(2010, {"district": "North"}, table="schools")
    assert {change.unit for change in changes} == {"North"}
    assert session.is_complete(2010, {"district": "North"}, table="schools")
    assert not session.is_complete(2010, table="schools")
    session.close(2010, {"district": "East"}, table="schools")  # nobody is below it, which is known now
    assert session.outcome("East", 2010).measures["poor"] == 0
    changes = session.correct(school("b", 2010, 70, "North"), table="schools")  # it moves there
    assert session.outcome("North", 2010).measures["poor"] is None
    assert not session.is_complete(2010, {"district": "North"}, table="schools")


def test_places_above_wait_for_what_is_below(policy: Policy) -> None:
    session = Session(policy)
    session.post([{"unit": unit, "period": 2010} for unit in ("North", "South")])
    session.post([school("a", 2010, 40), school("b", 2010, 70, "South")], table="schools")
    session.close(2010, {"district": "North"}, table="schools")
    session.close(2010)
    assert session.outcome("North", 2010).places["fewest"].rank is None  # of the South nobody knows it
    session.close(2010, table="schools")
    assert [session.outcome(unit, 2010).places["fewest"].rank for unit in ("North", "South")] == [2, 1]
    session.post(school("c", 2010, 70, "South"), table="schools")
    assert session.outcome("North", 2010).places["fewest"].rank is None
    assert session.is_complete(2010)  # all results above are there still


def test_policies_stand_above_one_another(folder: Path) -> None:
    session = Session(city_above(folder))
    session.post([{"unit": "Port", "period": year} for year in (2010, 2011)])
    session.post([{"unit": "North", "period": year, "city": "Port"} for year in (2010, 2011)], table="districts")
    both = [school("a", year, 40) for year in (2010, 2011)]
    session.post(both, table="districts.schools")
    for table in ("districts", "districts.schools"):
        for year in (2010, 2011):
            session.close(year, table=table)
    changes = session.correct(school("a", 2010, 90), table="districts.schools")
    changes += session.close(2010, table="districts.schools")
    assert said(changes) == [("no_longer_due", "Port", 2011, "report")]
    assert said(changes.below["districts"]) == [
        ("no_longer_due", "North", 2010, "talk"),
        ("no_longer_due", "North", 2011, "help"),
    ]
    assert said(changes.below["districts.schools"]) == [("no_longer_due", "a", 2011, "visit")]
    tables = ("districts", "districts.schools")
    whole = session.policy.evaluate(session.history(), details={each: session.history(table=each) for each in tables})
    assert session.outcomes() == [*whole]


def test_changes_below_add_up_too(policy: Policy) -> None:
    session, total = Session(policy), Changes()
    total += session.post({"unit": "North", "period": 2010}, details={"schools": [school("a", 2010, 40)]})
    total += session.post(school("b", 2010, 40), table="schools")
    total += session.close(2010, table="schools")
    total += session.withdraw("b", 2010, table="schools")
    total += session.close(2010, table="schools")
    assert [(change.unit, change.before, change.after) for change in total.below["schools"]] == [
        ("a", None, session.outcome("a", 2010, table="schools"))
    ]
    assert [(change.unit, change.after) for change in total] == [("North", session.outcome("North", 2010))]
    assert "below={'schools': Changes(Change(unit='a'" in repr(total)
    assert total != Changes(total.items)


def test_why_is_told_down_to_the_lower_policy_and_as_of_the_call(policy: Policy) -> None:
    session = Session(policy)
    session.post({"unit": "North", "period": 2011}, details={"schools": [school("a", 2011, 40)]})
    assert "schools: not known yet: nobody has said that all results below" in explanation_text(
        session.explain("North", 2011), "en"
    )
    session.close(2011, table="schools")
    (change,) = session.post(school("a", 2010, 50), table="schools")
    at_once = session.explain("North", 2011)
    assert "2010: the grade is poor" in explanation_text(at_once, "en")
    how: Any = {"details": {"schools": session.history(table="schools")}, "notes": passed_over}
    whole = session.policy.explain(session.history(), unit="North", period=2011, changes=False, **how)
    assert at_once == whole
    session.correct(school("a", 2010, 70), table="schools")
    assert change.explanation == at_once != session.explain("North", 2011)
    assert session.explain("a", 2011, table="schools").policy.id == "county"


def test_listeners_hear_of_what_changes_below_and_stop_it(policy: Policy) -> None:
    session, heard = Session(policy), list[Changes]()
    session.on_change(heard.append)
    session.post(school("a", 2010, 40), table="schools")
    session.post({"unit": "North", "period": 2010})
    session.close(2010, table="schools")
    assert [(len(each), sorted(each.below)) for each in heard] == [(0, ["schools"]), (1, []), (1, [])]

    def refuse(_: Changes) -> None:
        raise RuntimeError

    session.on_change(refuse)

    def state() -> list[object]:
        there = [session.outcomes(), session.outcomes(table="schools"), session.history(table="schools")]
        return [*there, session.is_complete(2010, table="schools")]

    before = state()
    calls: list[Callable[[], Changes]] = [
        lambda: session.post(school("b", 2010, 40), table="schools"),
        lambda: session.correct(school("a", 2010, 90, "South"), table="schools"),
        lambda: session.withdraw("a", 2010, table="schools"),
        lambda: session.withdraw("North", 2010),
    ]
    for call in calls:
        with pytest.raises(RuntimeError):
            call()
        assert state() == before


@pytest.mark.skipif(find_spec("durable") is None, reason="durable-rules is not installed")
def test_on_durable_rules_what_a_lower_policy_has_is_refused_by_its_table(folder: Path) -> None:
    assert len(Session(city_above(folder), engine="durable")) == 0
    more = VISIT + '[statuses.watched]\nenter = { grade = "poor" }\nleave = { grade = "good" }\n'
    (folder / "school.toml").write_text(county_text(more, inputs='district = { type = "text" }'), "utf-8")
    with pytest.raises(LiveError) as refused:
        Session(city_above(folder), engine="durable")
    assert refused.value.text("en").startswith(
        "“districts.schools: watched” cannot be lowered to joins of facts: a status"
    )


# ---- rows of details -------------------------------------------------------------------------------------------------


def case(name: str, weight: int, unit: str = "a") -> dict[str, Any]:
    return {"unit": unit, "period": 2010, "case": name, "weight": weight}


def test_rows_of_details_come_with_a_result_or_by_themselves() -> None:
    session = Session(loads(county_text(CASES)))
    result = {"unit": "a", "period": 2010, "score": 70}
    session.post(case("2", 3), table="cases")  # before its result
    assert not session.post(result, details={"cases": [case("1", 2)]}).due
    assert said(session.post([case("3", 4)], table="cases")) == [("due", "a", 2010, "inquiry")]
    assert said(session.correct(case("3", 0), table="cases")) == [("no_longer_due", "a", 2010, "inquiry")]
    session.correct(case("1", 9), table="cases")
    assert said(session.withdraw("a", 2010, table="cases", item="1")) == [("no_longer_due", "a", 2010, "inquiry")]
    assert [row.values["case"] for row in session.history(table="cases").rows] == ["2", "3"]
    assert session.outcomes() == [*session.policy.evaluate([result], details={"cases": [case("2", 3), case("3", 0)]})]
    session.correct(result, details={"cases": [case("3", 9)]})  # these are all from now on
    assert [row.values["case"] for row in session.history(table="cases").rows] == ["3"]
    session.withdraw("a", 2010)
    assert session.history(table="cases").rows == ()


def test_rows_of_details_that_contradict_are_refused() -> None:
    session = Session(loads(county_text(CASES)))
    session.post({"unit": "a", "period": 2010, "score": 70}, details={"cases": [case("1", 2)]})
    with pytest.raises(LiveError) as refused:
        session.post([case("1", 2), case("2", 2)], table="cases")
    assert refused.value.text("en") == "“a” has just this row “1” of “cases” in 2010 already"
    with pytest.raises(LiveError) as refused:
        session.post(case("1", 3), table="cases")
    assert refused.value.text("en") == "“a” has another row “1” of “cases” in 2010: where this one is right, correct it"
    assert refused.value.text("zh") == "单位“a”在“2010”的“cases”已有另一行“1”：如以这一行为准，请改用更正"
    with pytest.raises(LiveError, match=r"^“a” has no row “2” of “cases” in 2010 that could be corrected: post it$"):
        session.correct(case("2", 3), table="cases")
    with pytest.raises(LiveError, match=r"^“a” has no row “2” of “cases” in 2010 that could be withdrawn$"):
        session.withdraw("a", 2010, table="cases", item="2")
    again: dict[str, Any] = {"unit": "a", "period": 2010, "score": 70}
    with pytest.raises(LiveError, match=r"just this result in 2010 already$"):
        session.post(again, details={"cases": [case("1", 2)]})
    with pytest.raises(LiveError, match=r"another result in 2010"):
        session.post(again, details={"cases": [case("1", 3)]})
    assert len(session.history(table="cases").rows) == 1


# ---- what is refused -------------------------------------------------------------------------------------------------


def calls_refused(session: Session) -> Iterator[tuple[Callable[[], object], str]]:
    yield lambda: session.post([], table="school"), "table: the policy has no table “school” below it; did you mean"
    yield lambda: session.outcomes(table="x"), "table: the policy has no table “x” below it; it has: schools, schools"
    yield lambda: session.close(2010, table="schools.cases"), "table: the rows of “schools.cases” are no results of a"
    yield lambda: session.outcome("a", 2010, table="schools.cases"), "table: the rows of “schools.cases” are no results"
    yield lambda: session.withdraw("a", 2010, table="schools.cases"), "item: in a table of details each row has a name"
    yield lambda: session.withdraw("a", 2010, table="schools", item="1"), "item: results of a policy are one a unit and"
    yield lambda: session.post(school("a", 2010, 1), table="schools"), "details: the policy judges by “schools.cases”"
    yield lambda: session.post([], details={"schools.cases": []}), "details: the policy judges by “schools”, of which"
    yield lambda: session.post([], table="schools.cases", details={"x": []}), "details: there are no details “x”"
    yield (
        lambda: session.post([], table="schools", details={"schools": []}),
        "details: the policy has no details “schools”",
    )


def test_tables_are_named_as_there_are(folder: Path) -> None:
    (folder / "school.toml").write_text(county_text(VISIT + CASES, inputs='district = { type = "text" }'), "utf-8")
    session = Session(load(folder / "district.toml"))
    for call, message in calls_refused(session):
        with pytest.raises(ArgumentError) as refused:
            call()
        assert str(refused.value).startswith(message)
    with pytest.raises(ArgumentError, match=r"^table: there is no table “x”: the policy has no details$"):
        Session(loads(county_text())).outcomes(table="x")
    with pytest.raises(ResultsError, match=r"2 problems in the results") as wrong:
        session.post(
            {"unit": "North", "period": 2010},
            details={
                "schools": [{**school("a", 2010, 0), "score": "x"}],
                "schools.cases": [{**case("1", 3), "weight": "y"}],
            },
        )
    assert [problem.found for problem in wrong.value.problems] == ["x", "y"]
    assert len(session) == len(session.history(table="schools").rows) == 0


def test_results_below_are_refused_as_those_above(policy: Policy) -> None:
    session = Session(policy)
    session.post(school("甲校", 2010, 40), table="schools")
    with pytest.raises(LiveError, match=r"^“甲校” has another result in 2010: where this one is right, correct it$"):
        session.post(school("甲校", 2010, 50), table="schools")
    with pytest.raises(LiveError, match=r"^“甲 校” looks like “甲校”, which has results"):
        session.post(school("甲 校", 2011, 50), table="schools")
    with pytest.raises(LiveError, match=r"^“甲校” has no result in 2011 that could be corrected: post it$"):
        session.correct(school("甲校", 2011, 50), table="schools")
    with pytest.raises(NoSuchResultError, match=r"^“甲校” has no result in 2011$"):
        session.outcome("甲校", 2011, table="schools")
    session.post({"unit": "甲 校", "period": 2010})  # names above are others


def test_a_period_is_not_complete_while_rows_below_name_nobody(policy: Policy) -> None:
    session = Session(policy)
    session.post([{"unit": "Northern", "period": 2010}, {"unit": "South", "period": 2010}])
    session.post([school("a", 2010, 40, "Nothern"), school("b", 2010, 40, "South")], table="schools")
    message = (
        "rows of “schools” are below “Nothern”, which has no result in 2010: post that, or correct the rows; "
        "did you mean “Northern”?"
    )
    with pytest.raises(LiveError) as refused:
        session.close(2010)
    assert str(refused.value) == message
    session.withdraw("a", 2010, table="schools")
    session.close(2010)
    session.post(school("a", 2010, 40, "Nothern"), table="schools")
    with pytest.raises(LiveError) as refused:
        session.close(2010, table="schools")
    assert str(refused.value) == message
    with pytest.raises(LiveError, match=r"^nobody has a result in 2009: there is nothing to be closed$"):
        session.close(2009, table="schools")
    with pytest.raises(LiveError, match=r"^nobody has a result in 2010 in the group district = West"):
        session.close(2010, {"district": "West"}, table="schools")
