"""Rules that an extension adds to the grading of its base: proved to take nothing back, or refused."""

from __future__ import annotations

from typing import Any, Final

from targetrules.engine.reference import evaluate
from targetrules.extra import MissingExtraError
from targetrules.history import Row
from targetrules.period import period_text
from targetrules.proof.answers import Open
from targetrules.proof.equivalence import Difference, Equivalent, Treated
from targetrules.proof.lessening import lessened
from targetrules.rules import tree
from targetrules.rules.resolution.from_base import Doubt
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.diagnostic import Path
from targetrules.source.toml_text import key_text
from targetrules.syntax.shape import as_toml
from targetrules.wording import Listing, Word

__all__ = ["TIMEOUT", "settle"]

TIMEOUT: Final = 20.0
"""Seconds that the solvers have whenever such a policy is read."""


def settle(doubt: Doubt, diagnostics: DiagnosticCollector) -> None:
    """Note that rules take something back, or that nobody could prove that they do not.

    For every history, whatever its length, each consequence of the base that comes without the rules comes with them,
    and no grade is better: both solvers must say so. What takes something back is told with results that show it, as
    the reference engine has judged them.

    Args:
        doubt: What is in question.
        diagnostics: Where it is noted.
    """
    kept = [rule.id for rule in doubt.base.rules.consequences]
    first = doubt.rules[0]
    where = doubt.base.stands(("grading",))
    try:
        found = lessened(doubt.firm, doubt.whole, kept, TIMEOUT)
    except MissingExtraError as error:
        extra = {"extra": error.extra}
        why, advice = Word("extending.not-proved-extra", extra), Word("extending.said-extra", extra)
        diagnostics.add("TR275", first, at="key", advice=advice, why=why, **where)
        return
    match found:
        case Equivalent():
            return
        case Difference():
            _note_loss(found, doubt, diagnostics)
        case Open():
            why = Word(f"extending.not-proved-{found.why}", {"seconds": f"{TIMEOUT:g}"})
            diagnostics.add("TR275", first, at="key", why=why, **where)


def _note_loss(found: Difference, doubt: Doubt, diagnostics: DiagnosticCollector) -> None:
    lost = [id_ for id_ in _kept(found.old, doubt) if id_ not in found.new.consequences]
    grades = {"old": found.old.grade or "-", "new": found.new.grade or "-"}
    if lost:
        what = Word("extending.lost", {"lost": lost[0], **grades})
        at = next(at for at, rule in enumerate(doubt.base.rules.consequences) if rule.id == lost[0])
        where = doubt.base.stands(("consequences", at))
    else:
        what, where = Word("extending.better", grades), doubt.base.stands(("grading",))
    rows = Listing(tuple(_row(row, doubt.whole) for row in found.history.rows), ", ")
    said: dict[str, Any] = {"unit": found.unit, "period": str(found.period), "results": rows, "what": what}
    diagnostics.add("TR274", _acted(found, doubt), at="key", **said, **where)


def _kept(treated: Treated, doubt: Doubt) -> list[str]:
    return [rule.id for rule in doubt.base.rules.consequences if rule.id in treated.consequences]


def _acted(found: Difference, doubt: Doubt) -> Path:
    """The rule in question that acted on the unit; where none did, since it is about others, the first."""
    period = {str(period_text(doubt.whole.period, row.period)): row.period for row in found.history.rows}
    for now in evaluate(doubt.whole, found.history):
        if now.unit == found.unit and now.period == period[str(found.period)]:
            acted = {step.rule.id for step in now.steps}
            return next((path for path in doubt.rules if _id(path) in acted), doubt.rules[0])
    return doubt.rules[0]


def _id(path: Path) -> str:
    """What explanations call a rule of grading: by its number from 1."""
    return ".".join(str(each + 1) if isinstance(each, int) else each for each in path)


def _row(row: Row, rules: tree.Rules) -> Word:
    """A result as a table in place, without what is missing or as it is where nothing else is said."""
    values: dict[str, Any] = {"unit": row.unit, "period": period_text(rules.period, row.period)}
    for name, value in row.values.items():
        known = rules.inputs.get(name)
        if value is not None and (known is None or value != known.default):
            values[name] = value
    cells = tuple(f"{key_text(name)} = {as_toml(value)}" for name, value in values.items())
    return Word("extending.row", {"cells": Listing(cells, ", ")})
