"""The names within details, and what of a row is told under them: its item, values, what is missing in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from shlex import quote
from typing import Final

from attrs import evolve

from targetrules.data import frozen
from targetrules.engine.judged import Judged
from targetrules.engine.members import GroupFormula
from targetrules.engine.missing import missing_names
from targetrules.engine.reference import ReferenceEngine
from targetrules.errors import InternalError
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import Item, Named, ReadValue
from targetrules.history import Value
from targetrules.period import period_text
from targetrules.rules import tree
from targetrules.rules.parts import Named as Naming
from targetrules.rules.parts import constructs_in, references_of

__all__ = ["DetailNames"]


def _rule_of(name: str, rules: tree.Rules) -> tree.Condition | None:
    """The condition by which a flag is decided; None where it is none that is decided so."""
    if name in rules.conditions:
        return rules.conditions[name].when
    if name in rules.statuses:
        return rules.statuses[name].enter
    own = (rule.when for rule in rules.consequences if tree.CONSEQUENCE + rule.id == name)
    return next(own, None)


@frozen(eq=False)
class DetailNames:
    """The names of details, and what their conditions rest on."""

    details: tree.Details

    @cached_property
    def names(self) -> SymbolTable:
        """Those of the policy of one row."""
        return SymbolTable.of(self.details.rules)

    @cached_property
    def engine(self) -> ReferenceEngine:
        """What that policy means."""
        return ReferenceEngine(self.details.rules)

    @property
    def named(self) -> Named:
        """The details."""
        return Named("details", self.details.name, self.details.label)

    def inputs_of(self, name: str) -> tuple[str, ...]:
        """The inputs that an input or a condition rests on, in the order in which they are named."""
        return tuple(dict.fromkeys(self._inputs_of(name)))

    def _inputs_of(self, name: str) -> Iterator[str]:
        conditions = self.details.rules.conditions
        if name not in conditions:
            yield name
            return
        for part in constructs_in(conditions[name].when):
            for each in references_of(part):
                if each.of is Naming.VALUE:
                    yield from self._inputs_of(each.name)

    def shown_by(self, name: str) -> tuple[str, ...]:
        """What shows why a condition or a flag holds in a row; a flag that was given shows itself.

        What another policy decided is shown by what it decided that by, as far as the row has it.
        """
        rests = self.inputs_of(name) if name in self.details.rules.conditions else ()
        if self.details.policy is None:
            return rests
        decided = (self._decided_by(each, self.details.policy.rules) or (each,) for each in rests or (name,))
        shown = tuple(dict.fromkeys(each for parts in decided for each in parts))
        return () if shown == (name,) else shown

    def decisions_of(self, name: str) -> tuple[str, ...]:
        """What the lower policy decided that a name of a row asks for; that something is known is no decision."""
        policy, conditions = self.details.policy, self.details.rules.conditions
        if policy is None:
            return ()
        asked = [name] if name not in conditions else [*self._asked_by(conditions[name].when)]
        return tuple(each for each in dict.fromkeys(asked) if policy.decides(each))

    def _asked_by(self, when: tree.Condition) -> Iterator[str]:
        conditions = self.details.rules.conditions
        for part in constructs_in(when):
            for each in () if isinstance(part, tree.Known) else references_of(part):
                if each.of is Naming.VALUE and each.name in conditions:
                    yield from self._asked_by(conditions[each.name].when)
                elif each.of is Naming.VALUE:
                    yield each.name

    def _decided_by(self, name: str, rules: tree.Rules) -> tuple[str, ...]:
        """The values of a row that a condition, a status or a consequence of the lower policy asks for."""
        waiting, seen, found = [name], {name}, set[str]()
        for each in waiting:
            when = _rule_of(each, rules)
            for part in () if when is None else constructs_in(when):
                named = {"grade" if one.of is Naming.GRADE else one.name for one in references_of(part)} - seen
                seen |= named
                waiting += sorted(named)
            if when is None and each != name and each in self.details.rules.inputs:
                found.add(each)
        return tuple(each for each in self.details.rules.inputs if each in found)

    def lacking(self, name: str, row: Judged) -> tuple[str, ...]:
        """The inputs for which an input or a condition is unknown of a row."""
        if row.values[name] is not None:
            return ()
        if name not in self.details.rules.conditions:
            return (name,)
        formula = GroupFormula(holds=self.engine.holds)
        return missing_names(self.engine, self.details.rules.conditions[name].when, row, formula)

    def item(self, row: Judged, with_values: Iterable[str] = ()) -> Item:
        """A row by its name, with values of it."""
        values = tuple(self.reading(name, row.values[name]) for name in with_values)
        return Item(str(row.values[self.details.item]), values)

    def reading(self, name: str, value: Value) -> ReadValue:
        """A value of a row; a grade of a lower policy has the label that this gives it."""
        reading, policy = self.names.reading(name, value), self.details.policy
        if policy is None or not isinstance(value, str) or not policy.is_grade(name):
            return reading
        return evolve(reading, value=SymbolTable.of(policy.rules).grade(value))

    @cached_property
    def lower(self) -> Named | None:
        """The policy whose outcomes the rows are, where they are such."""
        policy = self.details.policy
        return None if policy is None else Named("policy", policy.id, policy.rules.title)

    def command(self, row: Judged) -> str:
        """The command that explains what the lower policy decided of a row; tables have the names of their details."""
        policy = self.details.policy
        if policy is None:
            raise InternalError(f"{self.details.name} are no outcomes")
        tables = (f"--details {name}={_table(name)}" for name in policy.rules.all_details)
        unit = _quoted(str(row.values[self.details.item]))
        period = _quoted(str(period_text(policy.rules.period, row.period)))
        asked = f"--unit {unit} --period {period}"
        written = _quoted(policy.written)
        return " ".join(("targetrules explain", written, _table(self.details.name), *tables, asked))


_PLAIN: Final = re.compile(r"[\w@%+=:,./-]+")


def _quoted(text: str) -> str:
    """A text as a shell takes it."""
    return text if _PLAIN.fullmatch(text) and not text.startswith("-") else quote(text)


def _table(details: str) -> str:
    """What stands for the file of a table."""
    return details.rpartition(".")[2].upper()
