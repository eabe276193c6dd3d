"""Files of invented results for ``jincheng-2010``: ten years, 2 % of the years missing, by unit and by period."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import polars as pl

from benchmarks.engines.tables import FOLDER

__all__ = ["csv_file", "xlsx_file"]

_YEARS: Final = 10
_BOUNDS: Final = (90, 75, 60)
"""The lowest scores of the grades but the last."""
_GRADES: Final = ("excellent", "good", "average", "poor")
_KINDS: Final = ("county", "department")
_MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_BOOK: Final = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPES}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="results" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}
"""The parts of a workbook of one sheet that do not depend on what stands in it."""


def csv_file(rows: int) -> Path:
    """A unit, a year, a kind, a score of two decimals and a grade: some 34 bytes a row."""
    path = _path(f"jincheng-{rows}.csv")
    if not path.exists():
        _made(rows).write_csv(path)
    return path


def xlsx_file(rows: int) -> Path:
    """A workbook of four columns, for the policy of ``benchmarks/engines``; words are shared, as spreadsheets do it."""
    path = _path(f"counties-{rows}.xlsx")
    if not path.exists():
        table = _made(rows).select("unit", "period", "kind", "score")
        words = ["unit", "period", "group", "score", *table["unit"].unique(maintain_order=True), *_KINDS]
        number = {word: at for at, word in enumerate(words)}
        lines = [_line([_word(at) for at in range(4)])]
        for unit, period, kind, score in table.iter_rows():
            lines.append(_line([_word(number[unit]), _number(period), _word(number[kind]), _number(score)]))
        with ZipFile(path, "w", ZIP_DEFLATED) as book:
            for name, text in _BOOK.items():
                book.writestr(name, text)
            book.writestr(
                "xl/worksheets/sheet1.xml", f"<worksheet {_MAIN}><sheetData>{''.join(lines)}</sheetData></worksheet>"
            )
            book.writestr(
                "xl/sharedStrings.xml", f"<sst {_MAIN}>{''.join(f'<si><t>{each}</t></si>' for each in words)}</sst>"
            )
    return path


def _line(cells: list[str]) -> str:
    return f"<row>{''.join(cells)}</row>"


def _word(number: int) -> str:
    return f'<c t="s"><v>{number}</v></c>'


def _number(number: int | str) -> str:
    return f"<c><v>{number}</v></c>"


def _path(name: str) -> Path:
    FOLDER.mkdir(parents=True, exist_ok=True)
    return FOLDER / name


def _made(rows: int) -> pl.DataFrame:
    random, units = np.random.default_rng(1), rows // (_YEARS - 1)
    ability = np.repeat(random.normal(0, 9, units), _YEARS)
    cents = np.clip(np.round((76 + ability + random.normal(0, 8, units * _YEARS)) * 100), 0, 10000).astype(np.int64)
    grades = sum((cents < 100 * bound).astype(np.int8) for bound in _BOUNDS)
    table = pl.DataFrame(
        {
            "unit": np.repeat(np.arange(units), _YEARS),
            "period": np.tile(np.arange(2010, 2010 + _YEARS), units),
            "kind": np.repeat(np.array(_KINDS)[random.integers(0, 2, units)], _YEARS),
            "score": [f"{each // 100}.{each % 100:02d}" for each in cents.tolist()],
            "grade": np.array(_GRADES)[grades],
        }
    )
    there = table.filter(pl.Series(random.random(len(table)) >= 0.02)).head(rows)
    return there.with_columns(unit=pl.format("u{}", pl.col("unit").cast(pl.String).str.zfill(6)))
