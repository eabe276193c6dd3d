"""Random cascades of any height, each beside policies drawn alike that have plain rows in place of outcomes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Any, Final

from attrs import evolve, frozen

from targetrules import Policy, loads
from targetrules.drawing.chance import Chance
from targetrules.drawing.histories import Extent
from targetrules.drawing.tables import tables
from targetrules.history import History
from targetrules.loading import loads_above
from targetrules.outcome import Outcome, Undetermined
from targetrules.period import period_text
from targetrules.rules.resolution.lower import FoundPolicy
from targetrules.syntax.to_toml import to_toml
from targetrules.testing.below import DETAILS, ITEM, Part, below
from targetrules.testing.cascades import found_in, levels_of
from targetrules.testing.draft import NAMES_ABOVE, Shape
from tests.cascades import passed_over, value_of
from tests.outcome_rows import without_other_remarks

__all__ = ["TallCascade", "tall_cascade"]

_SHAPE: Final = Shape(largest=4, details=True)
_BEFORE: Final = -(10**10)
_EXTENT: Final = Extent(units=4, periods=5, missing="any", decided=True, succession=True)

_OF_PLAIN: Final = re.compile(r"(?<=\()v\d+(?=[,)])")
"""What a function over details is of, where that is something of a plain row."""

Rows = list[dict[str, Any]]


@frozen
class TallCascade:
    """The policy above all others with tables for all of them; ``lower`` and ``plain`` are by level, from above."""

    seed: int
    policy: Policy
    lower: Sequence[FoundPolicy]
    plain: Sequence[Policy]
    history: History
    details: Mapping[str, History]

    def plainly(self, level: int = 0) -> list[Outcome]:
        """What the policies with plain rows decide, each by rows that are made of what is said of the next."""
        policy, history = self.plain[level], self._table(level)
        if level + 1 == len(self.plain):
            own = {DETAILS: self._table(level + 1)} if policy.rules.details else None
            return [*policy.evaluate(history, details=own, engine="reference", notes=passed_over)]
        rows = {DETAILS: self._rows_below(level)}
        found = policy.evaluate(history, details=rows, engine="reference", notes=passed_over)
        names = {part.plain: part.name for part in self._parts(level + 1)}
        return [evolve(each, undetermined=tuple(_renamed(part, names) for part in each.undetermined)) for each in found]

    def step_by_step(self, *, decided_on: date) -> list[dict[str, Any]]:
        """The outcomes of one period after the other, from a state, as rows; below is what came since the last one."""
        state, found, since = self.policy.start(), list[dict[str, Any]](), _BEFORE
        for period in sorted({row.period for row in self.history.rows}):
            rows = _between(self.history, period - 1, period)
            details = {name: _between(table, since, period) for name, table in self.details.items()}
            outcomes, state = self.policy.step(state, rows, details=details, decided_on=decided_on, notes=passed_over)
            found += without_other_remarks(outcomes)
            since = period
        return found

    def _table(self, level: int) -> History:
        return self.details[".".join([DETAILS] * level)] if level else self.history

    def _parts(self, level: int) -> Sequence[Part]:
        return below(self.lower[level], "below.toml").parts

    def _rows_below(self, level: int) -> Rows:
        kind, parts = self.policy.rules.period, self._parts(level + 1)
        judged = {(row.unit, row.period) for row in self._table(level).rows}
        given = {(row.unit, period_text(kind, row.period)): row for row in self._table(level + 1).rows}
        found: Rows = []
        for outcome in self.plainly(level + 1):
            row = given[outcome.unit, outcome.period]
            unit = row.values[NAMES_ABOVE]
            if (unit, row.period) in judged:
                values = {part.plain: value_of(part, outcome, row.values) for part in parts}
                found.append({"unit": unit, "period": outcome.period, ITEM: outcome.unit, **values})
        return found


def _between(table: History, since: int, until: int) -> History:
    return History(tuple(row for row in table.rows if since < row.period <= until))


def _renamed(unknown: Undetermined, names: Mapping[str, str]) -> Undetermined:
    """What is missing by the names that a row of outcomes has, not by those of plain rows."""
    missing = tuple(_OF_PLAIN.sub(lambda found: names[found[0]], each) for each in unknown.missing)
    return evolve(unknown, missing=missing)


def tall_cascade(seed: int, levels: int) -> TallCascade:
    """The cascade of a seed: whoever draws it plainly draws the same."""
    random = Random(seed)  # noqa: S311  a seed makes the cascade again
    found = levels_of(random, _SHAPE, levels)
    plain = levels_of(Random(seed), _SHAPE, levels, plain=True)  # noqa: S311
    names = list(found)
    policy = loads_above(to_toml(found[names[0]].written), found_in(found), name=names[0])
    history, details = tables(Chance(random), policy.rules, _EXTENT)
    policies = [loads(to_toml(each.written), name=name) for name, each in plain.items()]
    return TallCascade(seed, policy, list(found.values()), policies, history, details)
