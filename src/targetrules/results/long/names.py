"""What stands in the column of indicators: the names of columns that a wide table would have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import field

from targetrules.data import define, frozen
from targetrules.results.cells.expected import named
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.words import text_of
from targetrules.results.code import Code
from targetrules.results.long.layout import PARTS
from targetrules.results.near import Headings
from targetrules.results.table import Cell, is_blank, shown
from targetrules.rules.tree import Rules
from targetrules.width import heading
from targetrules.wording import Listing, Word

__all__ = ["ColumnNames", "Named"]

_MOST_LISTED: Final = 20


@frozen(slots=True)
class Named:
    """The heading that a wide table has for a name, and the id of the indicator where it is one."""

    heading: str
    indicator: str | None = None


@define(slots=True)
class ColumnNames:
    """Finds the inputs that a name means, as the heading of a column would."""

    rules: Rules
    _inputs: dict[str, list[str]] = field(factory=dict)
    _near: Headings | None = None

    def __attrs_post_init__(self) -> None:
        for name, one in self.rules.read_inputs.items():
            for word in dict.fromkeys(map(heading, one.columns)):
                self._inputs.setdefault(word, []).append(name)

    def read(self, cell: Cell) -> Named | Fault:
        """What a cell means."""
        if is_blank(cell):
            return Fault(
                Code.BLANK_INDICATOR, advice=Word("problems.advise_blank_indicator"), expected=self._expected()
            )
        text = text_of(cell)
        if isinstance(text, Fault):
            return text
        found = self._inputs.get(heading(text))
        if found is None:
            near = self._nearest(text)
            advice = (
                Word("problems.advise_indicator")
                if near is None
                else Word("problems.advise_near", {"near": shown(near)})
            )
            return Fault(Code.NO_SUCH_INDICATOR, advice=advice, expected=self._expected())
        return Named(self._heading(found), next((each for each in found if each in self.rules.indicators), None))

    def part(self, indicator: str, part: str) -> str | None:
        """The heading of a part of an indicator; None where it has none."""
        name = f"{indicator}_{part}"
        return self._heading([name]) if name in self.rules.read_inputs else None

    def _heading(self, names: Sequence[str]) -> str:
        """A heading under which all of these inputs are found, and no other."""
        own = self.rules.read_inputs[names[0]].columns
        return next((word for word in own if self._inputs[heading(word)] == list(names)), own[0])

    def _known(self) -> list[str]:
        """What may be meant: indicators and other inputs, without what indicators are made of."""
        made = {f"{each}_{part}" for each in self.rules.indicators for part in PARTS}
        return [name for name in self.rules.read_inputs if name not in made]

    def _expected(self) -> Word:
        known = self._known()
        more = ("…",) if len(known) > _MOST_LISTED else ()
        names = (*map(self._called, known[:_MOST_LISTED]), *more)
        return Word("problems.want_indicator", {"names": names})

    def _called(self, name: str) -> Word:
        """An indicator by its id, with its labels."""
        labels = tuple(map(shown, dict.fromkeys(self.rules.read_inputs[name].label.values())))
        if not labels or labels == (name,):
            return named(name)
        return Word("problems.named_and_labelled", {"name": shown(name), "labels": Listing(labels)})

    def _nearest(self, text: str) -> str | None:
        if self._near is None:
            words = (word for name in self._known() for word in self.rules.read_inputs[name].columns)
            self._near = Headings(tuple(words))
        return self._near.near([text])
