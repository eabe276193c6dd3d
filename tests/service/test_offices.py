"""Each office and each route, for units of its own and of others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import targetrules
from examples.service.demonstration import POLICY
from targetrules.register import Register
from tests.service.conftest import SCORES, Served, service_over

WRITES: Mapping[str, Any] = {
    "results": lambda unit: ("/results", {"rows": [{"unit": unit, "period": 2027, "score": 81.35}]}),
    "corrections": lambda unit: (
        "/corrections",
        {"rows": [{"unit": unit, "period": 2026, "score": 81.35}], "reason": "复核"},
    ),
    "preview": lambda unit: (
        "/corrections/preview",
        {"rows": [{"unit": unit, "period": 2026, "score": 81.35}], "reason": "复核"},
    ),
    "withdrawals": lambda unit: ("/withdrawals", {"unit": unit, "period": 2026, "reason": "重复"}),
    "served": lambda unit: (
        "/served",
        {"unit": unit, "period": 2025, "consequence": "warning-talk", "on": "2026-02-01"},
    ),
    "executed": lambda unit: (
        "/executed",
        {"unit": unit, "period": 2025, "consequence": "warning-talk", "on": "2026-02-01"},
    ),
    "appointments": lambda unit: (
        "/appointments",
        {"person": "孙立", "role": "principal", "unit": unit, "since": "2026-02-01"},
    ),
    "steps": lambda unit: ("/steps", {"step": "self-review", "period": 2026, "units": [unit], "on": "2026-02-01"}),
    "targets": lambda unit: (
        "/targets",
        {
            "targets": [{"unit": unit, "period": 2026, "indicator": "growth", "target": 6.5}],
            "period": 2026,
            "document": "市考核字〔2026〕3号",
            "on": "2026-02-01",
        },
    ),
    "amendments": lambda unit: (
        "/amendments",
        {
            "targets": [{"unit": unit, "period": 2026, "indicator": "growth", "target": 6, "old_target": 6.5}],
            "period": 2026,
            "reason": "水灾",
            "approved_on": "2026-02-20",
        },
    ),
    "closings": lambda _: ("/closings", {"period": 2026}),
    "decisions": lambda _: ("/decisions", {"period": 2026}),
}
READS: Mapping[str, Any] = {
    "decisions": lambda unit: f"/decisions?unit={unit}",
    "explanation": lambda unit: f"/decisions/explanation?unit={unit}&period=2025",
    "results": lambda unit: f"/results?unit={unit}",
    "changes": lambda unit: f"/changes?since=2026-01-01&unit={unit}",
    "tasks": lambda unit: f"/tasks?unit={unit}",
    "people": lambda unit: f"/people?unit={unit}",
    "procedure": lambda _: "/procedure?period=2026",
    "targets": lambda unit: f"/targets?unit={unit}",
    "events": lambda _: "/events",
    "head": lambda _: "/head",
    "me": lambda _: "/me",
}

# What each office may do: own units (甲县) and others (乙县); + done, - refused.
WRITTEN = """
                leading-group  office  county  reader
results                   - -     + +     + -     - -
corrections               + +     + +     + -     - -
preview                   + +     + +     + -     - -
withdrawals               - -     + +     + -     - -
served                    - -     + +     - -     - -
executed                  - -     + +     + -     - -
appointments              - -     + +     - -     - -
steps                     - -     + +     + -     - -
targets                   + +     - -     + -     - -
amendments                + +     - -     - -     - -
closings                  - -     + +     - -     - -
decisions                 + +     - -     - -     - -
"""
READ = """
                leading-group  office  county  reader
decisions                 + +     + +     + -     + +
explanation               + +     + +     + -     + +
results                   + +     + +     + -     + +
changes                   + +     + +     + -     + +
tasks                     + +     + +     + -     + +
people                    + +     + +     + -     + +
procedure                 + +     + +     + +     + +
targets                   + +     + +     + -     + +
events                    + +     + +     + +     + +
head                      + +     + +     + +     + +
me                        + +     + +     + +     + +
"""


def cases(table: str) -> list[tuple[str, str, str, bool]]:
    offices, *lines = [line.split() for line in table.strip().splitlines()]
    return [
        (office, name, unit, sign == "+")
        for name, *signs in lines
        for at, office in enumerate(offices)
        for unit, sign in zip(("甲县", "乙县"), signs[2 * at : 2 * at + 2], strict=True)
    ]


@pytest.mark.parametrize("route", WRITES)
def test_what_is_recorded_is_by_offices_that_may(
    tmp_path: Path, made: tuple[Path, Mapping[str, str]], route: str
) -> None:
    """Each of them in a copy of its own, so that none rests on what another did."""
    seen = []
    for number, (office, name, unit, may) in enumerate(cases(WRITTEN)):
        if name != route:
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        with service_over(folder, made) as served:
            if name == "decisions":
                take_steps(served)
            if name in ("targets", "amendments"):
                measure_growth(served)
            if name == "amendments":
                issued, targets = WRITES["targets"](unit)
                assert served.ask("leading-group", "POST", issued, json=targets).status_code == 201
            before = served.head()
            path, body = WRITES[name](unit)
            answer = served.ask(office, "POST", path, json=body)
            where = (office, name, unit, answer.text)
            seen.append(answer.status_code)
            if not may:
                assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), where
                assert served.head() == before, where
            elif route == "preview":
                assert (answer.status_code, served.head()) == (200, before), where
            else:
                assert answer.status_code == 201, where
                assert served.head() > before, where
    assert len(seen) == 8


@pytest.mark.parametrize(("office", "route", "unit", "may"), cases(READ))
def test_what_is_read_is_of_units_of_the_office(
    read_only: Served,
    office: str,
    route: str,
    unit: str,
    may: bool,  # noqa: FBT001
) -> None:
    answer = read_only.ask(office, "GET", READS[route](unit))
    expected = (200, None) if may else (403, "not-yours")
    assert (answer.status_code, answer.json().get("code") if not may else None) == expected, answer.text


@pytest.mark.parametrize("route", ["decisions", "results", "tasks", "changes"])
def test_lists_hold_what_is_of_units_of_the_office(read_only: Served, route: str) -> None:
    path = f"/{route}" + ("?since=2026-01-01" if route == "changes" else "")
    own = {each["unit"] for each in read_only.ask("county", "GET", path).json()}
    everybody = {each["unit"] for each in read_only.ask("reader", "GET", path).json()}
    assert own == {"甲县", "甲县一乡"} & everybody
    assert everybody > own > set()


def measure_growth(served: Served) -> None:
    """Have a text of the policy with an indicator from 2026 on."""
    more = """
[categories.economy]
label = { en = "economy", zh = "经济发展" }
[indicators.growth]
label = { en = "growth", zh = "增速" }
category = "economy"
decimals = 1
min = 0
max = 50
target = "at_least"
"""
    policy = POLICY.replace("[policy]\n", "[policy]\nfirst_period = 2026\n") + more
    with Register(served.register, by="Li Wei", office="leading-group") as register:
        register.adopt(targetrules.loads(policy))


def take_steps(served: Served) -> None:
    """Take the steps of 2026, before which it cannot be decided."""
    early = served.ask("leading-group", "POST", "/decisions", json={"period": 2026})
    codes = [each["code"] for each in early.json()["details"]]
    assert (early.status_code, codes) == (409, ["cycle.decision-step"] * 2)
    step = {"period": 2026, "on": "2026-02-02", "digest": "a" * 64}
    for more in ({"step": "self-review", "units": list(SCORES)}, {"step": "summing-up"}):
        assert served.ask("office", "POST", "/steps", json={**step, **more}).status_code == 201


def test_a_step_that_the_procedure_forbids_is_refused_by_its_rule(served: Served) -> None:
    step = {"step": "summing-up", "period": 2026, "on": "2026-02-02", "digest": "a" * 64}
    early = served.ask("office", "POST", "/steps", json=step)
    assert (early.status_code, early.json()["details"][0]["code"]) == (409, "cycle.step-order")
    assert "there are still: “self-review” (self-review) of " in early.json()["message"]
    (review, _) = served.ask("county", "GET", "/procedure?period=2026").json()
    assert (review["state"], review["lacking"]) == ("next", [unit for unit in review["lacking"] if "甲县" in unit])
    units = served.ask("office", "GET", "/procedure?period=2026").json()[0]["lacking"]
    done = served.ask("office", "POST", "/steps", json={**step, "step": "self-review", "units": units})
    assert done.status_code == 201
    assert served.ask("office", "POST", "/steps", json=step).status_code == 201
    told = served.ask("office", "GET", "/procedure?period=2026").json()
    assert [each["state"] for each in told] == ["taken", "taken"]


def test_events_about_units_of_others_are_told_without_what_they_say(served: Served) -> None:
    own = served.ask("county", "POST", "/results", json={"rows": [{"unit": "甲县", "period": 2027, "score": 1}]})
    other = served.ask("office", "POST", "/results", json={"rows": [{"unit": "乙县", "period": 2027, "score": 1}]})
    contents = {
        (office, number): served.ask(office, "GET", f"/events/{number}").json()["content"]
        for office in ("county", "reader")
        for number in (2, 3, own.json()["number"], other.json()["number"], 7)
    }
    assert [number for (office, number), content in contents.items() if office == "county" and content is None] == [
        other.json()["number"]
    ]
    assert all(content is not None for (office, _), content in contents.items() if office == "reader")
    decision = next(each for each in served.ask("county", "GET", "/events").json() if each["kind"] == "decision")
    assert served.ask("county", "GET", f"/events/{decision['number']}").json()["content"] is None
    by = {each["number"]: each["by"] for each in served.ask("county", "GET", "/events").json()}
    assert (by[own.json()["number"]], by[other.json()["number"]]) == ("Zhao Min", None)


def test_a_table_that_is_adopted_later_holds_at_once(served: Served) -> None:
    from examples.service.demonstration import OFFICES
    from targetrules.register import Register

    with Register(served.register, by="Li Wei", office="leading-group") as register:
        register.adopt_offices(OFFICES.replace("[offices.reader]", "[offices.visitor]"))
    answer = served.ask("reader", "GET", "/head")
    assert (answer.status_code, answer.json()["details"][0]["code"]) == (403, "offices.unknown")


def test_what_became_of_a_consequence_and_to_whom_it_came(served: Served) -> None:
    talk = {"unit": "甲县", "period": 2025, "consequence": "warning-talk"}
    post = {"person": "孙立", "role": "principal", "unit": "甲县", "since": "2020-01-01"}

    def noted(path: str, **given: Any) -> tuple[int, str]:
        answer = served.ask("office", "POST", path, json=given)
        return answer.status_code, answer.json().get("code", "")

    def state() -> list[Any]:
        [task] = [
            each
            for each in served.ask("county", "GET", "/tasks?unit=甲县").json()
            if (each["period"], each["consequence"]) == (2025, "warning-talk")
        ]
        return [
            *(task[name] for name in ("executed", "accepted", "returned")),
            [each["person"] for each in task["persons"]],
        ]

    assert noted("/appointments", **post) == (201, "")
    assert noted("/accepted", **talk, on="2026-02-02")[0] == 409
    assert noted("/executed", **talk, on="2026-02-02", digest="0" * 64) == (201, "")
    assert state() == ["2026-02-02", None, None, ["孙立"]]
    assert noted("/returned", **talk, on="2026-02-03", reason="没有写明原因") == (201, "")
    assert state() == [None, None, "2026-02-03", ["孙立"]]
    assert noted("/executed", **talk, on="2026-02-04") == (201, "")
    assert noted("/accepted", **talk, on="2026-02-05") == (201, "")
    assert state() == ["2026-02-04", "2026-02-05", None, ["孙立"]]
    [record] = served.ask("county", "GET", "/people/孙立").json()
    assert (record["post"]["role"], record["period"], record["task"]["accepted"]) == ("principal", 2025, "2026-02-05")
    assert noted("/departures", person="孙立", until="2026-12-31") == (201, "")
    assert [each["until"] for each in served.ask("reader", "GET", "/people?on=2026-12-31").json()] == ["2026-12-31"]
    assert served.ask("reader", "GET", "/people?on=2027-01-01").json() == []
    assert served.ask("reader", "GET", "/people/李四").status_code == 404


def test_what_came_to_a_person_is_told_of_units_of_the_office_alone(served: Served) -> None:
    post = {"person": "孙立", "role": "principal", "unit": "乙县", "since": "2020-01-01"}
    assert served.ask("office", "POST", "/appointments", json=post).status_code == 201
    assert served.ask("reader", "GET", "/people/孙立").json() != []
    assert served.ask("county", "GET", "/people/孙立").json() == []
    assert served.ask("county", "GET", "/people").json() == []
