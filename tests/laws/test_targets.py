"""A law of targets: what is said of a random tree is what a plain program says, written apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from random import Random
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from targetrules import loads
from targetrules.cycle.targets import check_targets
from tests.effort import examples

SHAPES: Final = {"up": "at_least", "down": "at_most", "mid": "between", "held": "kept"}
HOWS: Final = ("each", "sum", "mean", "none")


def text_of(cascades: Mapping[str, str]) -> str:
    text = 'format = 1\npolicy = { id = "tree", title = "Tree" }\n[categories.c]\n'
    for name, cascade in cascades.items():
        text += f'[indicators.{name}]\ncategory = "c"\ntarget = "{SHAPES[name]}"\ncascade = "{cascade}"\n'
    return text


def tree(random: Random, units: int) -> list[dict[str, Any]]:
    """Units below one another, four levels of them at most."""
    found: list[tuple[str, str | None, int]] = []
    for at in range(units):
        above = [each for each in found if each[2] < 3]
        parent = random.choice(above) if above and random.random() < 0.9 else None
        found.append((f"u{at}", None if parent is None else parent[0], 0 if parent is None else parent[2] + 1))
    return [{"unit": unit, "parent": parent} for unit, parent, _ in found]


def targets(random: Random, units: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    shared = random.random() < 0.5
    for unit in units:
        for name in SHAPES:
            if random.random() < 0.8:
                low = random.randint(0, 9)
                numbers = {"up": {"target": low}, "down": {"target": low}, "mid": {"low": low, "high": low + 3}}
                share = {"share": random.randint(1, 5)} if shared else {}
                row = {"unit": unit["unit"], "period": 2010, "indicator": name}
                found.append({**row, **numbers.get(name, {}), **share})
    random.shuffle(found)
    return found


def below_each(own: Mapping[str, Any], parents: Mapping[str, str | None]) -> dict[str, list[str]]:
    """The nearest units down the tree that have a target as well."""
    below: dict[str, list[str]] = {unit: [] for unit in own}
    for unit in own:
        above = parents[unit]
        while above is not None and above not in own:
            above = parents[above]
        if above is not None:
            below[above].append(unit)
    return below


def plain(
    cascades: Mapping[str, str], rows: list[dict[str, Any]], units: list[dict[str, Any]]
) -> Iterator[tuple[Any, ...]]:
    """What is lowered: the unit of the target at fault, the indicator, the side, and the unit above."""
    parents = {each["unit"]: each["parent"] for each in units}
    for name, how in cascades.items():
        own = {row["unit"]: row for row in rows if row["indicator"] == name}
        for unit, there in below_each(own, parents).items() if how != "none" else ():
            if not there and unit in parents.values():
                yield "not-broken-down", unit, name, None
            sides = {"up": (("target", 1),), "down": (("target", -1),), "mid": (("low", 1), ("high", -1))}
            for part, sign in sides.get(name, ()) if there else ():
                kind = ("lowered" if sign > 0 else "raised") + f"-{part}"
                yield from lowered(how, kind, name, unit, sign * own[unit][part], parts(own, there, part, sign))


def parts(own: Mapping[str, Any], there: list[str], part: str, sign: int) -> list[tuple[str, int, int]]:
    return [(each, own[each].get("share", 1), sign * own[each][part]) for each in there]


def lowered(
    how: str, kind: str, name: str, unit: str, wanted: int, there: list[tuple[str, int, int]]
) -> Iterator[tuple[Any, ...]]:
    if how == "each":
        yield from ((kind, each, name, unit) for each, _, own in there if own < wanted)
    elif how == "sum" and sum(own for *_, own in there) < wanted:
        yield f"sum-{kind}", unit, name, None
    elif (
        how == "mean" and Fraction(sum(share * own for _, share, own in there), sum(each[1] for each in there)) < wanted
    ):
        yield f"mean-{kind}", unit, name, None


def differ(seed: int, size: int) -> bool:
    random = Random(seed)  # noqa: S311
    cascades = {name: random.choice(HOWS if name != "held" else ("each", "none")) for name in SHAPES}
    units = tree(random, size)
    rows = targets(random, units)
    found = check_targets(loads(text_of(cascades)), rows, units)
    assert len({(each.kind, each.unit, each.indicator, each.other) for each in found.breaches}) == len(found.breaches)
    said = sorted(map(str, ((each.kind, each.unit, each.indicator, each.other) for each in found.breaches)))
    assert all(each.line is not None for each in found.breaches)
    return said != sorted(map(str, plain(cascades, rows, units)))


@examples(40)
@given(st.integers(0, 10**6), st.integers(1, 14))
def test_targets_of_random_trees_are_lowered_where_a_plain_program_says_so(seed: int, size: int) -> None:
    assert not differ(seed, size)


def test_a_tree_of_a_thousand_units_is_judged_alike() -> None:
    assert not differ(1, 1000)
