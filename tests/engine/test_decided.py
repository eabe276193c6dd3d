"""Section 5, what was decided: later periods look back at it, and the row's own outcome is computed all the same."""

from __future__ import annotations

import pytest

from targetrules import History, Policy, loads
from targetrules.engine.choice import ENGINES
from targetrules.engine.reference import evaluate
from tests.engine.table import check_table, policy

GRADED = """
[inputs.score]
type = "number"
min = 0
max = 100
optional = true
[grading]
by = "score"
bands = { good = 80, fair = 60, poor = 0 }
"""
TALK = '[[consequences]]\nid = "talk"\nwhen = { grade = "poor" }\n'
WARNING = '[[consequences]]\nid = "warning"\nwhen = { grade = "poor", consecutive = 2 }\nreplaces = ["talk"]\n'


def graded(text: str) -> Policy:
    return policy(GRADED + text, grades="good fair poor")


def test_a_run_goes_by_the_grades_that_were_decided() -> None:
    check_table(
        graded(TALK + WARNING),
        """
        unit | period | score | decided.grade || grade | consequences | remarks
        a    | 2010   | 10    |               || poor  | talk         |
        a    | 2011   | 10    |               || poor  | warning      |
        b    | 2010   | 10    | good          || poor  | talk         | other-grade-decided good
        b    | 2011   | 10    |               || poor  | talk         |
        c    | 2010   | 90    | poor          || good  |              | other-grade-decided poor
        c    | 2011   | 10    |               || poor  | warning      |
        d    | 2010   | 10    | poor          || poor  | talk         |
        d    | 2011   | 10    | none          || poor  | warning      | other-grade-decided none
        d    | 2012   | 10    |               || poor  | talk         |
        """,
    )


def test_what_was_received_is_what_was_decided_and_else_what_follows_from_the_grade_that_was_decided() -> None:
    again = '[[consequences]]\nid = "again"\nwhen = { received = "talk", ago = 1 }\n'
    check_table(
        graded(TALK + again),
        """
        unit | period | score | decided.grade | decided.received || consequences | remarks
        a    | 2010   | 10    |               | none             || talk         | not-decided talk
        a    | 2011   | 90    |               |                  ||              |
        b    | 2010   | 90    |               | talk             ||              | also-decided talk
        b    | 2011   | 90    |               |                  || again        |
        c    | 2010   | 90    | poor          |                  ||              | other-grade-decided poor
        c    | 2011   | 90    |               |                  || again        |
        d    | 2010   | 90    | poor          | none             ||              | other-grade-decided poor
        d    | 2011   | 90    |               |                  ||              |
        e    | 2010   |       | poor          |                  ||              | other-grade-decided poor
        e    | 2011   | 90    |               |                  || again        |
        """,
    )


def test_ever_received_counts_afresh_and_replaces_by_what_was_decided() -> None:
    counted = (
        '[[consequences]]\nid = "fresh"\nwhen = { grade = "poor", times = 2, resets = { receives = "talk" } }\n'
        '[[consequences]]\nid = "ever"\nwhen = { received = "talk" }\n'
    )
    check_table(
        graded(TALK + counted),
        """
        unit | period | score | decided.received || consequences
        a    | 2010   | 10    | none             || talk
        a    | 2011   | 10    | none             || talk, fresh
        a    | 2012   | 10    | talk             || talk, fresh
        a    | 2013   | 10    |                  || talk, ever
        """,
    )


def test_how_far_a_grade_may_fall_is_told_from_the_one_that_was_decided() -> None:
    check_table(
        graded("[[grading.steps]]\nmost_down = 1\n"),
        """
        unit | period | score | decided.grade || grade
        a    | 2010   | 90    |               || good
        a    | 2011   | 10    |               || fair
        b    | 2010   | 90    | fair          || good
        b    | 2011   | 10    |               || poor
        c    | 2010   | 90    | none          || good
        c    | 2011   | 10    |               || poor
        """,
    )


def test_named_conditions_statuses_and_points_of_earlier_periods_rest_on_what_was_decided() -> None:
    text = """
    [conditions.weak]
    grade = ["fair", "poor"]
    [conditions.was_weak]
    weak = true
    ago = 1
    [statuses.watched]
    enter = { grade = "poor" }
    leave = { grade = { at_least = "fair" } }
    [measures.points]
    points = { of = "grade", values = { good = 2, fair = 1, poor = 0 } }
    [measures.before]
    formula = "previous(points)"
    """
    check_table(
        graded("\n".join(line.strip() for line in text.splitlines())),
        """
        unit | period | score | decided.grade || weak | was_weak | statuses | points | before
        a    | 2010   | 90    | poor          || no   | ?        |          | 2      | -
        a    | 2011   |       |               || ?    | yes      | watched  | -      | 0
        b    | 2010   | 10    | good          || yes  | ?        | watched  | 0      | -
        b    | 2011   |       |               || ?    | no       |          | -      | 2
        """,
    )


def test_who_was_ranked_among_the_rated_rests_on_what_was_decided_of_everybody() -> None:
    text = """
    [rankings.placed]
    by = "score"
    among = { rated = true }
    [conditions.was_last]
    place = "last"
    ago = 1
    """
    check_table(
        graded("\n".join(line.strip() for line in text.splitlines())),
        """
        unit | period | score | decided.grade || placed | was_last
        a    | 2010   | 50    |               || 2/3   | ?
        b    | 2010   | 40    | none          || 3/3   | ?
        c    | 2010   | 60    |               || 1/3   | ?
        a    | 2011   | 50    |               || 2/3   | yes
        b    | 2011   | 40    |               || 3/3   | no
        c    | 2011   | 60    |               || 1/3   | no
        """,
    )


def test_a_quota_goes_by_what_was_computed_and_nobody_elses_grade_is_moved_by_a_decision() -> None:
    text = (
        "[rankings.overall]\nby = 'score'\n[[grading.quotas]]\ngrade = 'good'\nat_most = 1\n"
        "[conditions.was_good]\ngrade = 'good'\nago = 1\n"
    )
    check_table(
        graded(text),
        """
        unit | period | score | decided.grade || grade | was_good
        a    | 2010   | 95    | fair          || good  | ?
        b    | 2010   | 90    |               || fair  | ?
        a    | 2011   | 95    |               || good  | no
        b    | 2011   | 90    |               || fair  | no
        """,
    )


def test_the_grade_is_named_as_missing_where_it_was_decided_that_there_is_none() -> None:
    check_table(
        graded('[[consequences]]\nid = "x"\nwhen = { grade = "poor", ago = 1 }\n'),
        """
        period | score | decided.grade || undetermined
        2010   | 10    | none          || x: @2009
        2011   | 10    |               || x: grade@2010
        2012   |       | none          ||
        2013   | 10    |               || x: grade@2012
        """,
    )


def test_a_grade_that_is_called_none_is_that_grade() -> None:
    tested = policy(
        '[inputs.g]\ntype = "grade"\noptional = true\n[grading]\ngiven = "g"\n'
        '[conditions.was_none]\ngrade = "none"\nago = 1\n',
        grades="good none",
    )
    check_table(
        tested,
        """
        period | g    | decided.grade || was_none | remarks
        2010   | good | none          || ?        | other-grade-decided none
        2011   | good |               || yes      |
        """,
    )


@pytest.mark.parametrize("engine", [*ENGINES, None])
def test_what_was_decided_as_computed_changes_nothing(engine: str | None) -> None:
    tested = graded(TALK + WARNING)
    scores = [("a", 2010, "10"), ("a", 2011, "10"), ("b", 2010, "90"), ("b", 2011, "10")]
    plain = [{"unit": unit, "period": period, "score": score} for unit, period, score in scores]
    expected = list(tested.evaluate(plain, engine=engine))  # type: ignore[arg-type]
    decided = [
        row | {"decided.grade": each.grade, "decided.received": [one.id for one in each.consequences]}
        for row, each in zip(sorted(plain, key=lambda row: str(row["period"])), expected, strict=True)
    ]
    assert list(tested.evaluate(decided, engine=engine)) == expected  # type: ignore[arg-type]


def test_the_row_before_is_the_one_that_was_decided_and_knows_what_was_computed() -> None:
    tested = graded(TALK)
    rows = [
        {"unit": "a", "period": 2010, "score": 10, "decided.grade": "good"},
        {"unit": "a", "period": 2011, "score": 10},
    ]
    first, second = evaluate(tested.rules, tested.history(rows))
    assert second.prior is not None
    assert (first.grade, first.received) == ("poor", frozenset({"talk"}))
    assert (second.prior.grade, second.prior.received) == ("good", frozenset())
    assert second.prior.computed is first


def test_examples_say_what_was_decided() -> None:
    tested = loads(
        'format = 1\n[policy]\nid = "x"\ntitle = "x"\n[[grades]]\nid = "good"\n[[grades]]\nid = "fair"\n[[grades]]\n'
        f'id = "poor"\n{GRADED}{TALK}{WARNING}'
        '[[examples]]\nname = "spared"\nhistory = [\n'
        '  { period = 2010, score = 10, decided = { grade = "none", received = [] } },\n'
        "  { period = 2011, score = 10 },\n"
        '  { period = 2012, score = 90, decided = { grade = "poor" } },\n'
        "  { period = 2013, score = 10 },\n"
        "]\nexpect = { 2010 = { grade = \"poor\" }, 2011 = ['talk'], 2013 = ['warning'] }\n"
    )
    assert [check.mismatches for check in tested.check_examples()] == [()]
    assert "decided" in tested.to_toml()
    assert loads(tested.to_toml()).rules.examples == tested.rules.examples


def test_a_history_says_it_in_the_words_in_which_it_is_read() -> None:
    tested = graded(TALK)
    history = tested.history(
        [{"unit": "a", "period": 2010, "score": 10, "决定.等次": "无", "decided.received": "talk;"}]
    )
    values = history.rows[0].values
    assert (values["decided.grade"], values["decided.received"]) == ("none", "talk")
    assert tested.history([{"unit": "a", "period": 2010, "score": 10}]).rows[0].values.keys() == {"score"}
    assert tested.evaluate(History(history.rows)) == tested.evaluate(history)


# ---- the first period that is judged ---------------------------------------------------------------------------------


def begins(text: str) -> Policy:
    head = 'format = 1\n[policy]\nid = "x"\ntitle = "x"\nfirst_period = 2012\n'
    return loads(head + "".join(f'[[grades]]\nid = "{grade}"\n' for grade in ("good", "fair", "poor")) + GRADED + text)


def test_earlier_periods_are_as_they_were_decided_and_nothing_is_told_of_them() -> None:
    check_table(
        begins(TALK + WARNING),
        """
        unit | period | score | decided.grade | decided.received || grade | consequences  | remarks
        a    | 2010   | 90    | poor          | none             || poor  |               |
        a    | 2011   | 90    | poor          | warning; talk    || poor  | talk, warning |
        a    | 2012   | 10    |               |                  || poor  | warning       |
        b    | 2011   | 10    | none          | none             || -     |               |
        b    | 2012   | 10    |               |                  || poor  | talk          |
        c    | 2012   | 10    | good          |                  || poor  | talk          | other-grade-decided good
        c    | 2013   | 10    |               |                  || poor  | talk          |
        """,
    )


def test_what_else_is_found_of_earlier_periods_rests_on_their_grades() -> None:
    text = (
        "[rankings.overall]\nby = 'score'\n[[grading.quotas]]\ngrade = 'good'\nat_most = 0\n"
        "[[grading.steps]]\nmost_down = 1\n"
        "[measures.before]\nformula = 'previous(score)'\n"
        "[statuses.watched]\nenter = { grade = 'poor' }\nleave = { grade = 'good' }\n"
        "[conditions.was_last]\nplace = 'last'\nago = 1\n"
    )
    check_table(
        begins(text),
        """
        unit | period | score | decided.grade || grade | statuses | before | overall | was_last
        a    | 2010   | 90    | poor          || poor  | watched  | -      | 1/2     | ?
        b    | 2010   | 80    | good          || good  |          | -      | 2/2     | ?
        a    | 2011   | 90    | good          || good  |          | 90     | 1/2     | no
        b    | 2011   | 80    | good          || good  |          | 80     | 2/2     | yes
        a    | 2012   | 10    |               || fair  |          | 90     | 2/2     | no
        b    | 2012   | 90    |               || fair  |          | 80     | 1/2     | yes
        """,
    )


@pytest.mark.parametrize("engine", [*ENGINES, None])
def test_every_engine_leaves_earlier_periods_as_they_were_decided(engine: str | None) -> None:
    rows = [
        {"unit": "a", "period": 2011, "score": 90, "decided.grade": "poor", "decided.received": "talk"},
        {"unit": "a", "period": 2012, "score": 10},
    ]
    found = begins(TALK + WARNING).evaluate(rows, engine=engine)  # type: ignore[arg-type]
    assert [(each.grade, [one.id for one in each.consequences]) for each in found] == [
        ("poor", ["talk"]),
        ("poor", ["warning"]),
    ]


def test_claims_are_about_the_periods_that_are_judged() -> None:
    claim = '[[claims]]\nid = "never-poor"\nnever = { grade = "poor" }\n'
    rows = [
        {"unit": "a", "period": 2011, "score": 90, "decided.grade": "poor"},
        {"unit": "a", "period": 2012, "score": 90},
    ]
    (check,) = begins(claim).check_claims(rows)
    assert (check.looked_at, check.broken) == (1, ())


def test_what_an_example_leaves_out_of_earlier_periods_is_none() -> None:
    example = (
        '[[examples]]\nname = "x"\nhistory = [{ period = 2011, score = 10 }, { period = 2012, score = 10 }]\n'
        "expect = { 2011 = { grade = 'none', consequences = [] }, 2012 = ['talk'] }\n"
    )
    assert [check.mismatches for check in begins(TALK + WARNING + example).check_examples()] == [()]
