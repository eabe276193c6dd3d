"""What a policy says that no example can show: it is not asked for, and what is said without need is told."""

from __future__ import annotations

import attrs
import pytest

from targetrules import Coverage, Policy, coverage_of, loads
from targetrules.coverage.for_programs import coverage_annotations, coverage_values, proposals_values
from targetrules.coverage.page import coverage_page
from targetrules.coverage.proposals import proposals_for
from targetrules.coverage.text import coverage_text, proposals_text

HEAD = """\
format = 1
policy = { id = "small", title = "Small" }
grades = [{ id = "good" }, { id = "poor" }]
[inputs]
score = { type = "number", min = 0, max = 100 }
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[grading.floors]]
when = { score = { at_least = 80 } }
at_least = "good"
[[examples]]
name = { en = "both grades", zh = "两个等次" }
history = [
  { unit = "a", period = 2011, score = 60 },
  { unit = "b", period = 2011, score = 59 },
  { unit = "c", period = 2011, score = 80 },
]
expect = { a = { 2011 = { grade = "good" } }, b = { 2011 = { grade = "poor" } }, c = { 2011 = { grade = "good" } } }
"""

FLOOR = """\
[[unshown]]
place = "grading.floors.1"
aspects = ["acts"]
why = { en = "80 points are good anyhow", zh = "80分本来就是良好" }
"""


def of(*parts: str) -> Policy:
    return loads("".join((HEAD, *parts)), name="small.toml")


def entry(place: str, *aspects: str) -> str:
    words = ", ".join(f'"{each}"' for each in aspects)
    return f'[[unshown]]\nplace = "{place}"\naspects = [{words}]\nwhy = "x"\n'


def left(coverage: Coverage) -> list[tuple[str, str]]:
    return [(each.place, each.aspect) for each in coverage.left]


def test_what_is_explained_is_not_asked_for() -> None:
    assert left(coverage_of(of())) == [("grading.floors.1", "acts")]
    found = coverage_of(of(FLOOR))
    assert (left(found), f"{found.percent}", found.needless) == ([], "100.0", ())
    (floor,) = (each for each in found.items if (each.place, each.aspect) == ("grading.floors.1", "acts"))
    assert (floor.state, floor.why("en"), floor.why("zh")) == (
        "excused",
        "80 points are good anyhow",
        "80分本来就是良好",
    )
    assert "    line 9: 80 points are good anyhow" in coverage_text(found).split("\n")


NEEDLESS = {
    entry("grading.floor.1", "acts"): (
        "grading.floor.1, acts: there is no such place among what is asked for; did you mean “grading.floors.1”?",
        "grading.floor.1，acts：应当检验的内容中没有这个位置；是不是“grading.floors.1”？",
    ),
    entry("elsewhere", "acts"): (
        "elsewhere, acts: there is no such place among what is asked for",
        "elsewhere，acts：应当检验的内容中没有这个位置",
    ),
    entry("grading.floors.1", "due"): (
        "grading.floors.1, due: this is not asked for there, but: acts, stays-out",
        "grading.floors.1，due：这个位置不要求检验这一项，要求的是：acts、stays-out",
    ),
    entry("grading.floors.1", "stays-out"): (
        "grading.floors.1, stays-out: not needed any more: shown by both grades",
        "grading.floors.1，stays-out：已不需要说明，有示例检验到了：两个等次",
    ),
    entry("grading.floors.1.when.score", "unknown"): (
        (
            "grading.floors.1.when.score, unknown: not needed, for it is not asked for anyhow: cannot be unknown, since"
            " nothing that it asks for can be missing in results"
        ),
        "grading.floors.1.when.score，unknown：不需要说明，本来就不作要求：不可能不明：它所依据的，成绩中都不会缺失",
    ),
}


@pytest.mark.parametrize("text", NEEDLESS)
def test_what_is_said_without_need_is_told(text: str) -> None:
    found = coverage_of(of(FLOOR, text))
    (needless,) = found.needless
    assert (needless.text("en"), needless.text("zh")) == NEEDLESS[text]
    assert (needless.line, needless.column) == (24, 3)
    assert left(found) == []
    lines = coverage_text(found).split("\n")
    assert lines[lines.index("  under [[unshown]], but of no use:") + 1] == f"    small.toml:24:3  {NEEDLESS[text][0]}"


def test_programs_and_the_page_know_it() -> None:
    found = coverage_of(of(entry("grading.floors.1", "acts", "due")))
    says = "grading.floors.1, due: this is not asked for there, but: acts, stays-out"
    assert coverage_values(found)["needless"] == [
        {"place": "grading.floors.1", "about": "due", "line": 20, "column": 3, "says": says}
    ]
    assert [*coverage_annotations(found)] == [
        f"::warning file=small.toml,title=what no example can show,line=20,col=3::{says}"
    ]
    page = coverage_page([(of(entry("grading.floors.1", "acts", "due")), found)], "zh")
    assert (
        "<h2>[[unshown]] 中没有用处的说明：</h2><ul>\n"
        '<li><a href="#p1l20">20</a> grading.floors.1，due：'
        "这个位置不要求检验这一项，要求的是：acts、stays-out</li>\n</ul>"
    ) in page


def test_a_history_that_shows_what_is_said_to_be_impossible_is_found() -> None:
    wrong = HEAD.replace("at_least = 80", "at_least = 40").replace("score = 59", "score = 39")
    policy = loads(wrong + FLOOR, name="small.toml")
    assert left(coverage_of(policy)) == []
    found = proposals_for(policy, timeout=60)
    assert [(each.place, each.aspect) for each in found.refuted] == [("grading.floors.1", "acts")]
    assert found.not_found == ()
    assert len(found.found) == 1
    assert proposals_text(found).split("\n")[-2:] == [
        "  the policy says under [[unshown]] that no example can show this, and one above does:",
        "    grading.floors.1: changes a grade",
    ]
    assert proposals_values(found)["refuted"] == [
        {"place": "grading.floors.1", "aspect": "acts", "line": 9, "column": 11}
    ]


def test_a_policy_that_was_read_from_no_text_is_told_without_lines() -> None:
    found = coverage_of(attrs.evolve(of(FLOOR, entry("elsewhere", "acts")), document=None))
    (needless,) = found.needless
    assert (needless.line, needless.column) == (None, None)


KNOWN = """\
format = 1
policy = { id = "known", title = "Known" }
grades = [{ id = "good" }, { id = "poor" }]
[inputs]
first = { type = "grade", optional = true }
second = { type = "grade", optional = true }
rate = { type = "number", min = 0, max = 100, optional = true }
[conditions]
one_poor = { any = [{ first = "poor" }, { second = "poor" }] }
low = { known = "rate", rate = { below = 67 } }
both_good = { first = "good", second = "good" }
[measures.level]
cases = [{ when = { one_poor = true }, formula = "0" }, { when = { both_good = true }, formula = "2" }]
otherwise = "1"
[measures.lowest]
cases = [{ when = { low = true }, formula = "0" }]
otherwise = "1"
"""


def test_what_was_asked_before_is_known() -> None:
    """Where the first case does not hold, both grades are there; without a rate it is not below 67 and known."""
    found = coverage_of(loads(KNOWN))
    unknown = {each.place: each.state for each in found.items if each.aspect == "unknown"}
    assert unknown["measures.level.cases.1.when.one_poor"] == "left"
    assert unknown["measures.level.cases.2.when.both_good"] == "excused"
    assert unknown["measures.lowest.cases.1.when.low"] == "excused"
    assert unknown["conditions.low.rate"] == "left"
