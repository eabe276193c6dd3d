"""What a consequence or the grade can depend on in a period, of a policy with every construct."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

from targetrules import load, loads
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import GRADE, Node, NodeKind
from targetrules.rules.analysis.influence_cone import Determinant, InfluenceCone
from targetrules.testing.formulas import formula_text

TESTS: Final = Path(__file__).parents[1]
RULES: Final = load(TESTS / "rules" / "dependencies" / "every_construct.toml").rules
PRAISE: Final = Node(NodeKind.RECEIPT, "praise")
CLOSURE: Final = Node(NodeKind.RECEIPT, "closure")
REMOVAL: Final = Node(NodeKind.RECEIPT, "removal")


@pytest.mark.parametrize(
    ("root", "period", "inputs", "rankings", "aggregates"),
    [
        pytest.param(GRADE, 2010, "extra kind last_grade region scandal score", "overall", False, id="the grade"),
        pytest.param(CLOSURE, 2010, "bonus score", "", False, id="an older version of a measure"),
        pytest.param(CLOSURE, 2011, "bonus extra", "", True, id="a newer version"),
        pytest.param(REMOVAL, 2010, "bonus score", "", False, id="what replaces it, as it is not in force itself"),
    ],
)
def test_what_is_reached_is_what_is_in_force(
    root: Node,
    period: int,
    inputs: str,
    rankings: str,
    aggregates: bool,  # noqa: FBT001
) -> None:
    reach = InfluenceCone.of(RULES, period, [root])
    assert " ".join(sorted(reach.inputs)) == inputs
    assert " ".join(sorted(reach.rankings)) == rankings
    assert reach.aggregates is aggregates


def test_what_decides_is_compared_once_and_only_in_this_period() -> None:
    """``past`` is compared; what it takes from earlier periods is not reached."""
    reach = InfluenceCone.of(RULES, 2011, [CLOSURE])
    assert [formula_text(each.left) for each in reach.compares] == ["past", "dated"]
    assert (reach.cutoffs, reach.turns, reach.others_decide) == ((), (), False)
    assert not reach.has(RULES.measures["total"])


def test_a_grade_turns_where_its_formulas_turn() -> None:
    """``total`` and the measures that it is ranked by: where ``abs``, a divisor or ends change sides."""
    reach = InfluenceCone.of(RULES, 2011, [GRADE])
    turns = {(formula_text(left), formula_text(right)) for left, right in reach.turns}
    assert turns == {("-score", "0"), ("sum(extra, 1)", "0"), ("pass", "90")}
    assert [each.end for each in reach.cutoffs] == ["bottom"]
    assert reach.grading is RULES.grading
    assert reach.others_decide


def test_what_others_decide_is_who_is_ranked_and_what_their_grade_rests_on() -> None:
    of_others = InfluenceCone.of(RULES, 2011, [GRADE]).of_others
    assert of_others.grading is RULES.grading
    assert [formula_text(each.left) for each in of_others.compares] == ["extra", "total"]
    counted = InfluenceCone.of(RULES, 2011, [CLOSURE]).of_others
    assert [counted.grading, *counted.compares, *counted.cutoffs] == [None]


def test_it_is_found_once() -> None:
    assert InfluenceCone.of(RULES, 2011, [GRADE]) is InfluenceCone.of(RULES, 2011, [GRADE])
    assert InfluenceCone.of(RULES, 2010, [GRADE]) is not InfluenceCone.of(RULES, 2011, [GRADE])


def words(found: Iterable[Determinant]) -> set[str]:
    """Each determinant in a few words."""
    return {word(each) for each in found}


def word(each: Determinant) -> str:
    match each:
        case tree.Compare():
            return f"{formula_text(each.left)} {each.how} {formula_text(each.right)}"
        case tree.RankCutoff():
            return f"{each.end} of {each.ranking}"
        case Node():
            return each.key
        case left, right:
            return f"{formula_text(left)} | {formula_text(right)}"


TURNS: Final = {"-score | 0", "sum(extra, 1) | 0", "pass | 90"}


@pytest.mark.parametrize(
    ("root", "of_unit", "of_everybody"),
    [
        pytest.param(
            GRADE,
            TURNS | {"total below 20", "extra at_least 1", "bottom of overall"},
            TURNS | {"total below 20", "extra at_least 1", "bottom of overall", "grading"},
            id="the grade, with quotas",
        ),
        pytest.param(
            PRAISE,
            TURNS | {"0 | 1000", "total below 20", "extra at_least 1", "bottom of overall", "top of county"},
            TURNS | {"0 | 1000", "total below 20", "extra at_least 1", "bottom of overall", "grading"},
            id="what is decided by places: a place of its own is nothing that others are judged by",
        ),
        pytest.param(CLOSURE, {"past below 1", "dated above 3"}, set(), id="a number of a group"),
    ],
)
def test_what_decides_of_a_unit_and_of_what_it_brings_into_the_judgement_of_others(
    root: Node, of_unit: set[str], of_everybody: set[str]
) -> None:
    reach = InfluenceCone.of(RULES, 2011, [root])
    assert words(reach.of_unit) == of_unit
    assert words(reach.of_everybody) == of_everybody


@pytest.mark.parametrize(("period", "others"), [(2010, False), (2011, True)])
def test_others_matter_while_a_version_counts_them(period: int, others: bool) -> None:  # noqa: FBT001
    reach = InfluenceCone.of(RULES, period, [CLOSURE])
    assert reach.others is others
    assert reach.of_everybody == ()


def test_a_number_held_at_one_end_has_no_ends_to_cross() -> None:
    text = (
        'format = 1\n[policy]\nid = "ends"\ntitle = "Ends"\n[[grades]]\nid = "good"\n[[grades]]\nid = "poor"\n'
        '[inputs]\nscore = { type = "number", min = 0, max = 100 }\nleast = { type = "number", min = 0, max = 90 }\n'
        '[measures]\nm = { formula = "clamp(score, low=least)", decimals = 0 }\n'
        '[grading]\nby = "m"\nbands = { good = 60, poor = 0 }\n'
    )
    for call, turns in (("low=least", set()), ("high=90", set()), ("least, 90", {"least | 90"})):
        rules = loads(text.replace("low=least", call)).rules
        assert words(InfluenceCone.of(rules, 2010, [GRADE]).turns) == turns


def test_cases_turn_where_their_conditions_compare() -> None:
    """Those that look at earlier periods do not change any more."""
    rules = loads(
        'format = 1\n[policy]\nid = "cases"\ntitle = "Cases"\n[[grades]]\nid = "good"\n[[grades]]\nid = "poor"\n'
        '[inputs]\nscore = { type = "number", min = 0, max = 100 }\nlate = { type = "flag" }\n'
        "[measures.m]\ncases = [\n"
        '{ when = { any = [{ score = { below = 60 } }, { late = true }] }, formula = "0" },\n'
        '{ when = { score = { below = 50 }, ago = 1 }, formula = "1" },\n'
        ']\notherwise = "score"\ndecimals = 0\n'
        '[grading]\nby = "m"\nbands = { good = 60, poor = 0 }\n'
    ).rules
    assert words(InfluenceCone.of(rules, 2010, [GRADE]).turns) == {"score | 60"}


@pytest.mark.parametrize(
    ("points", "more", "turns"),
    [
        pytest.param("[0, 0], [50, 10], [90, 10], [100, 20]", "", [], id="that only rises"),
        pytest.param("[0, 20], [50, 10], [100, 0]", "", [], id="that only falls"),
        pytest.param("[0, 0], [50, 10], [90, 0], [100, 0]", "", ["50", "90"], id="there and back"),
        pytest.param("[0, 0], [100, 20]", ', outside = "missing"', ["0", "100"], id="that ends"),
    ],
)
def test_a_scale_turns_where_it_turns_round_and_where_it_ends(points: str, more: str, turns: list[str]) -> None:
    rules = loads(f"""
format = 1
policy = {{ id = "p", title = "P" }}
inputs.x = {{ type = "number", min = -200, max = 200 }}
measures.m = {{ scale = {{ of = "x", points = [{points}]{more} }}, decimals = 2 }}
consequences = [{{ id = "c", when = {{ m = {{ above = 5 }} }} }}]
""").rules
    reach = InfluenceCone.of(rules, 2011, [Node(NodeKind.RECEIPT, "c")])
    assert [(formula_text(left), formula_text(right)) for left, right in reach.turns] == [("x", at) for at in turns]
