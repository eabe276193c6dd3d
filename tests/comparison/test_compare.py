"""Two policies side by side: what differs as written, and whether any history is treated otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import attrs
import pytest

import targetrules
from targetrules import Policy, extra
from targetrules.comparison import Comparison, NotAsked, compare, comparison_text
from targetrules.comparison.for_programs import comparison_values
from targetrules.comparison.written import WORDS, written_differences
from targetrules.proof import Difference, Equivalent, Open
from targetrules.syntax.schema import PolicyFile
from targetrules.syntax.shape import keys_of
from tests.recorded import check_recorded

HERE = Path(__file__).parent
EVERY = HERE.parent / "mutation" / "every-change.toml"
OLD, NEW = ((HERE / name).read_text(encoding="utf-8") for name in ("old.toml", "new.toml"))


def changed(text: str, **by: str) -> str:
    for old, new in by.items():
        assert old in text
        text = text.replace(old, new)
    return text


def compared(old: str, new: str, **how: Any) -> Comparison:
    return compare(targetrules.loads(old, name="old.toml"), targetrules.loads(new, name="new.toml"), **how)


def entries(old: str, new: str) -> list[tuple[str, str, str | None, str | None, str]]:
    """What is changed as written: where, what stood and stands there, and what it is of."""
    pair = (targetrules.loads(text, name="policy.toml") for text in (old, new))
    return [
        (f"{each.section}.{each.name}".strip("."), one.inside, one.old, one.new, one.effect)
        for each in written_differences(*pair)
        for one in each.entries
    ]


# ---- as written ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", ["jincheng-2010", "nc-low-performing", "cqc-aggregation", "medicare-star-cuts"])
def test_a_policy_does_not_differ_from_itself(id_: str) -> None:
    assert written_differences(targetrules.load(id_), targetrules.load(id_)) == ()


def test_layout_comments_and_the_order_of_names_are_no_difference() -> None:
    other = changed(
        OLD,
        **{
            "[conditions.low]\nscore = { below = 50 }\n": "",
            "[conditions.unused]": "# moved\n[conditions.unused]",
            "[grading]": "[conditions]\nlow.score.below = 50.0\n[grading]",
            'grade = "poor", consecutive = 2': 'consecutive = 2, grade = "poor"',
        },
    )
    other = other.replace("[conditions]\nlow.score.below = 50.0\n", "[conditions.low.score]\nbelow = 50\n")
    assert entries(OLD, other) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("consecutive = 2", "times = 2, of_last = 3", ("when", "consecutive = 2", "times = 2, of_last = 3", "decides")),
        ("consecutive = 2", "consecutive = 3", ("when", "consecutive = 2", "consecutive = 3", "decides")),
        ('zh = "上门指导"', 'zh = "帮扶"', ("label", 'zh = "上门指导"', 'zh = "帮扶"', "words")),
        ('article = "5"', 'article = "7"', ("", 'article = "5"', 'article = "7"', "words")),
        ('article = "5"', 'article = "5"\nwithin = "30 days"', ("", None, 'within = "30 days"', "decides")),
        ('article = "5"', 'article = "5"\nseverity = 2', ("", None, "severity = 2", "words")),
    ],
)
def test_what_is_another_in_a_definition(
    old: str, new: str, found: tuple[str, str | None, str | None, str] | None
) -> None:
    expected = [] if found is None else [("consequences.visit", *found)]
    assert entries(OLD, changed(OLD, **{old: new})) == expected


def test_an_input_may_be_called_like_a_word_for_people() -> None:
    old = OLD.replace("score", "title")
    assert entries(old, changed(old, **{"above = 95": "above = 96"})) == [
        ("consequences.praise", "when.any[2].title", "above = 95", "above = 96", "decides")
    ]
    assert entries(old, changed(old, **{"title = { above = 95 }": "low = true"})) == [
        ("consequences.praise", "when.any[2]", "title = { above = 95 }", "low = true", "decides")
    ]


def test_grades_in_another_order_are_another_scale() -> None:
    good, poor = (f'[[grades]]\nid = "{id_}"\n' for id_ in ("good", "poor"))
    two = 'format = 1\n[policy]\nid = "x"\ntitle = "X"\n{}{}[inputs]\ngrade = {{ type = "grade" }}\n'
    assert entries(two.format(good, poor), two.format(poor, good)) == [
        ("grades", "", '"good", "poor"', '"poor", "good"', "decides")
    ]


STEPS = """
[procedure]
[[procedure.steps]]
id = "plan"
by = "office"
[[procedure.steps]]
id = "review"
label = "Review"
by = "office"
[[procedure.steps]]
id = "close"
by = "office"
"""


def test_steps_are_told_by_their_ids_and_decide_nothing() -> None:
    """One that is gone, one whose office and label are others, one that came, and two in another order."""
    plan, review, close = (f"[[procedure.steps]]{each}" for each in STEPS.split("[[procedure.steps]]")[1:])
    old = OLD.replace("[[examples]]", STEPS + "[[examples]]", 1)
    other = review.replace('"Review"', '"Check"').replace('"office"', '"group"')
    new = changed(old, **{plan + review + close: close + other + '[[procedure.steps]]\nid = "appeal"\n'})
    assert entries(old, new) == [
        ("procedure.steps.plan", "", '{ id = "plan", by = "office" }', None, "procedure"),
        ("procedure.steps.review", "", 'label = "Review"', 'label = "Check"', "words"),
        ("procedure.steps.review", "", 'by = "office"', 'by = "group"', "procedure"),
        ("procedure.steps.appeal", "", None, '{ id = "appeal" }', "procedure"),
        ("procedure.steps", "", '"review", "close"', '"close", "review"', "procedure"),
    ]


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "en",
            [
                "  Nothing that decides is written otherwise.",
                "  Procedure, which a register holds an assessment to (no outcome rests on it):",
                "    [[procedure.steps]] review",
                '      `by = "office"` → `by = "group"` (line 62)',
            ],
        ),
        (
            "zh",
            [
                "  影响结论的条文没有不同。",
                "  程序（台账据以登记，不影响结论）有不同：",
                "    [[procedure.steps]] review",
                '      `by = "office"` 改为 `by = "group"`（第 62 行）',
            ],
        ),
    ],
)
def test_a_procedure_has_a_heading_of_its_own_and_alone_is_no_difference(lang: str, told: list[str]) -> None:
    old = OLD.replace("[[examples]]", STEPS + "[[examples]]", 1)
    new = changed(old, **{'"Review"\nby = "office"': '"Review"\nby = "group"'})
    found = compared(old, new)
    assert not found.differs
    assert comparison_text(found, lang).split("\n")[2:-1] == told
    ((entry,),) = [each["entries"] for each in comparison_values(found, lang)["written"]]
    assert entry["effect"] == "procedure"
    assert compared(OLD, old).differs is False


def test_of_long_lists_what_is_in_one_alone_is_told() -> None:
    days = [f"2024-02-{day:02}" for day in range(1, 20)]
    text = 'format = 1\n[policy]\nid = "x"\ntitle = "X"\n[calendar]\n'
    text += "covers = {{ from = 2024-01-01, until = 2024-12-31 }}\nclosed = [{}]\n"
    found = entries(text.format(", ".join(days)), text.format(", ".join([*days[:4], *days[5:], "2024-03-01"])))
    assert found == [
        ("calendar", "closed[5]", "2024-02-05", None, "decides"),
        ("calendar", "closed[19]", None, "2024-03-01", "decides"),
    ]


def test_places_are_lines_of_both_files_and_of_examples_beside_them(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(OLD[: OLD.index("[[examples]]")], encoding="utf-8")
    (tmp_path / "one.examples.toml").write_text("\n" + OLD[OLD.index("[[examples]]") :], encoding="utf-8")
    one, other = targetrules.load(tmp_path / "one.toml"), targetrules.loads(NEW, name="new.toml")
    found = {(each.section, each.name): each for each in written_differences(one, other)}
    visit, example = found["consequences", "visit"].entries, found["examples", "twice"].entries
    (place,) = {each.old_place for each in visit if each.new == "times = 2, of_last = 3"}
    assert place is not None
    assert (place.line, place.text) == (42, 'when = { grade = "poor", consecutive = 2 }')
    assert [(Path(each.old_place.file).name, each.old_place.line) for each in example if each.old_place] == [
        ("one.examples.toml", 3),
        ("one.examples.toml", 4),
    ]


def classes(kind: Any, found: dict[str, type]) -> dict[str, type]:
    """The classes of the syntax that a type speaks of."""
    if attrs.has(kind) and kind.__name__ not in found:
        found[kind.__name__] = kind
        for key in keys_of(kind).values():
            classes(key.kind, found)
    for part in get_args(kind):
        classes(part, found)
    return found


def test_every_key_of_the_language_decides_or_is_for_people() -> None:
    keys = sorted(f"{name}.{key}" for name, kind in classes(PolicyFile, {}).items() for key in keys_of(kind))
    told = [f"{key}  {'words' if key.rpartition('.')[2] in WORDS else 'decides'}" for key in keys]
    check_recorded(HERE / "keys.txt", "\n".join(told) + "\n")


# ---- in all histories ------------------------------------------------------------------------------------------------


def test_what_is_written_otherwise_may_mean_the_same() -> None:
    found = compared(OLD, changed(OLD, **{"consecutive = 2": "times = 2, of_last = 2"}))
    assert isinstance(found.in_all, Equivalent)
    assert found.differs


def test_a_smallest_history_shows_the_difference() -> None:
    found = compared(OLD, changed(OLD, **{"consecutive = 2": "times = 2, of_last = 3"}))
    assert isinstance(found.in_all, Difference)
    assert len(found.in_all.history.rows) == 3
    assert "visit" in {*found.in_all.old.consequences} ^ {*found.in_all.new.consequences}


def test_labels_alone_decide_nothing() -> None:
    found = compared(
        OLD, changed(OLD, **{'"上门指导"': '"帮扶"', '"Schools"': '"Our schools"', "score = 40 }]": "score = 41 }]"})
    )
    assert not found.differs
    assert comparison_text(found).split("\n")[:3] == [
        "Schools (schools) → Our schools (schools)",
        "  old.toml → new.toml",
        "  Nothing that decides is written otherwise.",
    ]


def test_policies_that_read_other_results_are_compared_as_written() -> None:
    found = compared(OLD, changed(OLD, **{"max = 100": "max = 120"}))
    assert isinstance(found.in_all, NotAsked)
    assert comparison_text(found).split("\n")[-1] == (
        "  Whether both decide alike in all histories was not asked: expected: a policy that reads the same results; "
        "the input “score” is declared otherwise, or is not there"
    )


def test_without_solvers_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda _: None)
    found = compared(OLD, OLD)
    assert isinstance(found.in_all, NotAsked)
    assert "prove" in found.in_all.text("zh")
    assert not found.differs
    assert comparison_values(found, "zh")["in_all_histories"]["answer"] == "not-asked"


def test_past_the_time_nobody_knows() -> None:
    found = compared(OLD, NEW, timeout=1e-6)
    assert isinstance(found.in_all, Open)
    assert comparison_values(found)["in_all_histories"]["why"] == "time"
    assert comparison_text(found).split("\n")[-1] == (
        "  Nobody knows whether both give the same grades and consequences in all histories: the time was up "
        "(seconds: 0.000001) before any were searched. `--timeout` gives more time."
    )


@pytest.mark.parametrize(
    ("lang", "answer", "told"),
    [
        ("en", Open("", 3, "time"), "the time was up (seconds: 20); in none of up to 3 periods was a difference found"),
        ("zh", Open("", 3, "time"), "20 秒的时限已到，3 个期间以内没有找到不同。时限可用 `--timeout` 延长。"),
        ("zh", Open("", 0, "time"), "20 秒的时限已到，还没有查完任何历史。时限可用 `--timeout` 延长。"),
        ("en", Open("", 3, "second"), "histories: in none of up to 3 periods was a difference found."),
    ],
)
def test_it_is_said_how_long_was_searched(lang: str, answer: Open, told: str) -> None:
    policy: Policy = targetrules.loads(OLD, name="old.toml")
    assert told in comparison_text(Comparison(policy, policy, (), answer), lang)


# ---- told ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_comparison_in_words_and_as_json(lang: str) -> None:
    found = compared(OLD, NEW)
    told = [comparison_text(found, lang), json.dumps(comparison_values(found, lang), ensure_ascii=False, indent=1)]
    check_recorded(HERE / f"comparison.{lang}.txt", "\n".join(told) + "\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"new": "new.toml"}, "new: 'new.toml' (str) is not a policy, which targetrules.load gives"),
        ({"timeout": 0}, "timeout: 0 (int) is not a number of seconds above 0, at most 86400"),
    ],
)
def test_what_cannot_be_used(arguments: dict[str, Any], message: str) -> None:
    policy: Policy = targetrules.loads(OLD, name="old.toml")
    with pytest.raises(targetrules.ArgumentError) as raised:
        compare(**{"old": policy, "new": policy, **arguments})
    assert str(raised.value) == message
