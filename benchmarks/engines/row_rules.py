"""The rules of a single row alone (bands, and two consequences of the grade), where general rule engines can follow."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, Final

import polars as pl
import rule_engine
import zen

from benchmarks.engines.tables import Given
from targetrules import loads

__all__ = ["row_rules"]

_ROWS: Final = 10_000
_POLICY: Final = """
format = 1
policy = { id = "row", title = "Rules of a row" }
grades = [{ id = "excellent" }, { id = "good" }, { id = "average" }, { id = "poor" }]
inputs = { score = { type = "number", min = 0, max = 100, decimals = 3 } }
grading = { by = "score", bands = { excellent = 85, good = 70, average = 50, poor = 0 } }
[[consequences]]
id = "report"
when = { grade = ["average", "poor"] }
[[consequences]]
id = "commend"
when = { grade = "excellent" }
"""
_BANDS: Final = ((85, "excellent"), (70, "good"), (50, "average"), (0, "poor"))


def row_rules() -> list[tuple[str, float]]:
    """Who, and microseconds a row."""
    table = pl.read_parquet(Given(10**6).file).drop_nulls()
    few = table.head(_ROWS)
    rows = few.select("unit", "period", "score").to_dicts()
    policy = loads(_POLICY)
    wanted = [_by_hand(row) for row in rows]
    timed: list[tuple[str, Callable[[], Any], int]] = [
        ("targetrules, columnar (1e6 rows)", lambda: policy.evaluate_frame(table), len(table)),
        ("targetrules, reference", lambda: policy.evaluate(few, engine="reference"), _ROWS),
        ("a plain Python loop", lambda: [_by_hand(row) for row in rows], _ROWS),
        ("rule-engine", lambda: _by_rule_engine(rows), _ROWS),
        ("zen-engine", lambda: _by_zen(rows), _ROWS),
    ]
    if not _by_rule_engine(rows) == _by_zen(rows) == wanted == policy.evaluate_frame(few)["grade"].to_list():
        raise AssertionError("the engines differ")
    return [(name, 1e6 * min(_seconds(run) for _ in range(3)) / size) for name, run, size in timed]


def _seconds(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _by_hand(row: dict[str, Any]) -> str:
    return next(grade for least, grade in _BANDS if row["score"] >= least)


def _by_rule_engine(rows: list[dict[str, Any]]) -> list[str]:
    rules = [(rule_engine.Rule(f"score >= {least}"), grade) for least, grade in _BANDS]
    return [next(grade for rule, grade in rules if rule.matches(row)) for row in rows]


def _by_zen(rows: list[dict[str, Any]]) -> list[str]:
    rules = [{"_id": grade, "in": f">= {least}", "out": json.dumps(grade)} for least, grade in _BANDS]
    columns = {
        "inputs": [{"id": "in", "field": "score", "name": "score"}],
        "outputs": [{"id": "out", "field": "grade", "name": "grade"}],
    }
    nodes = [
        {"id": "given", "type": "inputNode", "name": "given"},
        {
            "id": "table",
            "type": "decisionTableNode",
            "name": "table",
            "content": {"hitPolicy": "first", "rules": rules} | columns,
        },
        {"id": "found", "type": "outputNode", "name": "found"},
    ]
    edges = [
        {"id": "1", "sourceId": "given", "targetId": "table", "type": "edge"},
        {"id": "2", "sourceId": "table", "targetId": "found", "type": "edge"},
    ]
    content = {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}
    decision = zen.ZenEngine().create_decision(json.dumps(content))
    return [decision.evaluate({"score": row["score"]})["result"]["grade"] for row in rows]
