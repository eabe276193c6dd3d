"""Rules that one missing value makes undecidable for ever: found, and attacked; or decided again by what follows."""

from __future__ import annotations

from random import Random

import pytest
from attrs import evolve

from targetrules import loads
from targetrules.drawing.chance import Chance
from targetrules.drawing.histories import Extent
from targetrules.drawing.tables import tables
from targetrules.engine.judged import Judged
from targetrules.engine.reference import ReferenceEngine, evaluate
from targetrules.history import History
from targetrules.proof import questions
from targetrules.proof.question_text import noticed_text, noticed_values
from targetrules.proof.registers import EntryValue
from targetrules.proof.terms import TRUE, negated, number
from targetrules.proof.text import Telling
from targetrules.proof.traps import Forgotten, Trap, Unknown, trap_of
from targetrules.proof.undecidable import rules_of
from targetrules.proof.values import Quantity
from targetrules.report.labels import PolicyLabels
from targetrules.rules import tree
from tests.proof.unsettled import EQUAL, UNSETTLED

HEAD = """format = 1
policy = { id = "p", title = "P" }
grades = [{ id = "good" }, { id = "poor" }]
inputs.index = { type = "number", min = 0, max = 100, optional = true }
inputs.low = { type = "flag" }
inputs.moved = { type = "flag", optional = true }
grading.by = "points"
grading.bands = { good = 60, poor = 0 }
[measures.points]
formula = "if_missing(index, 0)"
[measures.line]
formula = "at_entry(support, index) + 3"
"""
KEPT = "[statuses.support]\nenter = { low = true }\n"
LEFT = f"{KEPT}leave = {{ low = false }}\n"
BY_LINE = "{ index = { at_least = 'line' } }"
ASKS = f'[[consequences]]\nid = "better"\nwhen = {BY_LINE}\n'
CAPPED = f"[[grading.caps]]\nwhen = {BY_LINE}\nat_most = 'poor'\n"
UNTIL = "period = { until = 2020 }"
COUNTED = f"""[[consequences]]
id = "once"
when = {{ all = [{{ low = true, {UNTIL} }}], times = 1, restarts = {{ moved = true, {UNTIL} }} }}
"""

FOREVER = [
    (f"{KEPT}leave = {BY_LINE}\n", "status", "support", "index"),
    (KEPT + ASKS, "consequence", "better", "index"),
    (KEPT + CAPPED, "rule", "grading.caps.1", "index"),
    (f"{KEPT}leave = {BY_LINE}\nlasts_at_most = 3\n", "status", "support", None),
    (LEFT + COUNTED, "consequence", "once", "moved"),
    (LEFT + ASKS, "consequence", "better", None),
    (LEFT + CAPPED, "rule", "grading.caps.1", None),
    (f"{KEPT}leave = {{ any = [{{ low = false }}, {BY_LINE}] }}\n", "status", "support", None),
    (LEFT + ASKS + "unless = { low = true }\n", "consequence", "better", None),
    (LEFT + COUNTED.replace(f"moved = true, {UNTIL}", "moved = true"), "consequence", "once", None),
]


@pytest.mark.parametrize(("more", "kind", "id_", "missing"), FOREVER, ids=range(len(FOREVER)))
def test_what_one_missing_value_makes_undecidable_for_ever(more: str, kind: str, id_: str, missing: str | None) -> None:
    rules = loads(HEAD + more).rules
    (rule,) = [each for each in rules_of(rules) if (each.kind, each.id) == (kind, id_)]
    answer = trap_of(rules, rule, 60)
    if missing is None:
        assert isinstance(answer, Forgotten)
        assert answer.scripts
        return
    assert isinstance(answer, Trap)
    assert answer.missing == missing
    lacking = [row.period for row in answer.history.rows if row.values[missing] is None]
    assert len(lacking) == 1
    assert lacking[0] < answer.history.rows[-1].period
    attacked(rules, rule.of, answer.history)


def attacked(rules: tree.Rules, rule: tree.Consequence | tree.Status | tree.UnitRule, history: History) -> None:
    """No random results that follow decide it, as the reference engine judges them."""
    engine, last = ReferenceEngine(rules), history.rows[-1].period
    said = []
    for seed in range(60):
        drawn, _ = tables(Chance(Random(seed)), rules, Extent(units=1, periods=6))  # noqa: S311  nothing rests on chance
        begun = min((row.period for row in drawn.rows), default=0)
        rows = [evolve(row, unit=history.rows[0].unit, period=last + 1 + row.period - begun) for row in drawn.rows]
        judged = list(evaluate(rules, History((*history.rows, *rows))))
        said += [truth(engine, rule, now) for now in judged if now.period >= last]
    assert len(said) > 120
    assert {*said} == {None}


def truth(engine: ReferenceEngine, rule: tree.Consequence | tree.Status | tree.UnitRule, now: Judged) -> bool | None:
    """What the reference engine says of the rule."""
    if isinstance(rule, tree.Consequence):
        return engine.fires(rule, now)
    return engine.holds(rule.leave or tree.All(()) if isinstance(rule, tree.Status) else rule.when, now)


NO_END = KEPT + ASKS


@pytest.mark.parametrize(
    "when",
    [
        "{ index = { at_least = 50 } }",
        "{ index = { at_least = 50 }, consecutive = 3 }",
        "{ index = { at_least = 50 }, times = 2 }",
        "{ index = { at_least = 50 }, ago = 5 }",
        "{ low = true, consecutive = 2, restarts = { period = { from = 2020, until = 2020 } } }",
        "{ support = true }",
    ],
)
def test_what_passes_is_not_asked_about(when: str) -> None:
    more = f'{LEFT}[[consequences]]\nid = "x"\nwhen = {when}\n'
    assert [*rules_of(loads(HEAD + more).rules)] == []


def test_it_is_told_with_its_history_and_from_when_on() -> None:
    policy = loads(HEAD + KEPT + ASKS)
    (noticed,) = [each for each in questions(policy, timeout=60) if each.kind == "consequence-undecidable"]
    assert (noticed.answer, noticed.about) == ("found", ("better", "index"))
    assert noticed.line == (HEAD + KEPT).count("\n") + 1
    assert {"first", "step", "history"} <= {*noticed.scripts}
    told = noticed_text(Telling(PolicyLabels(policy.rules, "en")), noticed)
    assert "line 15: One missing value can make it undecidable for ever whether “better” comes:" in told
    assert "“index” of A in 2020 is missing. In 2021 nobody can say, and in no later period either" in told
    values = noticed_values(policy.rules, noticed)
    assert [row["period"] for row in values["results"]] == [2020, 2021]
    assert {"both", "worse"}.isdisjoint(values)
    pasted = loads(HEAD + KEPT + ASKS + values["example"])
    assert [each.mismatches for each in pasted.check_examples()] == [()]


RANKED = """
[rankings.order]
by = "points"
[[consequences]]
id = "first"
when = { index = { at_least = "line" }, place = { top = 1 } }
"""


def test_where_places_matter_what_follows_is_sought_for_the_unit_alone() -> None:
    for status, kind in ((LEFT, Forgotten), (KEPT, Trap)):
        rules = loads(HEAD + status + RANKED).rules
        (rule,) = [each for each in rules_of(rules) if each.id == "first"]
        answer = trap_of(rules, rule, 60)
        assert isinstance(answer, kind | Unknown)
        assert not isinstance(answer, Trap) or status == KEPT


def test_past_the_timeout_nobody_knows() -> None:
    more = f"""statuses.s = {{ enter = {{ x = {{ above = 3 }} }}, leave = {EQUAL} }}
inputs.v = {{ type = "number", min = 0, max = 9, optional = true }}
measures.then = {{ formula = "at_entry(s, v)" }}
consequences = [{{ id = "c", when = {{ then = {{ at_least = 5 }} }} }}]
"""
    rules = loads(UNSETTLED + more).rules
    (rule,) = rules_of(rules)
    assert trap_of(rules, rule, 0.001) == Unknown("time")


def asked_of(more: str) -> object:
    """What is answered of the one rule that is asked about."""
    rules = loads(HEAD + more).rules
    (rule,) = rules_of(rules)
    return trap_of(rules, rule, 60)


def test_a_fault_in_the_encoding_is_noticed_by_the_reference_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EntryValue, "value", lambda _, __, now: Quantity(negated(now[0]), now[1], number(1)))
    assert asked_of(KEPT + ASKS) == Unknown("replay")


def test_a_value_that_is_never_forgotten_to_be_missing_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EntryValue, "value", lambda _, __, now: Quantity(TRUE, now[1], number(1)))
    assert isinstance(asked_of(KEPT + ASKS), Forgotten)  # so that the tests above fail
