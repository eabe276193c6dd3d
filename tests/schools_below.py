"""Schools below districts below states: policies written into a folder, and rows of results for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from targetrules import Policy, load

__all__ = ["ABOVE", "BELOW", "STATES", "Rows", "loaded", "passed_over"]

Rows = list[dict[str, Any]]

STATES = """
format = 1
policy = { id = "states", title = "States" }
details.districts = { policy = "districts.toml", unit_above = "state", conditions = { low = { receives = "low" } } }
measures.low = { formula = "districts.count(low)" }
"""

ABOVE: Rows = [{"unit": "North", "period": 2018, "state": None}, {"unit": "10", "period": 2018, "state": None}]
BELOW: Rows = [
    {"unit": "a", "period": 2017, "district": "North", "score": 10},
    {"unit": "a", "period": 2018, "district": "North", "score": 10},
    {"unit": "b", "period": 2018, "district": "North", "score": 20},
    {"unit": "c", "period": 2018, "district": "North", "score": 90},
    {"unit": "d", "period": 2018, "district": 10.0, "score": 10},
    {"unit": "e", "period": 2018, "district": 10.0, "score": 60},
    {"unit": "f", "period": 2018, "district": None, "score": 60},
]


def loaded(folder: Path, name: str, **texts: str) -> Policy:
    """The policy of that name among some that are written into a folder, each by its own name."""
    for each, text in texts.items():
        (folder / f"{each}.toml").write_text(text, encoding="utf-8")
    return load(folder / f"{name}.toml")


def passed_over(_: object) -> None:
    """What is done with notes: that earlier rows are the lower policy's own past is meant here."""
