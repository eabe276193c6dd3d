"""What is written of columns is what is written of rows: names, numbers and lines that random policies seldom have."""

from __future__ import annotations

from itertools import count

import numpy as np
import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from targetrules import loads
from targetrules.columns.vectors import Numbers
from targetrules.frames.writing.numbers import decimals, integers, repeated
from targetrules.frames.writing.pieces import Encoded, Piece, joined
from targetrules.source.decimals import unscaled
from tests.effort import examples
from tests.same_bytes import check_history

POLICY = loads("""
format = 1
[policy]
id = "names-and-numbers"
title = "t"
[[grades]]
id = "优"
[[grades]]
id = "差"
[inputs]
group = { type = "text" }
score = { type = "number", min = -100, max = 100, decimals = 6, optional = true }
[measures.half]
formula = "score / 2"
decimals = 6
[measures.unknown]
formula = "previous(score)"
decimals = 0
[rankings.overall]
by = "score"
within = "group"
[grading]
by = "half"
bands = { "优" = 0, "差" = -50 }
[[consequences]]
id = "talk"
when = { grade = "差" }
""")

NAMES = [
    "a,b",
    'a"b',
    '"',
    "a\nb",
    "a\tb",
    "a\\b",
    "a\x0bb",
    "a\x00b",
    "a\u2028b",
    "甲 县",
    "a'b",
    "a;b",
    "😀",
    "a\ud800",
]
"""Some of them are refused where results are read, but a program may make a history by itself."""
SCORES = ["0", "0.000001", "-0.000002", "-0.5", "12.5", "-99.999999", "100", None]


@pytest.mark.parametrize("names", [NAMES, NAMES[-1:], ["甲县", "b"]], ids=["all", "one", "nothing to word"])
def test_names_and_numbers_are_written_as_by_rows(names: list[str]) -> None:
    rows = [
        {"unit": f"u{at}", "period": 2010 + year, "group": f"g{at % 3}", "score": SCORES[(at + year) % len(SCORES)]}
        for at in range(len(names))
        for year in range(3)
    ]
    read = POLICY.history(rows)
    named = (evolve(row, unit=names[int(row.unit.removeprefix("u"))]) for row in read.rows)
    check_history(POLICY, evolve(read, rows=tuple(named)))


# ---- numbers ---------------------------------------------------------------------------------------------------------

INTEGERS = st.integers(-(2**63), 2**63 - 1) | st.integers(-20, 20)


def lines_of(*pieces: Piece, lines: int, most: int = 2**20) -> list[str]:
    return b"".join(joined((*pieces, "\n"), lines, most)).decode().split("\n")[:-1]


@examples(100)
@given(st.lists(st.none() | INTEGERS, min_size=1), st.integers(0, 18), st.sampled_from(["", '"']))
def test_decimals_of_a_column_are_written_as_a_single_one(values: list[int | None], places: int, mark: str) -> None:
    known = np.array([value is not None for value in values])
    column = Numbers(np.array([value or 0 for value in values], np.int64), known, places)
    expected = ["-" if each is None else f"{mark}{unscaled(each, places):f}{mark}" for each in values]
    assert (
        lines_of(pa.array([b""] * len(values), pa.large_binary()), decimals(column, "-", mark), lines=len(values))
        == expected
    )


@pytest.mark.parametrize("size", [1, 300, 1000])
def test_integers_are_written_with_what_is_missing(size: int) -> None:
    values = np.arange(-1, size, dtype=np.int32)
    expected = ["?", "?", *map(str, range(1, size))]
    for piece in (integers(values, 1, "?"), repeated(values, 1, "?")):
        assert lines_of(piece, lines=len(values)) == expected
    assert lines_of(repeated(values[-1:].repeat(3), 0, "?"), lines=3) == [str(size - 1)] * 3


# ---- lines -----------------------------------------------------------------------------------------------------------


@examples(100)
@given(st.data(), st.integers(1, 40), st.integers(0, 5), st.integers(1, 400))
def test_lines_are_joined_of_their_pieces(data: st.DataObject, lines: int, more: int, most: int) -> None:
    """Whatever stands beside what, and wherever the parts are divided."""
    texts = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=40)
    made = [data.draw(st.lists(texts, min_size=lines, max_size=lines))]
    pieces: list[Piece] = [pa.array([each.encode() for each in made[0]], pa.large_binary())]
    for _ in range(more):
        column = data.draw(
            st.lists(st.sampled_from(data.draw(st.lists(texts, min_size=1))), min_size=lines, max_size=lines)
        )
        made.append(column)
        numbers = dict(zip(dict.fromkeys(column), count(), strict=False))
        codes = np.array([numbers[each] for each in column], np.int32)
        pieces.append(column[0] if len(numbers) == 1 else Encoded(codes, list(numbers)))
    assert lines_of(*pieces, lines=lines, most=most) == ["".join(row) for row in zip(*made, strict=True)]


def test_many_pairs_of_neighbours_are_joined_line_by_line() -> None:
    codes = np.arange(2000, dtype=np.int32)
    many = Encoded(codes, [f"{each:04}" for each in codes])
    assert lines_of(many, many, lines=2000) == [f"{each:04}{each:04}" for each in range(2000)]


def test_a_part_is_no_larger_than_asked_for() -> None:
    column = pa.array([b"x" * 9] * 100, pa.large_binary())
    parts = [*joined((column, "\n"), 100, 100)]
    assert b"".join(parts) == b"xxxxxxxxx\n" * 100
    assert 50 <= max(map(len, parts)) <= 100
