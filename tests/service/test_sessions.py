"""Signing in and out on the pages, when sessions end, and which forms are not taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import define, evolve

from examples.service.pages.sessions import IDLE, LONGEST, Sessions
from examples.service.tokens import TokenFile
from targetrules.register import Register
from tests.service.browsers import Browser, browser
from tests.service.conftest import Served, service_over

Made = tuple[Path, Mapping[str, str]]


@define
class Clock:
    """What says how late it is, for tokens and sessions."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(read_only: Served) -> Iterator[Clock]:
    """A clock that the test sets, by which the service goes."""
    state = read_only.app.state
    before, made = (state.settings, state.sessions), Clock(datetime.now(UTC))
    state.settings = evolve(state.settings, clock=made)
    state.sessions = Sessions(state.settings)
    yield made
    state.settings, state.sessions = before


def is_in(one: Browser) -> bool:
    """Whether it is for its form that a form is refused, and not for want of a session."""
    status = one.send("/en/sign-out", form="x").status_code
    assert status in (401, 403)
    return status == 403


def test_who_is_not_signed_in_signs_in_and_comes_to_the_page_that_was_asked_for(read_only: Served) -> None:
    with browser(read_only) as one:
        first = one.get("/")
        assert (first.status_code, first.headers["location"]) == (303, "/en/status")
        assert one.get("/", headers={"Accept-Language": "zh"}).headers["location"] == "/zh/status"
        asked = one.get("/zh/status?period=2025")
        assert (asked.status_code, asked.headers["content-language"]) == (401, "zh")
        assert "<h1>登录</h1>" in asked.text
        assert 'role="alert"' not in asked.text
        done = one.send("/zh/sign-in", asked.text, token=read_only.tokens["office"])
        assert (done.status_code, done.headers["location"]) == (303, "/zh/status?period=2025")
        page = one.get(done.headers["location"])
        assert page.status_code == 200
        assert "Wang Fang（考核办）" in page.text
        assert 'hreflang="en">English</a>' in page.text
        assert 'href="/en/status?period=2025"' in page.text


def test_signing_in_leads_nowhere_else(read_only: Served) -> None:
    elsewhere = ("https://evil.example/", "//evil.example", "/\\evil.example", "/en/../..//evil", "/v1/me", "/en/\n")
    with browser(read_only) as one:
        for back in elsewhere:
            done = one.send("/en/sign-in", token=read_only.tokens["office"], back=back)
            assert (done.status_code, done.headers["location"]) == (303, "/en/status"), back


def test_the_cookie_is_for_this_host_and_this_server_alone(read_only: Served) -> None:
    with browser(read_only) as one:
        given = one.send("/en/sign-in", token=read_only.tokens["office"]).headers["set-cookie"].split("; ")
    assert given[0].startswith("__Host-session=")
    assert given[1:] == ["HttpOnly", "Max-Age=28800", "Path=/", "SameSite=strict", "Secure"]
    with browser(read_only, origin="http://127.0.0.1:8000") as one:
        given = one.send("/en/sign-in", token=read_only.tokens["office"]).headers["set-cookie"].split("; ")
        assert given[0].startswith("session=")
        assert given[1:] == ["HttpOnly", "Max-Age=28800", "Path=/", "SameSite=strict"]
        assert is_in(one)
    with browser(read_only, origin="http://register.example") as one:
        refused = one.send("/en/sign-in", token=read_only.tokens["office"])
        assert refused.status_code == 403
        assert "the connection is not encrypted" in refused.text
        assert "set-cookie" not in refused.headers


def test_a_token_that_is_not_good_begins_nothing_and_is_not_shown_again(read_only: Served) -> None:
    with browser(read_only) as one:
        for token in ("", "abc", "甲", "x" * 3000):
            refused = one.send("/zh/sign-in", token=token)
            assert refused.status_code == 401
            assert "没有这个令牌：可能抄错，也可能已收回" in refused.text
            assert f'value="{token or "?"}"' not in refused.text
        assert not is_in(one)


def test_a_session_ends_when_it_is_not_used(read_only: Served, clock: Clock) -> None:
    with browser(read_only, "office") as one:
        for _ in range(3):
            clock.now += IDLE - timedelta(seconds=1)
            assert is_in(one)
        clock.now += IDLE
        ended = one.get("/en/status")
        assert ended.status_code == 401
        assert "the session ended, since nothing was done for half an hour: sign in again" in ended.text
        assert "the session is over" in one.get("/en/status").text
        assert not is_in(one)


def test_a_session_ends_after_its_time_however_much_it_is_used(read_only: Served, clock: Clock) -> None:
    with browser(read_only, "office") as one:
        begun = clock.now
        while clock.now - begun < LONGEST - IDLE:
            clock.now += IDLE - timedelta(minutes=1)
            assert is_in(one)
        clock.now = begun + LONGEST
        assert "登录已满八小时，已经结束：请重新登录" in one.get("/zh/status").text
        assert not is_in(one)


def test_a_session_ends_with_its_token(served: Served) -> None:
    file = TokenFile(served.register.with_name("tokens.json"))
    name, secret = file.issue("Li", "reader", [], datetime.now(UTC) + timedelta(days=1))
    with browser(served) as one:
        one.send("/en/sign-in", token=secret)
        assert is_in(one)
        file.revoke(name)
        assert one.get("/en/status").status_code == 401
        assert not is_in(one)


def test_who_signs_out_is_out_and_so_is_whoever_kept_the_cookie(read_only: Served) -> None:
    with browser(read_only, "office") as one:
        page, kept = one.get("/en/status").text, dict(one.client.cookies)
        done = one.send("/en/sign-out", page)
        assert (done.status_code, done.headers["location"]) == (303, "/en/sign-in")
        assert not dict(one.client.cookies)
        for name, value in kept.items():
            one.client.cookies.set(name, value)
        assert not is_in(one)


def test_signing_in_anew_ends_the_session_before(read_only: Served) -> None:
    with browser(read_only, "office") as one:
        before = dict(one.client.cookies)
        one.sign_in("office")
        assert is_in(one)
        assert dict(one.client.cookies) != before
        with browser(read_only) as other:
            other.client.cookies.update(before)
            assert not is_in(other)


def test_of_many_sessions_of_one_token_those_that_were_used_long_ago_end(read_only: Served, clock: Clock) -> None:
    with browser(read_only, "office") as first, browser(read_only, "reader") as other:
        clock.now += timedelta(seconds=1)
        assert is_in(other)
        for _ in range(10):
            clock.now += timedelta(seconds=1)
            with browser(read_only, "office") as last:
                assert is_in(last)
        assert not is_in(first)
        assert is_in(other)


def test_a_forged_form_does_nothing(read_only: Served) -> None:
    own = {"Origin": "https://register.example"}
    foreign = [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://register.example:444"},
        {"Origin": "http://register.example"},
        {**own, "Sec-Fetch-Site": "cross-site"},
    ]
    with browser(read_only, "office") as one:
        page = one.get("/en/status").text
        [form] = re.findall('name="form" value="([^"]*)"', page)
        for headers in foreign:
            answer = one.ask("POST", "/en/sign-out", data={"form": form}, headers=headers)
            assert answer.status_code == 403, headers
            assert "this form does not come from https://register.example" in answer.text
        for fields in ({"to": "x"}, {"form": ""}, {"form": "é"}, {"form": form + "x"}):
            answer = one.ask("POST", "/en/sign-out", data=fields, headers=own)
            assert answer.status_code == 403, fields
            assert "this form was not made for the session that is open now" in answer.text
        assert is_in(one)


def test_the_form_of_another_session_does_nothing(read_only: Served) -> None:
    with browser(read_only, "reader") as other, browser(read_only, "office") as one:
        assert one.send("/en/sign-out", other.get("/en/status").text).status_code == 403
        assert is_in(one)
        assert one.get("/en/sign-out").status_code == 404


def test_what_is_no_form_of_the_pages_is_refused(read_only: Served) -> None:
    form = "application/x-www-form-urlencoded"
    wrong = [
        (b"form=x&form=y", form, 400),
        (b"form=%ff", form, 400),
        (b"form=\xff", form, 400),
        (b"&".join(b"a%d=" % each for each in range(51)), form, 400),
        (b"form=" + b"x" * 100_000, form, 413),
        (b'{"form": "x"}', "application/json", 415),
        (b"form=x", "text/plain", 415),
    ]
    with browser(read_only, "office") as one:
        for body, kind, status in wrong:
            headers = {"Origin": "https://register.example", "Content-Type": kind}
            answer = one.ask("POST", "/en/sign-out", content=body, headers=headers)
            assert answer.status_code == status, body[:20]
            assert "<h1>This was not done</h1>" in answer.text
        assert is_in(one)


def test_pages_have_headers_by_which_browsers_guard_them(read_only: Served) -> None:
    with browser(read_only, "office") as one:
        for path, status in (("/en/status", 200), ("/zh/nothing", 404), ("/en/status?period=soon", 422)):
            answer = one.get(path)
            assert answer.status_code == status
            assert answer.headers["content-security-policy"] == (
                "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
            )
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["referrer-policy"] == "same-origin"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-frame-options"] == "DENY"
            assert answer.headers["strict-transport-security"] == "max-age=31536000"
            assert not any(
                each in answer.text for each in ("<script", " style=", "javascript:", " on"[:-2] + "onclick")
            )
        assert one.get("/style.css").headers["content-type"] == "text/css; charset=utf-8"


def test_the_cookie_opens_no_route_and_the_token_no_page(read_only: Served) -> None:
    with browser(read_only, "office") as one:
        assert one.get("/v1/me").status_code == 401
    bearer = {"Authorization": f"Bearer {read_only.tokens['office']}"}
    assert read_only.plain("GET", "/en/status", headers=bearer).status_code == 401


def test_nothing_of_a_fault_is_on_its_page_but_its_number(read_only: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("a secret of the program")

    with browser(read_only, "office") as one:
        monkeypatch.setattr(type(read_only.app.state.settings.register), "policies", broken)
        answer = one.get("/zh/status")
    assert answer.status_code == 500
    assert "请凭编号" in answer.text
    assert "secret" not in answer.text


def test_where_there_is_no_table_of_offices_the_page_says_so(tmp_path: Path, made: Made) -> None:
    with Register.create(tmp_path / "bare.db", by="Li") as bare, service_over(tmp_path, made) as served:
        state = served.app.state
        state.settings = evolve(state.settings, register=bare)
        state.calls, state.sessions = type(state.calls)(state.settings), Sessions(state.settings)
        with browser(served) as one:
            one.send("/zh/sign-in", token=served.tokens["office"])
            answer = one.get("/zh/status")
            assert answer.status_code == 403
            assert "台账尚无机构权限表，任何人都不能办理；请先采用权限表" in answer.text
