"""The encoding evaluated on a history, without a solver: what its terms say of each row, by the reference's places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from random import Random

from targetrules.drawing.telling import TEXTS
from targetrules.engine.judged import Judged
from targetrules.engine.reference import ReferenceEngine
from targetrules.history import History
from targetrules.proof.cohort import Cohort
from targetrules.proof.moment import Moment
from targetrules.proof.peers import FreePeers, Peers
from targetrules.proof.registers import Assumed, Clock
from targetrules.proof.system import Memory, System
from targetrules.proof.terms import FALSE, Term, Value, variable
from targetrules.proof.traversals import evaluate, in_order
from targetrules.proof.values import Kleene, Quantity
from targetrules.rules import tree
from targetrules.rules.succession import predecessor_of

UNIT, GROUP = "u.", "g."


class Encoded:
    """All that a policy says of a unit in a period, as terms."""

    def __init__(self, rules: tree.Rules, name: str = UNIT, peers: Peers | None = None) -> None:
        self.rules, self.name, self.memory = rules, name, Memory(name)
        self.peers = FreePeers(GROUP) if peers is None else peers
        now = Moment(rules, name, variable(f"{name}present"), self.memory.recall, self.peers, name)
        self.now = self.memory.moment = now
        self.memory.recall(Clock())

    def ask(self) -> Encoded:
        """Ask for all that there is."""
        rules, now = self.rules, self.now
        self.grade = now.graded.final if rules.grades else None
        self.measures = {name: now.measure(name) for name in rules.measures}
        self.flags = {name: now.flag(name) for name in [*rules.conditions, *rules.statuses]}
        self.fired = {rule.id: now.fires(rule) for rule in rules.consequences}
        self.received = {rule.id: now.receives(rule.id) for rule in rules.consequences}
        self.asked = dict(self._claims())
        assumed = {claim.id: claim.assuming for claim in rules.claims if claim.assuming is not None}
        self.assumed = {id_: self.memory.recall(Assumed(condition))[0] for id_, condition in assumed.items()}
        return self

    def order_of(self, system: System) -> list[Term]:
        """All terms, parts before wholes."""
        roots = [*system.after.values(), system.constraints, system.sound]
        roots += [] if self.grade is None else [self.grade.known, self.grade.above]
        for quantity in self.measures.values():
            roots += [quantity.known, quantity.above, quantity.below]
        for kleene in [*self.flags.values(), *self.fired.values(), *self.asked.values()]:
            roots += [kleene.yes, kleene.no]
        return in_order([*roots, *self.received.values()])

    def _claims(self) -> Iterator[tuple[tuple[str, int], Kleene]]:
        for claim in self.rules.claims:
            for at, condition in enumerate(conditions_of(claim)):
                yield (claim.id, at), self.now.holds(condition)

    # ---- on one row --------------------------------------------------------------------------------------------------

    def free(self, term: Term, now: Judged, engine: ReferenceEngine) -> Value:
        """The value of a variable: what was given, what was decided, and what others come to."""
        if not term.name.startswith(self.name):
            return self.of_group(term, term.name.removeprefix(GROUP), now, engine)
        name = term.name.removeprefix(self.name)
        if name.startswith("group."):
            return self.of_group(term, name.removeprefix("group."), now, engine)
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
            peers = self.peers.free_of(self.now) if isinstance(self.peers, Cohort) else self.peers
            wanted = next(each for each, number in groups_of(peers).items() if number == at)
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
        case tree.InputKind.TEXT:
            return 0 if value is None else TEXTS.index(str(value))


def decided(rules: tree.Rules, name: str, now: Judged) -> Value:
    """What was decided of a row, in a period that the policy does not judge; in others it may be anything else."""
    if rules.judges(now.period):
        return 0 if name == "grade" else not (now.grade is not None if name == "grade?" else name in now.received)
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


def groups_of(peers: Peers) -> dict[tree.Aggregate | tree.Cut, int]:
    assert isinstance(peers, FreePeers)
    return peers.groups


# ---- on a whole history ----------------------------------------------------------------------------------------------


class Run:
    """Terms evaluated period by period; ``those`` are units that share them.

    In a period in which a unit has no result its inputs have any values: nothing may rest on these.
    """

    def __init__(self, those: Sequence[Encoded], engine: ReferenceEngine) -> None:
        self.those, self.engine, self.random = those, engine, Random(1)  # noqa: S311
        self.system = System.of([(each.now, each.memory) for each in those], FALSE)
        self.heads = self.system.merging()[1]
        self.order = list(dict.fromkeys(term for each in those for term in each.order_of(self.system)))
        self.order.sort(key=lambda term: term.serial)

    def values(self, now: Sequence[Judged | None], state: Mapping[Term, Value]) -> dict[Term, Value]:
        """The values of all terms in a period."""
        env = dict(state)
        for term in self.order:
            if term.op == "var" and term not in env:
                env[term] = self.value(term, now)
        return {**state, **evaluate(self.order, env)}

    def value(self, term: Term, now: Sequence[Judged | None]) -> Value:
        pairs = list(zip(self.those, now, strict=True))
        own = [pair for pair in pairs if term.name.startswith(pair[0].name)] or pairs
        for each, row in own:
            if row is not None:
                return each.free(term, row, self.engine)
        return self.any_value(term)

    def any_value(self, term: Term) -> Value:
        """Any value of an input; of all else the least, of what is made of details, too, since one rests on another."""
        name = term.name.partition("input.")[2].removesuffix("?")
        if name not in self.those[0].rules.read_inputs:
            return False if term.sort == "Bool" else term.low or 0
        low, high = (0, 1) if term.sort == "Bool" else (term.low or 0, term.high or 0)
        value = self.random.choice([low, (low + high + 1) // 2, high])
        return bool(value) if term.sort == "Bool" else value

    def first(self, period: int) -> dict[Term, Value]:
        """What registers hold before any result; the period must be one in which a history may begin."""
        for first in self.system.first.values():
            assert first.op != "var" or (first.low or 0) <= period <= (first.high or 0)
        return {
            term: period if first.op == "var" else (first.value if first.sort == "Int" else bool(first.value))
            for term, first in self.system.first.items()
        }

    def next(self, found: Mapping[Term, Value]) -> dict[Term, Value]:
        """What they hold after a period."""
        return {term: found[then] for term, then in self.system.after.items()}


def disagreements(rules: tree.Rules, *histories: History) -> Iterator[str]:
    """Wherever the encoding of one unit, the others being free, and the reference engine differ on histories."""
    encoded, engine = Encoded(rules).ask(), ReferenceEngine(rules)
    run = Run([encoded], engine)
    for history in histories:
        yield from _of_units(encoded, run, history)


def _of_units(encoded: Encoded, run: Run, history: History) -> Iterator[str]:
    by_row = {(now.unit, now.period): now for rows in run.engine.cross_sections(history) for now in rows}
    latest: dict[str, tuple[int, dict[Term, Value]]] = {}
    for period in sorted({row.period for row in history.rows}):
        after: dict[str, tuple[int, dict[Term, Value]]] = {}
        for row in (each for each in history.rows if each.period == period):
            before = latest.get(predecessor_of(row.unit, row.values))
            state = run.first(period) if before is None else before[1]
            for _ in range(0 if before is None else period - before[0] - 1):
                state = run.next(run.values([None], state))
            now = by_row[row.unit, period]
            found = run.values([now], state)
            yield from (f"{row.unit} {period}: {each}" for each in unsound(run, found))
            yield from (f"{row.unit} {period}: {each}" for each in differences(encoded, found, now, run.engine))
            after[row.unit] = period, run.next(found)
        latest |= after


def disagreements_of_cohort(rules: tree.Rules, *histories: History) -> Iterator[str]:
    """The same of all units together, which are all that there are; so many as the largest of the histories has."""
    count = max(len({row.unit for row in history.rows}) for history in histories)
    peers = Cohort()
    those = [Encoded(rules, f"{at}.", peers) for at in range(count)]
    peers.units = [each.now for each in those]
    for each in those:
        each.ask()
    run = Run(those, ReferenceEngine(rules))
    for history in histories:
        yield from _of_cohort(those, run, history)


def _of_cohort(those: Sequence[Encoded], run: Run, history: History) -> Iterator[str]:
    units = sorted({row.unit for row in history.rows})
    by_row = {(now.unit, now.period): now for rows in run.engine.cross_sections(history) for now in rows}
    periods = sorted({row.period for row in history.rows})
    state = run.first(periods[0])
    for period in range(periods[0], periods[-1] + 1):
        now = [by_row.get((unit, period)) for unit in units]
        now += [None] * (len(those) - len(units))
        found = run.values(now, state)
        yield from (f"{period}: {each}" for each in unsound(run, found))
        for encoded, row in zip(those, now, strict=True):
            if row is not None:
                yield from (f"{row.unit} {period}: {each}" for each in differences(encoded, found, row, run.engine))
        state = run.next(found)


def differences(encoded: Encoded, found: Mapping[Term, Value], now: Judged, engine: ReferenceEngine) -> Iterator[str]:
    """What the terms say otherwise than the reference engine."""
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
        if claim.assuming is not None:
            held = all(engine.holds(claim.assuming, row) is True for row in now.earlier)
            yield from unlike(f"assumed by {claim.id}", found[encoded.assumed[claim.id]], held)
        for at, condition in enumerate(conditions_of(claim)):
            said = kleene_of(found, encoded.asked[claim.id, at])
            yield from unlike(f"claim {claim.id} {at}", said, engine.holds(condition, now))


def unlike(name: str, found: object, wanted: object) -> Iterator[str]:
    if found != wanted or type(found) is not type(wanted):
        yield f"{name} {found}, not {wanted}"


def unsound(encoded: Run, found: Mapping[Term, Value]) -> Iterator[str]:
    """What is said of all variables, and is not so of these."""
    for each in encoded.order:
        if each.op == "var" and each.sort == "Int":
            value = found[each]
            if (each.low is not None and value < each.low) or (each.high is not None and value > each.high):
                yield f"{each.name} = {value} is not between {each.low} and {each.high}"
    for each, head in encoded.heads.items():
        if found[each] != found[head]:
            yield f"{each.name} is not what {head.name} is"
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
