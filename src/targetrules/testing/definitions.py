"""What a random policy computes: measures, cuts, rankings, named conditions and statuses."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from targetrules.drawing.telling import TEXTS
from targetrules.rules import tree
from targetrules.rules.analysis.decimals import exact_decimals
from targetrules.rules.parts import numbers_in
from targetrules.rules.resolution.context import words_of
from targetrules.source.decimals import CEILING, FLOOR, unscaled
from targetrules.testing.conditions import compared, condition
from targetrules.testing.draft import Draft, toml_number
from targetrules.testing.formulas import fits, formula, formula_text, group_formula, leaf

__all__ = ["define_condition", "define_cut", "define_measure", "define_ranking", "define_status"]

TomlTable = dict[str, Any]

_FAR: Final = Decimal("1E14")
_STOPS: Final = ("0", "10", "20", "33.3", "50", "60", "66", "80", "90", "-3")


def define_measure(draft: Draft, name: str) -> None:
    """A measure of one or several versions, by formula or by weights."""
    chance = draft.chance
    stretches = draft.cuts() if chance.happens(1, 3) else [(None, None)]
    decimals, rounding = chance.count(0, 3), chance.one((None, "half-up", "half-even", "down", "up"))
    found = [_version(draft, name, stretch, rounding) for stretch in stretches]
    measure = tree.Measure(name, decimals, tuple(version for _, version in found))
    if not _fits(draft, measure):
        found = [_simplest(draft)]
        measure = tree.Measure(name, decimals, (found[0][1],))
        _fits(draft, measure)
    tables = [table for table, _ in found]
    whole = {"versions": tables} if len(tables) > 1 or chance.happens(1, 8) else tables[0]
    silent = not decimals and all(exact_decimals(each, draft.bounds.decimals) == 0 for _, each in found)
    own = {"decimals": None if silent and chance.happens() else decimals, "rounding": rounding}
    own = {key: value for key, value in own.items() if value is not None}
    draft.file.setdefault("measures", {})[name] = {**draft.labels(name), **own, **whole}
    parts = {part for version in measure.versions for part in numbers_in(version.formula)}
    if draft.loose & {part.name for part in parts if isinstance(part, tree.NumberOf)}:
        draft.loose.add(name)
    if any(isinstance(part, tree.AtEntry) and part.status == draft.foreseen for part in parts):
        draft.awaiting.append(name)
    draft.now.numbers.append(name)
    draft.now.knowable.append(name)


def _fits(draft: Draft, measure: tree.Measure) -> bool:
    """Take in the measure's range, unless it cannot be shown to fit 64 bits."""
    draft.bounds.add_measures([measure])
    if measure.name not in draft.bounds.too_large:
        return True
    del draft.bounds.too_large[measure.name], draft.bounds.ranges[measure.name]
    return False


def _simplest(draft: Draft) -> tuple[TomlTable, tree.Version]:
    name = draft.now.numbers[0]
    return {"formula": name}, tree.Version(draft.number_of(name), tree.Rounding.HALF_UP)


def _version(
    draft: Draft, name: str, stretch: tuple[int | None, int | None], rounding: str | None
) -> tuple[TomlTable, tree.Version]:
    """A version as written and as meant; it may have a rounding of its own."""
    chance = draft.chance
    own = chance.one(("up", "down")) if stretch != (None, None) and chance.happens(1, 3) else None
    how = tree.Rounding(own or rounding or "half-up")
    dates: TomlTable = {**({"rounding": own} if own else {}), **draft.dates(stretch)}
    graded = bool(draft.now.choices or draft.now.grade_inputs or draft.now.graded)
    kind = chance.one(
        ("formula", "formula", "formula", "formula", "weights", "cases", "scale", *(["points"] if graded else []))
    )
    if kind == "scale":
        scale, piecewise = _scale(draft)
        return {**scale, **dates}, tree.Version(piecewise, how)
    if kind == "points":
        points, by_words = _points(draft)
        return {**points, **dates}, tree.Version(by_words, how)
    if kind == "cases":
        cases, by_cases = _cases(draft, name, how)
        draft.loose.add(name)
        return {**cases, **dates}, tree.Version(by_cases, how)
    if kind == "weights":
        weighted = _weighted(draft)
        weights = {part.name: weight for part, weight in weighted.parts}
        return {"weights": weights, "missing": weighted.missing, **dates}, tree.Version(weighted, how)
    number = formula(draft, how, past=name)
    return {"formula": formula_text(number), **dates}, tree.Version(number, how)


def _cases(draft: Draft, name: str, how: tree.Rounding) -> tuple[TomlTable, tree.Cases]:
    """Some cases. How far their numbers reach is taken without what their conditions say of it."""
    chance = draft.chance
    found = [(condition(draft, depth=1), formula(draft, how, past=name)) for _ in range(chance.count(1, 3))]
    others: tree.Number | None = leaf(draft) if chance.happens(1, 3) else formula(draft, how, past=name)
    otherwise = others if chance.happens(2, 3) else None
    table: TomlTable = {"cases": [{"when": when, "formula": formula_text(number)} for when, number in found]}
    if otherwise is not None:
        table["otherwise"] = formula_text(otherwise)
    return table, tree.Cases(tuple(tree.Case(tree.Known(()), number) for _, number in found), otherwise)


def _points(draft: Draft) -> tuple[TomlTable, tree.Cases]:
    """Points for the words of a choice, the grades of an input, or the final grade."""
    chance, scope = draft.chance, draft.now
    name = chance.one([*scope.choices, *scope.grade_inputs, *(["grade"] if scope.graded else [])])
    words = scope.choices.get(name) or draft.grades
    values = {word: Decimal(chance.one(("0", "2", "-1", "3.5", "12"))) for word in words}
    of = None if name == "grade" else name
    cases = tuple(
        tree.Case(
            tree.ChoiceIs(name, (word,)) if name in scope.choices else tree.GradeIs((word,), of), tree.Literal(value)
        )
        for word, value in values.items()
    )
    return {"points": {"of": name, "values": values}}, tree.Cases(cases)


def _scale(draft: Draft) -> tuple[TomlTable, tree.Piecewise]:
    """Some points that lie about what the number can be, as often one way as there and back."""
    chance, found = draft.chance, leaf(draft)
    of = found if isinstance(found, tree.RankOf | tree.SizeOf) else draft.number_of(chance.one(draft.now.numbers))
    reach = draft.bounds.of(of)
    low, high = (_FAR.copy_negate(), _FAR) if reach is None else (reach.low, reach.high)
    ends = (max(FLOOR.subtract(low, Decimal(1)), _FAR.copy_negate()), min(CEILING.add(high, Decimal(1)), _FAR))
    stops = sorted(map(Decimal, chance.some(_STOPS, 2, 5)))
    if not isinstance(of, tree.NumberOf) or of.name not in draft.file["inputs"]:  # it may turn out to reach less far
        stops = sorted({*stops, *ends})
    gives = [Decimal(chance.one(("0", "10", "-5", "60", "2.5", "100"))) for _ in stops]
    gives = sorted(gives, reverse=chance.happens()) if chance.happens() else gives
    points = tuple(zip(stops, gives, strict=True))
    number = tree.Piecewise(of, points, chance.one(("linear", "step")), chance.one(("clamp", "missing")))
    if not fits(draft, number) or high <= points[0][0] or low >= points[-1][0]:
        number = tree.Piecewise(of, ((ends[0], Decimal(0)), (ends[1], Decimal(1))), "step")
    name = formula_text(number.of)
    table: TomlTable = {"of": name, "points": [list(point) for point in number.points]}
    table |= {} if number.between == "linear" and chance.happens() else {"between": number.between}
    return {"scale": table | ({} if number.outside == "clamp" else {"outside": number.outside})}, number


def _weighted(draft: Draft) -> tree.Weighted:
    chance = draft.chance
    names = chance.some(draft.now.numbers, 1, 3)
    weights = (Decimal(chance.one(("1", "40", "0.5", "20"))) for _ in names)
    parts = tuple((draft.number_of(name), weight) for name, weight in zip(names, weights, strict=True))
    return tree.Weighted(parts, chance.one(("unknown", "zero", "reweight")))


def define_ranking(draft: Draft, name: str) -> None:
    """A ranking by one number to three, within groups or not."""
    chance = draft.chance
    grades = [*draft.now.grade_inputs, *(["grade"] if draft.now.graded else [])]
    by = chance.some(draft.now.numbers, 1, 3)
    if grades and chance.happens(1, 3):
        by = [*chance.some(grades, 1, 2), *(by if chance.happens(2, 3) else [])]
    table: TomlTable = {"by": by[0] if len(by) == 1 else by}
    if chance.happens():
        table["best"] = chance.one(("lowest", "highest"))
    groups = [*(name for name in draft.now.choices if "(" not in name), *draft.now.texts]
    if groups and chance.happens():
        within = chance.some(groups, 1, 2)
        table["within"] = within[0] if len(within) == 1 else within
    if chance.happens(1, 3):
        table["among"] = condition(draft)
    if chance.happens(1, 3):
        table["smallest_group"] = chance.count(1, 3)
    if chance.happens(1, 4):
        table |= draft.period_range()
    draft.file.setdefault("rankings", {})[name] = {**table, **draft.labels(name)}
    draft.now.rankings.append(name)


def define_cut(draft: Draft, name: str) -> None:
    """A cut over the groups of a ranking, or over all units; some of it published."""
    chance = draft.chance
    ranking = chance.one((None, *draft.now.rankings))
    within = [] if ranking is None else words_of(draft.file["rankings"][ranking].get("within"))
    decimals, rounding = chance.count(0, 3), chance.one(tuple(tree.Rounding))
    start = draft.ordinal() if draft.shape.dated and chance.happens(3, 4) else None
    every = chance.one((2, 3, 5)) if start is not None and chance.happens(2, 3) else None
    published = _published(draft, within, decimals, start, every)
    number = group_formula(draft, ranking, rounding)
    found = tree.Cut(name, number, decimals, rounding, tuple(within), start, every)
    if not _fits(draft, _as_measure(found)):
        number = tree.Aggregate("count", None, None, ranking)
        found = attrs.evolve(found, of=number)
        _fits(draft, _as_measure(found))
    if draft.loose & {part.name for part in numbers_in(found.of) if isinstance(part, tree.NumberOf)}:
        draft.loose.add(name)
        published = []  # the bounds may say that it can be what it cannot
    published = [_possible(draft, found, each) for each in published]
    _fits(draft, _as_measure(attrs.evolve(found, published=tuple(published))))
    table: TomlTable = {"formula": formula_text(number), "decimals": decimals}
    table |= {} if rounding is tree.Rounding.HALF_UP else {"rounding": rounding.value}
    table |= {} if start is None else {"from": draft.period(start)}
    table |= {} if every is None else {"every": every}
    if published:
        table["published"] = [_as_written(draft, each) for each in published]
    draft.file.setdefault("cuts", {})[name] = {**table, **draft.labels(name)}
    draft.now.numbers.append(name)
    draft.now.knowable.append(name)


def _as_measure(cut: tree.Cut) -> tree.Measure:
    return tree.Measure(cut.name, cut.decimals, (tree.Version(cut, cut.rounding),))


def _possible(draft: Draft, cut: tree.Cut, published: tree.Published) -> tree.Published:
    """What was published, or the nearest that can be computed at all."""
    reach = draft.bounds.computed(cut)
    if reach is None:
        return published
    return attrs.evolve(published, value=min(max(published.value, reach.low), reach.high))


def _published(
    draft: Draft, within: Sequence[str], decimals: int, start: int | None, every: int | None
) -> list[tree.Published]:
    """What was published of some groups, for periods in which the cut is due."""
    chance, found = draft.chance, dict[tuple[int, tuple[str, ...]], tree.Published]()
    for _ in range(chance.count(0, 3) if draft.shape.dated else 0):
        period = draft.ordinal() if start is None else start + (every or 1) * chance.count(0, 2)
        group = tuple(chance.one(draft.now.choices.get(name) or TEXTS) for name in within)
        found[period, group] = tree.Published(period, group, unscaled(chance.count(0, 80), decimals))
    return list(found.values())


def _as_written(draft: Draft, published: tree.Published) -> TomlTable:
    table: TomlTable = {"period": draft.period(published.period), "value": toml_number(published.value)}
    if published.group:
        table["group"] = published.group[0] if len(published.group) == 1 else list(published.group)
    return table


def define_condition(draft: Draft, name: str) -> None:
    """A condition with a name."""
    labels = draft.labels(name) if draft.chance.happens(1, 4) else {}
    draft.file.setdefault("conditions", {})[name] = {**labels, **condition(draft)}
    draft.now.flags.append(name)


def define_status(draft: Draft, name: str) -> None:
    """A status, with or without a way to leave it."""
    chance = draft.chance
    table: TomlTable = {"enter": condition(draft)}
    if chance.happens(2, 3):
        table["leave"] = condition(draft)
    if name == draft.foreseen and draft.awaiting and chance.happens(2, 3):
        table["leave"] = compared(draft, chance.one(draft.awaiting))
    if name != draft.foreseen:
        draft.statuses.append(name)
    if chance.happens(1, 3):
        table["lasts_at_most"] = chance.count(1, 3)
    draft.file.setdefault("statuses", {})[name] = {**table, **draft.labels(name)}
    draft.now.flags.append(name)
