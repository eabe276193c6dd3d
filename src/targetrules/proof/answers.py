"""What is answered of a claim: proved, refuted, or open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal as OneOf

from attrs import field

from targetrules.data import frozen
from targetrules.engine.claims import Broken
from targetrules.history import History

__all__ = ["Answer", "Open", "Proved", "Refuted", "Why"]

Why = OneOf["time", "second", "disagree", "free", "replay", "end"]


@frozen(slots=True)
class Proved:
    """A claim that holds in all histories, whatever their length: both solvers say so of the same text.

    Attributes:
        claim: The id of the claim.
        periods: How many periods the induction goes back.
        scripts: The questions by name, as SMT-LIB 2 text: to each of them the answer is that it cannot be.
    """

    claim: str
    periods: int
    scripts: Mapping[str, str] = field(factory=dict, repr=False, eq=False)


@frozen(slots=True)
class Refuted:
    """A claim that does not hold, with a history that shows it: the reference engine has judged it so.

    Attributes:
        claim: The id of the claim.
        history: The results, of as few periods as there are any, unless it is not the shortest, and of few units.
        broken: The results that break the claim.
        scripts: The question by name, as SMT-LIB 2 text, by which there may be such a history.
        details: Where what is made of details matters, their rows by name.
        is_shortest: Whether no history of fewer periods breaks it. Else nobody knows: solvers found none in time, or
            none that the reference engine judges so, and this one was found among random results.
    """

    claim: str
    history: History
    broken: tuple[Broken, ...]
    scripts: Mapping[str, str] = field(factory=dict, repr=False, eq=False)
    details: Mapping[str, History] = field(factory=dict)
    is_shortest: bool = True


@frozen(slots=True)
class Open:
    """A claim of which nobody knows whether it holds; or two policies, whether they decide alike.

    Attributes:
        claim: The id of the claim; empty where none was asked about.
        periods: In no history of up to so many periods is it broken.
        why: ``time`` was over; the ``second`` solver does not know; the two ``disagree``; what other units are was left
            ``free``, and no units were found with whom it is so; the reference engine does not ``replay`` what was
            found; or the search came to its ``end``.
        scripts: Questions by name, as SMT-LIB 2 text, if any are left.
    """

    claim: str
    periods: int
    why: Why
    scripts: Mapping[str, str] = field(factory=dict, repr=False, eq=False)


Answer = Proved | Refuted | Open
"""What is answered of a claim."""
