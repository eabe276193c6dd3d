"""What is proved, what is refuted by which results, and what is left open."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules import load, loads
from targetrules.arguments import ArgumentError
from targetrules.engine.claims import check_claims
from targetrules.proof import Open, Proved, Refuted, prove
from targetrules.proof import proving as proving_module
from targetrules.proof.claims import of_claim
from targetrules.proof.induction import Searched
from targetrules.proof.proving import answered
from targetrules.proof.registers import Tally
from targetrules.proof.text import Telling, answer_text, answer_values
from targetrules.proof.traversals import in_order, is_nonlinear, variables_of
from targetrules.proof.values import YES
from targetrules.report.labels import PolicyLabels
from targetrules.rules import tree
from tests.proof.unsettled import EQUAL, UNSETTLED

POLICY = """
format = 1
[policy]
id = "p"
title = "P"
period = "sequence"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
grade = { type = "grade", optional = true }
score = { type = "number", min = 0, max = 100, decimals = 1, optional = true }
veto = { type = "flag", default = false }
[grading]
given = "grade"
[[consequences]]
id = "talk"
when = { grade = "poor" }
severity = 1
[[consequences]]
id = "closure"
when = { grade = "poor", consecutive = 3 }
severity = 2
"""


def asked(claim: str, policy: str = POLICY) -> Proved | Refuted | Open:
    (answer,) = prove(loads(f'{policy}\n[[claims]]\nid = "c"\n{claim}\n'), timeout=60)
    return answer


def shown(answer: Proved | Refuted | Open) -> list[tuple[str, int, dict[str, str]]]:
    """The rows of a history, without what is missing and what is false."""
    assert isinstance(answer, Refuted)
    return [
        (row.unit, row.period, {name: str(value) for name, value in row.values.items() if value})
        for row in answer.history.rows
    ]


@pytest.mark.parametrize(
    "claim",
    [
        'never = { receives = "closure", not = { receives = "talk" } }',
        'always = { if = { receives = "closure" }, then = { receives = "talk", consecutive = 3 } }',
        'always = { if = { receives = "closure" }, then = { receives = "talk", ago = 2 } }',
        'always = { if = { grade = "poor", consecutive = 2 }, then = { grade = "poor", times = 2, of_last = 2 } }',
        'always = { if = { grade = "poor", times = 2, of_last = 2 }, then = { grade = "poor", consecutive = 2 } }',
        'always = { if = { received = "closure" }, then = { received = "talk", times = 3 } }',
        'monotone = { of = "consequences", in = "grade" }',
        "never = { score = { above = 100 } }",
        'never = { receives = "closure" }\nassuming = { grade = "good" }',
    ],
)  # fmt: skip
def test_what_holds_is_proved(claim: str) -> None:
    assert isinstance(asked(claim), Proved)


def test_what_does_not_hold_is_refuted_by_a_shortest_history() -> None:
    answer = asked('never = { receives = "closure" }')
    poor = {"grade": "poor"}
    assert shown(answer) == [("A", 1, poor), ("A", 2, poor), ("A", 3, poor)]
    assert isinstance(answer, Refuted)
    assert [(each.unit, each.period, each.against) for each in answer.broken] == [("A", 3, None)]


def test_what_is_unknown_breaks_what_is_always_so() -> None:
    answer = asked('always = { if = { veto = true }, then = { grade = ["good", "poor"] } }')
    assert shown(answer) == [("A", 1, {"veto": "True"})]


def test_a_monotone_claim_is_refuted_by_two_units_that_are_alike_in_all_else() -> None:
    wrong = POLICY.replace('when = { grade = "poor" }\n', "when = { score = { above = 50 } }\n")
    answer = asked('monotone = { of = "consequences", in = "score" }', wrong)
    assert isinstance(answer, Refuted)
    ((_, _, worse), (_, _, better)) = shown(answer)
    assert float(worse.get("score", 0)) <= 50 < float(better["score"])
    assert [(each.unit, each.against) for each in answer.broken] == [("B", "A")]


def test_gaps_are_among_the_histories() -> None:
    answer = asked('never = { grade = "poor", times = 2, not = { grade = "poor", times = 2, of_last = 2 } }')
    assert [period for _, period, _ in shown(answer)] in ([1, 3], [1, 2, 3])


def test_a_product_that_solvers_cannot_settle_is_open() -> None:
    claim = f'claims = [{{ id = "fermat", never = {EQUAL} }}]'
    (answer,) = prove(loads(UNSETTLED + claim), timeout=0.3)
    assert answer == Open("fermat", 0, "time")


def test_what_is_so_whatever_products_are_is_proved_without_them() -> None:
    """Each score divides one input by another; of the question with quotients z3 finds no end."""
    (answer,) = prove(load("jincheng-2010-year"), claims=["warned-before-reorganised"], timeout=2)
    assert isinstance(answer, Proved)
    assert "|free." in answer.scripts["step"]


def test_any_number_within_its_ends_stands_for_a_product() -> None:
    claim = 'claims = [{ id = "c", never = { left = { at_least = 5000 }, right = 8 } }]'
    rules = loads(UNSETTLED + claim).rules
    system = of_claim(rules, rules.claims[0]).system
    linear = system.linear()
    assert linear is not None
    assert any(map(is_nonlinear, in_order([system.bad])))
    assert not any(map(is_nonlinear, in_order([linear.bad])))
    free = [(each.low, each.high) for each in variables_of(in_order([linear.bad])) if each.name.startswith("free.")]
    assert free == [(1, 99999**3)] * 3
    assert linear.linear() is None


def test_periods_that_are_not_judged_may_have_any_decision() -> None:
    policy = POLICY.replace('period = "sequence"', 'period = "sequence"\nfirst_period = 5')
    answer = asked('always = { if = { receives = "closure" }, then = { receives = "talk", consecutive = 3 } }', policy)
    assert isinstance(answer, Refuted)
    assert answer.history.rows[0].values["decided.received"] in ("none", "closure")


@pytest.mark.parametrize(
    ("policy", "claim"),
    [
        ("jincheng-2010", "warned-before-reorganised"),
        ("nc-low-performing", "two-running-years-are-two-of-three"),
        ("nc-low-performing-districts", "more-than-half"),
        ("florida-school-grades", "never-more-than-one-letter-down"),
        ("medicare-low-performing", "no-termination-without-the-icon"),
    ],
)
def test_claims_of_policies_that_are_shipped(policy: str, claim: str) -> None:
    (answer,) = prove(load(policy), claims=[claim], timeout=60)
    assert isinstance(answer, Proved)
    assert {"first", "step"} <= set(answer.scripts) <= {"first", "invariant", "step"}


NORTH_CAROLINA = """
[[claims]]
id = "now-or-before"
always = { if = { receives = "recurring-low-performing" }, then = { low_performing = true, times = 1, of_last = 3 } }
[[claims]]
id = "now"
always = { if = { receives = "recurring-low-performing" }, then = { low_performing = true } }
"""


def test_recurring_implies_low_performing_now_or_before_and_not_now() -> None:
    text = Path("policies/nc-low-performing.toml").read_text(encoding="utf-8") + NORTH_CAROLINA
    before, now = prove(loads(text), claims=["now", "now-or-before"], timeout=60)
    assert isinstance(before, Proved)
    assert isinstance(now, Refuted)
    assert len(now.history.rows) == 3


def test_a_wrong_encoding_is_found_by_the_replay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Had the encoding a fault by which a claim were false, no history would be shown."""
    right = Tally._counted  # noqa: SLF001
    monkeypatch.setattr(Tally, "_counted", lambda self, count, _: right(self, count, YES))
    claim = 'always = { if = { receives = "closure" }, then = { receives = "talk", ago = 1 } }'
    assert asked(claim) == Open("c", 2, "replay")


def test_a_claim_that_is_not_there_is_told() -> None:
    with pytest.raises(ArgumentError, match="did you mean “warned-before-reorganised”"):
        prove(load("jincheng-2010"), claims=["warned-before-reorganized"])


def test_the_second_solver_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    from targetrules.proof import induction

    rules = loads(POLICY).rules
    claim = tree.Claim("c", tree.Never(tree.All((tree.Receives("closure"), tree.Not(tree.Receives("talk"))))))
    for verdict, why in (("unknown", "second"), ("sat", "disagree")):
        monkeypatch.setattr(induction, "ask_again", lambda *_, verdict=verdict: verdict)
        assert answered(rules, claim, 60) == Open("c", 0, why)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claim", "is_shortest", "says"),
    [
        ('never = { receives = "talk" }', True, "No history of fewer periods does."),
        ('never = { receives = "closure" }', False, "whether fewer periods do, nobody knows."),
    ],
)
def test_what_solvers_do_not_find_in_time_random_results_may_show(
    claim: str, *, is_shortest: bool, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving_module, "searched", lambda *_: Searched(0, "time"))
    policy = loads(f'{POLICY}\n[[claims]]\nid = "c"\n{claim}\n')
    (answer,) = prove(policy)
    assert isinstance(answer, Refuted)
    assert answer.is_shortest is is_shortest
    assert len(answer.history.rows) == (1 if is_shortest else 3)
    assert check_claims(policy.rules, answer.history)[0].broken == answer.broken
    assert says in answer_text(Telling(PolicyLabels(policy.rules, "en")), answer)
    assert answer_values(policy.rules, answer)["shortest"] is is_shortest


DECIDED = """
format = 1
policy = { id = "p", title = "P", first_period = 2010 }
inputs.score = { type = "number", min = 0, max = 9 }
claims = [{ id = "c", monotone = { of = "consequences", in = "score" } }]
[[consequences]]
id = "report"
when = { score = 0 }
severity = 1
[[consequences]]
id = "talk"
when = { received = "report" }
severity = 2
"""


@pytest.mark.parametrize(("decided", "looked_at"), [("none", 1), ("report", 0)])
def test_units_of_which_something_else_was_decided_before_are_not_alike(decided: str, looked_at: int) -> None:
    policy = loads(DECIDED)
    rows = [{"unit": unit, "period": 2009, "score": 1, "decided.received": "none"} for unit in "AB"]
    rows[1]["decided.received"] = decided
    rows += [{"unit": "A", "period": 2010, "score": 2}, {"unit": "B", "period": 2010, "score": 5}]
    (check,) = policy.check_claims(policy.history(rows))
    assert (check.looked_at, check.broken) == (looked_at, ())
