"""Whether one missing value can make a rule undecidable for ever: :func:`trap_of`.

What is sought is a history after which the rule is decided in no later period, whatever comes; so it is asked for a
history and against all that may follow. Results that would decide the rule are found one after the other, each after
a state in which it seemed undecided for good, until no state withstands all that were found, or one withstands
everything, which is proved by induction from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from attrs import field

from targetrules.data import define, frozen
from targetrules.engine.reference import ReferenceEngine, evaluate
from targetrules.errors import InternalError
from targetrules.history import History
from targetrules.period import ordinals_of
from targetrules.proof.allowance import Allowance
from targetrules.proof.answers import Why
from targetrules.proof.claims import Asked, start
from targetrules.proof.cohort import Cohort
from targetrules.proof.histories import Reader, periods_of, wishes_for
from targetrules.proof.induction import Found, Proof, Searched, confirmed, searched
from targetrules.proof.inputs import may_be_missing
from targetrules.proof.moment import Moment
from targetrules.proof.no_details import no_details
from targetrules.proof.registers import Clock
from targetrules.proof.smt import Script, script
from targetrules.proof.solvers import ask_first
from targetrules.proof.system import Memory, Step, System, Unrolling
from targetrules.proof.terms import (
    FALSE,
    TRUE,
    Term,
    Value,
    at_least_of,
    both,
    conj,
    disj,
    equal,
    leq,
    negated,
    number,
    truth,
    variable,
)
from targetrules.proof.traversals import in_order, substituted, variables_of
from targetrules.proof.undecidable import APPLIES, Question, Rule, applies_of
from targetrules.rules import tree

__all__ = ["Forgotten", "Trap", "Unknown", "trap_of"]

_MOST_PERIODS: Final = 4
"""So many periods there are at most in a history that is sought, the one that shows the rule undecided included."""
_MOST_UNITS: Final = 3
"""So many units at most, where others matter."""
_MOST_RESULTS: Final = 16
"""So many results that decide a rule are looked for, and then nobody knows."""
_ROOM: Final = 64
"""So many periods there still are in the calendar after those that are looked at."""
_LATER = "later.present"


@frozen(slots=True)
class Trap:
    """The rule is undecided after this history, and in all periods that follow, whatever is in them.

    ``missing`` is the input of which one value is missing in it. ``scripts`` prove that it is never decided again.
    """

    history: History
    missing: str
    scripts: Mapping[str, str] = field(factory=dict, repr=False, eq=False)


@frozen(slots=True)
class Forgotten:
    """Whenever the rule is undecided, some results after it decide it again: both solvers say so of the scripts."""

    scripts: Mapping[str, str] = field(factory=dict, repr=False, eq=False)


@frozen(slots=True)
class Unknown:
    """Nobody knows, and why."""

    why: Why


def trap_of(rules: tree.Rules, rule: Rule, timeout: float) -> Trap | Forgotten | Unknown:
    """Whether one missing value can make a rule undecidable for ever."""
    return _Search(Question.of(rules, rule), Allowance(timeout)).answer()


# ---- units -----------------------------------------------------------------------------------------------------------


Results = Sequence[Mapping[Term, Term]]
"""Results of some periods: the values of the variables of each."""


def _carried(state: Mapping[Term, Term], of: Memory, into: Memory, system: System) -> dict[Term, Term] | None:
    """What is held in the registers of one memory, as it is held in those of another; None: it lacks some."""
    found: dict[Term, Term] = {}
    for register, terms in into.held.items():
        theirs = of.held.get(register, ())
        found |= {mine: state[each] for mine, each in zip(terms, theirs, strict=False) if each in state}
    return {each: found[each] for each in system.after} if system.after.keys() <= found.keys() else None


@frozen(slots=True, eq=False)
class _Among:
    """The rule of the first of some units, which are all that there are."""

    system: System
    units: Sequence[Moment]
    memory: Memory

    @classmethod
    def among(cls, question: Question, count: int) -> _Among:
        """The unit among so many, itself included."""
        peers = Cohort()
        pairs = [start(question.rules, peers, f"{at}.", f"{at}.") for at in range(count)]
        peers.units = [moment for moment, _ in pairs]
        first, memory = pairs[0]
        applies, known = applies_of(question.rule.of, first)
        system = System.of(pairs, conj(applies, known), [both(variable(APPLIES), applies)])
        return cls(system.needed(), peers.units, memory)

    def state_for(self, question: Question, state: Mapping[Term, Term]) -> Mapping[Term, Term] | None:
        """What is remembered here, in the registers of the question; None: one of them is not here."""
        return _carried(state, self.memory, question.memory, question.marked)

    def decided_by(self, question: Question, results: Results, state: Mapping[Term, Term]) -> Term:
        """Whether results can follow a state of the question and decide the rule."""
        now = _carried(state, question.memory, self.memory, self.system)
        if now is None:
            return FALSE
        system, can_be, decided = self.system, [], []
        roots = [*system.after.values(), system.constraints, system.bad]
        for values in results:
            found = substituted(roots, {**values, **now})
            can_be.append(found[system.constraints])
            decided.append(found[system.bad])
            now = {each: found[then] for each, then in system.after.items()}
        return conj(*can_be, disj(*decided))

    def input(self, step: Mapping[str, Term], name: str, unit: int = 0) -> Term | None:
        """Whether a unit has a value of an input in a step; None: nothing rests on that."""
        return step.get(f"{self.units[unit].row}input.{name}?")

    def whole_but_one(self, rules: tree.Rules, steps: Unrolling) -> Iterator[Term]:
        """All have results, with all values but one of the unit, which is missing before the last period."""
        by_name = [{own.name: named for own, named in step.named.items()} for step in steps.steps]
        inputs = [
            name for name, source in rules.inputs.items() if may_be_missing(source) and source.aggregation is None
        ]
        missing: list[Term] = []
        for at, step in enumerate(by_name):
            yield from (named for name, named in step.items() if name.endswith("present"))
            for unit in range(len(self.units)):
                known = [each for name in inputs if (each := self.input(step, name, unit)) is not None]
                if unit or at + 1 == len(by_name):
                    yield from known
                else:
                    missing += map(negated, known)
        yield at_least_of(missing, 1)
        yield negated(at_least_of(missing, 2))

    def missing(self, rules: tree.Rules, found: Found) -> tuple[str, Term]:
        """The input of which the value is missing, and the variable that says so."""
        for step in found.unrolling.steps:
            by_name = {own.name: named for own, named in step.named.items()}
            for name, source in rules.inputs.items():
                known = self.input(by_name, name) if may_be_missing(source) else None
                if known is not None and not found.values.get(known, False):
                    return name, known
        raise InternalError(found)


# ---- the search ------------------------------------------------------------------------------------------------------


@define(slots=False, eq=False)
class _Search:
    """The search for a trap. ``results`` are such as decide the rule, each after some state."""

    question: Question
    allowance: Allowance
    results: list[Results] = field(factory=list)
    is_stuck: bool = False

    def answer(self) -> Trap | Forgotten | Unknown:
        """First whether some results decide it again after any state; and if not, after which it is not so."""
        forgotten = self.forgotten()
        if forgotten is not None:
            return forgotten
        for periods in range(2, _MOST_PERIODS + 1):
            for among in self.pasts():
                found = self.trap_after(among, periods)
                if found is not None:
                    return found
        return self.unknown()

    def unknown(self) -> Unknown:
        """Nobody knows, for the time is over, or nothing more was found out."""
        return Unknown("time" if self.allowance.is_over else "end")

    @property
    def is_over(self) -> bool:
        """Whether the search ends without an answer."""
        return self.is_stuck or self.allowance.is_over or len(self.results) > _MOST_RESULTS

    def withstand(self, state: Mapping[Term, Term]) -> Iterator[Term]:
        """Nothing that was found decides the rule after a state; and the calendar goes on for long enough."""
        for results in self.results:
            yield negated(self.alone.decided_by(self.question, results, state))
        latest = ordinals_of(self.question.rules.period).stop - _ROOM
        for each in self.question.memory.held.get(Clock(), ()):
            if each in state:
                yield leq(state[each], number(latest))

    @cached_property
    def alone(self) -> _Among:
        """The unit as all that there are, which it may be in whatever follows."""
        question = self.question
        if question.asked.is_exact:
            return _Among(question.system, [question.moment], question.memory)
        return _Among.among(question, 1)

    # ---- any state ---------------------------------------------------------------------------------------------------

    def forgotten(self) -> Forgotten | Unknown | None:
        """Whether it is decided again after any state that follows a period in which it is undecided.

        None: one of them withstands.
        """
        system = self.question.marked
        while not self.is_over:
            steps = system.from_anywhere()
            step = steps.step()
            undecided = [system.sound, step.constraints, _applying(step), negated(step.bad)]
            asked = script([*undecided, *self.withstand(steps.state)], ["undecided for ever"])
            answer = ask_first(asked, self.allowance)
            if answer.verdict == "unsat":
                return self.confirmed(asked)
            if answer.verdict == "unknown":
                return Unknown("time")
            if self.proof_after(_constants(steps.state, answer.values)) is not None:
                return None
        return None if self.is_stuck else self.unknown()

    def confirmed(self, asked: Script) -> Forgotten | Unknown:
        """The second solver must say so, too."""
        found = confirmed(Proof(1, {"again": asked}), self.allowance)
        return Unknown(found.why) if isinstance(found, Searched) else Forgotten({"again": asked.text})

    # ---- histories ---------------------------------------------------------------------------------------------------

    def pasts(self) -> Iterator[_Among]:
        """The unit by itself; where others matter, as all that there are, or with few of them."""
        question = self.question
        if question.asked.is_exact:
            yield _Among(question.marked, [question.moment], question.memory)
        else:
            yield from (_Among.among(question, count) for count in range(1, _MOST_UNITS + 1))

    def trap_after(self, among: _Among, periods: int) -> Trap | Unknown | None:
        """A history of so many periods after which the rule is never decided; None: none was found."""
        rules = self.question.rules
        steps = among.system.from_nothing()
        for _ in range(periods):
            steps.step()
        state = among.state_for(self.question, steps.state)
        if state is None:
            return None
        last, wishes = steps.steps[-1], wishes_for(Asked(rules, among.system, among.units), steps)
        undecided = [*(each.constraints for each in steps.steps), _applying(last), negated(last.bad)]
        undecided += among.whole_but_one(rules, steps)
        while not self.is_over:
            asked = script([*undecided, *self.withstand(state)], ["undecided for ever"], wishes)
            answer = ask_first(asked, self.allowance)
            if answer.verdict != "sat":
                return None if answer.verdict == "unsat" else Unknown("time")
            proof = self.proof_after(_constants(state, answer.values))
            if proof is not None:
                return self.shown(among, Found(periods, answer.values, steps, asked), proof)
        return self.unknown()

    def proof_after(self, state: Mapping[Term, Term]) -> Proof | None:
        """That the rule is never decided after a state. Else results that decide it are kept, if there are any."""
        question, alone = self.question, self.alone
        own = _carried(state, question.memory, alone.memory, alone.system)
        if own is None:
            self.is_stuck = True
            return None
        answer = self.decided_after(own, alone.system, alone.units, no_details(alone.units[0]))
        if isinstance(answer, Proof) and alone.system is not question.system:
            answer = self.decided_after(state, question.system, [question.moment], TRUE)
            self.is_stuck = not isinstance(answer, Proof)
        elif isinstance(answer, Found):
            self.results.append(_results(answer))
        else:
            self.is_stuck = answer is None
        return answer if isinstance(answer, Proof) else None

    def decided_after(
        self, state: Mapping[Term, Term], system: System, units: Sequence[Moment], given: Term
    ) -> Proof | Found | None:
        """Results that follow a state and decide the rule, or that there are none; None: nobody knows."""
        found: list[Found] = []
        later = disj(variable(_LATER), units[0].present)  # periods without a result may come first
        clocks = (each for unit in units for each in unit.recall(Clock()) if each in state)
        onwards_only = (leq(state[each], each) for each in clocks)  # time goes on, by one in each step
        constraints = conj(system.constraints, later, given, *onwards_only)
        onwards = System(dict(state), system.after, system.sound, constraints, system.bad)

        def shown(each: Found) -> History:
            found.append(each)
            return History(())

        asked = Asked(self.question.rules, onwards, units, peers=[self.question.peers])
        limit = self.allowance.part(3)
        answer = searched(asked, limit, lambda _: (), shown)
        return answer if isinstance(answer, Proof) else found[0] if found else None

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def shown(self, among: _Among, found: Found, proof: Proof) -> Trap | Unknown:
        """The history, as the reference engine judges it, where the rule would be decided with the missing value."""
        question = self.question
        if question.asked.rests_on_details:
            return Unknown("free")
        periods = periods_of(question.rules, found)
        readers = [Reader(name, unit, found) for name, unit in zip("ABC", among.units, strict=False)]
        rows = [row for reader in readers for row in reader.rows(periods)]
        history = History(tuple(sorted(rows, key=lambda row: (row.period, row.unit))))
        if not is_undecided(question.rules, question.rule, history):
            return Unknown("replay")
        name, known = among.missing(question.rules, found)
        if not self.matters(found, known):
            return self.unknown()
        scripts = {name: each.text for name, each in proof.scripts.items()}
        return Trap(history, name, {"history": found.script.text, **scripts})

    def matters(self, found: Found, known: Term) -> bool:
        """Whether the rule may be decided in the last period, or the one after, with a value in place of none."""
        steps = found.unrolling
        given = known.name.replace("?", "")
        fixed = [
            equal(named, constant) if named.sort == "Int" else both(named, constant)
            for named, value in found.values.items()
            if named is not known and named.name != given
            for constant in [_constant(named, value)]
        ]
        last = steps.steps[-1]
        after = steps.step()
        constraints = [*(each.constraints for each in steps.steps), *fixed, known]
        steps.steps.pop()
        asked = script([*constraints, disj(last.bad, after.bad)], ["decided with the value"])
        return ask_first(asked, self.allowance).verdict == "sat"


def is_undecided(rules: tree.Rules, rule: Rule, history: History) -> bool:
    """Whether the rule is undecided of the first unit in its last result, as the reference engine judges it."""
    engine = ReferenceEngine(rules)
    *_, now = [each for each in evaluate(rules, history) if each.unit == history.rows[0].unit]
    match rule.of:
        case tree.Consequence():
            return now.period in rule.of.in_force and engine.fires(rule.of, now) is None
        case tree.Status():
            return engine.holds(rule.of.leave or tree.All(()), now) is None
        case _:
            return engine.holds(rule.of.when, now) is None


def _applying(step: Step) -> Term:
    """Whether the rule applies in a step of a system in which that is marked."""
    return next(named for own, named in step.named.items() if own.name == APPLIES)


def _constant(of: Term, value: Value | None) -> Term:
    if of.sort == "Bool":
        return truth(bool(value))
    return number((of.low or 0) if value is None else int(value))


def _constants(state: Mapping[Term, Term], values: Mapping[Term, Value]) -> dict[Term, Term]:
    """What is remembered, in numbers and truths, where variables have these values."""
    found = substituted(state.values(), {each: _constant(each, values.get(each)) for each in _variables(state)})
    return {each: found[then] for each, then in state.items()}


def _variables(state: Mapping[Term, Term]) -> list[Term]:
    return list(variables_of(in_order(state.values())))


def _results(found: Found) -> Results:
    """The values of all variables of each step of results that were found."""
    return [
        {own: _constant(own, found.values.get(named)) for own, named in step.named.items()}
        for step in found.unrolling.steps
    ]
