"""Events: what is recorded, never changed, and bound to what was recorded before by a hash.

The hash of an event is the SHA-256 of its head, a line of JSON that has the SHA-256 of its content and the hash of the
event before; so who knows the last hash can tell whether anything before it was changed, left out, doubled or moved.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from targetrules.data import frozen
from targetrules.register.instant import instant_of
from targetrules.report.json_text import compact
from targetrules.report.outcomes_in_common import told

__all__ = ["NOTHING_BEFORE", "Event", "EventKind", "found_in", "hash_of", "sha256"]

NOTHING_BEFORE: Final = "0" * 64
"""What stands in the first event in place of the hash before."""

_DECODER: Final = json.JSONDecoder()
_BEFORE_NAME: Final = re.compile(r"\s*[{,]\s*")
_BEFORE_VALUE: Final = re.compile(r"\s*:\s*")


class EventKind(StrEnum):
    """What an event says.

    ``register``: there is a register. ``policy``: a text of a policy was adopted. ``results``, ``correction`` and
    ``withdrawal``: results came, were replaced, were taken back. ``closing``: all results of a group are there.
    ``decision``: outcomes were decided. ``served`` and ``executed``: a consequence was served, was carried out.
    ``hold-harmless``: a correction may not make some decisions worse. ``erasure``: the name of a person was erased.
    ``offices``: a table of offices was adopted, which says who may record what from then on. ``step``: a step of the
    procedure was taken. ``approval``: what is decided of a period was approved. ``shown``: it was shown to the units
    before that. ``objection``: a unit objects to it. ``answer``: an objection was answered. ``targets``: targets of a
    period were issued; ``amendment``: some of them were amended. ``discretion``: what the law leaves to discretion was
    imposed on a unit, or not. ``override``: something was decided of a unit in place of what the rules find.
    ``appeal``: a unit appeals against what was approved.
    """

    REGISTER = "register"
    POLICY = "policy"
    RESULTS = "results"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    CLOSING = "closing"
    DECISION = "decision"
    SERVED = "served"
    EXECUTED = "executed"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    HOLD_HARMLESS = "hold-harmless"
    ERASURE = "erasure"
    OFFICES = "offices"
    STEP = "step"
    APPROVAL = "approval"
    SHOWN = "shown"
    OBJECTION = "objection"
    ANSWER = "answer"
    APPOINTMENT = "appointment"
    DEPARTURE = "departure"
    TARGETS = "targets"
    AMENDMENT = "amendment"
    DISCRETION = "discretion"
    OVERRIDE = "override"
    APPEAL = "appeal"


@frozen(slots=False)
class Event:
    """One event of a register.

    Attributes:
        number: Counted from 1, without a gap.
        recorded_at: When it was recorded, in UTC: ``2027-03-01T09:30:00.000000Z``. No event is older than that before.
        holds_from: From when on it holds, which is never later.
        actor: Who recorded it: the digest by which the register knows a person.
        kind: What it says.
        policy: The id of the policy that it is about; None where it is about none.
        content: What it says in detail: an object as JSON, on one line.
        previous: The hash of the event before.
        hash: That of this one.
    """

    number: int
    recorded_at: str
    holds_from: str
    actor: str
    kind: EventKind
    policy: str | None
    content: str
    previous: str
    hash: str

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """The content as values, each outcome by itself.

        Numbers with a point are as they are written, exact texts and decimals elsewhere.
        """
        values = self.written
        return _told(values) if self.kind is EventKind.DECISION and "alike" in values else values

    @cached_property
    def written(self) -> Mapping[str, Any]:
        """The content as it is written: outcomes of a decision are told short."""
        values: Mapping[str, Any] = json.loads(self.content)
        return values

    def value(self, name: str) -> Any:
        """One of the values: of a long content nothing is read that stands after it.

        Raises:
            KeyError: There is none of that name.
        """
        if "written" in self.__dict__:
            return self.written[name]
        found = found_in(self.content, name)
        return found[0] if found else self.written[name]

    def item(self, name: str, beginning: str) -> Any:
        """The first one that begins so in the list that stands last in a long content; None where there is none.

        Quotes that stand in a text are written otherwise, so that none is taken for the beginning.

        Args:
            name: The key of the list, which is the last key.
            beginning: How an object, or a list, of it begins.
        """
        at = self.content.find(beginning, max(self.content.find(f'"{name}": ['), 0))
        return None if at < 0 else _DECODER.raw_decode(self.content, at)[0]

    def outcome_of(self, unit: str) -> Mapping[str, Any] | None:
        """What a decision found of a unit; None where it decided nothing of it. Nothing else of it is read."""
        named = compact(unit)
        row = self.item("outcomes", f"[{named}, ")
        if row is None:  # or it was recorded before outcomes were told short
            found: Mapping[str, Any] | None = self.item("outcomes", f'{{"unit": {named}, "period": ')
            return found
        return next(told(self.value("period"), self.value("columns"), self.value("alike"), [row]))

    @property
    def recorded(self) -> datetime:
        """When it was recorded."""
        return instant_of(self.recorded_at)

    def head(self) -> dict[str, Any]:
        """What the hash is of, but for the hash itself."""
        return {
            "number": self.number,
            "recorded_at": self.recorded_at,
            "holds_from": self.holds_from,
            "actor": self.actor,
            "kind": self.kind.value,
            "policy": self.policy,
            "content_sha256": sha256(self.content),
            "previous": self.previous,
        }


def found_in(content: str, name: str) -> tuple[Any, ...]:
    """One of the values of a content, alone; nothing where it is not there, or not whole: the end may be cut off.

    Raises:
        ValueError: The content is no JSON, or ends within a value that stands before.
    """
    at = _after(_BEFORE_NAME, content, 0)
    while content[at : at + 1] == '"':
        key, at = _DECODER.raw_decode(content, at)
        value, at = _DECODER.raw_decode(content, _after(_BEFORE_VALUE, content, at))
        if key == name:
            return (value,) if at < len(content) else ()  # else it may be a number that goes on
        at = _after(_BEFORE_NAME, content, at)
    return ()


def _told(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a decision says, with each outcome by itself: they are recorded short."""
    columns, alike, rows = values["columns"], values["alike"], values["outcomes"]
    rest = {name: value for name, value in values.items() if name not in ("columns", "alike", "outcomes")}
    return {**rest, "outcomes": list(told(values["period"], columns, alike, rows))}


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where what follows the pattern begins, which stands at that place."""
    found = pattern.match(text, at)
    return at if found is None else found.end()


def hash_of(event: Event) -> str:
    """The hash that an event must have, in hexadecimal."""
    return sha256(compact(event.head()))


def sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
