"""All engines on the same results: what they write must be the same, byte for byte."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Final

from attrs import evolve

from targetrules import Outcomes, Policy, Record
from targetrules.engine.choice import ENGINES, engine_for
from targetrules.frames.writing.text import in_common as in_common_by_columns
from targetrules.history import History
from targetrules.outcome import RowOutcomes
from targetrules.report.formats import DATA_FORMATS
from targetrules.report.outcomes_in_common import columns_of_rows, in_common, told
from targetrules.wording import LANGUAGES
from tests.history_rows import HistoryRows

__all__ = ["check_file", "check_history", "written"]

_RECORD: Final = Record("p", "0" * 64, "1" * 64, "0", 1, {})


def check_file(policy: Policy, data: bytes, kind: str, *, decided_on: date | None = None) -> int:
    """A file, each engine reading it in its own way; how many rows there were."""
    first, *others = [
        policy.evaluate(
            io.BytesIO(data), engine=engine, input_format=kind, decided_on=decided_on, record=True, notes=_ignored
        )
        for engine in ENGINES
    ]
    for each in others:
        assert each.notes == first.notes
        assert each.record == first.record
        check_alike(first, each)
    return len(first)


def _ignored(_: object) -> None:
    """They are compared below."""


def check_history(policy: Policy, history: History, *, decided_on: date | None = None) -> None:
    """Rows that are read already, and perhaps such as no reader gives."""
    rows = HistoryRows(policy.rules, history)
    first, *others = [
        Outcomes(policy.rules, engine_for(0, engine).evaluate(policy.rules, rows, decided_on), (), decided_on)
        for engine in ENGINES
    ]
    for each in others:
        check_alike(first, each)


def check_alike(one: Outcomes, other: Outcomes) -> None:
    recorded = [evolve(each, record=each.record or _RECORD) for each in (one, other)]
    for form in DATA_FORMATS:
        texts = [written_as(each, form) for each in recorded]
        assert texts[0].split(b"\n") == texts[1].split(b"\n"), form
    plain = [evolve(each, record=None) for each in (one, other)]
    check_short(*plain)
    for language in LANGUAGES:
        assert written_as(plain[0], "table", language) == written_as(plain[1], "table", language)
    assert written_as(plain[0], "parquet") == written_as(plain[1], "parquet")


def written(policy: Policy, history: History) -> list[str]:
    """What is written of these rows, in every form for programs."""
    outcomes = evolve(policy.evaluate(history, engine="reference"), record=_RECORD)
    return [written_as(outcomes, form).decode() for form in DATA_FORMATS]


def check_short(one: Outcomes, other: Outcomes) -> None:
    """Told short they are the same, and what each of them is by itself."""
    short = [json_of_short(each) for each in (one, other)]
    assert short[0] == short[1]
    alike, rows = json.loads(short[0])
    by_itself = map(json.loads, written_as(one, "jsonl").splitlines())
    found = told(0, columns_of_rows(one.rules), alike, rows)
    assert list(map(json.dumps, found)) == [json.dumps({**each, "period": 0}) for each in by_itself]


def json_of_short(outcomes: Outcomes) -> bytes:
    found = outcomes.found
    short = in_common(found) if isinstance(found, RowOutcomes) else in_common_by_columns(found)
    return f"[[{', '.join(short.alike)}], [{short.rows}]]".encode(errors="backslashreplace")


def written_as(outcomes: Outcomes, form: str, language: str = "en") -> bytes:
    stream = io.BytesIO()
    outcomes.write(stream, format=form, language=language)  # type: ignore[arg-type]
    return stream.getvalue()
