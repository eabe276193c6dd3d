"""Rules that look back, without an end, at something that may be unknown: :func:`rules_of`.

Most of what a rule looks back at passes: after as many periods as it looks back nothing is left of a value that was
missing, and what counts takes something unknown for something that did not hold. Two things do not pass: the value that
a number had when a unit entered a status, and a restart of which nobody knows whether it was one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from targetrules.data import define, frozen
from targetrules.proof.claims import GROUP, Asked, start
from targetrules.proof.moment import Moment
from targetrules.proof.peers import FreePeers
from targetrules.proof.registers import Age, EntryValue, Register, Tally
from targetrules.proof.system import Memory, System
from targetrules.proof.terms import (
    Term,
    both,
    conj,
    disj,
    variable,
)
from targetrules.rules import tree
from targetrules.source.diagnostic import Path

__all__ = ["APPLIES", "Question", "Rule", "applies_of", "rules_of"]

APPLIES: Final = "the rule applies"
"""The variable that says of a period whether the rule applies at all."""


@frozen(slots=True)
class Rule:
    """A rule that is asked about: of a consequence what fires it, of a status what ends it, of a rule of grading when.

    ``kind`` is which of the three it is, ``path`` where it stands in the file.
    """

    kind: str
    id: str
    path: Path
    of: tree.Consequence | tree.Status | tree.UnitRule


def rules_of(rules: tree.Rules) -> Iterator[Rule]:
    """The rules that look back, without an end, at something that may be unknown; nothing is asked of others."""
    for rule in _all_rules(rules):
        question = Question.of(rules, rule)
        if question.has_no_end:
            yield rule


def _all_rules(rules: tree.Rules) -> Iterator[Rule]:
    for name, status in rules.statuses.items():
        if status.leave is not None:
            yield Rule("status", name, ("statuses", name), status)
    grading = rules.grading
    kinds = {"unrated": "unrated", "forced": "forced", "floors": "floors", "limits": "steps", "caps": "caps"}
    for name, key in kinds.items() if grading is not None else ():
        for at, rule in enumerate(getattr(grading, name)):
            yield Rule("rule", rule.id, ("grading", key, at), rule)
    for at, consequence in enumerate(rules.consequences):
        yield Rule("consequence", consequence.id, ("consequences", at), consequence)


# ---- the question ----------------------------------------------------------------------------------------------------


@define(slots=False, eq=False)
class Question:
    """A rule as a transition system: what is bad in it is that the rule is decided, where it applies.

    In ``marked`` a variable says of each period besides whether the rule applies at all.
    """

    rules: tree.Rules
    rule: Rule
    moment: Moment
    memory: Memory
    peers: FreePeers
    system: System
    marked: System

    @classmethod
    def of(cls, rules: tree.Rules, rule: Rule) -> Question:
        """The rule of one unit, whoever the others are."""
        peers = FreePeers(GROUP)
        moment, memory = start(rules, peers)
        applies, known = applies_of(rule.of, moment)
        decided, pairs = conj(applies, known), [(moment, memory)]
        marked = System.of(pairs, decided, [both(variable(APPLIES), applies)]).needed()
        system = System.of(pairs, decided).needed()
        plain = System(marked.first, marked.after, marked.sound, system.constraints, decided)
        return cls(rules, rule, moment, memory, peers, plain, marked)

    @property
    def has_no_end(self) -> bool:
        """Whether something is remembered of which an unknown part may stay so."""
        held = self.marked.after.keys()
        return any(_may_stay(register) for register, terms in self.memory.held.items() if held & {*terms})

    @property
    def asked(self) -> Asked:
        """The question whether the rule is ever decided."""
        return Asked(self.rules, self.system, [self.moment], peers=[self.peers])


def _may_stay(register: Register) -> bool:
    return isinstance(register, EntryValue) or (isinstance(register, Tally) and _is_unsure(register.of.restarts))


def _is_unsure(restarts: tree.Condition | None) -> bool:
    return restarts is not None and not isinstance(restarts, tree.During)


def applies_of(rule: tree.Consequence | tree.Status | tree.UnitRule, moment: Moment) -> tuple[Term, Term]:
    """Whether the rule is one to be decided of the unit in the period, and whether it is decided."""
    here = conj(moment.present, moment.is_judged)
    match rule:
        case tree.Consequence():
            here, said = conj(here, moment.is_in_force(rule.in_force)), moment.fires(rule)
        case tree.Status():
            here = conj(moment.present, moment.recall(Age(rule.name))[0])
            said = moment.holds(rule.leave or tree.All(()))
        case _:
            said = moment.holds(rule.when)
    return here, disj(said.yes, said.no)
