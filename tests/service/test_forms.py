"""The forms of the pages: who may record what by them, how a refusal is told, and what of it stands then."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path

import httpx
import pytest

import targetrules
from examples.service.demonstration import LIFE, OFFICES, POLICY
from examples.service.pages.kinds import KINDS
from examples.service.tokens import TokenFile
from targetrules.register import Register
from tests.service.browsers import Browser, browser
from tests.service.conftest import WHO, Served, service_over

TODAY = datetime.now(UTC).date()
"""In Shanghai it may be a day later, which no day here is near to."""
Made = tuple[Path, Mapping[str, str]]


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A register of which 2025 is approved and 2026 was shown to the units, who may object."""
    folder = tmp_path_factory.mktemp("forms")
    policy = POLICY.split("[[procedure.steps]]", maxsplit=1)[0] + LIFE
    with Register.create(folder / "county.db", by="Li Wei", zone="Asia/Shanghai") as register:
        register.adopt(targetrules.loads(policy, name="county-2025.toml"))
        register.adopt_offices(OFFICES)
        office = register.acting(by="Wang Fang", office="office")
        group = register.acting(by="Li Wei", office="leading-group")
        scores = {"甲县": 55, "甲县一乡": 70, "乙县": 50}
        for year in (2025, 2026):
            office.post([{"unit": unit, "period": year, "score": score} for unit, score in scores.items()])
            office.close_period(year)
            group.decide(year)
            office.note_shown(year, on=ago(40) if year == 2025 else ago(2))
            if year == 2025:
                group.approve(year, on=ago(25))
        for unit in ("甲县", "乙县"):
            office.note_served(unit, 2025, "warning-talk", on=ago(20))
    expires = datetime.now(UTC) + timedelta(days=1)
    tokens = {
        name: TokenFile(folder / "tokens.json").issue(by, name, units, expires)[1] for name, (by, units) in WHO.items()
    }
    return folder, tokens


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory, source: Made) -> Iterator[Mapping[str, Browser]]:
    """A browser for each office, signed in, over a register in which nothing is recorded."""
    with service_over(tmp_path_factory.mktemp("looked-at"), source) as served, ExitStack() as open_:
        yield {office: open_.enter_context(browser(served, office)) for office in WHO}


@pytest.fixture
def served(tmp_path: Path, source: Made) -> Iterator[Served]:
    """The service over a copy in which something is recorded."""
    with service_over(tmp_path, source) as found:
        yield found


def texts(answer: httpx.Response) -> list[str]:
    return [" ".join(unescape(each).split()) for each in re.split("<[^>]*>", answer.text) if each.strip()]


def problem(answer: httpx.Response) -> list[str]:
    """What the page says is wrong."""
    found = re.search(r'<div class="problem" role="alert">(.*?)</div>', answer.text, re.DOTALL)
    assert found is not None, answer.text
    return [unescape(each).strip() for each in re.findall(r"<p>(.*?)</p>", found[1], re.DOTALL)]


def given(kind: str, unit: str) -> dict[str, str]:
    """What a form of a kind is opened for."""
    about = {"policy": "county-2025", "period": "2025" if kind in ("served", "executed", "appeal") else "2026"}
    of_unit = {"unit": unit} if "unit" in KINDS[kind].about else {}
    return about | of_unit | ({"consequence": "warning-talk"} if "consequence" in KINDS[kind].about else {})


# Whether each office may open the form of a kind for its own units (甲县), and for others (乙县).
MAY = """
            leading-group  office  county  reader
served                - -     + +     - -     - -
executed              - -     + +     + -     - -
accepted              - -     + +     - -     - -
returned              - -     + +     - -     - -
objection             - -     - -     + -     - -
appeal                - -     - -     + -     - -
shown                 - -     + +     - -     - -
approval              + +     - -     - -     - -
"""


def rows() -> Iterator[tuple[str, str, str, bool]]:
    offices, *lines = [line.split() for line in MAY.strip().splitlines()]
    for name, *signs in lines:
        for at, office in enumerate(offices):
            for unit, sign in zip(("甲县", "乙县"), signs[2 * at : 2 * at + 2], strict=True):
                yield name, office, unit, sign == "+"


def test_each_form_is_for_offices_that_may_and_so_is_what_is_sent_by_it(looked_at: Mapping[str, Browser]) -> None:
    """Who may not open it is refused as well where he sends it without having opened it."""
    before, refused = looked_at["reader"].served.head(), 0
    pages = {office: form_alone(one.get("/en/objections").text) for office, one in looked_at.items()}
    for kind, office, unit, may in rows():
        one, where = looked_at[office], (kind, office, unit)
        opened = one.get(f"/en/record/{kind}", params=given(kind, unit))
        assert opened.status_code == (200 if may else 403), where
        if may:
            continue
        fields = given(kind, unit) | {"on": ago(1).isoformat(), "reason": "x"}
        sent = one.send(f"/en/record/{kind}", pages[office], **fields)
        assert sent.status_code == 403, where
        assert "<h1>This was not done</h1>" in sent.text
        refused += 1
    assert refused == 49
    assert looked_at["reader"].served.head() == before


def form_alone(page: str) -> str:
    """Of a page the field by which a form is known to be of the session."""
    found: set[str] = set(re.findall(r'<input type="hidden" name="form" value="[^"]*">', page))
    assert len(found) == 1
    return found.pop()


def test_what_can_come_next_is_offered_to_whoever_may(looked_at: Mapping[str, Browser]) -> None:
    def offered(office: str, path: str) -> list[str]:
        return re.findall(r'<a class="do"[^>]*aria-label="([^"]*)"', looked_at[office].get(path).text)

    assert offered("office", "/zh/follow-up") == ["登记执行：乙县，约谈", "登记执行：甲县，约谈"]
    assert offered("county", "/zh/follow-up") == ["登记执行：甲县，约谈"]
    assert offered("county", "/en/unit?unit=甲县") == ["Carried out: warning talk, 甲县"]
    assert offered("reader", "/zh/follow-up?state=all") == []
    assert offered("leading-group", "/zh/follow-up?period=2025") == []
    page = looked_at["county"].get("/zh/objections?period=2026")
    assert re.findall('<option value="([^"]*)">', page.text) == ["甲县", "甲县一乡"]
    assert "登记异议" in texts(page)
    assert "登记申诉" in texts(looked_at["county"].get("/zh/objections?period=2025"))
    assert "登记异议" not in texts(looked_at["office"].get("/zh/objections?period=2026"))


def test_what_is_approved_is_not_said_to_be_shown_still(looked_at: Mapping[str, Browser]) -> None:
    for office in ("office", "county"):
        told = texts(looked_at[office].get("/zh/objections?period=2025"))
        assert "所作的决定均已批准，批准前的异议程序已经结束。" in told
        assert "所作的决定尚未公示。" not in told
        until = f"自 {ago(2)} 起公示，可以提出异议至"
        assert any(each.startswith(until) for each in texts(looked_at[office].get("/zh/objections?period=2026")))


def test_a_consequence_is_carried_out_returned_and_accepted(served: Served) -> None:
    task = {"period": "2025", "unit": "甲县", "consequence": "warning-talk"}
    with browser(served, "county") as county, browser(served, "office") as office:
        form = county.get("/zh/record/executed", params=task)
        shown = texts(form)
        assert shown[shown.index("单位") :][:4] == ["单位", "甲县", "处理结果", "约谈"]
        done = county.send("/zh/record/executed", form.text, on=ago(10).isoformat(), digest="a" * 64)
        assert (done.status_code, done.headers["location"]) == (303, "/zh/follow-up?policy=county-2025&period=2025")
        number = served.head()
        assert f"已登记为第 {number} 号事项" in texts(county.get(done.headers["location"]))
        assert f"已登记为第 {number} 号事项" not in texts(county.get(done.headers["location"]))
        status = texts(county.get("/zh/status?period=2025"))
        assert status[status.index("下一步") + 1 :][:1] == ["这些单位目前没有需要办理的事项；其他单位可能还有"]
        event = served.ask("office", "GET", f"/events/{number}").json()
        assert (event["kind"], event["by"], event["office"], event["units"]) == (
            "executed",
            "Zhao Min",
            "county",
            ["甲县"],
        )
        assert event["content"]["evidence"] == "a" * 64
        again = county.send("/zh/record/executed", form.text, on=ago(9).isoformat())
        assert again.status_code == 409
        assert problem(again)[1:] == [f"第 {number} 号事项已登记：“甲县”2025 的 warning-talk 已于 {ago(10)} 执行"]
        back = office.get("/en/record/returned", params=task)
        wrong = office.send("/en/record/returned", back.text, on=ago(9).isoformat(), reason="  ")
        assert wrong.status_code == 422
        assert problem(wrong) == ["<strong>This was not done</strong>", "Reason: this is missing"]
        assert f'value="{ago(9)}"' in wrong.text
        reason = "<script>no causes</script>\nare given"
        fine = office.send("/en/record/returned", wrong.text, on=ago(9).isoformat(), reason=reason)
        assert fine.status_code == 303
        returned = served.ask("office", "GET", f"/events/{served.head()}").json()
        assert returned["content"]["reason"] == reason
        assert f"returned on {ago(9)}" in " ".join(texts(office.get("/en/follow-up?state=returned")))
        county.send("/zh/record/executed", form.text, on=ago(8).isoformat())
        accepted = office.get("/en/record/accepted", params=task)
        assert office.send("/en/record/accepted", accepted.text, on=ago(7).isoformat()).status_code == 303
        assert texts(office.get("/en/follow-up?state=accepted&period=2025")).count("甲县") == 1
        assert "Nothing is open" not in texts(office.get("/en/unit?unit=甲县"))


def test_a_unit_objects_is_answered_and_appeals(served: Served) -> None:
    with browser(served, "county") as county, browser(served, "office") as office:
        form = county.get("/en/record/objection", params={"period": "2026", "unit": "甲县一乡"})
        late = county.send("/en/record/objection", form.text, on=(TODAY + timedelta(days=9)).isoformat())
        assert late.status_code in (409, 422)
        assert "to come" in " ".join(problem(late)) or "not come" in " ".join(problem(late))
        done = county.send("/en/record/objection", form.text, on=ago(1).isoformat())
        assert done.headers["location"] == "/en/objections?policy=county-2025&period=2026"
        number = served.head()
        page = office.get("/en/objections")
        assert "not answered" in " ".join(texts(page))
        assert re.findall('<option value="([^"]*)">', county.get("/en/objections").text) == ["甲县"]
        [link] = re.findall('<a class="do" href="([^"]*)" aria-label="Answer event [0-9]+"', page.text)
        assert 'class="do"' not in county.get("/en/objections").text
        answer = office.get(unescape(link))
        assert "甲县一乡" in texts(answer)
        reason = "nothing was overlooked"
        empty = office.send("/en/record/answer", answer.text, on=ago(1).isoformat(), reason=reason)
        assert (empty.status_code, problem(empty)[1:]) == (422, ["Answer: this is missing"])
        assert reason in empty.text
        office.send("/en/record/answer", empty.text, on=ago(1).isoformat(), reason=reason, upheld="false")
        told = texts(county.get("/en/objections?period=2026"))
        assert any(each.endswith(f"reason: {reason}") for each in told), told
        assert county.get(f"/en/record/answer?objection={number}&period=2026").status_code == 403
        assert office.get("/en/record/answer?objection=1&period=2026").status_code == 404
        appeal = county.get("/en/record/appeal", params={"period": "2025", "unit": "甲县"})
        assert county.send("/en/record/appeal", appeal.text, on=ago(3).isoformat()).status_code == 303
        assert "Appeal" in texts(office.get("/en/objections?period=2025"))
        [link] = re.findall('<a class="do" href="([^"]*)"', office.get("/zh/objections?period=2025").text)
        answer = office.get(unescape(link))
        assert ("申诉" in texts(answer), "异议" in texts(answer)) == (True, False)
        office.send("/zh/record/answer", answer.text, on=ago(2).isoformat(), reason=reason, upheld="false")
        told = texts(office.get("/zh/objections?period=2025"))
        assert ("申诉不成立" in told, "异议不成立" in told) == (True, False)
        assert "申诉，甲县" in " ".join(texts(office.get("/zh/status?period=2025")))
        assert "异议不成立" not in " ".join(texts(office.get("/zh/status?period=2025")))


def test_what_is_decided_is_approved_once_objections_are_over(served: Served) -> None:
    with browser(served, "leading-group", "zh") as group:
        form = group.get("/zh/record/approval?period=2026")
        told = texts(form)
        at = told.index("所涉及的决定")
        assert " ".join(told[at : at + 24]) == (
            "所涉及的决定 各单位自公示首日起 5 日内可以提出异议，受理登记：县级机构。 决定尚待批准的单位：3 个"
            " 好 1 较差 2 约谈 2 调整领导班子 2 单位 等次 处理结果 乙县 较差 约谈 调整领导班子"
            " 甲县 较差 约谈 调整领导班子 甲县一乡 好"
        )
        early = group.send("/zh/record/approval", form.text, on=ago(1).isoformat())
        assert early.status_code == 409
        assert "异议" in " ".join(problem(early))
        assert group.send("/zh/record/approval", form.text, on="yesterday").status_code == 422
        wrong = group.send("/zh/record/approval", form.text, on="2026-02-30", digest="x")
        assert problem(wrong)[1:] == [
            "日期：应为日期，如 2027-03-01",
            "证明文件的 SHA-256：应为 64 位十六进制数字，如 sha256sum 的输出",
        ]


def test_a_form_of_an_ended_session_records_nothing_and_says_so(served: Served) -> None:
    with browser(served, "county") as one:
        form = one.get("/en/record/objection", params={"period": "2026", "unit": "甲县"})
        before = served.head()
        one.client.cookies.clear()
        answer = one.send("/en/record/objection", form.text, on=ago(1).isoformat())
        assert answer.status_code == 401
        assert "What you had filled in was not recorded." in answer.text
        one.sign_in("county")
        assert one.send("/en/record/objection", form.text, on=ago(1).isoformat()).status_code == 403
        foreign = {"Origin": "https://evil.example"}
        fresh = form_alone(one.get("/en/objections").text)
        data = {"form": re.findall('value="([^"]*)"', fresh)[0], "period": "2026", "unit": "甲县", "on": str(ago(1))}
        assert one.ask("POST", "/en/record/objection", data=data, headers=foreign).status_code == 403
        assert one.get("/en/record/objection", params=data).status_code == 422
        assert served.head() == before
        own = {"Origin": "https://register.example"}
        assert one.ask("POST", "/en/record/objection", data=data, headers=own).status_code == 303
        assert served.head() == before + 1
