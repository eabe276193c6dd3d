"""What rules decide of rows, as far as a list of decisions made elsewhere can say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from targetrules.data import frozen
from targetrules.engine.choice import engine_for
from targetrules.errors import InternalError
from targetrules.history import History, Row
from targetrules.outcome import Outcome
from targetrules.reconciliation.official import GRADE, NOTHING
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import dependencies_of
from targetrules.rules.succession import COLUMNS

__all__ = ["Decisions", "Key", "decided", "judged", "stand_alone"]

Key: TypeAlias = tuple[str, int]
"""A unit and a period."""

Decisions: TypeAlias = Mapping[Key, Outcome]


@frozen(slots=True)
class _Rows:
    history: History

    @property
    def encoded(self) -> object:
        """Columns, which are asked for by no engine that judges row by row."""
        raise InternalError("rows are judged one by one")


def judged(rules: tree.Rules, rows: Iterable[Row]) -> Decisions:
    """The outcome of each row."""
    kept = tuple(rows)
    found = engine_for(0).evaluate(rules, _Rows(History(kept)))  # type: ignore[arg-type]
    order = sorted(kept, key=lambda row: row.period)
    return {(row.unit, row.period): outcome for row, outcome in zip(order, found, strict=True)}


def decided(outcome: Outcome, about: str) -> bool | str | None:
    """What was decided: a grade, or whether a consequence is received; None where that is undetermined."""
    unknown = {each.id for each in outcome.undetermined}
    if about == GRADE:
        is_open = outcome.grade is None and any(each.startswith("grading.") for each in unknown)
        return None if is_open else outcome.grade or NOTHING
    return None if about in unknown else about in {each.id for each in outcome.consequences}


def stand_alone(rules: tree.Rules, rows: Iterable[Row]) -> bool:
    """Whether each unit is judged by its own results alone, so that some can be judged without the others."""
    is_plain = all(edge.rows.of == "unit" for edge in dependencies_of(rules).all_edges())
    return is_plain and not any(row.values.get(name) for row in rows for name in COLUMNS)
