"""What is wrong with a file of outcomes that is read back: everything at once, each with its place."""

from __future__ import annotations

from typing import Any, Final

from attrs import fields

from targetrules.errors import TargetrulesError
from targetrules.report.json_text import compact
from targetrules.report.record import OPTIONAL, kind_of
from targetrules.report.shape import OUTCOME, KeySchema, unknown_keys
from targetrules.report.strict_json import NoJsonError, Parsed, dotted
from targetrules.wording import Listing, Word

__all__ = ["NEEDED", "SavedError", "SavedProblems", "line", "saved_error"]

NEEDED: Final = ("unit", "period")
"""The keys by which an outcome is known."""

_MOST_SHOWN: Final = 20
_LONGEST: Final = 60
_NEAR: Final = 30


class SavedError(TargetrulesError):
    """The file cannot be held against anything; ``why`` says so in a sentence."""

    def __init__(self, why: Word) -> None:
        self.why = why
        super().__init__(why)


def saved_error(key: str, **values: Any) -> SavedError:
    """The error with the sentence of a key."""
    return SavedError(_word(key, **values))


def line(number: int) -> Word:
    """The phrase for a place in the file."""
    return _word("line", number=number)


class SavedProblems(list[Word]):
    """What was found so far."""

    def stop_if_any(self) -> None:
        """Raise SavedError with everything that was found."""
        if self:
            more = [_word("more", count=len(self) - _MOST_SHOWN)] if len(self) > _MOST_SHOWN else []
            raise saved_error("faults", faults=Listing((*self[:_MOST_SHOWN], *more), "\n    "))

    def add(self, place: Word, sentence: str, /, **values: Any) -> None:
        """Add a problem, by the key of its sentence."""
        self.append(_word("fault", place=place, says=_word(sentence, **values)))

    def add_twice(self, place: Word, found: Parsed) -> None:
        """Add keys that stand twice in an object."""
        for name, values in found.twice:
            self.add(place, "same-key", key=name, values=Listing(tuple(map(_shown, values))))

    def add_unknown(self, place: Word, value: Any, shape: KeySchema, path: str = "") -> None:
        """Add keys that are not in the schema."""
        for name, held, known in unknown_keys(value, shape, path):
            self.add(place, "unknown-key", key=name, value=_shown(held), known=Listing(known))

    def add_no_json(self, place: Word, text: str, error: NoJsonError) -> None:
        """Add that the text is no JSON, and where."""
        column = error.at - text.rfind("\n", 0, error.at)
        self.add(place, "not-json", column=column, near=text[error.at :].partition("\n")[0][:_NEAR])

    def add_no_list(self, place: Word, name: str, value: Any) -> None:
        """Add that something else stands in place of a list."""
        self._add_wrong(place, name, value, "list")

    def check_outcome(self, place: Word, value: Any, path: str = "") -> None:
        """Check an outcome: it is an object that says whose it is, and has no keys but those of outcomes."""
        if not isinstance(value, dict):
            if path:
                self._add_wrong(place, path, value, "object")
            else:
                self.add(place, "no-outcome", found=_shown(value))
            return
        self.add_unknown(place, value, OUTCOME, path)
        for key in NEEDED:
            if key not in value:
                self.add(place, "no-key", key=dotted(path, key))

    def check_record(self, place: Word, values: Any) -> None:
        """Check a record: its parts are there and of their type, since everything depends on them."""
        if not isinstance(values, dict) or not isinstance(values.get("record"), dict):
            self.stop_if_any()
            raise saved_error("no-record")
        found = values["record"]
        for name in (each.name for each in fields(kind_of(found))):
            if name not in found and name in OPTIONAL:
                continue
            if name not in found:
                self.add(place, "no-key", key=dotted("record", name))
            elif not _is_of_its_type(name, found[name]):
                self._add_wrong(place, dotted("record", name), found[name], _KINDS.get(name, "text"))

    def _add_wrong(self, place: Word, name: str, value: Any, kind: str) -> None:
        self.add(place, "wrong", key=name, found=_shown(value), expected=_word(f"want-{kind}"))


_KINDS: Final = {"format": "number", "options": "object", **dict.fromkeys(OPTIONAL, "object"), "targets_sha256": "text"}
_TYPES: Final = {"text": str, "number": int, "object": dict}


def _is_of_its_type(name: str, value: Any) -> bool:
    """Whether a part of a record may be so; a truth value is no number here, though it is one in Python."""
    return isinstance(value, _TYPES[_KINDS.get(name, "text")]) and not isinstance(value, bool)


def _word(sentence: str, /, **values: Any) -> Word:
    return Word(f"reports.saved-{sentence}", values)


def _shown(value: Any) -> str:
    text = compact(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
