"""Rules that are in force before the text that they come from is dated: :func:`early_of`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from targetrules.data import frozen
from targetrules.loaded_policy import LoadedPolicy
from targetrules.period import latest_beginning
from targetrules.rules import tree

__all__ = ["Early", "early_of"]


@frozen(slots=True)
class Early:
    """Rules and definitions of one source that are in force from a period on that begins before its date.

    Attributes:
        source: The id of the source.
        start: The first period in which they are in force; None: in every period that there are results of.
        rules: Their ids, in the order of the policy; of a definition its name. None of them: the source has none.
    """

    source: str
    start: int | None
    rules: tuple[str, ...]


def early_of(policy: LoadedPolicy) -> Iterator[Early]:
    """For each dated source what of it is in force before; once without any rules, where nothing is.

    Nothing is told of sequences, whose periods have no dates, and of sources of which there is no rule.
    """
    rules = policy.rules
    for source in rules.sources.values():
        cited = [(id_, start) for id_, start, of in _cited(policy) if of == source.id]
        if source.date is None or not cited or _is_undated(rules):
            continue
        early = [(id_, start) for id_, start in cited if _is_before(rules, start, source.date)]
        starts = sorted({start for _, start in early}, key=lambda each: (each is not None, each))
        for start in starts:
            yield Early(source.id, start, tuple(id_ for id_, own in early if own == start))
        if not early:
            yield Early(source.id, None, ())


def _is_undated(rules: tree.Rules) -> bool:
    return latest_beginning(rules.period, 2000) is None


def _is_before(rules: tree.Rules, start: int | None, day: date) -> bool:
    begins = None if start is None else latest_beginning(rules.period, start)
    return begins is None or begins < day


def _cited(policy: LoadedPolicy) -> Iterator[tuple[str, int | None, str | None]]:
    """Each rule and definition, from when it is in force, and its source."""
    rules, written = policy.rules, policy.written
    for name, each in (written.measures or {}).items():
        versions = rules.measures[name].versions
        yield name, _earliest(rules, (version.in_force.start for version in versions)), each.source
    for name, ranking in (written.rankings or {}).items():
        yield name, _from(rules, rules.rankings[name].in_force.start), ranking.source
    for name, status in (written.statuses or {}).items():
        yield name, _of_condition(rules, rules.statuses[name].enter), status.source
    for rule in _grading_rules(rules.grading):
        yield rule.id, _start_of(rules, rule), rule.origin.source
    for consequence in rules.consequences:
        own = _of_condition(rules, consequence.when), consequence.in_force.start
        yield consequence.id, _latest(rules, own), consequence.origin.source


def _grading_rules(grading: tree.Grading | None) -> Iterator[Any]:
    if grading is not None:
        yield from (scale for scale in grading.scales if scale.origin.source is not None)
        yield from (*grading.unit_rules, *grading.quotas)


def _start_of(rules: tree.Rules, rule: tree.Scale | tree.UnitRule | tree.Quota) -> int | None:
    if isinstance(rule, tree.Quota):
        return _from(rules, rule.in_force.start)
    if isinstance(rule, tree.Scale):
        first = _earliest(rules, (band.in_force.start for band in rule.bands))
        return _latest(rules, (first, None if rule.when is None else _of_condition(rules, rule.when)))
    return _of_condition(rules, rule.when)


def _of_condition(rules: tree.Rules, condition: tree.Condition) -> int | None:
    """The first period in which a condition can hold, by the periods that stand in it beside all else."""
    return _latest(rules, _periods_in(rules, condition))


def _periods_in(rules: tree.Rules, condition: tree.Condition) -> Iterator[int | None]:
    if isinstance(condition, tree.All):
        for part in condition.of:
            yield from _periods_in(rules, part)
    elif isinstance(condition, tree.FlagIs) and condition.wanted and condition.name in rules.conditions:
        yield from _periods_in(rules, rules.conditions[condition.name].when)
    elif isinstance(condition, tree.During) and condition.periods.start is not None:
        start = condition.periods.start
        ahead = range(start, start + condition.recurrence.cycle)
        yield next((each for each in ahead if each in condition), start)


def _from(rules: tree.Rules, start: int | None) -> int | None:
    return _latest(rules, (start,))


def _latest(rules: tree.Rules, starts: Iterable[int | None]) -> int | None:
    """The latest of these, and of the first period that the policy judges; None: there is none."""
    return max((each for each in (*starts, rules.first_period) if each is not None), default=None)


def _earliest(rules: tree.Rules, starts: Iterable[int | None]) -> int | None:
    found = list(starts)
    if not found or any(each is None for each in found):
        return _from(rules, None)
    return _from(rules, min(each for each in found if each is not None))
