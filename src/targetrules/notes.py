"""What the author of a right policy should know: notes, which are no faults.

A share that is nobody in every group of the examples, so that no example tries its rule; a share of a quota that is
everybody in one of them, so that an example about something else may fail; a forced grade that is better than a cap
allows, for a forced grade is final; a measure that is missing for ever; details of which nothing is made; percentages
and weights that look mistaken; and a status that nobody can enter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from attrs import evolve

from targetrules.data import frozen
from targetrules.engine.examples import history_of
from targetrules.engine.reference import evaluate
from targetrules.rules.analysis.always_missing import always_missing
from targetrules.rules.analysis.doubtful_percentages import doubtful_percentages
from targetrules.rules.analysis.doubtful_weights import doubtful_weights
from targetrules.rules.analysis.never_entered import never_entered
from targetrules.rules.exact import units_of
from targetrules.rules.leaf import Rounding, Share
from targetrules.rules.resolution.context import amount_of
from targetrules.rules.resolution.from_grading import QUOTA_DEFAULTS
from targetrules.rules.tree import All, AnyOf, Condition, FlagIs, Not, Rules
from targetrules.source.diagnostic import Diagnostic, Path, UnlocatedDiagnostic
from targetrules.source.document import Document
from targetrules.source.origins import Origins
from targetrules.source.source_map import located
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import is_table, keys_of
from targetrules.wording import Listing

__all__ = ["notes_of"]

Groups = list[tuple[int, int]]
"""The period and the size of each."""

_NOT_RULES: Final = ("claims", "examples")
_WHOLE: Final = 100


def notes_of(rules: Rules, written: syntax.PolicyFile, document: Document, origins: Origins) -> tuple[Diagnostic, ...]:
    """The notes on a policy that has no faults, in the order of its file."""
    portions = [each for each in _portions(written, ()) if each.can_be_share(rules)]
    groups = _groups(rules) if portions else {}
    found = (_note(each, rules, groups) for each in portions)
    diagnostics = [*(each for each in found if each is not None), *_forced_past_caps(rules)]
    diagnostics.extend(always_missing(rules, written))
    diagnostics.extend(_unused_details(rules))
    diagnostics.extend(doubtful_percentages(rules, written))
    diagnostics.extend(doubtful_weights(rules, written))
    diagnostics.extend(never_entered(rules))
    placed = [evolve(each, path=origins.placed(each.path)) for each in diagnostics]
    return tuple(located(document, placed, origins)) if placed else ()


def _unused_details(rules: Rules) -> Iterator[UnlocatedDiagnostic]:
    """Details of which nothing is made: their rows must be given, and decide nothing."""
    used = {made.details for _, made in rules.aggregates.values()}
    for name in rules.details:
        if name not in used:
            yield UnlocatedDiagnostic("TR191", ("details", name), {"found": name}, at="key")


# ---- shares ----------------------------------------------------------------------------------------------------------


@frozen
class _Portion:
    """How many units are meant, as it is written: a text is a share or the name of a parameter."""

    path: Path
    amount: str
    round: str
    ranking: str | None

    def can_be_share(self, rules: Rules) -> bool:
        return bool(self.shares(rules))

    def shares(self, rules: Rules) -> list[Share]:
        """The share, or all that the parameter is, but for 0%, which is meant to be nobody."""
        parameter = rules.parameters.get(self.amount)
        amounts = [amount_of(self.amount)] if parameter is None else [value for _, value in parameter.values]
        return [amount for amount in amounts if isinstance(amount, Share) and amount.percent]

    def units(self, rules: Rules, period: int, size: int) -> int | None:
        """How many units it is; None where it is not in force, or no share."""
        parameter = rules.parameters.get(self.amount)
        amount = amount_of(self.amount) if parameter is None else parameter.at(period)
        is_share = isinstance(amount, Share) and amount.percent
        return units_of(amount, size, Rounding(self.round)) if amount is not None and is_share else None


def _note(portion: _Portion, rules: Rules, groups: Mapping[str, Groups]) -> UnlocatedDiagnostic | None:
    ranking = portion.ranking or next(iter(rules.rankings))
    counts = [(size, portion.units(rules, period, size)) for period, size in groups.get(ranking, ())]
    known = [(size, units) for size, units in counts if units is not None]
    if portion.path[-1] == "at_least":
        is_part = all(share.percent < _WHOLE for share in portion.shares(rules))
        return _everybody(portion, known, ranking) if is_part else None
    if not known or any(units for _, units in known):
        return None
    largest = max(size for size, _ in known)
    return UnlocatedDiagnostic("TR088", portion.path, {"found": portion.amount, "size": largest, "ranking": ranking})


def _everybody(portion: _Portion, counts: list[tuple[int, int]], ranking: str) -> UnlocatedDiagnostic | None:
    """The smallest group of which a share below 100% takes all."""
    whole = [size for size, units in counts if units == size]
    if not whole:
        return None
    return UnlocatedDiagnostic("TR083", portion.path, {"found": portion.amount, "size": min(whole), "ranking": ranking})


def _portions(part: Any, path: Path) -> Iterator[_Portion]:
    """Whatever is written of quotas and places, outside claims and examples."""
    kind: type = type(part)
    if isinstance(part, syntax.Quota):
        how = "at_most" if part.at_most is not None else "at_least"
        amount, (default, _) = getattr(part, how), QUOTA_DEFAULTS[how]
        if isinstance(amount, str):
            yield _Portion((*path, how), amount, part.round or default, part.ranking)
    elif isinstance(part, dict):
        yield from _of_place(part.get("place"), (*path, "place"))
        for key, each in part.items():
            yield from _portions(each, (*path, key))
    elif isinstance(part, list):
        for index, each in enumerate(part):
            yield from _portions(each, (*path, index))
    elif is_table(kind):
        for name, key in keys_of(kind).items():
            if path or name not in _NOT_RULES:
                yield from _portions(getattr(part, key.attribute), (*path, name))


def _of_place(place: Any, path: Path) -> Iterator[_Portion]:
    if isinstance(place, dict):
        for end in ("top", "bottom"):
            if isinstance(place.get(end), str):
                yield _Portion((*path, end), place[end], place.get("round", "down"), place.get("ranking"))


# ---- the groups of the examples --------------------------------------------------------------------------------------


def _groups(rules: Rules) -> dict[str, Groups]:
    """By ranking, all groups in the examples in which anybody holds a place."""
    found: dict[str, Groups] = {name: [] for name in rules.rankings}
    for example in rules.examples:
        judged = evaluate(rules, history_of(rules, example))
        for name, groups in found.items():
            seen = {
                id(place.members): (now.period, place.size)
                for now in judged
                if (place := now.standings[name]).rank is not None and place.size
            }
            groups.extend((period, size) for period, size in seen.values() if size)
    return found


# ---- forced grades and caps ------------------------------------------------------------------------------------------


def _forced_past_caps(rules: Rules) -> Iterator[UnlocatedDiagnostic]:
    """The forced grades that are better than what a cap allows, where both rules may hold for one unit."""
    if rules.grading is None:
        return
    order = [grade.id for grade in rules.grades]
    for at, forced in enumerate(rules.grading.forced):
        parts = set(_together(forced.when))
        caps = [
            cap.id
            for cap in rules.grading.caps
            if order.index(forced.grade) < order.index(cap.at_most) and not _is_ruled_out(cap.when, parts)
        ]
        if caps:
            values = {"found": forced.grade, "caps": Listing(tuple(caps))}
            yield UnlocatedDiagnostic("TR089", ("grading", "forced", at, "grade"), values)


def _together(condition: Condition) -> Iterator[Condition]:
    """The parts that must all hold; of ``not any`` each is one."""
    if isinstance(condition, All):
        for part in condition.of:
            yield from _together(part)
    elif isinstance(condition, Not) and isinstance(condition.of, AnyOf):
        for part in condition.of.of:
            yield from _together(Not(part))
    else:
        yield condition


def _is_ruled_out(condition: Condition, parts: AbstractSet[Condition]) -> bool:
    """Whether the parts say in so many words that the condition does not hold."""
    if Not(condition) in parts or (isinstance(condition, Not) and condition.of in parts):
        return True
    if isinstance(condition, FlagIs) and evolve(condition, wanted=not condition.wanted) in parts:
        return True
    if isinstance(condition, All):
        return any(_is_ruled_out(each, parts) for each in condition.of)
    return isinstance(condition, AnyOf) and all(_is_ruled_out(each, parts) for each in condition.of)
