"""Judge the results, pick the outcomes that are wanted, and record what was decided with what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import evolve, frozen

from targetrules._version import __version__
from targetrules.cli.asked import Asked
from targetrules.cli.language import spoken
from targetrules.cli.mistake import Mistake
from targetrules.cli.reading import Results
from targetrules.cli.terminal import is_terminal
from targetrules.history import History
from targetrules.outcome import Outcome, Outcomes
from targetrules.period import ordinal_of, period_text
from targetrules.policy import Policy
from targetrules.report.record import FORMAT, Record
from targetrules.source.suggest import nearest
from targetrules.wording import Word

__all__ = ["Decision", "decide", "known_period", "known_unit", "settled"]

_LONG: Final = 5_000
"""So many results take a while."""


@frozen(slots=True)
class Decision:
    """The outcomes that are wanted, and the record of their making."""

    outcomes: tuple[Outcome, ...]
    record: Record


def decide(policy: Policy, results: Results, asked: Asked, language: str) -> Decision:
    """Judge all results, for places and the past need them; of the outcomes keep those that are wanted."""
    periods = policy.evaluate_by_period(results.history, decided_on=asked.decided_on)
    if is_terminal(error=True) and len(results.history.rows) >= _LONG:
        periods = _watched(periods, len({row.period for row in results.history.rows}), language)
    outcomes = tuple(
        outcome
        for period in periods
        for outcome in period
        if (not asked.unit or outcome.unit in asked.unit) and (not asked.period or str(outcome.period) in asked.period)
    )
    record = Record(policy.id, policy.digest, results.digest, __version__, FORMAT, asked.recorded())
    return Decision(outcomes, record)


def settled(policy: Policy, history: History, asked: Asked) -> Asked:
    """The same, its periods as outcomes print them.

    A unit or period that is wanted must be there: an empty answer would look like a clean one.
    """
    there = {row.period for row in history.rows}
    ordinals = [known_period(policy, period) for period in asked.period]
    for ordinal, period in zip(ordinals, asked.period, strict=True):
        if ordinal not in there:
            raise Mistake("no-such-period", found=period)
    units = tuple(known_unit(history, unit) for unit in asked.unit)
    periods = tuple(str(period_text(policy.rules.period, ordinal)) for ordinal in ordinals)
    return evolve(asked, unit=units, period=periods)


def known_unit(history: History, unit: str) -> str:
    """A unit that has results."""
    units = dict.fromkeys(row.unit for row in history.rows)
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


def _watched(periods: Iterable[Outcomes], count: int, language: str) -> Iterator[Outcomes]:
    """With a bar on the terminal that moves on with each period."""
    from rich.console import Console
    from rich.progress import track

    yield from track(periods, spoken("judging", language), count, console=Console(stderr=True), transient=True)
