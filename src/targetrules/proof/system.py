"""A transition system: registers, variables of each period, what is so of these, and what must never be.

It is made of one step, in which all that was before stands in variables; steps are joined by putting what registers
hold after one in place of what they hold before the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import field

from targetrules.data import define, frozen
from targetrules.errors import InternalError
from targetrules.proof.moment import Moment
from targetrules.proof.registers import Cell, Register
from targetrules.proof.terms import Term, conj, variable, whole_variable
from targetrules.proof.traversals import in_order, is_nonlinear, substituted, variables_of

__all__ = ["Memory", "Step", "System"]


@define(slots=True, eq=False)
class Memory:
    """The registers of one unit, as variables; those are made that somebody asks for."""

    name: str
    moment: Moment | None = None
    held: dict[Register, tuple[Term, ...]] = field(factory=dict)
    cells: dict[Register, Sequence[Cell]] = field(factory=dict)

    def recall(self, register: Register) -> tuple[Term, ...]:
        """What a register holds."""
        if register not in self.held:
            if self.moment is None:
                raise InternalError(register)
            self.cells[register] = register.cells(self.moment)
            at = len(self.held)
            self.held[register] = tuple(
                variable(f"{self.name}past.{at}.{each}")
                if cell.is_truth
                else whole_variable(f"{self.name}past.{at}.{each}", cell.low, cell.high)
                for each, cell in enumerate(self.cells[register])
            )
        return self.held[register]


@frozen(slots=True)
class Step:
    """One period of a system that was unrolled: its constraints, what must never be, and its variables by name."""

    constraints: Term
    bad: Term
    named: Mapping[Term, Term]


@define(slots=True, eq=False)
class System:
    """A transition system.

    ``first`` is what each variable of a register is before any result, ``after`` what it becomes; ``sound`` is so of
    registers whatever happened.
    """

    first: dict[Term, Term]
    after: dict[Term, Term]
    sound: Term
    constraints: Term
    bad: Term

    @classmethod
    def of(cls, moments: Iterable[tuple[Moment, Memory]], bad: Term, more: Iterable[Term] = ()) -> System:
        """The system of some units and what must never be of them, with all that these rest on."""
        first: dict[Term, Term] = {}
        after: dict[Term, Term] = {}
        sound: list[Term] = []
        pairs = list(moments)
        done: set[tuple[int, Register]] = set()
        while True:
            waiting = [
                (moment, memory, register)
                for moment, memory in pairs
                for register in list(memory.held)
                if (id(memory), register) not in done
            ]
            if not waiting:
                break
            for moment, memory, register in waiting:
                done.add((id(memory), register))
                held = memory.held[register]
                for term, cell, then in zip(held, memory.cells[register], register.after(moment, held), strict=True):
                    if term.op == "var":
                        after[term] = then
                        first[term] = cell.first
                sound.append(register.sound(held))
        constraints = conj(*more, *(each for moment, _ in pairs for each in moment.constraints))
        return cls(first, after, conj(*sound), constraints, bad)

    # ---- registers that are alike ------------------------------------------------------------------------------------

    def merged(self) -> System:
        """The same with one variable for all registers that hold the same in every period."""
        return self.merging()[0].needed()

    def merging(self) -> tuple[System, Mapping[Term, Term]]:
        """The same, and the variable that stands for each.

        Registers are taken for alike that begin alike; they are parted where they become different things, until
        nothing more is parted. What is left begins alike and stays so.
        """
        classes = _grouped({each: (self.first[each], each.sort, each.low, each.high) for each in self.after})
        while True:
            heads = {each: group[0] for group in classes for each in group}
            then = substituted(self.after.values(), heads)
            parted = _grouped({each: (heads[each], then[self.after[each]]) for each in self.after})
            if len(parted) == len(classes):
                break
            classes = parted
        found = substituted(self._made_of, heads)
        kept = [group[0] for group in classes]
        merged = System(
            {each: self.first[each] for each in kept},
            {each: found[self.after[each]] for each in kept},
            found[self.sound],
            found[self.constraints],
            found[self.bad],
        )
        return merged, heads

    def put(self, by: Mapping[Term, Term]) -> System:
        """The same with other terms in place of some that are no registers."""
        found = substituted(self._made_of, by)
        after = {each: found[then] for each, then in self.after.items()}
        return System(self.first, after, found[self.sound], found[self.constraints], found[self.bad])

    @property
    def _made_of(self) -> list[Term]:
        return [*self.after.values(), self.sound, self.constraints, self.bad]

    def linear(self) -> System | None:
        """The same with any number, within its ends, for each product or quotient of what varies; None: there is none.

        What never is in it is never in this one. Solvers say much of sums, and little of products.
        """
        free = {
            each: whole_variable(f"free.{each.serial}", each.low, each.high)
            for each in in_order(self._made_of)
            if is_nonlinear(each)
        }
        return self.put(free).needed() if free else None

    def needed(self) -> System:
        """The same without registers on which nothing rests that is asked."""
        kept: dict[Term, None] = {}
        waiting = [self.bad, self.constraints]
        while waiting:
            new = [each for each in variables_of(in_order(waiting)) if each in self.after and each not in kept]
            kept |= dict.fromkeys(new)
            waiting = [self.after[each] for each in new]
        return System(
            {each: self.first[each] for each in kept},
            {each: self.after[each] for each in kept},
            self.sound,
            self.constraints,
            self.bad,
        )

    # ---- steps -------------------------------------------------------------------------------------------------------

    def unrolled(self, start: Mapping[Term, Term]) -> Unrolling:
        """Its steps from a state on."""
        return Unrolling(self, dict(start))

    def from_nothing(self) -> Unrolling:
        """Its steps from before any result."""
        return self.unrolled(self.first)

    def from_anywhere(self) -> Unrolling:
        """Its steps from any state that is sound."""
        return self.unrolled({each: each for each in self.after})


@define(slots=True, eq=False)
class Unrolling:
    """Steps of a system, one after the other; ``state`` is what registers hold before the next."""

    system: System
    state: dict[Term, Term]
    steps: list[Step] = field(factory=list)

    def step(self) -> Step:
        """One more step."""
        system, at = self.system, len(self.steps)
        roots = [*system.after.values(), system.constraints, system.bad]
        own = {each: each for each in variables_of(in_order(roots)) if each not in system.after}
        named = {each: renamed(each, f"@{at}") for each in own}
        found = substituted(roots, {**named, **self.state})
        self.state = {each: found[then] for each, then in system.after.items()}
        self.steps.append(Step(found[system.constraints], found[system.bad], named))
        return self.steps[-1]


def renamed(term: Term, more: str) -> Term:
    """A variable with something behind its name."""
    name = term.name + more
    return variable(name) if term.sort == "Bool" else whole_variable(name, term.low, term.high)


def _grouped(keys: Mapping[Term, object]) -> list[list[Term]]:
    groups: dict[object, list[Term]] = {}
    for each, key in keys.items():
        groups.setdefault(key, []).append(each)
    return list(groups.values())
