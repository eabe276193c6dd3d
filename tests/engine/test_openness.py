"""Of groups that are not complete places, quotas and what is computed over them are unknown, and nothing else is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from targetrules import loads
from targetrules.engine.openness import Openness, groups_of
from targetrules.engine.outcomes import decisions_of, outcome_of
from targetrules.engine.reference import ReferenceEngine
from targetrules.history import History, Row
from targetrules.outcome import Outcome, Placed, Undetermined
from targetrules.rules.tree import Rules
from tests.county import county_text

WITHIN_KIND = """
[rankings.within]
by = "score"
within = ["kind"]
[[consequences]]
id = "talk"
label = "A talk"
when = { place = "last" }
[[consequences]]
id = "letter"
label = "A letter"
when = { grade = "poor" }
"""
KIND = 'kind = { type = "choice", of = ["city", "town"], optional = true }'
QUOTA = """
[rankings.within]
by = "score"
within = ["kind"]
[[grading.quotas]]
grade = "good"
at_most = 1
ranking = "within"
"""


def rules_of(more: str, inputs: str = KIND) -> Rules:
    return loads(county_text(more, inputs=inputs)).rules


def row(unit: str, period: int, score: int | None, kind: str | None = "town", **more: str) -> Row:
    return Row(unit, period, {"score": None if score is None else Decimal(score), "kind": kind, **more})


def outcomes(rules: Rules, openness: Openness, rows: Sequence[Row]) -> dict[tuple[str, int | str], Outcome]:
    engine = ReferenceEngine(rules, openness=openness)
    formula, decisions = engine.formula(), rules.once(decisions_of, None)
    judged = [now for cross_section in engine.cross_sections(History(tuple(rows))) for now in cross_section]
    found = [outcome_of(engine, now, decisions, formula) for now in judged]
    return {(each.unit, each.period): each for each in found}


def test_places_are_unknown_until_the_group_is_complete() -> None:
    rules, rows = rules_of(WITHIN_KIND), [row("a", 2010, 80), row("b", 2010, 50), row("c", 2010, 70, "city")]
    openness = Openness(rules)
    found = outcomes(rules, openness, rows)
    assert [each.places for each in found.values()] == [{"within": Placed(None, None)}] * 3
    assert [each.undetermined for each in found.values()] == [(Undetermined("talk", ("within.rank",)),)] * 3
    assert [each.id for each in found["b", 2010].consequences] == ["letter"]  # what rests on no place is decided
    openness.close(2010, (("kind", "town"),))
    found = outcomes(rules, openness, rows)
    assert [each.places["within"] for each in found.values()] == [Placed(1, 2), Placed(2, 2), Placed(None, None)]
    assert [each.id for each in found["b", 2010].consequences] == ["talk", "letter"]
    openness.close(2010)
    assert outcomes(rules, openness, rows)["c", 2010].places["within"] == Placed(1, 1)


def test_whatever_comes_opens_its_group_again() -> None:
    rules, rows = rules_of(WITHIN_KIND), [row("a", 2010, 80), row("c", 2010, 70, "city")]
    openness = Openness(rules)
    openness.close(2010)
    openness.touch(2010, row("b", 2010, 50).values)
    found = outcomes(rules, openness, [*rows, row("b", 2010, 50)])
    assert [each.places["within"] for each in found.values()] == [Placed(None, None), Placed(1, 1), Placed(None, None)]
    openness.touch(2010, row("d", 2010, 50, None).values)  # it is in no group
    assert openness.is_closed(2010, (("kind", "city"),))


def test_a_unit_whose_group_is_not_known_is_as_it_was() -> None:
    rules = rules_of(WITHIN_KIND)
    openness = Openness(rules)
    openness.close(2010)
    found = outcomes(rules, openness, [row("a", 2010, 80, None)])["a", 2010]
    assert (found.places["within"], found.undetermined) == (
        Placed(None, None),
        (Undetermined("talk", ("kind",)),),
    )


def test_of_a_unit_that_is_not_ranked_it_is_known_that_it_holds_no_place() -> None:
    text = WITHIN_KIND.replace('by = "score"', 'by = "score"\namong = { score = { at_least = 10 } }')
    rules = rules_of(text)
    found = outcomes(rules, Openness(rules), [row("a", 2010, 5), row("b", 2010, 50)])
    assert [each.undetermined for each in found.values()] == [(), (Undetermined("talk", ("within.rank",)),)]


def test_a_quota_leaves_open_whom_it_may_move() -> None:
    rules, rows = rules_of(QUOTA), [row("a", 2010, 80), row("b", 2010, 70), row("c", 2010, 50)]
    openness = Openness(rules)
    found = outcomes(rules, openness, rows)
    assert [each.grade for each in found.values()] == [None, None, "poor"]
    assert found["a", 2010].undetermined == (Undetermined("grading.quotas.1", ("within.rank",)),)
    assert found["c", 2010].undetermined == ()
    openness.close(2010)
    assert [each.grade for each in outcomes(rules, openness, rows).values()] == ["good", "poor", "poor"]


def test_a_quota_leaves_whom_a_rule_holds_and_who_has_no_grade() -> None:
    floor = '[[grading.floors]]\nwhen = { kind = "town" }\nat_least = "good"\n'
    unrated = "[[grading.unrated]]\nwhen = { score = 0 }\n"
    rules = rules_of(QUOTA + floor + unrated)
    found = outcomes(rules, Openness(rules), [row("a", 2010, 80), row("b", 2010, 80, "city"), row("c", 2010, 0)])
    assert [each.grade for each in found.values()] == ["good", None, None]
    assert found["c", 2010].undetermined == ()


def test_what_is_computed_over_all_units_is_unknown_until_the_period_is_complete() -> None:
    rules = rules_of('[measures.mean]\nformula = "group_mean(score)"\ndecimals = 1\n')
    openness, rows = Openness(rules), [row("a", 2010, 80), row("b", 2010, 70)]
    assert [each.measures["mean"] for each in outcomes(rules, openness, rows).values()] == [None, None]
    openness.close(2010)
    assert [each.measures["mean"] for each in outcomes(rules, openness, rows).values()] == [Decimal("75.0")] * 2


def test_a_group_is_known_when_those_are_that_its_units_are_compared_by() -> None:
    """A ranking of all by a grade that quotas within kinds have set."""
    rules = rules_of(QUOTA + '[rankings.everyone]\nby = "grade"\n')
    openness, rows = Openness(rules), [row("a", 2010, 80), row("b", 2010, 70, "city")]
    openness.close(2010)
    openness.touch(2010, rows[0].values)
    openness.close(2010)
    assert [each.places["everyone"].size for each in outcomes(rules, openness, rows).values()] == [2, 2]
    openness = Openness(rules)
    openness.close(2010, (("kind", "town"),))
    assert [each.places["everyone"].size for each in outcomes(rules, openness, rows).values()] == [None, None]


def test_a_group_is_known_when_those_are_that_it_looks_back_at() -> None:
    rules = rules_of(
        """
[rankings.first]
by = "score"
[measures.before]
formula = "previous(first.rank)"
decimals = 0
[rankings.second]
by = "before"
best = "lowest"
"""
    )
    openness, rows = Openness(rules), [row(unit, year, 80) for year in (2010, 2011) for unit in "ab"]
    openness.close(2011)
    assert outcomes(rules, openness, rows)["a", 2011].places == {"first": Placed(1, 2), "second": Placed(None, None)}
    openness.close(2010)
    assert outcomes(rules, openness, rows)["a", 2011].places == {"first": Placed(1, 2), "second": Placed(1, 2)}


@pytest.mark.parametrize(
    ("more", "groups"),
    [("", []), (WITHIN_KIND, [("kind",)]), (QUOTA + '[rankings.everyone]\nby = "score"\n', [(), ("kind",)])],
    ids=["nothing is compared", "within kinds", "within kinds and among all"],
)
def test_units_are_grouped_as_rankings_say(more: str, groups: list[tuple[str, ...]]) -> None:
    assert groups_of(rules_of(more)) == groups
