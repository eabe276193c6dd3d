"""Results as they stand, as the policy reads them: at once where nothing is to be done to them, else one by one."""

from __future__ import annotations

import io
from random import Random

import pytest
from attrs import evolve
from sqlalchemy import Connection

import targetrules
from targetrules import Policy, Results
from targetrules.register import Event, Register
from targetrules.register.period_tables import kept_table
from targetrules.register.stored import Moment, as_results, plain_table, results_of, rows_at
from tests.register.conftest import POLICY
from tests.register.test_register import row


def written(results: Results) -> str:
    stream = io.BytesIO()
    results.write(stream)
    return stream.getvalue().decode()


def test_what_is_read_at_once_is_what_is_read_one_by_one(register: Register) -> None:
    """After every event, whatever was corrected and withdrawn before."""
    random = Random(1)  # noqa: S311  no secret
    units = [*"db", "甲县", "é", "Z"]
    for period in (2026, 2025, 2027):
        for unit in random.sample(units, len(units)):
            register.post(row(unit, period, random.randint(0, 100)))
    for unit in random.sample(units, 3):
        register.correct(row(unit, 2026, random.randint(0, 100), "department"), reason="a slip")
        register.withdraw(unit, 2025, reason="another")
        register.close_period(2026)
        register.close_period(2025)
        register.decide(2025, reason="another")
    register.post(row(units[0], 2028, 5))
    register.withdraw(units[0], 2028, reason="too early")
    policy = register.policy()
    with register._database.reading() as connection:  # noqa: SLF001  what is read is no part of the public face
        for number in range(3, register.head().number + 1):
            for upto in (2025, 2026, 2028):
                plain = plain_table(connection, policy, Moment(number), upto)
                rows = rows_at(connection, policy.id, Moment(number), upto=upto)
                if plain is None:
                    assert not rows
                else:
                    expected = written(as_results(connection, policy, rows, number))
                    assert written(results_of(policy, plain[0])) == expected
                    assert plain[1] == {period for period, _ in rows}
                check_decided(connection, policy, Moment(number), upto)


def check_decided(connection: Connection, policy: Policy, moment: Moment, upto: int) -> None:
    """What was decided of earlier periods is read with them, of those alone that are looked at."""
    cells = {
        2025: {"甲县": ("good", "none"), "b": ("poor", ""), "gone": ("poor", "none")},
        2026: {"c": ("", "warning-talk")},
    }
    for first in (None, 2025, 2026, 2028):
        rows = rows_at(connection, policy.id, moment, first=first, upto=upto)
        known = {(at, unit): each for at, units in cells.items() for unit, each in units.items()}
        known = {key: each for key, each in known.items() if key in rows}
        plain = plain_table(connection, policy, moment, upto, first=first, decided=cells)
        if rows:
            assert plain is not None
            expected = as_results(connection, policy, rows, moment.number, known or {(0, ""): ("", "")})
            assert written(results_of(policy, plain[0])) == written(expected)


def test_a_period_that_is_complete_or_decided_is_kept_as_one_text(register: Register) -> None:
    """What is read of it is what the rows are, whatever happened since."""
    named = [row(name, 2025, 55) for name in ("甲县", 'a "quoted" one', "two, of one")]
    register.post([*named, row("Z", 2025, 75), row("M", 2025, 70, "department")])
    assert not kept(register)
    register.close_period(2025, {"kind": "county"})
    assert not kept(register)
    register.close_period(2025, {"kind": "department"})
    register.decide(2025)
    assert kept(register) == {2025}
    register.correct(row("Z", 2025, 76), reason="a slip")
    assert not kept(register)
    check_read(register)
    register.close_period(2025)
    assert kept(register) == {2025}
    register.post(row("Z", 2026, 50))
    register.close_period(2026)
    register.decide(2026)
    assert kept(register) == {2025, 2026}
    check_read(register)
    assert register.verify().problems == ()
    register.rebuild()
    assert kept(register) == {2025, 2026}
    register.withdraw("Z", 2026, reason="another")
    register.close_period(2026)
    check_read(register)
    assert register.verify().problems == ()


def kept(register: Register) -> set[int]:
    """The periods of which something is kept that counts."""
    with register._database.reading() as connection:  # noqa: SLF001
        last = register.head().number
        return {each for each in (2025, 2026) if kept_table(connection, "county", each, last) is not None}


def check_read(register: Register) -> None:
    """What is read at once, with what was decided and without, is what is read one by one."""
    policy, last = register.policy(), register.head().number
    with register._database.reading() as connection:  # noqa: SLF001
        for number in range(3, last + 1):
            for upto in (2025, 2026):
                plain = plain_table(connection, policy, Moment(number), upto)
                rows = rows_at(connection, policy.id, Moment(number), upto=upto)
                assert plain is not None
                assert written(results_of(policy, plain[0])) == written(as_results(connection, policy, rows, number))
                check_decided(connection, policy, Moment(number), upto)


def test_what_must_be_looked_at_is_not_read_at_once(register: Register) -> None:
    register.post(row("A", 2025, 55))
    register.close_period(2025)
    register.decide(2025)
    wider = POLICY.replace("[rankings", "accident = { type = 'flag', optional = true }\n[rankings").replace(
        'id = "county"', 'id = "county"\nfirst_period = 2026'
    )
    register.adopt(targetrules.loads(wider))
    head = Moment(register.head().number)
    with register._database.reading() as connection:  # noqa: SLF001
        assert plain_table(connection, register.policy(period=2025), head, 2025) is not None
        assert plain_table(connection, register.policy(), head, 2025) is None
        assert plain_table(connection, register.policy(period=2025), Moment(head.number, "2027"), 2025) is None
    register.post(row("a", 2025, 1), naming=targetrules.Naming(distinct=[["a", "A"]]))
    with register._database.reading() as connection:  # noqa: SLF001
        head = Moment(register.head().number)
        assert plain_table(connection, register.policy(period=2025), head, 2025) is None


def test_one_value_of_an_event_is_found_without_reading_the_rest(register: Register) -> None:
    register.post([row("A", 2025, 55), row("B", 2025, 75)])
    for event in [*register.events(), *register.events()]:
        for name in [*event.values, *reversed([*event.values])]:
            assert fresh(event).value(name) == event.values[name] == event.value(name)
        with pytest.raises(KeyError, match="nothing"):
            fresh(event).value("nothing")


def fresh(event: Event) -> Event:
    """The same of which nothing was read."""
    return evolve(event)
