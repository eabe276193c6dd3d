"""What would have changed it, where a number is there or missing by a division by zero."""

from __future__ import annotations

from decimal import Decimal

import pytest

from targetrules import Policy, loads
from targetrules.explanation.findings import Nearest
from targetrules.explanation.values import Interval, ReadValue
from targetrules.history import History, Row
from tests.explanation.changing import searched

WIDE = """
format = 1
policy = { id = "p", title = "P" }
grades = [{ id = "good" }, { id = "poor" }]
[inputs]
a = { type = "number", min = 0, max = 999999999, optional = true }
b = { type = "number", min = -999999, max = 999999999, optional = true }
[measures.m]
formula = "a / b"
decimals = 2
"""


def policy(when: str, more: str = "") -> Policy:
    return loads(f'{WIDE}{more}\n[[consequences]]\nid = "c"\nwhen = {when}\n')


def nearest(when: str, more: str, *units: tuple[int | None, int | None]) -> str:
    """What is said of the first of the units: goal, input, values."""
    rows = tuple(
        Row(name, 2010, {"a": None if a is None else Decimal(a), "b": None if b is None else Decimal(b)})
        for name, (a, b) in zip("ABC", units, strict=False)
    )
    (entry,) = policy(when, more).explain(History(rows), unit="A", period=2010).consequences
    return told(searched(entry.nearest))


def told(found: Nearest) -> str:
    changes = [f"{each.goal.value}: {each.input.id} {' or '.join(map(value, each.after))}" for each in found.changes]
    return "; ".join([*changes, *(f"{each.goal.value}: {each.input.id} not tried" for each in found.unsettled)])


def value(after: ReadValue | Interval) -> str:
    return str(after.value) if isinstance(after, ReadValue) else f"{after.low.value} to {after.high.value}"  # type: ignore[union-attr]


GRADING = "[grading]\nby = 'm'\nbands = { good = 1, poor = -999999999 }"
RANKING = "[rankings.r]\nby = 'm'"


@pytest.mark.parametrize(
    ("when", "more", "units", "found"),
    [
        ("{ known = 'm' }", "", [(2, 0)], "fires: b -1 or 1"),
        ("{ known = 'm' }", "", [(2, 70000)], "avoided: b 0"),
        ("{ not = { known = 'm' } }", "", [(2, 70000)], "fires: b 0"),
        ("{ not = { known = 'm' } }", "", [(2, 0)], "avoided: b -1 or 1"),
        ("{ there = true }", "[conditions.there]\nknown = ['a', 'm']", [(0, 0)], "fires: b -1 or 1"),
        ("{ rated = true }", GRADING, [(2, 0)], "fires: b -1; fires: b 1"),
        ("{ rated = false }", GRADING, [(2, 5000)], "fires: b 0"),
        ("{ grade = 'good' }", GRADING, [(70000, 0)], "fires: b 1; does-not-fire: b -1"),
        ("{ m = { above = 3 } }", "", [(70000, 0)], "fires: b 1; does-not-fire: b -1"),
        ("{ place = { top = 1 } }", RANKING, [(70000, 0), (1, 2)], "fires: b 1; does-not-fire: b -1"),
        ("{ known = 'n' }", "[measures.n]\nformula = 'r.rank'\n" + RANKING, [(7, 0)], "fires: b -1 or 1"),
        ("{ known = 'm' }", "", [(2, None)], "fires: b -999999 to -1 or 1 to 999999999"),
    ],
)
def test_a_division_by_zero_is_undone_and_done(
    when: str, more: str, units: list[tuple[int | None, int | None]], found: str
) -> None:
    assert nearest(when, more, *units) == found


@pytest.mark.parametrize(
    ("formula", "units", "found"),
    [
        ("a / (b - 5000)", [(2, 5000)], "fires: b 4999 or 5001"),
        ("a / (2 * b - a)", [(6, 3)], "fires: b 2 or 4; fires: a 5 or 7"),
        ("if_missing(round(a / b, 1), previous(a))", [(6, 0)], "fires: b -1 or 1"),
        ("sum(round(a / b, 1), round(a / (b - 1), 1)) - round(a / (b - 7), 1)", [(6, 7)], "fires: b 6 or 8"),
        ("clamp(5, a, b)", [(60000, 20000)], "fires: b 60000; fires: a 20000"),
        ("group_max(round(1 / b, 1))", [(6, 0), (6, 0)], "fires: b -1 or 1"),
    ],
)
def test_wherever_the_division_stands(formula: str, units: list[tuple[int | None, int | None]], found: str) -> None:
    assert nearest("{ known = 'n' }", f'[measures.n]\nformula = "{formula}"\ndecimals = 1', *units) == found
