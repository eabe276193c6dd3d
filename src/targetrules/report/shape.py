"""What files of outcomes have and may have: the keys of JSON and the columns of CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import fields

from targetrules.outcome import Decided, Outcome, Placed, Remark, Replaced, Undetermined
from targetrules.report.record import StepRecord
from targetrules.report.strict_json import dotted

__all__ = ["DOCUMENT", "OUTCOME", "RECORD_LINE", "KeySchema", "is_column", "unknown_keys"]

KeySchema = Mapping[str, Any]
"""The keys of an object, each with the shape of what it holds; ``*`` is any key, None holds no keys of ours."""


def _keys(kind: Any, **held: Any) -> KeySchema:
    return {each.name: held.get(each.name) for each in fields(kind)}


OUTCOME: Final = _keys(
    Outcome,
    places={"*": _keys(Placed)},
    consequences={key: held for key, held in _keys(Decided).items() if key != "due_known"},
    replaced=_keys(Replaced),
    undetermined=_keys(Undetermined),
    remarks=_keys(Remark),
)
RECORD_LINE: Final[KeySchema] = {"record": _keys(StepRecord)}
DOCUMENT: Final[KeySchema] = {**RECORD_LINE, "outcomes": None}

_COLUMN: Final = re.compile(
    r"unit|period|grade|statuses|replaced|undetermined|remarks"
    r"|place\..+\.(rank|size)|(measure|condition|consequence|due|until)\..+",
    re.DOTALL,
)


def unknown_keys(value: Any, shape: KeySchema | None, path: str = "") -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """The keys that nothing of this shape has: each by its dotted name, with its value and the keys that there are.

    The shape of a list is that of its parts, which are counted from 1.
    """
    if shape is None:
        return
    if isinstance(value, list):
        for position, each in enumerate(value, 1):
            yield from unknown_keys(each, shape, dotted(path, str(position)))
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in shape and "*" not in shape:
                yield dotted(path, key), each, tuple(shape)
            else:
                yield from unknown_keys(each, shape.get(key, shape.get("*")), dotted(path, key))


def is_column(name: str) -> bool:
    """Whether outcomes of some policy have such a column."""
    return _COLUMN.fullmatch(name) is not None
