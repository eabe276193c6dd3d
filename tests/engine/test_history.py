"""Section 5, history entries: the rest of the table, taken as one condition, becomes a temporal condition."""

from __future__ import annotations

import pytest

from targetrules import PolicyError
from tests.engine.table import check_table, policy

FLAGS = """
[inputs.late]
type = "flag"
optional = true
[inputs.anew]
type = "flag"
optional = true
[[consequences]]
id = "never"
when = { period = { until = 2000 } }
[conditions.in_2012]
period = { from = 2012, until = 2012 }
[conditions.not_otherwise]
in_2012 = true
"""


def check_said(entry: str, sequence: str, expected: str, *, anew: str = "") -> None:
    """A sign for each year from 2010 on: + late, - not late, ? unknown, . no result; the same for ``anew``."""
    cells = {"+": "true", "-": "false", "?": ""}
    answers = {"+": "yes", "-": "no", "?": "?"}
    lines = [
        f"{2010 + year} | {cells[sign]} | {cells[(anew or '-' * len(sequence))[year]]} || {answers[expected[year]]}"
        for year, sign in enumerate(sequence)
        if sign != "."
    ]
    check_table(policy(f"{FLAGS}[conditions.c]\n{entry}"), "period | late | anew || c\n" + "\n".join(lines))


def test_consecutive_is_now_and_in_the_periods_before() -> None:
    check_said("late = true\nconsecutive = 2", "-+++-+", "--++--")
    check_said("late = true\nconsecutive = 3", "+++++-", "--+++-")
    check_said("late = true\nconsecutive = 1", "-+?-+", "-+?-+")


def test_a_gap_breaks_a_run() -> None:
    check_said("late = true\nconsecutive = 2", "+.++", "-.-+")
    check_said("late = true\nconsecutive = 2\ngaps = 'break'", "+.++", "-.-+")


def test_an_unknown_period_breaks_a_run_and_today_is_unknown_only_where_it_would_decide() -> None:
    check_said("late = true\nconsecutive = 2", "+?++", "-?-+")
    check_said("late = true\nconsecutive = 2", "-?+?", "---?")
    check_said("late = true\nconsecutive = 3", "+?", "--")


def test_bridged_gaps_are_passed_over() -> None:
    check_said("late = true\nconsecutive = 2\ngaps = 'bridge'", "+.+-.+", "-.+-.-")
    check_said("late = true\nconsecutive = 2\ngaps = 'bridge'", "+?+??+", "-?+??+")
    check_said("late = true\nconsecutive = 3\ngaps = 'bridge'", "+.?+..+", "-.-" + "-..+")


def test_times_of_last_need_not_hold_now() -> None:
    check_said("late = true\ntimes = 2\nof_last = 3", "++---+-+", "-++---" + "-+")
    check_said("late = true\ntimes = 2\nof_last = 2", "++-+", "-+--")


def test_times_of_last_counts_periods_of_the_calendar() -> None:
    check_said("late = true\ntimes = 2\nof_last = 3", "+.+.-+", "-.+.-" + "-")
    check_said("late = true\ntimes = 2\nof_last = 3", "+.-+", "-.--")


def test_times_is_unknown_where_today_is_and_one_more_would_decide() -> None:
    check_said("late = true\ntimes = 2\nof_last = 3", "+?", "-?")
    check_said("late = true\ntimes = 2\nof_last = 3", "++?", "-++")
    check_said("late = true\ntimes = 2\nof_last = 3", "-?", "--")
    check_said("late = true\ntimes = 2\nof_last = 3", "+?+-", "-?+-")


def test_times_of_last_bridged_is_this_period_and_the_nearest_that_are_no_gaps() -> None:
    check_said("late = true\ntimes = 2\nof_last = 3\ngaps = 'bridge'", "+..-?.+", "-..-?.+")
    check_said("late = true\ntimes = 2\nof_last = 2\ngaps = 'bridge'", "+?.+-", "-?.+-")
    check_said("late = true\ntimes = 1\nof_last = 1\ngaps = 'bridge'", "+?-", "+?-")


def test_times_without_of_last_counts_all_so_far() -> None:
    check_said("late = true\ntimes = 2", "+--.+--?", "---.++++")
    check_said("late = true\ntimes = 2\ngaps = 'bridge'", "+--.?+", "---.?+")


def test_ever() -> None:
    check_said("late = true\never = true", "-?+-?.-", "-?+++.+")


def test_ago_is_the_statement_as_it_stood() -> None:
    check_said("late = true\nago = 1", "+-?+", "?+-?")
    check_said("late = true\nago = 2", "+-.+-", "??.-?")
    check_said("late = true\nconsecutive = 2\nago = 1", "+++-", "?-++")


def test_ago_is_unknown_where_there_was_no_result() -> None:
    check_said("late = true\nago = 1", "+.+", "?.?")


def test_a_statement_may_be_about_statements() -> None:
    check_said("all = [{ late = true, consecutive = 2 }]\ntimes = 2\nof_last = 3", "+++-", "--++")


def test_since_counts_no_earlier_period_and_before_it_all_is_false() -> None:
    check_said("late = true\nconsecutive = 2\nsince = 2012", "++++", "---+")
    check_said("late = true\ntimes = 1\nsince = 2012", "++-+", "---+")
    check_said("late = true\ntimes = 2\nof_last = 9\nsince = 2012", "++?+", "---" + "-")
    check_said("late = true\never = true\nsince = 2012", "??-?", "---?")
    check_said("late = true\never = true\nsince = 2012\nago = 1", "+++++", "?--++")


def test_resets_begin_counting_afresh_from_the_next_period_on() -> None:
    check_said("late = true\nconsecutive = 2\nresets = { anew = true }", "+++++", "-++-+", anew="--+--")
    check_said("late = true\ntimes = 2\nresets = { anew = true }", "++-+-+", "-++--+", anew="--+---")
    check_said("late = true\never = true\nresets = { anew = true }", "+--", "++-", anew="-+-")


def test_an_unknown_reset_does_not_reset() -> None:
    check_said("late = true\ntimes = 2\nresets = { anew = true }", "+++", "-++", anew="-?-")


def test_a_reset_counts_even_where_it_fell_in_a_bridged_period() -> None:
    check_said("late = true\nconsecutive = 2\ngaps = 'bridge'\nresets = { anew = true }", "+?+", "-?-", anew="-+-")


def test_restarts_begin_counting_afresh_with_the_period_itself() -> None:
    check_said("late = true\nconsecutive = 2\nrestarts = { anew = true }", "+++++", "-+-++", anew="--+--")
    check_said("late = true\ntimes = 2\nrestarts = { anew = true }", "++-+-+", "-+--" + "-+", anew="--+---")
    check_said("late = true\ntimes = 2\nof_last = 3\nrestarts = { anew = true }", "++++", "-+-+", anew="--+-")
    check_said("late = true\never = true\nrestarts = { anew = true }", "+--+", "+--+", anew="-+--")
    check_said("late = true\nconsecutive = 2\nago = 1\nrestarts = { anew = true }", "+++++", "?-+-+", anew="--+--")


def test_beside_resets_a_restart_counts_from_now_and_a_reset_from_the_next_period() -> None:
    both = "late = true\ntimes = 2\nrestarts = { anew = true }\nresets = { anew = true }"
    check_said(both, "+++++", "-+--+", anew="--+--")
    check_said(f"{both}\ngaps = 'bridge'", "++?++", "-+--+", anew="--+--")


def test_an_unknown_restart_is_none_but_the_statement_is_unknown_where_it_makes_a_difference() -> None:
    check_said("late = true\nconsecutive = 2\nrestarts = { anew = true }", "++++", "-+?+", anew="--?-")
    check_said("late = true\ntimes = 3\nrestarts = { anew = true }", "+++++", "--??+", anew="--?--")
    check_said("late = true\ntimes = 2\nof_last = 3\nrestarts = { anew = true }", "+-+-+-", "--?-?-", anew="--?-?-")
    check_said("late = true\ntimes = 2\nrestarts = { anew = true }", "++?+", "-+??", anew="--?-")
    check_said("late = true\nconsecutive = 2\nrestarts = { anew = true }", "+?+", "-?-", anew="-?-")


def test_a_restart_counts_even_where_it_fell_in_a_bridged_period() -> None:
    check_said("late = true\nconsecutive = 2\ngaps = 'bridge'\nrestarts = { anew = true }", "+?++", "---+", anew="-+--")


@pytest.mark.parametrize(
    "restarts",
    [
        "{ period = { from = 2012, until = 2012 } }",
        "{ not = { any = [{ period = { until = 2011 } }, { period = { from = 2013 } }] } }",
        "{ all = [{ period = { from = 2012 } }, { period = { until = 2012 } }] }",
        "{ any = [{ anew = true }, { period = { from = 2012, until = 2012 } }] }",
        "{ not_otherwise = true }",
    ],
)
def test_a_restart_by_the_calendar_in_a_period_without_a_result_acts_with_the_next_result(restarts: str) -> None:
    check_said(f"late = true\ntimes = 2\nrestarts = {restarts}", "++++", "-+-+")
    check_said(f"late = true\ntimes = 2\nrestarts = {restarts}", "++.++", "-+.-+")
    check_said(f"late = true\ntimes = 2\nrestarts = {restarts}", "+....+++", "-....-++")
    check_said(f"late = true\ntimes = 2\nrestarts = {restarts}", "...++", "...-+")


@pytest.mark.parametrize(
    "restarts",
    [
        "{ period = { from = 2012, until = 2012 }, anew = true }",
        "{ period = { from = 2012, until = 2012 }, received = 'never' }",
        "{ any = [{ not = { known = 'late' } }, { anew = true }] }",
        "{ anew = false, in_2012 = true }",
    ],
)
def test_what_the_calendar_alone_does_not_decide_restarts_nothing_in_a_period_without_a_result(restarts: str) -> None:
    check_said(f"late = true\ntimes = 2\nrestarts = {restarts}", "++.++", "-+.++")


def test_resets_do_not_act_in_a_period_without_a_result() -> None:
    check_said("late = true\ntimes = 2\nresets = { period = { from = 2012, until = 2012 } }", "++.++", "-+.++")


# ---- what was received -----------------------------------------------------------------------------------------------


def check_received(entry: str, sequence: str, expected: str, *, anew: str = "") -> None:
    """``talk`` follows in the years with +; what is said of it in each. The same signs for ``anew``."""
    cells = {"+": "true", "-": "false", "?": ""}
    answers = {"+": "yes", "-": "no", "?": "?"}
    lines = [
        f"{2010 + year} | {cells[sign]} | {cells[(anew or '-' * len(sequence))[year]]} || {answers[expected[year]]}"
        for year, sign in enumerate(sequence)
        if sign != "."
    ]
    rules = f"[[consequences]]\nid = 'talk'\nwhen = {{ late = true }}\n[conditions.c]\n{entry}\n"
    check_table(policy(FLAGS + rules), "period | late | anew || c\n" + "\n".join(lines))


@pytest.mark.parametrize(
    ("entry", "sequence", "expected"),
    [
        ("received = 'talk'", "-+--.-", "--++.+"),
        ("received = 'talk'", "?+", "--"),
        ("not = { received = 'talk' }", "-+-", "++-"),
        ("received = 'talk'\nago = 1", "+-+.-", "-+-.-"),
        ("received = 'talk'\nago = 2", "++.--", "--.+-"),
        ("received = 'talk'\nconsecutive = 2", "+++-+", "--++-"),
        ("received = 'talk'\nconsecutive = 2", "+.+-", "-.--"),
        ("received = 'talk'\nconsecutive = 2\ngaps = 'bridge'", "+.+-", "-.-+"),
        ("received = 'talk'\ntimes = 2\nof_last = 3", "+-+--", "---+-"),
        ("received = 'talk'\ntimes = 2", "++-.-", "--+.+"),
        ("received = 'talk'\never = true\nsince = 2012", "+-+-", "---+"),
        ("received = 'talk'\never = true\nresets = { late = false }", "+-+-", "-+-+"),
        ("received = 'talk'\never = true\nrestarts = { late = false }", "++-+", "-+-" + "-"),
        ("received = 'talk'\ntimes = 2\nrestarts = { period = { from = 2012, until = 2012 } }", "++++++", "----++"),
    ],
)
def test_received_is_about_the_periods_before(entry: str, sequence: str, expected: str) -> None:
    """It is never unknown."""
    check_received(entry, sequence, expected)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("times = 2\nrestarts = { anew = true }", "--.--+??"),
        ("times = 2\nresets = { anew = true }", "--.+---+"),
        ("consecutive = 2\nrestarts = { anew = true }", "--.--+--"),
        ("consecutive = 2\ngaps = 'bridge'\nresets = { anew = true }", "--.+----"),
        ("consecutive = 2\ngaps = 'bridge'\nrestarts = { anew = true }", "--.--+--"),
        ("times = 3\nof_last = 3\ngaps = 'bridge'", "--.-++--"),
        ("ever = true\nrestarts = { anew = true }\nresets = { anew = true }", "-+.--+?+"),
    ],
)
def test_what_was_received_counts_afresh_as_all_else_does_while_this_period_brings_nothing(
    entry: str, expected: str
) -> None:
    check_received(f"received = 'talk'\n{entry}", "++.++-+-", expected, anew="--.+--?-")


def test_received_and_receives_may_be_asked_together_beneath_ago() -> None:
    check_received("all = [{ receives = 'talk' }, { received = 'talk' }]\nago = 1", "++-", "?-+")


def test_a_consequence_may_reset_the_count_that_leads_to_it() -> None:
    """Every second time; what was counted for one talk does not count for the next."""
    rules = "[[consequences]]\nid = 'talk'\nwhen = { late = true, times = 2, resets = { receives = 'talk' } }\n"
    check_table(
        policy(FLAGS + rules),
        """
        period | late  || consequences
        2010   | true  ||
        2011   | true  || talk
        2012   | true  ||
        2013   | false ||
        2014   | true  || talk
        """,
    )


def test_an_undetermined_restart_names_what_is_missing_in_the_periods_that_it_could_have_begun_with() -> None:
    rules = "[[consequences]]\nid = 'talk'\nwhen = { late = true, times = 2, restarts = { anew = true } }\n"
    check_table(
        policy(FLAGS + rules),
        """
        period | late  | anew  || consequences | undetermined
        2010   | true  | false ||              |
        2011   | true  |       ||              | talk: anew
        2012   | false |       ||              | talk: anew, anew@2011
        2013   | true  | false ||              | talk: anew@2012
        2014   |       |       ||              | talk: late, anew, anew@2012
        2015   | true  | true  ||              |
        2016   | true  | false || talk         |
        """,
    )


def test_a_rule_may_not_ask_for_a_restart_by_what_is_received_in_the_same_period() -> None:
    when = "{ late = true, times = 2, restarts = { receives = 'talk' } }"
    with pytest.raises(PolicyError) as raised:
        policy(f"{FLAGS}[[consequences]]\nid = 'talk'\nwhen = {when}\n")
    assert [each.code for each in raised.value.diagnostics] == ["TR062"]
    check_received("all = [{ late = true, times = 2, ago = 1, restarts = { receives = 'talk' } }]", "++++", "?---")
    check_received("late = true\ntimes = 2\nago = 1\nrestarts = { receives = 'talk' }", "++++", "?---")


def test_a_rule_may_not_rest_on_itself_by_way_of_a_restart() -> None:
    when = "late = true\ntimes = 2\nrestarts = { c = true }"
    with pytest.raises(PolicyError) as raised:
        policy(f"{FLAGS}[conditions.c]\n{when}\n")
    assert [each.code for each in raised.value.diagnostics] == ["TR039"]
    check_said("late = true\ntimes = 2\nresets = { c = true }", "+++++", "-+-+-")


@pytest.mark.parametrize("entry", ["resets", "restarts"])
def test_counting_afresh_within_counting_afresh_comes_to_an_end(entry: str) -> None:
    """Each of the twelve asks the next one in every earlier period."""
    within = "{ late = false, times = 1 }"
    for _ in range(12):
        within = f"{{ late = false, times = 1, {entry} = {within} }}"
    check_said(f"late = true\ntimes = 30\n{entry} = {within}", "+" * 40, "-" * 29 + "+" * 11)
