"""Claims held against judged results: where data contradicts what the authors of a policy say of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from targetrules.data import frozen
from targetrules.engine.judged import Judged
from targetrules.engine.reference import ReferenceEngine, evaluate
from targetrules.history import History, Value
from targetrules.period import period_text
from targetrules.rules import tree

__all__ = ["Broken", "ClaimCheck", "check_claims"]


@frozen(slots=True)
class Broken:
    """A result that breaks a claim.

    Attributes:
        unit: The unit; of a monotone claim the one with the better result.
        period: The period, as outcomes print it.
        against: Of a monotone claim, the unit with the worse result that fared better; else None.
    """

    unit: str
    period: int | str
    against: str | None = None


@frozen(slots=True)
class ClaimCheck:
    """What results say of one claim of a policy.

    Attributes:
        claim: The id of the claim.
        looked_at: How many results were looked at, for a monotone claim pairs of them; with 0 there is no evidence.
        broken: The results that break it, in their order.
    """

    claim: str
    looked_at: int
    broken: tuple[Broken, ...]


def check_claims(rules: tree.Rules, history: History) -> list[ClaimCheck]:
    """Each claim of the policy over the rows that it judges, in the order of the file."""
    engine, judged = ReferenceEngine(rules), [now for now in evaluate(rules, history) if rules.judges(now.period)]
    return [_check(engine, claim, judged) for claim in rules.claims]


def _check(engine: ReferenceEngine, claim: tree.Claim, judged: Sequence[Judged]) -> ClaimCheck:
    meant = [now for now in judged if claim.assuming is None or _always_held(engine, claim.assuming, now)]
    says = claim.says
    if isinstance(says, tree.Monotone):
        pairs = list(_pairs(engine, says, meant))
        broken = [
            Broken(better.unit, _text(engine, better), worse.unit)
            for better, worse in pairs
            if _fared(engine, says, better) > _fared(engine, says, worse)
        ]
        return ClaimCheck(claim.id, len(pairs), tuple(broken))
    found = tuple(Broken(now.unit, _text(engine, now)) for now in meant if _breaks(engine, says, now))
    return ClaimCheck(claim.id, len(meant), found)


def _breaks(engine: ReferenceEngine, says: tree.Never | tree.Always, now: Judged) -> bool:
    if isinstance(says, tree.Never):
        return engine.holds(says.condition, now) is True
    return engine.holds(says.condition, now) is True and engine.holds(says.then, now) is not True


def _always_held(engine: ReferenceEngine, assuming: tree.Condition, now: Judged) -> bool:
    return engine.holds(assuming, now) is True and all(engine.holds(assuming, row) is True for row in now.earlier)


# ---- monotone claims: pairs of results that differ in one input alone ------------------------------------------------


def _pairs(engine: ReferenceEngine, says: tree.Monotone, judged: Iterable[Judged]) -> Iterator[tuple[Judged, Judged]]:
    """The better and the worse of each two results of one period, alike in all else and in all their past.

    A result without a grade is neither better nor worse than another.
    """
    alike: dict[tuple[object, ...], list[Judged]] = defaultdict(list)
    for now in judged:
        if now.values[says.input] is not None and (says.of == "consequences" or now.grade is not None):
            others = tuple((name, now.values[name]) for name in engine.rules.inputs if name != says.input)
            alike[now.period, others, _past(engine, now)].append(now)
    for group in alike.values():
        ordered = sorted(group, key=lambda now: _goodness(engine, says, now.values[says.input]))
        for worse, better in pairwise(ordered):
            if worse.values[says.input] != better.values[says.input]:
                yield better, worse


def _past(engine: ReferenceEngine, now: Judged) -> tuple[tuple[object, ...], ...]:
    """What was given in earlier periods, and what was decided of it."""
    return tuple((row.period, row.decision, *(row.values[name] for name in engine.rules.inputs)) for row in now.earlier)


def _goodness(engine: ReferenceEngine, says: tree.Monotone, value: Value) -> Decimal:
    """Higher is better: a number as ``best`` says, a grade by its position."""
    number = Decimal(-engine.position(value)) if isinstance(value, str) else Decimal(value or 0)
    return number if says.best == "highest" else number.copy_negate()


def _fared(engine: ReferenceEngine, says: tree.Monotone, now: Judged) -> tuple[int, ...]:
    """How badly a result fared: its grade's position, or its severities from the most severe down; 0 is none."""
    if says.of == "grade":
        return (engine.position(str(now.grade)),)
    severities = (rule.severity for rule in engine.rules.consequences if rule.id in now.received)
    return tuple(sorted((each for each in severities if each), reverse=True))


def _text(engine: ReferenceEngine, now: Judged) -> int | str:
    return period_text(engine.rules.period, now.period)
