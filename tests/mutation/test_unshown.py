"""What a policy says that no example can notice: it counts as not noticed, and what is said without need is told."""

from __future__ import annotations

from importlib import import_module

import pytest

from targetrules import Policy, loads
from targetrules.mutation import score, score_text
from targetrules.mutation.for_programs import score_annotations, score_values

HEAD = """\
format = 1
policy = { id = "small", title = "Small" }
grades = [{ id = "good" }, { id = "poor" }]
[inputs]
score = { type = "number", min = 0, max = 100 }
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[claims]]
id = "good-has-60"
always = { if = { grade = "good" }, then = { score = { at_least = 60 } } }
[[examples]]
name = "both grades"
history = [{ unit = "a", period = 2011, score = 59 }, { unit = "b", period = 2011, score = 60 }]
"""
EXPECTED = 'expect = { a = { 2011 = { grade = "poor" } }, b = { 2011 = { grade = "good" } } }\n'
BARE = "expect = { a = { 2011 = [] }, b = { 2011 = [] } }\n"


@pytest.fixture(autouse=True)
def without_solvers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("targetrules.mutation.score"), "can_prove", lambda: False)


def of(*parts: str) -> Policy:
    return loads("".join((HEAD, *parts)), name="small.toml")


def entry(place: str, change: str) -> str:
    return f"[[unshown]]\nplace = \"{place}\"\nchange = '{change}'\nwhy = {{ en = 'the same', zh = '一样' }}\n"


@pytest.mark.parametrize("change", ["`good = 60` → `good = 61`", "`good = 60` 改为 `good = 61`"])
def test_what_is_explained_counts_as_not_noticed(change: str) -> None:
    found = score(of(BARE, entry("grading.bands.good", change)), histories=0)
    assert [each.mutant.change() for each in found.explained] == ["`good = 60` → `good = 61`"]
    assert [each.mutant.change() for each in found.unseen] == []
    assert (len(found.killed), found.counted, found.needless) == (1, 2, ())
    assert score_text(found, "zh").split("\n")[1:] == [
        "  没有发现，而政策中已有说明的（仍按没有发现计）：1 处",
        "    small.toml:8:11  `good = 60` 改为 `good = 61`",
        "      一样",
    ]
    (survivor,) = score_values(found, "en")["survivors"]
    assert (survivor["place"], survivor["why"]) == ("grading.bands.good", "the same")
    assert [*score_annotations(found, "en")] == []


def test_what_is_not_explained_is_offered_as_an_entry() -> None:
    found = score(of(BARE), histories=0)
    assert score_text(found).split("\n")[3:] == [
        "  where they mean the same, say why in the policy:",
        "",
        "[[unshown]]",
        'place = "grading.bands.good"',
        'change = "`good = 60` → `good = 61`"',
        'why = "…"',
        "",
    ]


def test_an_explanation_is_refuted_by_results_that_tell_the_two_apart() -> None:
    found = score(of(BARE, entry("grading.bands.good", "`good = 60` → `good = 61`")))
    assert (found.explained, found.unseen, len(found.survivors)) == ((), (), 1)
    assert score_text(found).split("\n")[1:4] == [
        "  not noticed: 1",
        "    small.toml:8:11  `good = 60` → `good = 61`  (example 1 below)",
        "      the policy says that no example can: the same",
    ]


NEEDLESS = {
    entry("grading.bands.good", "`good = 60` → `good = 62`"): (
        (
            "grading.bands.good, `good = 60` → `good = 62`: there is no such change, but: `good = 60` → `good = 61`,"
            " `good = 60` → `good = 59`"
        ),
        (
            "grading.bands.good，`good = 60` → `good = 62`：这个位置没有这一改动，有的是："
            "`good = 60` 改为 `good = 61`、`good = 60` 改为 `good = 59`"
        ),
    ),
    entry("grading.bands.god", "`good = 60` → `good = 61`"): (
        (
            "grading.bands.god, `good = 60` → `good = 61`: there is no such place among what is asked for; did you mean"
            " “grading.bands.good”?"
        ),
        "grading.bands.god，`good = 60` → `good = 61`：应当检验的内容中没有这个位置；是不是“grading.bands.good”？",
    ),
    entry("grading.bands.good", "`good = 60` → `good = 61`"): (
        "grading.bands.good, `good = 60` → `good = 61`: not needed any more: shown by both grades",
        "grading.bands.good，`good = 60` → `good = 61`：已不需要说明，有示例检验到了：both grades",
    ),
}


@pytest.mark.parametrize("text", NEEDLESS)
def test_what_is_said_without_need_is_told(text: str) -> None:
    found = score(of(EXPECTED, text), histories=0)
    assert found.survivors == ()
    (needless,) = found.needless
    assert (needless.text("en"), needless.text("zh")) == NEEDLESS[text]
    assert score_text(found).split("\n")[1:] == [
        "  under [[unshown]], but of no use:",
        f"    small.toml:16:3  {NEEDLESS[text][0]}",
    ]
    assert [each["says"] for each in score_values(found, "zh")["needless"]] == [NEEDLESS[text][1]]
    assert [*score_annotations(found, "en")] == [
        f"::warning file=small.toml,title=what no example can show,line=16,col=3::{NEEDLESS[text][0]}"
    ]


def test_what_a_claim_notices_needs_no_reason() -> None:
    found = score(of(BARE, entry("grading.bands.good", "`good = 60` → `good = 59`")), histories=0)
    assert [each.text("en") for each in found.needless] == [
        "grading.bands.good, `good = 60` → `good = 59`: not needed any more: noticed by the claim good-has-60"
    ]
    assert [each.text("zh") for each in found.needless] == [
        "grading.bands.good，`good = 60` → `good = 59`：已不需要说明，有断言发现了这一改动：good-has-60"
    ]
