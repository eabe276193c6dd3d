"""Laws of values at entry: they are what a plain walk over the unit's rows finds, in every engine and step by step."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import Outcome, loads
from targetrules.engine.choice import ENGINES, EngineName
from targetrules.history import History, Row
from targetrules.testing import Case
from tests.agreement import check_agreement
from tests.effort import examples
from tests.laws.test_state import at_once, stepwise

POLICY: Final = loads("""
format = 1
policy = { id = "entries", title = "Entries" }
[inputs]
x = { type = "number", min = -20, max = 20, optional = true }
y = { type = "number", min = -20, max = 20, optional = true }
named = { type = "flag", optional = true }
[statuses.low]
enter = { any = [{ x = { below = 0 } }, { named = true }] }
leave = { x = { at_least = "way_out" } }
[statuses.short]
enter = { x = { below = 5 }, consecutive = 2 }
lasts_at_most = 2
[measures]
way_out = { formula = "at_entry(low, x) + 3" }
at_first = { formula = "at_entry(low, x)" }
quotient = { formula = "at_entry(low, round(x / y, 1))", decimals = 1 }
short_first = { formula = "at_entry(short, y)" }
before_that = { formula = "at_entry(low, previous(x))" }
mean_then = { formula = "at_entry(low, round(group_mean(x), 2))", decimals = 2 }
mean_now = { formula = "group_mean(at_entry(low, x))", decimals = 2 }
chained = { formula = "at_entry(short, at_entry(low, x))" }
earlier = { formula = "previous(at_entry(low, x), 2)" }
lasting = { formula = "best_last(at_entry(low, y), 3)" }
""")

NUMBERS: Final = st.none() | st.sampled_from((0, -1, 4)) | st.integers(-20, 20)
ROWS: Final = st.lists(
    st.tuples(st.sampled_from("pqr"), st.integers(2010, 2017), NUMBERS, NUMBERS, st.sampled_from((None, False, True))),
    min_size=1, max_size=20, unique_by=lambda row: row[:2],
)  # fmt: skip


def history_of(rows: Sequence[Any]) -> History:
    def number(value: int | None) -> Decimal | None:
        return None if value is None else Decimal(value)

    return History(tuple(Row(u, p, {"x": number(x), "y": number(y), "named": named}) for u, p, x, y, named in rows))


def entries(outcomes: Sequence[Outcome], status: str) -> list[int | None]:
    """Of one unit's outcomes, latest last: the position of the latest in which it newly entered the status, so far."""
    found, latest = list[int | None](), None
    for at, outcome in enumerate(outcomes):
        was_in = at > 0 and status in outcomes[at - 1].statuses
        if status in outcome.statuses and not was_in:
            latest = at
        found.append(latest)
    return found


@pytest.mark.parametrize("engine", ENGINES)
@examples(60)
@given(ROWS)
def test_a_value_at_entry_is_that_of_the_latest_period_in_which_the_unit_was_not_in_the_status_before(
    engine: EngineName, rows: list[Any]
) -> None:
    history = history_of(rows)
    by_unit: dict[str, list[tuple[Row, Outcome]]] = {}
    for outcome in POLICY.evaluate(history, engine=engine):
        (row,) = (each for each in history.rows if (each.unit, each.period) == (outcome.unit, outcome.period))
        by_unit.setdefault(row.unit, []).append((row, outcome))
    for told in by_unit.values():
        outcomes, given_rows = [outcome for _, outcome in told], [row for row, _ in told]
        low, short = entries(outcomes, "low"), entries(outcomes, "short")
        for at, outcome in enumerate(outcomes):
            before = None if at == 0 else low[at - 1]
            line = None if before is None else given_rows[before].values["x"]
            assert outcome.measures["way_out"] == (None if line is None else Decimal(str(line)) + 3)
            assert outcome.measures["at_first"] == at_row(given_rows, low[at], "x")
            assert outcome.measures["short_first"] == at_row(given_rows, short[at], "y")
            then = None if short[at] is None else low[short[at] or 0]
            assert outcome.measures["chained"] == at_row(given_rows, then, "x")


def at_row(rows: Sequence[Row], at: int | None, name: str) -> object:
    return None if at is None else rows[at].values[name]


@examples(60)
@given(ROWS)
def test_every_engine_and_every_step_finds_the_same(rows: list[Any]) -> None:
    case = Case(POLICY, history_of(rows))
    check_agreement(POLICY.rules, case.history)
    assert stepwise(case) == at_once(case)


def test_entries_before_this_period_are_meant_where_the_status_rests_on_the_measure_and_nowhere_else() -> None:
    read = {name: str(each.versions[0].formula) for name, each in POLICY.rules.measures.items()}
    assert [name for name, formula in read.items() if "before=True" in formula] == ["way_out"]
