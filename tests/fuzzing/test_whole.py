"""The whole session in slices: what is put together, what is kept, what is told where a process did not end well."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.fuzzing import whole

SLICE = {
    "runs": 2,
    "work": 0.5,
    "fates": {"accepted": 1, "refused": 1},
    "slowest": [0.25, 3],
    "slowest_by_clock": [0.5, 4],
    "largest": [100, 3],
    "memory": [160, 4],
    "memory_before": 150,
    "failures": {},
}
FAILED = {"KeyError at x.py:1": {"numbers": [5], "count": 1, "shown": "KeyError: 'x'"}}


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(whole, "_kept", lambda: tmp_path)
    monkeypatch.setattr(whole, "INPUTS", {"record": 3})
    monkeypatch.setattr(whole, "_SLICE", 2)
    return tmp_path


def test_slices_that_are_kept_are_not_run_again(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = whole.run("record")
    assert (first["runs"], first["failures"]) == (3, {})
    assert sorted(each.name for each in kept.glob("*.json")) == ["record-0.json", "record-2.json"]

    def run_again(*_: Any) -> NoReturn:
        raise AssertionError

    monkeypatch.setattr(whole, "_figures", run_again)
    assert whole.run("record") == first


def test_figures_are_added_and_whatever_is_most_is_told(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slices = iter([SLICE, {**SLICE, "slowest": [1.5, 27], "memory": [155, 21], "failures": FAILED}])
    monkeypatch.setattr(whole, "_figures", lambda *_: next(slices))
    monkeypatch.setattr(whole, "_PROCESSES", 1)
    assert list(whole.table("record", whole.run("record"))) == [
        "record: 4 inputs: 2 accepted, 2 refused; 250.0 ms each",
        "  slowest 1.50 s of the processor (27), 0.50 s by the clock (4)",
        "  at most 160 MB (4), 150 MB before the first; largest input 100 bytes (3)",
        "  FAILED 1 times: KeyError at x.py:1; inputs [5]\nKeyError: 'x'",
    ]
    assert len(list(kept.glob("*.json"))) == len(["record-0", "record-2"])


def test_a_process_that_does_not_end_well_is_a_failure(tmp_path: Path) -> None:
    failures = whole._figures("no such kind", 0, 10, tmp_path)["failures"]  # noqa: SLF001
    assert [(what, each["numbers"], each["count"]) for what, each in failures.items()] == [
        ("the process ended with 1", [-1], 1)
    ]
    assert failures["the process ended with 1"]["shown"].endswith("KeyError: 'no such kind'\n")
