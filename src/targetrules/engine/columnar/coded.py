"""Rows to columns of codes: units, periods and words as small integers, numbers as scaled integers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from targetrules.engine.columnar.vectors import Codes, Numbers, Truths
from targetrules.history import History, Value
from targetrules.rules import tree

__all__ = ["Coded", "Texts", "coded"]


@define(slots=True, eq=False)
class Texts:
    """Words numbered in the order in which they come."""

    numbers: dict[str, int] = field(factory=dict)

    def number(self, word: str) -> int:
        """The word's number."""
        return self.numbers.setdefault(word, len(self.numbers))


@frozen(slots=True, eq=False)
class Coded:
    """A history in columns. ``inputs`` has Numbers, Codes and Truths by name."""

    units: NDArray[np.intp]
    names: Sequence[str]
    periods: NDArray[np.int64]
    inputs: Mapping[str, Numbers | Codes | Truths]

    def by_period(self) -> Iterator[tuple[int, NDArray[np.intp], dict[str, Numbers | Codes | Truths]]]:
        """Each period with the positions of its rows, as they came, and their inputs."""
        if not len(self.periods):
            return
        span = int(self.periods.max()) - int(self.periods.min())
        keys = self.periods - self.periods.min()
        order = np.argsort(keys.astype(np.uint16) if span < 2**16 else keys, kind="stable")
        ordered = self.periods[order]
        edges = [0, *(np.flatnonzero(np.diff(ordered)) + 1).tolist(), len(ordered)]
        for start, end in pairwise(edges):
            rows = order[start:end]
            yield int(ordered[start]), rows, {name: _taken(column, rows) for name, column in self.inputs.items()}


def _taken(column: Numbers | Codes | Truths, rows: NDArray[np.intp]) -> Numbers | Codes | Truths:
    match column:
        case Numbers():
            return Numbers(column.values[rows], column.known[rows], column.decimals)
        case Codes():
            return Codes(column.codes[rows])
        case Truths():
            return Truths(column.yes[rows], column.no[rows])


def coded(rules: tree.Rules, history: History) -> Coded:
    """A history of rows, in columns."""
    units, texts = Texts(), Texts()
    numbers = np.fromiter((units.number(row.unit) for row in history.rows), np.intp, len(history.rows))
    periods = np.fromiter((row.period for row in history.rows), np.int64, len(history.rows))
    inputs = {
        name: _column(rules, each, [row.values[name] for row in history.rows], texts)
        for name, each in rules.inputs.items()
    }
    return Coded(numbers, list(units.numbers), periods, inputs)


def _column(rules: tree.Rules, source: tree.Input, values: list[Value], texts: Texts) -> Numbers | Codes | Truths:
    known = np.fromiter((value is not None for value in values), np.bool_, len(values))
    match source.kind:
        case tree.InputKind.NUMBER:
            scaled = (0 if value is None else int(Decimal(value).scaleb(source.decimals)) for value in values)
            return Numbers(np.fromiter(scaled, np.int64, len(values)), known, source.decimals)
        case tree.InputKind.FLAG:
            return Truths.known(np.fromiter((value is True for value in values), np.bool_, len(values)), known)
        case tree.InputKind.TEXT:
            codes: Any = (-1 if value is None else texts.number(str(value)) for value in values)
        case _:
            words = [g.id for g in rules.grades] if source.kind is tree.InputKind.GRADE else list(source.options)
            of = {word: position for position, word in enumerate(words)}
            codes = (-1 if value is None else of[str(value)] for value in values)
    return Codes(np.fromiter(codes, np.int32, len(values)))
