"""Section 3, statuses and consequences, and section 4: all consequences together, what they replace last."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from targetrules import Decided
from targetrules.arguments import ArgumentError
from targetrules.engine.outcomes import due_date, last_day
from targetrules.rules.tree import By, Duration
from tests.engine.table import check_table, policy

FLAGS = "".join(f'[inputs.{name}]\ntype = "flag"\noptional = true\n' for name in "pqr")


# ---- statuses --------------------------------------------------------------------------------------------------------


def status(text: str) -> str:
    return f"{FLAGS}[statuses.watched]\nenter = {{ p = true }}\n{text}\n"


def test_a_status_is_entered_and_left() -> None:
    """It is left in a period only where it was held before; entering wins."""
    check_table(
        policy(status("leave = { q = true }")),
        """
        period | p     | q     || statuses
        2010   | false | true  ||
        2011   | true  | true  || watched
        2012   | false | false || watched
        2013   | true  | true  || watched
        2014   | false | true  ||
        2015   | false | false ||
        """,
    )


def test_a_status_without_a_way_out_stays_and_outlasts_a_gap() -> None:
    check_table(
        policy(status("")),
        """
        period | p     || statuses
        2010   | true  || watched
        2013   | false || watched
        """,
    )


def test_a_status_lasts_at_most_so_many_results_from_the_latest_entry() -> None:
    check_table(
        policy(status("lasts_at_most = 2")),
        """
        period | p     || statuses
        2010   | true  || watched
        2012   | false || watched
        2013   | false ||
        2014   | true  || watched
        2015   | true  || watched
        2016   | false || watched
        2017   | false ||
        """,
    )


def test_what_is_unknown_neither_enters_nor_leaves_and_is_reported() -> None:
    """Whether it would be left is asked only of a unit that was in it."""
    check_table(
        policy(status("leave = { q = true }")),
        """
        period | p     | q     || statuses | undetermined
        2010   |       |       ||          | watched: p
        2011   | false |       ||          |
        2012   | true  |       || watched  |
        2013   | false |       || watched  | watched: q
        2014   | true  |       || watched  |
        2015   |       | true  ||          | watched: p
        """,
    )


def test_what_is_unknown_is_reported_only_where_the_status_hangs_on_it() -> None:
    """In 2011 it stays in it whether it enters anew or not; in 2013 it could have left."""
    check_table(
        policy(status("leave = { q = true }")),
        """
        period | p     | q     || statuses | undetermined
        2010   | true  | false || watched  |
        2011   |       | false || watched  |
        2012   |       | true  ||          | watched: p
        2013   | true  | true  || watched  |
        2014   |       |       || watched  | watched: p, q
        """,
    )


def test_without_a_way_out_an_unknown_entry_is_nothing_to_one_who_is_in() -> None:
    check_table(
        policy(status("")),
        """
        period | p    || statuses | undetermined
        2010   |      ||          | watched: p
        2011   | true || watched  |
        2012   |      || watched  |
        """,
    )


def test_with_a_time_an_unknown_entry_decides_when_it_ends_and_an_unknown_way_out_nothing_when_it_is_over() -> None:
    check_table(
        policy(status("lasts_at_most = 2\nleave = { q = true }")),
        """
        period | p     | q     || statuses | undetermined
        2010   | true  | false || watched  |
        2011   |       | false || watched  | watched: p
        2012   | false |       ||          |
        2013   | true  | false || watched  |
        2014   | false |       || watched  | watched: q
        """,
    )


def test_a_status_is_a_flag() -> None:
    check_table(
        policy(status("leave = { q = true }") + "[conditions.c]\nwatched = true\nconsecutive = 2\n"),
        """
        period | p     | q     || c
        2010   | true  | false || no
        2011   | false | false || yes
        2012   | false | true  || no
        """,
    )


# ---- consequences ----------------------------------------------------------------------------------------------------


def consequence(text: str = "", *, id_: str = "talk", when: str = "{ p = true }") -> str:
    return f"[[consequences]]\nid = '{id_}'\nwhen = {when}\n{text}\n"


def test_unless() -> None:
    """True, it stops even an unknown `when`; unknown, it leaves all open, unless `when` is false."""
    check_table(
        policy(FLAGS + consequence("unless = { q = true }")),
        """
        period | p     | q     || consequences | undetermined
        2010   | true  | false || talk         |
        2011   | true  | true  ||              |
        2012   |       | true  ||              |
        2013   | true  |       ||              | talk: q
        2014   | false |       ||              |
        2015   |       | false ||              | talk: p
        2016   |       |       ||              | talk: p, q
        """,
    )


def test_a_consequence_is_in_force_from_a_period_until_another() -> None:
    check_table(
        policy(FLAGS + consequence("from = 2011\nuntil = 2012")),
        """
        period | p    || consequences | undetermined
        2010   |      ||              |
        2011   | true || talk         |
        2012   | true || talk         |
        2013   | true ||              |
        """,
    )


def test_consequences_stand_in_the_order_of_the_policy() -> None:
    rules = consequence(id_="second") + consequence(id_="first")
    check_table(policy(FLAGS + rules), "period | p || consequences\n2010 | true || second, first\n")


def test_what_is_replaced_does_not_follow() -> None:
    rules = consequence() + consequence("replaces = 'talk'", id_="demotion", when="{ q = true }")
    check_table(
        policy(FLAGS + rules),
        """
        period | p     | q     || consequences | replaced
        2010   | true  | false || talk         |
        2011   | true  | true  || demotion     | talk by demotion
        2012   | false | true  || demotion     |
        2013   | true  |       || talk         |
        """,
    )


def test_what_fires_replaces_what_it_names_even_where_it_is_replaced_itself() -> None:
    rules = (
        consequence(id_="one")
        + consequence("replaces = ['one']", id_="two", when="{ q = true }")
        + consequence("replaces = ['two']", id_="three", when="{ r = true }")
    )
    check_table(
        policy(FLAGS + rules),
        """
        period | p    | q     | r     || consequences | replaced
        2010   | true | true  | false || two          | one by two
        2011   | true | true  | true  || three        | one by two; two by three
        2012   | true | false | true  || one, three   |
        2013   | true |       | true  || one, three   |
        """,
    )


def test_a_ladder_ends_in_its_highest_step_alone_whatever_the_order_in_the_file() -> None:
    """Talk for one poor year, warning for two, dismissal for three, each in place of the step below."""
    rules = (
        consequence("replaces = ['warning']", id_="dismissal", when="{ p = true, consecutive = 3 }")
        + consequence(id_="talk")
        + consequence("replaces = ['talk']", id_="warning", when="{ p = true, consecutive = 2 }")
    )
    check_table(
        policy(FLAGS + rules),
        """
        period | p     || consequences | replaced
        2010   | true  || talk         |
        2011   | true  || warning      | talk by warning
        2012   | true  || dismissal    | talk by warning; warning by dismissal
        2013   | false ||              |
        2014   | true  || talk         |
        """,
    )


def test_what_was_replaced_by_a_step_of_a_ladder_was_not_received() -> None:
    rules = (
        consequence(id_="one")
        + consequence("replaces = ['one']", id_="two", when="{ q = true }")
        + consequence("replaces = ['two']", id_="three", when="{ r = true }")
        + consequence(id_="again", when="{ any = [{ received = 'one' }, { received = 'two' }] }")
    )
    check_table(
        policy(FLAGS + rules),
        """
        period | p     | q     | r     || consequences
        2010   | true  | true  | true  || three
        2011   | false | false | false ||
        2012   | true  | false | false || one
        2013   | false | false | false || again
        """,
    )


def test_what_is_replaced_names_all_that_fire_and_name_it() -> None:
    rules = (
        consequence(id_="one")
        + consequence("replaces = ['one']", id_="two", when="{ q = true }")
        + consequence("replaces = ['one', 'two']", id_="three", when="{ r = true }")
    )
    check_table(
        policy(FLAGS + rules),
        """
        period | p    | q    | r     || consequences | replaced
        2010   | true | true | true  || three        | one by two, three; two by three
        2011   | true | true | false || two          | one by two
        """,
    )


def test_what_is_replaced_may_be_by_several() -> None:
    rules = (
        consequence("replaces = 'three'", id_="one")
        + consequence("replaces = 'three'", id_="two")
        + consequence(id_="three")
    )
    check_table(
        policy(FLAGS + rules), "period | p || consequences | replaced\n2010 | true || one, two | three by one, two\n"
    )


def test_what_is_replaced_was_not_received() -> None:
    rules = (
        consequence()
        + consequence("replaces = 'talk'", id_="demotion", when="{ q = true }")
        + consequence(id_="again", when="{ received = 'talk' }")
    )
    check_table(
        policy(FLAGS + rules),
        """
        period | p     | q     || consequences
        2010   | true  | true  || demotion
        2011   | true  | false || talk
        2012   | false | false || again
        """,
    )


# ---- what is decided -------------------------------------------------------------------------------------------------


def test_a_decision_says_to_whom_with_what_force_and_why() -> None:
    rules = (
        "[sources.law]\ntitle = 'Law'\n"
        + FLAGS
        + consequence(
            "to = ['principal', 'team']\nforce = 'may'\nsource = 'law'\narticle = '一(三)'\n"
            "within = '30 days'\nlasts = '1 year'"
        )
        + consequence("to = 'team'", id_="report")
    )
    tested = policy(rules)
    rows = [{"unit": "a", "period": 2010, "p": True, "q": None, "r": None}]
    talk = Decided("talk", ("principal", "team"), "may", None, None, "law", "一(三)")
    report = Decided("report", ("team",), "must")
    assert tested.evaluate(rows)[0].consequences == (talk, report)
    decided = tested.evaluate(rows, decided_on=date(2011, 1, 31))[0].consequences
    assert [each.due for each in decided] == [date(2011, 3, 2), None]
    assert [each.until for each in decided] == [date(2012, 1, 30), None]


@pytest.mark.parametrize(
    ("deadline", "decided_on", "due"),
    [
        (Duration(30, "days"), date(2011, 1, 15), date(2011, 2, 14)),
        (Duration(0, "days"), date(2011, 1, 15), date(2011, 1, 15)),
        (Duration(1, "months"), date(2011, 1, 31), date(2011, 2, 28)),
        (Duration(1, "months"), date(2012, 1, 31), date(2012, 2, 29)),
        (Duration(12, "months"), date(2011, 12, 31), date(2012, 12, 31)),
        (Duration(2, "months"), date(2011, 11, 30), date(2012, 1, 30)),
        (Duration(1, "years"), date(2012, 2, 29), date(2013, 2, 28)),
        (Duration(4, "years"), date(2012, 2, 29), date(2016, 2, 29)),
        (By(3, 31), date(2011, 1, 1), date(2011, 3, 31)),
        (By(3, 31), date(2011, 3, 31), date(2011, 3, 31)),
        (By(3, 31), date(2011, 4, 1), date(2012, 3, 31)),
        (By(2, 29), date(2011, 2, 1), date(2011, 2, 28)),
        (By(2, 29), date(2011, 3, 1), date(2012, 2, 29)),
    ],
)
def test_due_dates(deadline: Duration | By, decided_on: date, due: date) -> None:
    assert due_date(deadline, decided_on) == due


@pytest.mark.parametrize(
    ("lasts", "decided_on", "until"),
    [
        (Duration(1, "days"), date(2010, 1, 15), date(2010, 1, 15)),
        (Duration(30, "days"), date(2010, 1, 15), date(2010, 2, 13)),
        (Duration(1, "years"), date(2010, 1, 15), date(2011, 1, 14)),
        (Duration(12, "months"), date(2010, 1, 15), date(2011, 1, 14)),
        (Duration(1, "years"), date(2010, 1, 1), date(2010, 12, 31)),
        (Duration(1, "months"), date(2011, 1, 29), date(2011, 2, 28)),
        (Duration(1, "months"), date(2011, 1, 31), date(2011, 2, 28)),
        (Duration(1, "months"), date(2012, 1, 29), date(2012, 2, 28)),
        (Duration(1, "months"), date(2012, 1, 30), date(2012, 2, 29)),
        (Duration(1, "months"), date(2012, 1, 31), date(2012, 2, 29)),
        (Duration(1, "months"), date(2011, 3, 1), date(2011, 3, 31)),
        (Duration(6, "months"), date(2011, 8, 31), date(2012, 2, 29)),
        (Duration(1, "years"), date(2012, 2, 29), date(2013, 2, 28)),
        (Duration(4, "years"), date(2012, 2, 29), date(2016, 2, 28)),
        (Duration(1, "years"), date(2011, 3, 1), date(2012, 2, 29)),
        (Duration(100, "years"), date(2010, 12, 31), date(2110, 12, 30)),
    ],
)
def test_last_days(lasts: Duration, decided_on: date, until: date) -> None:
    """The day of the decision is the first day."""
    assert last_day(lasts, decided_on) == until


@pytest.mark.parametrize("count", [1, 5, 12, 24])
def test_one_length_after_the_other_leaves_no_day_out_where_months_are_long_enough(count: int) -> None:
    first = date(2011, 1, 28)
    middle, end = last_day(Duration(count, "months"), first), last_day(Duration(2 * count, "months"), first)
    assert last_day(Duration(count, "months"), middle + timedelta(days=1)) == end


@pytest.mark.parametrize(
    ("lasts", "decided_on", "until"),
    [
        (Duration(1, "years"), date(9999, 1, 1), date(9999, 12, 31)),
        (Duration(1, "days"), date(9999, 12, 31), date(9999, 12, 31)),
    ],
)
def test_the_calendar_may_end_with_a_length_of_time(lasts: Duration, decided_on: date, until: date) -> None:
    assert last_day(lasts, decided_on) == until


@pytest.mark.parametrize("lasts", ["2 days", "1 month", "1 year"])
def test_a_length_of_time_beyond_the_calendar_is_told(lasts: str) -> None:
    tested = policy(FLAGS + consequence(f"lasts = '{lasts}'"))
    rows = [{"unit": "a", "period": 2010, "p": True, "q": None, "r": None}]
    with pytest.raises(ArgumentError) as raised:
        tested.evaluate(rows, decided_on=date(9999, 12, 31))
    assert str(raised.value) == (
        "decided_on: counted from 9999-12-31, “talk” would last beyond the year 9999, where the calendar ends; "
        "no last day can be given"
    )
