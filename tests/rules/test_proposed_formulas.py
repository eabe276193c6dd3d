"""Whoever writes what a diagnostic proposes has a policy that can be used, or was told what to fill in.

Every formula that is proposed for a bad file of ``tests/language``, for a bad file of the page of diagnostics, and for
measures that look back at themselves, is put in the place of the one that it is proposed for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from targetrules import PolicyError, loads
from targetrules.source.diagnostic import Diagnostic
from tests.docs.blocks import ROOT, Page
from tests.effort import examples

POLICY = """
format = 1
policy = { id = "p", title = "P" }
inputs.s = { type = "number", min = 0, max = 5 }
inputs.d = { type = "number", min = -5, max = 5, decimals = 1 }
[measures.m]
formula = "FORMULA"
decimals = 1
"""
WHOLE = {"diagnostics.starts", "diagnostics.stop-high", "diagnostics.stop-low", "diagnostics.stop-both"}
SLIPS = {"formulas.slip-whole", "names.write"}
HOW_MANY_DECIMALS = {"TR077", "TR078"}
"""What is asked of a formula once it can be read, and says nothing against it."""


def faults_of(text: str) -> tuple[Diagnostic, ...]:
    try:
        return loads(text).notes
    except PolicyError as error:
        return error.diagnostics


def filled_in(formula: str) -> str:
    """The formula as an author completes it who read that the ends have to be put in the place of the signs."""
    return formula.replace("…, …)", "-900, 900)").replace("high=…", "high=900").replace("low=…", "low=-900")


def line_with(text: str, fault: Diagnostic) -> int:
    """The line of the formula that a fault is about, which stands at the formula or at the measure's name."""
    assert fault.span is not None
    lines, at = text.split("\n"), fault.span.line - 1
    return next(n for n in range(at, len(lines)) if re.search(r'formula = "', lines[n]))


def proposals(text: str) -> Iterator[tuple[str, int]]:
    """The text with one formula as it is proposed, and the line of it."""
    for fault in faults_of(text):
        advice = fault.own_advice
        if advice is None or fault.span is None or advice.key not in {*WHOLE, *SLIPS}:
            continue
        formula = next(str(advice.values[key]) for key in ("instead", "formula", "name") if key in advice.values)
        lines = text.split("\n")
        at = line_with(text, fault)
        before, _, after = re.split(r'formula = "((?:[^"\\]|\\.)*)"', lines[at])
        lines[at] = f'{before}formula = "{filled_in(formula)}"{after}'
        yield "\n".join(lines), at + 1


def told_in_line(text: str, line: int) -> list[str]:
    found = [each for each in faults_of(text) if each.span is not None and each.span.line == line]
    return [f"{each.code} {each.message()}" for each in found if each.code not in HOW_MANY_DECIMALS]


PAGE = Page("diagnostics.md", (ROOT / "docs/reference/diagnostics.md").read_text(encoding="utf-8"))
BAD = [
    *(path.read_bytes() for path in sorted((ROOT / "tests/language").glob("*/bad/*.toml"))),
    *(block.text.encode() for block in PAGE.blocks if "bad" in block.words),
]


def test_what_is_proposed_for_bad_files_can_be_read() -> None:
    found = [each for data in BAD if b"formula = " in data for each in proposals(data.decode(errors="replace"))]
    assert len(found) > 40
    assert {changed: told for changed, line in found if (told := told_in_line(changed, line))} == {}


OPERANDS = st.sampled_from(["s", "d", "2", "previous(m)", "previous( m, 2 )", "previous(s)", "previous(max(m, s))"])
FORMULAS = st.recursive(
    OPERANDS,
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from("+-*"), part).map(lambda found: f"({' '.join(found)})"),
        st.tuples(st.sampled_from(["sum", "all_max", "min", "mean"]), part, part).map(
            lambda found: f"round({found[0]}({found[1]}, {found[2]}), 1)"
        ),
        st.tuples(part, part).map(lambda found: f"if_missing({found[0]}, {found[1]})"),
    ),
    max_leaves=5,
)


@examples(300)
@given(st.one_of(FORMULAS, FORMULAS.map("({}) / 3".format)))
@example("previous(m) + s")
@example("previous(m) - s")
@example("d + previous(m)")
@example("(3 * previous(m) + s) / 2")
@example("if_missing(previous(m), 0) + d")
def test_what_is_proposed_for_a_measure_that_looks_back_at_itself_can_be_used(formula: str) -> None:
    for changed, _ in proposals(POLICY.replace("FORMULA", formula)):
        assert [f"{each.code} {each.advice()}" for each in faults_of(changed)] == []


def advice_for(formula: str, language: str) -> list[str | None]:
    return [each.advice(language) for each in faults_of(POLICY.replace("FORMULA", formula))]


STOPS = "say what it starts from, and where it stops, as it would grow without end: "
STOPS_ZH = "请写明从多少起算；它会无限增长，还要写明到多少为止："


@pytest.mark.parametrize(
    ("formula", "en", "zh"),
    [
        (
            "previous(m) + s",
            (
                f"{STOPS}`clamp(if_missing(previous(m), 0) + s, high=…)`, with the greatest value that it may reach in"
                " place of `…`"
            ),
            f"{STOPS_ZH}`clamp(if_missing(previous(m), 0) + s, high=…)`，`…` 处填写它最大可以到多少",
        ),
        (
            "previous(m) - s",
            (
                f"{STOPS}`clamp(if_missing(previous(m), 0) - s, low=…)`, with the least value that it may reach in"
                " place of `…`"
            ),
            f"{STOPS_ZH}`clamp(if_missing(previous(m), 0) - s, low=…)`，`…` 处填写它最小可以到多少",
        ),
        (
            "previous(m) + d",
            (
                f"{STOPS}`clamp(if_missing(previous(m), 0) + d, …, …)`, with the least and the greatest value that it"
                " may reach in place of the two `…`"
            ),
            f"{STOPS_ZH}`clamp(if_missing(previous(m), 0) + d, …, …)`，两处 `…` 依次填写它最小、最大可以到多少",
        ),
        (
            "(3 * previous(m) + s) / 2",
            (
                f"{STOPS}`clamp(round((3 * if_missing(previous(m), 0) + s) / 2, 1), high=…)`, with the greatest value"
                " that it may reach in place of `…`"
            ),
            (
                f"{STOPS_ZH}`clamp(round((3 * if_missing(previous(m), 0) + s) / 2, 1), high=…)`，`…`"
                " 处填写它最大可以到多少"
            ),
        ),
        (
            f"previous(m) + {' + '.join(['s'] * 40)}",
            (
                "say what it starts from: `if_missing(previous(m), 0)` in place of `previous(m)`; put"
                " `clamp(x, high=…)` around the whole formula `x`, with the greatest value that it may reach in place"
                " of `…`, or it grows without end"
            ),
            (
                "请写明从多少起算：把 `previous(m)` 写成 `if_missing(previous(m), 0)`；整个公式（`x`）外面还要加上"
                " `clamp(x, high=…)`，`…` 处填写它最大可以到多少，否则会无限增长"
            ),
        ),
        (
            f"previous(m) * 0 + {' * '.join(['1000000'] * 2)} * previous(m) * 100000000",
            "say what it starts from: `if_missing(previous(m), 0)` in place of `previous(m)`",
            "请写明从多少起算：把 `previous(m)` 写成 `if_missing(previous(m), 0)`",
        ),
        (
            "if_missing(previous(m), 0) + s",
            (
                "it looks back at itself and would grow without end; say where it stops: `clamp(if_missing(previous(m),"
                " 0) + s, high=…)`, with the greatest value that it may reach in place of `…`"
            ),
            (
                "它用到自己前期的值，会无限增长；请写明到多少为止：`clamp(if_missing(previous(m), 0) + s, high=…)`，`…`"
                " 处填写它最大可以到多少"
            ),
        ),
        (
            "(previous(m) + s) * 1000000 * 1000000 * 1000000 * 1000",
            (
                "say what it starts from: `if_missing(previous(m), 0)` in place of `previous(m)`; and so that it fits"
                " in 64-bit numbers then, declare `min` and `max` of the inputs that it is computed from, or fewer"
                " decimals"
            ),
            (
                "请写明从多少起算：把 `previous(m)` 写成 `if_missing(previous(m), 0)`；为了不超出 64 位整数的范围，"
                "还请为参与计算的输入写明 `min` 和 `max`，或者减少小数位数"
            ),
        ),
    ],
)
def test_what_is_said_of_a_measure_that_looks_back_at_itself(formula: str, en: str, zh: str) -> None:
    assert (advice_for(formula, "en"), advice_for(formula, "zh")) == ([en], [zh])


def test_of_many_totals_each_on_top_of_another_all_are_told_to_stop() -> None:
    names = ["s", *(f"t{n}" for n in range(40))]
    totals = "\n".join(
        f'measures.{name} = {{ formula = "previous({name}) + {below}" }}' for below, name in pairwise(names)
    )
    found = faults_of(POLICY.partition("[measures")[0] + totals)
    assert [each.own_advice and each.own_advice.key for each in found] == ["diagnostics.stop-high"] * 40
