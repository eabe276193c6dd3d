"""A file of outcomes read back: its record, and its outcomes as plain values."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any, Final, Literal

from attrs import fields, frozen

from targetrules.report.record import Record
from targetrules.wording import Word

__all__ = ["FORMS", "Form", "Saved", "SavedError", "read_saved"]

Form = Literal["csv", "json", "jsonl"]
"""The formats of outcomes that programs read."""

FORMS: Final[tuple[Form, ...]] = ("csv", "json", "jsonl")

_MARK: Final = "\ufeff"


class SavedError(Exception):
    """The file cannot be held against anything; ``why`` says so in a sentence."""

    def __init__(self, why: Word) -> None:
        self.why = why
        super().__init__(why)


@frozen(slots=True)
class Saved:
    """What a file of outcomes says. ``outcomes`` are as its format has them: of CSV, the cells by column."""

    form: Form
    record: Record
    outcomes: tuple[Mapping[str, Any], ...]


def read_saved(data: bytes) -> Saved:
    """The record and the outcomes in a file written with ``--record``; raises :class:`SavedError`."""
    try:
        text = data.decode("utf-8").removeprefix(_MARK)
    except UnicodeDecodeError:
        raise _error("not-utf8") from None
    try:
        return _of_csv(text) if text.startswith("#") else _of_json(text)
    except (ValueError, RecursionError, csv.Error):
        raise _error("not-outcomes") from None


def _error(key: str, **values: Any) -> SavedError:
    return SavedError(Word(f"reports.saved-{key}", values))


def _of_csv(text: str) -> Saved:
    first, _, rest = text.partition("\n")
    record = _record(json.loads(first[1:]))
    rows = csv.DictReader(io.StringIO(rest, newline=""), strict=True, restkey="")
    return Saved("csv", record, tuple(rows))


def _of_json(text: str) -> Saved:
    """One document that has ``outcomes``, else one object a line, the record first."""
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if isinstance(document, dict) and "outcomes" in document:
        return Saved("json", _record(document), _objects(document["outcomes"]))
    lines = [json.loads(line) for line in text.split("\n") if line.strip()]
    return Saved("jsonl", _record(lines[0] if lines else None), _objects(lines[1:]))


def _objects(values: Any) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
        raise _error("not-outcomes")
    return tuple(values)


def _record(values: Any) -> Record:
    """The record in an object; its parts must be there and of the right type, for everything depends on them."""
    if not isinstance(values, dict) or not isinstance(values.get("record"), dict):
        raise _error("no-record")
    found = values["record"]
    types = {"format": int, "options": dict}
    names = [each.name for each in fields(Record)]
    for name in names:
        if not isinstance(found.get(name), types.get(name, str)):
            raise _error("bad-record", name=name)
    return Record(**{name: found[name] for name in names})
