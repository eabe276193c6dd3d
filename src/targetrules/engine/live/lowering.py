"""A policy's temporal conditions as joins of facts over periods, for durable-rules; what cannot be is refused by name.

A row becomes a fact of integers: its period, and a field of 1 for whatever held in it. A rule joins facts by equal
periods at fixed distances, windows enumerated: two of the three periods before are three rules. Everything else of a
row is computed by the package's own engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final, NamedTuple, assert_never

from attrs import field

from targetrules.data import frozen
from targetrules.engine.judged import Judged
from targetrules.errors import InternalError
from targetrules.outcome import Truth
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import dependencies_of
from targetrules.rules.parts import Construct, constructs_in, looks_back

__all__ = [
    "LOWERED",
    "MOST_JOINS",
    "REFUSED",
    "THERE",
    "Join",
    "Lowered",
    "LoweredTemporal",
    "Member",
    "Refusal",
    "lowered",
]

MOST_JOINS: Final = 60
"""Of the joins of a policy, and of the facts in them: 64 conditions may match one fact."""

MOST_MEMBERS: Final = 15
"""Of the facts of one join: 16 may be members."""

THERE: Final = "x"
"""The bit of a row that is there."""

LOWERED: Final = ("consecutive", "times-within", "ago", "since", "grade-change", "received-before")
"""What is lowered: words of the section ``live``."""

REFUSED: Final = (
    "statuses",
    "steps",
    "previous",
    "at-entry",
    "rolling",
    "kept-cuts",
    "bridge",
    "resets",
    "restarts",
    "ever",
    "long-window",
    "many-joins",
)
"""What is refused, and why: words of the section ``live``."""


class Refusal(NamedTuple):
    """A rule or definition, by the name that messages have for it, and what in it cannot be lowered."""

    where: str
    what: str


class Member(NamedTuple):
    """A fact in a join: what held in it, and how many periods before the row that is judged."""

    bit: str
    back: int


class Join(NamedTuple):
    """If all these facts are there, the row has the ``sign``."""

    sign: str
    members: tuple[Member, ...]


@frozen(slots=True)
class LoweredTemporal:
    """A temporal condition: what it asks of rows, as bits, and of the facts before a row, as signs.

    Attributes:
        temporal: The condition.
        true: The bit, and the sign, of a row in which it held.
        unknown: The same where that is unknown.
        there: The sign that there is a row at all, so many periods ago as the condition says.
        fewer: The sign that before the present one it held so often that one more is enough.
        enough: The sign that it held often enough before.
    """

    temporal: tree.Temporal
    true: str
    unknown: str
    there: str
    fewer: str
    enough: str

    def truth(self, found: frozenset[str], now: Judged, held: Truth) -> Truth:
        """Whether it holds, by the signs that the row has; ``held``: its condition in the row, if that is asked."""
        over = self.temporal
        if over.ago and self.there not in found:
            return False if isinstance(over.of, tree.Receives) and over.earlier else None
        if over.since is not None and now.period - over.ago < over.since:
            return False
        present = held
        if over.earlier and over.counting:
            present = False
        elif over.ago:
            present = True if self.true in found else None if self.unknown in found else False
        if over.counting is None:
            return present
        if self.enough in found:
            return True
        return present if self.fewer in found or (over.counting.count == 1 and not over.earlier) else False


@frozen(slots=True)
class Lowered:
    """All temporal conditions of a policy, and the joins that find their signs."""

    temporals: Mapping[int, LoweredTemporal] = field(repr=False)
    joins: tuple[Join, ...]


def lowered(rules: tree.Rules) -> Lowered | tuple[Refusal, ...]:
    """The policy lowered, or all that cannot be.

    Args:
        rules: The policy.
    """
    refusals = list(dict.fromkeys(_refusals(rules)))
    if refusals:
        return tuple(refusals)
    temporals = dict.fromkeys(each for _, each in _constructs(rules) if isinstance(each, tree.Temporal))
    found = {id(each): _named(each, number) for number, each in enumerate(temporals)}
    joins = tuple(join for each in found.values() for join in _joins(each))
    if len(joins) > MOST_JOINS or sum(len(join.members) for join in joins) > MOST_JOINS:
        return (Refusal(rules.id, "many-joins"),)
    return Lowered(found, joins)


def _named(temporal: tree.Temporal, number: int) -> LoweredTemporal:
    return LoweredTemporal(temporal, *(f"{what}{number}" for what in ("t", "u", "x", "f", "e")))


# ---- joins -----------------------------------------------------------------------------------------------------------


def _joins(each: LoweredTemporal) -> Iterator[Join]:
    over = each.temporal
    if over.ago:
        yield Join(each.there, (Member(THERE, over.ago),))
        yield Join(each.true, (Member(each.true, over.ago),))
        yield Join(each.unknown, (Member(each.unknown, over.ago),))
    match over.counting:
        case None:
            return
        case tree.Consecutive(count):
            yield from _windows(each, count, count)
        case tree.Times(count, int(of_last)):
            yield from _windows(each, count, of_last)
        case tree.Times():
            return
        case _:
            assert_never(over.counting)


def _windows(each: LoweredTemporal, count: int, of_last: int) -> Iterator[Join]:
    """The ways to have held ``count`` times, or once less, in the periods before within the last so many.

    With the present one, or (``earlier``) without.
    """
    over = each.temporal
    before = range(over.ago + 1, over.ago + of_last + (1 if over.earlier else 0))
    if not over.earlier:
        yield from _ways(each.fewer, each.true, count - 1, before)
    yield from _ways(each.enough, each.true, count, before)


def _ways(sign: str, bit: str, count: int, before: range) -> Iterator[Join]:
    for backs in combinations(before, count) if count else ():
        yield Join(sign, tuple(Member(bit, back) for back in sorted(backs, reverse=True)))


# ---- what cannot be --------------------------------------------------------------------------------------------------


def _constructs(rules: tree.Rules) -> Iterator[tuple[str, Construct]]:
    """All conditions and numbers of a policy, with the name of what they are part of."""
    for node, mentions in dependencies_of(rules).mentions.items():
        for mention in mentions:
            yield from ((node.key, each) for each in constructs_in(mention.construct))


def _refusals(rules: tree.Rules) -> Iterator[Refusal]:
    yield from (Refusal(name, "statuses") for name in rules.statuses)
    steps = [] if rules.grading is None else [each for each in rules.grading.unit_rules if isinstance(each, tree.Limit)]
    yield from (Refusal(each.id, "steps") for each in steps)
    yield from (Refusal(cut.name, "kept-cuts") for cut in rules.kept_cuts)
    for where, construct in _constructs(rules):
        match construct:
            case tree.Lag():
                yield Refusal(where, "previous")
            case tree.AtEntry():
                yield Refusal(where, "at-entry")
            case tree.RollingAggregate():
                yield Refusal(where, "rolling")
            case tree.Received():
                yield Refusal(where, "ever")
            case tree.Temporal():
                yield from (Refusal(where, what) for what in _refused(construct))
            case tree.Cut():
                pass  # one that looks back is kept, and refused as such
            case _:
                if looks_back(construct):
                    raise InternalError(f"nobody has said whether joins can do {construct}")


def _refused(over: tree.Temporal) -> Iterator[str]:
    if over.bridge:
        yield "bridge"
    if over.resets is not None:
        yield "resets"
    if over.restarts is not None:
        yield "restarts"
    match over.counting:
        case tree.Times(_, None):
            yield "ever"
        case tree.Consecutive(count) | tree.Times(count):
            if count > MOST_MEMBERS or (isinstance(over.counting, tree.Times) and _many(over.counting)):
                yield "long-window"
        case None:
            return
        case _:
            assert_never(over.counting)


def _many(times: tree.Times) -> bool:
    """Whether a window has more ways than there may be joins, without making them all."""
    most, ways = times.of_last or 0, 1
    for taken in range(times.count):
        ways = ways * (most - taken) // (taken + 1)
        if ways > MOST_JOINS:
            return True
    return False
