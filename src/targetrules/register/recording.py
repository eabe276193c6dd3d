"""One call that records: its transaction, who records, and the events that it adds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection

from targetrules.data import frozen
from targetrules.register.course import check_course
from targetrules.register.derived import apply
from targetrules.register.event import Event, EventKind
from targetrules.register.journal import Clock, append, last_number
from targetrules.register.offices import Actor, check_before, keeps_to_own, stamped
from targetrules.register.policies import Policies
from targetrules.register.stored import Moment

__all__ = ["Recording"]


@frozen(slots=True)
class Recording:
    """Events are added one after the other; all of them are durable when the transaction ends, or none.

    Attributes:
        connection: The transaction, in which nobody else writes.
        actor: The digest of the person who records.
        clock: What says how late it is.
        acting: Who that is, and for which office; None where that is not asked, as of the first event.
        policies: The texts that were adopted, by whose procedures an event may be forbidden; None likewise.
    """

    connection: Connection
    actor: str
    clock: Clock
    acting: Actor | None = None
    policies: Policies | None = None

    def check(self, kind: EventKind, units: Iterable[str] = ()) -> None:
        """Refuse at once what whoever acts may not record, before anything is told of what is there."""
        if self.acting is not None:
            check_before(self.connection, self.acting, kind, units)

    def keeps_to_own(self) -> bool:
        """Whether whoever acts does so for an office for its own units, which is told nothing of others."""
        return keeps_to_own(self.connection, self.acting)

    def is_foreign(self, unit: str) -> bool:
        """Whether a unit, as events know it, is none of those for which whoever acts does so."""
        return keeps_to_own(self.connection, self.acting, unit)

    def add(
        self,
        kind: EventKind,
        content: Mapping[str, Any] | str,
        policy: str | None = None,
        holds_from: str | None = None,
        right: EventKind | None = None,
        decided: str | None = None,
    ) -> Event:
        """Record an event, and derive what follows from it.

        ``right`` is the kind of event by whose right it is recorded, where it is a part of something else; ``decided``
        what later periods look back at, of a decision.
        """
        acting, by = self.acting, right or kind
        said = content if acting is None else stamped(self.connection, acting, kind, content, by)
        if self.policies is not None and policy is not None:
            check_course(self.connection, self.policies, kind, said, policy)
        event = append(
            self.connection,
            kind,
            said,
            actor=self.actor,
            clock=self.clock,
            policy=policy,
            holds_from=holds_from,
        )
        apply(self.connection, event, decided)
        return event

    def now(self) -> Moment:
        """Everything that is known."""
        return Moment(last_number(self.connection, None))

    def undo(self) -> None:
        """Have nothing recorded: what was added was only to be looked at."""
        self.connection.rollback()

    @contextmanager
    def undone_where_refused(self) -> Iterator[None]:
        """One call among several: where it fails nothing is left of it, and what the others recorded stays."""
        policies = self.policies
        with (
            nullcontext() if policies is None else policies.forgotten_where_refused(self.connection),
            self.connection.begin_nested(),
        ):
            yield
