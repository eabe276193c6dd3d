"""What is to be seen in the rows themselves: what is missing, who came, went and moved, values that stand still."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import takewhile
from typing import Final

from targetrules.engine.judged import Judged
from targetrules.engine.outcomes import decisions_of, outcome_of
from targetrules.review.findings import Fields, ReviewFinding
from targetrules.review.situation import Situation
from targetrules.rules import tree
from targetrules.rules.succession import predecessor_of
from targetrules.source.decimals import decimals_of, distance, scaled

__all__ = ["alike", "came_and_went", "missing", "moved", "repeated", "still"]

_LONG: Final = 3
"""So many periods one after the other with the same value are told."""

_FINE: Final = 100
"""Of a number that can have no more values than these nothing is said where they come again: it is bound to."""

_FEWEST_ALIKE: Final = 3
"""So many units with one value are told, or so many values that two units share."""

_PART: Final = 20
"""One value of so many units is told where it comes more often than once in these."""


# ---- undetermined ----------------------------------------------------------------------------------------------------


def missing(of: Situation) -> Iterator[ReviewFinding]:
    """What is missing where a rule is undetermined, or a grade is missing: of how many units, and for which rules."""
    lacking: dict[str, dict[str, None]] = defaultdict(dict)
    rules: dict[str, dict[str, None]] = defaultdict(dict)
    for now, rule, names in _undetermined(of):
        for name in names:
            lacking[name][now.unit] = None
            rules[name][rule] = None
    rows: list[Fields] = [
        {"missing": name, "count": len(units), "units": tuple(units), "rules": tuple(rules[name])}
        for name, units in lacking.items()
    ]
    yield ReviewFinding("missing", tuple(sorted(rows, key=lambda row: -row["count"])))


def _undetermined(of: Situation) -> Iterator[tuple[Judged, str, tuple[str, ...]]]:
    engine = of.units.engine
    formula, decisions = engine.formula(), of.rules.once(decisions_of, None)
    for now in of.judged:
        for each in outcome_of(engine, now, decisions, formula).undetermined:
            yield now, each.id, each.missing
        unrated = any(isinstance(step.rule, tree.Unrated) and step.truth is True for step in now.steps)
        if of.rules.grading is not None and of.rules.judges(of.period) and now.grade is None and not unrated:
            asked = tree.GradeIs((of.rules.grades[0].id,))
            yield now, "grade", engine.missing([asked], now, formula)


# ---- against the period before ---------------------------------------------------------------------------------------


def came_and_went(of: Situation) -> Iterator[ReviewFinding]:
    """Units that have no result in the period before, or in this one; whose past another one goes on from has gone."""
    if of.before_period is None:
        return
    before = {now.unit for now in of.before}
    here = {row.unit: predecessor_of(row.unit, row.values) for row in of.units.rows}
    known = {*here, *here.values()}
    came: list[Fields] = [{"unit": unit} for unit, past in here.items() if unit not in before and past not in before]
    went: list[Fields] = [{"unit": now.unit} for now in of.before if now.unit not in known]
    yield ReviewFinding("came", tuple(came))
    yield ReviewFinding("went", tuple(went))


def moved(of: Situation) -> Iterator[ReviewFinding]:
    """Of the number that the grade goes by, and of each ranking: who moved, and how far, the farthest first."""
    if of.before_period is None:
        return
    for about in _moving(of):
        rows: list[Fields] = []
        for now in of.judged:
            before = now.prior if now.prior is not None and now.prior.period == of.before_period else None
            old, new = (None if each is None else _at(of, each, about) for each in (before, now))
            if old is not None and new is not None and old != new:
                rows.append({"unit": now.unit, "before": old, "now": new, "by": distance(new, old)})
        rows.sort(key=lambda row: -row["by"])
        yield ReviewFinding("moved", tuple(rows), about)


def _moving(of: Situation) -> Iterator[Mapping[str, str]]:
    grading, rankings = of.rules.grading, of.rules.rankings.values()
    by_grade = [] if grading is None or grading.by is None else [grading.by]
    numbers = [each for each in (*by_grade, *(key for one in rankings for key in one.numbers)) if not each.parameter]
    yield from ({"number": name} for name in dict.fromkeys(each.name for each in numbers))
    yield from ({"ranking": each.name} for each in rankings)


def _at(of: Situation, now: Judged, about: Mapping[str, str]) -> Decimal | None:
    if "number" in about:
        return of.number(now, about["number"])
    rank = now.standings[about["ranking"]].rank
    return None if rank is None else Decimal(rank)


# ---- values ----------------------------------------------------------------------------------------------------------


def _is_fine(one: tree.Input) -> bool:
    """Whether a number can have so many values that it is a matter of chance where one comes again."""
    if one.low is None or one.high is None:
        return True
    return scaled(distance(one.high, one.low), max(one.decimals, decimals_of(one.high), decimals_of(one.low))) >= _FINE


def still(of: Situation) -> Iterator[ReviewFinding]:
    """Numbers that are the same in three periods and more, one after the other; 0 and what stands by default may be."""
    fine = {name: one for name, one in of.numbers.items() if _is_fine(one)}
    if not fine or of.before_period is None:
        return
    rows: list[Fields] = []
    for name, one in fine.items():
        for now in of.judged:
            value = of.number(now, name)
            if value is None or not value or value == one.default:
                continue
            same = takewhile(lambda row: row.values.get(name) == value, now.earlier)  # noqa: B023  taken at once
            periods = 1 + sum(1 for _ in same)
            if periods >= _LONG:
                rows.append({"unit": now.unit, "input": name, "value": value, "periods": periods})
    rows.sort(key=lambda row: -row["periods"])
    yield ReviewFinding("still", tuple(rows))


def repeated(of: Situation) -> Iterator[ReviewFinding]:
    """Values that many units share in the period."""
    fine = {name: one for name, one in of.numbers.items() if _is_fine(one)}
    if not fine:
        return
    rows: list[Fields] = []
    for name, one in fine.items():
        units: dict[Decimal, list[str]] = defaultdict(list)
        for now in of.judged:
            value = of.number(now, name)
            if value is not None and value and value != one.default:
                units[value].append(now.unit)
        there = sum(map(len, units.values()))
        rows += [
            {"input": name, "value": value, "count": len(those), "units": tuple(those)}
            for value, those in units.items()
            if len(those) >= _FEWEST_ALIKE and len(those) * _PART > there
        ]
    rows.sort(key=lambda row: -row["count"])
    yield ReviewFinding("repeated", tuple(rows))


def alike(of: Situation) -> Iterator[ReviewFinding]:
    """Units that agree in all of their numbers, if these are three or more."""
    if len(of.numbers) < _FEWEST_ALIKE:
        return
    units: dict[tuple[Decimal | None, ...], list[str]] = defaultdict(list)
    for now in of.judged:
        numbers = tuple(of.number(now, name) for name in of.numbers)
        known = Counter(numbers)
        if len(numbers) - known[None] >= _FEWEST_ALIKE and any(numbers):
            units[numbers].append(now.unit)
    several = [{"units": tuple(those), "count": len(those)} for those in units.values() if len(those) > 1]
    yield ReviewFinding("alike", tuple(sorted(several, key=lambda row: -int(str(row["count"])))))
