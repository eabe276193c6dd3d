"""Who is judged together with a unit that is explained, and what is said of groups that are not."""

from __future__ import annotations

import pytest

from targetrules import loads
from targetrules.explanation import relevant_rows as module
from targetrules.explanation.relevant_rows import relevant_rows
from targetrules.history import History, Row
from targetrules.report.explanation import explanation_text, explanation_values
from tests.districts import BASE, LAST, LAST_OF_AGAIN, OVERALL
from tests.explanation.changing import searched

TALKED_TO = """
[[consequences]]
id = "talk"
when = { grade = "poor" }
[rankings.overall]
by = "score"
within = "region"
among = { not = { received = "talk" } }
[[consequences]]
id = "visit"
when = { place = "last" }
"""


def test_what_others_received_in_earlier_periods_matters() -> None:
    """A, behind B, is not ranked after what followed in 2010, in another region."""
    scores = {2010: {"A": 50, "B": 70, "C": 80}, 2011: {"A": 65, "B": 70, "C": 80}}
    rows = [
        {"unit": unit, "period": year, "score": score, "region": "south" if score == 50 else "north", "kind": "town"}
        for year, of_year in scores.items()
        for unit, score in of_year.items()
    ]
    found = loads(BASE + TALKED_TO).explain(rows, unit="B", period=2011)
    assert explanation_text(found, "en") == (
        "B, 2011: good\n"
        "Judged by: Districts\n"
        "\n"
        "Grade: good\n"
        "  · score 70, and good begins at 60\n"
        "  → A single change for a worse grade:\n"
        "    · score: 59 instead of 70; the grade is then poor\n"
        "\n"
        "Consequences\n"
        "✘ talk\n"
        "    ✘ the grade is good, not poor\n"
        "    → A single change that would have made it fire:\n"
        "      · score: 59 instead of 70; the grade is then poor\n"
        "✔ visit\n"
        "    must\n"
        "    ✔ last place: 2 of 2 (overall)\n"
        "      · ranked by score 70; the highest is first\n"
        "      · ranked within region north\n"
        "    → A single change that would have avoided it:\n"
        "      · score: 81 instead of 70\n"
    )


def test_a_cut_of_a_year_in_which_the_unit_had_no_result_matters() -> None:
    text = """
[cuts.line]
formula = "group_max(score)"
from = 2010
every = 3
[[consequences]]
id = "support"
when = { score = { below = "line" } }
"""
    rows = [
        {"unit": "A", "period": 2010, "score": 80, "region": "north", "kind": "town"},
        {"unit": "B", "period": 2011, "score": 70, "region": "north", "kind": "town"},
    ]
    found = loads(BASE + text).explain(rows, unit="B", period=2011)
    assert "✔ support" in explanation_text(found, "en")
    assert "line 80, the cut of 2010" in explanation_text(found, "en")


PLACES_OF_PLACES = """
[measures.points]
formula = "overall.rank"
[rankings.again]
by = "points"
best = "lowest"
within = "kind"
"""


@pytest.mark.parametrize(
    ("rules", "matter"),
    [
        pytest.param(OVERALL + PLACES_OF_PLACES + LAST_OF_AGAIN, "ABCE", id="groups of a kind and of a region"),
        pytest.param(OVERALL.replace('"region"', '["kind", "region"]') + LAST, "A", id="groups of both"),
    ],
)
def test_in_a_large_period_whoever_shares_a_group_with_one_who_matters_does(
    rules: str, matter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has no region shares none with others who have none."""
    monkeypatch.setattr(module, "MOST_MOVED", 0)
    groups = {
        "A": (None, "town"),
        "B": ("south", "town"),
        "C": ("south", "village"),
        "D": (None, "port"),
        "E": (None, "town"),
    }
    rows = [Row(unit, 2010, {"region": region, "kind": kind}) for unit, (region, kind) in groups.items()]
    part = relevant_rows(loads(BASE + rules).rules, History(tuple(rows)), "A", 2010)
    assert "".join(row.unit for row in part.history.rows) == matter


def test_in_a_large_period_no_other_group_is_tried() -> None:
    policy = loads(BASE + OVERALL + LAST)
    rows = [
        {"unit": f"u{unit}", "period": 2010, "score": unit % 90, "region": f"r{unit % 100}", "kind": "town"}
        for unit in range(1001)
    ]
    found = policy.explain(rows, unit="u7", period=2010)
    assert explanation_text(found, "en") == (
        "u7, 2010: poor\n"
        "Judged by: Districts\n"
        "\n"
        "Grade: poor\n"
        "  · score 7, below 60, where good begins\n"
        "  → A single change for a better grade:\n"
        "    · score: 60 instead of 7; the grade is then good\n"
        "\n"
        "Consequences\n"
        "✔ talk\n"
        "    must\n"
        "    ✔ last place, together with 1 more: 10 are ranked (overall)\n"
        "      · ranked by score 7; the highest is first\n"
        "      · ranked within region r7\n"
        "    → A single change that would have avoided it:\n"
        "      · score: 8 instead of 7\n"
        "      · region: not tried; in a period of more than 1000 units it is not asked what would be in another "
        "group\n"
    )
    small = policy.explain(rows[:1000], unit="u7", period=2010)
    (change,) = searched(small.consequences[0].nearest).changes[1:]
    assert change.input.id == "region"
    assert len(change.after) == 70


GROUPED = BASE + '[rankings.overall]\nby = "score"\nwithin = "kind"\n' + LAST


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "kind: not tried; in a period of more than 1000 units it is not asked what would be in another group"),
        ("zh", "kind：没有试；一期超过 1000 个单位时，不考虑改在别的组会怎样"),
    ],
)
def test_of_a_choice_of_few_values_it_is_not_said_that_they_are_too_many(language: str, line: str) -> None:
    rows = [
        {"unit": f"u{unit}", "period": 2010, "score": unit % 90, "region": "r", "kind": ("town", "village")[unit % 2]}
        for unit in range(1001)
    ]
    found = loads(GROUPED).explain(rows, unit="u0", period=2010)
    assert f"      · {line}\n" in explanation_text(found, language)
    (unsettled,) = explanation_values(found, language)["consequences"][0]["nearest"]["unsettled"]
    assert (unsettled["input"]["id"], unsettled["moves"]) == ("kind", True)


@pytest.mark.parametrize("formula", ["previous(count(low))", "previous(if(low, 1, 0))", "best_last(count(low), 2)"])
def test_conditions_that_a_measure_looks_back_at_are_known_of_others(formula: str) -> None:
    """Measures are found of everybody, whether or not anything compares them."""
    text = f"""
[conditions.low]
score = {{ below = 60 }}
[measures.before]
formula = "{formula}"
[rankings.overall]
by = "score"
"""
    rows = [
        {"unit": unit, "period": year, "score": score, "region": "north", "kind": "town"}
        for unit, year, score in (("A", 2010, 50), ("B", 2010, 70), ("A", 2011, 60), ("B", 2011, 40))
    ]
    found = loads(BASE + text + LAST).explain(rows, unit="A", period=2011)
    assert explanation_text(found, "en").startswith("A, 2011: good\nJudged by: Districts\n")
