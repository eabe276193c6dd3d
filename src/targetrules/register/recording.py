"""One call that records: its transaction, who records, and the events that it adds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen
from sqlalchemy import Connection

from targetrules.register.derived import apply
from targetrules.register.event import Event, EventKind
from targetrules.register.journal import Clock, append, last_number
from targetrules.register.stored import Moment

__all__ = ["Recording"]


@frozen(slots=True)
class Recording:
    """Events are added one after the other; all of them are durable when the transaction ends, or none.

    Attributes:
        connection: The transaction, in which nobody else writes.
        actor: The digest of the person who records.
        clock: What says how late it is.
    """

    connection: Connection
    actor: str
    clock: Clock

    def add(
        self,
        kind: EventKind,
        content: Mapping[str, Any] | str,
        policy: str | None = None,
        holds_from: str | None = None,
    ) -> Event:
        """Record an event, and derive what follows from it."""
        event = append(
            self.connection,
            kind,
            content,
            actor=self.actor,
            clock=self.clock,
            policy=policy,
            holds_from=holds_from,
        )
        apply(self.connection, event)
        return event

    def now(self) -> Moment:
        """Everything that is known."""
        return Moment(last_number(self.connection, None))
