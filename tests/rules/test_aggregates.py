"""What aggregates are asked of, and where a percentile lies."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import pstdev, stdev
from typing import get_args

import numpy as np
import pytest

from targetrules import PolicyError, load, loads
from targetrules.rules import tree
from targetrules.rules.analysis.decimals import exact_decimals
from targetrules.rules.analysis.peers import PeerClosure
from targetrules.rules.analysis.shares import divides_by_rows, rows_of_share
from targetrules.rules.exact import Method, order_statistic, standard_deviation
from targetrules.rules.parts import Named, Reference, references_of

IN_NUMPY = {
    "inclusive": "linear",
    "exclusive": "weibull",
    "nearest": "inverted_cdf",
    "sas5": "averaged_inverted_cdf",
}
"""The same definitions by the names of Hyndman and Fan (1996), as NumPy has them; ``weibull`` goes on at both ends."""


@pytest.mark.parametrize("percent", [0, 5, 10, 20, 25, 50, 60, 75, 90, 95, 100])
@pytest.mark.parametrize("method", get_args(Method))
def test_percentiles_are_those_of_the_literature(method: Method, percent: int) -> None:
    for count in range(1, 25):
        values = [3 * at * at for at in range(count)]
        found = order_statistic(Decimal(percent), method, count)
        if found is None:
            assert method == "exclusive"
            assert not 1 <= Fraction(percent * (count + 1), 100) <= count
            continue
        at, share = found
        lies = values[at] + share * (values[min(at + 1, count - 1)] - values[at])
        assert float(lies) == pytest.approx(np.percentile(values, percent, method=IN_NUMPY[method]), abs=1e-9)  # type: ignore[call-overload]


def test_an_aggregate_knows_of_which_flag_it_is() -> None:
    closed = tree.FlagIs("closed", wanted=True)
    assert tree.Aggregate.of_flag("count", closed, "overall").flag == closed
    assert tree.Aggregate.of_flag("share", closed, "overall").flag == closed
    assert tree.Aggregate("count", None).flag is None
    assert tree.Aggregate("max", tree.NumberOf("score")).flag is None


def test_what_is_kept_of_entries_is_the_same_whichever_are_asked_for() -> None:
    now, before = (tree.AtEntry("watched", tree.NumberOf("score"), before=before) for before in (False, True))
    assert now.remembered == before.remembered == now


def test_others_decide_where_a_ranking_goes_by_the_grade() -> None:
    rules = loads("""
        format = 1
        policy = { id = "p", title = "P" }
        grades = [{ id = "good" }, { id = "poor" }]
        inputs.score = { type = "number", min = 0, max = 100 }
        grading = { by = "score", bands = [{ grade = "good", at_least = 60 }, { grade = "poor", at_least = 0 }] }
        rankings.by_score = { by = "score" }
        rankings.by_grade = { by = ["grade", "score"] }
    """).rules
    assert [rules.rankings[name].goes_by_grade for name in ("by_score", "by_grade")] == [False, True]


CUTS = """
format = 1
policy = { id = "p", title = "P" }
[inputs]
score = { type = "number", min = 0, max = 100 }
level = { type = "choice", of = ["town", "village"] }
[rankings]
by_level = { by = "score", within = "level", smallest_group = 5 }
[cuts.line]
formula = "group_min(score, by_level)"
decimals = 1
from = 2018
every = 3
published = [{ period = 2018, group = "town", value = 40.5 }]
[[consequences]]
id = "talk"
when = { score = { below = "line" } }
"""


def test_a_cut_that_holds_for_some_periods_is_that_of_units_that_may_be_elsewhere_now() -> None:
    assert PeerClosure.of(loads(CUTS).rules).groups == ((),)
    assert PeerClosure.of(loads(CUTS.replace("every = 3", "")).rules).groups == (("level",),)


def test_a_cut_rests_on_its_ranking_where_a_group_may_be_too_small() -> None:
    ranking = Reference(Named.RANKING, "by_level")
    smallest = "smallest_group = 5"
    for text, named in ((CUTS, True), (CUTS.replace(f", {smallest}", ""), False)):
        (version,) = loads(text).rules.measures["line"].versions
        assert (ranking in references_of(version.formula)) is named


def test_a_published_cut_may_have_more_decimals_than_what_it_would_be_computed_from() -> None:
    (version,) = loads(CUTS).rules.measures["line"].versions
    assert exact_decimals(version, {"score": 0}) == 1
    (version,) = loads(CUTS.replace("40.5", "40")).rules.measures["line"].versions
    assert exact_decimals(version, {"score": 0}) == 0


def test_a_scale_that_is_left_on_either_side_gives_nothing() -> None:
    with pytest.raises(PolicyError) as raised:
        loads("""
            format = 1
            policy = { id = "p", title = "P" }
            inputs.score = { type = "number", min = 0, max = 100 }
            measures.points.scale = { of = "score", points = [[200, 0], [300, 60]], outside = "missing" }
            measures.points.decimals = 0
            measures.more = { formula = "points + 1", decimals = 0 }
        """)
    assert [each.code for each in raised.value.diagnostics] == ["TR153"]


def test_whether_there_was_an_earlier_grade_is_asked_of_all_of_them() -> None:
    rules = loads("""
        format = 1
        policy = { id = "p", title = "P" }
        grades = [{ id = "good" }, { id = "poor" }]
        inputs.score = { type = "number", min = 0, max = 100 }
        grading = { by = "score", bands = [{ grade = "good", at_least = 60 }, { grade = "poor", at_least = 0 }] }
        consequences = [{ id = "talk", when = { grade = { below = { ago = 1 } } } }]
    """).rules
    change = rules.consequences[0].when
    assert isinstance(change, tree.GradeChange)
    known = change.was_known
    assert isinstance(known, tree.Temporal)
    assert isinstance(known.of, tree.GradeIs)
    assert (sorted(known.of.grades), known.ago) == (["good", "poor"], 1)


@pytest.mark.parametrize("values", [[7], [1, 2], [3, 3, 3], [1, 2, 4, 8, 16], [-5, 0, 12]])
def test_standard_deviations_are_those_of_the_statistics_module(values: list[int]) -> None:
    count, total, squares = len(values), Fraction(sum(values)), Fraction(sum(each * each for each in values))
    found = standard_deviation("sd", count, total, squares)
    assert found is not None
    assert float(found) == pytest.approx(pstdev(values), abs=1e-6)
    sample = standard_deviation("sd_sample", count, total, squares)
    if count == 1:
        assert sample is None
    else:
        assert sample is not None
        assert float(sample) == pytest.approx(stdev(values), abs=1e-6)


def test_of_no_number_there_is_no_standard_deviation() -> None:
    assert standard_deviation("sd", 0, Fraction(0), Fraction(0)) is None


DETAILS = """
format = 1
policy = { id = "p", title = "P" }
inputs.score = { type = "number", min = 0, max = 100 }
[details.schools]
item = "school"
inputs.points = { type = "number", min = 0, max = 100 }
inputs.low = { type = "flag" }
inputs.rated = { type = "flag" }
[measures]
share = { formula = "schools.share(low, among = rated)", decimals = 1 }
mean = { formula = "schools.mean(points)", decimals = 1 }
half = { formula = "score / 2", decimals = 1 }
of_two = { formula = "schools.max(points) / schools.count()", decimals = 1 }
among = { formula = "schools.sum(points) / schools.count(rated)", decimals = 1 }
two = { cases = [{ when = { score = 1 }, formula = "1" }, { when = { score = 2 }, formula = "2" }] }
one = { cases = [{ when = { score = { above = 0 } }, formula = "60 / score" }], decimals = 1 }
"""


def test_shares_and_means_of_rows_are_divided_by_how_many_there_are() -> None:
    rules = loads(DETAILS).rules
    formulas = {name: measure.versions[0].formula for name, measure in rules.measures.items()}
    shares = {name: rows_of_share(each) for name, each in formulas.items() if isinstance(each, tree.Cases)}
    assert {name: found for name, found in shares.items() if found is not None} == {"share": "schools.count(rated)"}
    quotients = {name: each for name, each in formulas.items() if isinstance(each, tree.Arithmetic)}
    assert [name for name, each in quotients.items() if divides_by_rows(each, rules)] == ["mean"]


def test_a_lower_policy_says_what_of_its_rows_it_decides() -> None:
    policy = load("nc-low-performing-districts").rules.details["schools"].policy
    assert policy is not None
    asked = ("grade", "low_performing", "district", "growth")
    decided = {name: policy.decides(name) for name in asked}
    assert decided == {"grade": "grade" not in policy.rules.inputs, "low_performing": True, "district": False} | {
        "growth": "growth" not in policy.rules.inputs
    }
    assert [policy.is_grade(name) for name in ("district", "no such name")] == [False, False]
    graded = load(Path(__file__).parents[1] / "language/cascade/good/schools.toml").rules.details["schools"].policy
    assert graded is not None
    assert graded.rules.grading is not None
    assert graded.is_grade("grade")
