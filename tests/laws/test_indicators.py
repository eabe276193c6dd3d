"""Laws of indicators: what random trees of them score, by a plain program that knows nothing of the language."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import loads
from targetrules.engine.choice import ENGINES, EngineName
from tests.effort import examples

TARGETS: Final = ("at_least", "at_most", "between", "kept", "multiple")
FORMS: Final = ("all-or-nothing", "ratio", "per_point", "range", "scale")
SCORING: Final = {
    "all-or-nothing": '"all-or-nothing"',
    "ratio": '"ratio"',
    "per_point": "{ per_point = 0.5 }",
    "scale": "{ scale = { points = [[10, 0], [30, 2], [40, 5]] } }",
}
ZEROS: Final = {"at_most": "60", "between": "[0.5, 60]"}
QUALITY: Final = '{ reported = "counts", estimated = "missing", revised = "previous", tampered = "zero" }'
UNITS: Final = ("A", "B")
PERIODS: Final = (2010, 2011)
DATES: Final = (*[(None, None)] * 3, (2011, None), (None, 2010), (2010, 2010), (2012, None))
pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")  # values where an indicator is not in force
ENGINE: Final = pytest.mark.parametrize("engine", [None, *ENGINES])


@st.composite
def trees(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """Indicators by name, in some categories."""
    found = {}
    for at in range(draw(st.integers(1, 7))):
        target = draw(st.sampled_from(TARGETS))
        found[f"x{at}"] = {
            "category": f"c{draw(st.integers(0, 2))}",
            "target": target,
            "form": "all-or-nothing" if target == "kept" else draw(st.sampled_from(FORMS)),
            "weight": draw(st.sampled_from([5, 10, Fraction(15, 2)])),
            "not_carried": draw(st.sampled_from([None, None, "reweight", "zero"])),
            "quality": draw(st.booleans()),
            "dates": draw(st.sampled_from(DATES)),
        }
    return found


NUMBERS: Final = st.none() | st.integers(1, 40)
FLAGS: Final = st.none() | st.booleans()


@st.composite
def rows(draw: st.DrawFn, tree: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for period in PERIODS:
        for unit in UNITS:
            row: dict[str, Any] = {"unit": unit, "period": period}
            for name, one in tree.items():
                row[name] = draw(FLAGS if one["target"] == "kept" else NUMBERS)
                for part in {"between": ("low", "high"), "kept": (), "multiple": ()}.get(one["target"], ("target",)):
                    row[f"{name}_{part}"] = draw(NUMBERS)
                if one["not_carried"] is not None:
                    row[f"{name}_carried"] = draw(st.sampled_from([True, True, False]))
                if one["quality"]:
                    words = ("reported", "reported", "estimated", "revised", "tampered")
                    row[f"{name}_quality"] = draw(st.sampled_from(words))
            found.append(row)
    return found


def text_of(tree: Mapping[str, Mapping[str, Any]]) -> str:
    text = 'format = 1\npolicy = { id = "tree", title = "Tree" }\n'
    for category in dict.fromkeys(one["category"] for one in tree.values()):
        text += f"[categories.{category}]\n"
    for name, one in tree.items():
        target = "{ multiple = 1.5, over = 1 }" if one["target"] == "multiple" else f'"{one["target"]}"'
        ranged = f"{{ range = {{ zero_at = {ZEROS.get(one['target'], '0.5')} }} }}"
        text += f'[indicators.{name}]\ncategory = "{one["category"]}"\nweight = {float(one["weight"])}\n'
        text += f"target = {target}\nscoring = {SCORING.get(one['form'], ranged)}\n"
        text += "" if one["target"] == "kept" else "min = 1\nmax = 40\n"
        text += "" if one["not_carried"] is None else f'not_carried = "{one["not_carried"]}"\n'
        text += f"quality = {QUALITY}\n" if one["quality"] else ""
        first, last = one["dates"]
        text += "" if first is None else f"from = {first}\n"
        text += "" if last is None else f"until = {last}\n"
    return text


# ---- the plain program -----------------------------------------------------------------------------------------------


def in_force(one: Mapping[str, Any], period: int) -> bool:
    first, last = one["dates"]
    return (first is None or first <= period) and (last is None or period <= last)


def half_up(number: Fraction) -> Fraction:
    """To two decimals; no score is below zero."""
    return Fraction(floor(number * 100 + Fraction(1, 2)), 100)


def counted(name: str, one: Mapping[str, Any], row: Mapping[str, Any], before: Mapping[str, Any] | None) -> Any:
    word = row[f"{name}_quality"] if one["quality"] else "reported"
    if word == "reported":
        return row[name]
    if word == "revised" and before is not None:
        return counted(name, one, before, None)
    return None


def ends_of(
    name: str, one: Mapping[str, Any], row: Mapping[str, Any], before: Mapping[str, Any] | None
) -> tuple[Any, Any]:
    """From where to where the target reaches; None where an end is not known, False where there is none."""
    match one["target"]:
        case "at_least":
            return row[f"{name}_target"], False
        case "at_most":
            return False, row[f"{name}_target"]
        case "between":
            return row[f"{name}_low"], row[f"{name}_high"]
        case _:
            then = None if before is None else counted(name, one, before, None)
            return None if then is None else Fraction(3, 2) * then, False


def met(value: Any, low: Any, high: Any) -> bool | None:
    known = [low is False or (None if None in (value, low) else value >= low)]
    known.append(high is False or (None if None in (value, high) else value <= high))
    return False if False in known else None if None in known else True


def degree(one: Mapping[str, Any], value: Any, low: Any, high: Any) -> Fraction | None:
    """What part of the weight is given, of what is neither all nor nothing."""
    weight = Fraction(one["weight"])
    if one["form"] == "scale":
        if value is None:
            return None
        if value <= 30:
            return Fraction(2 * max(value - 10, 0), 20) / weight
        return (2 + Fraction(3 * (value - 30), 10)) / weight
    if value is None or low is None or (one["form"] == "per_point" and high is None):
        return None
    is_short = low is not False and value < low
    if high is None and not is_short:
        return None
    is_beyond = high is not False and not is_short and value > high
    match one["form"]:
        case "ratio":
            return Fraction(value) / Fraction(low) if is_short else Fraction(high, value) if is_beyond else Fraction(1)
        case "per_point":
            off = [low - value] * (low is not False) + [value - high] * (high is not False)
            return max(Fraction(0), 1 - max(Fraction(0), Fraction(max(off)) / 2) / weight)
        case _:
            half = Fraction(1, 2)
            if is_short:
                found: Fraction = max(Fraction(0), (value - half) / (low - half))
                return found
            return max(Fraction(0), Fraction(60 - value, 60 - high)) if is_beyond else Fraction(1)


def score(
    name: str, one: Mapping[str, Any], row: Mapping[str, Any], before: Mapping[str, Any] | None
) -> Fraction | None:
    if not row.get(f"{name}_carried", True):
        return Fraction(0) if one["not_carried"] == "zero" else None
    if one["quality"] and row[f"{name}_quality"] == "tampered":
        return Fraction(0)
    value = counted(name, one, row, before)
    if one["target"] == "kept":
        return None if value is None else Fraction(one["weight"] * value)
    low, high = ends_of(name, one, row, before)
    if one["form"] == "all-or-nothing":
        is_met = met(value, low, high)
        return None if is_met is None else Fraction(one["weight"] * is_met)
    found = degree(one, value, low, high)
    return None if found is None else half_up(one["weight"] * found)


def plain(
    whole_tree: Mapping[str, Mapping[str, Any]], row: Mapping[str, Any], before: Mapping[str, Any] | None
) -> dict[str, Fraction | None]:
    """All scores of a row by the names of their measures; of what is not in force there is none."""
    period = row["period"]
    tree = {name: one for name, one in whole_tree.items() if in_force(one, period)}
    scores = {name: score(name, one, row, before if in_force(one, period - 1) else None) for name, one in tree.items()}
    found: dict[str, Fraction | None] = dict.fromkeys(f"{name}_score" for name in whole_tree)
    found |= dict.fromkeys(f"{one['category']}_score" for one in whole_tree.values())
    found |= {f"{name}_score": each for name, each in scores.items()}
    wholes, carried, sums = Fraction(0), Fraction(0), list[Fraction | None]()
    for category in dict.fromkeys(one["category"] for one in tree.values()):
        members = [name for name, one in tree.items() if one["category"] == category]
        counts = [each for each in members if tree[each]["not_carried"] == "zero" or row.get(f"{each}_carried", True)]
        whole = sum((tree[each]["weight"] for each in members), Fraction(0))
        weight = sum((tree[each]["weight"] for each in counts), Fraction(0))
        points = [scores[each] for each in counts]
        wholes += whole
        found[f"{category}_score"] = None
        if counts:
            known = None if None in points else sum((each or Fraction(0) for each in points), Fraction(0))
            found[f"{category}_score"] = None if known is None else half_up(whole * known / weight)
            carried += whole
            sums.append(found[f"{category}_score"])
    total = None if None in sums or not sums else sum((each or Fraction(0) for each in sums), Fraction(0))
    found["total"] = None if total is None else half_up(wholes * total / carried)
    return found


@ENGINE
@examples(25)
@given(st.data())
def test_scores_of_indicators_are_those_of_a_plain_program_and_add_up(
    engine: EngineName | None, data: st.DataObject
) -> None:
    tree = data.draw(trees())
    given_ = data.draw(rows(tree))
    before = {(row["unit"], row["period"] + 1): row for row in given_}
    outcomes = loads(text_of(tree)).evaluate(given_, engine=engine)
    of = {(each.unit, int(each.period)): each for each in outcomes}
    assert len(of) == len(given_)
    for row in given_:
        at = row["unit"], row["period"]
        measures = {
            name: None if each is None else Fraction(each)
            for name, each in of[at].measures.items()
            if name == "total" or name.endswith("_score")
        }
        assert measures == plain(tree, row, before.get(at))
        leaves = [measures[f"{name}_score"] for name in tree]
        if None not in leaves and all(row.get(f"{name}_carried", True) for name in tree):
            assert measures["total"] == sum(each or Fraction(0) for each in leaves)
