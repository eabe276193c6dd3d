"""What goes to the standard output goes there whole, or nothing of it does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from targetrules.report import outcome_csv, outcome_json
from tests.cli.conftest import Call


@pytest.mark.parametrize("format", ["json", "jsonl", "csv"])
def test_of_a_document_that_cannot_be_finished_nothing_is_written(
    format: str,  # noqa: A002  the word that users know
    call: Call,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del folder
    asked = ("evaluate", "schools.toml", "schools.csv", "--format", format, "--engine", "reference")
    whole = call(*asked)
    assert whole.status == 0
    assert whole.text
    module, name = (outcome_csv, "csv_cells") if format == "csv" else (outcome_json, "json_text")
    before, made = getattr(module, name), []

    def once(*given: Any, **further: Any) -> Any:
        made.append(given)
        if len(made) > 1:
            raise OSError("the disk is gone")
        return before(*given, **further)

    monkeypatch.setattr(module, name, once)
    ran = call(*asked)
    assert (ran.status, ran.text, len(made)) == (2, "", 2)
    assert "the disk is gone" in ran.errors


def test_much_that_is_written_comes_out_as_it_is(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del folder
    whole = call("evaluate", "schools.toml", "schools.csv", "--format", "json")
    monkeypatch.setattr("targetrules.atomic._KEPT", 10)
    assert call("evaluate", "schools.toml", "schools.csv", "--format", "json").text == whole.text
