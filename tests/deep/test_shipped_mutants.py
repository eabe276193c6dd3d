"""The examples and claims of each shipped policy notice its mutants, but for so many that are said here."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import pytest

from targetrules import load
from targetrules.mutation import score
from tests.policies.shipped import FILES, FOLDER

SAME: Final = {
    "civil-servants-2007": 7,
    "county-score-sheet": 5,
    "cqc-aggregation": 1,
    "cra-ratings": 18,
    "english-league": 6,
    "essa-identification": 2,
    "florida-school-grades": 2,
    "medicare-low-performing": 4,
    "medicare-star-cuts": 1,
    "nc-low-performing": 6,
    "nc-low-performing-districts": 1,
    "nhs-oversight-2025": 2,
}
"""Mutants that give the same in all histories; the policy or its file of examples says why, or solvers prove it."""


@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_examples_notice_every_mutant_that_decides_otherwise(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("targetrules.mutation.score"), "can_prove", lambda: False)
    judged = score(load(str(FOLDER / f"{name}.toml")), histories=0)
    assert len(judged.survivors) == SAME.get(name, 0), [each.mutant.change("en") for each in judged.survivors]
