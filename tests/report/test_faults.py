"""Faults for programs: what GitHub and SARIF demand. What people read is recorded in `cli/sessions`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from targetrules import Diagnostic, PolicyError, loads
from targetrules.report.faults_json import annotation, fault_values, sarif
from targetrules.report.faults_text import concise, full

BAD = """\
format = 1
[policy]
id = "bad"
title = "t"
perid = "year"
[inputs]
"总分" = { type = "number", mn = 0 }
"""


def faults(text: str = BAD, name: str = "policies/bad.toml") -> tuple[Diagnostic, ...]:
    with pytest.raises(PolicyError) as raised:
        loads(text, name=name)
    return raised.value.diagnostics


# ---- SARIF 2.1.0 -----------------------------------------------------------------------------------------------------


def test_sarif_has_what_the_format_requires() -> None:
    """The properties that the schema requires, of the types that it gives them."""
    log = json.loads(sarif(faults(), "en"))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "targetrules"
    assert len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    assert len(run["results"]) == 2
    for result in run["results"]:
        assert result["level"] in ("none", "note", "warning", "error")
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        for location in result["locations"]:
            check_location(location["physicalLocation"])


def check_location(location: dict[str, Any]) -> None:
    assert location["artifactLocation"]["uri"] == "policies/bad.toml"
    region = location["region"]
    assert all(type(number) is int and number >= 1 for number in region.values())
    assert (region["startLine"], region["startColumn"]) < (region["endLine"], region["endColumn"])


def test_sarif_counts_columns_in_characters() -> None:
    regions = [result["locations"][0]["physicalLocation"]["region"] for result in results(faults())]
    assert regions == [
        {"startLine": 5, "startColumn": 1, "endLine": 5, "endColumn": 6},
        {"startLine": 7, "startColumn": 27, "endLine": 7, "endColumn": 29},
    ]


def results(diagnostics: tuple[Diagnostic, ...]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(sarif(diagnostics, "en"))["runs"][0]["results"]
    return found


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("a b/政策.toml", "a%20b/%E6%94%BF%E7%AD%96.toml"),
        ("<stdin>", "%3Cstdin%3E"),
        ("c:d.toml", "c%3Ad.toml"),
        ("/srv/policies/a#1.toml", "file:///srv/policies/a%231.toml"),
        ("a\udc80.toml", "a%80.toml"),
    ],
)
def test_sarif_names_files_as_uris(name: str, uri: str) -> None:
    found = results(faults(name=name))
    assert {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in found} == {uri}


def test_sarif_without_a_place_has_no_region() -> None:
    diagnostic = Diagnostic("TR001", "not-there.toml", None, {"why": "because"})
    assert [result["locations"][0]["physicalLocation"] for result in results((diagnostic,))] == [
        {"artifactLocation": {"uri": "not-there.toml"}}
    ]


def test_sarif_of_nothing_has_no_results() -> None:
    (run,) = json.loads(sarif((), "zh"))["runs"]
    assert run["results"] == run["tool"]["driver"]["rules"] == []


# ---- GitHub ----------------------------------------------------------------------------------------------------------


def test_an_annotation_escapes_what_workflows_would_misread() -> None:
    diagnostic = faults('format = 1\n"50%, a:b" = 2\n', "a,b:c%.toml")[-1]
    place, says = annotation(diagnostic, "en").removeprefix("::error ").split("::")
    assert place == "file=a%2Cb%3Ac%25.toml,title=TR010,line=2,col=1,endLine=2,endColumn=11"
    assert says.split("%0A")[0] == "the key “50%25, a:b” is not known here"


# ---- one line each ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_form_says_the_same(language: str) -> None:
    for diagnostic in faults():
        values = fault_values(diagnostic, language)
        for text in (full(diagnostic, language), concise(diagnostic, language), annotation(diagnostic, language)):
            for key in ("file", "code", "message", "advice"):
                assert str(values[key]) in text
        assert f"{values['file']}:{values['line']}:{values['column']}" in full(diagnostic, language)
        assert "\n" not in concise(diagnostic, language)
