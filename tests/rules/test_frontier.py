"""Through which of a unit's own values an input reaches all else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from targetrules import loads
from targetrules.history import Value
from targetrules.rules.analysis.dependencies import GRADE, Node, NodeKind
from targetrules.rules.analysis.frontier import Frontier
from targetrules.rules.analysis.influence_cone import InfluenceCone

RULES = loads(
    """
format = 1
[policy]
id = "f"
title = "F"
[[grades]]
id = "A"
[[grades]]
id = "B"
[inputs]
a = { type = "number", min = 0, max = 100, decimals = 2 }
b = { type = "number", min = 0, max = 100 }
c = { type = "number", min = 0, max = 100 }
d = { type = "number", min = 0, max = 100 }
[measures]
part = { formula = "a + b", decimals = 2 }
total = { formula = "part + previous(c)", decimals = 1 }
other = { formula = "2 * b + 1" }
distance = { formula = "total - round(group_mean(total), 1)", decimals = 1 }
late = { decimals = 2, versions = [{ formula = "a", from = 2012 }] }
[rankings.overall]
by = "distance"
[grading]
by = "total"
bands = { A = 60, B = 0 }
[[consequences]]
id = "talk"
when = { any = [{ other = { below = 5 } }, { b = { below = 2 } }, { overall.rank = 1 }, { late = { above = 3 } }] }
""".replace(", decimals = 2, from", ", from")
).rules
REACH = InfluenceCone.of(RULES, 2011, [GRADE, Node(NodeKind.RECEIPT, "talk")])


@pytest.mark.parametrize(
    ("name", "names", "inner"),
    [
        pytest.param("a", ("total",), ["part", "total"], id="by the total alone"),
        pytest.param("b", ("b", "total", "other"), ["part", "total", "other"], id="itself, where all else reads it"),
        pytest.param("c", (), [], id="not in this period"),
        pytest.param("d", (), [], id="not at all"),
    ],
)
def test_the_frontier_is_what_more_than_own_measures_read(name: str, names: tuple[str, ...], inner: list[str]) -> None:
    frontier = Frontier.of(REACH, name)
    assert sorted(frontier.names) == sorted(names)
    assert sorted(node.name for node in frontier.inner.nodes) == sorted(inner)
    assert frontier.measure == (RULES.measures["total"] if names == ("total",) else None)


def test_a_version_counts_when_it_is_in_force() -> None:
    later = InfluenceCone.of(RULES, 2012, [GRADE, Node(NodeKind.RECEIPT, "talk")])
    assert set(Frontier.of(later, "a").names) == {"total", "late"}


def test_what_is_another_value_in_it_is_its_key() -> None:
    frontier = Frontier.of(REACH, "b")
    now: dict[str, Value] = {name: Decimal(1) for name in ("b", "total", "other", "part")}
    assert frontier.key(now, now) == frozenset()
    assert frontier.key(now, {**now, "part": Decimal(5)}) == frozenset()
    assert frontier.key(now, {**now, "total": None, "b": Decimal(7)}) == {("total", None), ("b", Decimal(7))}
