"""Measures that are missing for ever are named, with what to write; what starts somewhere is not."""

from __future__ import annotations

import pytest

from targetrules import PolicyError, loads

POLICY = """
format = 1
policy = { id = "p", title = "P" }
inputs.s = { type = "number", min = 0, max = 5 }
"""
SAYS = "“{name}” is missing in every period: it waits for an earlier value, and there is none in a unit's first period"


def notes(measures: str) -> list[tuple[str, str, str]]:
    found = loads(POLICY + measures).notes
    return [(each.code, each.message("en"), each.advice("en") or "") for each in found]


@pytest.mark.parametrize(
    ("formula", "instead"),
    [
        ("min(99, previous(m) + s)", "min(99, if_missing(previous(m), 0) + s)"),
        ("clamp(s + previous(m), 0, 9)", "clamp(s + if_missing(previous(m), 0), 0, 9)"),
        ("all_max(previous(m, 2), s)", "all_max(if_missing(previous(m, 2), 0), s)"),
        ("min(previous(s) + previous(m), 9)", "min(previous(s) + if_missing(previous(m), 0), 9)"),
        ("previous(m)", "if_missing(previous(m), 0)"),
        ("previous(max(m, m))", "if_missing(previous(max(m, m)), 0)"),
        ("if_missing(previous(m), previous (m))", "if_missing(previous(m), if_missing(previous (m), 0))"),
    ],
)
def test_a_running_total_that_starts_nowhere_is_named(formula: str, instead: str) -> None:
    found = notes(f'measures.m = {{ formula = "{formula}", decimals = 0 }}')
    assert found == [("TR093", SAYS.format(name="m"), f"say what it starts from: `{instead}`")]
    dated = notes(f'measures.m = {{ decimals = 0, versions = [{{ formula = "{formula}" }}] }}')
    assert dated == found


def test_two_measures_that_wait_for_each_other_are_named() -> None:
    found = notes('measures.a = { formula = "previous(b)" }\nmeasures.b = { formula = "previous(a)" }')
    assert [(code, advice) for code, _, advice in found] == [
        ("TR093", "say what it starts from: `if_missing(previous(b), 0)`"),
        ("TR093", "say what it starts from: `if_missing(previous(a), 0)`"),
    ]


@pytest.mark.parametrize(
    "measures",
    [
        'measures.m = { formula = "min(99, if_missing(previous(m), 0) + s)", decimals = 0 }',
        'measures.m = { formula = "min(99, sum(previous(m), s))", decimals = 0 }',
        'measures.m = { formula = "s - previous(s)", decimals = 0 }',
        'measures.m = { formula = "if_missing(0.5 * previous(m), s)", decimals = 0 }',
        '[measures.m]\nversions = [{ formula = "s", until = 2010 }, { formula = "min(99, previous(m))", from = 2011 }]',
    ],
)
def test_a_measure_that_starts_somewhere_is_not_named(measures: str) -> None:
    assert notes(measures) == []


def test_what_merely_rests_on_such_a_measure_is_not_named() -> None:
    measures = '[measures]\nm = { formula = "previous(m) + s" }\nn = { formula = "m + 1" }\n'
    assert [code for code, *_ in notes(measures)] == ["TR093"]


def test_of_dated_versions_the_one_that_waits_is_named() -> None:
    versions = '[[measures.m.versions]]\nformula = "n + s"\nuntil = 2010\n'
    later = '[[measures.m.versions]]\nformula = "previous(m) + n"\nfrom = 2011\n'
    never = '[measures.n]\nformula = "previous(n) + s"\n'
    assert {code for code, *_ in notes(versions + later + never)} == {"TR093"}


def test_a_period_of_a_condition_is_a_table() -> None:
    with pytest.raises(PolicyError) as raised:
        loads(POLICY + "[conditions.c]\nperiod = true\n")
    assert [each.code for each in raised.value.diagnostics] == ["TR012"]


def test_a_measure_beside_it_that_is_there_is_not_named() -> None:
    found = notes(
        'measures.m = { formula = "previous(m)" }\nmeasures.n = { formula = "2 * s", decimals = 0 }\n'
        'measures.o = { formula = "n + 1", decimals = 0 }'
    )
    assert [message for _, message, _ in found] == [SAYS.format(name="m")]
