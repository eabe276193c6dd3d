"""What examples show of a policy: all of it where each thing is tried, less without any one example, never more."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules import Coverage, Policy, coverage_of, load, loads
from targetrules.coverage.for_programs import coverage_annotations, coverage_values
from targetrules.coverage.text import coverage_text
from targetrules.report.json_text import indented
from tests.recorded import check_recorded

FOLDER = Path(__file__).parent
FULL = FOLDER / "policies" / "full.toml"
TEXT = FULL.read_text(encoding="utf-8")


def full() -> Policy:
    return loads(TEXT, name="full.toml")


def left(coverage: Coverage) -> list[tuple[str, str]]:
    return [(each.place, each.aspect) for each in coverage.left]


def test_everything_is_shown() -> None:
    assert left(coverage_of(full())) == []
    assert f"{coverage_of(full()).percent}" == "100.0"
    assert all(not each.mismatches for each in full().check_examples())


@pytest.mark.parametrize("at", range(4))
def test_without_any_one_example_something_is_left(at: int) -> None:
    head, *examples = TEXT.split("[[examples]]\n")
    del examples[at]
    assert left(coverage_of(loads("[[examples]]\n".join([head, *examples])))) != []


ENTRIES = {
    '{ watched = true, grade = "poor" }': "consequences.reorganisation.when.watched",
    '{ any = [{ grade = "poor" }, { watched = true }] }': "consequences.talk.when.any.1.grade",
    "{ rectified = true }": "consequences.talk.unless.rectified",
    '{ grade = "poor", consecutive = 2 }': "statuses.watched.enter.grade",
    "when = { accident = true }\nat_most": "grading.caps.1.when.accident",
}
"""What is written, and the place of its first entry."""


@pytest.mark.parametrize("written", ENTRIES)
def test_an_entry_that_always_holds_is_not_shown_to_matter(written: str) -> None:
    """The first entry of the text is replaced by one that is true in every period."""
    entry = (
        '{ grade = "poor" }'
        if "any" in written
        else next(
            each
            for each in ("watched = true", "rectified = true", 'grade = "poor"', "accident = true")
            if each in written
        )
    )
    always = "period = { from = 1900 }"
    changed = written.replace(entry, f"{{ {always} }}" if entry.startswith("{") else always, 1)
    assert TEXT.count(written) == 1
    found = coverage_of(loads(TEXT.replace(written, changed), name="full.toml"))
    place = ENTRIES[written].rpartition(".")[0] + ".period"
    assert (place, "matters") in left(found)
    assert (place, "false") in left(found)


def test_the_two_rows_that_show_that_an_entry_matters_are_named() -> None:
    item = next(
        each
        for each in coverage_of(full()).items
        if (each.place, each.aspect) == ("consequences.talk.unless.rectified", "matters")
    )
    assert [(each.example["en"], each.unit, each.period) for each in item.by] == [
        ("watched after two poor years, until a good one", "-", 2013),
        ("watched after two poor years, until a good one", "-", 2011),
    ]
    assert [each.line for each in item.by] == [59, 59]
    assert (item.line, item.column, item.written) == (52, 12, "rectified = true")


BARE = """\
format = 1
policy = { id = "bare", title = "Bare" }
grades = [{ id = "good" }, { id = "poor" }]
[inputs]
score = { type = "number", min = 0, max = 100 }
kind = { type = "choice", of = ["county", "city"], optional = true }
[details.schools]
item = "school"
inputs.low = { type = "flag", optional = true }
conditions.counts = { low = true }
[parameters]
enough = [{ value = 60, from = 2011 }]
[measures.low]
formula = "if(rich, schools.count(counts), 0)"
decimals = 0
[measures.worth]
points = { of = "kind", values = { county = 1, city = 2 } }
[rankings.overall]
by = "score"
among = { kind = "county" }
[grading]
by = "score"
[[grading.scales]]
when = { kind = "city" }
bands = { good = 70, poor = 0 }
[[grading.scales]]
bands = [{ grade = "good", at_least = 60 }, { grade = "poor", at_least = 0 }]
[[grading.steps]]
most_down = 0
most_up = 0
[conditions]
rich = { score = { at_least = 60, below = 90 }, known = "score" }
[statuses.idle]
enter = { grade = "poor", period = { until = 2010 } }
lasts_at_most = 2
[[consequences]]
id = "talk"
[consequences.when.number_of]
conditions = [{ low = { above = "enough" } }, { "overall.rank" = 1 }, { not = { rich = true } }]
at_least = 2
[[consequences]]
id = "praise"
when = { any = [{ grade = "good", consecutive = 2 }, { grade = "good", times = 1, of_last = 2 }] }
unless = { grade = { below = { ago = 1 } } }
"""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_left_is_told_with_its_place(language: str) -> None:
    """A policy without examples: all is left but what cannot be, and it is said why that is not asked for."""
    check_recorded(
        FOLDER / "recorded" / f"bare.{language}.txt", coverage_text(coverage_of(loads(BARE)), language) + "\n"
    )


def test_coverage_for_programs() -> None:
    found = coverage_of(loads(BARE + DETAILED, name="bare.toml"))
    check_recorded(FOLDER / "recorded" / "bare.json", indented(coverage_values(found)) + "\n")
    check_recorded(FOLDER / "recorded" / "bare.github.txt", "\n".join(coverage_annotations(found, "zh")) + "\n")


DETAILED = """\
[[examples]]
name = "a county with schools"
history = [{ period = 2011, score = 75, kind = "county" }, { period = 2012, score = 50, kind = "city" }]
details.schools = [{ period = 2011, school = "A", low = true }, { period = 2011, school = "B" }]
expect = { 2011 = ["praise"] }
"""


def test_a_policy_without_anything_is_wholly_shown() -> None:
    empty = coverage_of(loads('format = 1\npolicy = { id = "a", title = "A" }\n'))
    assert (empty.items, f"{empty.percent}", empty.kinds) == ((), "100.0", ())
    assert coverage_text(empty) == "  coverage: 100.0% (0 of 0)"


def test_shares_are_rounded_down_so_that_only_all_of_it_is_100() -> None:
    text = "\n".join(f"[conditions.c{at}]\nflag = true\n" for at in range(600))
    policy = loads(
        'format = 1\npolicy = { id = "a", title = "A" }\n[inputs]\nflag = { type = "flag" }\n'
        + text
        + '[conditions.odd]\nperiod = { from = 2012, until = 2012 }\n[[examples]]\nname = "a"\nexpect = { 2011 = [] }\n'
        + "history = [{ period = 2011, flag = true }, { period = 2013, flag = false }]\n"
    )
    assert f"{coverage_of(policy).percent}" == "99.8"


def test_installed_policies_say_where_they_are_left() -> None:
    found = coverage_of(load("jincheng-2010"))
    assert found.file == "jincheng-2010"
    assert all(each.line for each in found.items)


ARTICLES = """\
[sources.rules]
title = "Rules"
articles = ["第一条", "第二条", "第三条", "第四条"]
left_out = [{ article = "第一条", why = { en = "purpose", zh = "目的" } }]
[sources.more]
title = "More"
[measures.worth]
formula = "points"
source = "rules"
article = "第三条第二款"
[statuses.slow]
enter = { grade = "poor" }
leave = { grade = "good" }
source = "rules"
article = "第二条、第五条"
"""


def test_articles_are_encoded_or_left_out_or_left() -> None:
    found = coverage_of(loads(TEXT + ARTICLES))
    articles = {each.written: each for each in found.items if each.kind == "article"}
    assert {name: (each.state, each.encoded) for name, each in articles.items()} == {
        "第一条": ("excused", None),
        "第二条": ("shown", "statuses.slow"),
        "第三条": ("shown", "measures.worth"),
        "第四条": ("left", None),
    }
    assert [articles["第一条"].why(language) for language in ("en", "zh")] == ["purpose", "目的"]
    assert found.count("article") == (2, 3)
    assert found.unlisted == ("more",)
