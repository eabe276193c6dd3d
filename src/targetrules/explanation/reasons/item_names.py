"""The names within details, and what of a row is told under them: its item, values, what is missing in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from attrs import frozen

from targetrules.engine.judged import Judged
from targetrules.engine.members import GroupFormula
from targetrules.engine.missing import missing_names
from targetrules.engine.reference import ReferenceEngine
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import Item, Named
from targetrules.rules import tree
from targetrules.rules.parts import Named as Naming
from targetrules.rules.parts import constructs_in, references_of

__all__ = ["DetailNames"]


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
        values = tuple(self.names.reading(name, row.values[name]) for name in with_values)
        return Item(str(row.values[self.details.item]), values)
