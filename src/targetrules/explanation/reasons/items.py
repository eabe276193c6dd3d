"""What is made of the details below a unit, down to their rows: which of them count, which are missing, with values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, assert_never

from attrs import field

from targetrules.data import frozen
from targetrules.engine.judged import Judged
from targetrules.engine.reference import evaluate
from targetrules.explanation.below import NOTHING_BELOW, Below
from targetrules.explanation.findings import Fact
from targetrules.explanation.reasons.decisions import Decisions
from targetrules.explanation.reasons.item_names import DetailNames
from targetrules.explanation.values import Cut, MissingValue
from targetrules.history import History
from targetrules.history import Value as Given
from targetrules.rules import tree

__all__ = ["Items"]

_MOST_LISTED: Final = 20
_FEW: Final = 2
"""With so many values a row is still easily read."""


@frozen(eq=False)
class Items:
    """The rows of details of one explanation. What is made of some is told once.

    So is what a lower policy decided of a unit: ``decisions``.
    """

    rules: tree.Rules
    below: Below = NOTHING_BELOW
    decisions: Decisions = field(factory=Decisions)
    told: set[tuple[str, int]] = field(factory=set)

    @property
    def size(self) -> int:
        """How much was told that is told once."""
        return len(self.told) + len(self.decisions.told) + len(self.decisions.led)

    def facts(self, name: str, now: Judged) -> tuple[Fact, ...]:
        """What the rows are that something was made of; nothing where it is no such name, or was told before.

        Of what is decided of a unit above it is told which unit that is.
        """
        given = self.rules.inputs.get(name)
        above = None if given is None else given.above
        if (name not in self.rules.aggregates and above is None) or (name, now.period) in self.told:
            return ()
        self.told.add((name, now.period))
        if above is not None:
            named = now.values[above.unit]
            said = {"policy": above.policy, "unit": str(named)}
            return () if named is None else (Fact("above.decided", said),)
        _, made = self.rules.aggregates[name]
        kept = self._rows(made.details, now)
        if kept is None:
            return ()
        if self.below.is_open(made.details, now.unit, now.period):
            return (Fact("details.open", {"details": self.names[made.details].named}),)
        told = _Told(self.names[made.details], made, kept, now.values[name])
        return (*told.facts(), *self.decided(told, now))

    def decided(self, told: _Told, now: Judged) -> Iterator[Fact]:
        """What a lower policy decided of the rows that make it what it is."""
        lower, (name, rows) = self.below.lower.get(told.made.details), told.deciding()
        if lower is not None:
            judged = [(row, lower.judged[str(row.values[told.of.details.item]), now.period]) for row in rows]
            yield from self.decisions.facts(told.of, name, judged)
        yield from self.decisions.lead(told.of, rows)

    def lacking(self, missing: MissingValue, now: Judged) -> tuple[MissingValue, ...]:
        """The same, where it is made of details by what is missing in which of their rows."""
        name = missing.name
        if name is None or name.id not in self.rules.aggregates or missing.period is not None:
            return (missing,)
        _, made = self.rules.aggregates[name.id]
        kept = self._rows(made.details, now)
        if not kept or self.below.is_open(made.details, now.unit, now.period):
            return (missing,)
        return tuple(_Told(self.names[made.details], made, kept, None).lacking()) or (missing,)

    def _rows(self, name: str, now: Judged) -> Sequence[Judged] | None:
        """The rows, judged by the policy of one row; None where they are not known."""
        rows = self.below.rows(now.unit, now.period).get(name)
        return None if rows is None else list(evaluate(self.rules.details[name].rules, History(tuple(rows))))

    @cached_property
    def names(self) -> Mapping[str, DetailNames]:
        """What the names of details stand for."""
        return {each.name: DetailNames(each) for each in self.rules.details.values()}


@frozen(slots=True)
class _Told:
    """What is told of something that is made of rows: of all that there are, with its value."""

    of: DetailNames
    made: tree.Aggregation
    rows: Sequence[Judged]
    value: Given

    def facts(self) -> Iterator[Fact]:
        """What it is made of; where it is missing, what is missing in which rows."""
        among = [row for row in self.rows if self.is_among(row) is True]
        if not self.rows:
            yield Fact("details.no_rows", {"details": self.of.named})
        elif lacking := list(self.lacking()):
            yield from (Fact("details.lacking", {"what": each}) for each in lacking)
        elif not among:
            yield Fact("details.none_among", {"details": self.of.named, "all": len(self.rows)})
        else:
            yield from self.of_rows(among)
        outside = [row for row in self.rows if self.is_among(row) is False]
        if among and outside:
            yield Fact("details.outside", {"items": self.cut(outside, self.seen(self.made.among))})

    def is_among(self, row: Judged) -> Given:
        return True if self.made.among is None else row.values[self.made.among]

    def of_rows(self, among: Sequence[Judged]) -> Iterator[Fact]:
        """The rows that decide, among those that count; all values are there."""
        of, size = self.made.of, len(among)
        match self.made.how:
            case "count" if of is None:
                yield Fact("details.rows", {"items": self.cut(among)})
            case "count":
                held = [row for row in among if row.values[str(of)] is True]
                if not held:
                    yield Fact("details.none_hold", {"size": size})
                elif len(held) == size:
                    yield Fact("details.all_hold", {"items": self.cut(held, self.seen(of))})
                else:
                    yield Fact("details.hold", {"size": size, "items": self.cut(held, self.seen(of))})
            case "min" | "max" | "best" | "worst":
                extreme = [row for row in among if row.values[str(of)] == self.value]
                yield Fact("details.extreme", {"size": size, "items": self.cut(extreme)})
            case "sum" | "percentile":
                yield Fact("details.values", {"items": self.cut(among, (str(of),))})
            case _:
                assert_never(self.made.how)

    def deciding(self) -> tuple[str | None, Sequence[Judged]]:
        """The name by which the rows decide, and those that do: for which it is missing, those that hold, or are worst.

        Where a flag holds in none of the rows that count, all of these decide. A row counts by ``among``.
        """
        of, among = self.made.of, [row for row in self.rows if self.is_among(row) is True]
        if unsure := [row for row in self.rows if self.is_among(row) is None]:
            return self.made.among, unsure
        if of is None:
            return None, among or self.rows
        if lacking := [row for row in among if row.values[of] is None]:
            return of, lacking
        match self.made.how:
            case "count":
                return of, [row for row in among if row.values[of] is True] or among or self.rows
            case "min" | "max" | "best" | "worst":
                return of, [row for row in among if row.values[of] == self.value]
            case "sum" | "percentile":
                return of, among
            case _:
                assert_never(self.made.how)

    def lacking(self) -> Iterator[MissingValue]:
        """What is missing, each with the rows in which it is."""
        found: dict[str, list[Judged]] = {}
        for row in self.rows:
            asked = [self.made.among] if self.is_among(row) is None else []
            asked += [self.made.of] if self.is_among(row) is True else []
            for name in dict.fromkeys(each for one in asked if one for each in self.of.lacking(one, row)):
                found.setdefault(name, []).append(row)
        for name, rows in found.items():
            yield MissingValue(self.of.names.lacking(name).name, items=self.cut(rows))

    def seen(self, name: str | None) -> tuple[str, ...]:
        """The inputs that show why a condition holds, where these are few; a flag shows itself."""
        inputs = () if name is None else self.of.shown_by(name)
        return inputs if len(inputs) <= _FEW else ()

    def cut(self, rows: Sequence[Judged], with_values: Iterable[str] = ()) -> Cut:
        """The first of these rows, and how many there are."""
        names = tuple(with_values)
        return Cut(tuple(self.of.item(row, names) for row in rows[:_MOST_LISTED]), len(rows))
