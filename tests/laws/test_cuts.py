"""Laws of cuts: in every engine and step by step they are what a plain walk over all rows finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import State, loads
from targetrules.engine.choice import ENGINES, EngineName
from targetrules.history import History, Row
from targetrules.testing import Case
from tests.agreement import check_agreement
from tests.effort import examples
from tests.laws.test_state import at_once, stepwise

POLICY: Final = loads("""
format = 1
policy = { id = "cuts", title = "Cuts" }
[inputs]
x = { type = "number", min = -20, max = 20, optional = true }
kind = { type = "choice", of = ["town", "village"], optional = true }
region = { type = "text", optional = true }
exempt = { type = "flag", default = false }
[rankings.within]
by = "x"
within = ["kind", "region"]
among = { exempt = false }
[rankings.dated]
by = "x"
within = "kind"
from = 2013
smallest_group = 2
[cuts.kept]
formula = "group_max(x, within)"
from = 2011
every = 3
published = [
  { period = 2011, group = ["town", "north"], value = 7 },
  { period = 2014, group = ["village", "south"], value = -3 },
]
[cuts.yearly]
formula = "group_max(x)"
published = [{ period = 2012, value = 1 }]
[cuts.late]
formula = "group_max(x, dated)"
from = 2012
every = 2
[statuses.low]
enter = { x = { below = "kept" } }
leave = { x = { above = "then" } }
[measures]
then = { formula = "at_entry(low, kept)" }
[[consequences]]
id = "below"
when = { x = { below = "kept" }, known = "yearly" }
""")

NUMBERS: Final = st.none() | st.integers(-20, 20)
ROWS: Final = st.lists(
    st.tuples(st.sampled_from("pqrst"), st.integers(2010, 2016), NUMBERS, st.sampled_from((None, "town", "village")),
              st.sampled_from((None, "north", "south")), st.booleans()),
    min_size=1, max_size=24, unique_by=lambda row: row[:2],
)  # fmt: skip


def history_of(rows: Sequence[Any]) -> History:
    return History(
        tuple(
            Row(
                unit, period, {"x": None if x is None else Decimal(x), "kind": kind, "region": region, "exempt": exempt}
            )
            for unit, period, x, kind, region, exempt in rows
        )
    )


def greatest(rows: Sequence[Row], period: int, counted: Callable[[Row], bool]) -> Decimal | None:
    found = [each.values["x"] for each in rows if each.period == period and counted(each)]
    return max((each for each in found if isinstance(each, Decimal)), default=None)


def kept(rows: Sequence[Row], now: Row) -> Decimal | None:
    group, due = (now.values["kind"], now.values["region"]), now.period - (now.period - 2011) % 3
    if None in group or now.period < 2011:
        return None
    published: dict[Any, Decimal] = {(2011, ("town", "north")): Decimal(7), (2014, ("village", "south")): Decimal(-3)}

    def counted(row: Row) -> bool:
        return (row.values["kind"], row.values["region"]) == group and row.values["exempt"] is False

    return published[due, group] if (due, group) in published else greatest(rows, due, counted)


def late(rows: Sequence[Row], now: Row) -> Decimal | None:
    due = now.period - now.period % 2

    def counted(row: Row) -> bool:
        return row.period == due and row.values["kind"] == now.values["kind"] and row.values["x"] is not None

    if now.values["kind"] is None or due < 2013 or sum(map(counted, rows)) < 2:
        return None
    return greatest(rows, due, counted)


@pytest.mark.parametrize("engine", ENGINES)
@examples(60)
@given(ROWS)
def test_a_cut_is_what_was_published_or_computed_when_it_was_due(engine: EngineName, rows: list[Any]) -> None:
    history = history_of(rows)
    of = {(each.unit, each.period): each for each in history.rows}
    for outcome in POLICY.evaluate(history, engine=engine):
        now = of[outcome.unit, int(outcome.period)]
        yearly = greatest(history.rows, now.period, lambda _: True)
        assert outcome.measures["kept"] == kept(history.rows, now)
        assert outcome.measures["late"] == late(history.rows, now)
        assert outcome.measures["yearly"] == (Decimal(1) if now.period == 2012 else yearly)
        differs = ("differs-from-published", "yearly") in [(each.code, each.about) for each in outcome.remarks]
        assert differs is (now.period == 2012 and yearly not in (None, 1))


@examples(60)
@given(ROWS)
def test_every_engine_and_every_step_finds_the_same(rows: list[Any]) -> None:
    case = Case(POLICY, history_of(rows))
    check_agreement(POLICY.rules, case.history)
    assert stepwise(case) == at_once(case)


@examples(20)
@given(ROWS)
def test_a_state_that_is_saved_and_loaded_has_the_cuts_that_are_in_force(rows: list[Any]) -> None:
    with TemporaryDirectory() as folder:

        def saved_and_loaded(state: State) -> State:
            path = Path(folder) / "state.arrow"
            state.save(path)
            again = State.load(path)
            assert again.sha256 == state.sha256
            return again

        case = Case(POLICY, history_of(rows))
        assert stepwise(case, saved_and_loaded) == at_once(case)
