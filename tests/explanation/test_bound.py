"""How much an explanation may try: halving where it is certain, else so many values, and what was not tried is said."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from targetrules import Policy, loads
from targetrules.engine import reference, what_if
from targetrules.engine.columnar.by_row import to_judged
from targetrules.engine.judged import Judged
from targetrules.engine.what_if import judged_by_rows
from targetrules.explanation import why
from targetrules.explanation.changes.counterfactual import Search
from targetrules.explanation.changes.effort import FEW, MOST_WORK
from targetrules.explanation.changes.goals import goals_of_grade
from targetrules.explanation.findings import Explanation, Nearest
from targetrules.explanation.values import ReadValue
from targetrules.history import History, Row
from targetrules.report.explanation import explanation_text
from tests.explanation.changing import Trial, numeric, searched

LADDER = (("A", "20%"), ("B", "60%"))
THE_OTHER_WAY_ROUND = (("B", "60%"), ("A", "20%"))


def graded(
    inputs: int, decimals: int, formula: str, quotas: tuple[tuple[str, str], ...] = (), bands: str = "A = 60, B = 40"
) -> Policy:
    """So many indicators make a total, which gives the grade."""
    declared = "".join(
        f"s{n} = {{ type = 'number', min = 0, max = 100, decimals = {decimals} }}\n" for n in range(inputs)
    )
    taken = "".join(f"[[grading.quotas]]\nranking = 'r'\ngrade = '{grade}'\nat_most = '{n}'\n" for grade, n in quotas)
    return loads(f"""
format = 1
[policy]
id = "graded"
title = {{ en = "Graded", zh = "定级" }}
[[grades]]
id = "A"
[[grades]]
id = "B"
[[grades]]
id = "C"
[inputs]
{declared}
[measures]
total = {{ formula = "{formula}", decimals = 2 }}
[rankings.r]
by = "total"
[grading]
by = "total"
bands = {{ {bands}, C = -999999 }}
{taken}""")


def invented(policy: Policy, units: int) -> History:
    random = Random(3)  # noqa: S311
    most = 100 * 10 ** next(iter(policy.rules.inputs.values())).decimals
    return History(
        tuple(
            Row(f"u{n}", 2020, {name: Decimal(random.randint(0, most)) * 100 / most for name in policy.rules.inputs})
            for n in range(units)
        )
    )


def found(explanation: Explanation) -> Nearest:
    assert explanation.grade is not None
    return searched(explanation.grade.nearest)


@pytest.mark.parametrize("quotas", [LADDER, THE_OTHER_WAY_ROUND], ids=["a ladder", "the other way round"])
def test_among_quotas_every_change_is_found_however_many_decimals_there_are(
    quotas: tuple[tuple[str, str], ...],
) -> None:
    """Forty units make eighty places at which something may turn, and six decimals a hundred million values."""
    policy = graded(3, 6, "0.5 * s0 + 0.3 * s1 + 0.2 * s2", quotas)
    history = invented(policy, 40)
    trial = Trial(policy, history, history.rows[7])
    assert found(trial.explained()).unsettled == ()
    changes = [(asked, change) for asked in trial.asked() for change in asked.changes("s0")]
    assert changes
    for asked, change in changes:
        before, (after,) = trial.row.values["s0"], map(numeric, change.after)
        assert isinstance(before, Decimal)
        nearer = after + Decimal("0.000001").copy_sign(before - after)
        assert trial.meets(asked, "s0", after)
        assert not trial.meets(asked, "s0", nearer)


def tried(policy: Policy, history: History, most_work: int = MOST_WORK) -> int:
    """How many values an explanation tries in all."""
    row = history.rows[0]
    units = judged_by_rows(policy.rules, history, row.unit, row.period)
    search = Search(policy.rules, units, most_work=most_work)
    search.nearest(goals_of_grade(policy.rules, search.now))
    return sum(len(probe.tried) for probe in search.probes.values())


def test_six_more_decimals_do_not_multiply_the_values_that_are_tried() -> None:
    """Each takes a few more halvings of each input."""
    few, many = (
        tried(policy, invented(policy, 12))
        for policy in (graded(3, decimals, "0.5 * s0 + 0.3 * s1 + 0.2 * s2", LADDER) for decimals in (0, 6))
    )
    assert few < many < few + 3 * 6 * 20


@pytest.mark.parametrize("inputs", [3, 30])
def test_more_inputs_make_no_more_work(inputs: int) -> None:
    """Where the effect of none of them is monotone; a value costs five units of work at least."""
    total = " + ".join(f"s{n}" for n in range(inputs))
    policy = graded(inputs, 1, f"({total}) * (50 - s0 - s1 + s2) / 100", LADDER)
    assert 0 < 5 * tried(policy, invented(policy, 3), 100_000) <= 100_000


TOTAL = "+".join(f"{1 + n % 4} * s{n}" for n in range(20))
FROM_THE_MEAN = (
    'by = "total"',
    'by = "from_mean"\n[measures.from_mean]\nformula = "total - round(group_mean(total), 2)"\ndecimals = 2',
)
AMONG_THE_FIRST = """
[rankings.again]
by = "s0"
among = { r.rank = { at_most = 30 } }
[[consequences]]
id = "praise"
when = { place = { top = 5, ranking = "again" } }
"""


def changed(policy: Policy, *changes: tuple[str, str], more: str = "") -> Policy:
    text = policy.to_toml()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return loads(text + more)


WEIGHED = f"({TOTAL}) / 50"
LARGE = {
    "from the mean": (changed(graded(20, 2, WEIGHED, LADDER[:1], "A = 52, B = 47"), FROM_THE_MEAN), 50),
    "among the first": (changed(graded(20, 2, WEIGHED, LADDER), more=AMONG_THE_FIRST), 50),
    "three quotas": (graded(20, 2, WEIGHED, (*THE_OTHER_WAY_ROUND, ("A", "10%"))), 1_000),
}


@pytest.mark.parametrize("name", LARGE)
def test_few_rows_are_judged_again_however_many_inputs_have_a_part_in_what_they_are_ranked_by(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Counted are the rows that are made; among many units, which become no rows, the times that all are judged."""
    made = 0

    def counted(*values: Any, **more: Any) -> Judged:
        nonlocal made
        made += 1
        return Judged(*values, **more)

    for module in (reference, what_if, to_judged):
        monkeypatch.setattr(module, "Judged", counted)
    policy, units = LARGE[name]
    explanation = policy.explain(invented(policy, units), unit="u7", period=2020)
    assert found(explanation).changes or found(explanation).unsettled
    assert made < (100_000 if units < FEW else 3_000)


@pytest.mark.parametrize("name", LARGE)
def test_a_search_that_is_cut_tells_how_far_it_went_by_rows_as_by_columns(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    policy, _ = LARGE[name]
    history = invented(policy, 50)
    explanation = policy.explain(history, unit="u7", period=2020, changes=100_000)
    monkeypatch.setattr(why, "FEW", 0)
    assert policy.explain(history, unit="u7", period=2020, changes=100_000) == explanation
    cut = found(explanation).unsettled
    assert {each.input.id for each in cut} == set(policy.rules.inputs)
    for each in cut:
        low, now, high = told(each.low), history.rows[7].values[each.input.id], told(each.high)
        assert isinstance(now, Decimal)
        assert low < now < high


def told(end: ReadValue | None) -> Decimal:
    assert end is not None
    assert isinstance(end.value, Decimal)
    return end.value


TEXTS = {
    "en": """\
u2, 2020: A
Judged by: Graded

Grade: A
  · total 78.42, and A begins at 60
    · total 78.42, from s0 48.490, s1 79.157
  → A single change for a worse grade:
    · s1: 60.727 instead of 79.157; the grade is then B
    · s0: none from 47.490 to 49.490; values farther away were not tried

The policy names no consequences.
""",
    "zh": """\
u2 2020 年：A
依据：定级

等次：A
  · total 78.42，60 起为 A
    · total 78.42，由 s0 48.490、s1 79.157 算出
  → 只改一项就会降低等次，最小的改动：
    · s1 由 79.157 改为 60.727，等次变为 B
    · s0：从 47.490 到 49.490 都不会；更远的值没有试

政策没有规定处理结果。
""",
}


@pytest.mark.parametrize("language", TEXTS)
def test_what_was_not_tried_is_said_beside_what_was_found(language: str) -> None:
    policy = graded(2, 3, "0.01 * s0 * (s0 - 50) + s1")
    history = invented(policy, 3)
    text = explanation_text(policy.explain(history, unit="u2", period=2020), language)
    assert text == TEXTS[language]
