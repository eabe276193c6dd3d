"""The policy to start from works as it stands, and is never written over anything."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from targetrules import load
from tests.cli.conftest import Call

LANGUAGES = ["en", "zh"]


def table_in(text: str) -> str:
    """The table of results that its comments show: the lines of three blanks and commas."""
    lines = [
        line.removeprefix("#   ") for line in text.splitlines() if line.startswith("#   ") and line.count(",") >= 5
    ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_right_and_its_examples_and_claims_pass(language: str, call: Call) -> None:
    assert call("init", "mine.toml", "--lang", language).status == 0
    assert call("check", "mine.toml", "--format", "json").text == "[]\n"
    assert call("test", "mine.toml").status == 0
    policy = load("mine.toml")
    assert policy.rules.claims
    assert policy.rules.examples


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_results_in_its_comments_can_be_judged(language: str, call: Call, folder: Path) -> None:
    call("init", "mine.toml", "--lang", language)
    text = table_in((folder / "mine.toml").read_text(encoding="utf-8"))
    (folder / "results.csv").write_text(text, encoding="utf-8")
    ran = call("evaluate", "mine.toml", "results.csv", "--format", "jsonl")
    outcomes = [json.loads(line) for line in ran.text.splitlines()]
    assert (ran.status, ran.errors) == (0, "")
    assert [(each["unit"], each["period"]) for each in outcomes] == [
        (row[0], int(row[1])) for row in list(csv.reader(text.splitlines()))[1:]
    ]
    assert [len(each["consequences"]) for each in outcomes] == [1, 2, 1, 1, 3, 0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_it_is_seen_in_its_examples(language: str, call: Call) -> None:
    """Whoever changes a rule sees an example fail."""
    call("init", "mine.toml", "--lang", language)
    rules = load("mine.toml").rules
    expected = {id_ for example in rules.examples for each in example.expected for id_ in each.consequences or ()}
    assert expected == {rule.id for rule in rules.consequences}
    grades = {each.grade for example in rules.examples for each in example.expected if each.grade}
    assert grades == {grade.id for grade in rules.grades}


def test_both_languages_start_from_the_same_policy(call: Call, folder: Path) -> None:
    for language in LANGUAGES:
        call("init", f"{language}.toml", "--lang", language)
    english, chinese = (load(str(folder / f"{language}.toml")).rules for language in LANGUAGES)
    for part in ("grades", "inputs", "measures", "rankings", "consequences", "claims", "examples"):
        assert len(getattr(english, part)) == len(getattr(chinese, part)), part


def test_a_file_that_is_there_is_left_alone(call: Call, folder: Path) -> None:
    (folder / "policy.toml").write_text("mine", encoding="utf-8")
    ran = call("init")
    assert (ran.status, ran.errors) == (2, "error: policy.toml is there already, and is left alone\n")
    assert (folder / "policy.toml").read_text(encoding="utf-8") == "mine"


def test_a_dash_writes_to_the_standard_output(call: Call, folder: Path) -> None:
    call("init", "policy.toml")
    assert call("init", "-").out == (folder / "policy.toml").read_bytes()
    assert not (folder / "-").exists()
