"""The encoding evaluated on a history, without a solver: what its terms say of each row, by the reference's places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor

from targetrules.engine.judged import Judged
from targetrules.engine.reference import ReferenceEngine
from targetrules.history import History
from targetrules.proof.moment import Moment
from targetrules.proof.peers import FreePeers
from targetrules.proof.registers import Clock
from targetrules.proof.system import Memory, System
from targetrules.proof.terms import FALSE, Term, Value, evaluate, in_order, variable
from targetrules.proof.values import Kleene, Quantity
from targetrules.rules import tree
from targetrules.rules.succession import predecessor_of

UNIT, GROUP = "u.", "g."


class Encoded:
    """All that a policy says of a unit in a period, as terms."""

    def __init__(self, rules: tree.Rules) -> None:
        self.rules, self.peers, memory = rules, FreePeers(GROUP), Memory(UNIT)
        now = Moment(rules, UNIT, variable(f"{UNIT}present"), memory.recall, self.peers, UNIT)
        self.now = memory.moment = now
        memory.recall(Clock())
        self.grade = now.graded.final if rules.grades else None
        self.measures = {name: now.measure(name) for name in rules.measures}
        self.flags = {name: now.flag(name) for name in [*rules.conditions, *rules.statuses]}
        self.fired = {rule.id: now.fires(rule) for rule in rules.consequences}
        self.received = {rule.id: now.receives(rule.id) for rule in rules.consequences}
        self.asked = dict(self._claims())
        self.system = System.of([(now, memory)], FALSE)
        self.memory = memory
        self.roots = [*self.system.after.values(), self.system.constraints, self.system.sound]
        self.roots += [] if self.grade is None else [self.grade.known, self.grade.above]
        for quantity in self.measures.values():
            self.roots += [quantity.known, quantity.above, quantity.below]
        for kleene in [*self.flags.values(), *self.fired.values(), *self.asked.values()]:
            self.roots += [kleene.yes, kleene.no]
        self.roots += self.received.values()
        self.order = in_order(self.roots)

    def _claims(self) -> Iterator[tuple[tuple[str, int], Kleene]]:
        for claim in self.rules.claims:
            for at, condition in enumerate(conditions_of(claim)):
                yield (claim.id, at), self.now.holds(condition)

    # ---- on one row --------------------------------------------------------------------------------------------------

    def values(self, now: Judged | None, state: Mapping[Term, Value], engine: ReferenceEngine) -> dict[Term, Value]:
        """The values of all terms in a period."""
        env = dict(state)
        for each in self.order:
            if each.op == "var" and each not in env:
                env[each] = (
                    (False if each.sort == "Bool" else each.low or 0) if now is None else self.free(each, now, engine)
                )
        return evaluate(self.order, env)

    def free(self, term: Term, now: Judged, engine: ReferenceEngine) -> Value:
        """The value of a variable: what was given, what was decided, and what others come to."""
        area, name = term.name[:2], term.name[2:]
        if area == GROUP:
            return self.of_group(term, name, now, engine)
        if name == "present":
            return True
        if name.startswith("input."):
            return given(self.rules, name.removeprefix("input."), now)
        if name.startswith("decided."):
            return decided(self.rules, name.removeprefix("decided."), now)
        if name.endswith(".drops"):
            return any(isinstance(s.rule, tree.Quota) and s.rule.id == name[:-6] and s.truth for s in now.steps)
        ranking, what = name.rsplit(".", 1)
        place = now.standings[ranking].place
        if place is None:
            return 0 if what == "ahead" else 1
        return place.ahead if what == "ahead" else place.tied

    def of_group(self, term: Term, name: str, now: Judged, engine: ReferenceEngine) -> Value:
        if name == "everyone":
            return len(now.cross_section)
        if name.startswith("group."):
            at = int(name.removeprefix("group.").rstrip("?"))
            wanted = next(each for each, number in self.peers.groups.items() if number == at)
            found = engine.formula().number(wanted, now)
            if isinstance(wanted, tree.Cut):  # it is a measure, which is rounded
                value = now.values[wanted.name]
                found = Fraction(value) if isinstance(value, Decimal) else None
            if term.sort == "Bool":
                return found is not None
            return (term.low or 0) if found is None else stepped(found, self.now.scale_of(wanted))
        return now.standings[name.removesuffix(".size")].size or 0


def stepped(value: Fraction, scale: int) -> int:
    """A number as the encoding keeps it: what lies between two steps of the seventh decimal is half of a step."""
    exact = value * scale
    if exact.denominator == 1 and (scale != 10**8 or exact % 10 == 0 or exact % 10 == 5):
        return int(exact)
    return 10 * floor(value * 10**7) + 5


def given(rules: tree.Rules, name: str, now: Judged) -> Value:
    """The value of an input as the encoding has it."""
    if name.endswith("?") and name[:-1] in rules.inputs:
        return now.values[name[:-1]] is not None
    source, value = rules.inputs[name], now.values[name]
    match source.kind:
        case tree.InputKind.FLAG:
            return value is True
        case tree.InputKind.NUMBER:
            low = int((source.low or 0) * 10**source.decimals)
            return int(value * 10**source.decimals) if isinstance(value, Decimal) else low
        case tree.InputKind.GRADE:
            return 0 if value is None else rules.grade_position[str(value)]
        case tree.InputKind.CHOICE:
            return 0 if value is None else source.options.index(str(value))
        case _:
            return 0


def decided(rules: tree.Rules, name: str, now: Judged) -> Value:
    """What was decided of a row, in a period that the policy does not judge."""
    if name == "grade?":
        return now.grade is not None
    if name == "grade":
        return 0 if now.grade is None else rules.grade_position[now.grade]
    return name in now.received


def conditions_of(claim: tree.Claim) -> list[tree.Condition]:
    """The conditions of a claim."""
    says = claim.says
    found = [] if isinstance(says, tree.Monotone) else [says.condition]
    found += [says.then] if isinstance(says, tree.Always) else []
    return found if claim.assuming is None else [*found, claim.assuming]


# ---- on a whole history ----------------------------------------------------------------------------------------------


def disagreements(rules: tree.Rules, history: History) -> Iterator[str]:
    """Wherever the encoding and the reference engine differ on a history."""
    encoded, engine = Encoded(rules), ReferenceEngine(rules)
    judged = [now for now_rows in engine.cross_sections(history) for now in now_rows]
    latest: dict[str, tuple[int, dict[Term, Value]]] = {}
    by_row = {(now.unit, now.period): now for now in judged}
    rows = sorted(history.rows, key=lambda row: row.period)
    periods = sorted({row.period for row in rows})
    for period in periods:
        after: dict[str, tuple[int, dict[Term, Value]]] = {}
        for row in (each for each in rows if each.period == period):
            now = by_row[row.unit, period]
            before = latest.get(predecessor_of(row.unit, row.values))
            state = first_state(encoded, period) if before is None else before[1]
            for _ in range(0 if before is None else period - before[0] - 1):
                state = next_state(encoded, encoded.values(None, state, engine))
            found = encoded.values(now, state, engine)
            yield from (f"{row.unit} {period}: {each}" for each in differences(encoded, found, now, engine))
            after[row.unit] = period, next_state(encoded, found)
        latest |= after


def first_state(encoded: Encoded, period: int) -> dict[Term, Value]:
    """What registers hold before any result."""
    state: dict[Term, Value] = {}
    for term, first in encoded.system.first.items():
        state[term] = period if first.op == "var" else (first.value if first.sort == "Int" else bool(first.value))
    return state


def next_state(encoded: Encoded, found: Mapping[Term, Value]) -> dict[Term, Value]:
    """What they hold after a period."""
    return {term: found[then] for term, then in encoded.system.after.items()}


def differences(encoded: Encoded, found: Mapping[Term, Value], now: Judged, engine: ReferenceEngine) -> Iterator[str]:
    """What the terms say otherwise than the reference engine."""
    yield from unsound(encoded, found)
    rules = encoded.rules
    if encoded.grade is not None and rules.grading is not None:
        grade = rules.grades[int(found[encoded.grade.above])].id if found[encoded.grade.known] else None
        yield from unlike("grade", grade, now.grade)
    for name, quantity in encoded.measures.items():
        wanted = now.values[name]
        yield from unlike(name, quantity_of(found, quantity), Fraction(wanted) if isinstance(wanted, Decimal) else None)
    for name, kleene in encoded.flags.items():
        yield from unlike(name, kleene_of(found, kleene), now.values[name])
    for id_, truth in now.fired.items():
        yield from unlike(f"fires {id_}", kleene_of(found, encoded.fired[id_]), truth)
    for id_, received in encoded.received.items():
        yield from unlike(f"receives {id_}", found[received], id_ in now.received)
    for claim in rules.claims:
        for at, condition in enumerate(conditions_of(claim)):
            said = kleene_of(found, encoded.asked[claim.id, at])
            yield from unlike(f"claim {claim.id} {at}", said, engine.holds(condition, now))


def unlike(name: str, found: object, wanted: object) -> Iterator[str]:
    if found != wanted or type(found) is not type(wanted):
        yield f"{name} {found}, not {wanted}"


def unsound(encoded: Encoded, found: Mapping[Term, Value]) -> Iterator[str]:
    """What is said of all variables, and is not so of these."""
    for each in encoded.order:
        if each.op == "var" and each.sort == "Int":
            value = found[each]
            if (each.low is not None and value < each.low) or (each.high is not None and value > each.high):
                yield f"{each.name} = {value} is not between {each.low} and {each.high}"
    for name, term in (("constraints", encoded.system.constraints), ("sound", encoded.system.sound)):
        if not found[term]:
            parts = term.args if term.op == "and" else (term,)
            yield f"{name}: {[each for each in parts if not found[each]]}"


def kleene_of(found: Mapping[Term, Value], kleene: Kleene) -> bool | None:
    """The truth that two terms stand for."""
    return True if found[kleene.yes] else False if found[kleene.no] else None


def quantity_of(found: Mapping[Term, Value], quantity: Quantity) -> Fraction | None:
    """The number that three terms stand for."""
    return Fraction(found[quantity.above], found[quantity.below]) if found[quantity.known] else None
