"""What was decided, as results say it: one spelling of each decision, and what must be known of earlier periods."""

from __future__ import annotations

import pytest

from targetrules import loads
from targetrules.outcome import Remark
from targetrules.rules.analysis.decided_before import decided_before
from targetrules.rules.decided import (
    DECIDED_GRADE,
    DECIDED_RECEIVED,
    Decision,
    decided_of,
    differences,
    ids_named,
    parts_named,
    received_text,
    remarks_of,
)
from targetrules.rules.reserved import columns_of, reserved_inputs
from targetrules.rules.succession import COLUMNS
from targetrules.rules.tree import Rules

HEAD = 'format = 1\n[policy]\nid = "x"\ntitle = "x"\n'
GRADES = (
    '[[grades]]\nid = "good"\n[[grades]]\nid = "poor"\n[inputs]\nscore = { type = "number", min = 0, max = 100 }\n'
    'late = { type = "flag" }\n[grading]\nby = "score"\nbands = { good = 60, poor = 0 }\n'
)
CONSEQUENCES = (
    '[[consequences]]\nid = "talk"\nlabel = { zh = "约谈", en = "Talk" }\nwhen = { score = { below = 60 } }\n'
    '[[consequences]]\nid = "a; b"\nlabel = { zh = "甲", en = "Same" }\nwhen = { score = { below = 50 } }\n'
    '[[consequences]]\nid = "c"\nlabel = { zh = "丙", en = "Same" }\nwhen = { score = { below = 40 } }\n'
)
INPUT = '[inputs]\nscore = { type = "number" }\n'


def rules(text: str, head: str = HEAD) -> Rules:
    return loads(head + text).rules


EVERYTHING = rules(GRADES + CONSEQUENCES)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("talk", {"talk"}),
        (" Talk；c\n约谈 ; ", {"talk", "c"}),
        ("a; b", {"a; b"}),
        ("甲; talk", {"a; b", "talk"}),
        ("ｔａｌｋ", {"talk"}),
        ("none", set()),
        ("NONE", set()),
        ("无", set()),
        ("[]", set()),
        ('["a; b", "talk"]', {"a; b", "talk"}),
    ],
)
def test_consequences_that_a_text_names(text: str, ids: set[str]) -> None:
    assert ids_named(EVERYTHING, text) == frozenset(ids)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("tolk", "tolk"),
        ("talk; none", " none"),
        ("talk, c", "talk, c"),
        ("a; talk", "a"),
        ("Same", "Same"),  # of two
        ('["talk", "zz"]', "zz"),
        ('["talk", 1]', '["talk", 1]'),
        ('["talk"', '["talk"'),
        ("[1]", "[1]"),
    ],
)
def test_the_first_part_that_names_none(text: str, part: str) -> None:
    assert ids_named(EVERYTHING, text) == part


def test_parts_of_a_list_are_whole_names() -> None:
    assert parts_named(EVERYTHING, ["a; b", "丙"]) == frozenset({"a; b", "c"})
    assert parts_named(EVERYTHING, ["talk; c"]) == "talk; c"
    assert parts_named(EVERYTHING, []) == frozenset()


@pytest.mark.parametrize(
    ("ids", "text"),
    [
        ([], "none"),
        (["talk"], "talk"),
        (["c", "talk"], "talk; c"),
        (["a; b"], "a; b"),
        (["a; b", "c"], '["a; b", "c"]'),
    ],
)
def test_one_text_for_some_consequences(ids: list[str], text: str) -> None:
    assert received_text(EVERYTHING, ids) == text
    assert ids_named(EVERYTHING, text) == frozenset(ids)


def test_a_consequence_that_is_called_none_is_told_from_none() -> None:
    called = rules(INPUT + '[[consequences]]\nid = "none"\nwhen = { score = 1 }\n')
    assert ids_named(called, "none") == frozenset({"none"})
    assert received_text(called, []) == "[]"
    assert ids_named(called, "[]") == frozenset()


def test_there_are_columns_of_what_a_policy_decides() -> None:
    assert list(reserved_inputs(EVERYTHING)) == [DECIDED_GRADE, DECIDED_RECEIVED, *COLUMNS]
    assert reserved_inputs(EVERYTHING)[DECIDED_GRADE].options == ("good", "poor", "none")
    assert list(columns_of(EVERYTHING)) == ["score", "late", DECIDED_GRADE, DECIDED_RECEIVED, *COLUMNS]
    assert list(reserved_inputs(rules(GRADES))) == [DECIDED_GRADE, *COLUMNS]
    assert list(reserved_inputs(rules(INPUT + CONSEQUENCES))) == [DECIDED_RECEIVED, *COLUMNS]
    assert list(reserved_inputs(rules(INPUT))) == list(COLUMNS)


def test_what_was_decided_of_a_row() -> None:
    assert decided_of(EVERYTHING, {"score": 1}) is None
    assert decided_of(EVERYTHING, {DECIDED_GRADE: "good"}) == Decision("good", None)
    assert decided_of(EVERYTHING, {DECIDED_GRADE: "none", DECIDED_RECEIVED: "talk; c"}) == Decision(
        "", frozenset({"talk", "c"})
    )


def test_differences_are_told_in_the_order_of_the_policy() -> None:
    decision = Decision("", frozenset({"c", "a; b"}))
    found = list(differences(EVERYTHING, decision, "poor", {"talk", "c"}))
    assert found == [
        Remark("other-grade-decided", "none"),
        Remark("not-decided", "talk"),
        Remark("also-decided", "a; b"),
    ]
    assert [each for each in remarks_of(EVERYTHING) if each in found] == found
    assert not list(differences(EVERYTHING, Decision("", None), None, {"talk"}))
    assert not list(differences(EVERYTHING, Decision(None, frozenset({"talk"})), "poor", {"talk"}))
    assert [each.code for each in remarks_of(rules(INPUT + CONSEQUENCES))] == ["also-decided", "not-decided"] * 3


# ---- before the first period that is judged --------------------------------------------------------------------------

GRADE, RECEIVED = frozenset({DECIDED_GRADE}), frozenset({DECIDED_RECEIVED})


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        ("when = { grade = 'poor' }", frozenset()),
        ("when = { late = true, consecutive = 2 }", frozenset()),
        ("when = { grade = 'poor', consecutive = 2 }", GRADE),
        ("when = { rated = true, ago = 1 }", GRADE),
        ("when = { weak = true, ago = 1 }", GRADE),
        ("when = { watched = true }", GRADE),
        ("when = { received = 'talk' }", RECEIVED),
        ("when = { receives = 'talk', ago = 1 }", RECEIVED),
        ("when = { late = true, times = 2, resets = { receives = 'talk' } }", RECEIVED),
        ("when = { grade = 'poor', times = 2, resets = { receives = 'talk' } }", GRADE | RECEIVED),
        ("when = { place = 'last', ago = 1 }", GRADE),
    ],
)
def test_what_must_be_known_of_periods_before_the_first_one(rule: str, asked: frozenset[str]) -> None:
    """The talk rests on the grade; what is asked is whether it was received, not why."""
    text = GRADES + (
        "[conditions.weak]\ngrade = 'poor'\n"
        + ("[rankings.overall]\nby = 'score'\namong = { rated = true }\n" if "place" in rule else "")
        + ("[statuses.watched]\nenter = { weak = true }\n" if "watched" in rule else "")
        + '[[consequences]]\nid = "talk"\nwhen = { grade = "poor" }\n'
        + f'[[consequences]]\nid = "x"\n{rule}\n'
    )
    assert decided_before(rules(text, HEAD + "first_period = 2012\n")) == asked
    assert decided_before(rules(text)) == frozenset()


def test_a_step_looks_back_at_the_grade() -> None:
    text = GRADES + "[[grading.steps]]\nmost_down = 1\n"
    assert decided_before(rules(text, HEAD + "first_period = 2012\n")) == GRADE


def test_a_policy_judges_from_its_first_period_on() -> None:
    begins = rules(GRADES, HEAD + "first_period = 2012\n")
    assert [begins.judges(period) for period in (2011, 2012, 2013)] == [False, True, True]
    assert EVERYTHING.judges(-5)
