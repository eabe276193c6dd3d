"""Details of a random policy that are the outcomes of another one; or plain rows of their types, to compare the two."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from targetrules.data import frozen
from targetrules.errors import InternalError
from targetrules.rules import tree
from targetrules.rules.resolution.from_syntax import from_syntax
from targetrules.rules.resolution.lower import FoundPolicy
from targetrules.source.collector import DiagnosticCollector
from targetrules.syntax import schema as syntax
from targetrules.testing.details import ALL_ROWS, Function, Rows, functions_of, functions_of_flag, make_of_rows
from targetrules.testing.draft import NAMES_ABOVE, Draft

__all__ = ["DETAILS", "ITEM", "Below", "Part", "below", "declare_below"]

TomlTable = dict[str, Any]

DETAILS: Final = "parts"
ITEM: Final = "item"
"""What names a plain row."""

_BARE: Final = re.compile(r"[^\W\d]\w*(?:\.rank|\.size)?")
_MOST: Final = Decimal(10**6)
"""It is only asked of larger numbers whether they are known."""
_WRITTEN: Final = Decimal(10**15)
"""Beyond it a file cannot say where a number ends."""


@frozen(slots=True)
class Part:
    """Something that a row of outcomes has: its name in the rows, which part of an outcome it is, and its type."""

    at: int
    name: str
    of: str
    one: tree.Input

    @property
    def plain(self) -> str:
        """What a plain row calls it."""
        return f"v{self.at}"


@frozen(slots=True)
class Below:
    """A policy whose outcomes are the rows, the file in which it is found, and what a row has of it.

    ``plain``: there are rows of the same types instead, so that two policies can be drawn that are to decide alike.
    """

    found: FoundPolicy
    file: str
    parts: tuple[Part, ...]
    plain: bool = False


def below(found: FoundPolicy, file: str) -> Below:
    """The policy with what a row of its outcomes has."""
    details = syntax.Details(policy=file, unit_above=NAMES_ABOVE)
    asking = syntax.PolicyFile(
        format=1,
        policy=syntax.Header(id="asking", title="asking", period=found.rules.period.value),
        details={DETAILS: details},
        measures={"number": syntax.Measure(formula=f"{DETAILS}.count()")},
    )
    faults = DiagnosticCollector()
    rules = from_syntax(asking, faults, lambda _: found)
    if faults.found:
        raise InternalError(f"a random policy cannot be asked for its outcomes: {faults.found}")
    return Below(found, file, _parts(found.rules, rules.details[DETAILS].rules.inputs))


def _parts(rules: tree.Rules, row: Mapping[str, tree.Input]) -> tuple[Part, ...]:
    found = [("grade", "grade", "grade")] if rules.grading is not None else []
    found += [(name, "values", name) for name in rules.read_inputs if name in row and name != "grade"]
    found += [(name, of, name) for of in ("measures", "conditions", "statuses") for name in getattr(rules, of)]
    places = (f"{name}.{number}" for name in rules.rankings for number in ("rank", "size"))
    found += [(name, "places", name) for name in places]
    found += [(rule.id, "consequences", tree.CONSEQUENCE + rule.id) for rule in rules.consequences]
    return tuple(Part(at, name, of, row[key]) for at, (name, of, key) in enumerate(found))


# ---- declared --------------------------------------------------------------------------------------------------------


def declare_below(draft: Draft, lower: Below) -> None:
    """Declare details whose rows are the outcomes, with some measures and conditions that are made of them."""
    parts = draft.chance.some(lower.parts, 1, 6)
    conditions = {f"asked_{each.at}": _condition(draft, each, plain=lower.plain) for each in parts}
    among = list(conditions)
    if lower.found.rules.grading is not None:
        conditions["with_grade"] = {"known": _plain_of(lower.parts, "grade")} if lower.plain else {"rated": True}
        among += ["", "with_grade"]
    table: TomlTable = {"policy": lower.file, "unit_above": NAMES_ABOVE}
    if lower.plain:
        table = {"item": ITEM, "inputs": {each.plain: _input(each) for each in lower.parts}}
    draft.file["details"] = {DETAILS: {**table, "conditions": conditions}}
    make_of_rows(draft, _rows(parts, ["", *among], plain=lower.plain))


def _plain_of(parts: Sequence[Part], of: str) -> str:
    return next(each.plain for each in parts if each.of == of)


def _input(part: Part) -> TomlTable:
    """A plain input of the type and with the ends by which the outcomes are known."""
    one = part.one
    match one.kind:
        case tree.InputKind.FLAG:
            return {"type": "flag", "optional": True}
        case tree.InputKind.NUMBER:
            ends = (("min", one.low), ("max", one.high))
            written = {end: value for end, value in ends if value is not None and value.copy_abs() < _WRITTEN}
            return {"type": "number", "decimals": one.decimals, "optional": True, **written}
        case _:
            return {"type": "grade" if one.ordered else "choice", "of": list(one.options), "optional": True}


def _condition(draft: Draft, part: Part, *, plain: bool) -> TomlTable:
    """A condition of a row by its own name for something, or by a plain one."""
    name = part.plain if plain else part.name
    if part.of == "consequences" and not plain:
        return {"receives": part.name}
    match part.one.kind:
        case tree.InputKind.FLAG:
            return {name: True}
        case tree.InputKind.NUMBER:
            return {"known": name}
        case _:
            return {name: draft.chance.some(part.one.options, 1, 2)}


def _rows(parts: Sequence[Part], among: Sequence[str], *, plain: bool) -> Rows:
    functions: list[Function] = [ALL_ROWS]
    words = {}
    for each in parts:
        functions += functions_of_flag(f"asked_{each.at}")
        if each.of == "consequences" or not _BARE.fullmatch(each.name) or each.name == "among":
            continue  # it cannot stand in a formula
        name, one = each.plain if plain else each.name, each.one
        if one.kind is tree.InputKind.NUMBER:
            low, high = one.low, one.high
            if low is not None and high is not None and max(low.copy_abs(), high.copy_abs()) <= _MOST:
                functions += functions_of(name, low, high, one.decimals)
        elif one.ordered:
            words[name] = one.options
    return Rows(functions, words, among)
