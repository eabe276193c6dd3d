"""What is recorded where people decide beside the rules: discretion, and overrides; each is followed by a decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from targetrules.arguments import ArgumentError, a_switch, a_unit, the_day, unlike
from targetrules.period import period_text
from targetrules.register.anew import Anew
from targetrules.register.appointing import PeopleRecorder
from targetrules.register.course import who_may
from targetrules.register.error import refused
from targetrules.register.event import Event, EventKind
from targetrules.register.evidence import Evidence, digest_shown
from targetrules.register.fulfilment import no_consequence
from targetrules.register.text import needed
from targetrules.rules.tree import Rules
from targetrules.source.suggest import nearest
from targetrules.wording import Listing, Word

__all__ = ["RulingRecorder"]


class RulingRecorder(PeopleRecorder):
    """A register in which people decide beside the rules; see :class:`~targetrules.register.Register`."""

    def use_discretion(  # noqa: PLR0913  each by its name
        self,
        unit: str | int,
        period: int | str | date,
        consequence: str,
        *,
        imposed: bool,
        on: date,
        reason: str,
        evidence: Evidence | None = None,
        digest: str | None = None,
        policy: str | None = None,
    ) -> Event:
        """Record whether a consequence that the law leaves to discretion is imposed on a unit, and decide it so.

        Where the policy says who decides that (``[cycle] discretion_by``), a consequence with ``force = "may"`` that
        follows from the rules is open until then: it is not received, has no deadline, and nothing is approved before.

        Args:
            unit: The unit, as in results.
            period: The period, as in results.
            consequence: The id of the consequence.
            imposed: Whether it is imposed.
            on: On which day; the date of the decision that follows, where none is to be approved.
            reason: Why.
            evidence: A file that shows it, such as minutes: the register keeps its SHA-256, and not the file.
            digest: In place of the file, its SHA-256 in hexadecimal, where the file is elsewhere.
            policy: The id of the policy; left out, the only one.

        Returns:
            The event; the decision that follows is the next one.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            NoSuchResultError: There never was a result of the unit.
            RegisterError: Nothing is left to discretion there, or it was decided so already; ``problems`` has all that
                forbids it; or results have come since the period was decided.
            OSError: The evidence cannot be read.
        """
        says = {"imposed": a_switch("imposed", imposed)}
        id_ = needed("consequence", consequence)

        def content(rules: Rules) -> dict[str, Any]:
            if not rules.cycle.discretion_by:
                raise refused("no-discretion", policy=rules.id)
            _consequences("consequence", [id_], rules)
            return {"consequence": id_, **says}

        return self._rule(EventKind.DISCRETION, (unit, period, policy), on, reason, (evidence, digest), content)

    def override(  # noqa: PLR0913  each by its name
        self,
        unit: str | int,
        period: int | str | date,
        *,
        grade: str | None = None,
        impose: Sequence[str] = (),
        lift: Sequence[str] = (),
        on: date,
        reason: str,
        evidence: Evidence | None = None,
        digest: str | None = None,
        policy: str | None = None,
    ) -> Event:
        """Record that something is decided of a unit in place of what the rules find, and decide it so.

        It is for whoever approves what is decided, stands through later decisions of the period, and is told wherever
        the decision is. Later periods look back at what is decided. Another override takes its place; one that names
        nothing ends it.

        Args:
            unit: The unit, as in results.
            period: The period, as in results.
            grade: The id of the grade; left out, that of the rules. No consequence follows from it.
            impose: The ids of consequences that the unit receives, whatever the rules find.
            lift: Those that it does not receive.
            on: On which day; the date of the decision that follows, where none is to be approved.
            reason: Why.
            evidence: A file that shows it, such as minutes: the register keeps its SHA-256, and not the file.
            digest: In place of the file, its SHA-256 in hexadecimal, where the file is elsewhere.
            policy: The id of the policy; left out, the only one.

        Returns:
            The event; the decision that follows is the next one.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            NoSuchResultError: There never was a result of the unit.
            RegisterError: Nothing is decided of the unit, or nothing would be another, or it is for another office;
                ``problems`` has all that forbids it; or results have come since the period was decided.
            OSError: The evidence cannot be read.
        """
        named = None if grade is None else needed("grade", grade)
        imposed, lifted = _ids("impose", impose), _ids("lift", lift)
        both = [id_ for id_ in imposed if id_ in lifted]
        if both:
            raise ArgumentError("lift", Word("register.override-both", {"rules": Listing(tuple(both))}))

        def content(rules: Rules) -> dict[str, Any]:
            _consequences("impose", imposed, rules)
            _consequences("lift", lifted, rules)
            if named is not None and named not in rules.grade_position:
                raise _no_grade(named, rules)
            return {"grade": named, "impose": imposed, "lift": lifted}

        return self._rule(EventKind.OVERRIDE, (unit, period, policy), on, reason, (evidence, digest), content)

    def _rule(
        self,
        kind: EventKind,
        of: tuple[str | int, int | str | date, str | None],
        on: date,
        reason: str,
        shown: tuple[Evidence | None, str | None],
        content: Any,
    ) -> Event:
        """Record what people decided of a unit, and whatever is decided otherwise because of it."""
        (unit, period, policy), day, why = of, the_day("on", on), needed("reason", reason)
        name, digest = a_unit("unit", unit), digest_shown(*shown)
        with self._noting(kind, [name], period, day, policy) as (recording, rules, ordinal):
            connection = recording.connection
            says = content(rules)
            known = self._known_as(connection, self._texts(connection, policy)[-1], name)
            printed = period_text(rules.period, ordinal)
            said = {"period": printed, "unit": known, **says, "day": day.isoformat(), "reason": why, "evidence": digest}
            event = recording.add(kind, said, rules.id)
            decided_on = None if rules.cycle.approve_by else day
            anew = Anew(recording, self._policies, why, None, decided_on, None, ruling=event)
            found = anew.decide_all(rules.id, ordinal)
            if ordinal in found.waiting:
                raise refused("ruling-waits", period=printed, who=who_may(connection, EventKind.DECISION))
            list(anew.above(found))
            return event


def _ids(name: str, given: Iterable[str]) -> list[str]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise unlike(name, given, "names")
    return list(dict.fromkeys(needed(name, each) for each in given))


def _consequences(name: str, ids: Iterable[str], rules: Rules) -> None:
    known = {rule.id for rule in rules.consequences}
    for each in ids:
        if each not in known:
            raise no_consequence(name, each, rules)


def _no_grade(asked: str, rules: Rules) -> ArgumentError:
    known = [grade.id for grade in rules.grades]
    near = nearest(asked, known)
    key = "register.no-grade" if near is None else "register.no-grade-but"
    said = {"grade": asked, "near": near or "", "policy": rules.id, "known": Listing(tuple(known))}
    return ArgumentError("grade", Word(key, said))
