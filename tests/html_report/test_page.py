"""A report as a page: what stands in it, and that nothing of others can act in it."""

from __future__ import annotations

import io
import json
import re
from base64 import b64encode
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

import targetrules
from targetrules.html_report import Report, report
from targetrules.html_report.rows import is_link
from tests.html_report.pages import Page, page_of

ROOT = Path(__file__).parents[2]
COUNTIES = ROOT / "examples" / "counties.csv"
NASTY = "</script><script>alert(1)</script><b>&"
HOSTILE = """
format = 1
[policy]
id = "hostile"
title = { en = "</title><script>alert('en')</script>", zh = "<img src=x onerror=alert(1)>" }
[sources.plain]
title = "<i>source</i>"
url = "https://example.org/?a=1&b=<2>"
[sources.script]
title = "script"
url = "javascript:alert(1)"
[[grades]]
id = "good"
label = "<u>good</u>"
[[grades]]
id = "bad"
[inputs.grade]
type = "grade"
[inputs.where]
type = "text"
label = "</script>"
[grading]
given = "grade"
[[consequences]]
id = "talk"
label = "=1+1 <script>"
when = { grade = "bad" }
source = "plain"
article = "<1>"
[[consequences]]
id = "praise"
when = { grade = "good" }
source = "script"
"""


@pytest.fixture(scope="module")
def counties() -> Report:
    policy = targetrules.load("jincheng-2010")
    return report(policy, COUNTIES, decided_on=date(2013, 1, 15), changes=20)


@pytest.fixture(scope="module")
def page(counties: Report) -> Page:
    return page_of(counties.html())


def both(page: Page, number: int) -> tuple[str, str]:
    english, chinese = page.data["texts"][number]
    return english, chinese


def test_it_tells_who_receives_what_until_when_and_why_in_both_languages(page: Page) -> None:
    data = page.data
    assert [each["label"] for each in data["consequences"]] == [
        ["Reorganisation of the leadership", "组织调整"],
        ["Warning talk, time-limited rectification", "诫勉谈话，限期整改"],
        ["Written report with time-limited rectification", "写出书面报告，分析原因，拿出限期整改意见"],
        ["Commendation and reward", "表彰并给予奖励"],
    ]
    names = [unit[0] for unit in data["units"]]
    received = {unit[0]: unit[2][-1][1] for unit in data["units"]}
    assert {name: got for name, got in received.items() if got} == {
        "甲县": [[3, None]],
        "丁县": [[2, "2013-02-14"]],
        "庚县": [[1, None], [2, "2013-02-14"]],
        "子局": [[3, None]],
        "辰局": [[1, None], [2, "2013-02-14"]],
    }
    state, why, changes = page.reasons[names.index("丁县")]["c"]["2"]
    assert state == "fires"
    assert [(depth, mark, *both(page, number)) for depth, mark, number in why] == [
        (0, "✔", "the grade is Average (Average or worse)", "等次为一般（一般以下均符合）")
    ]
    assert [both(page, number)[0] for _, _, number in changes] == [
        "A single change that would have avoided it:",
        "Grade: Good instead of Average; the grade is then Good",
    ]


def test_gaps_grades_and_places_of_all_periods_are_there(page: Page) -> None:
    unit = next(each for each in page.data["units"] if each[0] == "辰局")
    assert [row and [row[0], row[4]] for row in unit[2]] == [[3, [[5, 5]]], 0, [3, [[5, 5]]], [2, [[5, 5]]]]
    assert page.data["periods"] == [["2009", "2009 年"], ["2010", "2010 年"], ["2011", "2011 年"], ["2012", "2012 年"]]
    assert page.data["groups"] == [["Kind", "类别"]]


def test_it_says_what_was_decided_with_what(counties: Report, page: Page) -> None:
    for language in ("en", "zh-CN"):
        told = page.text("made-with", language)
        assert counties.record.policy_sha256 in told
        assert counties.record.input_sha256 in told


def test_it_needs_nothing_else_and_runs_nothing_but_its_own_script(counties: Report) -> None:
    text = counties.html("zh")
    page = page_of(text)
    policy = next(of["content"] for tag, of in page.elements if tag == "meta" and "http-equiv" in of)
    style, script = (
        f"'sha256-{b64encode(sha256(part.encode()).digest()).decode()}'"
        for part in (re.findall(r"<style>(.*?)</style>", text, re.DOTALL)[0], page.scripts[""])
    )
    assert policy == (
        f"default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'"
    )
    assert [of.get("type") for tag, of in page.elements if tag == "script"] == ["application/json"] * 2 + [None]
    names = {name for _, of in page.elements for name in of}
    assert not {name for name in names if name.startswith("on")} | (names & {"src", "style", "srcset", "action"})
    assert {(of["href"] or "")[:1] for _, of in page.elements if "href" in of} == {"#"}
    assert "url(" not in text
    assert "@import" not in text
    for word in ("innerHTML", "outerHTML", "insertAdjacent", "eval(", "fetch(", "XMLHttpRequest", "document.write"):
        assert word not in page.scripts[""]


def test_whatever_stands_in_a_policy_and_in_results_is_text(counties: Report) -> None:
    policy = targetrules.loads(HOSTILE)
    rows = [
        {"unit": NASTY, "period": 2020, "grade": "bad", "where": NASTY},
        {"unit": "\u202eB", "period": 2020, "grade": "good", "where": "@cmd()"},
    ]
    made = report(policy, rows, group="where").html()
    page = page_of(made)
    ours = page_of(counties.html())
    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in ours.elements}
    assert page.scripts[""] == ours.scripts[""]
    assert sum(tag == "script" for tag, _ in page.elements) == 3
    assert [unit[:2] for unit in page.data["units"]] == [[NASTY, [NASTY]], ["\\u202eB", ["@cmd()"]]]
    assert [each.get("url") for each in page.data["consequences"]] == ["https://example.org/?a=1&b=<2>", None]


@pytest.mark.parametrize(
    ("url", "links"),
    [
        ("https://example.org", True),
        ("http://例子.中国/a", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt://x/%0aalert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https:", False),
        ("http://[", False),
    ],
)
def test_only_the_web_is_linked(url: str, links: bool) -> None:  # noqa: FBT001
    assert is_link(url) is links


def test_it_is_written_where_it_is_wanted_and_never_over_what_was_read(tmp_path: Path, counties: Report) -> None:
    file, stream = tmp_path / "report.html", io.StringIO()
    counties.write(file, language="zh")
    counties.write(stream, language="zh")
    assert file.read_text(encoding="utf-8") == stream.getvalue() == counties.html("zh")
    assert '<html lang="zh-CN"' in stream.getvalue()
    results = tmp_path / "results.csv"
    results.write_bytes(COUNTIES.read_bytes())
    made = report(targetrules.load("jincheng-2010"), results, review=False)
    with pytest.raises(targetrules.ArgumentError):
        made.write(results)
    assert results.read_bytes() == COUNTIES.read_bytes()


def test_an_earlier_period_is_told_without_what_came_later() -> None:
    made = report(targetrules.load("jincheng-2010"), COUNTIES, period=2010, group=(), review=False)
    page = page_of(made.html())
    assert [each[0] for each in page.data["periods"]] == ["2009", "2010"]
    assert page.data["groups"] == []
    assert json.loads(page.scripts["data"])["searched"] is False
    assert len(page.reasons) == 11


@pytest.mark.parametrize(
    ("group", "says"),
    [
        (
            "kinds",
            (
                "no input “kinds” by which units could be grouped; did you mean “kind”? "
                "There are: kind, grade, standards_kept"
            ),
        ),
        ("score", "no input “score” by which units could be grouped; there are: kind, grade, standards_kept"),
    ],
)
def test_a_group_that_is_none_is_refused(group: str, says: str) -> None:
    with pytest.raises(targetrules.ArgumentError) as caught:
        report(targetrules.load("jincheng-2010"), COUNTIES, group=group)
    assert caught.value.word.text("en") == says
