"""English football, 1888 to 2023: points, places and relegation of ``english-league`` against the published tables."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from targetrules import load
from targetrules.outcome import Outcome

pytestmark = pytest.mark.xdist_group("english_football")

POLICY = Path(__file__).parents[2] / "policies" / "english-league.toml"

Row = dict[str, Any]


@pytest.fixture(scope="module")
def table(real: Callable[[str], list[Row]]) -> list[tuple[Row, Outcome]]:
    """Every published row, with what the policy makes of it."""
    rows = [
        {**row, "unit": row["team_id"], "period": row["season"]}
        for row in real("englishfootball/standings_tiers_1_2.csv")
    ]
    outcomes = {(outcome.unit, outcome.period): outcome for outcome in load(POLICY).evaluate(rows)}
    return [(row, outcomes[row["unit"], int(row["season"])]) for row in rows]


def receives(outcome: Outcome, consequence: str) -> bool:
    return consequence in {decided.id for decided in outcome.consequences}


def test_points(table: list[tuple[Row, Outcome]]) -> None:
    """With the points that were deducted no row is an exception."""
    differing = [row["key_id"] for row, outcome in table if outcome.measures["points"] != int(row["points"])]
    assert len(table) == 5209
    assert differing == []


def test_places(table: list[tuple[Row, Outcome]]) -> None:
    """Two clubs shared a place with one that equalled them in all; the published table puts one after the other."""
    differing = [
        (row["season"], row["team_name"], int(row["position"]), outcome.places["table"].rank)
        for row, outcome in table
        if int(row["position"]) != outcome.places["table"].rank
    ]
    assert differing == [("1956", "Chelsea", 13, 12), ("1997", "Queens Park Rangers", 21, 20)]


def test_champions(table: list[tuple[Row, Outcome]]) -> None:
    champions = [row for row, outcome in table if receives(outcome, "champion")]
    assert [row["key_id"] for row in champions] == [row["key_id"] for row, _ in table if row["position"] == "1"]


RELEGATED_OTHERWISE = {
    ("1904", "Bury"): "reprieved: the tier grew from 18 to 20 clubs",
    ("1904", "Notts County"): "reprieved: the tier grew from 18 to 20 clubs",
    ("1914", "Chelsea"): "reprieved: the tier grew from 20 to 22 clubs after the war",
    ("1987", "Chelsea"): "the fourth to go down: lost the play-off that reduced the tier to 20 clubs",
}


@pytest.mark.parametrize(
    ("tier", "first", "known", "exceptions"),
    [("1", 1898, 2397, RELEGATED_OTHERWISE), ("2", 1921, 2161, {})],
    ids=["from tier 1 since 1898", "from tier 2 since 1921"],
)
def test_relegation(
    table: list[tuple[Row, Outcome]], tier: str, first: int, known: int, exceptions: dict[tuple[str, str], str]
) -> None:
    """A club went down when it played in a lower tier, or in neither of the two, in the season after."""
    seasons = sorted({int(row["season"]) for row, _ in table})
    after = dict(pairwise(seasons))
    tiers = {(row["unit"], int(row["season"])): row["tier"] for row, _ in table}
    followed = [
        (row, outcome)
        for row, outcome in table
        if row["tier"] == tier and int(row["season"]) >= first and int(row["season"]) in after
    ]
    differing = {
        (row["season"], row["team_name"])
        for row, outcome in followed
        if receives(outcome, "relegation") != (tiers.get((row["unit"], after[int(row["season"])]), "3") > tier)
    }
    assert len(followed) == known
    assert differing == set(exceptions)
