"""What is wrong with targets: each breach by name, with the line of the target and that of the one above it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field

from targetrules.data import frozen
from targetrules.rules.definition import Label, label_text
from targetrules.wording import Word, known_language

__all__ = ["Breach", "IndicatorWord", "TargetsCheck", "breach_of_units"]


@frozen(slots=True)
class Breach:
    """One thing that is wrong.

    Attributes:
        kind: Which: ``"lowered"``, ``"sum-lowered"``, ``"mean-lowered"``, ``"not-broken-down"`` and so on; all of them
            stand in the page on targets.
        unit: The unit.
        period: The period as it is printed; None where a line of units is meant.
        indicator: The id of the indicator; None where none is meant.
        line: The line of the target, or of the unit, in its file; None where there is none, for it is missing.
        of_units: Whether it is a line of the file of units.
        other: The unit above, or the other line's.
        other_line: The line of that.
        values: What stands in the places of the sentence, by their names.
        other_event: The number of the event that issued the other target, where it stands in no line.
        label: The label of the indicator.
    """

    kind: str
    unit: str
    period: int | str | None
    indicator: str | None
    line: int | None
    of_units: bool = False
    other: str | None = None
    other_line: int | None = None
    values: Mapping[str, Any] = field(factory=dict)
    other_event: int | None = None
    label: Label = field(factory=dict)

    def word(self) -> Word:
        """Where, and what is wrong, still to be worded.

        Returns:
            The sentence.
        """
        says = self._says()
        if self.line is None:
            return says
        return Word(f"targets.{'at-unit' if self.of_units else 'at'}", {"line": self.line, "says": says})

    def _says(self) -> Word:
        indicator = IndicatorWord("targets.at", {"label": self.label, "id": self.indicator or ""})
        told = {"unit": self.unit, "period": self.period, "indicator": indicator, "other": self.other}
        return Word(f"targets.{self.kind}", {**told, "line": self.other_line, **self.values})

    def message(self, lang: str = "en") -> str:
        """What is wrong, in a sentence without its place.

        Args:
            lang: ``"en"`` or ``"zh"``.

        Returns:
            The sentence.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        return self._says().text(known_language(lang))

    def text(self, lang: str = "en") -> str:
        """Where, and what is wrong.

        Args:
            lang: ``"en"`` or ``"zh"``.

        Returns:
            The sentence.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        return self.word().text(known_language(lang))


class IndicatorWord(Word):
    """An indicator by its label in the language of the reader, or in the one that there is."""

    __slots__ = ()

    def text(self, language: str) -> str:
        """The label."""
        return label_text(self.values["label"], language, self.values["id"])


def breach_of_units(
    kind: str,
    unit: str,
    line: int | None,
    *,
    period: int | str | None = None,
    indicator: str | None = None,
    other: str | None = None,
    other_line: int | None = None,
    **values: Any,
) -> Breach:
    """One that is of a line of the table of units."""
    return Breach(kind, unit, period, indicator, line, True, other, other_line, values)  # noqa: FBT003  as it stands there


@frozen(slots=True)
class TargetsCheck:
    """What was found of a table of targets.

    Attributes:
        targets: How many targets there are.
        units: How many units have any.
        breaches: What is wrong, in the order of the lines.
        unchecked: The indicators of which the policy says nothing of the levels below (no ``cascade``), by id; empty
            where no units were given.
        labels: The labels of all indicators, by id.
        ignored: The columns from which nothing was read, as they are called.
        held_levels: Whether a tree of units was given, by which the levels are held against each other.
    """

    targets: int
    units: int
    breaches: tuple[Breach, ...]
    unchecked: tuple[str, ...] = ()
    labels: Mapping[str, Label] = field(factory=dict)
    ignored: tuple[str, ...] = ()
    held_levels: bool = True
