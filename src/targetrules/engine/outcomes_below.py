"""The outcomes of a policy as rows of details of another one: the meaning of a cascade of policies.

The lower policy judges its own rows first, by its whole past. What it was given and what it decided of a unit in a
period is then a row below the unit that its input names, as any row of details is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from targetrules.engine.judged import Judged
from targetrules.history import History, Row, Value
from targetrules.rules import tree

__all__ = ["outcome_rows", "values_of_outcome"]


def outcome_rows(details: tree.Details, below: tree.LowerPolicy, lower: History, judged: Sequence[Judged]) -> History:
    """The rows of details that the results of the lower policy become, as it ``judged`` them: those below a unit."""
    given = {(row.unit, row.period): row.values[below.unit_above] for row in lower.rows}
    under = ((given[now.unit, now.period], now) for now in judged)
    rows = (Row(str(unit), now.period, values_of_outcome(details, now)) for unit, now in under if unit is not None)
    return History(tuple(rows))


def values_of_outcome(details: tree.Details, now: Judged) -> Mapping[str, Value]:
    """What a row has of a unit as it was judged, by name."""
    return {name: now.unit if name == details.item else _value(name, now) for name in details.rules.inputs}


def _value(name: str, now: Judged) -> Value:
    """What was given or decided under this name; a consequence is unknown where its condition is."""
    if name == "grade":
        return now.grade
    if not name.startswith(tree.CONSEQUENCE):
        return now.values[name] if name in now.values else _place(name, now)
    id_ = name.removeprefix(tree.CONSEQUENCE)
    if id_ in now.received:
        return True
    return None if now.fired.get(id_, False) is None else False


def _place(name: str, now: Judged) -> Decimal | None:
    """The rank in a ranking, or how many units are ranked in the unit's group; none where it holds no place."""
    ranking, _, number = name.rpartition(".")
    standing = now.standings[ranking]
    found = standing.rank if number == "rank" else standing.size
    return None if found is None else Decimal(found)
