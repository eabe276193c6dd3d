"""What is refused before anything is done, and how every error is told."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from examples.service.app import create_app
from examples.service.language import preferred, say
from examples.service.requests import Settings
from examples.service.tokens import TokenFile
from targetrules.register import Register
from tests.logged import logged
from tests.service.conftest import Served, service_over

ROW = {"unit": "甲县", "period": 2027, "score": 81.35}


def post(served: Served, body: Any, **headers: str) -> Any:
    headers = {"Content-Type": "application/json", **headers}
    return served.ask("office", "POST", "/results", content=body, headers=headers)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "no-token"),
        ("", "no-token"),
        ("Basic abc", "no-token"),
        ("Bearer ", "no-token"),
        ("Bearer abc", "unknown-token"),
        ("Bearer 甲", "unknown-token"),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/head"), ("POST", "/v1/results"), ("GET", "/v1/events/stream")]
)
def test_without_a_token_nothing_is_told_and_no_body_is_read(
    read_only: Served, header: str | None, code: str, method: str, path: str
) -> None:
    headers = {} if header is None else {"Authorization": header.encode()}
    answer = read_only.plain(method, path, headers=headers, content=b"{" if method == "POST" else b"")
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_is_good_until_it_expires_or_is_taken_back(served: Served) -> None:
    file = TokenFile(served.register.with_name("tokens.json"))
    name, secret = file.issue("Li", "reader", [], datetime.now(UTC) + timedelta(days=1))
    _, old = file.issue("Li", "reader", [], datetime.now(UTC) - timedelta(seconds=1))

    def code(token: str) -> str | None:
        answer = served.plain("GET", "/v1/head", headers={"Authorization": f"Bearer {token}"})
        found: str | None = answer.json().get("code")
        return found

    assert (code(secret), code(old)) == (None, "expired-token")
    assert file.revoke(name)
    assert code(secret) == "unknown-token"
    text = file.path.read_text(encoding="utf-8")
    assert secret not in text
    assert old not in text
    assert file.path.stat().st_mode & 0o077 == 0


def test_errors_are_told_in_the_language_that_is_asked_for(read_only: Served) -> None:
    told = {
        language: read_only.plain("GET", "/v1/head", headers={"Accept-Language": language}).json()["message"]
        for language in ("zh-CN,zh;q=0.9,en;q=0.8", "en-GB", "fr, en;q=0.1", "")
    }
    assert list(told.values()) == [say("no-token", each) for each in ("zh", "en", "en", "en")]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("zh", "zh"),
        ("ZH-hans-cn", "zh"),
        ("en;q=0.5, zh;q=0.8", "zh"),
        ("en, zh", "en"),
        ("zh;q=0", "en"),
        ("*;;,,zh;q=9", "en"),
        (",".join(["fr"] * 30 + ["zh"]), "en"),
    ],
)
def test_the_language_is_the_one_that_is_preferred(header: str | None, language: str) -> None:
    assert preferred(header) == language


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "Expecting value"),
        (b"{", "Expecting property name"),
        (b"[]", "expected: an object"),
        (b'{"rows": [{"score": NaN}]}', "NaN is no number"),
        (b'{"rows": [{"score": 1e999}]}', "1e999 is no number of results"),
        (b'{"rows": [{"score": %s}]}' % (b"1" * 5000), "Exceeds the limit"),
        (b'{"rows": [], "rows": []}', "a name stands twice in one object"),
        (b'{"rows": %s}' % (b"[" * 100 + b"]" * 100), "expected: an object"),
        (b'{"rows": %s}' % (b"[" * 900 + b"]" * 900), "as the service takes it"),
        (b'{"rows": %s}' % (b"[" * 20_000 + b"]" * 20_000), "it is too deep"),
        (b'{"rows": "\xff"}', "codec can't decode"),
    ],
)
def test_a_body_that_is_no_json_is_told(read_only: Served, body: bytes, says: str) -> None:
    answer = post(read_only, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "not-json")
    assert says in answer.json()["message"]


def test_a_body_that_is_too_large_is_not_read(read_only: Served) -> None:
    body = json.dumps({"rows": [ROW] * 10_000}).encode()
    assert len(body) > 100_000

    async def parts() -> Any:
        for at in range(0, len(body), 10_000):
            yield body[at : at + 10_000]

    for content, headers in ((body, {}), (parts(), {"Transfer-Encoding": "chunked"})):
        answer = post(read_only, content, **headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
        assert answer.json()["message"] == "the body has more than 100,000 bytes: send less at once"
    assert read_only.head() == 10


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonish"])
def test_a_body_that_is_not_said_to_be_json_is_refused(read_only: Served, kind: str) -> None:
    answer = post(read_only, json.dumps({"rows": [ROW]}).encode(), **{"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "other-type")


def test_numbers_are_taken_as_they_are_written(served: Served) -> None:
    post(served, '{"rows": [{"unit": "甲县", "period": 2027, "score": 81.35}]}'.encode())
    posted = served.ask("office", "GET", "/events/11").json()["content"]
    assert posted["rows"] == [["甲县", "2027", "81.35"]]
    answer = post(served, '{"rows": [{"unit": "甲县", "period": 2028, "score": 12.340000000000000000001}]}'.encode())
    assert answer.status_code == 422
    assert "12.340000000000000000001" in answer.json()["message"]
    assert Decimal(served.ask("office", "GET", "/results?unit=甲县&period=2027").json()[0]["values"]["score"])


@pytest.mark.parametrize(
    ("path", "body", "english", "chinese"),
    [
        ("/withdrawals", {"unit": "甲县", "period": 2026}, "body.reason: this is missing", "body.reason：缺少这一项"),
        (
            "/closings",
            {"period": 2026, "grup": {}},
            "body.grup: there is no such thing here",
            "body.grup：没有这一项",
        ),
        (
            "/closings",
            {"period": True},
            "body.period: expected: a period as in results, such as 2026",
            "body.period：应为成绩中的周期，如 2026",
        ),
        (
            "/results",
            {"rows": [{"unit": ["甲县"]}]},
            "body.rows.0.unit: expected: a text, a number, true, false or null",
            "body.rows.0.unit：应为文字、数字、true、false 或 null",
        ),
        ("/results", {"rows": []}, "body.rows: there is nothing in it", "body.rows：其中没有内容"),
        (
            "/results",
            {"rows": [ROW], "holds_from": "2026-01-01T00:00:00"},
            (
                "body.holds_from: expected: a day such as 2027-03-01, or an instant with its zone such as "
                "2027-03-01T09:30:00+08:00"
            ),
            "body.holds_from：应为日期，如 2027-03-01，或带时区的时刻，如 2027-03-01T09:30:00+08:00",
        ),
        (
            "/served",
            {"unit": "甲县", "period": 2025, "consequence": "warning-talk", "on": "2026-02-30"},
            "body.on: expected: a day such as 2027-03-01",
            "body.on：应为日期，如 2027-03-01",
        ),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(
    read_only: Served, path: str, body: dict[str, Any], english: str, chinese: str
) -> None:
    for language, says in (("en", english), ("zh", chinese)):
        answer = read_only.ask("office", "POST", path, json=body, headers={"Accept-Language": language})
        assert (answer.status_code, answer.json()["code"]) == (422, "request")
        assert answer.json()["message"] == says
        assert answer.headers["content-language"] == language


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "no-such-path"),
        ("GET", "/events/99", 404, "no-such-event"),
        ("GET", "/events/0", 422, "request"),
        ("GET", "/decisions?policy=other", 404, "not-found"),
        ("GET", "/decisions?unit=己县", 404, "not-found"),
        ("GET", "/decisions?period=soon", 422, "argument"),
        ("GET", "/decisions?as_of=2026-01-01T00:00:00", 422, "request"),
        ("GET", "/decisions?perod=2025", 422, "request"),
        ("GET", "/decisions?period=2025&period=2026", 422, "request"),
        ("POST", "/closings?period=2025", 422, "request"),
        ("GET", "/decisions/explanation?unit=甲县&period=2026", 404, "not-found"),
        ("DELETE", "/head", 405, "no-such-method"),
    ],
)
def test_what_is_not_there_is_told(read_only: Served, method: str, path: str, status: int, code: str) -> None:
    answer = read_only.ask("office", method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json().keys() == {"code", "message", "details"}


def test_what_the_register_refuses_is_told_as_it_says_it(read_only: Served) -> None:
    rows = {"rows": [{**ROW, "period": 2026, "score": 55}]}
    answer = read_only.ask("office", "POST", "/results", json=rows, headers={"Accept-Language": "zh"})
    assert (answer.status_code, answer.json()) == (
        409,
        {
            "code": "refused",
            "message": "单位“甲县”在“2026”已有这一条成绩，内容相同",
            "details": [{"code": "live.post-again", "message": "单位“甲县”在“2026”已有这一条成绩，内容相同"}],
        },
    )
    wrong = read_only.ask("office", "POST", "/results", json={"rows": [{**ROW, "score": "much"}]}).json()
    assert (wrong["code"], [each["code"] for each in wrong["details"]]) == ("results", ["RES41"])


def test_instants_are_in_utc_and_days_in_the_zone_of_the_register(served: Served) -> None:
    head = served.ask("reader", "GET", "/head").json()
    assert head["zone"] == "Asia/Shanghai"
    assert datetime.fromisoformat(head["recorded_at"]).utcoffset() == timedelta(0)
    assert head["recorded_at"].endswith("Z")
    rows = {"rows": [ROW], "holds_from": "2026-11-01"}
    held = served.ask("office", "POST", "/results", json=rows).json()["holds_from"]
    assert held == "2026-10-31T16:00:00.000000Z"
    for until, count in (("2026-10-31T23:59:59+08:00", 0), ("2026-11-01T00:00:00+08:00", 1), ("2026-10-31", 0)):
        path = f"/results?unit=甲县&period=2027&holding={until.replace('+', '%2B')}"
        assert len(served.ask("reader", "GET", path).json()) == count, until


def test_every_answer_has_headers_by_which_browsers_keep_it_to_themselves(
    read_only: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Register, "head", lambda _: 1 / 0)
    answers = [
        read_only.plain("GET", "/openapi.json"),
        read_only.plain("GET", "/nothing"),
        read_only.ask("reader", "GET", "/me"),
        read_only.ask("reader", "GET", "/head"),
    ]
    assert [each.status_code for each in answers] == [200, 404, 200, 500]
    for each in answers:
        assert each.headers["x-content-type-options"] == "nosniff"
        assert each.headers["x-frame-options"] == "DENY"
        assert each.headers["cache-control"] == "no-store"
        assert each.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "server" not in each.headers


def test_nothing_of_a_fault_leaves_but_its_number(read_only: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Register) -> None:
        raise RuntimeError("a secret of the program")

    monkeypatch.setattr(Register, "head", broken)
    with logged("service", logging.ERROR) as lines:
        answer = read_only.ask("reader", "GET", "/head")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    number = answer.json()["message"].split(" number ")[1].split(",")[0]
    assert number in "\n".join(lines)
    assert "a secret of the program" in "\n".join(lines)


def test_without_a_table_of_offices_nobody_may_do_anything(tmp_path: Path, made: tuple[Path, Any]) -> None:
    with service_over(tmp_path, made) as served, Register.create(tmp_path / "bare.db", by="Li") as bare:
        settings = served.app.state.settings
        served.app.state.settings = Settings(bare, settings.tokens)
        served.app.state.calls = type(served.app.state.calls)(served.app.state.settings)
        for method, path, body in (("GET", "/head", None), ("POST", "/results", {"rows": [ROW]})):
            answer = served.ask("office", method, path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (403, "no-offices")


def test_the_page_says_of_every_route_what_goes_wrong_in_one_shape() -> None:
    page = create_app(Settings(None, None)).openapi()  # type: ignore[arg-type]
    shape = {"$ref": "#/components/schemas/Problem"}
    assert len(page["paths"]) == 34
    for path, routes in page["paths"].items():
        for route in routes.values():
            errors = {code: each for code, each in route["responses"].items() if code[0] in "45"}
            assert {"401", "403", "404", "409", "422", "500", "503"} <= errors.keys(), path
            assert all(each["content"]["application/json"]["schema"] == shape for each in errors.values()), path
            assert route["security"] == [{"HTTPBearer": []}]
    assert page["components"]["schemas"]["Problem"]["required"] == ["code", "message"]
    assert "HTTPValidationError" not in page["components"]["schemas"]
