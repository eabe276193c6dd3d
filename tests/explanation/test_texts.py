"""Explanations as they are read, whole, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from targetrules.report.explanation import explanation_text, explanation_values
from tests.explanation.told import TOLD, Told, explanations
from tests.recorded import check_recorded

RECORDED = Path(__file__).parent / "recorded"
NAMES = sorted({told.name for told in TOLD})


pytestmark = pytest.mark.xdist_group("explanations")  # which are made once


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_text(name: str, language: str) -> None:
    told = [explanation for each in TOLD if each.name == name for explanation in explanations(each)]
    text = "\n\n".join(explanation_text(explanation, language) for explanation in told)
    check_recorded(RECORDED / f"{name}.{language}.txt", text)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("told", [TOLD[3], TOLD[4]], ids=lambda told: told.name)
def test_values(told: Told, language: str) -> None:
    values = [explanation_values(explanation, language) for explanation in explanations(told)[:1]]
    text = json.dumps(values, ensure_ascii=False, indent=1)
    check_recorded(RECORDED / f"{told.name}.{language}.json", f"{text}\n")
