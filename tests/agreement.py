"""What the columnar engine finds of each row on the way to an outcome is what the reference finds."""

from __future__ import annotations

from typing import Any, Final

from targetrules.engine import columnar, reference
from targetrules.engine.judged import Judged
from targetrules.history import History
from targetrules.rules.tree import Rules

__all__ = ["check_agreement"]

_FOUND: Final = (
    "values",
    "first_grade",
    "grade",
    "steps",
    "status_age",
    "fired",
    "replaced",
    "received",
    "divided_by_zero",
    "filled",
    "not_kept",
)


def check_agreement(rules: Rules, history: History) -> None:
    """Both judge the rows; explanations are made of what is compared here."""
    slow, fast = (engine.evaluate(rules, history) for engine in (reference, columnar))
    for name in _FOUND:
        assert [getattr(now, name) for now in fast] == [getattr(now, name) for now in slow], name
    assert [_standings(now) for now in fast] == [_standings(now) for now in slow]


def _standings(now: Judged) -> dict[str, tuple[Any, ...]]:
    """The places of a row; the members of its group by unit."""
    found = {}
    for name, each in now.standings.items():
        members = None if each.members is None else sorted(member.unit for member in each.members)
        found[name] = (each.known, each.place, members)
    return found
