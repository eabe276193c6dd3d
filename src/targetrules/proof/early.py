"""Rules that are in force before the text that they come from is dated: :func:`early_of`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from targetrules.data import frozen
from targetrules.loaded_policy import LoadedPolicy
from targetrules.period import latest_beginning
from targetrules.proof.beginnings import EVER, NEVER, Beginnings
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
    """Each rule and definition, from when it is in force, and its source; none that never can be."""
    first = policy.rules.first_period
    for id_, start, source in _beginning(policy, Beginnings(policy.rules)):
        if start != NEVER:
            yield id_, first if start == EVER else start if first is None else max(start, first), source


def _beginning(policy: LoadedPolicy, beginnings: Beginnings) -> Iterator[tuple[str, int, str | None]]:
    """The same, and from when by the calendar alone."""
    rules, written = policy.rules, policy.written
    for name, measure in (written.measures or {}).items():
        yield name, beginnings.of_measure(name), measure.source
    for name, ranking in (written.rankings or {}).items():
        yield name, beginnings.of_ranking(name), ranking.source
    for name, status in (written.statuses or {}).items():
        yield name, beginnings.of_condition(rules.statuses[name].enter), status.source
    if rules.grading is not None:
        for scale in (each for each in rules.grading.scales if each.origin.source is not None):
            yield scale.id, beginnings.of_scale(scale), scale.origin.source
        for rule in rules.grading.unit_rules:
            yield rule.id, beginnings.of_condition(rule.when), rule.origin.source
        for quota in rules.grading.quotas:
            yield quota.id, beginnings.of_quota(quota), quota.origin.source
    for consequence in rules.consequences:
        yield consequence.id, beginnings.of_consequence(consequence), consequence.origin.source
