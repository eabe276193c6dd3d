"""Section 3, rankings, and places of section 5: ties share the better number, and a place may be unknown or none."""

from __future__ import annotations

import pytest

from tests.engine.table import check_table, policy

SCORES = """
[inputs.score]
type = "number"
optional = true
[inputs.second]
type = "number"
optional = true
[inputs.kind]
type = "choice"
of = ["city", "town"]
optional = true
[inputs.size]
type = "text"
optional = true
[inputs.exempt]
type = "flag"
optional = true
"""


def ranking(text: str = 'by = "score"') -> str:
    return f"{SCORES}[rankings.overall]\n{text}\n"


def test_ties_share_the_better_number() -> None:
    check_table(
        policy(ranking()),
        """
        unit | period | score || overall
        a    | 2010   | 70    || 2/4
        b    | 2010   | 90    || 1/4
        c    | 2010   | 70    || 2/4
        d    | 2010   | 10    || 4/4
        """,
    )


def test_each_period_has_its_own_ranking() -> None:
    check_table(
        policy(ranking()),
        """
        unit | period | score || overall
        a    | 2010   | 1     || 2/2
        b    | 2010   | 2     || 1/2
        a    | 2011   | 1     || 1/1
        """,
    )


def test_the_lowest_may_be_the_best_and_tie_breakers_follow() -> None:
    check_table(
        policy(ranking('by = ["score", "second"]\nbest = "lowest"')),
        """
        unit | period | score | second || overall
        a    | 2010   | 5     | 9      || 3/4
        b    | 2010   | 5     | 8      || 1/4
        c    | 2010   | 5     | 8      || 1/4
        d    | 2010   | 6     | 0      || 4/4
        """,
    )


def test_units_are_compared_within_their_group() -> None:
    """Where a unit's group is not known, its place is not, nor how many it would be compared with."""
    check_table(
        policy(ranking('by = "score"\nwithin = ["kind", "size"]')),
        """
        unit | period | score | kind | size  || overall
        a    | 2010   | 1     | city | large || 2/2
        b    | 2010   | 2     | city | large || 1/2
        c    | 2010   | 3     | city | small || 1/1
        d    | 2010   | 4     | town | large || 1/1
        e    | 2010   | 5     | town |       || -/-
        """,
    )


def test_who_is_not_among_the_ranked_or_has_no_score_holds_no_place() -> None:
    """`overall.size` is the number of ranked units of the own group, whether one is ranked or not."""
    check_table(
        policy(ranking('by = "score"\nwithin = "kind"\namong = { exempt = false }')),
        """
        unit | period | score | kind | exempt || overall
        a    | 2010   | 1     | city | false  || 1/1
        b    | 2010   | 2     | city | true   || -/1
        c    | 2010   | 3     | city |        || -/1
        d    | 2010   |       | city | false  || -/1
        e    | 2010   |       | town | false  || -/0
        """,
    )


PLACED = (
    '[conditions.first]\nplace = "first"\n[conditions.last]\nplace = "last"\n[conditions.leads]\noverall.rank = 1\n'
)


def test_a_place_is_false_for_who_is_not_among_the_ranked_and_unknown_where_that_is_unknown() -> None:
    check_table(
        policy(ranking('by = "score"\namong = { exempt = false }') + PLACED),
        """
        unit | period | score | exempt || first | last | leads
        a    | 2010   | 3     | false  || yes   | no   | yes
        b    | 2010   | 2     | false  || no    | yes  | no
        c    | 2010   | 1     | true   || no    | no   | ?
        d    | 2010   | 1     |        || ?     | ?    | ?
        e    | 2010   |       | false  || ?     | ?    | ?
        f    | 2010   |       | true   || no    | no   | ?
        """,
    )


def test_in_a_smaller_group_nobody_holds_a_place() -> None:
    check_table(
        policy(ranking('by = "score"\nwithin = "kind"\nsmallest_group = 2') + PLACED),
        """
        unit | period | score | kind || overall | first | last | leads
        a    | 2010   | 1     | city || 2/2     | no    | yes  | no
        b    | 2010   | 2     | city || 1/2     | yes   | no   | yes
        c    | 2010   | 3     | town || -/1     | no    | no   | ?
        d    | 2010   | 3     |      || -/-     | ?     | ?    | ?
        """,
    )


def test_ties_for_last_are_all_last() -> None:
    check_table(
        policy(ranking() + PLACED),
        """
        unit | period | score || first | last
        a    | 2010   | 3     || yes   | no
        b    | 2010   | 3     || yes   | no
        c    | 2010   | 1     || no    | yes
        d    | 2010   | 1     || no    | yes
        """,
    )


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        # the scores are 90, 80, 80, 70, 60, 60
        ("{ top = 1 }", "yes no no no no no"),
        ("{ top = 2 }", "yes yes yes no no no"),
        ('{ top = 2, ties = "out" }', "yes no no no no no"),
        ('{ top = 3, ties = "out" }', "yes yes yes no no no"),
        ("{ bottom = 1 }", "no no no no yes yes"),
        ('{ bottom = 1, ties = "out" }', "no no no no no no"),
        ('{ bottom = 2, ties = "out" }', "no no no no yes yes"),
        ("{ bottom = 3 }", "no no no yes yes yes"),
        ("{ bottom = 4 }", "no yes yes yes yes yes"),
        ('{ bottom = 4, ties = "out" }', "no no no yes yes yes"),
        ('{ top = "20%" }', "yes no no no no no"),
        ('{ top = "33%" }', "yes no no no no no"),
        ('{ top = "33%", round = "up" }', "yes yes yes no no no"),
        ('{ top = "25%", round = "half-up" }', "yes yes yes no no no"),
        ('{ top = "25%", round = "half-even" }', "yes yes yes no no no"),
        ('{ top = "41.6%", round = "half-even" }', "yes yes yes no no no"),
        ('{ bottom = "16%" }', "no no no no no no"),
        ('{ bottom = "16%", round = "up" }', "no no no no yes yes"),
        ('{ bottom = "100%" }', "yes yes yes yes yes yes"),
        ('{ top = "many" }', "yes yes yes no no no"),
        ('{ bottom = "part" }', "no no no yes yes yes"),
    ],
)
def test_places_by_count_share_or_parameter(place: str, expected: str) -> None:
    parameters = '[parameters]\nmany = [{ value = 2 }]\npart = [{ value = "50%" }]\n'
    scores = zip("abcdef", (90, 80, 80, 70, 60, 60), expected.split(), strict=True)
    rows = "\n".join(f"{unit} | 2010 | {score} || {held}" for unit, score, held in scores)
    check_table(
        policy(ranking() + parameters + f"[conditions.c]\nplace = {place}"), f"unit | period | score || c\n{rows}"
    )


def test_a_portion_is_unknown_before_its_parameter_is_in_force() -> None:
    """Whoever holds no place is not among the first of whatever number."""
    check_table(
        policy(
            ranking('by = "score"\namong = { exempt = false }')
            + '[parameters]\nmany = [{ value = 1, from = 2011 }]\n[conditions.c]\nplace = { top = "many" }\n'
            '[[consequences]]\nid = "praise"\nwhen = { c = true }'
        ),
        """
        unit | period | score | exempt || c   | undetermined
        a    | 2010   | 1     | false  || ?   | praise: many
        b    | 2010   | 1     | true   || no  |
        a    | 2011   | 1     | false  || yes |
        """,
    )


def test_who_holds_no_place_is_asked_before_a_portion_that_is_not_in_force() -> None:
    """`b` is not ranked, `c` nobody can place, `d` is alone in a group too small to be ranked."""
    check_table(
        policy(
            ranking('by = "score"\nwithin = "kind"\namong = { exempt = false }\nsmallest_group = 2')
            + '[parameters]\nmany = [{ value = 1, from = 2011 }]\n[conditions.c]\nplace = { top = "many" }\n'
        ),
        """
        unit | period | score | kind | exempt || c
        a    | 2010   | 1     | city | false  || ?
        e    | 2010   | 2     | city | false  || ?
        b    | 2010   | 1     | city | true   || no
        c    | 2010   |       | city | false  || ?
        d    | 2010   | 1     | town | false  || no
        """,
    )


def test_of_several_rankings_a_place_names_one() -> None:
    check_table(
        policy(
            ranking() + '[rankings.other]\nby = "second"\n[conditions.c]\nplace = { top = 1, ranking = "other" }\n'
            "[conditions.d]\nother.rank = { at_most = 1 }\noverall.size = { above = 1 }\n"
            '[conditions.e]\n"overall.rank" = { below = "other.rank" }'
        ),
        """
        unit | period | score | second || c   | d   | e
        a    | 2010   | 1     | 2      || yes | yes | no
        b    | 2010   | 2     | 1      || no  | no  | yes
        """,
    )
