"""Measures that are missing for ever, because they wait for a value of their own that can never be there.

``previous(total) + s`` is the natural mistake for a running total: in a unit's first period there is no total before,
so there is none then, nor in the next period, nor in any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from targetrules.rules.analysis.bounds import Bounds, bounds_of
from targetrules.rules.analysis.stops import LONGEST_FORMULA, Ends, stop_advice, stopped, stops_of
from targetrules.rules.analysis.written import WrittenFormula, formulas_of
from targetrules.rules.definition import Measure
from targetrules.rules.leaf import NumberOf
from targetrules.rules.number import AtEntry, Lag, Number
from targetrules.rules.parts import numbers_in
from targetrules.rules.tree import Rules
from targetrules.source.diagnostic import UnlocatedDiagnostic
from targetrules.syntax import schema as syntax
from targetrules.wording import Word

__all__ = ["always_missing"]

_PREVIOUS: Final = re.compile(r"(if_missing\s*\(\s*)?\b(?:previous|at_entry)\s*\(")
_NAME: Final = re.compile(r"[^\W\d]\w*")


def always_missing(rules: Rules, written: syntax.PolicyFile) -> Iterator[UnlocatedDiagnostic]:
    """A note for each measure that is always missing and looks back at one that is; with a formula that starts.

    A measure that starts may grow without end. Then the formula that is proposed stops, too.
    """
    measures = [each for each in rules.order if isinstance(each, Measure)]
    bounds = bounds_of(rules)
    lost = {each.name for each in measures if bounds.ranges.get(each.name) is None}
    if not lost:
        return
    stops = stops_of(rules.inputs.values(), rules.parameters.values(), measures, lost)
    for measure in measures:
        if measure.name in lost:
            waiting = (each for each in formulas_of(measure, written) if _waits(each.number, bounds))
            for each in islice(waiting, 1):
                advice = _advice(measure, each, lost, stops)
                yield UnlocatedDiagnostic("TR093", each.path, {"name": measure.name}, advice=advice)


def _waits(formula: Number, bounds: Bounds) -> bool:
    """Whether a formula looks back at what is always missing."""
    earlier = (each.of for each in numbers_in(formula) if isinstance(each, Lag | AtEntry))
    return any(_names(number) and bounds.of(number) is None for number in earlier)


def _names(number: Number) -> bool:
    return any(isinstance(each, NumberOf) for each in numbers_in(number))


# ---- the formula that starts -----------------------------------------------------------------------------------------


def _advice(measure: Measure, waiting: WrittenFormula, lost: set[str], stops: dict[str, Ends | None]) -> Word:
    """What to write: the whole formula, or where it is long the part of it that has to start."""
    started, found = _started(waiting.text, lost)
    ends = stops.get(measure.name)
    instead = started if ends is None else stopped(started, waiting.version, measure, ends)
    starts = Word("diagnostics.starts-at", {"found": found, "instead": f"if_missing({found}, 0)"})
    if ends is not None:
        is_long = len(instead) > LONGEST_FORMULA
        return stop_advice(starts if is_long else Word("diagnostics.starts-and-stops"), ends, instead)
    if measure.name in stops:
        return Word("diagnostics.starts-too-large", {"starts": starts})
    return starts if len(instead) > LONGEST_FORMULA else Word("diagnostics.starts", {"instead": instead})


def _started(text: str, lost: set[str]) -> tuple[str, str]:
    """The formula with 0 wherever there is no earlier value, and the first look back that there is none for."""
    parts: list[str] = []
    waits: list[str] = []
    at = 0
    while found := _PREVIOUS.search(text, at):
        start, end = found.end(1) if found[1] else found.start(), _closing(text, found.end())
        parts.append(text[at:start])
        back = text[start:end]
        at = end
        if found[1] or lost.isdisjoint(_NAME.findall(back)):
            parts.append(back)
        else:
            waits.append(back)
            parts.append(f"if_missing({back}, 0)")
    return "".join([*parts, text[at:]]), next(iter(waits), "previous(…)")


def _closing(text: str, at: int) -> int:
    """Where the brackets end that were opened just before a place: a formula that was read has both."""
    depth = 1
    while depth:
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        at += 1
    return at
