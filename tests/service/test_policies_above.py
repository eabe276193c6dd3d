"""A register of policies above one another behind the service: asked and told of each policy by its id."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import httpx
import pytest

import targetrules
from examples.service.demonstration import OFFICES
from examples.service.tokens import TokenFile
from targetrules.register import Register
from tests.service.conftest import WHO, Served, listening, service_over
from tests.service.test_process import heard

TOWNS = """format = 1
[policy]
id = "towns"
title = { en = "Towns", zh = "乡镇考核办法" }
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
county = { type = "text" }
score = { type = "number", min = 0, max = 100 }
[grading]
by = "score"
bands = { good = 60, poor = 0 }
"""
COUNTIES = """format = 1
[policy]
id = "counties"
title = { en = "Counties", zh = "县区考核办法" }
[[grades]]
id = "good"
[[grades]]
id = "poor"
[details.towns]
policy = "towns.toml"
unit_above = "county"
conditions.poor = { grade = "poor" }
[measures.without]
formula = "clamp(100 - 50 * towns.count(poor), 0, 100)"
[grading]
by = "without"
bands = { good = 100, poor = 0 }
[[consequences]]
id = "plan"
when = { grade = "poor" }
"""
HEADS = """format = 1
[policy]
id = "heads"
title = { en = "Heads", zh = "负责人考核办法" }
[inputs]
county = { type = "text" }
[inputs.county_grade]
type = "choice"
of = ["good", "poor"]
above = { policy = "counties", unit = "county", grade = true }
[[consequences]]
id = "talk"
when = { county_grade = "poor" }
"""
RESULTS: Mapping[str, list[dict[str, object]]] = {
    "towns": [
        {"unit": "甲县一乡", "period": 2025, "county": "甲县", "score": 55},
        {"unit": "乙县一乡", "period": 2025, "county": "乙县", "score": 50},
    ],
    "counties": [{"unit": "甲县", "period": 2025}, {"unit": "乙县", "period": 2025}],
    "heads": [
        {"unit": "陈刚", "period": 2025, "county": "甲县"},
        {"unit": "吴敏", "period": 2025, "county": "乙县"},
    ],
}
CORRECTED = {
    "policy": "towns",
    "reason": "复核",
    "rows": [
        {"unit": each["unit"], "period": 2025, "county": each["county"], "score": 65} for each in RESULTS["towns"]
    ],
}
Ask: TypeAlias = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service over a register of three policies, each of which judges by what the one before it decides."""
    source = tmp_path_factory.mktemp("above")
    for name, text in (("towns", TOWNS), ("counties", COUNTIES), ("heads", HEADS)):
        (source / f"{name}.toml").write_text(text, "utf-8")
    with Register.create(source / "county.db", by="Li Wei", zone="Asia/Shanghai") as register:
        register.adopt(targetrules.load(source / "counties.toml"))
        register.adopt(targetrules.load(source / "heads.toml"), persons=True)
        register.adopt_offices(OFFICES)
    expires = datetime.now(UTC) + timedelta(days=1)
    tokens = {
        name: TokenFile(source / "tokens.json").issue(by, name, units, expires)[1] for name, (by, units) in WHO.items()
    }
    with service_over(tmp_path_factory.mktemp("served"), (source, tokens)) as found:
        yield found


@pytest.fixture(scope="module")
def url(served: Served) -> Iterator[str]:
    """Where the service listens, to be asked by a client over the wire."""
    with listening(served) as found:
        yield found


def asking(url: str, served: Served, office: str, language: str = "en") -> httpx.Client:
    headers = {"Authorization": f"Bearer {served.tokens[office]}", "Accept-Language": language}
    return httpx.Client(base_url=f"{url}/v1", headers=headers, timeout=30)


def posted(client: httpx.Client, path: str, body: Mapping[str, Any], status: int = 201) -> Any:
    answer = client.post(path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def refused(client: httpx.Client, path: str, body: Mapping[str, Any]) -> tuple[int, list[str]]:
    answer = client.post(path, json=body)
    return answer.status_code, [each["code"] for each in answer.json()["details"]]


@pytest.fixture(scope="module")
def decided(served: Served, url: str) -> Served:
    """All of 2025 is posted and decided over the service, the lowest policy first."""
    with asking(url, served, "office") as office, asking(url, served, "leading-group", "zh") as group:
        assert refused(office, "/results", {"rows": RESULTS["towns"]}) == (409, ["register.several-policies"])
        for policy, rows in RESULTS.items():
            posted(office, "/results", {"policy": policy, "rows": rows})
            posted(office, "/closings", {"policy": policy, "period": 2025})
        early = group.post("/decisions", json={"policy": "counties", "period": 2025})
        assert (early.status_code, early.json()["details"][0]["code"]) == (409, "register.lower-not-decided")
        assert early.json()["message"].startswith("“towns”由 towns 评定")
        for policy in RESULTS:
            posted(group, "/decisions", {"policy": policy, "period": 2025, "decided_on": "2026-01-15"})
        served_on = {"policy": "heads", "unit": "陈刚", "period": 2025, "consequence": "talk", "on": "2026-01-20"}
        posted(office, "/served", served_on)
    return served


def test_the_policies_are_told_with_those_that_decide_first(decided: Served, url: str) -> None:
    with asking(url, decided, "county", "zh") as client:
        assert client.get("/policies").json() == [
            {"id": "counties", "title": "县区考核办法", "rests_on": ["towns"]},
            {"id": "heads", "title": "负责人考核办法", "rests_on": ["counties"]},
            {"id": "towns", "title": "乡镇考核办法", "rests_on": []},
        ]


def test_each_policy_is_asked_of_by_its_id(decided: Served, url: str) -> None:
    with asking(url, decided, "reader") as reader, asking(url, decided, "county") as county:
        of = {"policy": "counties", "unit": "甲县", "period": "2025"}
        told = county.get("/decisions/explanation", params=of).json()["text"]
        assert "甲县一乡 (grade poor)" in told
        seen = {
            client: {
                policy: {each["unit"] for each in client.get("/decisions", params={"policy": policy}).json()}
                for policy in RESULTS
            }
            for client in (reader, county)
        }
        assert seen[reader] == {
            "towns": {"乙县一乡", "甲县一乡"},
            "counties": {"乙县", "甲县"},
            "heads": {"陈刚", "吴敏"},
        }
        assert seen[county] == {"towns": {"甲县一乡"}, "counties": {"甲县"}, "heads": set()}
        assert reader.get("/decisions").json()["details"][0]["code"] == "register.several-policies"


def told_above(answer: Mapping[str, Any]) -> list[tuple[str, list[str], list[str], list[object]]]:
    return [
        (
            above["policy"],
            sorted(
                f"{each['unit']} {each['grade_before']} {each['grade']} {each['no_longer_due']}"
                for each in above["changes"]
            ),
            [f"{each['unit']} {each['consequence']} {each['kind']}" for each in above["withdrawn"]],
            above["waiting"],
        )
        for above in answer["above"]
    ]


def test_a_correction_tells_what_policies_above_decide_otherwise(decided: Served, url: str) -> None:
    with asking(url, decided, "office") as office, asking(url, decided, "leading-group") as group:
        last = office.get("/head").json()
        before = last["number"]
        whole: list[tuple[str, list[str], list[str], list[object]]] = [
            ("counties", ["乙县 poor good ['plan']", "甲县 poor good ['plan']"], [], []),
            ("heads", ["吴敏 None None ['talk']", "陈刚 None None ['talk']"], ["陈刚 talk served"], []),
        ]
        preview = posted(group, "/corrections/preview", CORRECTED, 200)
        assert (told_above(preview), preview["events"]) == (whole, [])
        assert office.get("/head").json()["number"] == before
        done = posted(group, "/corrections", CORRECTED)
        assert told_above(done) == whole
        assert [(each["kind"], each["policy"]) for each in done["events"]][-3:] == [
            ("decision", "towns"),
            ("decision", "counties"),
            ("decision", "heads"),
        ]
        with (
            asking(url, decided, "county") as county,
            county.stream("GET", "/events/stream", params={"after": before}) as stream,
        ):
            events = [data for _, _, data in heard(stream.iter_lines(), len(done["events"]))]
        assert [(each["policy"], [one["unit"] for one in each["changes"]]) for each in events[-3:]] == [
            ("towns", ["甲县一乡"]),
            ("counties", ["甲县"]),
            ("heads", []),
        ]
        of = {"policy": "heads", "since": last["recorded_at"]}
        (change,) = [each for each in group.get("/changes", params=of).json() if each["unit"] == "陈刚"]
        assert change["causes"] == [done["events"][-2]["number"]]  # what the policy below decided anew
