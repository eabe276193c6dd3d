"""What other engines find of each row on the way to an outcome is what the reference finds."""

from __future__ import annotations

from typing import Any, Final

from targetrules.engine import columnar, reference
from targetrules.engine.judged import Judged
from targetrules.engine.prepared.engine import Prepared
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
    """All judge the rows; explanations are made of what is compared here."""
    expected = reference.evaluate(rules, history)
    prepared = [now for cross_section in Prepared(rules).cross_sections(history) for now in cross_section]
    for found in (columnar.evaluate(rules, history), prepared):
        for name in _FOUND:
            assert [getattr(now, name) for now in found] == [getattr(now, name) for now in expected], name
        assert [_standings(now) for now in found] == [_standings(now) for now in expected]


def _standings(now: Judged) -> dict[str, tuple[Any, ...]]:
    """The places of a row; the members of its group by unit."""
    found = {}
    for name, each in now.standings.items():
        members = None if each.members is None else sorted(member.unit for member in each.members)
        found[name] = (each.known, each.place, members)
    return found
