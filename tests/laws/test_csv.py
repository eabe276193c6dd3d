"""PyArrow's reader of CSV and Python's give the same table, or the same problems, whatever stands in the text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules.columns.sizes import Sizes, using
from targetrules.results import ResultsError
from targetrules.results.sources.arrow_cells import ArrowCells
from targetrules.results.sources.from_csv import from_csv
from tests.effort import examples
from tests.results.table_rows import numbered

LONGEST_CELL: Final = 40


@pytest.fixture(autouse=True)
def short_cells() -> Iterator[None]:
    usual = csv.field_size_limit(LONGEST_CELL)
    yield
    csv.field_size_limit(usual)


Found = tuple[Any, ...]


def found(data: bytes, *, arrow: bool, **how: Any) -> Found:
    """What is read, or told, by either reader."""
    try:
        table = from_csv(data, "results.csv", many=0 if arrow else len(data) + 1, **how)
    except ResultsError as error:
        return error.text(), error.counts
    return table.sheet, table.columns, numbered(table), dict(table.beyond)


def by_arrow(data: bytes, **how: Any) -> bool:
    """Whether PyArrow's reader is of use."""
    try:
        return isinstance(from_csv(data, "results.csv", many=0, **how).cells[0], ArrowCells)
    except ResultsError:
        return False


# ---- texts -----------------------------------------------------------------------------------------------------------

BLANKS: Final = [" ", "\u3000", "\u00a0", "\u200b", "\ufeff", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"]
"""What is no line end to either reader, though some are to Python's ``splitlines``."""
WORDS: Final = ["", "a", "7", "-0.5", "=1", "#N/A", "NULL", "nan", "县", "é", "😀", "'", "\\", *BLANKS]


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


plain_cells = st.sampled_from(WORDS) | st.text(st.sampled_from([*"ab7县 ", *BLANKS]), max_size=8)
quoted_cells = st.text(st.sampled_from([*'a县,;\t"" ', *BLANKS]), max_size=8).map(quoted)
long_cells = st.integers(LONGEST_CELL - 2, LONGEST_CELL + 2).map("x".__mul__)
wide_cells = st.integers(LONGEST_CELL // 3 - 1, LONGEST_CELL // 3 + 1).map("县".__mul__)

ACCIDENTS: Final = [
    '"',
    '""',
    "\r",
    "\n",
    "\r\n",
    "\n\n",
    "\r\n\r\n",
    ",",
    ",,",
    ";",
    "\t",
    " ",
    "\ufeff",
    "\0",
    '"\n"',
    "\n,\n",
]


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Lines of a table, and in every second text some accidents."""
    separator, end = draw(st.sampled_from([*",;\t"])), draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    width, beyond = draw(st.integers(1, 3)), draw(st.sampled_from([0, 0, 0, 1]))
    kinds = [plain_cells, quoted_cells, plain_cells | quoted_cells, plain_cells | long_cells | wide_cells]
    cells = draw(st.sampled_from(kinds))
    lines = draw(st.lists(st.lists(cells, min_size=width, max_size=width), max_size=8))
    header = draw(st.lists(st.sampled_from(["unit", "a", '"a"', " "]), min_size=width, max_size=width))
    blank = draw(st.sampled_from(["", " ", '""', "x"]))
    rows = [["unit", *header[1:], *[""] * beyond], *([*line, *[blank] * beyond] for line in lines)]
    title = draw(st.sampled_from(["", "", "", end, "title" + end]))
    text = title + end.join(map(separator.join, rows)) + draw(st.sampled_from(["", end, end + end]))
    for accident in draw(st.lists(st.sampled_from(ACCIDENTS), max_size=2)):
        marks = [at for at, character in enumerate(text, 1) if character == '"']
        at = draw(st.integers(0, len(text)) | st.sampled_from([len(text), *marks]))
        lost = draw(st.sampled_from([0, 0, 1, 2]))
        text = text[:at] + accident + text[at + lost :]
    return text


ENCODINGS: Final = ["utf-8", "utf-8-sig", "utf-16", "gb18030", "cp1252", "utf-7"]


@examples(400)
@given(
    texts(),
    st.sampled_from([*["utf-8"] * 6, *ENCODINGS]),
    st.sampled_from([*[None] * 6, 1, 2, 3]),
    st.sampled_from([16, 64, 1 << 20, 1 << 20]),
    st.booleans(),
    st.sampled_from([0, 1 << 20]),
)
def test_both_readers_of_csv_find_the_same(
    text: str,
    encoding: str,
    header_row: int | None,
    at_once: int,
    is_named: object,
    threads: int,
) -> None:
    data = text.encode(encoding, "replace")
    how = {"header_row": header_row, "at_once": at_once, "encoding": encoding if is_named else None}
    with using(Sizes(threads=threads)):
        assert found(data, arrow=True, **how) == found(data, arrow=False, **how)


# ---- which reader reads what -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "unit,a\n县,2\n",
        "unit,a\r\n1,2\r\n,4\r\n\r\n\r\n",
        "\ufeffunit;a\n1;2",
        'unit,a\n"1","2, ""3"""\n"",""""\nx,"y"',
        "unit,a\n , \n1,2\n\u3000,\n3,\n",
        "unit,a,\n1,2,\n3,4, \n",
        "unit,a\n\n1,2\n\n\n3,4\n",
        "unit\r\n1\r\n\r\n2\r\n",
        "unit,a\n1,'x\u2028\nNULL,nan\n",
    ],
)
def test_a_plain_text_is_read_by_pyarrow(text: str) -> None:
    assert by_arrow(text.encode())
    assert found(text.encode(), arrow=True) == found(text.encode(), arrow=False)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "gb18030"])
def test_a_text_in_any_encoding_is_read_by_pyarrow(encoding: str) -> None:
    data, how = "县名\n\nunit,a\n县,2\n".encode(encoding), {"header_row": 3, "encoding": encoding}
    assert by_arrow(data, **how)
    assert found(data, arrow=True, **how) == found(data, arrow=False, **how)


@pytest.mark.parametrize(
    "text",
    [
        'unit,a\n0,0\n"1"x,2\n',
        'unit,a\n0,0\n1,"2" \n',
        'unit,a\n0,0\n"","1"x"\n',
        'unit,a\n0,0\n1,"2',
        'unit,a\n0,0\n1,"2\n',
        'unit,a\n0,0\n1,"\n',
        'unit,a\n0,0\n1"2,"3\n',
        'unit,a,b\n0,0,0\n1"1,"" 2,3"\n',
        'unit,a\n0,0\n"1\n2",3\n',
        "unit\n1\r2\n\n3\n",
        "unit\n\ufeff1\n",
        "unit,a\n1,2\n3\n",
        "unit,a\n0,0\n1,2,3\n",
        "unit,\n1,2\n",
        "unit,a\n0,0\n1," + "x" * (LONGEST_CELL + 1),
        "unit,a\n1,2\n3," + "县" * LONGEST_CELL,
    ],
)
def test_what_the_readers_may_read_otherwise_is_left_to_pythons(text: str) -> None:
    assert not by_arrow(text.encode())


@pytest.mark.parametrize("at_once", range(12, 40))
def test_marks_are_told_apart_across_the_pieces_of_a_text(at_once: int) -> None:
    assert by_arrow(b'unit,a\n"1, ","2"\n3,"4"" "\n', at_once=at_once)
    assert not by_arrow(b'unit,a\n"1, ","2"\n3,"4" "\n', at_once=at_once)


def test_a_mark_of_utf_8_in_the_midst_of_a_text_is_kept() -> None:
    text = "unit,a\n1,2\n\ufeff3,4\n\ufeff5,6\n".encode()
    with using(Sizes(threads=0)):
        assert by_arrow(text)
        assert list(from_csv(text, "results.csv", many=0).cells[0]) == ["1", "\ufeff3", "\ufeff5"]


@pytest.mark.parametrize("at_once", range(4, 16))
def test_a_line_end_within_marks_is_one_cell_wherever_a_piece_ends(at_once: int) -> None:
    text = b'unit\n"1234567\n8"'
    assert not by_arrow(text, at_once=at_once)
    assert list(from_csv(text, "results.csv", many=0, at_once=at_once).cells[0]) == ["1234567\n8"]
