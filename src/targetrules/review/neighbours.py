"""Edges between places: who is the last inside of a cutoff or quota, who the first outside, and how far apart they are.

And shares of groups that are so small that the share is nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from targetrules.data import frozen
from targetrules.engine.judged import Judged
from targetrules.engine.placing import is_across, is_within
from targetrules.review.findings import Fields, ReviewFinding
from targetrules.review.situation import Situation
from targetrules.rules import tree
from targetrules.rules.parts import constructs_in
from targetrules.source.decimals import distance

__all__ = ["neighbours", "nobody"]


@frozen(slots=True)
class _Edge:
    """A rule that takes so many of a group: the id of the rule, and the ranked units whom it may take, best first."""

    rule: str
    ranking: tree.Ranking
    portion: tree.Portion
    group: Sequence[Judged]


def neighbours(of: Situation) -> Iterator[ReviewFinding]:
    """At each edge the units on both sides of it, the nearest ones first."""
    cutoffs, quotas = list(_cutoffs(of)), _quotas(of)
    if not cutoffs and not quotas:
        return
    rows = [row for rule, cutoff in cutoffs for row in _at_cutoff(of, rule, cutoff)]
    rows += [row for quota in quotas for row in _at_quota(of, quota)]
    rows.sort(key=lambda row: (row["gap"] is None, row["gap"] or 0, -row["across"]))
    yield ReviewFinding("neighbour", tuple(rows))


def nobody(of: Situation) -> Iterator[ReviewFinding]:
    """Shares that are nobody in a group."""
    portions = [(rule, each.ranking, each.portion) for rule, each in _cutoffs(of)]
    portions += [(each.id, each.ranking, each.portion) for each in _quotas(of)]
    shares = [each for each in dict.fromkeys(portions) if _share(of, each[2]) is not None]
    if not shares:
        return
    rows: list[Fields] = []
    for rule, ranking, portion in shares:
        for group in _groups(of, ranking):
            if of.units.engine.portion(portion, group[0].standings[ranking], group[0]) == 0:
                named = _group(of, ranking, group)
                rows.append({"rule": rule, **named, "size": len(group), "share": _share(of, portion)})
    yield ReviewFinding("nobody", tuple(rows))


def _share(of: Situation, portion: tree.Portion) -> Decimal | None:
    amount = portion.amount
    now = of.rules.parameters[amount].at(of.period) if isinstance(amount, str) else amount
    return now.percent if isinstance(now, tree.Share) else None


def _groups(of: Situation, ranking: str) -> list[Sequence[Judged]]:
    """The units that are ranked in each group, the best first."""
    found = {id(members): members for now in of.judged if (members := now.standings[ranking].members)}
    return list(found.values())


def _group(of: Situation, ranking: str, group: Sequence[Judged]) -> Fields:
    within = of.rules.rankings[ranking].within
    return {"ranking": ranking, "group": tuple(str(group[0].values[name]) for name in within)}


# ---- cutoffs ---------------------------------------------------------------------------------------------------------


def _cutoffs(of: Situation) -> Iterator[tuple[str, tree.RankCutoff]]:
    """The cutoffs that conditions ask about, each with the rule that asks first."""
    found = set[tree.RankCutoff]()
    for rule, root in _asking(of):
        for each in constructs_in(root):
            if isinstance(each, tree.RankCutoff) and each not in found:
                found.add(each)
                yield rule, each


def _asking(of: Situation) -> Iterator[tuple[str, Any]]:
    """All conditions and formulas that are asked in the period, with the rule in which they stand."""
    rules, period = of.rules, of.period
    for name, named in rules.conditions.items():
        yield name, named.when
    for consequence in rules.consequences:
        if period in consequence.in_force and rules.judges(period):
            yield from ((consequence.id, each) for each in (consequence.when, consequence.unless) if each is not None)
    for name, status in rules.statuses.items():
        yield from ((name, each) for each in (status.enter, status.leave) if each is not None)
    if rules.grading is not None and rules.judges(period):
        yield from ((each.id, each.when) for each in rules.grading.unit_rules)
        yield from ((each.id, each.when) for each in rules.grading.scales if each.when is not None)
    for name, ranking in rules.rankings.items():
        if ranking.among is not None:
            yield name, ranking.among
    for name, measure in rules.measures.items():
        yield from ((name, each.formula) for each in measure.versions if period in each.in_force)


def _at_cutoff(of: Situation, rule: str, cutoff: tree.RankCutoff) -> Iterator[Fields]:
    engine = of.units.engine
    for group in _groups(of, cutoff.ranking):
        placed = [(now, place) for now in group if (place := now.standings[cutoff.ranking].place) is not None]
        most = engine.portion(cutoff.portion, group[0].standings[cutoff.ranking], group[0])
        if most is None:
            continue
        sides: dict[bool, list[Judged]] = {True: [], False: []}
        for now, place in placed:
            sides[is_within(place, most, cutoff.end, cutoff.ties)].append(now)
        inside, outside = sides[True], sides[False]
        across = sum(is_across(place, most, cutoff.end) for _, place in placed)
        if inside and outside:
            last, first = (inside[-1], outside[0]) if cutoff.end == "top" else (inside[0], outside[-1])
            yield _row(of, rule, cutoff.ranking, group, (last, first), across)


# ---- quotas ----------------------------------------------------------------------------------------------------------


def _quotas(of: Situation) -> list[tree.Quota]:
    grading = of.rules.grading
    return [] if grading is None else [each for each in grading.quotas if of.period in each.in_force]


def _at_quota(of: Situation, quota: tree.Quota) -> Iterator[Fields]:
    """Between those whom a quota moves and those whom it might have moved."""
    down_to, engine = of.rules.down_to(quota), of.units.engine
    for group in _groups(of, quota.ranking):
        free = [
            now
            for now in group
            if (grade := _grade_before(of, quota, now)) is not None
            and now.standings[quota.ranking].place is not None
            and engine.position(grade) < down_to <= engine.lowest(now)
        ]
        moved = [now for now in free if any(step.rule is quota for step in now.steps)]
        stayed = [now for now in free if all(step.rule is not quota for step in now.steps)]
        if moved and stayed:
            last, first = stayed[-1], moved[0]
            pair = (last, first) if quota.how == "at_most" else (first, last)
            across = sum(quota.id in now.not_kept for now in free) if quota.a_tie_breaks_it else 0
            yield _row(of, quota.id, quota.ranking, group, pair, across)


def _grade_before(of: Situation, quota: tree.Quota, now: Judged) -> str | None:
    """The grade that a unit had when a quota acted."""
    later, grade = False, now.first_grade
    for step in now.steps:
        later = later or step.rule is quota or (isinstance(step.rule, tree.Quota) and _is_after(of, step.rule, quota))
        if not later and not isinstance(step.rule, tree.Scale):
            grade = step.after
    return grade


def _is_after(of: Situation, one: tree.Quota, other: tree.Quota) -> bool:
    ids = [each.id for each in _quotas(of)]
    return ids.index(one.id) > ids.index(other.id)


# ---- both ------------------------------------------------------------------------------------------------------------


def _row(
    of: Situation, rule: str, ranking: str, group: Sequence[Judged], pair: tuple[Judged, Judged], across: int
) -> Fields:
    """The last inside and the first outside, and the first of the things that they are ranked by which differs."""
    inside, outside = pair
    found: Fields = {"by": None, "inside_value": None, "outside_value": None, "gap": None}
    for key in of.rules.rankings[ranking].by:
        if isinstance(key, tree.GradeKey):
            one, other = inside.grade_of(key.of), outside.grade_of(key.of)
            found = {"by": key.of or "grade", "inside_value": one, "outside_value": other, "gap": None}
        else:
            left, right = inside.leaf(key), outside.leaf(key)
            gap = None if left is None or right is None else distance(left, right)
            found = {"by": key.name, "inside_value": left, "outside_value": right, "gap": gap}
        if found["inside_value"] != found["outside_value"]:
            break
    return {
        "rule": rule,
        **_group(of, ranking, group),
        "inside": inside.unit,
        "inside_rank": inside.standings[ranking].rank,
        "outside": outside.unit,
        "outside_rank": outside.standings[ranking].rank,
        **found,
        "across": across,
    }
