"""JSON read strictly: a key that stands twice, of which readers keep one and people see another, is told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, NoReturn

from targetrules.data import frozen
from targetrules.errors import TargetrulesError

__all__ = ["NoJsonError", "Parsed", "dotted", "parsed"]

_LONGEST_NUMBER: Final = 100
_DEEPEST: Final = 50


class NoJsonError(TargetrulesError):
    """The text is no JSON; ``at`` is where that shows."""

    def __init__(self, at: int) -> None:
        self.at = at
        super().__init__(at)


@frozen(slots=True)
class Parsed:
    """What the text says (of a key that stands twice, the last), and the keys that do: each with all its values."""

    value: Any
    twice: tuple[tuple[str, tuple[Any, ...]], ...]


class _Object(dict[str, Any]):
    """An object that has a key twice; ``pairs`` are as they stand."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


def parsed(text: str) -> Parsed:
    """The text understood; raises :class:`NoJsonError`, also for numbers that are none in JSON (NaN) or endless.

    Raises RecursionError where one thing holds another fifty times over.
    """
    broken: list[_Object] = []

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            found = _Object(pairs)
            broken.append(found)
        return found

    try:
        value = json.loads(text, object_pairs_hook=made, parse_int=_integer, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise NoJsonError(error.pos) from None
    except ValueError as error:
        raise NoJsonError(max(text.find(str(error)), 0)) from None
    if text.count("[") + text.count("{") > _DEEPEST:
        _check_depth(value)
    return Parsed(value, tuple(_twice(value, "")) if broken else ())


def dotted(path: str, key: str) -> str:
    """The name of a key within what ``path`` names."""
    return f"{path}.{key}" if path else key


def _check_depth(value: Any) -> None:
    """Raise RecursionError for what nobody could walk through later."""
    level, depth = [value], 0
    while level:
        level = [part for each in level for part in _parts(each)]
        depth += 1
        if depth > _DEEPEST:
            raise RecursionError


def _parts(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(digits)
    return int(digits)


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


def _twice(value: Any, path: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The keys that stand twice in a value or in what it holds; the parts of a list are counted from 1."""
    match value:
        case _Object():
            counts = Counter(key for key, _ in value.pairs)
            for key in (key for key, count in counts.items() if count > 1):
                yield dotted(path, key), tuple(each for name, each in value.pairs if name == key)
            for key, each in value.pairs:
                yield from _twice(each, dotted(path, key))
        case dict():
            for key, each in value.items():
                yield from _twice(each, dotted(path, key))
        case list():
            for position, each in enumerate(value, 1):
                yield from _twice(each, dotted(path, str(position)))
        case _:
            return
