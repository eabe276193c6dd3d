"""The shape of a file: a walk over the attrs classes that finds every key and value that does not belong.

Done before anything is structured, so that all faults are found at once and none is worded by a library.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from targetrules.source.diagnostic import Path
from targetrules.source.faults import Faults
from targetrules.wording import Word

__all__ = ["check_shape", "chosen", "keys_of", "written"]

# A number of more digits than this fits in no engine; see section 2 of the language.
_LARGEST: Final = 10**15
_MOST_DECIMALS: Final = 6
_LONGEST_SHOWN: Final = 40


def check_shape(value: object, kind: Any, path: Path, faults: Faults) -> None:
    """Note every fault of ``value``, which should be of ``kind`` (an attrs class, or a type of one of its fields)."""
    if kind is Any:
        return
    options = _options(kind)
    option = chosen(value, options)
    if option is None:
        faults.add("TR012", path, expected=tuple(_expected(each) for each in options), found=written(value))
        return
    if attrs.has(option):
        _check_table(value, option, path, faults)
    elif get_origin(option) is list:
        for index, part in enumerate(value):  # type: ignore[arg-type,var-annotated]
            check_shape(part, get_args(option)[0], (*path, index), faults)
    elif get_origin(option) is dict:
        for key, part in value.items():  # type: ignore[attr-defined]
            check_shape(part, get_args(option)[1], (*path, key), faults)
    else:
        _check_plain(value, option, path, faults)


def _check_table(value: Any, kind: type, path: Path, faults: Faults) -> None:
    known = keys_of(kind)
    for key in value:
        if key not in known:
            faults.add("TR010", (*path, key), at="key", near=(key, list(known)), found=key, known=tuple(known))
    for key, (needed, hint) in known.items():
        if key in value:
            check_shape(value[key], hint, (*path, key), faults)
        elif needed:
            faults.add("TR011", path, at="key", key=key, where=_where(path))


def _check_plain(value: object, kind: Any, path: Path, faults: Faults) -> None:
    if get_origin(kind) is Literal and value not in get_args(kind):
        words = list(get_args(kind))
        faults.add("TR013", path, near=(str(value), words), found=written(value), expected=tuple(map(written, words)))
    elif isinstance(value, Decimal | int) and not isinstance(value, bool) and not _is_sound(value):
        faults.add("TR014", path, found=written(value), most=_MOST_DECIMALS)
    elif isinstance(value, str) and not value.strip():
        faults.add("TR016", path)


def _is_sound(value: Decimal | int) -> bool:
    """Finite, of at most 15 digits before and 6 after the point; asked in an order that never builds a huge number."""
    if isinstance(value, int):
        return abs(value) < _LARGEST
    if not value.is_finite() or value.adjusted() >= len(str(_LARGEST)):
        return False
    exponent = value.normalize().as_tuple().exponent
    return abs(value) < _LARGEST and isinstance(exponent, int) and -exponent <= _MOST_DECIMALS


@cache
def keys_of(kind: type) -> Mapping[str, tuple[bool, Any]]:
    """The keys of a table: whether each is needed, and the type of its value."""
    hints = get_type_hints(kind)
    return {
        each.metadata.get("key", each.name): (each.default is attrs.NOTHING, hints[each.name])
        for each in attrs.fields(kind)
    }


@cache
def _options(kind: Any) -> tuple[Any, ...]:
    """The types of a union, without None, which stands for an absent key."""
    if get_origin(kind) in (Union, UnionType):
        return tuple(each for each in get_args(kind) if each is not NoneType)
    return (kind,)


def chosen(value: object, options: tuple[Any, ...]) -> Any:
    """The one of the types that ``value`` is meant to be of; None where it is of none of them."""
    for option in options:
        if _matches(value, option):
            return option
    return None


def _matches(value: object, option: Any) -> bool:  # noqa: PLR0911
    if attrs.has(option) or get_origin(option) is dict:
        return isinstance(value, dict)
    if get_origin(option) is list:
        return isinstance(value, list)
    if get_origin(option) is Literal:
        return isinstance(value, str)
    if option is bool:
        return isinstance(value, bool)
    if option is Decimal:
        return isinstance(value, Decimal | int) and not isinstance(value, bool)
    if option is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if option is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, option)


_KINDS: Final = {bool: "flag", Decimal: "number", int: "whole", str: "text", date: "date"}


def _expected(option: Any) -> Word:
    if attrs.has(option) or get_origin(option) is dict:
        return Word("kinds.table")
    if get_origin(option) is list:
        return Word("kinds.tables" if attrs.has(get_args(option)[0]) else "kinds.list")
    if get_origin(option) is Literal:
        return Word("kinds.text")
    return Word(f"kinds.{_KINDS[option]}")


def _where(path: Path) -> Word:
    """A table as its author knows it: ``[inputs.score]``, the second of ``[[consequences]]``."""
    names = ".".join(str(part) for part in path if isinstance(part, str))
    if not path:
        return Word("kinds.file")
    if isinstance(path[-1], int):
        return Word("kinds.nth-table", {"name": names, "number": path[-1] + 1})
    return Word("kinds.named-table", {"name": names})


def written(value: object) -> str:
    """A value as it would stand in the file, shortened where it is long."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, str):
        text = f'"{value}"'
    elif isinstance(value, dict):
        text = "{ " + ", ".join(f"{key} = …" for key in list(value)[:4]) + " }" if value else "{}"
    elif isinstance(value, list):
        text = "[" + ", ".join(written(part) for part in value[:4]) + (", …]" if len(value) > 4 else "]")  # noqa: PLR2004
    elif isinstance(value, date | time):
        text = value.isoformat()
    else:
        text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
