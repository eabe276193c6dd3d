"""Which events say something of a unit or a period: found by tables, and by reading all that events say."""

from __future__ import annotations

from datetime import date
from itertools import product

import targetrules
from targetrules.register import Event, EventKind, HoldHarmless, Register
from tests.register.conftest import POLICY
from tests.register.test_register import row

DAY = date(2027, 2, 1)


def pairs(event: Event) -> set[tuple[str | None, str]]:
    """The units and the periods of which an event says something; None: the period as a whole."""
    values = event.values
    found = {(each[0], str(each[1])) for each in values.get("rows", ())}
    found |= {(each["unit"], str(each["period"])) for each in values.get("outcomes", ())}
    return found | ({(values.get("unit"), str(values["period"]))} if "period" in values else set())


def says(event: Event, unit: str | None, period: int | None) -> bool:
    return any(unit in (None, name) and str(period or at) == at for name, at in pairs(event))


def test_the_events_about_a_unit_or_a_period_are_those_that_say_something_of_it(register: Register) -> None:
    names = ("甲县", "乙县", "丙县", 'a "quoted" name')
    for year, scores in ((2024, (55, 75, 80)), (2025, (50, 81, 90))):
        register.post([row(name, year, score) for name, score in zip(names, scores, strict=False)])
        register.close_period(year, {"kind": "county"})
        register.decide(year)
    register.post(row(names[3], 2025, 12))
    register.note_served("甲县", 2025, "warning-talk", on=DAY)
    register.note_executed("甲县", 2024, "warning-talk", on=DAY)
    harmless = HoldHarmless(reason="no fault", grade=True)
    register.correct(row("乙县", 2024, 20), reason="a slip", hold_harmless=harmless)
    register.withdraw("丙县", 2025, reason="of another county")
    register.close_period(2025)
    register.decide(2025, reason="anew")
    register.adopt(targetrules.loads(POLICY.replace('id = "county"', 'id = "county"\nfirst_period = 2026')))
    events = list(register.events())
    for unit, period in product((None, *names), (None, 2024, 2025)):
        if (unit, period) != (None, None):
            found = [each.number for each in register.events(unit=unit, period=period)]
            assert found == [each.number for each in events if says(each, unit, period)], (unit, period)
            assert bool(found) is ((unit, period) != (names[3], 2024))


def test_the_decisions_of_one_unit_are_those_of_all_that_are_of_it(register: Register) -> None:
    names = ("甲县", 'a "quoted" name', "a", "unit\\")
    for year, scores in ((2024, (55, 75, 80, 4)), (2025, (50, 81, 90, 77))):
        register.post([row(name, year, score) for name, score in zip(names, scores, strict=True)])
        register.close_period(year)
        register.decide(year)
    register.correct(row("a", 2024, 20), reason="a slip")
    register.withdraw("unit\\", 2025, reason="of another county")
    register.close_period(2025)
    register.decide(2025, reason="anew")
    every, tasks = register.decisions(), register.tasks()
    first = next(register.events(kinds=[EventKind.DECISION])).recorded
    changes = register.changes(between=(first, None))
    assert {each.unit for each in changes} >= {"a", "甲县"}
    for unit in names:
        assert register.changes(between=(first, None), unit=unit) == [each for each in changes if each.unit == unit]
        assert register.tasks(unit=unit) == [each for each in tasks if each.unit == unit]
    for unit, period in product(names, (None, 2024, 2025)):
        found = register.decisions(unit=unit, period=period)
        assert found == [each for each in every if each.unit == unit and period in (None, each.period)]
