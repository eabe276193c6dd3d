"""What is decided is approved over the service, where the policy wants that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import targetrules
from examples.service.demonstration import OFFICES, POLICY
from examples.service.tokens import TokenFile
from targetrules.register import Register
from tests.service.conftest import WHO, Served, service_over

APPROVED = POLICY.split("[[procedure.steps]]", maxsplit=1)[0] + '[cycle]\napprove_by = "leading-group"\n'
OBJECTED = APPROVED + 'objections_within = "5 days"\n'
MAY = {
    "leading-group": OFFICES,
    "both": OFFICES.replace('"erasure",', '"erasure", "approval",'),
    "objected": OFFICES,
}


@pytest.fixture
def served(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Served]:
    """The service over a register of which 2025 is decided and not approved."""
    source = tmp_path / "source"
    source.mkdir()
    with Register.create(source / "county.db", by="Li Wei", zone="Asia/Shanghai") as register:
        offices = getattr(request, "param", "leading-group")
        policy = OBJECTED if offices == "objected" else APPROVED
        register.adopt(targetrules.loads(policy, name="county-2025.toml"))
        register.adopt_offices(MAY[offices])
        office = register.acting(by="Wang Fang", office="office")
        office.post([{"unit": unit, "period": 2025, "score": score} for unit, score in (("甲县", 55), ("乙县", 80))])
        office.close_period(2025)
        register.acting(by="Li Wei", office="leading-group").decide(2025)
    expires = datetime.now(UTC) + timedelta(days=1)
    tokens: Mapping[str, str] = {
        name: TokenFile(source / "tokens.json").issue(by, name, units, expires)[1] for name, (by, units) in WHO.items()
    }
    with service_over(tmp_path, (source, tokens)) as found:
        yield found


TALK = {"unit": "甲县", "period": 2025, "consequence": "warning-talk", "on": "2026-01-21"}


def test_a_draft_is_approved_and_then_served(served: Served) -> None:
    (mine,) = served.ask("county", "GET", "/decisions?unit=甲县").json()
    assert mine["approval"] == {"by": ["leading-group"], "day": None, "event": None}
    early = served.ask("office", "POST", "/served", json=TALK, headers={"Accept-Language": "zh"})
    assert (early.status_code, early.json()["details"][0]["code"]) == (409, "cycle.consequence-draft")
    assert "可以批准的：领导小组（leading-group）" in early.json()["message"]
    body = {"period": 2025, "on": "2026-01-20", "digest": "a" * 64}
    for office in ("office", "county", "reader"):
        answer = served.ask(office, "POST", "/approvals", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    done = served.ask("leading-group", "POST", "/approvals", json=body)
    assert (done.status_code, done.json()["kind"]) == (201, "approval")
    (mine,) = served.ask("county", "GET", "/decisions?unit=甲县").json()
    assert mine["approval"] == {"by": ["leading-group"], "day": "2026-01-20", "event": done.json()["number"]}
    (task,) = served.ask("county", "GET", "/tasks?unit=甲县").json()
    assert (task["due"], task["approval"]["day"]) == ("2026-02-19", "2026-01-20")
    assert served.ask("office", "POST", "/served", json=TALK).status_code == 201
    again = served.ask("leading-group", "POST", "/approvals", json=body)
    assert (again.status_code, again.json()["details"][0]["code"]) == (409, "cycle.approval-twice")


@pytest.mark.parametrize("served", ["both"], indirect=True)
def test_an_office_that_the_policy_does_not_name_may_not(served: Served) -> None:
    answer = served.ask("office", "POST", "/approvals", json={"period": 2025, "on": "2026-01-20"})
    assert (answer.status_code, answer.json()["details"][0]["code"]) == (403, "cycle.approval-office")


@pytest.mark.parametrize("served", ["objected"], indirect=True)
def test_a_unit_objects_for_itself_and_is_answered(served: Served) -> None:
    def post(office: str, path: str, **body: object) -> tuple[int, str]:
        answer = served.ask(office, "POST", path, json=body).json()
        return answer.get("number", 0), answer["details"][0]["code"] if "details" in answer else answer["kind"]

    period = {"period": 2025}
    assert post("county", "/objections", **period, unit="甲县", on="2026-01-12") == (0, "cycle.objection-unshown")
    assert post("county", "/shown", **period, on="2026-01-10") == (0, "offices.may-not")
    assert post("office", "/shown", **period, on="2026-01-10")[1] == "shown"
    assert post("county", "/objections", **period, unit="乙县", on="2026-01-12") == (0, "offices.not-own")
    number, kind = post("county", "/objections", **period, unit="甲县", on="2026-01-12", digest="a" * 64)
    assert kind == "objection"
    seen = {office: served.ask(office, "GET", "/objections?period=2025").json() for office in ("office", "county")}
    assert seen["office"] == seen["county"]
    assert (seen["county"][0]["event"], seen["county"][0]["state"]) == (number, "open")
    assert post("leading-group", "/approvals", **period, on="2026-01-20") == (0, "cycle.approval-unanswered")
    answer = {"objection": number, "on": "2026-01-14", "upheld": False, "reason": "nothing was overlooked"}
    assert post("county", "/answers", **answer) == (0, "offices.may-not")
    assert post("office", "/answers", **answer)[1] == "answer"
    (told,) = (each for each in served.ask("county", "GET", "/events").json() if each["kind"] == "answer")
    assert told["by"] == "Wang Fang"
    (mine,) = served.ask("county", "GET", "/objections?period=2025").json()
    assert (mine["state"], mine["answered"], mine["answer"]) == ("dismissed", "2026-01-14", told["number"])
    assert post("leading-group", "/approvals", **period, on="2026-01-20")[1] == "approval"
