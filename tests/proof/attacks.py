"""What is answered of claims, attacked: by random results, and by claims that are made false on purpose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from attrs import define, evolve, field

from targetrules.drawing.histories import Extent
from targetrules.engine.claims import check_claims
from targetrules.engine.reference import evaluate
from targetrules.policy import Policy
from targetrules.proof import Proved, Refuted
from targetrules.proof.drawn import drawn
from targetrules.proof.proving import answered
from targetrules.rules import tree

EXTENT = Extent(units=4, periods=6)


def of_results(random: Random, rules: tree.Rules, histories: int) -> Iterator[tree.Claim]:
    """Claims that random results break: that nobody receives what somebody did, or not without another, or a grade."""
    for _ in range(histories):
        history = drawn(random, rules, EXTENT)
        for now in (each for each in evaluate(rules, history) if rules.judges(each.period)):
            for id_ in sorted(now.received):
                yield tree.Claim(f"never {id_}", tree.Never(tree.Receives(id_)))
            other = next((rule.id for rule in rules.consequences if rule.id not in now.received), None)
            for id_ in sorted(now.received)[:1] if other is not None else []:
                yield tree.Claim(f"{id_} with {other}", tree.Always(tree.Receives(id_), tree.Receives(other or "")))
            if now.grade is not None:
                yield tree.Claim(f"never {now.grade}", tree.Never(tree.GradeIs((now.grade,))))


@define
class Attack:
    """How many claims were answered how, and what must not be: a claim that is proved, and broken by results.

    ``tried`` is how many results were looked at of claims that are proved.
    """

    found: Counter[str] = field(factory=Counter)
    wrong: list[tuple[str, str, object]] = field(factory=list)
    tried: int = 0


def attacked(policy: Policy, random: Random, *, histories: int, timeout: float) -> Attack:
    """What is answered of the claims of a policy, and of some that are false; results are tried on what is proved."""
    rules, attack, proved = policy.rules, Attack(), list[tree.Claim]()
    for claim in rules.claims:
        answer = answered(rules, claim, timeout)
        attack.found[type(answer).__name__] += 1
        if isinstance(answer, Proved):
            proved.append(claim)
        if isinstance(answer, Refuted):
            replay(attack, policy, claim, answer)
    try_results(attack, policy, proved, random, histories)
    wrong = {claim.id: claim for claim in of_results(random, rules, 2)}
    for claim in wrong.values():
        answer = answered(rules, claim, timeout)
        attack.found[f"false: {type(answer).__name__}"] += 1
        if isinstance(answer, Proved):
            attack.wrong.append((policy.to_toml(), claim.id, "proved, and false"))
        if isinstance(answer, Refuted):
            replay(attack, policy, claim, answer)
    return attack


def replay(attack: Attack, policy: Policy, claim: tree.Claim, answer: Refuted) -> None:
    """Judge the results that are said to break a claim again."""
    (check,) = check_claims(evolve(policy.rules, claims=(claim,)), answer.history)
    if not check.broken or check.broken != answer.broken:
        attack.wrong.append((policy.to_toml(), claim.id, answer.history))


def try_results(attack: Attack, policy: Policy, proved: Sequence[tree.Claim], random: Random, histories: int) -> None:
    """Hold random results against claims that are proved."""
    rules = evolve(policy.rules, claims=tuple(proved))
    for _ in range(histories if proved else 0):
        history = drawn(random, rules, EXTENT)
        for check in check_claims(rules, history):
            attack.tried += check.looked_at
            if check.broken:
                attack.wrong.append((policy.to_toml(), check.claim, history))
