"""What is answered of claims, attacked: by random results, and by claims that are made false on purpose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

from targetrules.drawing.histories import Extent
from targetrules.engine.reference import evaluate
from targetrules.policy import Policy
from targetrules.proof import Proved, Refuted
from targetrules.proof.histories import broken_by
from targetrules.proof.proving import answered
from targetrules.rules import tree
from tests.proof.faults import drawn

EXTENT = Extent(units=4, periods=6)


def of_results(random: Random, rules: tree.Rules, histories: int) -> Iterator[tree.Claim]:
    """Claims that random results break: that nobody receives what somebody received there, or has the grade."""
    for _ in range(histories):
        history = drawn(random, rules, EXTENT)
        for now in (each for each in evaluate(rules, history) if rules.judges(each.period)):
            for id_ in sorted(now.received):
                yield tree.Claim(f"never {id_}", tree.Never(tree.Receives(id_)))
            if now.grade is not None:
                yield tree.Claim(f"never {now.grade}", tree.Never(tree.GradeIs((now.grade,))))


def attacked(policy: Policy, random: Random, *, histories: int, timeout: float) -> Counter[str]:
    """What is answered of the claims of a policy, and of some that are false; results are tried on what is proved.

    Raises AssertionError where they break it, and where a false claim is proved.
    """
    rules, found = policy.rules, Counter[str]()
    for claim in rules.claims:
        answer = answered(rules, claim, timeout)
        found[type(answer).__name__] += 1
        if isinstance(answer, Proved):
            for _ in range(histories):
                history = drawn(random, rules, EXTENT)
                assert not broken_by(rules, claim, history), (policy.to_toml(), claim.id, history)
        if isinstance(answer, Refuted):
            assert answer.broken
    wrong = {claim.id: claim for claim in of_results(random, rules, 2)}
    for claim in wrong.values():
        answer = answered(rules, claim, timeout)
        assert not isinstance(answer, Proved), (policy.to_toml(), claim.id)
        found[f"false: {type(answer).__name__}"] += 1
    return found
