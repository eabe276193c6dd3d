"""Details of a random policy: parts below a unit, and numbers and conditions that are made of their rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from targetrules.rules import tree
from targetrules.testing.draft import Draft

__all__ = ["declare_details", "details_of_example"]

TomlTable = dict[str, Any]

_WORDS: Final = ("a", "b", "c")
_AMONG: Final = ("", "big", "low", "weak", "sure", "late")
_MOST: Final = 10**6

_NUMBERS: Final[tuple[tuple[str, int, int], ...]] = (
    ("count(…)", 0, _MOST),
    ("count(low…)", 0, _MOST),
    ("count(weak…)", 0, _MOST),
    ("share(big…)", 0, 100 * _MOST),
    ("sum(points…)", -5 * _MOST, 20 * _MOST),
    ("mean(points…)", -20 * _MOST, 20 * _MOST),
    ("min(points…)", -5, 20),
    ("max(points…)", -5, 20),
    ("median(points…)", -5, 20),
    ("percentile(points, 12.5…)", -5, 20),
)
"""Functions, and between which numbers what they give can be shown to lie; … is where ``among`` may stand."""


_PLAIN: Final = tuple(each for each in _NUMBERS if each[0].partition("(")[0] in ("count", "sum", "min", "max"))
"""Those without a quotient, which may stand in the place of a name."""


def declare_details(draft: Draft) -> None:
    """Declare details in one policy of two, with some measures and conditions that are made of them."""
    chance = draft.chance
    if not draft.shape.details or chance.happens():
        return
    inputs: TomlTable = {
        "points": {"type": "number", "min": -5, "max": 20, "decimals": 1, "optional": True},
        "big": {"type": "flag", **chance.one(({"optional": True}, {"default": False}))},
        "word": {"type": "grade", "of": list(_WORDS), "optional": True},
        "kind": {"type": "choice", "of": ["new", "old"]},
    }
    if draft.grades:
        inputs["rating"] = {"type": "grade", "optional": True}
    conditions: TomlTable = {
        "low": {"points": {"below": 0}},
        "weak": chance.one(({"word": {"at_most": "b"}}, {"any": [{"word": "c"}, {"big": True, "kind": "new"}]})),
        "sure": {"rated": True} if chance.happens() else {"not": {"low": True}, "big": False},
        "rated": {"known": ["points", "word"]},
        "late": {"period": {"from": draft.period(draft.ordinal())}, "kind": "old"},
    }
    draft.file["details"] = {"parts": {"item": "part", "inputs": inputs, "conditions": conditions}}
    for _ in range(chance.count(1, 4)):
        _measure(draft)
    for _ in range(chance.count(0, 2)):
        _condition(draft)
    for _ in range(chance.count(0, 2)):
        _function(draft)


def _written(draft: Draft, function: str) -> str:
    among = draft.chance.one(_AMONG)
    more = f"among = {among}" if among else ""
    written = function.replace("(…)", f"({more})").replace("…", f", {more}" if more else "")
    return f"parts.{written}"


def _measure(draft: Draft) -> None:
    function, low, high = draft.chance.one(_NUMBERS)
    name = draft.fresh("number")
    draft.file.setdefault("measures", {})[name] = {"formula": _written(draft, function), "decimals": 1}
    ends = {"low": Decimal(low), "high": Decimal(high), "decimals": 1}
    draft.bounds.add_inputs([tree.Input(name, tree.InputKind.NUMBER, (), **ends)])  # type: ignore[arg-type]
    for scope in (draft.now, draft.past):
        scope.numbers.append(name)
        scope.knowable.append(name)


def _function(draft: Draft) -> None:
    """A function that stands where the name of a number, a grade or a choice may: in rankings, weights, points."""
    chance, best = draft.chance, draft.chance.one(("best", "worst"))
    kinds = ["number", "number", "word", *(["grade"] if draft.grades else [])]
    match chance.one(kinds):
        case "grade":
            draft.now.grade_inputs.append(_written(draft, f"{best}(rating…)"))
        case "word":
            draft.now.choices[_written(draft, f"{best}(word…)")] = list(_WORDS)
        case _:
            function, low, high = chance.one(_PLAIN)
            name = _written(draft, function)
            ends = {"low": Decimal(low), "high": Decimal(high), "decimals": 0 if low == 0 else 1}
            draft.bounds.add_inputs([tree.Input(name, tree.InputKind.NUMBER, (), **ends)])  # type: ignore[arg-type]
            draft.now.numbers.append(name)


def _condition(draft: Draft) -> None:
    """A named condition about what is best or worst, or about a number in the place of its name."""
    chance, name = draft.chance, draft.fresh("flag")
    how = chance.one(("best", "worst"))
    kinds: list[TomlTable] = [
        {_written(draft, f"{how}(word…)"): list(chance.some(_WORDS, 1, 2))},
        {_written(draft, "count(big…)"): {"above": chance.count(0, 2)}},
        {_written(draft, "max(points…)"): {"below": _written(draft, "count(…)")}},
    ]
    if draft.grades:
        kinds.append({_written(draft, f"{how}(rating…)"): chance.one(draft.grades)})
    draft.file.setdefault("conditions", {})[name] = chance.one(kinds)
    for scope in (draft.now, draft.past):
        scope.flags.append(name)


def details_of_example(draft: Draft, history: list[TomlTable]) -> TomlTable:
    """Rows of details below the rows of an example."""
    if "details" not in draft.file:
        return {}
    chance = draft.chance
    values: TomlTable = {
        "points": (-5, Decimal("0.5"), 20),
        "big": (True, False),
        "word": _WORDS,
        "kind": ("new", "old"),
    }
    rows = [
        {
            **{key: row[key] for key in ("unit", "period") if key in row},
            "part": part,
            **{name: chance.one(values[name]) for name in chance.some(list(values), 0, 4)},
        }
        for row in history
        for part in chance.some(("p", "q", "r"), 0, 3)
    ]
    return {"details": {"parts": rows}}
