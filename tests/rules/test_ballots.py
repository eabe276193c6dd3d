"""What a ballot is made of: counts, labels, columns; what it comes to, and when it is none."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from targetrules import Outcome, Policy, coverage_of, loads
from targetrules.engine.choice import ENGINES, EngineName
from targetrules.rules.exact import rounded
from targetrules.rules.leaf import Rounding
from targetrules.rules.resolution.tables_made import places_of_made

pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")  # columns that need not be there

HEAD = 'format = 1\npolicy = { id = "p", title = "P" }\n'
POLL = (
    HEAD + '[ballots.poll]\nlabel = { zh = "民意调查", en = "Poll" }\nanswers = { good = 100, fair = 60.5, poor = 0 }\n'
)
GROUPS = (
    HEAD + "[ballots.rating]\nanswers = { good = 100, poor = 0 }\nat_least = 2\n"
    'voters.leaders = { weight = 40, label = "Leaders" }\nvoters.staff = { weight = 60, at_least = 3 }\n'
)


def outcome(policy: Policy, engine: EngineName | None = None, **counts: Any) -> Outcome:
    (found,) = policy.evaluate([{"unit": "A", "period": 2010, **counts}], engine=engine)
    return found


def test_counts_answers_whether_they_are_enough_and_the_score_have_names_of_their_own() -> None:
    rules = loads(POLL).rules
    assert list(rules.inputs) == ["poll_good", "poll_fair", "poll_poor"]
    assert (list(rules.measures), list(rules.conditions)) == (["poll_answers", "poll_score"], ["poll_valid"])
    grouped = loads(GROUPS).rules
    assert list(grouped.inputs) == [
        *("rating_leaders_good", "rating_leaders_poor", "rating_staff_good", "rating_staff_poor"),
    ]
    assert list(grouped.conditions) == ["rating_leaders_valid", "rating_staff_valid"]


def test_an_answer_is_called_by_its_label_that_of_the_grade_with_its_id_or_its_id() -> None:
    grades = '[[grades]]\nid = "good"\nlabel = { zh = "优秀", en = "Excellent" }\n[[grades]]\nid = "bad"\n'
    rules = loads(POLL.replace("poor = 0", 'poor = { points = 0, label = "较差" }') + grades).rules
    assert [each.label["zh"] for each in rules.inputs.values()] == [
        *("民意调查“优秀”票数", "民意调查“fair”票数", "民意调查“较差”票数"),
    ]
    assert rules.inputs["poll_good"].label["en"] == "Poll: “Excellent”"
    assert loads(GROUPS).rules.measures["rating_leaders_score"].label["en"] == "rating, Leaders: score"


def test_the_column_of_a_count_may_be_called_by_the_labels() -> None:
    rows = [{"unit": "A", "period": 2010, "民意调查good": 3, "Poll fair": 1, "Poll: “poor”": 0}]
    (found,) = loads(POLL).evaluate(rows)
    assert found.measures["poll_score"] == Decimal("90.13")


def test_a_language_without_sentences_has_the_english_ones() -> None:
    text = POLL.replace('title = "P"', 'title = { fr = "P" }, languages = ["fr"]')
    found = loads(text.replace('{ zh = "民意调查", en = "Poll" }', '{ fr = "Sondage" }')).rules
    assert found.measures["poll_score"].label == {"fr": "Sondage: score"}


@pytest.mark.parametrize("engine", ENGINES)
def test_fewer_answers_than_there_must_be_are_no_ballot(engine: EngineName) -> None:
    policy = loads(POLL + 'at_least = 5\n[[consequences]]\nid = "talk"\nwhen = { poll_score = { below = 60 } }\n')
    few = outcome(policy, engine, poll_good=4, poll_fair=0, poll_poor=0)
    assert (few.measures["poll_score"], few.undetermined[0].missing) == (None, ("poll_score",))
    enough = outcome(policy, engine, poll_good=4, poll_fair=0, poll_poor=1)
    assert (enough.measures["poll_score"], enough.undetermined) == (Decimal("80.00"), ())
    none = outcome(policy, engine, poll_good=0, poll_fair=0, poll_poor=0)
    assert none.measures["poll_score"] is None


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("missing", "staff", "score"),
    [("unknown", 4, "55.00"), ("reweight", 4, "55.00"), ("unknown", 2, None), ("reweight", 2, "100.00")],
)
def test_a_group_with_too_few_answers_leaves_its_weight_to_others_only_where_the_rule_says_so(
    engine: EngineName, missing: str, staff: int, score: str | None
) -> None:
    policy = loads(GROUPS.replace("at_least = 2", f'at_least = 2\nmissing = "{missing}"'))
    counts = {
        "rating_leaders_good": 2,
        "rating_leaders_poor": 0,
        "rating_staff_good": 1,
        "rating_staff_poor": staff - 1,
    }
    found = outcome(policy, engine, **counts).measures["rating_score"]
    assert (None if found is None else str(found)) == score


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("leaders", "staff", "score"),
    [
        ((0, None), (10, 0), None),  # nine more that are poor, or none: too few, or enough
        ((2, None), (10, 0), None),  # enough, but nobody knows what they come to
        ((2, 0), (None, 0), None),
        ((1, 0), (10, 0), "100.00"),
        ((1, 0), (None, 3), None),
        ((1, 0), (1, 0), None),
    ],
)
def test_a_count_that_is_missing_is_not_too_few_answers(
    engine: EngineName, leaders: tuple[int | None, ...], staff: tuple[int | None, ...], score: str | None
) -> None:
    policy = loads(GROUPS.replace("at_least = 2", 'at_least = 2\nmissing = "reweight"'))
    found = outcome(policy, engine, **dict(zip(policy.rules.inputs, (*leaders, *staff), strict=True)))
    told = found.measures["rating_score"]
    assert (None if told is None else str(told)) == score
    assert not found.remarks


def test_what_is_missing_of_a_score_by_the_others_is_the_count_by_name() -> None:
    rule = '[[consequences]]\nid = "talk"\nwhen = { rating_score = { below = 60 } }\n'
    policy = loads(GROUPS.replace("at_least = 2", 'at_least = 2\nmissing = "reweight"') + rule)
    (open_,) = outcome(policy, rating_leaders_good=0, rating_staff_good=10, rating_staff_poor=0).undetermined
    assert open_.missing == ("rating_leaders_poor",)


@settings(max_examples=12)
@given(
    st.lists(st.tuples(st.integers(1, 9), st.lists(st.integers(0, 4), min_size=2, max_size=2)), min_size=2, max_size=4)
)
def test_the_score_by_the_others_is_the_mean_of_those_with_enough_answers(groups: list[tuple[int, list[int]]]) -> None:
    voters = "".join(f"voters.g{at} = {{ weight = {weight}, at_least = 3 }}\n" for at, (weight, _) in enumerate(groups))
    policy = loads(f'{HEAD}[ballots.x]\nanswers = {{ yes = 10, no = 1 }}\nmissing = "reweight"\n{voters}')
    counts: list[Any] = [each for _, both in groups for each in both]
    found = outcome(policy, **dict(zip(policy.rules.inputs, counts, strict=True))).measures["x_score"]
    there = [(w, rounded(Fraction(10 * y + n, y + n), 2, Rounding.HALF_UP)) for w, (y, n) in groups if y + n >= 3]
    weight = sum(w for w, _ in there)
    mean = Fraction(sum(w * Fraction(each) for w, each in there)) / weight if there else None
    assert found == (None if mean is None else rounded(mean, 2, Rounding.HALF_UP))


@given(st.lists(st.integers(0, 10**6), min_size=3, max_size=3), st.sampled_from(["half-up", "half-even", "down", "up"]))
def test_the_score_is_the_exact_mean_of_all_points_rounded_once(counts: list[int], rounding: str) -> None:
    policy = loads(f'{POLL}decimals = 1\nrounding = "{rounding}"\n')
    (judged,) = policy.evaluate([{"unit": "A", "period": 2010, **dict(zip(policy.rules.inputs, counts, strict=True))}])
    found = judged.measures["poll_score"]
    if sum(counts) == 0:
        assert found is None
    else:
        points = Fraction(100 * counts[0]) + Fraction(605, 10) * counts[1]
        assert found == rounded(points / sum(counts), 1, Rounding(rounding))


def test_what_is_made_is_at_the_place_of_the_ballot_and_its_answers() -> None:
    places = places_of_made(loads(GROUPS).written)
    assert places["inputs", "rating_staff_poor"] == ("ballots", "rating", "answers", "poor")
    assert places["measures", "rating_staff_score"] == ("ballots", "rating", "voters", "staff")
    assert places["measures", "rating_score"] == ("ballots", "rating")


def test_a_step_gives_the_counts_of_a_ballot_and_what_else_it_names() -> None:
    steps = '[inputs.x]\ntype = "flag"\n[[procedure.steps]]\nid = "poll"\ngives = ["poll", "x"]\n'
    (step,) = loads(POLL + steps).rules.steps
    assert step.gives == ("poll_good", "poll_fair", "poll_poor", "x")


def test_the_score_lies_between_nothing_and_the_points_of_the_best_answer() -> None:
    grades = '[[grades]]\nid = "good"\n[[grades]]\nid = "poor"\n'
    bands = f'{grades}[grading]\nby = "poll_score"\nbands = {{ good = 60, poor = 0 }}\n'
    assert outcome(loads(POLL + bands), poll_good=1, poll_fair=0, poll_poor=0).grade == "good"


def test_examples_are_to_show_enough_answers_and_too_few_of_each_ballot_and_each_group() -> None:
    asked = [
        (each.place, each.aspect)
        for each in coverage_of(loads(POLL + "at_least = 5\n" + GROUPS.removeprefix(HEAD))).left
    ]
    places = ("ballots.poll.at_least", "ballots.rating.voters.leaders", "ballots.rating.voters.staff.at_least")
    assert {each for each in asked if each[0].startswith("ballots")} >= {
        (place, aspect) for place in places for aspect in ("true", "false", "unknown")
    }
