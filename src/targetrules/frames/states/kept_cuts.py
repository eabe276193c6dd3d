"""The cuts in a state: as the text in its file's metadata and back, and whether a policy can leave them behind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from math import ceil, floor
from typing import Any, Final

from targetrules.engine.interface import KeptCut
from targetrules.frames.states.state import State
from targetrules.period import period_text
from targetrules.rules import tree
from targetrules.rules.analysis.bounds import bounds_of
from targetrules.source.decimals import shifted, unscaled
from targetrules.wording import Listing, Word

__all__ = ["cuts_of_text", "faults_of_cuts", "in_force", "text_of_cuts"]

_LARGEST: Final = 2**63 - 1


def in_force(rules: tree.Rules, cuts: Iterable[KeptCut], period: int) -> tuple[KeptCut, ...]:
    """Those that are in force in a period: a cut that was due since, and could not be computed, is none any more."""
    due = {cut.name: cut.due(period) for cut in rules.kept_cuts}
    return tuple(each for each in cuts if each.period == due[each.cut])


def text_of_cuts(cuts: Iterable[KeptCut]) -> str:
    """They as JSON: a list for each, of its name, period, group and value."""
    return json.dumps([[each.cut, each.period, list(each.group), each.value] for each in cuts], ensure_ascii=False)


def cuts_of_text(text: str) -> tuple[KeptCut, ...] | None:
    """They from JSON; None where it is something else."""
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entries, list) or not all(map(_is_cut, entries)):
        return None
    found = tuple(KeptCut(name, period, tuple(group), value) for name, period, group, value in entries)
    return found if len({(each.cut, each.group) for each in found}) == len(found) else None


def _is_cut(entry: Any) -> bool:
    if not isinstance(entry, list) or [type(part) for part in entry] != [str, int, list, int]:
        return False
    _, period, group, value = entry
    return all(type(word) is str for word in group) and max(abs(period), abs(value)) <= _LARGEST


def faults_of_cuts(rules: tree.Rules, state: State) -> Iterator[Word]:
    """What no judging leaves behind: a cut, a period, a group or a value that there cannot be."""
    if not state.cuts:
        return
    cuts, bounds = {cut.name: cut for cut in rules.kept_cuts}, bounds_of(rules)
    for each in state.cuts:
        cut = cuts.get(each.cut)
        if cut is None or state.ordinal is None:
            yield Word("states.other_cut", {"cut": each.cut})
            continue
        values = {"cut": each.cut, "group": Listing(each.group or ("-",))}
        due = cut.due(state.ordinal)
        if each.period != due:
            period = str(each.period) if due is None else str(period_text(rules.period, each.period))
            yield Word("states.cut_period", {**values, "period": period, "last": state.last_period})
        options = [rules.inputs[name].options for name in cut.within]
        known = len(options) == len(each.group) and all(
            not words or word in words for word, words in zip(each.group, options, strict=True)
        )
        if not known:
            yield Word("states.cut_group", values)
        found = bounds.ranges.get(each.cut)
        low, high = (0, -1) if found is None else (_floor(found.low, cut), _ceil(found.high, cut))
        if not low <= each.value <= high:
            ends = {"found": unscaled(each.value, cut.decimals), "low": unscaled(low, cut.decimals)}
            yield Word("states.cut_value", {**values, **ends, "high": unscaled(high, cut.decimals)})


def _floor(end: Any, cut: tree.Cut) -> int:
    return floor(shifted(end, cut.decimals))


def _ceil(end: Any, cut: tree.Cut) -> int:
    return ceil(shifted(end, cut.decimals))
