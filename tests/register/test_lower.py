"""Registers of policies above one another: lower ones decide first; what they correct is decided above anew."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from targetrules import Policy, load
from targetrules.register import EventKind, Register, RegisterError
from targetrules.report.explanation import explanation_text
from tests.cascades import passed_over
from tests.cities import CITIES, VISIT
from tests.county import county_text

DISTRICTS = """
format = 1
[policy]
id = "districts"
title = "Districts"
[inputs]
city = { type = "text" }
[details.schools]
policy = "school.toml"
unit_above = "district"
conditions.poor = { grade = "poor" }
conditions.visited = { receives = "visit" }
[measures.poor]
formula = "schools.count(poor)"
[[consequences]]
id = "talk"
when = { poor = { at_least = 1 } }
[[consequences]]
id = "help"
when = { "schools.count(visited)" = { at_least = 1 } }
"""
YEARS = (2010, 2011)
NORTH = {"unit": "North", "period": 2010, "city": "Port"}


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    (tmp_path / "school.toml").write_text(county_text(VISIT, inputs='district = { type = "text" }'), "utf-8")
    (tmp_path / "district.toml").write_text(DISTRICTS, "utf-8")
    (tmp_path / "city.toml").write_text(CITIES, "utf-8")
    return load(tmp_path / "city.toml")


@pytest.fixture
def register(policy: Policy, tmp_path: Path) -> Register:
    return Register.create(tmp_path / "register.db", by="Li Wei", policy=policy)


def school(unit: str, period: int, score: int, district: str = "North") -> dict[str, Any]:
    return {"unit": unit, "period": period, "score": score, "district": district}


SCHOOLS = [school(unit, year, score) for year in YEARS for unit, score in (("a", 40), ("b", 80))]


def post(register: Register) -> None:
    register.post([{"unit": "Port", "period": year} for year in YEARS], policy="cities")
    register.post([{"unit": "North", "period": year, "city": "Port"} for year in YEARS], policy="districts")
    register.post(SCHOOLS, policy="county")
    for year in YEARS:
        for id_ in ("county", "districts", "cities"):
            register.close_period(year, policy=id_)


def decide(register: Register) -> None:
    for year in YEARS:
        for id_ in ("county", "districts", "cities"):
            register.decide(year, policy=id_)


def received(register: Register, policy: str) -> dict[tuple[str, int | str], tuple[str, ...]]:
    return {(each.unit, each.period): each.received for each in register.decisions(policy=policy)}


def test_an_event_has_the_texts_of_all_policies_below(register: Register, policy: Policy, tmp_path: Path) -> None:
    adopted = list(register.events(kinds=[EventKind.POLICY]))
    assert [each.policy for each in adopted] == ["county", "districts", "cities"]
    assert [(each["table"], each["policy"], each["id"]) for each in adopted[2].values["lower"]] == [
        ("districts", "district.toml", "districts"),
        ("districts.schools", "school.toml", "county"),
    ]
    for file in ("school.toml", "district.toml", "city.toml"):
        (tmp_path / file).unlink()
    with Register(tmp_path / "register.db", by="Li Wei") as again:
        assert again.policy("cities").rules.lower_digests == policy.rules.lower_digests
        assert again.policy("districts").rules.details["schools"].policy is not None
        post(again)
        decide(again)
        assert received(again, "cities") == {("Port", 2010): (), ("Port", 2011): ("report",)}


def test_lower_policies_decide_first_and_their_outcomes_are_what_is_judged(register: Register, policy: Policy) -> None:
    post(register)
    decide(register)
    assert received(register, "districts") == {("North", 2010): ("talk",), ("North", 2011): ("talk", "help")}
    above = [{"unit": "Port", "period": year} for year in YEARS]
    districts = [{"unit": "North", "period": year, "city": "Port"} for year in YEARS]
    details = {"districts": districts, "districts.schools": SCHOOLS}
    whole = policy.evaluate(above, details=details, notes=passed_over)
    assert [tuple(each.id for each in outcome.consequences) for outcome in whole] == [
        *received(register, "cities").values()
    ]
    text = explanation_text(register.explain("North", 2011, policy="districts"), "en")
    assert "a (visit yes) (of 2)" in text
    assert "No other value was tried of: visit" in text  # what is recorded below is not changed to see what follows
    for id_ in ("county", "districts", "cities"):
        assert [each.differing for each in register.repeat(policy=id_)] == [(), ()]
    register.rebuild()
    assert received(register, "cities")["Port", 2011] == ("report",)


def test_what_is_not_decided_below_is_decided_first(register: Register) -> None:
    post(register)
    message = r"^county judges what “schools” is made of, and has decided nothing of 2010: decide that first$"
    with pytest.raises(RegisterError, match=message):
        register.decide(2010, policy="districts")
    register.decide(2010, policy="county")
    register.post(school("c", 2010, 30), policy="county")
    with pytest.raises(RegisterError) as refused:
        register.decide(2010, policy="districts")
    assert refused.value.text("en") == (
        "county judges what “schools” is made of, and results of 2010 have come or gone since it was decided by event "
        f"{next(register.events(kinds=[EventKind.DECISION])).number}: decide that first"
    )
    assert refused.value.text("zh").startswith("“schools”由 county 评定，而 2010 的成绩在第 14 号")
    register.close_period(2010, policy="county")
    register.decide(2010, policy="county", reason="a late result")
    register.decide(2010, policy="districts")
    assert register.decisions(policy="districts")[0].outcome["measures"] == {"poor": "2"}


def test_the_status_says_which_policy_is_to_decide_first(register: Register) -> None:
    def nexts(policy: str) -> list[tuple[str, str | None]]:
        status = register.status(2010, policy=policy)
        return [(each.kind, each.about) for each in status.next]

    post(register)
    assert nexts("county") == [("decision", None)]
    assert nexts("cities") == [("decided-first", "districts")]
    screen = register.screen(register.status(2010, policy="districts"))
    assert "have county decide first, since what it decides counts here" in screen.text("en")
    assert "先由 county 作出决定，本政策依据其决定评定" in screen.text("zh")
    register.decide(2010, policy="county")
    assert nexts("districts") == [("decision", None)]
    register.post(school("c", 2010, 30), policy="county")
    assert nexts("districts") == [("decided-first", "county")]


def test_that_nobody_is_below_is_said(register: Register) -> None:
    register.post(NORTH, policy="districts")
    register.close_period(2010, policy="districts")
    with pytest.raises(RegisterError, match=r"nobody has a result of 2010 there, nor has anybody said that this is so"):
        register.decide(2010, policy="districts")
    register.close_period(2010, policy="county")
    register.decide(2010, policy="districts")
    assert register.decisions(policy="districts")[0].outcome["measures"] == {"poor": "0"}
    with pytest.raises(RegisterError, match=r"^nobody has a result in 2011: there is nothing to be closed$"):
        register.close_period(2011, policy="county")


def test_what_is_corrected_below_is_decided_anew_above(register: Register, tmp_path: Path) -> None:
    post(register)
    decide(register)
    register.note_executed("Port", 2011, "report", on=date(2026, 1, 1), policy="cities")
    before, number = register.head(), register.head().number
    previewed = register.preview(school("a", 2010, 90), reason="typo", policy="county")
    assert register.head() == before
    found = register.correct(school("a", 2010, 90), reason="typo", policy="county")
    assert (previewed.changes, [each.changes for each in previewed.above]) == (
        found.changes,
        [each.changes for each in found.above],
    )
    told = [
        [(each.policy, change.unit, change.period, change.no_longer_due) for change in each.changes]
        for each in found.above
    ]
    assert told == [
        [("districts", "North", 2010, ("talk",)), ("districts", "North", 2011, ("help",))],
        [("cities", "Port", 2011, ("report",))],
    ]
    assert [each.consequence for each in found.above[1].withdrawn] == ["report"]
    decisions = [each for each in found.events if each.kind is EventKind.DECISION]
    assert {each.values["correction"] for each in decisions} == {found.events[0].number}
    assert {each.policy for each in decisions} == {"county", "districts", "cities"}
    (above,) = [each for each in decisions if each.policy == "districts" and each.values["period"] == 2010]
    (change,) = register.changes_by(above.number)
    lower = [each.number for each in decisions if each.policy == "county" and each.values["period"] == 2010]
    assert (change.causes, change.own_causes) == (tuple(lower), ())
    assert number < lower[0] < above.number
    copied = BytesIO()
    register.export(copied)
    copied.seek(0)
    with Register.restore(tmp_path / "copy.db", copied, by="Li Wei") as copy:
        assert copy.head() == register.head()
        assert received(copy, "cities") == received(register, "cities")
        assert copy.verify(register.head().hash).verified


def test_what_is_decided_anew_below_is_decided_anew_above(register: Register) -> None:
    post(register)
    decide(register)
    register.withdraw("a", 2011, reason="closed", policy="county")
    register.close_period(2011, policy="county")
    register.decide(2011, policy="county", reason="closed")
    last = list(register.events())[-3:]
    assert [(each.kind, each.policy) for each in last] == [
        (EventKind.DECISION, "county"),
        (EventKind.DECISION, "districts"),
        (EventKind.DECISION, "cities"),
    ]
    assert received(register, "districts") == {("North", 2010): ("talk",), ("North", 2011): ()}


def test_above_waits_where_more_has_come(register: Register) -> None:
    post(register)
    decide(register)
    register.post({"unit": "South", "period": 2011, "city": "Port"}, policy="districts")
    found = register.correct(school("a", 2010, 90), reason="typo", policy="county")
    assert [(each.policy, each.waiting) for each in found.above] == [("districts", (2011,)), ("cities", (2011,))]
    assert received(register, "districts")["North", 2011] == ("talk", "help")  # until it is decided


def test_rows_that_are_decided_below_come_from_there_alone(register: Register) -> None:
    with pytest.raises(RegisterError) as refused:
        register.post(
            {"unit": "North", "period": 2010, "city": "Port"}, policy="districts", details={"schools": SCHOOLS}
        )
    assert str(refused.value) == (
        "what districts judges by as “schools” is what county decides and the register records: post its results by "
        "policy county, without these rows"
    )


def test_a_new_text_below_is_adopted_with_the_policies_above(
    register: Register, policy: Policy, tmp_path: Path
) -> None:
    post(register)
    for id_ in ("county", "districts", "cities"):
        register.decide(2010, policy=id_)
    text = (tmp_path / "school.toml").read_text("utf-8").replace("good = 60", "good = 90")
    (tmp_path / "school.toml").write_text(text.replace('id = "county"', 'id = "county"\nfirst_period = 2011'), "utf-8")
    register.adopt(load(tmp_path / "school.toml"))
    register.decide(2011, policy="county")
    with pytest.raises(RegisterError) as refused:
        register.decide(2011, policy="districts")
    assert str(refused.value) == (
        "districts was adopted with another text of county (“schools”) than the one that judges 2011: adopt districts "
        "again, with the text below it that is in force"
    )
    for file, id_ in (("district.toml", "districts"), ("city.toml", "cities")):
        old = (tmp_path / file).read_text("utf-8")
        (tmp_path / file).write_text(old.replace(f'id = "{id_}"', f'id = "{id_}"\nfirst_period = 2011'), "utf-8")
    register.adopt(load(tmp_path / "city.toml"))
    register.decide(2011, policy="districts")
    register.decide(2011, policy="cities")
    assert register.decisions(policy="districts")[1].outcome["measures"] == {"poor": "2"}
    assert policy.digest != register.policy("cities").digest


def test_two_policies_of_one_id_do_not_stand_one_below_the_other(tmp_path: Path) -> None:
    (tmp_path / "school.toml").write_text(county_text(inputs='district = { type = "text" }'), "utf-8")
    (tmp_path / "district.toml").write_text(
        DISTRICTS.replace('id = "districts"', 'id = "county"').replace(
            'conditions.visited = { receives = "visit" }', 'conditions.visited = { grade = "poor" }'
        ),
        "utf-8",
    )
    with pytest.raises(RegisterError, match=r"^county is the id of two policies that judge one below the other"):
        Register.create(tmp_path / "r.db", by="Li Wei", policy=load(tmp_path / "district.toml"))
    assert not (tmp_path / "r.db").exists()


def test_persons_may_be_below(policy: Policy, tmp_path: Path) -> None:
    assert policy.id == "cities"
    with Register.create(tmp_path / "persons.db", by="Li Wei") as register:
        register.adopt(load(tmp_path / "school.toml"), persons=True)
        register.adopt(load(tmp_path / "district.toml"))
        assert register.policies() == ["county", "districts"]
        register.post(NORTH, policy="districts")
        register.post(school("张三", 2010, 40), policy="county")
        for id_ in ("county", "districts"):
            register.close_period(2010, policy=id_)
            register.decide(2010, policy=id_)
        told = explanation_text(register.explain("North", 2010, policy="districts"), "en")
        assert "all of them: 张三 (grade poor)" in told
        assert not any("张三" in str(each.values) for each in register.events())
        register.erase("张三", reason="the law")
        assert "张三" not in explanation_text(register.explain("North", 2010, policy="districts"), "en")
        assert [each.differing for each in register.repeat(policy="districts")] == [()]
