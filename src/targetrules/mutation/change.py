"""One change of a policy as written: what stands where instead, and how it is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

import attrs

from targetrules.data import frozen
from targetrules.source.decimals import decimal_text
from targetrules.source.diagnostic import Path
from targetrules.source.toml_text import in_quotes, key_text
from targetrules.syntax.shape import Key, keys_of
from targetrules.wording import Word

__all__ = ["LEFT_OUT", "Change", "Kind", "Site", "entry_text", "in_place", "put", "value_text"]

Kind = Literal[
    "threshold",
    "count",
    "history",
    "afresh",
    "gaps",
    "any-all",
    "not",
    "entry",
    "list",
    "grade",
    "place",
    "ties",
    "amount",
    "ranking",
    "weight",
    "formula",
    "case",
    "points",
    "missing",
    "default",
    "period",
    "order",
    "rule",
    "status",
    "rounding",
    "decimals",
]
"""What a change is of; the page on mutation says which changes are of which kind."""

LEFT_OUT: Final = object()
"""Stands for a key that is taken out of its table."""

_LONGEST: Final = 200


@frozen(slots=True)
class Change:
    """Instead of what stands at ``path``, ``new``.

    ``at`` is the place that is shown: of the entry that is changed. ``told`` says what was changed, without its place.
    """

    kind: Kind
    path: Path
    new: Any
    at: Path
    told: Word


@frozen(slots=True)
class Site:
    """A table of the policy as written, a class of the syntax or a plain one, and where it stands."""

    table: Any
    path: Path

    def __getitem__(self, key: str) -> Any:
        """The value of a key; None where it is absent."""
        if isinstance(self.table, dict):
            return self.table.get(key)
        return getattr(self.table, _keys(self.table)[key].attribute)

    def has(self, key: str) -> bool:
        """Whether the key is written."""
        return self[key] is not None

    def instead(self, kind: Kind, key: str, new: Any) -> Change:
        """Another value of a key, or the key with its value where it was absent."""
        told = Word("mutation.changed", {"before": self.text(key), "after": entry_text(key, new)})
        if not self.has(key):
            told = Word("mutation.added", {"after": entry_text(key, new)})
        return self.with_(kind, {key: new}, key, told)

    def without(self, kind: Kind, key: str) -> Change:
        """The same without a key."""
        return self.with_(kind, {key: LEFT_OUT}, key, Word("mutation.left-out", {"before": self.text(key)}))

    def turned(self, kind: Kind, key: str, other: str, new: Any) -> Change:
        """Another key, with another value, in place of one."""
        told = Word("mutation.changed", {"before": self.text(key), "after": entry_text(other, new)})
        return self.with_(kind, {key: LEFT_OUT, other: new}, key, told)

    def with_(self, kind: Kind, entries: Mapping[str, Any], shown: str, told: Word) -> Change:
        """The table with other entries in their places."""
        return Change(kind, self.path, _with_entries(self.table, entries), (*self.path, shown), told)

    def text(self, key: str) -> str:
        """The entry as it is written."""
        return entry_text(key, self[key])


def _keys(table: Any) -> Mapping[str, Key]:
    kind: Any = type(table)
    return keys_of(kind)


def _with_entries(table: Any, entries: Mapping[str, Any]) -> Any:
    if isinstance(table, dict):
        kept = {**table, **entries}
        return {key: value for key, value in kept.items() if value is not LEFT_OUT}
    keys = _keys(table)
    return attrs.evolve(
        table,
        **{keys[key].attribute: None if value is LEFT_OUT else value for key, value in entries.items()},
    )


def put(whole: Any, path: Path, new: Any) -> Any:
    """A policy as written, or a part of it, with something else at a path."""
    if not path:
        return new
    key, rest = path[0], path[1:]
    if isinstance(whole, list):
        return [put(each, rest, new) if at == key else each for at, each in enumerate(whole)]
    if isinstance(whole, dict):
        return {each: put(value, rest, new) if each == key else value for each, value in whole.items()}
    attribute = _keys(whole)[str(key)].attribute
    return attrs.evolve(whole, **{attribute: put(getattr(whole, attribute), rest, new)})


# ---- as text ---------------------------------------------------------------------------------------------------------


def entry_text(key: str, value: Any) -> str:
    """``key = value`` as it would be written on one line, shortened where it is long."""
    return _short(f"{key_text(key)} = {in_place(value)}")


def value_text(value: Any) -> str:
    """A value as it would be written on one line, shortened where it is long."""
    return _short(in_place(value))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def in_place(value: Any) -> str:
    """A value as it would be written on one line, however long that is."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return in_quotes(value)
        case Decimal():
            return decimal_text(value)
        case date():
            return value.isoformat()
        case dict():
            inside = ", ".join(f"{key_text(str(key))} = {in_place(each)}" for key, each in value.items())
            return f"{{ {inside} }}" if inside else "{}"
        case list():
            return "[" + ", ".join(map(in_place, value)) + "]"
        case _ if attrs.has(type(value)):
            keys = _keys(value)
            return in_place({key: found for key in keys if (found := Site(value, ())[key]) is not None})
        case _:
            return str(value)
