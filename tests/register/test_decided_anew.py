"""What was decided once and is decided anew: what stays held, what goes, and which days are kept."""

from __future__ import annotations

from datetime import date

import pytest

from targetrules.register import HoldHarmless, Register
from tests.register.test_correcting import told
from tests.register.test_register import refused, row, standing

HARMLESS = HoldHarmless(reason="the office's own mistake", grade=True, not_imposed=["warning-talk", "reorganisation"])


@pytest.fixture
def year(register: Register) -> Register:
    """A year that is decided, after one in which A was poor."""
    register.post([row("A", 2024, 50), row("A", 2025, 70), row("B", 2025, 65), row("C", 2025, 75)])
    for period in (2024, 2025):
        register.close_period(period)
        register.decide(period, decided_on=date(period + 1, 1, 15))
    return register


def held(register: Register, unit: str) -> object:
    [found] = register.decisions(unit=unit, period=2025)
    return found.held


def test_who_was_held_harmless_is_not_kept_from_something_better(year: Register) -> None:
    year.correct(row("A", 2025, 50), reason="audit", hold_harmless=HARMLESS)
    assert standing(year, unit="A", period=2025) == [("A", 2025, "good", ())]
    year.correct(row("A", 2025, 95), reason="audit")
    assert standing(year, unit="A", period=2025) == [("A", 2025, "good", ())]
    assert held(year, "A") == {}
    [[decided]] = [year.decisions(unit="A", period=2025)]
    assert decided.consequences == ()


def test_a_consequence_that_was_not_held_goes_with_what_it_rested_on(year: Register) -> None:
    harmless = HoldHarmless(reason="x", not_imposed=["reorganisation"])
    year.correct(row("A", 2025, 50), reason="audit", hold_harmless=harmless)
    assert standing(year, unit="A", period=2025) == [("A", 2025, "poor", ("warning-talk",))]
    year.correct(row("A", 2025, 95), reason="audit")
    [decided] = year.decisions(unit="A", period=2025)
    assert (decided.grade, decided.received, decided.consequences, decided.held) == ("good", (), (), {})


def test_what_was_kept_away_stays_away_when_the_period_is_decided_anew(year: Register) -> None:
    year.correct(row("A", 2025, 50), reason="audit", hold_harmless=HARMLESS)
    year.post(row("D", 2025, 40))
    year.close_period(2025)
    year.decide(2025, reason="D came late")
    assert standing(year, period=2025)[0] == ("A", 2025, "good", ())
    assert held(year, "A") == {"grade": "good", "received": [], "entries": []}
    assert [each.differing for each in year.repeat()] == [()] * 4


def test_another_hold_leaves_what_is_held_already(year: Register) -> None:
    year.correct(row("A", 2025, 50), reason="audit", hold_harmless=HoldHarmless(reason="x", grade=True))
    assert standing(year, unit="A", period=2025) == [("A", 2025, "good", ("warning-talk", "reorganisation"))]
    harmless = HoldHarmless(reason="y", not_withdrawn=["warning-talk"])
    year.correct([row("A", 2025, 40), row("A", 2024, 61)], reason="audit", hold_harmless=harmless)
    assert standing(year, unit="A") == [
        ("A", 2024, "good", ("warning-talk",)),
        ("A", 2025, "good", ("warning-talk",)),
    ]


def test_who_has_no_result_any_more_is_decided_no_more(year: Register) -> None:
    year.withdraw("B", 2025, reason="of another county")
    year.close_period(2025)
    found = year.correct(row("C", 2025, 76), reason="audit")
    assert told(found) == [
        ("A", 2025, "good", "good", ("warning-talk",), ()),
        ("B", 2025, "good", None, (), ("warning-talk",)),
        ("C", 2025, "good", "good", (), ()),
    ]
    assert [each[0] for each in standing(year, period=2025)] == ["A", "C"]
    assert refused(lambda: year.decide(2025, reason="again")) == [
        "2025 was decided so by event 12, of the same results by the same policy: there is nothing to be recorded",
        "2025 已由第 12 号事项按同一政策、同一成绩作出同样的决定，无须再次登记",
    ]


def test_what_was_decided_of_the_only_result_goes_with_it(register: Register) -> None:
    register.post(row("A", 2025, 50))
    register.close_period(2025)
    register.decide(2025)
    register.withdraw("A", 2025, reason="of another county")
    register.close_period(2025)
    register.decide(2025, reason="of another county")
    assert (standing(register), register.tasks()) == ([], [])
    assert [each.differing for each in register.repeat()] == [(), ()]
    assert refused(lambda: register.decide(2025, reason="again"))[0] == (
        "nobody has a result in 2025: there is nothing to be decided"
    )


def test_the_same_is_not_decided_again_where_days_were_kept(register: Register) -> None:
    register.post([row("A", 2025, 55), row("B", 2025, 70)])
    register.close_period(2025)
    register.decide(2025, decided_on=date(2026, 1, 15))
    register.withdraw("B", 2025, reason="of another county")
    register.close_period(2025)
    register.decide(2025, decided_on=date(2026, 6, 1), reason="B does not belong here")
    assert [each.due for each in register.tasks()] == [date(2026, 2, 14)]
    assert refused(lambda: register.decide(2025, decided_on=date(2026, 6, 1), reason="again"))[0] == (
        "2025 was decided so by event 8, of the same results by the same policy: there is nothing to be recorded"
    )


def test_a_deadline_that_was_not_known_is_counted_from_the_date_that_is_given_later(register: Register) -> None:
    register.post(row("A", 2025, 55))
    register.close_period(2025)
    register.decide(2025)
    assert [each.due for each in register.tasks()] == [None]
    register.decide(2025, decided_on=date(2026, 1, 15), reason="the date was forgotten")
    assert [each.due for each in register.tasks()] == [date(2026, 2, 14)]
