"""Rules that are in force before the text that they come from is dated."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import loads
from targetrules.drawing.histories import Extent
from targetrules.engine.reference import ReferenceEngine, evaluate
from targetrules.period import PeriodKind, latest_beginning, ordinal_of
from targetrules.proof import Noticed, questions
from targetrules.proof.beginnings import Beginnings
from targetrules.proof.drawn import drawn
from targetrules.proof.question_text import noticed_text, noticed_values
from targetrules.proof.text import Telling
from targetrules.report.labels import PolicyLabels
from targetrules.rules import tree
from tests.effort import examples
from tests.proof.corpus import random_policy

POLICY = """format = 1
policy = {{ id = "p", title = "P"{policy} }}
sources.law = {{ title = "The law", date = {day} }}
sources.undated = {{ title = "Another" }}
inputs.late = {{ type = "flag" }}
[[consequences]]
id = "talk"
label = "Talk"
source = "law"
{more}
"""
LATE = "when = { late = true }\n"


def asked(more: str, day: str = "2012-03-01", policy: str = "") -> list[Noticed]:
    """What is answered of sources."""
    text = POLICY.format(policy=policy, day=day, more=more)
    return [each for each in questions(loads(text), timeout=60) if each.kind == "before-source"]


NEW = "{ late = true, period = { from = 2011 } }"
SINCE = "when = {{ {} , all = [{{ new = true }}] }}\n[conditions.new]\nlate = true\nperiod = {{ from = 2011 }}"
CASES = "[measures.score]\ndecimals = 0\ncases = [{ when = " + NEW + ', formula = "2" }]\n'
TWO = "{ conditions = [" + NEW + ", " + NEW + ", { late = true }], "
FIRST_TALK = 'when = { receives = "first", ago = 1 }\n[[consequences]]\nid = "first"\n'
LOOP = """when = { any = [{ receives = "talk", ago = 1 }, { receives = "first", ago = 1 }] }
[[consequences]]
id = "first"
when = { any = [{ receives = "talk", ago = 1 }, { late = true, period = { from = 2011 } }] }
"""
FIRST = ", first_period = 2012"
QUARTER, SCHOOL, SEQUENCE = (f', period = "{each}"' for each in ("quarter", "school-year", "sequence"))


@pytest.mark.parametrize(
    ("more", "day", "policy", "start"),
    [
        (LATE + "from = 2012", "2012-01-01", "", "nothing"),
        (LATE + "from = 2012", "2012-01-02", "", 2012),
        (LATE + "from = 2013", "2012-12-31", "", "nothing"),
        (LATE, "2012-01-02", "", None),
        (LATE + "until = 2011", "2012-01-02", "", None),
        (LATE, "2012-01-01", FIRST, "nothing"),
        (LATE, "2012-03-01", FIRST, 2012),
        (LATE + "from = 2013", "2012-03-01", FIRST, "nothing"),
        ("when = { late = true, period = { from = 2013 } }", "2012-03-01", "", "nothing"),
        ("when = { late = true, period = { from = 2012 } }", "2012-03-01", "", 2012),
        ("when = { late = true, all = [{ period = { from = 2011, every = 3 } }] }", "2012-03-01", "", 2011),
        ("when = { late = true, new = true }\n[conditions.new]\nperiod = { from = 2013 }", "2012-03-01", "", "nothing"),
        ("when = { any = [{ late = true }, { period = { from = 2013 } }] }", "2012-03-01", "", None),
        ("when = { late = true, not = { period = { from = 2013 } } }", "2012-03-01", "", None),
        ("when = { late = true, not = { period = { until = 2010 } } }", "2012-03-01", "", 2011),
        (
            "when = { any = [" + NEW + ", { period = { from = 2013 } }] }",
            "2012-03-01",
            "",
            2011,
        ),
        (SINCE.format("consecutive = 2"), "2012-03-01", "", 2012),
        (SINCE.format("consecutive = 3"), "2012-03-01", "", "nothing"),
        (SINCE.format("times = 2, of_last = 5"), "2012-03-01", "", 2012),
        (SINCE.format("ago = 1"), "2012-03-01", "", 2012),
        ("when = { late = true, consecutive = 2, since = 2011 }", "2012-03-01", "", 2012),
        ("when = { late = true, consecutive = 2 }", "2012-03-01", "", None),
        (
            "when = { number_of = " + TWO + "at_least = 2 } }",
            "2012-03-01",
            "",
            2011,
        ),
        (
            "when = { number_of = " + TWO + "at_least = 1 } }",
            "2012-03-01",
            "",
            None,
        ),
        (LATE + "unless = { not = " + NEW + " }", "2012-03-01", "", 2011),
        ("when = { watched = true }\n[statuses.watched]\nenter = " + NEW, "2012-03-01", "", 2011),
        ("when = { watched = false }\n[statuses.watched]\nenter = " + NEW, "2012-03-01", "", None),
        ("when = { score = { above = 1 } }\n" + CASES, "2012-03-01", "", 2011),
        ('when = { known = "score" }\n' + CASES, "2012-03-01", "", 2011),
        ("when = { score = { above = 1 } }\n" + CASES + 'otherwise = "0"\n', "2012-03-01", "", None),
        (
            'when = { receives = "first", ago = 1 }\n[[consequences]]\nid = "first"\nfrom = 2011\n' + LATE,
            "2012-03-01",
            "",
            2012,
        ),
        (LOOP, "2012-03-01", "", 2012),
        (LATE + 'from = "2012Q1"', "2012-01-02", QUARTER, "2012Q1"),
        (LATE + 'from = "2012Q2"', "2012-04-01", QUARTER, "nothing"),
        ('when = { late = true, period = { from = "2012Q2", in = "Q3" } }', "2012-07-01", QUARTER, "nothing"),
        ('when = { late = true, period = { from = "2012Q2", in = "Q3" } }', "2012-07-02", QUARTER, "2012Q3"),
        (LATE + 'from = "2012/13"', "2012-12-31", SCHOOL, "nothing"),  # when it begins is for offices to say
        (LATE + 'from = "2012/13"', "2013-01-01", SCHOOL, "2012/13"),
    ],
)
def test_a_rule_is_in_force_before_its_source_where_its_first_period_begins_earlier(
    more: str, day: str, policy: str, start: int | str | None
) -> None:
    (noticed,) = asked(more, day, policy)
    if start == "nothing":
        assert (noticed.answer, noticed.about, noticed.start) == ("nothing", ("law",), None)
    else:
        assert (noticed.answer, noticed.about, noticed.start) == ("found", ("law", "talk"), start)
    assert noticed.line == 3


@pytest.mark.parametrize(
    ("kind", "written", "day"),
    [
        ("year", "2012", date(2012, 1, 1)),
        ("half", "2012H2", date(2012, 7, 1)),
        ("quarter", "2012Q4", date(2012, 10, 1)),
        ("month", "2012-11", date(2012, 11, 1)),
        ("fiscal-year", "2012/13", date(2012, 12, 31)),
        ("sequence", "7", None),
    ],
)
def test_when_a_period_begins_at_the_latest(kind: str, written: str, day: date | None) -> None:
    ordinal = ordinal_of(PeriodKind(kind), written)
    assert ordinal is not None
    assert latest_beginning(PeriodKind(kind), ordinal) == day


def test_sequences_and_sources_without_a_date_are_not_asked_about() -> None:
    assert asked(LATE, policy=SEQUENCE) == []
    assert asked(LATE.replace("when", "severity = 1\nwhen")) != []
    text = POLICY.format(policy="", day="2012-03-01", more=LATE).replace('source = "law"', 'source = "undated"')
    assert [each for each in questions(loads(text), timeout=60) if each.kind == "before-source"] == []


GRADED = """format = 1
policy = { id = "p", title = "P" }
sources.law = { title = "The law", date = 2012-03-01 }
grades = [{ id = "good" }, { id = "fair" }, { id = "poor" }]
inputs.score = { type = "number", min = 0, max = 100 }
inputs.late = { type = "flag" }
[measures.doubled]
label = "Doubled"
source = "law"
decimals = 0
versions = [{ from = 2010, until = 2012, formula = "2 * score" }, { from = 2013, formula = "2 * score + 1" }]
[rankings.order]
by = "score"
source = "law"
from = 2011
[statuses.watched]
label = "Watched"
enter = { late = true, period = { from = 2011 } }
leave = { late = false }
source = "law"
[grading]
by = "score"
[[grading.scales]]
bands = { good = 80, fair = 60, poor = 0 }
source = "law"
[[grading.caps]]
when = { late = true, period = { from = 2011 } }
at_most = "fair"
source = "law"
[[grading.quotas]]
grade = "good"
at_most = "50%"
ranking = "order"
from = 2013
source = "law"
"""


def test_whatever_names_a_source_is_asked_about_grouped_by_the_period_in_which_it_begins() -> None:
    policy = loads(GRADED)
    answers = [each for each in questions(policy, timeout=60) if each.kind == "before-source"]
    assert [(each.start, each.about) for each in answers] == [
        (None, ("law", "grading.scales.1")),
        (2010, ("law", "doubled")),
        (2011, ("law", "order", "watched", "grading.caps.1")),
    ]
    assert noticed_values(policy.rules, answers[1]) == {
        "question": "before-source", "about": ["law", "doubled"], "line": 3, "answer": "found", "from": 2010,
    }  # fmt: skip
    told = [noticed_text(Telling(PolicyLabels(policy.rules, "en")), each) for each in answers]
    assert told[0].endswith(
        "“The law” is dated 2012-03-01, and of it this is in force before that day, in every period, "
        "for nothing says from when on (`from`, `first_period`): scale 1."
    )
    assert told[2].endswith("before that day, from 2011 on: order; Watched; cap, rule 1.")


@examples(20)
@given(st.integers(0, 10**9))
def test_nothing_is_so_before_it_begins(seed: int) -> None:
    """Of random policies: no consequence comes, no status or condition holds or fails, no measure is there before."""
    random = Random(seed)  # noqa: S311
    rules = random_policy(random, across_units=bool(seed % 2)).rules
    engine, beginnings = ReferenceEngine(rules), Beginnings(rules)
    flags = [tree.FlagIs(name, wanted) for name in (*rules.conditions, *rules.statuses) for wanted in (True, False)]
    for now in evaluate(rules, drawn(random, rules, Extent(units=3, periods=6))):
        if rules.judges(now.period):
            there = [beginnings.of_consequence(rule) for rule in rules.consequences if rule.id in now.received]
            there += [beginnings.of_measure(name) for name in rules.measures if now.values[name] is not None]
            there += [beginnings.of_condition(flag) for flag in flags if engine.holds(flag, now) is True]
            assert max(there, default=now.period) <= now.period
