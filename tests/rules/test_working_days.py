"""Working days: which days are worked, and the last of so many."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from targetrules import loads
from targetrules.rules.working_days import WorkingDays, days_from
from tests.effort import examples

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
DAYS = st.dates(FIRST, LAST)
CALENDARS = st.builds(
    WorkingDays,
    st.just(FIRST),
    st.just(LAST),
    st.frozensets(st.integers(0, 6), max_size=6),
    st.frozensets(DAYS, max_size=9),
    st.frozensets(DAYS, max_size=9),
)


def worked(calendar: WorkingDays) -> list[date]:
    """All working days, day by day."""
    free = {day for day in days_from(FIRST, LAST) if day.weekday() in calendar.weekend} | calendar.closed
    return [day for day in days_from(FIRST, LAST) if day not in free - calendar.open]


@examples(200)
@given(CALENDARS, DAYS, st.integers(1, 70))
def test_the_last_of_so_many_working_days_is_that_of_the_list_of_them(
    calendar: WorkingDays, day: date, count: int
) -> None:
    later = [each for each in worked(calendar) if each > day]
    assert calendar.after(day, count) == (later[count - 1] if count <= len(later) else None)


@examples(100)
@given(CALENDARS, st.integers(1, 9))
def test_from_outside_of_the_calendar_nothing_is_known_but_the_day_itself(calendar: WorkingDays, count: int) -> None:
    for day in (FIRST - timedelta(days=2), LAST, LAST + timedelta(days=30)):
        assert calendar.after(day, count) is None
        assert calendar.after(day, 0) == day


def test_the_day_before_the_calendar_begins_is_followed_by_a_known_one() -> None:
    calendar = WorkingDays(FIRST, LAST, frozenset({5, 6}))
    assert calendar.after(date(2025, 12, 31), 1) == date(2026, 1, 1)
    assert calendar.after(date(2025, 12, 30), 1) is None


def test_what_is_due_by_the_calendar_is_counted_in_working_days_from_the_decision() -> None:
    head = (
        'format = 1\n[policy]\nid = "p"\ntitle = "P"\n[calendar]\n'
        "covers = { from = 2026-01-01, until = 2026-12-31 }\n[inputs.late]\ntype = 'flag'\n"
    )
    deadlines = {
        "worked": "within = '5 working days'",
        "served": "within = '5 working days'\ncounted_from = 'service'",
        "weeks": "within = '2 weeks'",
        "day": "by = '03-31'",
        "none": "",
    }
    rules = "".join(
        f"[[consequences]]\nid = '{id_}'\nwhen = {{ late = true }}\n{key}\n" for id_, key in deadlines.items()
    )
    assert loads(head + rules).rules.due_by_calendar == ("worked",)
