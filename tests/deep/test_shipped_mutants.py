"""The examples and claims of each shipped policy notice its mutants, but for those that mean the same."""

from __future__ import annotations

from importlib import import_module

import pytest

from targetrules import load
from targetrules.mutation import score
from tests.policies.scores import scores
from tests.policies.shipped import FILES, FOLDER

NAMES = [path.stem for path in FILES]


@pytest.mark.parametrize("name", NAMES)
def test_examples_notice_every_mutant_that_decides_otherwise(name: str) -> None:
    """Of the others both solvers prove that they mean the same, or the policy explains it; the page counts them."""
    judged, told = score(load(str(FOLDER / f"{name}.toml"))), scores()[name]
    assert [each.mutant.telling() for each in judged.survivors if each.why is None] == []
    assert [each.text("en") for each in judged.needless] == []
    counted = f"{len(judged.killed)} of {judged.counted}"
    assert (counted, len(judged.equal), len(judged.explained)) == (told.noticed, told.equal, told.changes)


@pytest.mark.parametrize("name", NAMES)
def test_without_solvers_as_many_are_left(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("targetrules.mutation.score"), "can_prove", lambda: False)
    judged, told = score(load(str(FOLDER / f"{name}.toml")), histories=0), scores()[name]
    assert len(judged.survivors) == told.equal + told.changes, [each.mutant.change("en") for each in judged.survivors]
