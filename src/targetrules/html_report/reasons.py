"""The reasons of a report as data of the page: lines in both languages, each text once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from attrs import field

from targetrules.data import define, frozen
from targetrules.explanation.findings import ConsequenceExplained, Explanation, GradeExplained, Nearest
from targetrules.explanation.values import Moment, Named, ReadValue, Value
from targetrules.report.explanation_lines import Line, of_changes, of_consequence, of_grade
from targetrules.report.phrases import Phrases
from targetrules.wording import LANGUAGES

__all__ = ["ReasonLines", "Texts"]


@define
class Texts:
    """Texts in both languages, each once, by their numbers."""

    numbers: dict[tuple[str, ...], int] = field(factory=dict)

    def number(self, *texts: str) -> int:
        """The number of a text, given in each language."""
        return self.numbers.setdefault(texts, len(self.numbers))

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter(self.numbers)


@frozen(slots=True)
class _Remembered(Phrases):
    """Phrases that are worded once: units that agree in something agree in what is told of it."""

    told: dict[tuple[Any, ...], str] = field(factory=dict, eq=False)

    def worded(self, key: str, values: dict[str, Value]) -> str:
        """Any sentence by its whole key."""
        asked = (key, *((name, _as_told(value)) for name, value in values.items()))
        found = self.told.get(asked)
        if found is None:
            found = self.told[asked] = Phrases.worded(self, key, values)
        return found


def _as_told(value: Value) -> Hashable:
    """What is the same for no two values that are told otherwise: 60 and 60.0 are, though they are equal."""
    match value:
        case bool() | Decimal():
            return type(value), str(value)
        case ReadValue():
            return _as_told(value.value), value.name, value.unit, value.period, value.exact
        case tuple():
            return tuple(map(_as_told, value))
        case None | Named() | Moment() | str() | int():
            return value
        case _:
            return repr(value)


@define(slots=False)
class ReasonLines:
    """Lines of explanations, as lists of their depth, mark and text."""

    texts: Texts
    made: dict[int, tuple[ConsequenceExplained, list[Any]]] = field(factory=dict)

    @cached_property
    def phrases(self) -> Mapping[str, Phrases]:
        """The words of each language."""
        return {language: _Remembered(language) for language in LANGUAGES}

    def of(self, explanation: Explanation) -> dict[str, Any]:
        """Why one unit was judged so."""
        found: dict[str, Any] = {}
        if explanation.grade is not None:
            found["g"] = self._lines({each: of_grade(explanation.grade, of) for each, of in self.phrases.items()})
            if explanation.grade.nearest is not None:
                found["n"] = self._nearest(explanation.grade.nearest, explanation.grade)
        entries = ((each.consequence.id, self._of_entry(each, explanation.grade)) for each in explanation.consequences)
        found["c"] = dict(entries)
        return found

    def _of_entry(self, entry: ConsequenceExplained, grade: GradeExplained | None) -> list[Any]:
        """State, why, and what would have changed it; rows that share what was found share the lines."""
        if id(entry) in self.made:
            return self.made[id(entry)][1]
        why = self._lines({language: of_consequence(entry, of) for language, of in self.phrases.items()})
        nearest = [] if entry.nearest is None else [self._nearest(entry.nearest, grade, entry.kind)]
        found = [entry.state.value, why, *nearest]
        self.made[id(entry)] = entry, found
        return found

    def _nearest(self, nearest: Nearest, grade: GradeExplained | None, kind: str | None = None) -> list[Any]:
        return self._lines({each: of_changes(nearest, grade, of, kind) for each, of in self.phrases.items()})

    def _lines(self, told: Mapping[str, Iterable[Line]]) -> list[Any]:
        both = zip(*told.values(), strict=True)
        return [[lines[0].depth, lines[0].mark, self.texts.number(*(each.text for each in lines))] for lines in both]
