"""What follows in a random policy: consequences, what its authors claim of it, and examples."""

from __future__ import annotations

from typing import Any, Final

from targetrules.drawing.telling import FIRST_PERIOD
from targetrules.testing.conditions import condition
from targetrules.testing.declarations import input_values
from targetrules.testing.details import details_of_example
from targetrules.testing.draft import Draft

__all__ = ["add_claims", "add_consequences", "add_examples"]

TomlTable = dict[str, Any]
_LENGTHS: Final = ("30 days", "1 month", "1 year", "2 weeks")
_WORKED: Final = ("15 working days", "60 working days", "0 working days")


def add_consequences(draft: Draft, sources: list[str], roles: list[str], actions: list[str]) -> None:
    """The consequences, whose ids are known; each replaces only such as stand on one side of it."""
    if not draft.consequences:
        return
    order = draft.consequences if draft.chance.happens() else draft.consequences[::-1]
    found = []
    for id_ in draft.consequences:
        others = order[order.index(id_) + 1 :]
        replaces = draft.chance.some(others, 1, 2) if others and draft.chance.happens(1, 3) else []
        table = {"id": id_, "when": condition(draft), **draft.labels(id_), **_details(draft, roles, actions)}
        if draft.chance.happens(1, 4):
            table["unless"] = condition(draft)
        if replaces:
            table["replaces"] = replaces[0] if len(replaces) == 1 else replaces
        found.append({**table, **draft.origin(sources)})
    draft.file["consequences"] = found


def _details(draft: Draft, roles: list[str], actions: list[str]) -> TomlTable:
    chance = draft.chance
    found: TomlTable = draft.period_range() if chance.happens(1, 4) else {}
    if chance.happens(1, 3):
        found["to"] = chance.one((roles[0], roles))
    if chance.happens(1, 4):
        found["actions"] = chance.one((actions[0], actions))
    if chance.happens(1, 4):
        found["force"] = chance.one(("may", "must"))
    worked = _WORKED if "calendar" in draft.file else ()
    if worked and chance.happens():
        found["within"] = chance.one(worked)
    elif chance.happens(1, 4):
        found |= chance.one((*({"within": each} for each in _LENGTHS), {"by": "03-31"}, {"by": "02-29"}))
    if chance.happens(1, 4):
        found["lasts"] = chance.one(_LENGTHS)
    if {"within", "lasts"} & found.keys() and chance.happens(1, 4):
        found["counted_from"] = chance.one(("service", "decision"))
    if chance.happens(1, 3):
        found["severity"] = chance.count(0, 3)
    if chance.happens(1, 3):
        found["kind"] = chance.one(("reward", "support", "sanction"))
    return found


def add_claims(draft: Draft) -> None:
    """Add up to three claims, which need not be true."""
    found = []
    for _ in range(draft.chance.count(0, 3)):
        table: TomlTable = {"id": draft.fresh("claim"), **_says(draft)}
        if draft.chance.happens(1, 3):
            table["assuming"] = condition(draft, "claim")
        found.append(table)
    if found:
        draft.file["claims"] = found


def _says(draft: Draft) -> TomlTable:
    chance = draft.chance
    match chance.count(0, 2):
        case 0:
            return {"never": condition(draft, "claim")}
        case 1:
            return {"always": {"if": condition(draft, "claim"), "then": condition(draft, "claim")}}
        case _:
            return {"monotone": _monotone(draft)}


def _monotone(draft: Draft) -> TomlTable:
    chance = draft.chance
    inputs = [name for name, each in draft.file["inputs"].items() if each["type"] in ("number", "grade")]
    says = {"of": "grade" if draft.past.graded and chance.happens() else "consequences", "in": chance.one(inputs)}
    return {**says, "best": "lowest"} if chance.happens(1, 3) else says


def add_examples(draft: Draft) -> None:
    """Add an example or none; it need not pass."""
    if draft.chance.happens(2, 3):
        return
    units = draft.chance.one(([], ["a"], ["a", "b"]))
    first = FIRST_PERIOD[draft.kind]
    periods = [draft.period(first + step) for step in range(draft.chance.count(1, 3))]
    history = [{"unit": unit, "period": each, **_row(draft)} for unit in units for each in periods]
    history = history or [{"period": each, **_row(draft)} for each in periods]
    expect = [{str(each): _expected(draft) for each in periods} for _ in units or [""]]
    draft.file["examples"] = [
        {
            "name": draft.label("invented"),
            "history": history,
            **details_of_example(draft, history),
            "expect": dict(zip(units, expect, strict=True)) if units else expect[0],
        }
    ]


def _row(draft: Draft) -> TomlTable:
    inputs = draft.file["inputs"]
    there = draft.chance.some(list(inputs), 0, len(inputs))
    return {name: draft.chance.one(input_values(draft, inputs[name])) for name in there}


def _expected(draft: Draft) -> Any:
    chance = draft.chance
    ids = chance.some(draft.consequences, 0, 2)
    if chance.happens(2, 3):
        return ids
    measures = {name: chance.one(("missing", 1)) for name in draft.file.get("measures", {}) if chance.happens()}
    grade = {"grade": chance.one((*draft.grades, "none"))} if draft.past.graded else {}
    named = (*draft.file.get("conditions", {}), *draft.file.get("statuses", {}))
    conditions = {name: chance.one((True, False, "unknown")) for name in named if chance.happens()}
    received = {"consequences": ids} if chance.happens() else {}
    return {**grade, **received, "measures": measures, **({"conditions": conditions} if conditions else {})}
