"""Values within values, as TOML and JSON have them, after a few accidents."""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from random import Random
from typing import Any, Final

__all__ = ["changed", "misspelt"]

_Place = tuple[Any, Any]
"""A table or a list, and a key or a position in it."""
_MOST: Final = 400


def changed(random: Random, tree: Any, others: Sequence[Any], odd: Callable[[Random], Any]) -> Any:
    """A copy of the tree in which something is lost, doubled, exchanged, of another kind, or from another tree."""
    tree = copy.deepcopy(tree)
    for _ in range(random.choice((1, 1, 1, 1, 2, 2, 3, 5))):
        places = list(_places(tree))
        if places:
            place = places[int(len(places) * random.random() ** random.choice((1, 3)))]  # the first are the outermost
            random.choice(_WAYS)(random, *place, places, others, odd)
    return tree


def _places(tree: Any) -> Iterator[_Place]:
    """The outermost first."""
    waiting = deque([tree])
    while waiting:
        each = waiting.popleft()
        keys = list(each) if isinstance(each, dict) else range(len(each)) if isinstance(each, list) else ()
        for key in keys:
            yield each, key
            waiting.append(each[key])


def _drop(random: Random, within: Any, key: Any, *_: Any) -> None:  # noqa: ARG001
    del within[key]


def _replace(random: Random, within: Any, key: Any, places: Any, others: Any, odd: Any) -> None:  # noqa: ARG001
    within[key] = odd(random)


def _splice(random: Random, within: Any, key: Any, places: Any, others: Any, odd: Any) -> None:  # noqa: ARG001
    """A value from somewhere else; under its own key, if it has one, half of the time."""
    there = list(_places(random.choice(others))) if random.random() < 0.5 else places
    if not there:
        return
    other, name = random.choice(there)
    value = copy.deepcopy(other[name])
    if isinstance(within, dict) and isinstance(name, str) and random.random() < 0.5:
        within[name] = value
    else:
        within[key] = value


def _swap(random: Random, within: Any, key: Any, places: Any, *_: Any) -> None:
    other, name = random.choice(places)
    here, there = copy.deepcopy(within[key]), copy.deepcopy(other[name])
    within[key], other[name] = there, here


def _rename(random: Random, within: Any, key: Any, places: Any, others: Any, odd: Any) -> None:
    """A key, or a text, is misspelt, or is another one."""
    name = key if isinstance(within, dict) else within[key]
    if not isinstance(name, str):
        return
    texts = [each for _, each in places if isinstance(each, str)]
    new = random.choice(texts) if texts and random.random() < 0.5 else misspelt(random, name)
    if isinstance(within, dict) and not (isinstance(within[key], str) and random.random() < 0.5):
        within[new] = within.pop(key)
    else:
        within[key] = new
    del others, odd


def misspelt(random: Random, name: str) -> str:
    """A letter lost, one too many, or the name written otherwise."""
    at = random.randrange(len(name) + 1)
    return random.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + random.choice("xeéＡ中 _.") + name[at:],
            name.upper(),
            f"{name}s",
            name[::-1],
        )
    )


def _number(random: Random, within: Any, key: Any, *_: Any) -> None:
    """A number a little larger or smaller."""
    value = within[key]
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        within[key] = value + random.choice((-1, 1, 1, 10))
    elif isinstance(value, bool):
        within[key] = not value


def _everywhere(random: Random, within: Any, key: Any, places: Any, others: Any, odd: Any) -> None:
    """A name is another one wherever it stands."""
    del within, key, others
    texts = [each for _, each in places if isinstance(each, str)] or ["x"]
    old, new = random.choice(texts), odd(random)
    for other, name in places:
        if name in other if isinstance(other, dict) else name < len(other):
            if other[name] == old:
                other[name] = new
            if name == old and isinstance(new, str):
                other[new] = other.pop(name)


def _retype(random: Random, within: Any, key: Any, *_: Any) -> None:
    value = within[key]
    ways: list[Callable[[], Any]] = [lambda: [value], lambda: {"value": value}, lambda: str(value), lambda: not value]
    if isinstance(value, list):
        ways += [lambda: value[0] if value else {}, lambda: dict(zip("abcdefgh", value, strict=False))]
    if isinstance(value, dict):
        ways += [lambda: list(value.values()), lambda: list(value), lambda: next(iter(value.values()), [])]
    if isinstance(value, int | float):
        ways += [lambda: -value, lambda: value + 1, lambda: value * 10**9, lambda: value / 7]
    within[key] = random.choice(ways)()


def _double(random: Random, within: Any, key: Any, *_: Any) -> None:
    """Once more, or many times."""
    times = random.choice((1, 1, 2, 3, 50)) if random.random() < 0.95 else _MOST
    for number in range(times):
        if isinstance(within, list):
            within.insert(key, copy.deepcopy(within[key]) if times < _MOST else within[key])
        else:
            within[f"{key}{number or ''}x"] = copy.deepcopy(within[key])


def _deepen(random: Random, within: Any, key: Any, *_: Any) -> None:
    for _time in range(random.choice((1, 2, 5, 30, 40))):
        within[key] = (
            [within[key]] if random.random() < 0.5 else {random.choice(("all", "not", "any", "x")): within[key]}
        )


_WAYS: Final[Sequence[Callable[..., None]]] = (
    *(_drop, _drop, _replace, _replace, _replace, _splice, _splice, _splice, _swap, _swap, _rename, _rename, _rename),
    *(_retype, _retype, _double, _double, _deepen, _number, _number, _number, _number, _everywhere, _everywhere),
)
