"""The declarations of a random policy: its grades, inputs, parameters, and catalogues of sources, roles and actions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from targetrules.drawing.telling import FIRST_PERIOD
from targetrules.rules import tree
from targetrules.testing.draft import PERIODS, Draft, toml_number

__all__ = [
    "catalogues",
    "declare_above",
    "declare_calendar",
    "declare_cycle",
    "declare_follow_up",
    "declare_grades",
    "declare_inputs",
    "declare_parameters",
    "declare_procedure",
    "input_values",
]

TomlTable = dict[str, Any]

# min, max, decimals
_RANGES: Final = (
    (0, 100, 0),
    (0, 10, 0),
    (0, 100, 2),
    (-5, 5, 1),
    (0, 1, 3),
    (0, 1000, 0),
    (None, 100, 1),
    (-10, None, 0),
    (None, None, 2),
)


def declare_grades(draft: Draft) -> None:
    """Declare two to five grades, best first."""
    draft.grades = [draft.fresh("grade") for _ in range(draft.chance.count(2, 5))]
    draft.file["grades"] = [{"id": grade, **draft.labels(grade)} for grade in draft.grades]


# ---- inputs ----------------------------------------------------------------------------------------------------------


def declare_inputs(draft: Draft, *, given: bool) -> None:
    """Declare inputs: at least one number, and where the grade is ``given``, an input for it."""
    draft.file["inputs"] = {}
    kinds = [
        "number",
        *(draft.chance.one(("number", "flag", "choice", "text")) for _ in range(draft.chance.count(0, 4))),
    ]
    if given or (draft.grades and draft.chance.happens(1, 3)):
        kinds.append("grade")
    for kind in kinds:
        _declare(draft, kind)


def _declare(draft: Draft, kind: str) -> None:
    chance = draft.chance
    name = chance.one(("grade", draft.fresh("choice"), draft.fresh("text"))) if kind == "grade" else draft.fresh(kind)
    table: TomlTable = {"type": kind, **draft.labels(name)}
    if kind == "number":
        table |= _number(draft)
    if kind == "choice":
        table["of"] = chance.one((["county", "department"], ["甲", "乙", "丙"], ["one"]))
    if chance.happens(1, 6):
        table["column"] = chance.one((f"{name} 列", [name, f"{name} 列"]))
    if chance.happens():
        table["optional"] = True
    if chance.happens(1, 6):
        table["default"] = chance.one(input_values(draft, table))
    if chance.happens(1, 6):
        table["column_optional"] = chance.happens() and bool(table.keys() & {"optional", "default"})
    if chance.happens(1, 8):
        table["changeable"] = chance.happens()
    if draft.file["inputs"] and chance.happens(1, 6):  # the first one is asked for in every period
        table |= draft.period_range()
    draft.file["inputs"][name] = table
    _admit(draft, name, table)


def _number(draft: Draft) -> TomlTable:
    chance = draft.chance
    low, high, decimals = _RANGES[0] if chance.happens() else chance.one(_RANGES)
    table: TomlTable = {"min": low, "max": high, "decimals": decimals or None}
    if chance.happens(1, 8):
        table |= {"unit": chance.one(("%", "万元")), "excess": chance.one(("round", "error"))}
    return {key: value for key, value in table.items() if value is not None}


def _admit(draft: Draft, name: str, table: TomlTable) -> None:
    """Let the input be used from here on; numbers with the range that the program itself reads from the declaration."""
    kind = table["type"]
    for scope in (draft.now, draft.past):
        scope.knowable.append(name)
        if kind == "choice":
            scope.choices[name] = table["of"]
        elif kind == "grade":
            if name != "grade":
                scope.grade_inputs.append(name)
        else:
            {"number": scope.numbers, "flag": scope.flags, "text": scope.texts}[kind].append(name)
    low, high = (None if table.get(end) is None else Decimal(table[end]) for end in ("min", "max"))
    default = Decimal(table["default"]) if kind == "number" and "default" in table else None
    decimals = table.get("decimals", 0)
    declared = tree.Input(name, tree.InputKind(kind), (), low=low, high=high, decimals=decimals, default=default)
    draft.bounds.add_inputs([declared])


def input_values(draft: Draft, table: TomlTable) -> list[Any]:
    """Some values that an input may have, as a policy file writes them."""
    match table["type"]:
        case "number":
            low, high = table.get("min", -3), table.get("max", 50)
            return [toml_number(Decimal(value)) for value in (low, high, (low + high) // 2)]
        case "grade":
            return draft.grades
        case "choice":
            return list(table["of"])
        case "flag":
            return [False, True]
        case _:
            return ["north", "south"]


# ---- parameters ------------------------------------------------------------------------------------------------------


def declare_parameters(draft: Draft) -> None:
    """Declare up to three parameters: numbers, and counts or shares of units."""
    found = {}
    for _ in range(draft.chance.count(0, 2)):
        name = draft.fresh("number")
        kind = draft.chance.one(("number", "count", "share"))
        entries = [{"value": _amount(draft, kind), **start} for start in _starts(draft)]
        if draft.chance.happens(1, 6):
            entries[0]["label"] = draft.label(name)
        found[name] = entries
        _admit_parameter(draft, name, kind, entries)
    if found:
        draft.file["parameters"] = found


def _amount(draft: Draft, kind: str) -> Any:
    options: dict[str, tuple[Any, ...]] = {
        "number": (1, 60, Decimal("0.5"), -2),
        "count": (1, 2, 0, 3),
        "share": ("20%", "0%", "50%", "12.5%"),
    }
    return draft.chance.one(options[kind])


def _starts(draft: Draft) -> list[TomlTable]:
    """The dates of one to three values; the first may have none."""
    if not draft.shape.dated or draft.chance.happens():
        return [{}]
    first = FIRST_PERIOD[draft.kind]
    starts = [{"from": draft.period(each)} for each in sorted(draft.chance.some(range(first, first + PERIODS), 1, 2))]
    return [{}, *starts] if draft.chance.happens() else starts


def _admit_parameter(draft: Draft, name: str, kind: str, entries: list[TomlTable]) -> None:
    if kind != "number":
        draft.portions.append(name)
    if kind != "share":
        values = tuple((None, Decimal(entry["value"])) for entry in entries)
        draft.bounds.add_parameters([tree.Parameter(name, values)])
        draft.now.numbers.append(name)
        draft.past.numbers.append(name)


# ---- catalogues ------------------------------------------------------------------------------------------------------


def declare_calendar(draft: Draft) -> None:
    """Declare a calendar of some weeks, or none; a deadline may leave it."""
    chance = draft.chance
    if chance.happens(2, 3):
        return
    first = chance.one((date(2012, 1, 1), date(2012, 1, 16), date(2010, 1, 1)))
    table: TomlTable = {"covers": {"from": first, "until": date(2012, 2, 29)}}
    holiday: TomlTable = {"from": date(2012, 1, 22), "until": date(2012, 1, 28)}
    table |= chance.one(({}, {"closed": [date(2012, 1, 30)]}, {"closed": [holiday, date(2012, 1, 31)]}))
    table |= chance.one(({}, {"weekend": ["sunday"]}, {"open": [date(2012, 1, 21), date(2012, 2, 4)]}))
    draft.file["calendar"] = table


def catalogues(draft: Draft) -> tuple[list[str], list[str], list[str]]:
    """Declare sources, roles and actions; the names that rules may use. Roles and actions need no catalogue."""
    sources = [draft.fresh("source") for _ in range(draft.chance.count(0, 2))]
    if sources:
        draft.file["sources"] = {source: _source(draft, source) for source in sources}
    roles, actions = ["principal", "班子"], ["talk", "整改"]
    for key, words in (("roles", roles), ("actions", actions)):
        if draft.chance.happens(1, 3):
            draft.file[key] = {word: {"label": draft.label(word)} for word in words}
    offices = ("office", "leading-group")
    if draft.chance.happens(1, 6):
        draft.file["offices"] = {office: {"label": draft.label(office)} for office in offices}
    for role in roles[:1] if "roles" in draft.file else ():
        draft.file["roles"][role]["one_person"] = True
    return sources, roles, actions


def declare_procedure(draft: Draft) -> None:
    """Declare a procedure of a few steps, or none; no input is brought by two of them."""
    chance = draft.chance
    if chance.happens(4, 5):
        return
    ids = chance.some(("inspection", "self-review", "民主测评", "grading"), 1, 3)
    inputs = chance.some(list(draft.file["inputs"]), 0, len(ids))
    steps = []
    for at, id_ in enumerate(ids):
        step: TomlTable = {"id": id_, **draft.labels(id_)}
        step |= chance.one(({}, {"by": "office"}, {"by": ["leading-group", "office"]}))
        step |= chance.one(({}, {"for_each_unit": True}))
        step |= {"gives": chance.one((inputs[at], [inputs[at]]))} if at < len(inputs) else {}
        steps.append(step)
    draft.file["procedure"] = {"steps": steps}


def declare_cycle(draft: Draft) -> None:
    """Declare who approves what is decided, and until when targets are issued; or nobody, and at any time."""
    cycle: TomlTable = {}
    if draft.chance.happens(1, 5):
        cycle |= {"approve_by": draft.chance.one(("leading-group", ["leading-group", "office"]))}
        further = {"appeals_within": "2 weeks", "discretion_by": "office"}
        cycle |= draft.chance.one(({}, {"objections_within": "5 days"}, further))
    if (
        draft.file.get("indicators")
        and draft.file["policy"].get("period", "year") == "year"
        and draft.chance.happens(1, 3)
    ):
        cycle["issue_by"] = draft.chance.one(("03-31", "02-29"))
    if cycle:
        draft.file["cycle"] = cycle


def declare_follow_up(draft: Draft) -> None:
    """Have a register fill one of the flags by what became of a consequence that has a deadline; or none."""
    brought = {name for step in draft.file.get("procedure", {}).get("steps", ()) for name in _listed(step.get("gives"))}
    flags = [
        name
        for name, each in draft.file["inputs"].items()
        if each["type"] == "flag" and "default" not in each and name not in brought
    ]
    rules = [each["id"] for each in draft.file.get("consequences", ()) if {"within", "by"} & each.keys()]
    if flags and rules and draft.chance.happens():
        draft.file["inputs"][draft.chance.one(flags)]["follow_up"] = draft.chance.one(rules)


def declare_above(draft: Draft) -> None:
    """Have a register fill one of the flags by what is decided of a unit above, which an input names; or none."""
    brought = {name for step in draft.file.get("procedure", {}).get("steps", ()) for name in _listed(step.get("gives"))}
    inputs = draft.file["inputs"].items()
    filled = {"default", "follow_up"}
    flags = [
        name for name, each in inputs if each["type"] == "flag" and name not in brought and not filled & each.keys()
    ]
    naming = [name for name, each in inputs if each["type"] in ("text", "choice")]
    if flags and naming and draft.chance.happens(1, 3):
        above = {"policy": "upper", "unit": draft.chance.one(naming), "receives": "talk"}
        draft.file["inputs"][draft.chance.one(flags)] |= {"above": above}


def _listed(words: str | list[str] | None) -> list[str]:
    return [words] if isinstance(words, str) else words or []


def _source(draft: Draft, name: str) -> TomlTable:
    more: TomlTable = {}
    if draft.chance.happens(1, 3):
        more = {
            "url": "https://example.org/law",
            "date": date(2009, 2, 28),
            "articles": ["一", "二"],
            "left_out": [{"article": "二", "why": "目的"}],
        }
    return {"title": draft.label(name), **more}
