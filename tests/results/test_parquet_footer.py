"""The sizes in the footer of a Parquet file: those that PyArrow tells, and no damage in it ends the process."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from targetrules.results.sources.parquet_footer import Chunk, chunks_in

TABLE = pa.table(
    {
        "单位": ["a", "b" * 1000, None],
        "a.b": [1, 2, 3],
        "list": [[1, 2], [], None],
        "struct": [{"p": 1, "q": "x"}, None, {"p": 2, "q": None}],
        "map": pa.array([[("k", 1)], [], None], pa.map_(pa.string(), pa.int64())),
        "float": [1.5, None, 2.5],
        "day": [date(2020, 1, 1)] * 3,
        "flag": [True, False, None],
    }
)
WAYS: dict[str, dict[str, Any]] = {
    "usual": {},
    "a group a row": {"row_group_size": 1},
    "first version": {"version": "1.0"},
    "as it is": {"compression": "none", "use_dictionary": False},
    "page index": {"write_page_index": True},
    "no statistics": {"write_statistics": False},
    "sorted": {"sorting_columns": [pq.SortingColumn(0, descending=True)]},
}


def parquet(table: pa.Table, **how: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, **how)
    return out.getvalue()


def told_by_arrow(data: bytes) -> Iterator[Chunk]:
    metadata = pq.ParquetFile(pa.BufferReader(data)).metadata
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        for column in map(group.column, range(group.num_columns)):
            size = max(column.total_uncompressed_size, column.total_compressed_size)
            yield Chunk((column.path_in_schema.encode(),), column.num_values, size)


@pytest.mark.parametrize("way", WAYS)
def test_the_sizes_are_those_that_arrow_tells(way: str) -> None:
    data = parquet(TABLE, **WAYS[way])
    found = [Chunk((b".".join(each.path),), each.values, each.size) for each in chunks_in(data)]
    assert found == list(told_by_arrow(data))
    assert len(found) == 10 * (3 if way == "a group a row" else 1)


POLICY = """
format = 1
policy = { id = "p", title = "P" }
inputs.score = { type = "number", min = 0, max = 9 }
"""
EACH_BYTE = """
import io, sys
from targetrules import ResultsError, loads

policy = loads(sys.argv[1])

def told(data, engine):
    try:
        return len(policy.evaluate(io.BytesIO(data), input_format="parquet", engine=engine, notes=len))
    except ResultsError as error:
        return error.text()

data = sys.stdin.buffer.read()
refused = 0
for at in range(len(data)):
    others = sorted({0, 255, data[at] ^ 1, data[at] + 1 & 255} - {data[at]})
    for other in others[at % 2 :: 2]:
        damaged = data[:at] + bytes([other]) + data[at + 1 :]
        by_rows, by_columns = (told(damaged, engine) for engine in ("reference", "columnar"))
        assert by_rows == by_columns, (at, other, by_rows, by_columns)
        refused += isinstance(by_rows, str)
print(refused)
"""


def test_no_byte_of_a_file_ends_the_process_and_both_engines_tell_the_same() -> None:
    """A column may have another number of values than the footer says of the file."""
    table = pa.table({"unit": ["a", "b"], "period": [2020, 2020], "score": [1, 2]})
    data = parquet(table.replace_schema_metadata(), store_schema=False)
    ran = subprocess.run([sys.executable, "-c", EACH_BYTE, POLICY], input=data, capture_output=True, check=False)
    assert (ran.returncode, ran.stderr.decode()) == (0, "")
    assert int(ran.stdout) > 500


@pytest.mark.parametrize(
    "footer",
    [
        b"",
        b"\x49",
        b"\x49\x1c\x19\x1c\x00",
        b"\x49\x15\x00",
        b"\x46" + b"\xff" * 11,
        b"\x4c" * 100,
        b"\x4d\x00",
        b"\x48\xff\xff\xff\xff\x07",
        b"\x4b\x01",
    ],
    ids=ascii,
)
def test_what_is_no_footer_is_told(footer: bytes) -> None:
    with pytest.raises(ValueError, match=r"a number without end|too deep|no type|a list of|ends too soon"):
        list(chunks_in(b"PAR1" + footer + len(footer).to_bytes(4, "little") + b"PAR1"))
