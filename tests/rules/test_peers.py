"""Who must be judged together with a unit: by what the rules say, and of the rows of some periods."""

from __future__ import annotations

from typing import Any

import pytest

from targetrules import loads
from targetrules.rules.analysis.peers import NO_GROUP, PeerClosure, PeriodUnits, feeds_back
from tests.districts import BASE, LAST, LAST_OF_AGAIN, OVERALL

CAP = """
[[grading.caps]]
at_most = "poor"
when = { place = { bottom = 1, ranking = "overall" } }
"""
QUOTA = """
[[grading.quotas]]
grade = "good"
at_most = "50%"
"""
QUOTA_OF_POOR = QUOTA.replace("good", "poor").replace("at_most", "at_least")


@pytest.mark.parametrize(
    ("rules", "groups", "pasts", "feeds"),
    [
        pytest.param("", (), False, False, id="nobody"),
        pytest.param(OVERALL, (), False, False, id="nobody where places decide nothing"),
        pytest.param(OVERALL + LAST, (("region",),), False, False, id="the region"),
        pytest.param(OVERALL.replace('within = "region"', "") + LAST, ((),), False, False, id="everybody"),
        pytest.param(
            '[measures.mean]\nformula = "group_mean(score)"\ndecimals = 0\n' + OVERALL + LAST,
            ((), ("region",)),
            False,
            False,
            id="everybody, for a mean of them",
        ),
        pytest.param(OVERALL + QUOTA, (("region",),), False, False, id="a quota"),
        pytest.param(
            OVERALL + QUOTA + "[[grading.steps]]\nmost_down = 1\n", (("region",),), True, False, id="grades look back"
        ),
        pytest.param(
            '[measures.points]\nformula = "mean_last(score, 2)"\ndecimals = 0\n'
            + OVERALL.replace('"score"', '"points"')
            + LAST,
            (("region",),),
            True,
            False,
            id="a mean of the last scores",
        ),
        pytest.param(
            '[measures.points]\nformula = "if_missing(previous(score), score)"\n'
            + OVERALL.replace('"score"', '"points"')
            + LAST,
            (("region",),),
            True,
            False,
            id="an earlier score",
        ),
        pytest.param(
            '[statuses.watched]\nenter = { grade = "poor" }\n' + OVERALL + "among = { watched = false }\n" + LAST,
            (("region",),),
            True,
            False,
            id="who is ranked has a status",
        ),
        pytest.param(
            OVERALL + 'among = { grade = "poor", consecutive = 2 }\n' + LAST,
            (("region",),),
            True,
            False,
            id="who is ranked looks back",
        ),
        pytest.param(
            OVERALL
            + '[measures.points]\nformula = "overall.rank"\n'
            + '[rankings.again]\nby = "points"\nwithin = "kind"\n'
            + LAST.replace('"last"', '{ bottom = 1, ranking = "again" }'),
            (("region",), ("kind",)),
            False,
            True,
            id="a ranking of places",
        ),
        pytest.param(
            OVERALL
            + '[rankings.again]\nby = "score"\namong = { not = { place = { bottom = 1, ranking = "overall" } } }\n'
            + LAST_OF_AGAIN,
            (("region",), ()),
            False,
            True,
            id="a ranking of those with a place",
        ),
        pytest.param(
            OVERALL + CAP + '[rankings.again]\nby = "score"\namong = { grade = "good" }\n' + LAST_OF_AGAIN,
            (("region",), ()),
            False,
            True,
            id="a ranking of those whose grade rests on a place",
        ),
        pytest.param(OVERALL + CAP + QUOTA, (("region",),), False, True, id="a quota of what places leave"),
        pytest.param(OVERALL + QUOTA + QUOTA_OF_POOR, (("region",),), False, False, id="two quotas"),
        pytest.param(
            OVERALL
            + '[measures.points]\nformula = "overall.rank"\n'
            + '[rankings.again]\nby = "score"\namong = { known = "points" }\n'
            + LAST_OF_AGAIN,
            (("region",), ()),
            False,
            True,
            id="a ranking of those of whom a place is known",
        ),
    ],
)
def test_who_matters(rules: str, groups: Any, pasts: bool, feeds: bool) -> None:  # noqa: FBT001
    policy = loads(BASE + rules)
    assert PeerClosure.of(policy.rules) == PeerClosure(groups, pasts)
    assert feeds_back(policy.rules) is feeds


def test_a_unit_changes_its_groups_by_their_inputs() -> None:
    within = OVERALL.replace('"region"', '["region", "kind"]')
    assert PeerClosure.of(loads(BASE + within + QUOTA).rules).inputs == {"region", "kind"}
    assert not PeerClosure.of(loads(BASE).rules).inputs


# ---- the rows of some periods ----------------------------------------------------------------------------------------

NORTH, SOUTH, TOWN, VILLAGE = range(4)


@pytest.mark.parametrize(
    ("unit", "rows"),
    [
        pytest.param("A", [0, 1, 2, 3], id="whoever shares one with somebody who shares one"),
        pytest.param("F", [4, 5], id="nobody of another region and kind"),
        pytest.param("G", [6], id="nobody, where parts of the groups are missing"),
    ],
)
def test_whoever_shares_a_group_with_one_who_matters_does(unit: str, rows: list[int]) -> None:
    regions = [NORTH, NORTH, SOUTH, NO_GROUP, 4, 4, NO_GROUP, NO_GROUP]
    kinds = [TOWN, VILLAGE, VILLAGE, TOWN, 5, 6, NO_GROUP, NO_GROUP]
    closure = PeerClosure((("region",), ("kind",)), pasts=False)
    assert list(closure.rows(unit, [PeriodUnits("ABCDEFGH", [regions, kinds])], whole=False)) == [rows]


def test_the_past_of_others_matters_where_their_share_rests_on_it() -> None:
    """B, who is in A's region now, was in another one before, with C."""
    latest, before = PeriodUnits("ABCD", [[NORTH, NORTH, SOUTH, SOUTH]]), PeriodUnits("ABCD", [[0, 1, 1, 0]])
    for pasts, rows in ((False, [0, 3]), (True, [0, 1, 2, 3])):
        assert list(PeerClosure((("region",),), pasts).rows("A", [latest, before], whole=False)) == [[0, 1], rows]


def test_all_units_of_the_latest_period_matter_to_one_that_might_change_its_group() -> None:
    latest = PeriodUnits("ABC", [[NORTH, SOUTH, SOUTH]])
    assert list(PeerClosure((("region",),), pasts=False).rows("A", [latest, latest], whole=True)) == [[0, 1, 2], [0]]


def test_who_is_compared_with_nobody_stands_alone() -> None:
    latest = PeriodUnits("ABC", [])
    assert list(PeerClosure((), pasts=False).rows("B", [latest, PeriodUnits("AC", [])], whole=True)) == [[1], []]
