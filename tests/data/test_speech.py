"""``jincheng-2010`` against the speech that it was written from: what its rules quote stands there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from targetrules import load

POLICIES = Path(__file__).parents[2] / "policies"
SPEECH = Path(__file__).parents[3] / "shared" / "design" / "speech.txt"


@pytest.fixture(scope="module")
def speech() -> str:
    """The speech without its line ends, which in the copy that there is part words."""
    if not SPEECH.is_file():
        pytest.skip("no speech: there is no ../shared/design/speech.txt beside the checkout")
    return re.sub(r"\s", "", SPEECH.read_text(encoding="utf-8"))


def quoted(description: object) -> list[str]:
    return re.findall("讲话：“([^”]+)”", description["zh"]) if isinstance(description, dict) else []


def quotes() -> dict[str, list[str]]:
    """What is quoted, by what it is the source of."""
    written = load("jincheng-2010").written
    beside = {
        **{rule.id: rule.quote for rule in written.consequences or ()},
        **{name: each.quote for name, each in (written.measures or {}).items()},
        **{name: each.quote for name, each in (written.rankings or {}).items()},
    }
    described = {name: quoted(table.get("description")) for name, table in (written.conditions or {}).items()}
    return described | {name: [] if quote is None else [quote] for name, quote in beside.items()}


def test_every_rule_quotes_the_sentence_that_it_is_of(speech: str) -> None:
    found = quotes()
    assert len(found) == 9
    assert {name: len(each) for name, each in found.items()} == dict.fromkeys(found, 1)
    assert [each for quote in found.values() for each in quote if each not in speech] == []


def test_the_quantities_of_the_speech_are_those_of_the_policy(speech: str) -> None:
    parameters = load("jincheng-2010").rules.parameters
    for name, said in (
        ("gdp_target", "地区生产总值增幅确定为{}%"),
        ("revenue_target", "财政收入增幅定为{}%—15%"),
        ("investment_target", "固定资产投资增幅底线是{}%"),
    ):
        assert [said.format(value) in speech for _, value in parameters[name].values] == [True]


def test_the_ten_steps_and_six_categories_are_those_of_the_speech(speech: str) -> None:
    description = load("jincheng-2010").rules.description["zh"]
    (steps,) = re.findall("有序进行：([^；]+)；", description)
    (kinds,) = re.findall("分([^，]+)六大类", description)
    assert len(steps.split("、")) == 10
    assert steps.removesuffix("、结果评定") + "和结果评定等十个环节" in speech
    assert len(kinds.split("、")) == 6
    assert kinds + "等6大类" in speech


# ---- the whole year --------------------------------------------------------------------------------------------------


def quotations(value: object) -> Iterator[str]:
    """All that stands behind ``quote`` in a file."""
    if isinstance(value, dict):
        yield from (each for key, each in value.items() if key == "quote")
        yield from (found for each in value.values() for found in quotations(each))
    if isinstance(value, list):
        yield from (found for each in value for found in quotations(each))


@pytest.fixture(scope="module")
def year() -> dict[str, Any]:
    """The policy of the whole year as it is written."""
    return tomllib.loads((POLICIES / "jincheng-2010-year.toml").read_text(encoding="utf-8"))


def test_the_whole_year_quotes_the_speech_word_by_word(speech: str, year: dict[str, Any]) -> None:
    found = list(quotations(year))
    assert len(found) == 17
    assert [each for each in found if each not in speech] == []


def test_its_ten_steps_and_six_categories_are_those_of_the_speech_in_their_order(
    speech: str, year: dict[str, Any]
) -> None:
    *steps, last = [each["label"]["zh"] for each in year["procedure"]["steps"]]
    assert f"按照{'、'.join(steps)}和{last}等十个环节有序进行" in speech
    assert f"{'、'.join(each['label']['zh'] for each in year['categories'].values())}等6大类指标" in speech


def test_what_the_speech_does_not_say_is_marked_as_invented(year: dict[str, Any]) -> None:
    text = (POLICIES / "jincheng-2010-year.toml").read_text(encoding="utf-8")
    without = [name for name, each in year["indicators"].items() if "quote" not in each]
    assert [name for name in without if f"# 虚构 · invented\n[indicators.{name}]" not in text] == []
    assert without == ["works", "schooling", "accidents", "team_tasks"]
