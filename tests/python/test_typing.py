"""What a type checker sees of the public functions: a dataframe of a kind in, one of the same kind out."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from mypy import api

import targetrules

SNIPPET: Final = """\
import polars as pl
from targetrules import Policy, State

def judge(policy: Policy, state: State, eager: pl.DataFrame, lazy: pl.LazyFrame, rows: list[dict[str, float]]) -> None:
    reveal_type(policy.evaluate_frame(eager))
    reveal_type(policy.evaluate_frame(lazy))
    reveal_type(policy.step(state, eager))
    reveal_type(policy.step(state, rows))
    reveal_type(policy.evaluate_frame(eager, record=True))
    reveal_type(policy.step(state, "results.csv", record=True))
    policy.evaluate_frame(rows)
"""
REVEALED: Final = [
    '5: note: Revealed type is "polars.dataframe.frame.DataFrame"',
    '6: note: Revealed type is "polars.lazyframe.frame.LazyFrame"',
    '7: note: Revealed type is "tuple[polars.dataframe.frame.DataFrame, targetrules.frames.states.state.State]"',
    '8: note: Revealed type is "tuple[list[dict[str, Any]], targetrules.frames.states.state.State]"',
    '9: note: Revealed type is "tuple[polars.dataframe.frame.DataFrame, targetrules.decision.outcomes.Outcomes]"',
    (
        '10: note: Revealed type is "tuple[list[dict[str, Any]], targetrules.frames.states.state.State, '
        'targetrules.decision.outcomes.Outcomes]"'
    ),
    (
        '11: error: No overload variant of "evaluate_frame" of "Policy" matches argument type '
        '"list[dict[str, float]]"  [call-overload]'
    ),
]


def test_a_dataframe_is_given_back_as_the_kind_that_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Path(targetrules.__file__).parents[1]
    (tmp_path / "snippet.py").write_text(SNIPPET, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MYPYPATH", str(source))
    out, errors, _ = api.run(["--strict", "--follow-imports=silent", "--config-file=", "snippet.py"])
    assert errors == ""
    found = [line.removeprefix("snippet.py:") for line in out.splitlines() if line.startswith("snippet.py:")]
    assert found[: len(REVEALED)] == REVEALED
