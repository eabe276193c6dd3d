"""What can be recorded on the pages: each kind of event with its form, and what of a consequence can come next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, TypeAlias

from attrs import frozen
from pydantic import BaseModel

from targetrules.register import EventKind, Task

from .. import schemas
from ..requests import Caller

__all__ = ["KINDS", "Field", "FieldKind", "Kind", "steps_of"]

FieldKind: TypeAlias = Literal["day", "line", "text", "choice"]


@frozen
class Field:
    """A field that somebody fills in.

    Attributes:
        name: What the register calls it.
        kind: A day, a line, a text of several lines, or a choice between two.
        is_needed: Whether it may not be left empty.
    """

    name: str
    kind: FieldKind
    is_needed: bool = True


_DAY: Final = Field("on", "day")
_DIGEST: Final = Field("digest", "line", is_needed=False)
_REASON: Final = Field("reason", "text")


@frozen
class Kind:
    """A kind of event.

    Attributes:
        name: What it is called in an address.
        event: The kind, for which an office must have the right.
        schema: What is given, as over the routes.
        call: The method of the register.
        about: What it is about, which is chosen before the form is opened: parts of the schema.
        fields: What is filled in.
        page: Where it is followed, and where one comes back to.
    """

    name: str
    event: EventKind
    schema: type[BaseModel]
    call: str
    about: tuple[str, ...]
    fields: tuple[Field, ...]
    page: str


_OF_TASK: Final = ("unit", "period", "consequence")

KINDS: Final[Mapping[str, Kind]] = {
    each.name: each
    for each in (
        Kind(
            "served",
            EventKind.SERVED,
            schemas.ExecutedIn,
            "note_served",
            _OF_TASK,
            (_DAY, _DIGEST),
            "follow-up",
        ),
        Kind(
            "executed",
            EventKind.EXECUTED,
            schemas.ExecutedIn,
            "note_executed",
            _OF_TASK,
            (_DAY, _DIGEST),
            "follow-up",
        ),
        Kind("accepted", EventKind.ACCEPTED, schemas.Noted, "note_accepted", _OF_TASK, (_DAY,), "follow-up"),
        Kind(
            "returned",
            EventKind.RETURNED,
            schemas.ReturnedIn,
            "note_returned",
            _OF_TASK,
            (_DAY, _REASON),
            "follow-up",
        ),
        Kind(
            "objection",
            EventKind.OBJECTION,
            schemas.ObjectionIn,
            "note_objection",
            ("unit", "period"),
            (_DAY, _DIGEST),
            "objections",
        ),
        Kind(
            "appeal",
            EventKind.APPEAL,
            schemas.AppealIn,
            "note_appeal",
            ("unit", "period"),
            (_DAY, _DIGEST),
            "objections",
        ),
        Kind(
            "answer",
            EventKind.ANSWER,
            schemas.AnswerIn,
            "answer",
            ("objection",),
            (_DAY, Field("upheld", "choice"), _REASON, Field("done", "text", is_needed=False)),
            "objections",
        ),
        Kind("shown", EventKind.SHOWN, schemas.ShownIn, "note_shown", ("period",), (_DAY, _DIGEST), "status"),
        Kind("approval", EventKind.APPROVAL, schemas.ApprovalIn, "approve", ("period",), (_DAY, _DIGEST), "status"),
    )
}
"""By their names."""


def steps_of(task: Task, caller: Caller) -> Iterator[Kind]:
    """What of a consequence can be recorded next by whoever asks, as far as its state and his rights go."""
    if task.is_draft or task.accepted is not None:
        return
    names = []
    if task.served is None:
        names.append("served")
    names += ["executed"] if task.executed is None else ["accepted", "returned"]
    yield from (KINDS[name] for name in names if caller.may(KINDS[name].event, task.unit))
