"""Lines that are almost TOML: a text without quotation marks, a flag in capitals, a number with its unit, a colon.

The line is offered as it is written where it can be read once it is put right; nothing is read that way.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Final

from targetrules.data import frozen
from targetrules.source.document import Document
from targetrules.source.informal import NUMBER_WITH_UNIT, comparisons_in, ends_of, statement_in
from targetrules.source.scan import FUNCTION_AS_KEY
from targetrules.width import narrow
from targetrules.wording import Word

__all__ = ["NearMiss", "header_twice", "near_toml"]

_LONGEST: Final = 78
_MOST: Final = 12
"""So many values of a line are put right."""

_STOPPED: Final = re.compile(r" \(at line 1, column (\d+)\)\Z")
_VALUE: Final = re.compile(r"-?\d+,\d+(?=[^,\d]*\Z)|[^,\[\]{}#\n\r]*[^,\[\]{}#\n\r\s]")
_HEADER: Final = re.compile(r"[ \t]*(\[\[?)[ \t]*([^\[\]\n#]+?)[ \t]*(\]\]?)[ \t]*(?:#.*)?", re.ASCII)
_COLON: Final = re.compile(r"(\s*(?:[A-Za-z0-9_.-]+|\"[^\"\n]*\"))\s*[:：]\s*(?=\S)")
_COMPARED: Final = re.compile(r"([A-Za-z_]\w*|\"[^\"\n]+\")\s*[<>≤≥!＜＞][=＝]?\s*-?\d+(?:\.\d+)?")
_TRAILING: Final = re.compile(r"[;；。，、,]+\s*\Z")
_DATE: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_FLAGS: Final = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}
_NONE: Final = frozenset({"none", "null", "nil", "nan", "n/a", "undefined"})
_POINT: Final = re.compile(r"(-?)0*(\d*)\s*[.,。．]\s*(\d*)")


@frozen(slots=True)
class NearMiss:
    """A place of a text that is no TOML, what is wrong with it, and what to write, where that is certain."""

    start: int
    end: int
    says: Word
    advice: Word | None


def near_toml(document: Document, offset: int, key: str | None) -> NearMiss | None:
    """What stands at ``offset``, where the parser stopped; None where it is nothing that is known here.

    ``key`` is that of the sentence for what the parser says.
    """
    first = document.text.rfind("\n", 0, offset) + 1
    line = document.text[first:].partition("\n")[0].rstrip("\r")
    at = offset - first
    if key == "equals" and (colon := _COLON.match(line)):
        right = _put_right(f"{colon[1]} = {line[colon.end() :]}")
        return NearMiss(offset, offset + 1, Word("diagnostics.toml-colon"), _write(right))
    if key == "equals" and (called := _called(line, at)) is not None:
        says = Word("diagnostics.toml-function")
        advice = Word("diagnostics.said-function-as-key", {"function": called[0]})
        return NearMiss(first + called.start(), first + called.end(), says, advice)
    if key == "equals" and (compared := _compared(line, at)):
        start, end, entry = compared
        return NearMiss(
            first + start,
            first + end,
            Word("diagnostics.toml-comparison"),
            _write(_put_right(line[:start] + entry + line[end:]) or entry),
        )
    if key == "newline":
        if line[at:].lstrip().startswith("//"):
            right = _put_right(f"{line[:at]}#{line[at:].lstrip()[2:]}")
            return NearMiss(offset, offset + 2, Word("diagnostics.toml-comment"), _write(right))
        if _TRAILING.fullmatch(line[at:]):
            says = Word("diagnostics.toml-trailing", {"found": line[at:].strip()})
            return NearMiss(offset, offset + 1, says, _write(_put_right(line[:at])))
        at = _start_of_value(line, at)
    if key in ("brace", "bracket"):
        at = _start_of_value(line, at) if "=" in line[:at] else len(line)
    return _value_at(line, first, at) if key in ("value", "newline", "brace", "bracket") else None


def _called(line: str, at: int) -> re.Match[str] | None:
    """A function over details that stands there as a key, without quotation marks."""
    start = max(0, at - _LONGEST)
    near = FUNCTION_AS_KEY.finditer(line, start, at + _LONGEST)
    return next((each for each in near if each.start() <= at <= each.end()), None)


def _compared(line: str, at: int) -> tuple[int, int, str] | None:
    """A comparison that stands where a key should: where it begins and ends, and how it is written."""
    for found in _COMPARED.finditer(line):
        table = statement_in(found[0]) if found.start() <= at <= found.end() else None
        if table is not None:
            return found.start(), found.end(), table.removeprefix("{ ").removesuffix(" }")
    return None


def _value_at(line: str, first: int, at: int) -> NearMiss | None:
    found = _VALUE.match(line, at)
    meant = None if found is None else _meant(found[0])
    if found is None or meant is None:
        return None
    says, value = meant
    right = _put_right(line)
    advice = _write(right or value) if value is not None else None
    return NearMiss(first + at, first + found.end(), Word(f"diagnostics.toml-{says}"), advice)


def _write(text: str | None) -> Word | None:
    text = None if text is None else text.strip()
    return Word("diagnostics.said-write", {"entry": text}) if text and len(text) <= _LONGEST else None


# ---- values ----------------------------------------------------------------------------------------------------------


def _meant(text: str) -> tuple[str, str | None] | None:
    """The key of what is said of a bare value, and how it is written; None where it is a value, or broken otherwise."""
    if len(text) > _LONGEST or _is_value(text):
        return None
    said, small = narrow(text), narrow(text).casefold()
    if small in _FLAGS:
        return "small", _FLAGS[small]
    if small in _NONE:
        return "none", None
    if "'" in text or '"' in text:
        return None
    if (day := _day(said)) is not None:
        return "a-date", day
    if said.endswith("%") and NUMBER_WITH_UNIT.fullmatch(said[:-1].strip()):
        return "share", f'"{said}"'
    if said[:1].isdigit() or said[:1] in "-.+":
        return _number(said)
    comparisons = comparisons_in(text)
    if comparisons and comparisons[0].word not in ("equals", "unequal"):
        return "comparison", f"{{ {ends_of(comparisons)} }}"
    return ("unquoted", f'"{text}"') if "\\" not in text and said[:1] != "=" else None


def _is_value(text: str) -> bool:
    try:
        tomllib.loads(f"x = {text}")
    except ValueError:
        return False
    return True


def _number(said: str) -> tuple[str, str | None] | None:
    """Numbers with their unit, with a comma for the point, with zeros in front; other texts that begin so."""
    if (alone := NUMBER_WITH_UNIT.fullmatch(said)) and alone[1] != said:
        return "digits", alone[1]
    point = _POINT.fullmatch(said)
    if point is not None and (point[2] or point[3]):
        is_in_doubt = "," in said and len(point[3]) == 3 and point[2]  # noqa: PLR2004
        return "digits", None if is_in_doubt else f"{point[1]}{point[2] or 0}.{point[3] or 0}"
    if re.fullmatch(r"[-+]?0\d+", said):
        return "digits", said.lstrip("+").replace("-", "", 1).lstrip("0") or "0"
    if comparisons := comparisons_in(said):
        return "comparison", f"{{ {ends_of(comparisons)} }}"
    return ("unquoted", f'"{said}"') if re.search(r"[^\W\d]", said) else None


def _day(said: str) -> str | None:
    found = _DATE.fullmatch(said)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat() if found else None
    except ValueError:
        return None


def _put_right(line: str) -> str | None:
    """The line with all its values as they are written, where it can be read by itself then."""
    for _ in range(_MOST):
        try:
            tomllib.loads(line)
        except ValueError as error:
            stopped = _STOPPED.search(str(error))
            at = None if stopped is None else int(stopped[1]) - 1
            better = None if at is None else _with_value(line, at)
            if better is None:
                return None
            line = better
        else:
            return line
    return None


def _with_value(line: str, at: int) -> str | None:
    """The line with the value there put right."""
    for start in (_start_of_value(line, at), at):
        found = _VALUE.match(line, start)
        meant = None if found is None else _meant(found[0])
        if found is not None and meant is not None and meant[1] not in (None, found[0]):
            return f"{line[:start]}{meant[1]}{line[found.end() :]}"
    return None


def _start_of_value(line: str, at: int) -> int:
    """Where the value begins in which the parser stopped."""
    before = re.split(r"[=,\[{]", line[:at])[-1]
    return at - len(before.lstrip())


# ---- headers ---------------------------------------------------------------------------------------------------------


def header_twice(document: Document, offset: int) -> tuple[int, str] | None:
    """The first header of the table that is given twice at ``offset``, of those in other brackets than the last one.

    Where all have the same brackets, the last one. Where it stands, and its name.
    """
    here = _header_at(document.text, offset)
    if here is None:
        return None
    offset, name, is_double = here
    for start, other, other_is_double in _headers(document.text[:offset]):
        if other == name and is_double is not other_is_double:
            return (start if is_double else offset), name
    return offset, name


def _header_at(text: str, offset: int) -> tuple[int, str, bool] | None:
    first = text.rfind("\n", 0, offset) + 1
    return next(_headers(text[first:].partition("\n")[0], first), None)


def _headers(text: str, first: int = 0) -> Iterator[tuple[int, str, bool]]:
    for line in text.split("\n"):
        found = _HEADER.fullmatch(line.rstrip("\r"))
        if found and len(found[1]) == len(found[3]):
            yield first + found.start(1), found[2], found[1] == "[["
        first += len(line) + 1
