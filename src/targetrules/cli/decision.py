"""Judge the results, pick the outcomes that are wanted, and record what was decided with what."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Protocol

from attrs import evolve, frozen

from targetrules._version import __version__
from targetrules.cli.asked import Asked
from targetrules.cli.mistake import Mistake
from targetrules.cli.progress import Watch, watching
from targetrules.engine.outcomes import day_of_decision
from targetrules.outcome import Outcome
from targetrules.period import ordinal_of, period_text
from targetrules.policy import Policy
from targetrules.report.record import FORMAT, Record
from targetrules.report.written import Form
from targetrules.source.suggest import nearest
from targetrules.wording import Word

__all__ = ["Decided", "Decision", "Results", "decide", "in_print", "known_period", "known_unit", "settled"]


class Decided(Protocol):
    """Outcomes, by period and within a period as the rows came."""

    def __iter__(self) -> Iterator[Outcome]:
        """One by one."""

    def written(self, form: Form, record: Record | None, *, dated: bool) -> Iterator[bytes]:
        """As programs read them, in parts."""


class Results(Protocol):
    """What is judged, and by which engine. ``digest`` is the SHA-256 of the bytes that it was read from."""

    @property
    def digest(self) -> str:
        """In hexadecimal."""

    def __len__(self) -> int:
        """How many rows there are."""

    def units(self) -> Collection[str]:
        """The units that have results."""

    def periods(self) -> Collection[int]:
        """The periods in which there are results."""

    def judged(self, policy: Policy, asked: Asked, watch: Watch | None) -> Decided:
        """Judge all results, for places and the past need them; of the outcomes keep those that are wanted."""


@frozen(slots=True)
class Decision:
    """The outcomes that are wanted, and the record of their making."""

    outcomes: Decided
    record: Record


def decide(policy: Policy, results: Results, asked: Asked, language: str) -> Decision:
    """Judge the results."""
    day_of_decision(policy.rules, asked.decided_on)
    with watching(len(results), language) as watch:
        outcomes = results.judged(policy, asked, watch)
    record = Record(policy.id, policy.digest, results.digest, __version__, FORMAT, asked.recorded())
    return Decision(outcomes, record)


def settled(policy: Policy, results: Results, asked: Asked) -> Asked:
    """The same, its periods as outcomes print them, its units under the names that they are read under.

    A unit or period that is wanted must be there: an empty answer would look like a clean one.
    """
    units = results.units() if asked.unit else ()
    there = results.periods() if asked.period else ()
    for period in asked.period:
        if known_period(policy, period) not in there:
            raise Mistake("no-such-period", found=period)
    wanted = in_print(policy, asked)
    for unit in wanted.unit:
        known_unit(units, unit)
    return wanted


def in_print(policy: Policy, asked: Asked) -> Asked:
    """The same, periods and units as outcomes print them; raises Mistake for a period that is none."""
    texts = (str(period_text(policy.rules.period, known_period(policy, period))) for period in asked.period)
    units = dict.fromkeys(asked.naming.name_of(unit) for unit in asked.unit)
    return evolve(asked, period=tuple(texts), unit=tuple(units))


def known_unit(units: Collection[str], unit: str) -> str:
    """A unit that has results."""
    if unit not in units:
        near = nearest(unit, units)
        raise Mistake("no-such-unit" if near is None else "no-such-unit-near", found=unit, near=near)
    return unit


def known_period(policy: Policy, written: str) -> int:
    """The ordinal number of a period as a user writes it."""
    kind = policy.rules.period
    ordinal = ordinal_of(kind, written)
    if ordinal is None:
        raise Mistake("not-a-period", found=written, expected=Word(f"periods.{kind.value}"))
    return ordinal
