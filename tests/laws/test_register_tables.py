"""Registers of any policy, and of policies above one another: in the end all is decided as by a whole evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from targetrules import Policy, loads
from targetrules.drawing.chance import Chance
from targetrules.drawing.histories import Extent
from targetrules.drawing.tables import tables
from targetrules.history import History, Row
from targetrules.loading import loads_above
from targetrules.period import period_text
from targetrules.register import Register
from targetrules.register.decisions import decision_of
from targetrules.register.differences import essence
from targetrules.rules import tree
from targetrules.rules.succession import COLUMNS
from targetrules.syntax.to_toml import to_toml
from targetrules.testing.cascades import found_in, levels_of
from targetrules.testing.draft import Shape
from targetrules.testing.policies import policy_text
from tests.cascades import passed_over
from tests.effort import examples

Tables = Mapping[str, Sequence[Row]]


def drawn(random: Random) -> tuple[Policy, Tables]:
    """A random policy, one in two above others, and rows of all of its tables."""
    shape = Shape(largest=random.choice([1, 2, 4]), details=random.random() < 0.4, begins=False, procedure=False)
    if random.random() < 0.5:
        levels = levels_of(random, shape, random.choice([2, 3]))
        top = next(iter(levels))
        policy = loads_above(to_toml(levels[top].written), found_in(levels), name=top)
    else:
        policy = loads(policy_text(random, shape), name="random")
    extent = Extent(3, 4, missing="optional", succession=random.random() < 0.2)
    above, below = tables(Chance(random), policy.rules, extent)
    return policy, {"": above.rows, **{key: each.rows for key, each in below.items()}}


def policies(rules: tree.Rules, key: str = "") -> Iterator[tuple[str, tree.Rules]]:
    """All policies, the lowest first, each with the name of its table."""
    for name, details in rules.details.items():
        if details.policy is not None:
            yield from policies(details.policy.rules, f"{key}.{name}" if key else name)
    yield key, rules


def post(register: Register, random: Random, rules: tree.Rules, rows: Sequence[Row], below: Tables) -> None:
    """Some at a time, in any order, but for those who go on from a past."""
    rows = list(rows)
    if all(COLUMNS.keys().isdisjoint(row.values) for row in rows):
        random.shuffle(rows)
    else:
        rows.sort(key=lambda row: row.period)
    while rows:
        some, rows = rows[: (size := random.randint(1, len(rows)))], rows[size:]
        keys = {(row.unit, row.period) for row in some}
        plain = {name for name, each in rules.details.items() if each.policy is None}
        details = {name: History(tuple(row for row in below[name] if (row.unit, row.period) in keys)) for name in plain}
        how: dict[str, Any] = {"details": details} if plain else {}
        register.post(History(tuple(some)), policy=rules.id, notes=passed_over, **how)


def check_drawn(random: Random) -> None:
    policy, found = drawn(random)
    levels = list(policies(policy.rules))
    with TemporaryDirectory() as folder, Register.create(Path(folder) / "r.db", by="Li Wei", policy=policy) as register:
        order = list(levels)
        random.shuffle(order)
        for key, rules in order:
            below = {name: found[f"{key}.{name}" if key else name] for name in rules.details}
            post(register, random, rules, found[key], below)
        periods = sorted({row.period for rows in found.values() for row in rows})
        for period in (period_text(policy.rules.period, each) for each in periods):
            for key, rules in levels:
                there = {period_text(rules.period, row.period) for row in found[key]}
                above = (
                    {period_text(rules.period, row.period) for row in found[key.rpartition(".")[0]]} if key else there
                )
                if period in there or (period in above and rules.id != policy.id):
                    register.close_period(period, policy=rules.id)
                if period in there:
                    register.decide(period, policy=rules.id)
        check(register, policy, found)
        register.rebuild()
        check(register, policy, found)
        assert not any(each.differing for _, rules in levels for each in register.repeat(policy=rules.id))
        assert register.verify(register.head().hash).verified


def check(register: Register, policy: Policy, found: Tables) -> None:
    """Each decision is the outcome, and has its reasons."""
    history, details = History(tuple(found[""])), {key: History(tuple(rows)) for key, rows in found.items() if key}
    how: dict[str, Any] = {"details": details} if details else {}
    outcomes = policy.evaluate(history, engine="reference", notes=passed_over, **how)
    expected = {(each.unit, each.period): essence(decision_of(each).outcome) for each in outcomes}
    decided = {(each.unit, each.period): essence(each.outcome) for each in register.decisions(policy=policy.id)}
    assert decided == expected
    for unit, period in list(expected)[:2]:
        assert register.explain(unit, period, policy=policy.id, changes=False).unit == unit


@examples(15)
@given(st.integers(0, 2**32))
def test_what_is_decided_in_the_end_is_what_a_whole_evaluation_says(seed: int) -> None:
    check_drawn(Random(seed))  # noqa: S311  no secret
