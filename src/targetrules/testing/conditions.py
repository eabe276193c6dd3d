"""Random conditions, as the tables that stand in a policy file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from targetrules.period import part_text, parts_of_year
from targetrules.rules.resolution.from_condition import Where
from targetrules.testing.draft import Draft, Scope, toml_number

__all__ = ["compared", "condition", "portion"]

Entry = tuple[str, Any]
_LONGEST: Final = 64
_CYCLES: Final = (2, 3, 4, 5, 6, 10)


def condition(draft: Draft, where: Where = "rule", depth: int = 2) -> dict[str, Any]:
    """A table of one entry or two, with or without history entries; ``depth`` is how many tables may stand in it."""
    chance = draft.chance
    over = _history(draft, where, depth) if chance.happens(1, 3) else {}
    inside: Where = "past" if where == "rule" and "ago" in over else where
    table = dict(_entry(draft, inside, depth) for _ in range(2 if chance.happens(1, 5) else 1))
    if over and "received" in table:
        if len(table) > 1:
            del table["received"]
        elif "ago" in over:
            over = {"ago": over["ago"]}
    return {**table, **over}


def _entry(draft: Draft, where: Where, depth: int) -> Entry:
    scope = draft.now if where == "rule" else draft.past
    entries: list[Callable[[Draft, Scope], Entry]] = [_number, _known]
    entries += [_flag] if scope.flags else []
    entries += [_choice] if scope.choices else []
    entries += [_grade_input, _grade_input] if scope.grade_inputs else []
    entries += [_grade, _grade, _rated, _rated] if scope.graded else []
    entries += [_place, _place] if scope.rankings else []
    entries += [_period] if draft.shape.dated else []
    entries += [_received] if draft.consequences else []
    entries += [_receives] if draft.consequences and where != "rule" else []
    if depth > 0 and draft.chance.happens(1, 3):
        return _of_tables(draft, where, depth)
    return draft.chance.one(entries)(draft, scope)


def _of_tables(draft: Draft, where: Where, depth: int) -> Entry:
    key = draft.chance.one(("all", "any", "not", "number_of"))
    if key == "not":
        return key, condition(draft, where, depth - 1)
    tables = [condition(draft, where, depth - 1) for _ in range(draft.chance.count(1, 3))]
    return key, _counted(draft, tables) if key == "number_of" else tables


def _counted(draft: Draft, tables: list[dict[str, Any]]) -> dict[str, Any]:
    """The bounds of ``number_of``: at least so many of the conditions, at most so many, or both."""
    least, most = draft.chance.count(1, len(tables)), draft.chance.count(0, len(tables) - 1)
    ends: list[dict[str, Any]] = [{"at_least": least}, {"at_most": most}]
    if least <= most:
        ends.append({"at_least": least, "at_most": most})
    return {"conditions": tables, **draft.chance.one(ends)}


# ---- numbers ---------------------------------------------------------------------------------------------------------


def _number(draft: Draft, scope: Scope) -> Entry:
    chance = draft.chance
    if not scope.rankings or chance.happens(3, 4):
        name = chance.one(scope.numbers)
        return name, _comparison(draft, scope, name)
    ranking, part = chance.one(scope.rankings), chance.one(("rank", "size"))
    bound = chance.one((2, 1, 3, {chance.one(("at_most", "at_least", "above", "below")): _bound(draft, scope, 2)}))
    return (f"{ranking}.{part}", bound) if chance.happens() else (ranking, {part: bound})


def compared(draft: Draft, name: str) -> dict[str, Any]:
    """A table that compares a number with another one."""
    return {name: _comparison(draft, draft.now, name)}


def _comparison(draft: Draft, scope: Scope, name: str) -> Any:
    """A comparison: equal to a number, on one side of a bound, or between two."""
    chance = draft.chance
    values = [toml_number(value) for value in draft.values(name, 2)]
    if chance.happens(1, 5):
        return values[0]
    low, high = chance.one(("at_least", "above")), chance.one(("at_most", "below"))
    if len(values) > 1 and chance.happens(1, 4):
        return {low: values[0], high: values[1]}
    return {chance.one((low, high)): _bound(draft, scope, values[0])}


def _bound(draft: Draft, scope: Scope, value: Any) -> Any:
    """A number, or the name of one."""
    chance = draft.chance
    if chance.happens(3, 4):
        return value
    if scope.rankings and chance.happens(1, 3):
        return f"{chance.one(scope.rankings)}.{chance.one(('rank', 'size'))}"
    return chance.one(scope.numbers)


def _known(draft: Draft, scope: Scope) -> Entry:
    names = draft.chance.some(scope.knowable, 1, 3)
    return "known", names[0] if len(names) == 1 else names


# ---- grades, choices, flags, dates -----------------------------------------------------------------------------------


def _grade(draft: Draft, _: Scope) -> Entry:
    return "grade", _grades(draft)


def _grade_input(draft: Draft, scope: Scope) -> Entry:
    return draft.chance.one(scope.grade_inputs), _grades(draft)


def _grades(draft: Draft) -> Any:
    """A grade, a list of them, or all on one side of one, or between two."""
    chance, grades = draft.chance, draft.grades
    better, worse = sorted([chance.count(0, len(grades) - 1), chance.count(0, len(grades) - 1)])
    sides = {"at_least": grades[worse], "at_most": grades[better]}
    above = {"above": grades[max(1, worse)]}
    below = {"below": grades[min(len(grades) - 2, better)]}
    between = [{"at_least": sides["at_least"]}, {"at_most": sides["at_most"]}, sides, above, below]
    if chance.happens(3, 5):
        change = {chance.one(("at_least", "above", "at_most", "below")): {"ago": chance.one((1, 1, 2, 3))}}
        return {**chance.one(between), **change} if chance.happens(1, 3) else change
    return chance.one((grades[better], chance.some(grades, 1, 2), chance.one(between)))


def _choice(draft: Draft, scope: Scope) -> Entry:
    name = draft.chance.one(list(scope.choices))
    options = draft.chance.some(scope.choices[name], 1, 2)
    return name, options[0] if len(options) == 1 else options


def _flag(draft: Draft, scope: Scope) -> Entry:
    return draft.chance.one(scope.flags), draft.chance.one((True, False))


def _rated(draft: Draft, _: Scope) -> Entry:
    return "rated", draft.chance.one((True, False))


def _period(draft: Draft, _: Scope) -> Entry:
    """A condition on the period: from one, until one, or both; half of the time as it comes round."""
    chance = draft.chance
    span = draft.period_range() or {"from": draft.period(draft.ordinal())}
    if chance.happens():
        return "period", span
    count = parts_of_year(draft.kind)
    if count is not None and chance.happens():
        return "period", {**({} if chance.happens() else span), "in": _parts_of_year(draft, count)}
    return "period", {"from": draft.period(draft.ordinal()), "every": chance.one(_CYCLES)}


def _parts_of_year(draft: Draft, count: int) -> Any:
    """A condition on the part of the year: one part, or several."""
    parts = [part_text(draft.kind, part) for part in draft.chance.some(range(count), 1, 3)]
    return parts[0] if len(parts) == 1 else parts


# ---- places and consequences -----------------------------------------------------------------------------------------


def portion(draft: Draft) -> Any:
    """A count, a share, or a parameter that holds one."""
    if draft.portions and draft.chance.happens(1, 4):
        return draft.chance.one(draft.portions)
    return draft.chance.one((1, "20%", 2, "50%", 3, "33.4%", 0, "100%"))


def _place(draft: Draft, scope: Scope) -> Entry:
    chance = draft.chance
    several = len(draft.past.rankings) > 1
    if not several and chance.happens(1, 3):
        return "place", chance.one(("last", "first"))
    place: dict[str, Any] = {chance.one(("top", "bottom")): portion(draft) or 4}
    if chance.happens(1, 3):
        place["round"] = chance.one(("down", "up", "half-up", "half-even"))
    if chance.happens():
        place["ties"] = chance.one(("in", "out"))
    if several or chance.happens(1, 4):
        place["ranking"] = chance.one(scope.rankings)
    return "place", place


def _received(draft: Draft, _: Scope) -> Entry:
    return "received", draft.chance.one(draft.consequences)


def _receives(draft: Draft, _: Scope) -> Entry:
    return "receives", draft.chance.one(draft.consequences)


# ---- history entries -------------------------------------------------------------------------------------------------


def _history(draft: Draft, where: Where, depth: int) -> dict[str, Any]:
    chance = draft.chance
    over = _counting(draft)
    if not over:
        return {"ago": chance.one((1, 2, 3, _LONGEST))}
    if chance.happens(1, 3):
        over["gaps"] = chance.one(("break", "bridge", "bridge"))
    if draft.shape.dated and chance.happens(1, 5):
        over["since"] = draft.period(draft.ordinal())
    if depth > 0 and chance.happens(1, 4):
        over["resets"] = condition(draft, "claim" if where == "claim" else "past", depth - 1)
    if depth > 0 and chance.happens(1, 4):
        over["restarts"] = _restarts(draft, where, depth - 1)
    if chance.happens(1, 6):
        over["ago"] = chance.count(1, 3)
    return over


def _restarts(draft: Draft, where: Where, depth: int) -> dict[str, Any]:
    """A condition that restarts counting: often of the calendar alone, which acts in periods without results too."""
    chance = draft.chance
    if not draft.shape.dated or chance.happens(2, 3):
        return condition(draft, where, depth)
    if chance.happens(1, 3):
        return dict([_period(draft, draft.now)])
    return {
        "period": {"from": draft.period(first := draft.ordinal()), "until": draft.period(first + chance.count(0, 1))}
    }


def _counting(draft: Draft) -> dict[str, Any]:
    chance = draft.chance
    if chance.happens(1, 20):
        return {"times": chance.one((1, _LONGEST)), "of_last": _LONGEST}
    times = chance.count(1, 3)
    windows = {"times": times, "of_last": times + chance.count(0, 2)}
    return chance.one(({"consecutive": times + 1}, windows, {"times": times}, {"ever": True}, {"consecutive": 1}, {}))
