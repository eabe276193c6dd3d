"""What comes into a register: policies, results, what is taken back, what is complete; and what the law erases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import date, datetime
from functools import cache
from os import PathLike
from typing import IO, TYPE_CHECKING, Any, Self, Unpack
from uuid import uuid4

from sqlalchemy import Connection

from targetrules._version import __version__
from targetrules.arguments import (
    DETAILS,
    FILES,
    READING,
    TELLING,
    a_period,
    a_unit,
    instance_of,
    takes,
)
from targetrules.live.groups import named_group, said_of_group
from targetrules.live.incoming import said_of_result
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.register.adopting import adopt, adoption_of
from targetrules.register.course import check_given_targets
from targetrules.register.database import Database
from targetrules.register.derived import rebuild
from targetrules.register.error import RegisterError, refused
from targetrules.register.event import Event, EventKind, sha256
from targetrules.register.incoming import check_new, check_successions, read_posted
from targetrules.register.instant import first_instant
from targetrules.register.journal import Clock, now_in_utc
from targetrules.register.offices import an_actor, check_table, read_table
from targetrules.register.persons import erase, known_as, person_known, persons_of
from targetrules.register.policies import Policies
from targetrules.register.reading import ReadOnlyRegister, zone_of
from targetrules.register.recording import Recording
from targetrules.register.restoring import open_lines, restore_all
from targetrules.register.stored import had_results, row_at, rows_at
from targetrules.register.text import needed
from targetrules.register.untargeted import notes_of_untargeted
from targetrules.register.what_became import check_not_given
from targetrules.report.results_csv import cell_of
from targetrules.results.options import file_options_of
from targetrules.wording import Listing, Word

if TYPE_CHECKING:
    from targetrules.reading_policy import Rows
    from targetrules.results.options import RowsKeywords

__all__ = ["Recorder", "reason_of"]


class Recorder(ReadOnlyRegister):
    """A register into which something is recorded; see :class:`~targetrules.register.Register`."""

    def __init__(
        self,
        where: str | PathLike[str],
        *,
        by: str,
        office: str | None = None,
        units: Sequence[str] = (),
        clock: Clock = now_in_utc,
    ) -> None:
        self._actor = an_actor(needed("by", by), office, units)
        self._together: Recording | None = None
        super().__init__(where)
        self._clock = clock

    @classmethod
    def create(
        cls,
        where: str | PathLike[str],
        *,
        by: str,
        zone: str = "UTC",
        policy: Policy | None = None,
        persons: bool = False,
        clock: Clock = now_in_utc,
    ) -> Self:
        """A new register, in a file or a database in which there is none.

        Args:
            where: The file, or ``postgresql://user@host/database``.
            by: Who makes it, and records in all calls.
            zone: The time zone of its days, such as ``"Asia/Shanghai"``; instants are recorded in UTC.
            policy: A policy that it adopts at once; where it cannot be adopted, there is no register.
            persons: Whether the units of that policy are persons, see :meth:`adopt`.
            clock: What says how late it is; left out, the clock of this machine.

        Returns:
            The register.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is one already, or it cannot be made.
            MissingExtraError: The extra ``register`` is not installed.
        """
        name, content = needed("by", by), {"register": uuid4().hex, "zone": zone_of(zone).key, "version": __version__}
        if policy is not None:
            adoption_of(policy, persons=persons, reason=None)

        def first(connection: Connection) -> None:
            recording = Recording(connection, persons_of(connection, [name])[name], clock)
            recording.add(EventKind.REGISTER, content)
            if policy is not None:
                adopt(recording, Policies(), policy, persons=persons, reason=None)

        Database(where, first=first).close()
        return cls(where, by=by, clock=clock)

    @classmethod
    def restore(
        cls, where: str | PathLike[str], lines: str | PathLike[str] | IO[bytes], *, by: str, clock: Clock = now_in_utc
    ) -> Self:
        """A new register with the events of one that was exported, which keep their hashes.

        Args:
            where: The file, or the database, in which there is none.
            lines: What :meth:`export` wrote, a path or a stream of bytes.
            by: Who records in all calls from now on.
            clock: What says how late it is; left out, the clock of this machine.

        Returns:
            The register.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is a register already, or the lines are not as they were written.
            OSError: The file cannot be read.
        """
        name = needed("by", by)
        with open_lines(lines) as stream:
            Database(where, first=lambda connection: restore_all(connection, stream)).close()
        return cls(where, by=name, clock=clock)

    def acting(self, *, by: str, office: str | None = None, units: Sequence[str] = ()) -> Self:
        """The same register, in which somebody else records: what closes the one closes the other.

        Args:
            by: Who records.
            office: For which office.
            units: His own units, where the office is one for its own units.

        Returns:
            The register.

        Raises:
            ArgumentError: One of the arguments cannot be used.
        """
        other = copy(self)
        other._actor = an_actor(needed("by", by), office, units)  # noqa: SLF001  it is of this class
        other._together = None  # noqa: SLF001
        return other

    @contextmanager
    def together(self) -> Iterator[None]:
        """Record what is recorded within it as a whole: all of it is durable at the end, or nothing was recorded.

        Nobody else records meanwhile. What the register tells within it, by calls that record nothing, is what was
        there before. A call within it that fails leaves nothing of its own, and the others stay where its error is
        caught.

        Raises:
            RegisterError: Somebody else is writing, the disk is full, or the database is gone.
        """
        if self._together is not None:
            yield
            return
        with self._writing() as recording:
            self._together = recording
            try:
                yield
            finally:
                self._together = None
        self._database.forget()

    def rebuild(self) -> None:
        """Make all that is derived from the events anew."""
        with self._database.writing() as connection:
            rebuild(connection)

    # ---- what happens ------------------------------------------------------------------------------------------------

    def adopt(self, policy: Policy, *, persons: bool = False, reason: str | None = None) -> Event:
        """Adopt a policy, or a new text of one, with its whole text.

        A new text judges from its ``first_period`` on; the earlier ones keep what was decided. Policies below it are
        adopted with it, each as a policy of its own, where their texts are not the last ones of theirs already: results
        of theirs are posted, closed and decided by their ids, and what they have decided is what it judges by.

        Args:
            policy: The policy.
            persons: Whether its units are persons: their names stand apart from the events then, and can be erased.
            reason: Why.

        Returns:
            The event.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: It is there already; or it does not go with the texts before it, or with what is decided.
            ResultsError: It cannot read the results that are there.
        """
        adoption_of(policy, persons=persons, reason=reason_of(reason))
        with self._recording(EventKind.POLICY) as recording:
            return adopt(recording, self._policies, policy, persons=persons, reason=reason_of(reason))

    def adopt_offices(self, text: str, *, reason: str | None = None) -> Event:
        """Adopt a table of offices, with its whole text: from now on each event is recorded for one of them.

        Args:
            text: The table in TOML: ``[offices.x]`` with ``label``, ``may`` and ``units``; ``[parents]``.
            reason: Why.

        Returns:
            The event.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: The table cannot be used, or is in force already; or the office that acts may not adopt it.
        """
        table, why = read_table(instance_of("text", text, str, "table-of-offices")), reason_of(reason)
        with self._recording(EventKind.OFFICES) as recording:
            check_table(recording.connection, self._actor, table)
            named = known_as(recording.connection, [*table.parents, *table.parents.values()])
            if named:  # what is in an event can never be erased
                raise refused("persons-in-table", names=Listing(tuple(sorted(named))))
            return recording.add(EventKind.OFFICES, {"text": table.text, "sha256": sha256(table.text), "reason": why})

    @takes(**READING, **FILES, **DETAILS, **TELLING)
    def post(
        self,
        rows: Rows | Mapping[str, Any],
        *,
        reason: str | None = None,
        policy: str | None = None,
        holds_from: datetime | date | None = None,
        **how: Unpack[RowsKeywords],
    ) -> Event:
        """Record results that are new, all or none.

        Args:
            rows: One mapping, or rows as :meth:`Policy.evaluate` takes them.
            reason: Why they come, needed where something of their period was approved: that is locked.
            policy: The id of the policy; left out, the only one.
            holds_from: From when on they hold; left out, from now on.
            how: How the rows are read, and what is done with the notes on them.

        Returns:
            The event.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: They cannot be understood; ``problems`` has all that is wrong.
            RegisterError: There is a result of a unit in a period already, a name looks like another that is known, or
                they are of a period that is locked, and there is no reason.
        """
        why = reason_of(reason)
        with self._recording(EventKind.RESULTS) as recording:
            connection = recording.connection
            texts = self._texts(connection, policy)
            posted = read_posted(connection, texts, rows, how, Recorder.post)
            recording.check(EventKind.RESULTS, [unit for _, unit in posted.keys])
            id_ = posted.adopted.policy.id
            check_given_targets(connection, self._policies, posted.content, id_)
            check_not_given(connection, posted)
            check_new(connection, posted)
            file_options_of(Recorder.post, how)[0].tell(tuple(notes_of_untargeted(connection, posted)))
            content = posted.content if why is None else {**posted.content, "reason": why}
            event = recording.add(EventKind.RESULTS, content, id_, self._first_instant(holds_from))
            check_successions(connection, posted.adopted.policy)
            return event

    def withdraw(
        self,
        unit: str | int,
        period: int | str | date,
        *,
        reason: str,
        policy: str | None = None,
        holds_from: datetime | date | None = None,
    ) -> Event:
        """Take a result back, as if it had never come; it stays in the journal.

        Args:
            unit: The unit, as in results.
            period: The period, as in results.
            reason: Why.
            policy: The id of the policy; left out, the only one.
            holds_from: From when on that holds; left out, from now on.

        Returns:
            The event.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is no such result; or others go on from the past of the unit.
        """
        why = needed("reason", reason)
        with self._recording(EventKind.WITHDRAWAL) as recording:
            connection = recording.connection
            adopted = self._texts(connection, policy)[-1]
            rules = adopted.policy.rules
            ordinal = a_period("period", period, rules.period)
            name = a_unit("unit", unit)
            recording.check(EventKind.WITHDRAWAL, [name])
            key = ordinal, self._known_as(connection, adopted, name)
            row = row_at(connection, rules.id, key, recording.now().number)
            if row is None:
                raise RegisterError([said_of_result(rules, "withdraw-absent", name, ordinal)])
            content = {"columns": row.columns, "rows": [row.cells], "details": row.details, "reason": why}
            held = self._first_instant(holds_from)
            event = recording.add(EventKind.WITHDRAWAL, content, rules.id, held)
            check_successions(connection, adopted.policy)
            return event

    def close_period(
        self, period: int | str | date, group: Mapping[str, Any] | None = None, *, policy: str | None = None
    ) -> Event:
        """Record that all results of a period, or of one group of its units, are there: complete, not locked.

        What comes, changes or goes later opens the groups that it is in; say so again when they are complete again.

        Args:
            period: The period, as in results.
            group: The inputs by which the policy groups units, with the values of the group: ``{"kind": "county"}``.
                Left out, all units of the period.
            policy: The id of the policy; left out, the only one.

        Returns:
            The event.

        Raises:
            ArgumentError: This is no period; or the policy does not group units so.
            RegisterError: Nobody has, or ever had, a result in the period, or nobody has one in the group.
        """
        with self._recording(EventKind.CLOSING) as recording:
            connection = recording.connection
            judging, ordinal = self._judging(connection, period, policy)
            rules = judging.policy.rules
            named = tuple((name, cell_of(value)) for name, value in named_group(rules, group))
            rows = rows_at(connection, rules.id, recording.now(), period=ordinal).values() if named else ()
            printed = period_text(rules.period, ordinal)
            is_there = any(all(row.values.get(name) == value for name, value in named) for row in rows)
            is_known = had_results(connection, rules.id, ordinal) or self._is_judged_above(
                connection, rules.id, ordinal
            )
            if not is_there and (named or not is_known):
                said = {"period": printed, "group": said_of_group(named)}
                raise RegisterError([Word("live.close-group" if named else "live.close-nobody", said)])
            return recording.add(EventKind.CLOSING, {"period": printed, "group": named}, rules.id)

    def _is_judged_above(self, connection: Connection, policy: str, period: int) -> bool:
        """Whether a policy above has results of the period: that nobody is below them is to be said, too."""
        above = self._policies.above(connection, policy)
        return any(had_results(connection, each, period) for each in above)

    def erase(self, name: str, *, reason: str) -> Event:
        """Erase the name of a person, as the law may demand: the events stay, and nobody can tell who is meant.

        Args:
            name: The name.
            reason: Why, such as the article of the law.

        Returns:
            The event.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: The register knows no person of this name; or it is the one who records.
        """
        asked, why = needed("name", name), needed("reason", reason)
        with self._recording(EventKind.ERASURE) as recording:
            connection = recording.connection
            person = person_known(connection, asked)
            if asked == self._actor.by:
                raise refused("erases-self", name=asked)
            if asked in why:
                raise refused("erased-in-reason", name=asked)
            event = recording.add(EventKind.ERASURE, {"person": person, "reason": why})
            erase(connection, person)
        if self._together is None:
            self._database.forget()
        return event

    # ---- within a transaction ----------------------------------------------------------------------------------------

    @contextmanager
    def _recording(self, kind: EventKind) -> Iterator[Recording]:
        """The transaction in which this caller records an event of a kind: one of its own, or that of several calls."""
        if self._together is not None:
            with self._together.undone_where_refused():
                self._together.check(kind)
                yield self._together
            return
        with self._writing() as recording:
            recording.check(kind)
            yield recording

    @contextmanager
    def _writing(self) -> Iterator[Recording]:
        by = self._actor.by
        with self._database.writing() as connection:
            once = cache(self._clock)  # nobody ever knew a part of what is recorded at once
            recording = Recording(connection, persons_of(connection, [by])[by], once, self._actor, self._policies)
            with self._policies.forgotten_where_refused(connection):
                yield recording

    def _first_instant(self, given: datetime | date | None) -> str | None:
        return first_instant("holds_from", given, self.zone)


def reason_of(given: str | None) -> str | None:
    """A reason, or None."""
    return None if given is None else needed("reason", given)
