"""Every good file of ``good/`` holds the same results in another form; what each reading passes over is recorded."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from targetrules.history import Row, Value
from targetrules.results import read_history, read_table
from tests.recorded import check_recorded
from tests.results.example_rules import rules

GOOD = Path(__file__).parent / "good"
OPTIONS = tomllib.loads((GOOD / "options.toml").read_text(encoding="utf-8"))
FILES = sorted(path.name for path in GOOD.iterdir() if path.name != "options.toml" and ".notes" not in path.suffixes)
FEWER_INPUTS = {"wide.csv", "extra-columns.csv"}


def row(unit: str, period: int, score: str, grade: str | None, *, falsified: bool, remark: str | None) -> Row:
    values: dict[str, Value] = {"score": Decimal(score), "grade": grade, "kind": None}
    return Row(unit, period, values | {"falsified": falsified, "remark": remark})


EXPECTED = (
    row("甲县", 2010, "89.99", "excellent", falsified=False, remark=None),
    row("甲县", 2011, "59.50", "poor", falsified=True, remark="迟报,\n后补"),
    row("乙县", 2011, "100.00", "good", falsified=False, remark=None),
)
SCORES = tuple((each.unit, each.period, str(each.values["score"])) for each in EXPECTED)


@pytest.mark.parametrize("name", FILES)
def test_the_results_are_the_same_however_they_are_written(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(GOOD)
    options = dict(OPTIONS.get(name, {}))
    wide = options.pop("wide", None)
    reading = read_history(rules(), read_table(name, **options), wide=wide)
    if name in FEWER_INPUTS:
        assert tuple((each.unit, each.period, str(each.values["score"])) for each in reading.history.rows) == SCORES
    else:
        assert reading.history.rows == EXPECTED
        assert [str(each.values["score"]) for each in reading.history.rows] == ["89.99", "59.50", "100.00"]
    notes = [note.text(language) for language in ("en", "zh") for note in reading.notes]
    check_recorded(GOOD / f"{name}.notes.txt", "".join(f"{note}\n" for note in notes))
