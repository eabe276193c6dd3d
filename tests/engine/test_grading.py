"""Section 3, grading: one source, then unrated, forced, floors, steps, caps, quotas, each on what was left before."""

from __future__ import annotations

import pytest

from tests.engine.table import check_table, policy

INPUTS = """
[inputs.score]
type = "number"
min = 0
max = 100
decimals = 1
optional = true
[inputs.given]
type = "grade"
optional = true
[inputs.p]
type = "flag"
optional = true
[inputs.q]
type = "flag"
optional = true
"""
BANDS = INPUTS + "[grading]\nby = 'score'\nbands = { A = 85, B = 70, C = 55, D = 0 }\n"
GIVEN = INPUTS + "[grading]\ngiven = 'given'\n"


def test_a_given_grade() -> None:
    check_table(
        policy(GIVEN, grades="A B C D"),
        """
        period | given || grade
        2010   | B     || B
        2011   |       || -
        """,
    )


def test_bands_begin_at_their_number() -> None:
    check_table(
        policy(BANDS, grades="A B C D"),
        """
        period | score || grade
        2010   | 100   || A
        2011   | 85    || A
        2012   | 84.9  || B
        2013   | 55    || C
        2014   | 0     || D
        2015   |       || -
        """,
    )


def test_dated_bands_and_bands_above_a_number() -> None:
    bands = """
    [grading]
    by = "score"
    [[grading.bands]]
    grade = "A"
    at_least = 60
    until = 2010
    [[grading.bands]]
    grade = "D"
    at_least = 0
    until = 2010
    [[grading.bands]]
    grade = "D"
    at_least = 0
    from = 2011
    [[grading.bands]]
    grade = "A"
    above = 60
    from = 2011
    """
    check_table(
        policy(INPUTS + bands, grades="A D"),
        """
        period | score || grade
        2010   | 60    || A
        2011   | 60    || D
        2012   | 60.1  || A
        """,
    )


def test_before_any_band_is_in_force_there_is_no_grade() -> None:
    bands = "[grading]\nby = 'score'\nbands = [{ grade = 'A', at_least = 0, from = 2011 }]\n"
    check_table(policy(INPUTS + bands, grades="A"), "period | score || grade\n2010 | 1 || -\n2011 | 1 || A\n")


# ---- the steps, one by one -------------------------------------------------------------------------------------------


def test_unrated_takes_the_grade_away() -> None:
    check_table(
        policy(BANDS + "[[grading.unrated]]\nwhen = { p = true }", grades="A B C D"),
        """
        period | score | p     || grade | undetermined
        2010   | 90    | true  || -     |
        2011   | 90    | false || A     |
        2012   | 90    |       || A     | grading.unrated.1: p
        """,
    )


def test_forced_gives_its_grade_whatever_the_score_and_the_worst_wins() -> None:
    worst = "[[grading.forced]]\nwhen = { p = true }\ngrade = 'D'\n"
    other = "[[grading.forced]]\nwhen = { q = true }\ngrade = 'B'\n"
    for rules, id_ in ((worst + other, "forced.1"), (other + worst, "forced.2")):
        check_table(
            policy(BANDS + rules, grades="A B C D"),
            f"""
            period | score | p     | q     || grade | undetermined
            2010   | 90    | true  | false || D     |
            2011   | 90    | false | true  || B     |
            2012   | 0     | false | true  || B     |
            2013   | 90    | true  | true  || D     |
            2014   |       | true  | false || D     |
            2015   | 90    |       | true  || B     | grading.{id_}: p
            """,
        )


def test_forced_gives_a_grade_to_an_unrated_unit_too() -> None:
    rules = "[[grading.unrated]]\nwhen = { p = true }\n[[grading.forced]]\nwhen = { q = true }\ngrade = 'D'\n"
    check_table(
        policy(BANDS + rules, grades="A B C D"),
        """
        period | score | p    | q     || grade
        2010   | 90    | true | true  || D
        2011   | 90    | true | false || -
        """,
    )


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("floors]]\nat_least = 'B'", "A B B -"), ("caps]]\nat_most = 'C'", "C C D -")],
)
def test_floors_and_caps(rule: str, expected: str) -> None:
    """They do nothing to a unit without a grade, and nothing where they are unknown."""
    best, middle, worst, none = expected.split()
    kind = rule.partition("]")[0]
    check_table(
        policy(f"{BANDS}[[grading.{rule}\nwhen = {{ p = true }}", grades="A B C D"),
        f"""
        period | score | p     || grade    | undetermined
        2010   | 90    | true  || {best}   |
        2011   | 60    | true  || {middle} |
        2012   | 10    | true  || {worst}  |
        2013   |       | true  || {none}   |
        2014   | 60    | false || C        |
        2015   | 90    |       || A        | grading.{kind}.1: p
        """,
    )


def test_a_cap_wins_over_a_floor() -> None:
    both = "when = { p = true }\n"
    rules = f"[[grading.caps]]\n{both}at_most = 'C'\n[[grading.floors]]\n{both}at_least = 'B'\n"
    check_table(policy(BANDS + rules, grades="A B C D"), "period | score | p || grade\n2010 | 10 | true || C\n")


def test_of_several_caps_the_lowest_holds() -> None:
    rules = (
        "[[grading.caps]]\nwhen = { p = true }\nat_most = 'D'\n[[grading.caps]]\nwhen = { p = true }\nat_most = 'B'\n"
    )
    check_table(policy(BANDS + rules, grades="A B C D"), "period | score | p || grade\n2010 | 90 | true || D\n")


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ("most_down = 1", "A B C - A D"),
        ("most_up = 1", "A D D - A D"),
        ("most_up = 0", "A D D - A D"),
        ("most_down = 1\nmost_up = 1", "A B C - A D"),
    ],
)
def test_steps_limit_how_far_the_grade_moves_from_that_of_the_period_just_before(limits: str, expected: str) -> None:
    """After a period without a grade (2013), or without a result (2015), nothing is limited."""
    grades = expected.split()
    check_table(
        policy(f"{BANDS}[[grading.steps]]\n{limits}", grades="A B C D"),
        f"""
        period | score || grade
        2010   | 90    || {grades[0]}
        2011   | 10    || {grades[1]}
        2012   | 10    || {grades[2]}
        2013   |       || {grades[3]}
        2014   | 90    || {grades[4]}
        2016   | 10    || {grades[5]}
        """,
    )


def test_steps_limit_rises_too_and_only_where_their_condition_holds() -> None:
    check_table(
        policy(BANDS + "[[grading.steps]]\nwhen = { p = true }\nmost_up = 1", grades="A B C D"),
        """
        period | score | p     || grade | undetermined
        2010   | 10    | true  || D     |
        2011   | 90    | true  || C     |
        2012   | 90    | true  || B     |
        2013   | 90    | false || A     |
        2014   | 10    | true  || D     |
        2015   | 90    |       || A     | grading.steps.1: p
        """,
    )


def test_a_veto_is_above_any_step() -> None:
    """It pulls the grade down as far as it says, whatever order the file has."""
    cap, step = "[[grading.caps]]\nwhen = { p = true }\nat_most = 'D'\n", "[[grading.steps]]\nmost_down = 1\n"
    for rules in (cap + step, step + cap):
        check_table(
            policy(BANDS + rules, grades="A B C D"),
            """
            period | score | p     || grade
            2010   | 90    | false || A
            2011   | 90    | true  || D
            2012   | 90    | false || A
            2013   | 10    | false || B
            """,
        )


def test_a_step_is_above_a_floor() -> None:
    """The floor raises to B; from D the grade may rise by one only."""
    rules = "[[grading.floors]]\nwhen = { p = true }\nat_least = 'B'\n[[grading.steps]]\nmost_up = 1\n"
    check_table(
        policy(BANDS + rules, grades="A B C D"),
        "period | score | p || grade\n2010 | 10 | false || D\n2011 | 10 | true || C\n2012 | 10 | true || B\n",
    )


@pytest.mark.parametrize(
    ("rule", "grade", "expected"),
    [
        ("steps]]\nmost_down = 1", "D", "A D A D"),
        ("steps]]\nmost_up = 1", "A", "A A A A"),
        ("floors]]\nwhen = { given = 'A' }\nat_least = 'B'", "D", "A D A D"),
        ("caps]]\nwhen = { given = 'A' }\nat_most = 'C'", "B", "C B C B"),
    ],
)
def test_a_forced_grade_is_final(rule: str, grade: str, expected: str) -> None:
    """No floor, step or cap moves it again."""
    best, forced, again, last = expected.split()
    rules = f"[[grading.forced]]\nwhen = {{ p = true }}\ngrade = '{grade}'\n[[grading.{rule}\n"
    check_table(
        policy(BANDS + rules, grades="A B C D"),
        f"""
        period | score | given | p     || grade
        2010   | 90    | A     | false || {best}
        2011   | 90    | A     | true  || {forced}
        2013   | 90    | A     | false || {again}
        2014   | 10    | A     | true  || {last}
        """,
    )


# ---- quotas ----------------------------------------------------------------------------------------------------------

QUOTA = BANDS + "[rankings.overall]\nby = 'score'\n[[grading.quotas]]\n"


def check_quota(text: str, scores: str, expected: str) -> None:
    rows = zip("abcdefgh", scores.split(), expected.split(), strict=False)
    table = "\n".join(f"{unit} | 2010 | {score} || {grade}" for unit, score, grade in rows)
    check_table(policy(QUOTA + text, grades="A B C D"), f"unit | period | score || grade\n{table}")


@pytest.mark.parametrize(
    ("text", "scores", "expected"),
    [
        ("grade = 'A'\nat_most = 2", "99 98 97 60", "A A B C"),
        ("grade = 'A'\nat_most = '50%'", "99 98 97 60 50", "A A B C D"),
        ("grade = 'A'\nat_most = '50%'\nround = 'up'", "99 98 97 60 50", "A A A C D"),
        ("grade = 'A'\nat_most = 0", "99 98 97 60", "B B B C"),
        ("grade = 'A'\nat_most = 9", "99 98 97 60", "A A A C"),
        ("grade = 'A'\nat_most = 2", "99 98 98 60", "A B B C"),
        ("grade = 'A'\nat_most = 2\nties = 'in'", "99 98 98 60", "A A A C"),
        ("grade = 'B'\nat_most = 2", "99 98 97 75 60", "A A C C C"),
        ("grade = 'B'\nat_most = 3", "99 98 75 75 60", "A A C C C"),
    ],
)
def test_at_most_so_many_get_this_grade_or_better(text: str, scores: str, expected: str) -> None:
    check_quota(text, scores, expected)


@pytest.mark.parametrize(
    ("text", "scores", "expected"),
    [
        ("grade = 'D'\nat_least = 2", "99 98 60 10", "A A D D"),
        ("grade = 'D'\nat_least = 1", "99 98 60 10", "A A C D"),
        ("grade = 'C'\nat_least = '50%'", "99 98 97 60 10", "A A C C D"),
        ("grade = 'D'\nat_least = '5%'", "99 98 97 60", "A A A D"),
        ("grade = 'C'\nat_least = '50%'\nround = 'down'", "99 98 97 60 10", "A A A C D"),
        ("grade = 'D'\nat_least = 2", "99 98 98 10", "A D D D"),
        ("grade = 'D'\nat_least = 2\nties = 'out'", "99 98 98 10", "A A A D"),
        ("grade = 'D'\nat_least = 9", "99 98 60 10", "D D D D"),
        ("grade = 'D'\nat_least = 0", "99 98 60 10", "A A C D"),
    ],
)
def test_at_least_so_many_get_this_grade_or_worse(text: str, scores: str, expected: str) -> None:
    check_quota(text, scores, expected)


def check_held(rules: str, table: str) -> None:
    ranked = "[rankings.overall]\nby = 'score'\n"
    check_table(policy(BANDS + rules + ranked, grades="A B C D"), table)


def test_at_most_counts_held_units_first_and_passes_them_over() -> None:
    """`d` is held by its floor, `e` is forced; of the others the best one has the seat that is left."""
    check_held(
        "[[grading.floors]]\nwhen = { p = true }\nat_least = 'A'\n"
        "[[grading.forced]]\nwhen = { q = true }\ngrade = 'A'\n"
        "[[grading.quotas]]\ngrade = 'A'\nat_most = 3\n",
        """
        unit | period | score | p     | q     || grade | remarks
        a    | 2010   | 99    | false | false || A     |
        b    | 2010   | 98    | false | false || B     |
        c    | 2010   | 97    | false | false || B     |
        d    | 2010   | 60    | true  | false || A     |
        e    | 2010   | 10    | false | true  || A     |
        """,
    )


def test_where_more_are_held_than_the_quota_allows_each_of_them_is_told() -> None:
    check_held(
        "[[grading.floors]]\nwhen = { p = true }\nat_least = 'B'\n[[grading.quotas]]\ngrade = 'B'\nat_most = 1\n",
        """
        unit | period | score | p     || grade | remarks
        a    | 2010   | 99    | false || C     |
        b    | 2010   | 98    | true  || A     | quota-not-kept grading.quotas.1
        c    | 2010   | 20    | true  || B     | quota-not-kept grading.quotas.1
        d    | 2010   | 10    | false || D     |
        """,
    )


def test_at_least_passes_over_whom_a_floor_or_a_forced_grade_holds_and_takes_the_next() -> None:
    check_held(
        "[[grading.floors]]\nwhen = { p = true }\nat_least = 'C'\n"
        "[[grading.forced]]\nwhen = { q = true }\ngrade = 'B'\n"
        "[[grading.quotas]]\ngrade = 'D'\nat_least = 2\n",
        """
        unit | period | score | p     | q     || grade | remarks
        a    | 2010   | 99    | false | false || A     |
        b    | 2010   | 98    | false | false || D     |
        c    | 2010   | 97    | false | true  || B     |
        d    | 2010   | 60    | true  | false || C     |
        e    | 2010   | 10    | false | false || D     |
        """,
    )


def test_at_least_drops_nobody_further_than_most_down_and_tells_that_too_few_are_left() -> None:
    """In 2011 `a` may fall to B only, `b` to C only; `c`, who had no result, may fall."""
    check_held(
        "[[grading.steps]]\nmost_down = 1\n"
        "[[grading.quotas]]\ngrade = 'D'\nat_least = 2\n[[grading.quotas]]\ngrade = 'C'\nat_least = 2\n",
        """
        unit | period | score | p || grade | remarks
        a    | 2010   | 99    |   || A     |
        b    | 2010   | 80    |   || B     |
        d    | 2010   | 20    |   || D     |
        e    | 2010   | 10    |   || D     |
        a    | 2011   | 50    |   || B     | quota-not-kept grading.quotas.1
        b    | 2011   | 60    |   || C     | quota-not-kept grading.quotas.1
        c    | 2011   | 90    |   || D     |
        """,
    )


def test_a_cap_beneath_a_floor_holds_where_it_put_the_grade() -> None:
    """`b` stands at C by the veto, and is not dropped below, since its floor would have it higher still."""
    check_held(
        "[[grading.floors]]\nwhen = { p = true }\nat_least = 'B'\n"
        "[[grading.caps]]\nwhen = { p = true }\nat_most = 'C'\n"
        "[[grading.quotas]]\ngrade = 'D'\nat_least = 1\n",
        """
        unit | period | score | p     || grade
        a    | 2010   | 99    | false || D
        b    | 2010   | 98    | true  || C
        """,
    )


def test_an_unknown_floor_a_floor_that_is_low_enough_and_a_limit_to_rises_hold_nobody() -> None:
    check_held(
        "[[grading.floors]]\nwhen = { p = true }\nat_least = 'B'\n"
        "[[grading.floors]]\nwhen = { q = true }\nat_least = 'D'\n"
        "[[grading.steps]]\nmost_up = 1\n[[grading.quotas]]\ngrade = 'D'\nat_least = 2\n",
        """
        unit | period | score | p     | q     || grade | undetermined
        a    | 2010   | 99    | false | false || A     |
        b    | 2010   | 98    | false | true  || D     |
        c    | 2010   | 97    |       | true  || D     | grading.floors.1: p
        """,
    )


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        ("grade = 'A'\nat_most = 2\nties = 'out'", "A B B A"),
        ("grade = 'A'\nat_most = 3\nties = 'out'", "A B B A"),
        ("grade = 'A'\nat_most = 3\nties = 'in'", "A A A A"),
        ("grade = 'A'\nat_most = 4\nties = 'out'", "A A A A"),
        ("grade = 'D'\nat_least = 1\nties = 'out'", "A A A A"),
        ("grade = 'D'\nat_least = 1\nties = 'in'", "A D D A"),
    ],
)
def test_a_tie_across_the_edge_is_one_among_those_who_are_not_held(quota: str, expected: str) -> None:
    """`d` stands level with `b` and `c`, and is held."""
    a, b, c, d = expected.split()
    check_held(
        f"[[grading.floors]]\nwhen = {{ p = true }}\nat_least = 'A'\n[[grading.quotas]]\n{quota}\n",
        f"""
        unit | period | score | p     || grade
        a    | 2010   | 99    | false || {a}
        b    | 2010   | 98    | false || {b}
        c    | 2010   | 98    | false || {c}
        d    | 2010   | 98    | true  || {d}
        """,
    )


NOT_KEPT = "quota-not-kept grading.quotas.1"


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        ("grade = 'A'\nat_most = 1\nties = 'out'", "B, B, B, B"),
        ("grade = 'A'\nat_most = 1\nties = 'in'", "A not, A not, B, B"),
        ("grade = 'A'\nat_most = 2\nties = 'in'", "A, A, B, B"),
        ("grade = 'D'\nat_least = 2", "A, A, D, D"),
        ("grade = 'D'\nat_least = 2\nties = 'out'", "A, A, D, D"),
        ("grade = 'D'\nat_least = 3", "D, D, D, D"),
        ("grade = 'D'\nat_least = 3\nties = 'out'", "A not, A not, D, D"),
        ("grade = 'D'\nat_least = 4\nties = 'out'", "D, D, D, D"),
        ("grade = 'D'\nat_least = 5", "D not, D not, D not, D not"),
        ("grade = 'D'\nat_least = 0", "A, A, A, A"),
    ],
)
def test_a_number_that_is_not_met_is_told_to_the_tie_or_to_the_whole_group(quota: str, expected: str) -> None:
    """`a` and `b` share the first place; without a tie across the edge, or with units enough, nobody is told."""
    a, b, c, d = (
        each.replace(" not", f" | {NOT_KEPT}") + ("" if "not" in each else " |") for each in expected.split(", ")
    )
    check_held(
        f"[[grading.quotas]]\n{quota}\n",
        f"""
        unit | period | score || grade | remarks
        a    | 2010   | 99    || {a}
        b    | 2010   | 99    || {b}
        c    | 2010   | 98    || {c}
        d    | 2010   | 97    || {d}
        """,
    )


def test_a_group_too_small_for_the_quota_is_told_with_its_held_units_and_without_who_has_no_place_or_grade() -> None:
    """`c` is forced to A, `d` is unrated, `e` has no score; in the other group there are enough."""
    rules = (
        "[inputs.kind]\ntype = 'text'\n[rankings.overall]\nby = 'score'\nwithin = 'kind'\n"
        "[[grading.forced]]\nwhen = { p = true }\ngrade = 'A'\n[[grading.unrated]]\nwhen = { q = true }\n"
        "[[grading.quotas]]\ngrade = 'D'\nat_least = 4\n"
    )
    check_table(
        policy(BANDS + rules, grades="A B C D"),
        f"""
        unit | period | score | p     | q     | kind || grade | remarks
        a    | 2010   | 97    | false | false | city || D     | {NOT_KEPT}
        b    | 2010   | 98    | false | false | city || D     | {NOT_KEPT}
        c    | 2010   | 10    | true  | false | city || A     | {NOT_KEPT}
        d    | 2010   | 96    | false | true  | city || -     |
        e    | 2010   |       | false | false | city || -     |
        f    | 2010   | 99    | false | false | town || D     |
        g    | 2010   | 98    | false | false | town || D     |
        h    | 2010   | 97    | false | false | town || D     |
        i    | 2010   | 96    | false | false | town || D     |
        """,
    )


def test_each_quota_tells_for_itself() -> None:
    check_held(
        "[[grading.quotas]]\ngrade = 'A'\nat_most = 1\nties = 'in'\n[[grading.quotas]]\ngrade = 'D'\nat_least = 4\n",
        """
        unit | period | score || grade | remarks
        a    | 2010   | 99    || D     | quota-not-kept grading.quotas.1; quota-not-kept grading.quotas.2
        b    | 2010   | 99    || D     | quota-not-kept grading.quotas.1; quota-not-kept grading.quotas.2
        c    | 2010   | 98    || D     | quota-not-kept grading.quotas.2
        """,
    )


def test_who_a_floor_raises_and_a_step_takes_down_again_is_held_where_the_step_left_it() -> None:
    """`a`, D before, may rise to C only, floor or not, and no quota takes it back to D."""
    check_held(
        "[[grading.floors]]\nwhen = { p = true }\nat_least = 'B'\n[[grading.steps]]\nmost_up = 1\n"
        "[[grading.quotas]]\ngrade = 'D'\nat_least = 1\n",
        """
        unit | period | score | p     || grade
        a    | 2010   | 10    | false || D
        a    | 2011   | 90    | true  || C
        b    | 2011   | 98    | true  || A
        c    | 2011   | 97    | false || D
        """,
    )


def test_quotas_apply_in_the_order_of_the_file() -> None:
    check_quota("grade = 'A'\nat_most = 1\n[[grading.quotas]]\ngrade = 'B'\nat_most = 2", "99 98 97 60", "A B C C")


def test_a_quota_leaves_alone_who_holds_no_place_or_no_grade() -> None:
    """`b` is not ranked, `c` is unrated: neither is counted or moved. Shares are of all ranked units, `c` included."""
    rules = BANDS + (
        "[rankings.overall]\nby = 'score'\namong = { q = false }\n[[grading.unrated]]\nwhen = { p = true }\n"
        "[[grading.quotas]]\ngrade = 'A'\nat_most = '25%'\n"
    )
    check_table(
        policy(rules, grades="A B C D"),
        """
        unit | period | score | p     | q     || grade
        a    | 2010   | 97    | false | false || A
        b    | 2010   | 99    | false | true  || A
        c    | 2010   | 98    | true  | false || -
        d    | 2010   | 96    | false | false || B
        e    | 2010   | 95    | false | false || B
        """,
    )


def test_a_quota_that_fills_up_the_worst_grades_does_not_count_who_has_none() -> None:
    """`c` is unrated: with `d` alone at D one more is needed, and `b` drops."""
    rules = BANDS + (
        "[rankings.overall]\nby = 'score'\n[[grading.unrated]]\nwhen = { p = true }\n"
        "[[grading.quotas]]\ngrade = 'D'\nat_least = 2\n"
    )
    check_table(
        policy(rules, grades="A B C D"),
        """
        unit | period | score | p     || grade
        a    | 2010   | 97    | false || A
        b    | 2010   | 60    | false || D
        c    | 2010   | 10    | true  || -
        d    | 2010   | 5     | false || D
        """,
    )


def test_each_group_has_its_own_quota_and_a_group_too_small_to_rank_none() -> None:
    rules = BANDS + (
        "[inputs.kind]\ntype = 'text'\n[rankings.overall]\nby = 'score'\nwithin = 'kind'\nsmallest_group = 2\n"
        "[[grading.quotas]]\ngrade = 'A'\nat_most = 1\n"
    )
    check_table(
        policy(rules, grades="A B C D"),
        """
        unit | period | score | kind || grade
        a    | 2010   | 97    | city || B
        b    | 2010   | 98    | city || A
        c    | 2010   | 96    | town || A
        d    | 2010   | 95    | town || B
        e    | 2010   | 95    | isle || A
        """,
    )


def test_a_quota_whose_parameter_is_not_in_force_moves_nobody() -> None:
    rules = BANDS + (
        "[parameters]\nmany = [{ value = 1, from = 2011 }]\n[rankings.overall]\nby = 'score'\n"
        "[[grading.quotas]]\ngrade = 'A'\nat_most = 'many'\n"
    )
    check_table(
        policy(rules, grades="A B C D"),
        """
        unit | period | score || grade
        a    | 2010   | 97    || A
        b    | 2010   | 98    || A
        a    | 2011   | 97    || B
        b    | 2011   | 98    || A
        """,
    )


def test_the_first_scale_that_is_for_a_unit_grades_it_and_where_nobody_knows_which_it_has_no_grade() -> None:
    """A scale that is not for the unit is passed over, whatever else is unknown of those behind the one that is."""
    rules = """
        [inputs]
        score = { type = "number", min = 0, max = 100, optional = true }
        kind = { type = "choice", of = ["town", "office"], optional = true }
        new = { type = "flag", optional = true }
        [grading]
        by = "score"
        [[grading.scales]]
        when = { kind = "town" }
        bands = { A = 60, B = 0 }
        [[grading.scales]]
        when = { new = true }
        bands = { A = 40, B = 0 }
        [[grading.scales]]
        bands = { A = 80, B = 0 }
    """
    check_table(
        policy(rules, grades="A B"),
        """
        period | score | kind   | new   || grade
        2010   | 60    | town   |       || A
        2011   | 59    | town   | true  || B
        2012   | 59    | office | true  || A
        2013   | 79    | office | false || B
        2014   | 79    | office |       || -
        2015   | 100   |        | true  || -
        2016   |       | office | false || -
        """,
    )
