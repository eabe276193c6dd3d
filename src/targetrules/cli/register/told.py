"""What was recorded, told in plain words: the events, when and by whom, and the head."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from targetrules.cli.language import spoken
from targetrules.cli.terminal import complain, paint, tell
from targetrules.wording import Listing, Word

if TYPE_CHECKING:
    from targetrules.register import Event, ReadOnlyRegister

__all__ = ["recorded", "tell_beside", "tell_changed", "tell_followed", "tell_recorded", "tell_unable"]


def tell_recorded(register: ReadOnlyRegister, events: Sequence[Event], language: str) -> None:
    """Each event in a sentence, and the hash of the last one."""
    with recorded(events, language):
        for each in events:
            says = register.text(each, language)
            tell(paint(spoken("event", language, number=each.number, says=says), "good"))
        last = events[-1]
        when, zone = register.local_time(last.recorded_at), register.zone.key
        tell(spoken("recorded-by", language, time=when, zone=zone, name=register.actor(last, language)))
        tell(spoken("head-is", language, hash=last.hash))


@contextmanager
def recorded(events: Sequence[Event], language: str) -> Iterator[None]:
    """Where what was recorded cannot be told, say at least that it was recorded."""
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError:
        if events:
            complain(spoken("note", language, says=spoken("recorded-untold", language, number=events[-1].number)))
        raise


def tell_changed(register: ReadOnlyRegister, policy: str | None, periods: Sequence[int | str], language: str) -> None:
    """Say of which of these periods what was decided stands, though the results are others now."""
    for period in periods:
        for each in register.overview(policy=policy, period=period):
            if each.decided is not None:
                says = spoken("decided-before", language, period=each.period, number=each.decided)
                complain(spoken("note", language, says=says))


def tell_beside(register: ReadOnlyRegister, event: Event, language: str) -> None:
    """Say what an override of a grade leaves as it is, and what is open to discretion where a draft is shown."""
    match event.kind.value:
        case "override" if event.value("grade") is not None:
            _tell_left(register, event, language)
        case "shown":
            _tell_open(register, event, language)
        case _:
            pass


def _tell_left(register: ReadOnlyRegister, event: Event, language: str) -> None:
    from targetrules.report.labels import PolicyLabels

    period, imposed = event.value("period"), event.value("impose")
    names = PolicyLabels(register.policy(event.policy, period=period).rules, language)
    unit = event.value("unit")
    unit = register.names([unit]).get(unit, unit)
    for each in register.decisions(policy=event.policy, period=period, unit=unit):
        left = tuple(names.consequence(id_) for id_ in each.received if id_ not in imposed)
        if left:
            says = spoken("override-leaves", language, unit=unit, consequences=Listing(left))
            complain(spoken("note", language, says=says))


def _tell_open(register: ReadOnlyRegister, event: Event, language: str) -> None:
    from targetrules.cycle.labels import few
    from targetrules.register.told_beside import left_open
    from targetrules.report.labels import PolicyLabels

    period = event.value("period")
    names = PolicyLabels(register.policy(event.policy, period=period).rules, language)
    found = left_open(list(register.decisions(policy=event.policy, period=period)))
    of = tuple(
        Word("cycle.left-of", {"consequence": names.consequence(id_), "units": few(units)})
        for id_, units in found.items()
    )
    if of:
        complain(spoken("note", language, says=spoken("shown-open", language, open=Listing(of, "; "))))


def tell_followed(register: ReadOnlyRegister, event: Event, language: str) -> None:
    """Say whether the period after that of an event was decided with something else than became of consequences."""
    from targetrules.cycle.labels import few
    from targetrules.period import ordinal_of_printed, period_text

    kind = register.policy(event.policy).rules.period
    before = event.value("period")
    period = period_text(kind, ordinal_of_printed(kind, before) + 1)
    units = register.followed_otherwise(period, policy=event.policy)
    if units:
        says = spoken("followed-otherwise", language, period=period, before=before, units=few(units))
        complain(spoken("note", language, says=says))


def tell_unable(register: ReadOnlyRegister, policies: Sequence[str], language: str) -> None:
    """Say of these policies which offices they name that the table of offices does not have, or that may not do it."""
    from targetrules.register.status import unable_offices

    table = register.offices()
    for each in policies:
        offices = unable_offices(register.policy(each).rules, table)
        if offices:
            says = Word("register.status-unable", {"offices": Listing(offices)}).text(language)
            complain(spoken("note", language, says=spoken("in-file", language, file=each, says=says)))
