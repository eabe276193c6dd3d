"""The service as a process of its own, asked by a real client: many at once, and events as they come."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from examples.service.tokens import TokenFile
from targetrules.register import ReadOnlyRegister
from tests.service.conftest import Running, Served, free_port, listening

Made = tuple[Path, Mapping[str, str]]


def client(url: str, made: Made, office: str) -> httpx.Client:
    return httpx.Client(base_url=f"{url}/v1", headers={"Authorization": f"Bearer {made[1][office]}"}, timeout=30)


def heard(lines: Iterator[str], count: int) -> list[tuple[int, str, dict[str, Any]]]:
    """So many events, with their numbers, their kinds and their data."""
    found, event = [], dict[str, str]()
    for line in lines:
        name, _, value = line.partition(": ")
        if name:
            event[name] = value
        elif "id" in event:
            found.append((int(event["id"]), event["event"], json.loads(event["data"])))
            event = {}
            if len(found) == count:
                break
        else:
            event = {}
    return found


def test_a_stream_is_resumed_after_a_restart_without_a_loss(start: Callable[[int], Running], made: Made) -> None:
    port = free_port()
    running = start(port)
    row = {"unit": "甲县", "period": 2027, "score": 81.35}
    with (
        client(running.url, made, "office") as office,
        client(running.url, made, "county") as county,
        county.stream("GET", "/events/stream", params={"after": 8}) as stream,
    ):
        lines = stream.iter_lines()
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        office.post("/results", json={"rows": [row]}).raise_for_status()
        first = heard(lines, 3)
        assert running.stop() in (0, -15)
        assert heard(lines, 1) == []  # it ends by itself
    assert [(number, kind) for number, kind, _ in first] == [(9, "step"), (10, "decision"), (11, "results")]
    changes = first[1][2]["changes"]
    assert [(each["unit"], each["grade"], each["due"]) for each in changes] == [
        ("甲县", "poor", ["warning-talk"]),
        ("甲县一乡", "good", []),
    ]
    running = start(port)
    with client(running.url, made, "office") as office, client(running.url, made, "county") as county:
        office.post("/results", json={"rows": [{**row, "unit": "乙县"}]}).raise_for_status()
        headers = {"Last-Event-ID": str(first[-1][0])}
        with county.stream("GET", "/events/stream", headers=headers) as stream:
            lines = stream.iter_lines()
            assert [number for number, _, _ in heard(lines, 1)] == [12]
            office.post("/withdrawals", json={"unit": "乙县", "period": 2027, "reason": "重复"}).raise_for_status()
            assert [(number, kind) for number, kind, _ in heard(lines, 1)] == [(13, "withdrawal")]
    running.stop()


def test_many_at_once_are_recorded_one_after_the_other(served: Served, made: Made) -> None:
    with listening(served) as url:

        def post(unit: str) -> tuple[int, int | None]:
            with client(url, made, "office") as office:
                answer = office.post("/results", json={"rows": [{"unit": unit, "period": 2027, "score": 66}]})
            return answer.status_code, answer.json().get("number")

        with ThreadPoolExecutor(12) as threads:
            each = list(threads.map(post, [f"县{number}" for number in range(24)]))
            same = list(threads.map(post, ["丁县"] * 12))
    assert {status for status, _ in each} == {201}
    assert sorted(number or 0 for _, number in each) == list(range(11, 35))
    assert sorted(status for status, _ in same) == [201, *[409] * 11]
    with ReadOnlyRegister(served.register) as register:
        assert register.verify().verified
        assert register.head().number == 35


def test_a_stream_ends_with_its_token(served: Served, made: Made) -> None:
    file = TokenFile(served.register.with_name("tokens.json"))
    name, secret = file.issue("Li", "reader", [], datetime.now(UTC) + timedelta(days=1))
    with (
        listening(served) as url,
        client(url, (made[0], {"reader": secret}), "reader") as reader,
        reader.stream("GET", "/events/stream", params={"after": 7}) as stream,
    ):
        lines = stream.iter_lines()
        assert [number for number, _, _ in heard(lines, 1)] == [8]
        file.revoke(name)
        assert "event: end" in list(lines)
