"""What is made of the details below a unit, down to their rows: which of them count, which are missing, with values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, assert_never

from attrs import field, frozen

from targetrules.engine.judged import Judged
from targetrules.engine.reference import evaluate
from targetrules.explanation.findings import Fact
from targetrules.explanation.reasons.item_names import DetailNames
from targetrules.explanation.values import Cut, MissingValue, Value
from targetrules.history import History, Row
from targetrules.history import Value as Given
from targetrules.rules import tree

__all__ = ["Below", "Items", "nothing_below"]

Below = Callable[[str, int], Mapping[str, Sequence[Row]]]
"""The rows of details of a unit in a period, by the names of the details."""

_MOST_LISTED: Final = 20
_FEW: Final = 2
"""With so many values a row is still easily read."""


def nothing_below(_: str, __: int) -> Mapping[str, Sequence[Row]]:
    """There are none to be looked at: a history has what was made of them, and not the rows."""
    return {}


@frozen(eq=False)
class Items:
    """The rows of details of one explanation. What is made of some is told once.

    So is how decisions of a lower policy are explained: ``led_below`` has the details of which that was told.
    """

    rules: tree.Rules
    below: Below = nothing_below
    told: set[tuple[str, int]] = field(factory=set)
    led_below: set[str] = field(factory=set)

    def facts(self, name: str, now: Judged) -> tuple[Fact, ...]:
        """What the rows are that something was made of; nothing where it is no such name, or was told before."""
        if name not in self.rules.aggregates or (name, now.period) in self.told:
            return ()
        self.told.add((name, now.period))
        _, made = self.rules.aggregates[name]
        kept = self._rows(made.details, now)
        if kept is None:
            return ()
        of = self.names[made.details]
        found = tuple(_Told(of, made, kept, now.values[name]).facts())
        if of.lower is None or not kept or made.details in self.led_below:
            return found
        self.led_below.add(made.details)
        values: dict[str, Value] = {
            "policy": of.lower,
            "command": of.command(_first_shown(found, kept)),
            "details": of.named,
        }
        return (*found, Fact("details.decided_by", values))

    def lacking(self, missing: MissingValue, now: Judged) -> tuple[MissingValue, ...]:
        """The same, where it is made of details by what is missing in which of their rows."""
        name = missing.name
        if name is None or name.id not in self.rules.aggregates or missing.period is not None:
            return (missing,)
        _, made = self.rules.aggregates[name.id]
        kept = self._rows(made.details, now)
        if not kept:
            return (missing,)
        return tuple(_Told(self.names[made.details], made, kept, None).lacking()) or (missing,)

    def _rows(self, name: str, now: Judged) -> Sequence[Judged] | None:
        """The rows, judged by the policy of one row; None where they are not known."""
        rows = self.below(now.unit, now.period).get(name)
        return None if rows is None else list(evaluate(self.rules.details[name].rules, History(tuple(rows))))

    @cached_property
    def names(self) -> Mapping[str, DetailNames]:
        """What the names of details stand for."""
        return {each.name: DetailNames(each) for each in self.rules.details.values()}


def _first_shown(facts: Sequence[Fact], rows: Sequence[Judged]) -> Judged:
    """The first row that the facts name; where they name none, the first of all."""
    cuts = (value for fact in facts for value in fact.values.values() if isinstance(value, Cut))
    named = next((cut.first[0].name for cut in cuts if cut.first), None)
    return next((row for row in rows if named in row.values.values()), rows[0])


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
