"""Measures that are missing for ever, because they wait for a value of their own that can never be there.

``previous(total) + s`` is the natural mistake for a running total: in a unit's first period there is no total before,
so there is none then, nor in the next period, nor in any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from targetrules.rules.analysis.bounds import Bounds
from targetrules.rules.definition import Measure, Version
from targetrules.rules.number import Lag, Number, NumberOf
from targetrules.rules.parts import constructs_in
from targetrules.rules.tree import Rules
from targetrules.source.diagnostic import Fault, Path
from targetrules.syntax import tree as syntax

__all__ = ["always_missing"]

_PREVIOUS: Final = re.compile(r"(if_missing\(\s*)?\bprevious\(([^()]*)\)")
_ANY: Final = "if_missing(previous(…), 0)"


def always_missing(rules: Rules, written: syntax.PolicyFile) -> Iterator[Fault]:
    """A note for each measure that is always missing and looks back at one that is; with a formula that starts."""
    measures = [each for each in rules.order if isinstance(each, Measure)]
    bounds = Bounds()
    bounds.add_inputs(rules.inputs.values())
    bounds.add_parameters(rules.parameters.values())
    bounds.add_measures(measures)
    lost = {each.name for each in measures if bounds.ranges.get(each.name) is None}
    for measure in measures:
        found = measure.name in lost and next(_waiting(measure, bounds), None)
        if found:
            path, text = _place(written, measure.name, found[0])
            yield Fault("TR093", path, {"name": measure.name, "instead": _mended(text, lost)})


def _waiting(measure: Measure, bounds: Bounds) -> Iterator[tuple[int, Version]]:
    """The versions that look back at what is always missing."""
    for index, version in enumerate(measure.versions):
        earlier = [each.of for each in constructs_in(version.formula) if isinstance(each, Lag)]
        if any(_names(number) and bounds.of(number) is None for number in earlier):
            yield index, version


def _names(number: Number) -> bool:
    return any(isinstance(each, NumberOf) for each in constructs_in(number))


def _place(written: syntax.PolicyFile, name: str, index: int) -> tuple[Path, str]:
    """Where the formula of a version stands, and how it is written."""
    measure = (written.measures or {})[name]
    if measure.versions is None:
        return ("measures", name, "formula"), measure.formula or ""
    return ("measures", name, "versions", index, "formula"), measure.versions[index].formula or ""


def _mended(text: str, lost: set[str]) -> str:
    """The formula with 0 wherever there is no earlier value; what is too deep to be found is left to the author."""

    def start(found: re.Match[str]) -> str:
        waits = not found[1] and not lost.isdisjoint(re.split(r"[^\w]+", found[2]))
        return f"if_missing({found[0]}, 0)" if waits else found[0]

    mended = _PREVIOUS.sub(start, text)
    return _ANY if mended == text else mended
