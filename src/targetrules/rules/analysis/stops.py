"""Where a measure that looks back at itself has to stop, so that it does not grow without end: a running total.

Which end needs a stop is found by trying: with an end of some size in place of the one that its author has to name,
all numbers must fit.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Final

from attrs import evolve, field

from targetrules.data import frozen
from targetrules.rules.analysis.bounds import Bounds
from targetrules.rules.analysis.ranges import Range
from targetrules.rules.definition import Input, Measure, Parameter, Version
from targetrules.rules.leaf import Literal
from targetrules.rules.number import Clamp, Number, Rounded
from targetrules.rules.parts import is_quotient
from targetrules.wording import Word

__all__ = ["LONGEST_FORMULA", "Ends", "stop_advice", "stopped", "stops_of"]

LONGEST_FORMULA: Final = 78
"""A longer one would not be shown whole."""

_SOME: Final = Literal(Decimal(1000))
_SOME_BELOW: Final = Literal(Decimal(-1000))
_MOST_TRIALS: Final = 10_000
"""Measures looked at in all trials, beyond the first few; a policy has a few dozen of them."""


class Ends(Enum):
    """At which ends a measure stops."""

    HIGH = "high"
    LOW = "low"
    BOTH = "both"


_NEXT: Final[Mapping[Ends | None, Ends]] = {None: Ends.HIGH, Ends.HIGH: Ends.LOW, Ends.LOW: Ends.BOTH}


@frozen
class _Numbers:
    """The numbers of a policy; ``starting`` are measures that are taken to start from 0."""

    inputs: Collection[Input]
    parameters: Collection[Parameter]
    measures: Sequence[Measure]
    starting: Collection[str] = field(default=())

    def too_large(self, ends: Mapping[str, Ends]) -> Iterable[str]:
        """The names of those that do not fit where these measures stop."""
        bounds = Bounds()
        bounds.add_inputs(self.inputs)
        bounds.add_parameters(self.parameters)
        bounds.ranges |= {name: Range(Decimal(0), Decimal(0), 0) for name in self.starting}
        bounds.add_measures([_stopping(each, ends.get(each.name)) for each in self.measures])
        return bounds.too_large


def stops_of(
    inputs: Collection[Input],
    parameters: Collection[Parameter],
    measures: Sequence[Measure],
    starting: Collection[str] = (),
) -> dict[str, Ends | None]:
    """By name, the measures that grow too large unless they stop, and at which ends.

    Args:
        inputs: All inputs of the policy.
        parameters: All its parameters.
        measures: All its measures, each after those that it needs in the same period.
        starting: Measures that are always missing, and are taken to start from 0.

    Returns:
        The ends at which each has to stop; None where that does not help.
    """
    found = _Numbers(inputs, parameters, measures, starting)
    ends: dict[str, Ends] = {}
    hopeless: set[str] = set()
    names = {each.name for each in measures}
    trials = len(Ends) + 1 + _MOST_TRIALS // (len(measures) or 1)
    while trials and (beyond := (names - hopeless).intersection(found.too_large(ends))):
        trials -= 1
        hopeless.update(name for name in beyond if ends.get(name) is Ends.BOTH)
        ends |= {name: _NEXT[ends.get(name)] for name in beyond - hopeless}
    return {name: None if name in hopeless else end for name, end in ends.items()}


def _stopping(measure: Measure, ends: Ends | None) -> Measure:
    """The measure with a stop at these ends, in all its versions."""
    if ends is None:
        return measure
    return evolve(measure, versions=tuple(_clamped(each, measure, ends) for each in measure.versions))


def _clamped(version: Version, measure: Measure, ends: Ends) -> Version:
    low = None if ends is Ends.HIGH else _SOME_BELOW
    high = None if ends is Ends.LOW else _SOME
    number: Number = version.formula
    if is_quotient(number):
        number = Rounded(number, measure.decimals, version.rounding)
    return evolve(version, formula=Clamp(number, low, high))


# ---- what is said of it ----------------------------------------------------------------------------------------------


def stopped(text: str, version: Version, measure: Measure, ends: Ends) -> str:
    """The formula of a version, written with a stop of which the author has to say where it is: ``…``."""
    if is_quotient(version.formula):
        text = f"round({text}, {measure.decimals})"
    within = re.sub(r"\s+", " ", text).strip()
    return f"clamp({within}, {'…, …' if ends is Ends.BOTH else f'{ends.value}=…'})"


def stop_advice(why: Word, ends: Ends, instead: str | None) -> Word:
    """What to do about a measure without a stop: ``instead`` is to be written; None where it would not be shown."""
    if instead is None or len(instead) > LONGEST_FORMULA:
        instead = "clamp(x, …, …)" if ends is Ends.BOTH else f"clamp(x, {ends.value}=…)"
        return Word(f"diagnostics.stop-{ends.value}-around", {"why": why, "instead": instead})
    return Word(f"diagnostics.stop-{ends.value}", {"why": why, "instead": instead})
