"""Details of a random policy: parts below a unit, and numbers and conditions that are made of their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from attrs import evolve

from targetrules.data import frozen
from targetrules.rules import tree
from targetrules.source.decimals import shifted
from targetrules.testing.draft import Draft

__all__ = [
    "ALL_ROWS",
    "Function",
    "Rows",
    "declare_details",
    "details_of_example",
    "functions_of",
    "functions_of_flag",
    "make_of_rows",
]

TomlTable = dict[str, Any]

_WORDS: Final = ("a", "b", "c")
_ZEROS: Final = 6
_NONE, _ALL = Decimal(0), shifted(Decimal(1), _ZEROS)


@frozen(slots=True)
class Function:
    """A function over details, and between which numbers what it gives can be shown to lie.

    … stands where ``among`` may.
    """

    text: str
    low: Decimal
    high: Decimal
    decimals: int = 0

    @property
    def is_plain(self) -> bool:
        """Whether it has no quotient, so that it may stand in the place of a name."""
        return self.text.partition("(")[0] in ("count", "sum", "min", "max")


@frozen(slots=True)
class Rows:
    """What may be asked of the rows of details.

    ``words``: names of words in an order, with the best first; ``among``: conditions, and none.
    """

    functions: Sequence[Function]
    words: Mapping[str, Sequence[str]]
    among: Sequence[str]


def functions_of(name: str, low: Decimal, high: Decimal, decimals: int) -> list[Function]:
    """Those of a number of the rows, whose sum over all of them is still a number."""
    least, most = min(shifted(low, _ZEROS), low), max(shifted(high, _ZEROS), high)
    widest = max(least.copy_abs(), most.copy_abs())
    return [
        Function(f"sum({name}…)", least, most, decimals),
        Function(f"mean({name}…)", _NONE if low >= 0 else widest.copy_negate(), widest, decimals),
        Function(f"min({name}…)", low, high, decimals),
        Function(f"max({name}…)", low, high, decimals),
        Function(f"median({name}…)", low, high, decimals),
        Function(f"percentile({name}, 12.5…)", low, high, decimals),
    ]


def functions_of_flag(name: str) -> list[Function]:
    """How many rows it holds in, and in which share of them."""
    return [Function(f"count({name}…)", _NONE, _ALL), Function(f"share({name}…)", _NONE, shifted(_ALL, 2))]


ALL_ROWS: Final = Function("count(…)", _NONE, _ALL)

_ROWS: Final = Rows(
    (
        ALL_ROWS,
        *(each for name in ("low", "weak", "big") for each in functions_of_flag(name)),
        *functions_of("points", Decimal(-5), Decimal(20), 1),
    ),
    {"word": _WORDS},
    ("", "big", "low", "weak", "sure", "late"),
)


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
    make_of_rows(draft, _ROWS, grade="rating" if draft.grades else None)


def make_of_rows(draft: Draft, rows: Rows, *, grade: str | None = None) -> None:
    """Declare measures and conditions that are made of the rows; ``grade``: what has a grade of the policy in them."""
    chance = draft.chance
    for _ in range(chance.count(1, 4)):
        _measure(draft, rows)
    for _ in range(chance.count(0, 2)):
        _condition(draft, rows, grade)
    for _ in range(chance.count(0, 2)):
        _function(draft, rows, grade)


def _written(draft: Draft, rows: Rows, function: str) -> str:
    among = draft.chance.one(rows.among)
    more = f"among = {among}" if among else ""
    written = function.replace("(…)", f"({more})").replace("…", f", {more}" if more else "")
    return f"parts.{written}"


def _measure(draft: Draft, rows: Rows) -> None:
    function = draft.chance.one(rows.functions)
    name = draft.fresh("number")
    draft.file.setdefault("measures", {})[name] = {"formula": _written(draft, rows, function.text), "decimals": 1}
    _admit(draft, name, evolve(function, decimals=1))
    for scope in (draft.now, draft.past):
        scope.numbers.append(name)
        scope.knowable.append(name)


def _admit(draft: Draft, name: str, function: Function) -> None:
    ends = {"low": function.low, "high": function.high, "decimals": function.decimals}
    draft.bounds.add_inputs([tree.Input(name, tree.InputKind.NUMBER, (), **ends)])  # type: ignore[arg-type]


def _function(draft: Draft, rows: Rows, grade: str | None) -> None:
    """A function that stands where the name of a number, a grade or a choice may: in rankings, weights, points."""
    chance, best = draft.chance, draft.chance.one(("best", "worst"))
    kinds = ["number", "number", *(["word"] if rows.words else []), *(["grade"] if grade is not None else [])]
    match chance.one(kinds):
        case "grade":
            _once(draft.now.grade_inputs, _written(draft, rows, f"{best}({grade}…)"))
        case "word":
            word = chance.one(list(rows.words))
            draft.now.choices[_written(draft, rows, f"{best}({word}…)")] = list(rows.words[word])
        case _:
            function = chance.one([each for each in rows.functions if each.is_plain])
            name = _written(draft, rows, function.text)
            _admit(draft, name, function)
            _once(draft.now.numbers, name)


def _once(names: list[str], name: str) -> None:
    """A name more, unless it was drawn before: no ranking and no sum may have it twice."""
    if name not in names:
        names.append(name)


def _condition(draft: Draft, rows: Rows, grade: str | None) -> None:
    """A named condition about what is best or worst, or about a number in the place of its name."""
    chance, name = draft.chance, draft.fresh("flag")
    how = chance.one(("best", "worst"))
    plain = [each for each in rows.functions if each.is_plain]
    number, other = chance.one(plain), _written(draft, rows, ALL_ROWS.text)
    kinds: list[TomlTable] = [
        {_written(draft, rows, number.text): {"above": chance.count(0, 2)}},
        {_written(draft, rows, number.text): {"below": other}},
    ]
    if rows.words:
        word = chance.one(list(rows.words))
        kinds.append({_written(draft, rows, f"{how}({word}…)"): list(chance.some(rows.words[word], 1, 2))})
    if grade is not None:
        kinds.append({_written(draft, rows, f"{how}({grade}…)"): chance.one(draft.grades)})
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
