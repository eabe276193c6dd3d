"""Cross-sections written into the columns of outcomes, by period."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.bits import PackedTruths
from targetrules.columns.outcome_columns import OutcomeColumns, Ranks
from targetrules.columns.vectors import Bits, Numbers, Truths, gather
from targetrules.engine.columnar.evaluation.cross_section import CrossSection
from targetrules.engine.columnar.evaluation.decisions import Decisions
from targetrules.engine.columnar.output.bit_packer import BitPacker
from targetrules.engine.columnar.output.buffer_pool import BufferPool
from targetrules.rules import tree
from targetrules.rules.decided import remarks_of

__all__ = ["OutcomeWriter"]

_Move = Callable[[list[NDArray[Any]]], list[NDArray[Any]]]


class OutcomeWriter:
    """Collects the outcomes of so many rows; ``decided``: the results say what was decided of some."""

    def __init__(self, rules: tree.Rules, size: int, pool: BufferPool, *, decided: bool = False) -> None:
        self._rules = rules
        self._replaceable = rules.replaceable
        self._quotas = rules.breakable_quotas
        self._remarks = remarks_of(rules) if decided else ()
        self._published = rules.published_cuts
        self._values = {name: pool.take(size, np.int64) for name in rules.measures}
        self._places = {name: Ranks(pool.take(size, np.int32), pool.take(size, np.int32)) for name in rules.rankings}
        self._grade = pool.take(size, np.int8)
        pairs = len(rules.measures) + len(rules.conditions) + len(rules.consequences)
        others = (rules.statuses, self._replaceable, self._quotas, self._remarks, self._published)
        self._truths = BitPacker(2 * pairs + sum(map(len, others)) + 1, size, pool)

    def write(self, rows: slice, now: CrossSection, decisions: Decisions | None = None) -> None:
        """Take over what was found for these rows, which are of one period. Each row is to be written once.

        ``decisions``: what was decided of them, if anything was.
        """
        for name, values in self._values.items():
            values[rows] = now.number(name).values
        for name, ranks in self._places.items():
            places = now.places[name]
            ranks.rank[rows] = places.rank
            gather(places.sizes, places.group, out=ranks.size[rows])
        self._grade[rows] = now.grade
        self._truths.write(rows, [*self._truths_of(now, decisions)])

    def _truths_of(self, now: CrossSection, decisions: Decisions | None) -> Iterator[Bits | None]:
        """In the order in which :meth:`columns` reads them."""
        for name in self._rules.measures:
            yield now.number(name).known
            yield now.divided_by_zero.get(name)
        for name in self._rules.conditions:
            yield now.flags(name).yes
            yield now.flags(name).no
        for rule in self._rules.consequences:
            received, fired = now.received[rule.id], now.fired.get(rule.id)
            yield received
            yield ~received if fired is None else _not_received(fired, received)
        for name in self._rules.statuses:
            yield now.flags(name).yes
        for id_ in self._replaceable:
            by = now.replaced.get(id_)
            yield None if by is None else np.logical_or.reduce(list(by.values()))
        for id_ in self._quotas:
            yield now.not_kept.get(id_)
        if decisions is None:
            yield from (None for _ in self._remarks)
        else:
            yield from decisions.differences(self._rules, now.grade, now.received)
        for name in self._published:
            yield now.differing.get(name)
        yield now.undetermined()

    def columns(self, moved: _Move = list) -> OutcomeColumns:
        """All that was written, by period, or as its columns are ``moved``. Nothing more can be written then."""
        places = [array for ranks in self._places.values() for array in (ranks.rank, ranks.size)]
        arrays: list[NDArray[Any]] = [self._grade, *places, *self._values.values()]
        back = moved([*arrays, *self._truths.octets])
        found, bits = iter(back[: len(arrays)]), iter(self._truths.bits(back[len(arrays) :]))
        rules, grade = self._rules, next(found)
        ranks = {name: Ranks(next(found), next(found)) for name in rules.rankings}
        measures, divided_by_zero = {}, {}
        for name, measure in rules.measures.items():
            measures[name] = Numbers(next(found), next(bits).every(), measure.decimals)
            divided_by_zero[name] = next(bits)
        return OutcomeColumns(
            measures=measures,
            places=ranks,
            grade=grade,
            conditions={name: PackedTruths(next(bits), next(bits)) for name in rules.conditions},
            consequences={rule.id: PackedTruths(next(bits), next(bits)) for rule in rules.consequences},
            statuses={name: next(bits) for name in rules.statuses},
            replaced={id_: next(bits) for id_ in self._replaceable},
            not_kept={id_: next(bits) for id_ in self._quotas},
            decided={remark: next(bits) for remark in self._remarks},
            differing={name: next(bits) for name in self._published},
            undetermined=next(bits),
            divided_by_zero=divided_by_zero,
        )


def _not_received(fired: Truths, received: Bits) -> Bits:
    """Where it is known that a consequence is not received; most are not replaced, and received where they fire."""
    return fired.no if received is fired.yes else fired.no | (fired.yes & ~received)
