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
from targetrules.engine.columnar.output.bit_packer import BitPacker
from targetrules.engine.columnar.output.buffer_pool import BufferPool
from targetrules.rules import tree

__all__ = ["OutcomeWriter"]

_Move = Callable[[list[NDArray[Any]]], list[NDArray[Any]]]


class OutcomeWriter:
    """Collects the outcomes of so many rows."""

    def __init__(self, rules: tree.Rules, size: int, pool: BufferPool) -> None:
        self._rules = rules
        self._replaceable = rules.replaceable
        self._quotas = rules.breakable_quotas
        self._values = {name: pool.take(size, np.int64) for name in rules.measures}
        self._places = {name: Ranks(pool.take(size, np.int32), pool.take(size, np.int32)) for name in rules.rankings}
        self._grade = pool.take(size, np.int8)
        pairs = len(rules.measures) + len(rules.conditions) + len(rules.consequences)
        self._truths = BitPacker(
            2 * pairs + len(rules.statuses) + len(self._replaceable) + len(self._quotas) + 1, size, pool
        )

    def write(self, rows: slice, now: CrossSection) -> None:
        """Take over what was found for these rows, which are of one period. Each row is to be written once."""
        for name, values in self._values.items():
            values[rows] = now.number(name).values
        for name, ranks in self._places.items():
            places = now.places[name]
            ranks.rank[rows] = places.rank
            gather(places.sizes, places.group, out=ranks.size[rows])
        self._grade[rows] = now.grade
        self._truths.write(rows, [*self._truths_of(now)])

    def _truths_of(self, now: CrossSection) -> Iterator[Bits | None]:
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
            undetermined=next(bits),
            divided_by_zero=divided_by_zero,
        )


def _not_received(fired: Truths, received: Bits) -> Bits:
    """Where it is known that a consequence is not received; most are not replaced, and received where they fire."""
    return fired.no if received is fired.yes else fired.no | (fired.yes & ~received)
