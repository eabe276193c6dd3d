"""Policies as tests of pytest: what is collected where, what the items are called, and what a failure shows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

import targetrules

pytest_plugins = ["pytester"]

PLUGIN: Final = (
    *("-p", "targetrules.pytest_plugin", "-p", "no:anyio", "-p", "no:schemathesis", "-p", "no:benchmark"),
    *("-p", "no:cacheprovider", "-p", "no:cov", "-p", "no:xdist", "--no-header"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # it is loaded already where the package is installed
)
POLICY: Final = """
format = 1
[policy]
id = "county"
title = { en = "Assessment", zh = "考核" }
[[grades]]
id = "good"
label = { en = "Good", zh = "良好" }
[[grades]]
id = "poor"
label = { en = "Poor", zh = "较差" }
[inputs]
score = { type = "number", min = 0, max = 100 }
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[consequences]]
id = "talk"
label = { en = "Talk", zh = "谈话" }
when = { grade = "poor" }
[[claims]]
id = "talked-to"
description = { en = "who is poor is talked to", zh = "较差的必谈话" }
always = { if = { grade = "poor" }, then = { receives = "talk" } }
[[examples]]
name = { en = "just poor", zh = "刚好较差" }
history = [{ period = 2010, score = 59 }]
expect = { 2010 = ["talk"] }
"""
MORE: Final = """
[[examples]]
name = { en = "just good", zh = "刚好良好" }
history = [{ period = 2010, score = 60 }]
expect = { 2010 = [] }
[[examples]]
name = { en = "just good", zh = "刚好良好" }
history = [{ period = 2010, score = 61 }]
expect = { 2010 = [] }
"""
WRONG: Final = POLICY.replace("score = 59", "score = 60")
FALSE: Final = POLICY.replace('{ receives = "talk" } }', "{ score = { below = 50 } } }")


def folder(pytester: pytest.Pytester, **files: str) -> Path:
    """The folder ``policies`` with these files."""
    found = pytester.mkdir("policies")
    for name, text in files.items():
        (found / f"{name.replace('_', '.')}.toml").write_text(text, encoding="utf-8")
    return found


def collected(pytester: pytest.Pytester, *args: str) -> list[str]:
    result = pytester.runpytest_inprocess(*PLUGIN, "--collect-only", "-q", *args)
    return [line for line in result.outlines if "::" in line]


def test_examples_and_claims_are_items_named_in_any_script(pytester: pytest.Pytester) -> None:
    folder(pytester, county=POLICY, county_examples=MORE)
    assert collected(pytester, "policies") == [
        "policies/county.examples.toml::just good",
        "policies/county.examples.toml::just good (2)",
        "policies/county.toml::just poor",
        "policies/county.toml::claim: who is poor is talked to",
    ]
    assert collected(pytester, "policies", "-o", "targetrules_language=zh", "-k", "较差") == [
        "policies/county.toml::刚好较差",
        "policies/county.toml::断言：较差的必谈话",
    ]
    result = pytester.runpytest_inprocess(*PLUGIN, "policies/county.toml::just poor", "-v")
    result.assert_outcomes(passed=1)
    pytester.runpytest_inprocess(*PLUGIN, "policies", "-o", "targetrules_search=5").assert_outcomes(passed=4)
    result = pytester.runpytest_inprocess(*PLUGIN, "policies", "-o", "targetrules_search=0")
    result.assert_outcomes(passed=3, skipped=1)


def test_only_policies_are_collected_and_only_where_they_are_asked_for(pytester: pytest.Pytester) -> None:
    path = folder(pytester, county=POLICY, other='[tool]\nname = "policy"\n', torn="= 1\n")
    (path / "below").mkdir()
    (path / "below" / "nested.toml").write_text(POLICY, encoding="utf-8")
    (path / "stray.examples.toml").write_text(MORE, encoding="utf-8")
    own = ["policies/county.toml::just poor", "policies/county.toml::claim: who is poor is talked to"]
    nested = [each.replace("county.toml", "below/nested.toml") for each in own]
    assert collected(pytester) == []
    assert collected(pytester, ".") == []
    assert collected(pytester, "policies") == own
    assert collected(pytester, "policies/below/nested.toml") == nested
    pytester.makeini("[pytest]\ntargetrules_policies = policies\n")
    assert sorted(collected(pytester)) == sorted([*nested, *own])
    pytester.makeini("[pytest]\ntargetrules_policies = elsewhere\n")
    assert collected(pytester, "policies") == []


def test_a_failure_shows_what_was_expected_and_why_it_is_not_so(pytester: pytest.Pytester) -> None:
    folder(pytester, county=WRONG)
    result = pytester.runpytest_inprocess(*PLUGIN, "policies", "-k", "poor and not claim", "-rf")
    result.assert_outcomes(failed=1, deselected=1)
    text = str(result.stdout)
    told = text[text.index("2010, grade") : text.index("=== short")]
    assert told.rstrip(" =\n") == (
        "2010, grade\n  found:    Good\n2010, consequences\n  expected: Talk [talk]\n  found:    none\n\n"
        "2010: Good\nJudged by: Assessment\n\nGrade: Good\n  · score 60, and Good begins at 60\n\n"
        "Consequences\n✘ Talk\n    ✘ the grade is Good, not Poor"
    )
    assert "pytest_plugin.py" not in text
    assert "FAILED policies/county.toml::just poor" in text


def test_a_claim_that_is_not_true_is_shown_by_an_example_to_paste(pytester: pytest.Pytester) -> None:
    folder(pytester, county=FALSE)
    result = pytester.runpytest_inprocess(*PLUGIN, "policies", "-k", "断言", "-o", "targetrules_language=zh")
    result.assert_outcomes(failed=1, deselected=1)
    text = str(result.stdout)
    assert "u1，2008：违反断言“较差的必谈话”" in text
    assert '[[examples]]\nname = { en = "results, and what is decided of them"' in text
    assert "history = [{ period = 2008, score = 5" in text


def test_a_broken_policy_is_one_error_of_collection(pytester: pytest.Pytester) -> None:
    folder(pytester, county=POLICY.replace('grade = "poor"', 'grade = "por"'), torn=POLICY + "x = = 1\n")
    result = pytester.runpytest_inprocess(*PLUGIN, "policies")
    result.assert_outcomes(errors=2)
    text = str(result.stdout)
    assert 'when = { grade = "por" }' in text
    assert "did you mean" in text
    assert "Traceback" not in text
    assert "pytest_plugin.py" not in text


def test_what_is_known_to_fail_is_named_in_the_ini_file(pytester: pytest.Pytester) -> None:
    folder(pytester, county=WRONG)
    name = "policies/county.toml::just poor"
    pytester.makeini(f"[pytest]\ntargetrules_search = 0\ntargetrules_xfail =\n    {name}\n")
    pytester.runpytest_inprocess(*PLUGIN, "policies").assert_outcomes(xfailed=1, skipped=1)
    folder_ = pytester.path / "policies" / "county.toml"
    folder_.write_text(POLICY, encoding="utf-8")
    pytester.runpytest_inprocess(*PLUGIN, "policies").assert_outcomes(failed=1, skipped=1)


def test_it_loads_nothing_of_the_package_before_a_policy_is_there() -> None:
    says = (
        "import sys, targetrules.pytest_plugin\n"
        "print(sorted(each for each in sys.modules if each.startswith('targetrules.')), 'hypothesis' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", says], capture_output=True, text=True, check=True)
    assert run.stdout == "['targetrules._version', 'targetrules.pytest_plugin'] False\n"


def test_the_policies_of_this_project_pass(pytester: pytest.Pytester) -> None:
    policies = Path(targetrules.__file__).parents[2] / "policies"
    result = pytester.runpytest_inprocess(*PLUGIN, str(policies), "-o", "targetrules_search=2", "-q")
    counts = result.parseoutcomes()
    assert counts.keys() == {"passed"}
    assert counts["passed"] > len(list(policies.glob("*.toml")))
