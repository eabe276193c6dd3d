"""The pages over a register: what each office sees of its units and of others, and that no text of others acts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import httpx
import pytest
from attrs import define, field

import targetrules
from examples.service.demonstration import OFFICES, POLICY
from examples.service.tokens import TokenFile
from targetrules.register import Register
from tests.service.browsers import Browser, browser
from tests.service.conftest import SCORES, WHO, Served, service_over

OWN, OTHERS = ("甲县", "甲县一乡"), ("乙县", "丙县")
PAGES = ("status", "decisions", "status?period=2025", "decisions?period=2025")


@define
class Read(HTMLParser):
    """A page as a browser reads it: texts, addresses, and elements with their attributes."""

    texts: list[str] = field(factory=list)
    elements: list[tuple[str, dict[str, str | None]]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(" ".join(data.split()))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def read(answer: httpx.Response) -> Read:
    found = Read()
    found.feed(answer.text)
    return found


def after(found: Read, text: str) -> list[str]:
    """The texts after one of them."""
    return found.texts[found.texts.index(text) + 1 :]


@pytest.fixture(scope="module")
def browsers(read_only: Served) -> Iterator[Mapping[str, Browser]]:
    """A browser for each office, signed in."""
    with ExitStack() as open_:
        yield {office: open_.enter_context(browser(read_only, office)) for office in WHO}


@pytest.mark.parametrize("office", WHO)
def test_each_office_sees_of_its_units_alone(browsers: Mapping[str, Browser], office: str) -> None:
    one = browsers[office]
    for path in PAGES:
        answer = one.get(f"/zh/{path}")
        assert answer.status_code == 200, path
        if office == "county":
            assert not any(unit in answer.text for unit in OTHERS), path
        elif "2025" in path and "decisions" in path:
            assert all(unit in answer.text for unit in SCORES), path
    for unit in SCORES:
        answer = one.get("/zh/unit", params={"unit": unit})
        if office == "county" and unit in OTHERS:
            assert answer.status_code == 403
            assert f"{unit}不属于机构 county；该机构只能查阅本单位及下级单位的内容" in read(answer).texts
        else:
            assert answer.status_code == 200
            assert read(answer).texts.count(unit) >= 1


def test_where_a_period_stands(browsers: Mapping[str, Browser]) -> None:
    found = read(browsers["office"].get("/zh/status?period=2025"))
    assert after(found, "总体情况")[:4] == [
        "成绩：4 条，已报齐",
        "已决定（第 10 号事项），共 4 个单位",
        "好 2、较差 2、约谈 2",
        "下一步",
    ]
    assert after(found, "下一步")[:4] == [
        "送达“约谈”：乙县、甲县，由考核办登记",
        "前往办理",
        "执行“约谈”：乙县、甲县，期限 2026-02-14，由考核办、县级机构登记",
        "前往办理",
    ]
    assert after(found, "考核程序")[5:13] == [
        "自查总结",
        "已进行",
        "2026-01-08",
        "有权登记步骤的各机构",
        "考核汇总",
        "已进行",
        "2026-01-12",
        "考核办",
    ]
    own = read(browsers["county"].get("/en/status?period=2025"))
    assert after(own, "Where it stands")[:3] == [
        "results: 2, all there",
        "decided by event 10, of 2 units",
        "good: 1, poor: 1, warning talk: 1",
    ]
    assert after(own, "What comes next")[0] == "serve “warning talk” of 甲县: Assessment office"
    assert after(own, "Overdue")[0] == "1"
    assert "Shown is what is of 甲县, and of units below" in own.texts


def test_decisions_are_found_by_grade_consequence_and_name(browsers: Mapping[str, Browser]) -> None:
    def units(query: str) -> list[str]:
        page = browsers["reader"].get(f"/en/decisions?period=2025{query}").text
        return re.findall(r"<bdi>(.*?)</bdi>", page)

    assert units("") == ["丙县", "乙县", "甲县", "甲县一乡"]
    assert units("&grade=poor") == ["乙县", "甲县"]
    assert units("&consequence=warning-talk&grade=good") == []
    assert units("&find=甲县") == ["甲县", "甲县一乡"]
    assert units("&find= 一乡 &consequence=") == ["甲县一乡"]
    assert units("&page=2") == []
    row = after(read(browsers["reader"].get("/zh/decisions?period=2025&find=乙县")), "乙县")
    assert row[:4] == ["较差", "第 4 名（共 4 个）", "约谈", "期限 2026-02-14"]


def test_the_page_of_a_unit_has_its_history_its_results_and_the_reasons(browsers: Mapping[str, Browser]) -> None:
    found = read(browsers["county"].get("/en/unit?unit=甲县"))
    assert after(found, "What is open")[3:7] == ["warning talk", "2025", "2026-02-14", "overdue"]
    assert after(found, "What was decided")[5:10] == ["2025", "poor", "3 of 4", "warning talk", "event 10"]
    assert after(found, "What follows in 2025")[6:9] == ["warning talk", "must", "principal leader"]
    assert after(found, "Results")[:5] == ["2026", "2025", "score", "55", "55"]
    assert after(found, "Why it was decided so in 2025")[:4] == [
        "Judged by: Annual assessment of counties (invented)",
        "Grade: poor",
        "· score 55.00, below 60, where good begins",
        "Consequences",
    ]
    assert "score: 60.00 instead of 55.00" not in " ".join(found.texts)
    more = read(browsers["county"].get("/en/unit?unit=甲县&changes=true"))
    assert "· score: 60.00 instead of 55.00; the grade is then good" in more.texts


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("status?policy=other", 404, "台账没有采用过政策“other”；已采用：county-2025"),
        ("unit?unit=己县", 404, "没有单位“己县”的成绩"),
        ("unit", 422, "网址中的“unit”：缺少这一项"),
        ("decisions?perod=2025", 422, "网址中的“perod”：没有这一项"),
        ("decisions?period=2025&period=2026", 422, "网址中的“period”：写了两次，请去掉一个"),
        ("decisions?page=0", 422, "网址中的“page”：数字过小，最小为 1"),
        pytest.param(f"decisions?page={'9' * 5000}", 422, "网址中的“page”：应为整数，位数过多", id="digits"),
        pytest.param(f"decisions?find={'9' * 1001}", 422, "网址中的“find”：文字过长，最多 1000 个字符", id="text"),
        (
            "follow-up?state=zz",
            422,
            "网址中的“state”：应为以下之一：overdue, returned, executed, accepted, all",
        ),
        ("decisions?period=soon", 422, "网址中的“period”：'soon' 不是 2011 这样的年份"),
        ("nothing", 404, "没有这个页面"),
    ],
)
def test_what_is_not_there_is_told_on_a_page(
    browsers: Mapping[str, Browser], path: str, status: int, says: str
) -> None:
    answer = browsers["office"].get(f"/zh/{path}")
    assert answer.status_code == status
    assert after(read(answer), "没有办理")[:1] == [says]


def test_a_filter_shows_what_was_asked_for_though_there_is_no_such_thing(browsers: Mapping[str, Browser]) -> None:
    for asked in (
        "status?period=2031",
        "decisions?grade=zzz",
        "decisions?consequence=zzz",
        "follow-up?consequence=zzz",
    ):
        answer = browsers["reader"].get(f"/zh/{asked}").text
        assert f" selected>{asked.partition('=')[2]}</option>" in answer, asked
        found = browsers["reader"].get(f"/zh/{asked.partition('=')[0]}=").text
        assert "zzz" not in found
        assert "2031" not in found


def test_who_may_record_nothing_is_not_sent_to_do_what_is_overdue(browsers: Mapping[str, Browser]) -> None:
    for office, says in (("reader", "落实情况"), ("office", "前往办理")):
        told = after(read(browsers[office].get("/zh/status?period=2025")), "已逾期")
        assert told[told.index("考核程序") - 1] == says


# ---- texts of others -------------------------------------------------------------------------------------------------

NASTY = ("<script>alert(1)</script>", '" onmouseover="alert(1)', "a\u202eb", "javascript:alert(1)", "&lt;i&gt;", "'};x")
LABEL = "<b onclick=alert(1)>bad</b>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Somebody of an office in whose register every name and label is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    policy = POLICY.replace('zh = "约谈"', f'zh = "{LABEL}"').replace('zh = "较差"', f'zh = "{LABEL}"')
    policy = policy.replace('zh = "得分"', f'zh = "{LABEL}"').replace("（虚构）", LABEL)
    policy = policy.replace('to = "principal"', 'to = "principal"\nsource = "law"\narticle = "<i>1</i>"')
    for name, url in (("law", "javascript:alert(1)"), ("open", "https://example.org/<x>")):
        policy += f'\n[sources.{name}]\ntitle = "{LABEL}"\nurl = "{url}"\n'
    policy = policy.replace('when = { grade = "poor", consecutive = 2 }', 'when = { grade = "poor" }\nsource = "open"')
    with Register.create(folder / "county.db", by=NASTY[0], zone="Asia/Shanghai") as register:
        register.adopt(targetrules.loads(policy, name="county-2025.toml"))
        register.adopt_offices(OFFICES.replace('zh = "考核办"', f'zh = "{LABEL}"'))
        office = register.acting(by=NASTY[0], office="office")
        office.post([{"unit": unit, "period": 2025, "score": 50} for unit in NASTY])
        office.close_period(2025)
        office.note_appointment(NASTY[0], "principal", NASTY[1], since=datetime(2025, 1, 1, tzinfo=UTC).date())
        for step in ("self-review", "summing-up"):
            units = list(NASTY) if step == "self-review" else []
            office.note_step(step, 2025, on=datetime(2026, 1, 8, tzinfo=UTC).date(), units=units)
        register.acting(by="Li", office="leading-group").decide(2025)
    expires = datetime.now(UTC) + timedelta(days=1)
    token = TokenFile(folder / "tokens.json").issue(NASTY[0], "office", (), expires)[1]
    copy = tmp_path_factory.mktemp("copy")
    with service_over(copy, (folder, {"office": token})) as served, browser(served, "office") as one:
        yield one


def test_what_others_wrote_is_text_and_nothing_else(hostile: Browser) -> None:
    pages = ["status", "decisions", *(f"decisions?find={name}" for name in ("%3Cscript%3E", "%22%3E%3Cscript%3E"))]
    asked = [hostile.get(f"/zh/{each}") for each in pages]
    asked += [hostile.get("/zh/unit", params={"unit": unit}) for unit in (*NASTY, "<script>x</script>")]
    tags = set()
    for answer in asked:
        found = read(answer)
        tags |= {tag for tag, _ in found.elements}
        assert "\u202e" not in answer.text
        for _, attributes in found.elements:
            assert not any(name.startswith("on") or name in ("style", "src", "srcdoc") for name in attributes)
        for name in ("href", "action"):
            for address in [attributes[name] or "" for _, attributes in found.elements if name in attributes]:
                assert re.match(r"/|#content$|https://example\.org/", address), address
    assert not tags & {"script", "b", "i", "img", "iframe", "object", "base"}
    texts = read(asked[1]).texts
    assert LABEL in texts
    assert r"a\u202eb" in texts
    assert NASTY[0] in texts
    unit = read(asked[4])
    assert [each["href"] for each in unit.of("a") if (each["href"] or "")[0] not in "/#"] == ["https://example.org/<x>"]
    assert "<i>1</i>" in " ".join(unit.texts)
