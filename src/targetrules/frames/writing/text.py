"""Outcomes of a table as programs read them: the very bytes of the text that :mod:`targetrules.report.formats` gives.

What outcomes of a pattern have in common is worded once, by the functions that word a single outcome, and so is each
unit; numbers are worded by columns. The lines are joined in :mod:`targetrules.frames.writing.pieces`.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.arrow import from_numpy
from targetrules.columns.sizes import current
from targetrules.columns.table_outcomes import Block, TableOutcomes
from targetrules.columns.vectors import Numbers
from targetrules.frames.writing.csv_words import MARKS, cells_text, quoted
from targetrules.frames.writing.numbers import decimals, integers, repeated
from targetrules.frames.writing.pieces import Encoded, Piece, encoded, joined, utf8, worded
from targetrules.outcome import Outcome
from targetrules.period import period_text
from targetrules.report.formats import DataFormat
from targetrules.report.json_text import compact
from targetrules.report.outcome_csv import csv_cells, csv_head
from targetrules.report.outcome_json import BETWEEN, END, document_head, lines_head
from targetrules.report.outcome_values import outcome_values
from targetrules.report.outcomes_in_common import BETWEEN_ROWS, OF_ROW, InCommon, text_in_common
from targetrules.report.record import Record
from targetrules.second_thread import SecondThread
from targetrules.visible import LATER_CONTROLS

__all__ = ["JSON_MARKS", "formatted", "in_common", "word_in_json"]

JSON_MARKS: Final = re.compile(f'[\x00-\x1f"\\\\\ud800-\udfff{LATER_CONTROLS}]')
"""What a name must not have, to stand between quotes in JSON as it is."""

_MOST: Final = 4096
"""Patterns whose texts are kept."""


def formatted(
    form: DataFormat, outcomes: TableOutcomes, record: Record | None = None, *, dated: bool = False
) -> Iterator[bytes]:
    """The file in parts, UTF-8; ``dated``: the decision date was given."""
    match form:
        case "csv":
            yield utf8(csv_head(outcomes.rules, record, dated=dated))
            yield from _Csv(outcomes, dated=dated).lines()
        case "jsonl":
            if record is not None:
                yield utf8(lines_head(record))
            yield from _Json(outcomes, "", "\n").lines()
        case "json":
            yield utf8(document_head(record))
            first = len(BETWEEN)  # there is nothing before the first outcome
            for part in _Json(outcomes, BETWEEN, "").lines():
                yield part[first:]
                first = 0
            yield END.encode()


def in_common(outcomes: TableOutcomes) -> InCommon:
    """The outcomes told short, as :func:`targetrules.report.outcomes_in_common.in_common` tells them."""
    short = _Short(outcomes)
    rows = b"".join(part for block in outcomes.blocks() for part in joined(short.pieces(block), len(block.pattern)))
    return InCommon(tuple(short.alike), rows.decode().removesuffix(BETWEEN_ROWS))


def word_in_json(name: str) -> str:
    """A name as it stands between quotes in JSON."""
    return compact(name)[1:-1]


class _Common(NamedTuple):
    """What the outcomes of a pattern have in common: their grade, and whatever stands behind their places."""

    grade: str
    rest: str


class _Lines(ABC):
    """Outcomes, each on a line of one format."""

    must_be_worded: re.Pattern[str]
    """What a unit's name must not have, to stand there as it is."""

    def __init__(self, outcomes: TableOutcomes) -> None:
        self.outcomes = outcomes
        self.rules = outcomes.rules
        self._units = worded(outcomes.table.names, self.must_be_worded, self.word)
        self._of_pattern = lru_cache(_MOST)(lambda pattern: self.common(outcomes.pattern_outcomes.outcome(pattern)))

    def lines(self) -> Iterator[bytes]:
        """All of them, in parts."""
        if len(self.outcomes) < current().threads:
            for block in self.outcomes.blocks():
                yield from self._parts(block)
            return
        with SecondThread() as second:
            for parts in second.share(self._parts, self.outcomes.blocks()):
                yield from parts

    def _parts(self, block: Block) -> list[bytes]:
        return list(joined(self.pieces(block), len(block.pattern)))

    @abstractmethod
    def pieces(self, block: Block) -> Iterator[Piece]:
        """What the lines are joined of."""

    @abstractmethod
    def common(self, outcome: Outcome) -> _Common:
        """What the outcomes of a pattern have in common, in words."""

    @abstractmethod
    def word(self, name: str) -> str:
        """A unit's name in this format."""

    # ---- columns -----------------------------------------------------------------------------------------------------

    def units(self, block: Block) -> Piece:
        return self._units.take(from_numpy(self.outcomes.table.units[block.rows]))

    def periods(self, block: Block) -> tuple[NDArray[np.int32], list[int | str]]:
        codes, ordinals = encoded(self.outcomes.table.periods[block.rows])
        return codes, [period_text(self.rules.period, ordinal) for ordinal in ordinals]

    def grades_and_rest(self, block: Block) -> tuple[Encoded, Encoded]:
        """Rows in which something is undetermined bring a text of their own."""
        common, others = [*map(self._of_pattern, block.patterns)], dict[_Common, int]()
        codes = block.pattern.copy()
        for at, outcome in block.undetermined.items():
            codes[at] = others.setdefault(self.common(outcome), len(common) + len(others))
        common += others
        return Encoded(codes, [each.grade for each in common]), Encoded(codes, [each.rest for each in common])

    def measure(self, name: str, block: Block) -> Numbers:
        """A measure's numbers."""
        return self.outcomes.columns.measures[name].at(block.rows)

    def places(self, name: str, block: Block, missing: str) -> tuple[Piece, Piece]:
        """The ranks in a ranking, and how many are ranked."""
        ranks = self.outcomes.columns.places[name]
        return integers(ranks.rank[block.rows], 1, missing), repeated(ranks.size[block.rows], 0, missing)


class _Csv(_Lines):
    """Lines of CSV."""

    must_be_worded = MARKS

    def __init__(self, outcomes: TableOutcomes, *, dated: bool) -> None:
        super().__init__(outcomes)
        self._dated = dated
        self._first = 3 + len(self.rules.measures) + 2 * len(self.rules.rankings)

    def pieces(self, block: Block) -> Iterator[Piece]:
        codes, periods = self.periods(block)
        grades, rest = self.grades_and_rest(block)
        yield self.units(block)
        yield Encoded(codes, [cells_text([str(period)]) for period in periods])
        yield grades
        for name in self.rules.measures:
            yield from (",", decimals(self.measure(name, block), ""))
        for name in self.rules.rankings:
            rank, size = self.places(name, block, "")
            yield from (",", rank, ",", size)
        yield from (rest, "\n")

    def common(self, outcome: Outcome) -> _Common:
        cells = csv_cells(self.rules, outcome_values(outcome), dated=self._dated)
        return _Common(cells_text(cells[2:3]), cells_text(cells[self._first :]))

    def word(self, name: str) -> str:
        return quoted(name)


class _Json(_Lines):
    """Objects, each between two texts."""

    must_be_worded = JSON_MARKS

    def __init__(self, outcomes: TableOutcomes, before: str, behind: str) -> None:
        super().__init__(outcomes)
        self._before = before
        self._behind = behind

    def pieces(self, block: Block) -> Iterator[Piece]:
        codes, periods = self.periods(block)
        grades, rest = self.grades_and_rest(block)
        yield from (f'{self._before}{{"unit": "', self.units(block), '", "period": ')
        yield Encoded(codes, [*map(compact, periods)])
        yield from (', "grade": ', grades, ', "measures": {')
        for key, name in _keys(self.rules.measures):
            yield from (key, decimals(self.measure(name, block), "null", '"'))
        yield '}, "places": {'
        for key, name in _keys(self.rules.rankings_in_order):
            rank, size = self.places(name, block, "null")
            yield from (f'{key}{{"rank": ', rank, ', "size": ', size, "}")
        yield from ("}, ", rest, self._behind)

    def common(self, outcome: Outcome) -> _Common:
        values = outcome_values(outcome)
        grade = compact(values["grade"])
        for key in (*OF_ROW, "grade"):
            del values[key]
        return _Common(grade, compact(values).removeprefix("{"))

    def word(self, name: str) -> str:
        return word_in_json(name)


class _Short(_Lines):
    """Outcomes as rows, each with the number of what it has in common with others."""

    must_be_worded = JSON_MARKS

    def __init__(self, outcomes: TableOutcomes) -> None:
        super().__init__(outcomes)
        self.alike: dict[str, int] = {}

    def pieces(self, block: Block) -> Iterator[Piece]:
        yield from ('["', self.units(block), '", ', self._numbers(block))
        for name in self.rules.measures:
            yield from (", ", decimals(self.measure(name, block), "null", '"'))
        for name in self.rules.rankings_in_order:
            rank, size = self.places(name, block, "null")
            yield from (", ", rank, ", ", size)
        yield f"]{BETWEEN_ROWS}"

    def _numbers(self, block: Block) -> Encoded:
        """What each row has in common with others, numbered as it comes."""
        _, rest = self.grades_and_rest(block)
        codes, known = encoded(rest.codes)
        return Encoded(codes, [str(self.alike.setdefault(rest.texts[each], len(self.alike))) for each in known])

    def common(self, outcome: Outcome) -> _Common:
        return _Common("", text_in_common(outcome))

    def word(self, name: str) -> str:
        return word_in_json(name)


def _keys(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Names with what stands before their values in an object."""
    between = ""
    for name in names:
        yield f"{between}{compact(name)}: ", name
        between = ", "
