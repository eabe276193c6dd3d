"""Tables as text and as JSON after a few accidents, and all that is done with a file of results.

A file is read row by row and in columns; either both find the same, or both tell the same.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from random import Random
from typing import Any, Final

from targetrules import ArgumentError, Naming, Policy, ResultsError
from targetrules.engine.choice import ENGINES, EngineName
from targetrules.wording import LANGUAGES, Word
from tests.fuzzing import grids, trees
from tests.fuzzing.grids import Grid, odd_cell
from tests.fuzzing.input import Input, check_told
from tests.fuzzing.values import ENCODINGS, odd_text, spoilt

__all__ = ["made_json", "made_text", "tried"]

_LARGE: Final = 0.0003
_MEGABYTE: Final = 1_000_000

# ---- as text ---------------------------------------------------------------------------------------------------------


def made_text(random: Random) -> Input:
    """A file of CSV or of TSV."""
    policy, grid = grids.seed(random)
    grid = grids.changed(random, grid, odd_cell)
    separator = random.choice(",,,,,;\t\t|")
    text = _separated(random, grid, separator)
    data = text.encode(random.choice(ENCODINGS) if random.random() < 0.15 else "utf-8", "replace")
    if random.random() < 0.15:
        data = spoilt(random, data)
    if random.random() < _LARGE:
        data += (data[-200:] or b"x") * (_MEGABYTE // max(1, len(data[-200:])))
    kind = random.choice(("csv", "csv", "csv", "tsv", None))
    return Input({"results": data[:_MEGABYTE]}, {**grids.how(random, grid, policy), "format": kind})


def _separated(random: Random, grid: Grid, separator: str) -> str:
    out = io.StringIO(newline="")
    ends = random.choice(("\n", "\n", "\r\n", "\r", "\n\n"))
    quoting: Any = random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    csv.writer(out, delimiter=separator, lineterminator=ends, quoting=quoting).writerows(map(_texts, grid))
    text = out.getvalue()
    if random.random() < 0.1:  # a quotation mark, a separator or a line too many
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(('"', "'", separator, ends, '""', "\x00", " ")) + text[at:]
    return text


def _texts(row: list[Any]) -> list[str]:
    return ["" if each is None else str(each).lower() if isinstance(each, bool) else str(each) for each in row]


# ---- as JSON ---------------------------------------------------------------------------------------------------------

_RAW: Final = (
    *("NaN", "Infinity", "-Infinity", "1e400", "-1E-400", "9" * 400, "1" + "0" * 5000, "-0", "0.1e1", "1.", ".5", "01"),
    *(
        "true",
        "false",
        "null",
        "nul",
        "[]",
        "{}",
        "[[]]",
        '{"a": 1}',
        '"\\ud800"',
        '"\\u0000"',
        "'x'",
        '"\n"',
        "//",
        "",
    ),
    "[" * 50 + "]" * 50,
)
_PLACEHOLDER: Final = "\ue000raw{}\ue000"


def made_json(random: Random) -> Input:
    """A file of JSON, or of JSON lines."""
    policy, grid = grids.seed(random)
    rows: Any = [dict(zip(map(str, grid[0]), map(_number, row), strict=False)) for row in grid[1:]]
    if random.random() < 0.5:
        grid = grids.changed(random, grid, odd_cell)
        rows = [dict(zip(map(str, grid[0]), map(_number, row), strict=False)) for row in grid[1:]] if grid else []
    else:
        rows = trees.changed(random, {"rows": rows}, [{"rows": rows}], _odd)
        rows = rows.get("rows", rows) if isinstance(rows, dict) and random.random() < 0.95 else rows
    kind = random.choice(("json", "json", "jsonl", "jsonl", None))
    text = _json(
        random, rows, "jsonl" if kind == "jsonl" else random.choice(("json", "jsonl")) if kind is None else "json"
    )
    data = text.encode(random.choice(ENCODINGS) if random.random() < 0.05 else "utf-8", "replace")
    if random.random() < 0.15:
        data = spoilt(random, data)
    if random.random() < _LARGE:
        data = data[:-1] + (data[-200:] or b"x") * (_MEGABYTE // max(1, len(data[-200:])))
    return Input({"results": data[:_MEGABYTE]}, {**grids.how(random, grid, policy), "format": kind})


def _number(cell: Any) -> Any:
    """Numbers as numbers, as far as the declared decimals go."""
    return cell if cell is None or isinstance(cell, str | bool | int) else float(cell)


def _odd(random: Random) -> Any:
    if random.random() < 0.5:
        return odd_text(random) if random.random() < 0.5 else odd_cell(random)
    return _PLACEHOLDER.format(random.randrange(len(_RAW)))


def _json(random: Random, rows: Any, kind: str) -> str:
    ascii_ = random.random() < 0.3
    if kind == "jsonl" and isinstance(rows, list):
        text = "\n".join(json.dumps(each, ensure_ascii=ascii_, default=str) for each in rows)
    else:
        text = json.dumps(rows, ensure_ascii=ascii_, indent=random.choice((None, 2)), default=str)
    for number, raw in enumerate(_RAW):
        mark = _PLACEHOLDER.format(number)
        text = text.replace(json.dumps(mark, ensure_ascii=ascii_), raw).replace(json.dumps(mark)[1:-1], "raw")
    if random.random() < 0.1:
        text = _key_twice(random, text)
    return text


def _key_twice(random: Random, text: str) -> str:
    """What stands between two commas stands there twice."""
    pieces = text.split(", ")
    at = random.randrange(len(pieces))
    return ", ".join([*pieces[: at + 1], *pieces[at:]])


# ---- trying ----------------------------------------------------------------------------------------------------------


def tried(given: Input) -> str:
    """Judged by each engine, which reads the rows in its own form; what became of it."""
    said = dict(given.how)
    policy, said["input_format"] = grids.policies()[said.pop("policy")], said.pop("format", None)
    naming = said.pop("naming", {})
    try:
        said["naming"] = Naming(**naming)
    except ArgumentError as error:
        check_told(error)
        return "wrong call"
    first, *others = [_outcome(policy, given.parts["results"], said, engine) for engine in ENGINES]
    assert others == [first] * len(others)
    return first[0]


def _outcome(policy: Policy, data: bytes, said: Mapping[str, Any], engine: EngineName) -> tuple[str, list[str]]:
    """Whether the rows of a file are accepted; and what is written of them, or what is told."""
    notes: list[Word] = []
    try:
        outcomes = policy.evaluate(io.BytesIO(data), engine=engine, notes=notes.append, **said)
    except ResultsError as error:
        check_told(error)
        return "refused", error.text("en").split("\n")
    except ArgumentError as error:
        check_told(error)
        return "wrong call", error.text("en").split("\n")
    written, parquet = io.StringIO(), io.BytesIO()
    outcomes.write(written, format="jsonl")
    outcomes.write(parquet, format="parquet")
    told = [note.text(language) for note in notes for language in LANGUAGES]
    return "accepted", [*written.getvalue().split("\n"), *told, parquet.getvalue().hex()]
