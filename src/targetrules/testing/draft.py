"""A random policy while it is drawn: what has been declared, what may be used where, and how large numbers can become.

A definition uses only what was declared before it, so nothing depends on itself within a period. Of earlier periods it
may use everything that the policy will declare. A measure may ask for entries of one status that is yet to come:
if that rests on it, earlier entries are meant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from attrs import field

from targetrules.data import define, frozen
from targetrules.drawing.chance import Chance
from targetrules.drawing.telling import FIRST_PERIOD
from targetrules.period import PeriodKind, period_text
from targetrules.rules.analysis.bounds import Bounds
from targetrules.rules.exact import rounded
from targetrules.rules.leaf import NumberOf, Rounding

if TYPE_CHECKING:
    from targetrules.testing.below import Below

__all__ = ["NAMES_ABOVE", "PERIODS", "Draft", "Scope", "Shape", "toml_number"]

PERIODS: Final = 8
"""Dates of a policy lie within so many periods."""

_WORDS: Final = {
    "number": ("score", "得分", "growth", "x", "总量", "debt_2", "élan", "投诉", "safety", "points"),
    "flag": ("exempt", "造假", "audited", "on site", "整改 (一)", "special.measures", "repeated", "末位", "“new”"),
    "choice": ("kind", "地区", "stage"),
    "text": ("remark", "分组"),
    "ranking": ("overall", "同类", "by_size"),
    "grade": ("excellent", "良好", "average", "C", "poor", "F"),
    "consequence": ("commendation", "warning-talk", "书面报告", "rectify", "reorganisation", "merit", "诫勉"),
    "claim": ("fair", "不重罚", "sound", "steady"),
    "source": ("law", "办法"),
    "category": ("economy", "民生"),
    "ballot": ("poll", "测评", "rating"),
    "indicator": ("gdp", "能耗", "income", "jobs", "减排", "roads"),
}
NAMES_ABOVE: Final = "the unit above"
"""The input of a random policy by which another one finds the unit that each of its own is below."""

_ENOUGH: Final = 10**6


@frozen(slots=True)
class Shape:
    """What kind of policies are wanted; see :func:`targetrules.testing.policy_texts`.

    ``rename`` makes the name that is used of the name that would be. It can stand in a formula just where that one can:
    which flags a formula may use is drawn from those names. ``begins``: it may name the first period that it judges.
    ``below``: it judges by the outcomes of that policy; ``names_above``: another one may judge by its own.
    ``procedure``: it may have the steps of one, without which a register takes no values.
    """

    period: PeriodKind | None = None
    dated: bool = True
    across_units: bool = True
    largest: int = 6
    details: bool = False
    rename: Callable[[str], str] = str
    begins: bool = True
    below: Below | None = None
    names_above: bool = False
    procedure: bool = True


@define
class Scope:
    """Names that may be used: those declared so far, or all of the policy."""

    numbers: list[str] = field(factory=list)
    flags: list[str] = field(factory=list)
    grade_inputs: list[str] = field(factory=list)
    choices: dict[str, list[str]] = field(factory=dict)
    texts: list[str] = field(factory=list)
    knowable: list[str] = field(factory=list)
    rankings: list[str] = field(factory=list)
    graded: bool = False


@define
class Draft:
    """The policy so far. ``now`` may be used in the same period, ``past`` (everything) of earlier ones.

    ``statuses``: those declared so far, and the first one from the beginning (``foreseen``); ``awaiting``: the measures
    that ask for entries into that one before it is declared.
    ``loose``: the measures of which ``bounds`` may say too much, as cases stand in what they are computed from.
    """

    chance: Chance
    shape: Shape
    kind: PeriodKind
    file: dict[str, Any] = field(factory=dict)
    bounds: Bounds = field(factory=Bounds)
    loose: set[str] = field(factory=set)
    statuses: list[str] = field(factory=list)
    foreseen: str | None = None
    awaiting: list[str] = field(factory=list)
    now: Scope = field(factory=Scope)
    past: Scope = field(factory=Scope)
    grades: list[str] = field(factory=list)
    consequences: list[str] = field(factory=list)
    portions: list[str] = field(factory=list)
    languages: list[str] | None = None
    _named: dict[str, int] = field(factory=dict)

    def fresh(self, kind: str) -> str:
        """A name that the policy does not have yet; which one it is, is not left to chance."""
        words = _WORDS[kind]
        count = self._named[kind] = self._named.get(kind, -1) + 1
        word = words[count % len(words)]
        return self.shape.rename(word if count < len(words) else f"{word}{count // len(words) + 1}")

    # ---- periods -----------------------------------------------------------------------------------------------------

    def ordinal(self) -> int:
        """Any of the periods that the policy may speak of."""
        return FIRST_PERIOD[self.kind] + self.chance.count(0, PERIODS - 1)

    def period(self, ordinal: int) -> int | str:
        """A period as the file writes it."""
        return period_text(self.kind, ordinal)

    def period_range(self) -> dict[str, Any]:
        """``from`` and ``until``, one of them or both or neither."""
        if not self.shape.dated:
            return {}
        ends = sorted([self.ordinal(), self.ordinal()])
        keys = self.chance.one((("from",), ("until",), ("from", "until"), ()))
        return {key: self.period(ends[index]) for index, key in enumerate(("from", "until")) if key in keys}

    def cuts(self) -> list[tuple[int | None, int | None]]:
        """Time in one to three stretches, one just after the other; the outermost may be open."""
        if not self.shape.dated:
            return [(None, None)]
        starts = sorted(set(self.chance.some(range(FIRST_PERIOD[self.kind], FIRST_PERIOD[self.kind] + PERIODS), 0, 3)))
        if not starts:
            return [(None, None)]
        found: list[tuple[int | None, int | None]] = [(start, end - 1) for start, end in pairwise(starts)]
        found.append((starts[-1], self.chance.one((None, starts[-1] + 3))))
        return [(None, starts[0] - 1), *found] if self.chance.happens() else found

    def dates(self, stretch: tuple[int | None, int | None]) -> dict[str, Any]:
        """A stretch as ``from`` and ``until``."""
        ends = zip(("from", "until"), stretch, strict=True)
        return {key: self.period(end) for key, end in ends if end is not None}

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def number_of(self, name: str) -> NumberOf:
        """The number of this name."""
        return NumberOf(name, parameter=name in self.file.get("parameters", {}))

    def values(self, name: str, count: int) -> list[Decimal]:
        """Some numbers that the number of this name can be, different ones, in ascending order."""
        found = self.bounds.ranges.get(name)
        ends = (found.low, found.high) if found else (0, 4)
        low, high = max(Fraction(ends[0]), Fraction(-_ENOUGH)), min(Fraction(ends[1]), Fraction(_ENOUGH))
        decimals = found.decimals if found else 0
        parts = max(4, count)
        steps = [
            rounded(low + (high - low) * step / parts, min(decimals, 3), Rounding.DOWN) for step in range(parts + 1)
        ]
        return sorted(set(self.chance.some(list(dict.fromkeys(steps)), count, count)))

    # ---- words -------------------------------------------------------------------------------------------------------

    def label(self, text: str) -> str | dict[str, str]:
        """A label in every language that the policy declares."""
        if self.languages is not None:
            return {language: f"{text} ({language})" for language in self.languages}
        labels: tuple[str | dict[str, str], ...] = (text, {"en": text}, {"zh": text, "en": text})
        return self.chance.one(labels)

    def labels(self, text: str) -> dict[str, Any]:
        """A label and a description, or neither."""
        found = {"label": self.label(text)} if self.chance.happens(1, 6) else {}
        return {**found, "description": self.label(text)} if self.chance.happens(1, 10) else found

    def origin(self, sources: Sequence[str]) -> dict[str, Any]:
        """The source and the article of a rule, or neither."""
        found: dict[str, Any] = {}
        if sources and self.chance.happens(1, 3):
            found["source"] = self.chance.one(sources)
        if self.chance.happens(1, 6):
            found |= {"article": "一(三)", "quote": "“写出书面报告”"}
        if self.chance.happens(1, 10):
            found["description"] = self.label("why")
        return found


def toml_number(value: Decimal) -> int | Decimal:
    """A number as TOML reads it: a whole number without a point."""
    return int(value) if value == int(value) else value
