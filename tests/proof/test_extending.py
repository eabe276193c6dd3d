"""Rules that an extension adds to a grading: proved to take nothing back, or refused with what shows it."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path
from unittest.mock import patch

import pytest
from attrs import evolve

from targetrules import MissingExtraError, Policy, PolicyError, load
from targetrules.history import History
from targetrules.proof.answers import Open
from targetrules.proof.equivalence import Difference, Equivalent
from targetrules.proof.lessening import lessened

BASE = """
format = 1
policy = { id = "base", title = "Base" }
grades = [{ id = "good" }, { id = "average" }, { id = "poor" }]
inputs.score = { type = "number", min = 0, max = 100 }
[grading]
by = "score"
bands = { good = 80, average = 60, poor = 0 }
[[consequences]]
id = "report"
when = { grade = ["average", "poor"] }
[[consequences]]
id = "talk"
when = { grade = "poor", consecutive = 2 }
"""
PRAISE = BASE + '[[consequences]]\nid = "praise"\nwhen = { grade = "good" }\n'
QUOTA = BASE + '[[grading.quotas]]\ngrade = "good"\nat_most = 1\nround = "down"\n[rankings.overall]\nby = "score"\n'
HEAD = """
format = 1
policy = { id = "extension", title = "Extension", extends = "base.toml" }
inputs.falsified = { type = "flag", optional = true }
"""
CAP = HEAD + '[[grading.caps]]\nwhen = { falsified = true }\nat_most = "average"\n'
FORCED = HEAD + '[[grading.forced]]\nwhen = { falsified = true }\ngrade = "poor"\n'


def extending(folder: Path, text: str, base: str = BASE) -> Policy:
    (folder / "base.toml").write_text(base, encoding="utf-8")
    (folder / "extension.toml").write_text(text, encoding="utf-8")
    return load(folder / "extension.toml")


def told(folder: Path, text: str, base: str = BASE) -> list[tuple[str, int, str]]:
    with chdir(folder), pytest.raises(PolicyError) as refused:
        extending(Path(), text, base)
    return [(each.code, each.span.line if each.span else 0, each.message()) for each in refused.value.diagnostics]


@pytest.mark.parametrize("text", [CAP, FORCED, CAP + FORCED.removeprefix(HEAD)])
def test_what_takes_nothing_back_is_added_after_the_rules_of_the_base(text: str, tmp_path: Path) -> None:
    policy = extending(tmp_path, text)
    rows = [{"unit": "a", "period": 2010, "score": 90, "falsified": flag} for flag in (True, False, None)]
    for at, row in enumerate(rows):
        row["unit"] = str(at)
    worst = "poor" if "forced" in text else "average"
    assert [each.grade for each in policy.evaluate(rows)] == [worst, "good", "good"]


def test_places_of_the_base_that_no_added_rule_can_change_are_the_same_for_both(tmp_path: Path) -> None:
    base = BASE + '[[consequences]]\nid = "last"\nwhen = { place = "last" }\n[rankings.overall]\nby = "score"\n'
    assert extending(tmp_path, CAP, base).id == "extension"


def test_who_is_lowered_is_not_spared_what_follows_from_a_better_grade_and_does_not_lose_it(tmp_path: Path) -> None:
    results = '{ unit = "A", period = 2020, score = 100, falsified = true }'
    ((code, line, message),) = told(tmp_path, CAP, PRAISE)
    assert (code, line) == ("TR274", 5)
    assert message == (
        f"this takes back something of the policy that is extended (base.toml, line 15): of the results {results}, "
        "“A” in 2020, “praise” does not come any more (grade average, before: good)"
    )


def test_a_place_that_is_left_to_another_unit_makes_its_grade_better(tmp_path: Path) -> None:
    ((code, line, message),) = told(tmp_path, CAP, QUOTA)
    assert (code, line) == ("TR274", 5)
    assert message.endswith("“report” does not come any more (grade good, before: average)")
    without = QUOTA.replace("[[consequences]]", "[[claims]]").replace("when =", "never =")
    ((_, _, message),) = told(tmp_path, CAP, without)
    assert message.endswith("the grade becomes better: good, before: average")


def test_of_several_rules_the_one_is_told_that_acted(tmp_path: Path) -> None:
    harmless = HEAD + '[[grading.caps]]\nwhen = { score = { below = 60 } }\nat_most = "poor"\n'
    ((code, line, _),) = told(tmp_path, harmless + CAP.removeprefix(HEAD), PRAISE)
    assert (code, line) == ("TR274", 8)


def test_what_makes_grades_better_is_refused_by_the_text_alone(tmp_path: Path) -> None:
    forced = FORCED.replace('"poor"', '"good"')
    with patch("targetrules.proof.lessening.answered") as asked:
        ((code, line, _),) = told(tmp_path, forced)
        assert [each[0] for each in told(tmp_path, FORCED.replace('"poor"', '"pooor"'))] == ["TR024"]
    assert (code, line) == ("TR273", 7)
    assert not asked.called


def test_without_the_solvers_it_is_said_what_to_install_and_nothing_else_needs_them(tmp_path: Path) -> None:
    with patch("targetrules.proof.lessening.need_solvers", side_effect=MissingExtraError("prove", "z3")):
        assert extending(tmp_path, HEAD).id == "extension"
        assert [(code, line) for code, line, _ in told(tmp_path, CAP)] == [("TR275", 5)]


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("time", "20 seconds were not enough"),
        ("second", "one solver has proved it, the second does not know"),
        ("free", "it rests on other units, and no units were found that show it"),
        ("end", "the search came to its end"),
    ],
)
def test_what_is_not_proved_is_refused_with_the_reason(why: str, said: str, tmp_path: Path) -> None:
    unknown = Open("", 2, why)  # type: ignore[arg-type]
    with patch("targetrules.proof.lessening.answered", return_value=unknown):
        ((code, line, message),) = told(tmp_path, CAP)
    assert (code, line) == ("TR275", 5)
    assert message.endswith(f"is not proved: {said}")


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Policy, Policy]:
    policy = extending(tmp_path, CAP)
    grading = load(tmp_path / "base.toml").rules.grading
    firm = extending(tmp_path, HEAD)
    assert firm.rules.grading == grading
    return firm, policy


def test_the_question_has_a_direction(pair: tuple[Policy, Policy]) -> None:
    firm, policy = (each.rules for each in pair)
    assert isinstance(lessened(firm, policy, ["report", "talk"], 20), Equivalent)
    back = lessened(policy, firm, ["report", "talk"], 20)
    assert isinstance(back, Difference)
    assert isinstance(back.history, History)
    assert (back.old.grade, back.new.grade) == ("average", "good")


def test_a_grade_that_is_not_given_any_more_is_taken_back(tmp_path: Path) -> None:
    policy = extending(tmp_path, HEAD).rules
    assert policy.grading is not None
    unrated = BASE + "[[grading.unrated]]\nwhen = { score = 0 }\n"
    other = extending(tmp_path, HEAD, unrated).rules
    found = lessened(policy, evolve(other, bases=()), [], 20)
    assert isinstance(found, Difference)
    assert (found.old.grade, found.new.grade) == ("poor", None)
