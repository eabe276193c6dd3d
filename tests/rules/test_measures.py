"""What measures must say of themselves: how many decimals are kept, wherever there may be any."""

from __future__ import annotations

import pytest
from hypothesis import given

from targetrules import Policy, PolicyError, loads
from targetrules.engine.reference import ReferenceEngine, evaluate
from targetrules.rules.analysis.decimals import exact_decimals
from targetrules.rules.number import Weighted
from targetrules.source.diagnostic import Diagnostic
from targetrules.testing import Case, cases
from tests.effort import examples

HEAD = """
format = 1
policy = { id = "p", title = "P" }
inputs.passed = { type = "number", min = 0, max = 1000 }
inputs.pupils = { type = "number", min = 0, max = 1000 }
inputs.x = { type = "number", min = 0, max = 100, decimals = 1 }
parameters.p = [{ value = 60 }, { value = 60.25, from = 2010 }]
rankings.r = { by = "x" }
"""


def asked(measures: str) -> list[str]:
    """Of each measure that must say how many decimals it keeps: what is proposed."""
    try:
        loads(HEAD + measures)
    except PolicyError as error:
        found = error.diagnostics
        return [f"{each.code} {each.values['name']} {each.values['most']} at line {_line(each)}" for each in found]
    return []


def _line(fault: Diagnostic) -> int:
    assert fault.span is not None
    return fault.span.line - HEAD.count("\n")


def of_formula(formula: str) -> str:
    """``needed`` and the number that is proposed, ``exact`` or ``cut off``; or ``not needed``."""
    found = asked(f'measures.m = {{ formula = "{formula}" }}')
    words = {"TR077": "exact", "TR078": "cut off"}
    return " ".join([words[each.split()[0]] + " " + each.split()[2] for each in found]) or "not needed"


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("passed - 3 * pupils", "not needed"),
        ("clamp(passed, 0, 100) + min(passed, r.rank) + group_count()", "not needed"),
        ("round(100 * passed / pupils, 0)", "not needed"),
        ("if_missing(previous(m), passed)", "not needed"),
        ("x", "exact 1"),
        ("x * x", "exact 2"),
        ("0.25 * passed", "exact 2"),
        ("0.25 * x - 1", "exact 3"),
        ("passed - p", "exact 2"),
        ("clamp(passed, low=0.5)", "exact 1"),
        ("round(100 * passed / pupils, 1) + passed", "exact 1"),
        ("group_percentile(passed, 75)", "exact 2"),
        ("passed / 8", "exact 3"),
        ("-(x / 4)", "exact 3"),
        ("x / 0.4", "exact 2"),
        ("mean(passed, pupils)", "exact 1"),
        ("all_mean(passed, pupils, 1, 2)", "exact 2"),
        ("mean_last(x, 2)", "exact 2"),
        ("mean(passed, pupils, x)", "cut off 2"),
        ("all_mean(passed, pupils, 1)", "cut off 2"),
        ("mean_last(passed, 3)", "cut off 2"),
        ("passed / pupils", "cut off 2"),
        ("100 * passed / 3", "cut off 2"),
        ("passed / 0", "cut off 2"),
        ("x * x * x / pupils", "cut off 2"),
        ("p * 0.123 / pupils", "cut off 2"),
        ("group_mean(passed)", "cut off 2"),
        ("0.0001 * 0.0001 * passed", "cut off 2"),
        ("0.5 * if_missing(previous(m), 0) + passed", "cut off 2"),
    ],
)
def test_a_formula_that_may_have_decimals_says_how_many_are_kept(formula: str, found: str) -> None:
    assert of_formula(formula) == found


@pytest.mark.parametrize(
    ("weights", "missing", "found"),
    [
        ("{ passed = 60, pupils = 40 }", "unknown", ["TR077 m 1 at line 1"]),
        ("{ passed = 60, x = 40 }", "zero", ["TR077 m 2 at line 1"]),
        ("{ passed = 1, pupils = 2 }", "unknown", ["TR078 m 2 at line 1"]),
        ("{ passed = 60, pupils = 40 }", "reweight", ["TR078 m 2 at line 1"]),
        ("{ passed = 7 }", "reweight", []),
        ("{ p = 7 }", "unknown", ["TR077 m 2 at line 1"]),
    ],
)
def test_so_do_weights(weights: str, missing: str, found: list[str]) -> None:
    assert asked(f'measures.m = {{ weights = {weights}, missing = "{missing}" }}') == found


def test_one_version_is_enough_and_it_is_the_one_that_is_shown() -> None:
    assert asked(
        '[measures.m]\nversions = [\n{ formula = "passed", until = 2010 },\n{ formula = "x", from = 2011 },\n]'
    ) == ["TR077 m 1 at line 4"]


def test_what_is_made_of_such_a_measure_is_told_in_the_same_run() -> None:
    assert asked('[measures]\na = { formula = "b + 0.25" }\nb = { formula = "x" }\nc = { formula = "a / pupils" }') == [
        "TR077 a 2 at line 2",
        "TR077 b 1 at line 3",
        "TR078 c 2 at line 4",
    ]


def test_two_that_look_back_at_one_another_have_no_last_decimal() -> None:
    assert asked('[measures]\na = { formula = "0.5 * previous(b)" }\nb = { formula = "0.5 * previous(a)" }') == [
        "TR078 a 6 at line 2",
        "TR078 b 6 at line 3",
    ]


@pytest.mark.parametrize("formula", ["x", "passed / pupils", "0.25 * passed"])
@pytest.mark.parametrize("decimals", [0, 3])
def test_whatever_is_written_counts_none_included(formula: str, decimals: int) -> None:
    assert asked(f'measures.m = {{ formula = "{formula}", decimals = {decimals} }}') == []


def test_the_whole_message() -> None:
    with pytest.raises(PolicyError) as raised:
        loads(HEAD + 'measures.m = { formula = "passed / 8" }\nmeasures.n = { formula = "passed / pupils" }')
    exact, endless = raised.value.diagnostics
    assert [exact.message(), exact.advice(), exact.message("zh"), exact.advice("zh")] == [
        "“m” may have decimals, and it is not said how many are kept",
        "write `decimals = 3`, which keeps it exact; `decimals = 0` rounds it to whole numbers (59.5 to 60)",
        "“m”可能有小数，但没有写明保留几位",
        "请写 `decimals = 3`，数值不变；写 `decimals = 0` 则取整（59.5 成为 60）",
    ]
    assert [endless.message(), endless.advice(), endless.message("zh"), endless.advice("zh")] == [
        "“n” may have decimals without end, or more than six, and it is not said how many are kept",
        "write `decimals = 2`, or as many as the regulation says: who passes and who ties can hang on it",
        "“n”可能除不尽，或者小数超过六位，但没有写明保留几位",
        "请写 `decimals = 2`，或者按规定的位数：谁过线、谁与谁并列，都可能取决于它",
    ]


@examples(60)
@given(cases(missing="any"))
def test_a_value_has_no_more_decimals_than_are_said_to_be_exact(case: Case) -> None:
    rules = case.policy.rules
    kept = _kept(case.policy)
    formula = ReferenceEngine(rules).formula()
    for now in evaluate(rules, case.history):
        for measure in rules.measures.values():
            for version in measure.versions:
                most = exact_decimals(version, kept)
                value = formula.number(version.formula, now) if now.period in version.in_force else None
                if most is not None and value is not None:
                    assert (value * 10**most).denominator == 1, (measure.name, isinstance(version.formula, Weighted))


def _kept(policy: Policy) -> dict[str, int]:
    rules = policy.rules
    kept = {name: each.decimals for name, each in rules.inputs.items()}
    kept |= {name: each.decimals for name, each in rules.measures.items()}
    for name, parameter in rules.parameters.items():
        values = [str(value) for _, value in parameter.values]
        kept[name] = max(len(value.partition(".")[2]) for value in values)
    return kept
