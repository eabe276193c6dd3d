"""What the calendar alone decides of a condition, in each period and up to a period."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import loads
from targetrules.rules.analysis.calendar import Calendar
from targetrules.rules.tree import (
    All,
    AnyOf,
    Cardinality,
    Condition,
    During,
    FlagIs,
    Known,
    Not,
    PartsOfYear,
    PeriodRange,
    Temporal,
)
from tests.effort import examples

RULES = loads("""
format = 1
[policy]
id = "p"
title = "P"
[inputs.late]
type = "flag"
[conditions.later]
not = { early = true }
[conditions.early]
any = [{ period = { until = 2011 } }, { late = true, times = 2 }]
[conditions.open]
late = true
""").rules

ENDS = st.none() | st.integers(2008, 2016)
SPANS = st.builds(PeriodRange, ENDS, ENDS)
PARTS = st.sets(st.integers(0, 3), min_size=1).map(lambda parts: PartsOfYear(tuple(sorted(parts)), 4))
SCHEDULES = st.builds(During, st.builds(PeriodRange, st.integers(2008, 2016), ENDS), st.integers(2, 6)) | st.builds(
    lambda span, parts: During(span, None, parts), SPANS, PARTS
)
PLAIN = (
    st.builds(During, SPANS)
    | SCHEDULES
    | st.builds(FlagIs, st.sampled_from(("late", "later", "early", "open")), st.booleans())
    | st.just(Known(("late",)))
)


def tables(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Any]:
    several = st.lists(parts, max_size=3).map(tuple)
    return st.builds(All, several) | st.builds(AnyOf, several) | st.builds(Not, parts) | st.builds(Temporal, parts)


def supposed(condition: Condition, period: int, *, unknown: bool) -> bool:
    """The condition where whatever the calendar does not say is so, or is not so."""
    match condition:
        case During(span, None, None):
            return period in span
        case During(span, int(every), None):
            assert span.start is not None
            return period in span and period in range(span.start, 2100, every)
        case During(span, None, PartsOfYear(parts, count)):
            return period in span and any(period in range(part, 2100, count) for part in parts)
        case All(parts):
            return all(supposed(part, period, unknown=unknown) for part in parts)
        case AnyOf(parts):
            return any(supposed(part, period, unknown=unknown) for part in parts)
        case Not(part):
            return not supposed(part, period, unknown=not unknown)
        case FlagIs("early", wanted):
            early = supposed(RULES.conditions["early"].when, period, unknown=unknown if wanted else not unknown)
            return early is wanted
        case FlagIs("later", wanted):
            return supposed(FlagIs("early", not wanted), period, unknown=unknown)
        case _:
            return unknown


@examples(300)
@given(st.recursive(PLAIN, tables, max_leaves=6))
def test_a_condition_holds_by_the_calendar_where_it_holds_whatever_else_is_so(condition: Condition) -> None:
    calendar = Calendar.of(condition, RULES)
    for period in range(2006, 2019):
        assert calendar.holds(period) is supposed(condition, period, unknown=False)


@examples(300)
@given(st.recursive(PLAIN, tables, max_leaves=6), st.integers(2007, 2018))
def test_the_latest_period_in_which_it_so_holds_is_found(condition: Condition, before: int) -> None:
    calendar = Calendar.of(condition, RULES)
    held = [period for period in range(2000, before) if supposed(condition, period, unknown=False)]
    found = calendar.latest(before)
    assert found == (held[-1] if held else None)


@pytest.mark.parametrize(
    ("condition", "before", "latest"),
    [
        (During(PeriodRange(None, 2011)), 2015, 2011),
        (During(PeriodRange(None, 2011)), 2011, 2010),
        (During(PeriodRange(2012, None)), 2012, None),
        (During(PeriodRange(2012, None)), 1_000_000_000, 999_999_999),
        (During(PeriodRange(2012, None), every=3), 2018, 2015),
        (During(PeriodRange(2012, None), every=3), 2012, None),
        (During(PeriodRange(2012, 2020), every=100), 1_000_000_000, 2012),
        (During(PeriodRange(), within_year=PartsOfYear((1,), 4)), 1_000_000_000, 999_999_997),
        (FlagIs("later", wanted=False), 2015, 2011),
        (FlagIs("later", wanted=True), 2015, None),
        (FlagIs("late", wanted=True), 2015, None),
    ],
)
def test_the_latest_period(condition: Condition, before: int, latest: int | None) -> None:
    assert Calendar.of(condition, RULES).latest(before) == latest


def test_a_long_chain_of_names_is_followed() -> None:
    chain = "".join(f"[conditions.c{n}]\nc{n - 1} = true\n" for n in range(1, 1500))
    rules = loads(
        'format = 1\n[policy]\nid = "p"\ntitle = "P"\n[conditions.c0]\nperiod = { from = 2012, until = 2012 }\n' + chain
    ).rules
    assert Calendar.of(FlagIs("c1499", wanted=True), rules).latest(2015) == 2012


def test_so_many_of_several_periods_are_counted() -> None:
    first, second, other = During(PeriodRange(2010, 2012)), During(PeriodRange(2012, 2014)), FlagIs("open", wanted=True)
    both = Calendar.of(Cardinality((first, second, other), 2, None), RULES)
    assert [period for period in range(2008, 2017) if both.holds(period)] == [2012]
    one = Calendar.of(Cardinality((first, second), 1, 1), RULES)
    assert [period for period in range(2008, 2017) if one.holds(period)] == [2010, 2011, 2013, 2014]
