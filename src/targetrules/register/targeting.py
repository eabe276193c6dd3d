"""Targets are issued and amended: held against the policy and the tree of units, and recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Unpack

from sqlalchemy import Connection

from targetrules.arguments import READING, TELLING, takes, the_day
from targetrules.cycle.targets.reading import ReadTargets, read_targets, read_units
from targetrules.cycle.targets.unit_tree import tree_of
from targetrules.policy import Policy
from targetrules.register.cycling import CycleRecorder
from targetrules.register.error import refused
from targetrules.register.event import Event, EventKind
from targetrules.register.given_tree import own_units
from targetrules.register.policies import Adopted
from targetrules.register.targets_change import TargetsChange
from targetrules.register.text import needed
from targetrules.register.writing import reason_of
from targetrules.results.detail_rows import DetailRows
from targetrules.results.options import Keywords, Options, options_of
from targetrules.wording import Listing, Word

__all__ = ["TargetsRecorder"]


class TargetsRecorder(CycleRecorder):
    """A register in which targets are issued and amended; see :class:`~targetrules.register.Register`."""

    @takes(**READING, **TELLING)
    def issue_targets(
        self,
        targets: Any,
        period: int | str | date,
        *,
        document: str,
        on: date,
        units: Any = None,
        reason: str | None = None,
        policy: str | None = None,
        **how: Unpack[Keywords],
    ) -> Event:
        """Record that targets of a period were issued, all or none: from then on they are what it is judged by.

        They are held against the policy first, as :func:`~targetrules.cycle.targets.check_targets` does, together with
        those that were issued before. Where the units are given nothing may be lowered on the way down; what is not
        broken down yet is told. Results that have no targets take those that were issued, also where they came before.

        Args:
            targets: The targets: a file, or rows, with ``unit``, ``period``, ``indicator`` and ``target`` or ``low``
                and ``high``; with how they are to be read, where that is to be said, as ``DetailRows``.
            period: The period, as in results: the only one in the table.
            document: The document that issues them, as it is cited.
            on: On which day.
            units: The tree of units: a file, or rows, with ``unit`` and ``parent``; left out, no level is held against
                another.
            reason: Why; to be said where they are issued later than the policy wants (``[cycle] issue_by``).
            policy: The id of the policy; left out, the only one.
            how: How the rows are read, and what is done with the notes: what is not broken down yet.

        Returns:
            The event.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: A table cannot be read; ``problems`` has all that is wrong with it.
            RegisterError: The targets are not such as the policy asks for, or are lowered on the way down; or they were
                issued already, or the period was decided; ``problems`` has all that forbids it.
        """
        cited, day, why = needed("document", document), the_day("on", on), reason_of(reason)
        options = options_of(TargetsRecorder.issue_targets, how)
        said = {"document": cited, "day": day.isoformat(), "reason": why, "due": None}
        return self._targets(EventKind.TARGETS, targets, period, units, policy, options, said)

    @takes(**READING, **TELLING)
    def amend_targets(
        self,
        amendments: Any,
        period: int | str | date,
        *,
        reason: str,
        approved_on: date,
        document: str | None = None,
        units: Any = None,
        policy: str | None = None,
        **how: Unpack[Keywords],
    ) -> Event:
        """Record that targets which were issued have other numbers from now on, as was approved: all or none.

        Each names the numbers that are in force as well, so that of two amendments at once the second is refused. They
        are held against the policy and the levels above and below, by the tree of units that was given last. Results
        that are there have the new targets. A standard without exception is not amended, nor is anything of a unit of
        whom the period was decided.

        Args:
            amendments: A table as of :meth:`issue_targets`, which has ``old_target`` beside ``target``, or ``old_low``
                and ``old_high`` beside ``low`` and ``high``.
            period: The period, as in results: the only one in the table.
            reason: Why.
            approved_on: On which day it was approved, by whom the regulation says so.
            document: The document that says so, as it is cited.
            units: The tree of units, where it is another one than was given last.
            policy: The id of the policy; left out, the only one.
            how: How the rows are read, and what is done with the notes.

        Returns:
            The event.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: A table cannot be read; ``problems`` has all that is wrong with it.
            RegisterError: Nothing of it may be amended so; ``problems`` has all that forbids it.
        """
        why, day, cited = needed("reason", reason), the_day("approved_on", approved_on), document
        options = options_of(TargetsRecorder.amend_targets, how)
        if cited is not None:
            cited = needed("document", cited)
        said = {"document": cited, "day": day.isoformat(), "reason": why}
        return self._targets(EventKind.AMENDMENT, amendments, period, units, policy, options, said)

    def _targets(
        self,
        kind: EventKind,
        given: Any,
        period: int | str | date,
        units: Any,
        policy: str | None,
        options: Options,
        said: Mapping[str, Any],
    ) -> Event:
        """Targets are issued, or amended."""
        with self._recording(kind) as recording:
            self._check_past(date.fromisoformat(said["day"]))
            adopted, ordinal = self._with_indicators(recording.connection, policy, period)
            table = _read(adopted.policy, given, options)
            change = TargetsChange(recording.connection, adopted, ordinal, kind, table.targets)
            recording.check(kind, [each.unit for each in change.targets])
            change.check_rows()
            notes = change.held(
                None if units is None else tree_of(*read_units(units)),
                own_units(recording.connection, recording.acting),
            )
            late = {"due": change.late(said["day"])} if kind is EventKind.TARGETS else {}
            event = recording.add(kind, {**said, **late, **change.content(options.naming)}, adopted.policy.id)
            ignored = Word("targets.ignored", {"names": Listing(table.ignored, "; ")})
            options.tell((*([ignored] if table.ignored else []), *notes))
            return event

    def _with_indicators(
        self, connection: Connection, policy: str | None, period: int | str | date
    ) -> tuple[Adopted, int]:
        """The text that judges a period, which has indicators, and the ordinal number of the period."""
        adopted, ordinal = self._judging(connection, period, policy)
        if not adopted.policy.written.indicators:
            raise refused("no-indicators", policy=adopted.policy.id)
        return adopted, ordinal


def _read(policy: Policy, given: Any, options: Options) -> ReadTargets:
    """The targets in a table."""
    if not isinstance(given, DetailRows):
        given = DetailRows(given, unit_column=options.unit_column, period_column=options.period_column)
    return read_targets(policy.rules, given, options.naming)
