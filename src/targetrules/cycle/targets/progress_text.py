"""How far targets have been followed: as a page for a meeting, as a table for spreadsheets, as values for programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from targetrules.arguments import a_count, instance_of
from targetrules.cycle.labels import few
from targetrules.cycle.targets.following import Progress
from targetrules.cycle.targets.pace import STATES, Standing
from targetrules.report.outcome_csv import csv_text
from targetrules.report.paint import Paint, plain
from targetrules.report.table import table_text
from targetrules.rules.definition import label_text
from targetrules.rules.exact import rounded
from targetrules.rules.leaf import Rounding
from targetrules.source.decimals import plain_digits
from targetrules.wording import Listing, Word, known_language, say

__all__ = ["progress_csv", "progress_text", "progress_values", "standing_text"]

_MOST: Final = 6
_MORE: Final = 2
"""So many decimals more than the indicator has are shown to people, of what is divided."""

_COLUMNS: Final = ("state", "indicator", "unit", "part", "value", "target", "pace", "gap", "left", "each", "missing")


def progress_text(found: Progress, language: str = "en", *, width: int | None = None, paint: Paint = plain) -> str:
    """Tell how far targets have been followed: by indicator in words, then as a table, the worst first.

    Args:
        found: What was found.
        language: ``"en"`` or ``"zh"``.
        width: How many cells a line of the table may have; left out, any number.
        paint: Gives parts of the text their colours; left out, there are none.

    Returns:
        The text, without an end of line behind the last line.

    Raises:
        ArgumentError: This is no such thing, or no width.
        UnknownLanguageError: There are no sentences in this language.
    """
    instance_of("found", found, Progress, "targets-progress")
    return "\n".join(_lines(found, known_language(language), a_count("width", width), paint))


def _lines(found: Progress, language: str, width: int | None, paint: Paint) -> Iterator[str]:
    count, good = len(found.standings), sum(each.state == "on-track" for each in found.standings)
    values = {"period": found.period, "through": found.through, "count": f"{count:,}", "good": f"{good:,}"}
    yield say("progress.head" if found.standings else "progress.nothing", language, values)
    by_indicator = defaultdict[str, list[Standing]](list)
    for each in found.standings:
        by_indicator[each.indicator].append(each)
    for name in found.labels:
        if name in by_indicator:
            yield _summary(by_indicator[name], label_text(found.labels[name], language, name), language)
    if found.not_followed:
        names = tuple(label_text(found.labels.get(each, {}), language, each) for each in found.not_followed)
        yield say("progress.not-followed", language, {"names": Listing(names)})
    if found.standings:
        headings = [say(f"progress.column-{each}", language, {}) for each in _COLUMNS]
        groups = [
            [_row(each, language) for each in found.standings if each.state == state]
            for state in STATES
            if any(each.state == state for each in found.standings)
        ]
        yield ""
        yield table_text(headings, groups, width=width, paint=paint).removesuffix("\n")


def _summary(standings: Sequence[Standing], label: str, language: str) -> str:
    """An indicator in words: how many units stand where, and which, but of those on track."""
    parts = []
    for state in STATES:
        units = [each.unit for each in standings if each.state == state]
        if units:
            key = f"progress.{'some' if state == 'on-track' else 'some-named'}"
            words = {"state": Word(f"progress.{state}"), "count": f"{len(units):,}", "units": few(units)}
            parts.append(Word(key, words))
    return say("progress.summary", language, {"indicator": label, "parts": Listing(tuple(parts), "; ")})


def _row(each: Standing, language: str) -> list[str]:
    """What stands in the table for a person."""
    told = _Told(each, language)
    return [
        say(f"progress.{each.state}", language, {}),
        told.indicator,
        each.unit,
        each.part or "",
        told.value,
        told.number(each.target),
        told.number(each.pace),
        told.number(each.gap, Rounding.UP),
        "" if each.left is None else str(each.left),
        told.each_bound,
        told.missing,
    ]


class _Told:
    """The parts of what is told of a standing, in a language."""

    def __init__(self, each: Standing, language: str, decimals: int | None = None) -> None:
        self.standing, self.language = each, language
        self.decimals = min(_MOST, each.decimals + _MORE) if decimals is None else decimals

    @property
    def indicator(self) -> str:
        return label_text(self.standing.label, self.language, self.standing.indicator)

    @property
    def value(self) -> str:
        value = self.standing.value
        if isinstance(value, bool):
            return say(f"progress.{'yes' if value else 'no'}", self.language, {})
        return "" if value is None else plain_digits(value)

    @property
    def each(self) -> str:
        """What must be brought is rounded up, what may be brought down, so that it suffices."""
        return self.number(self.standing.each, _to_suffice(self.standing))

    @property
    def each_bound(self) -> str:
        """The same, as that which it is no less than, or no more."""
        key = f"progress.{'at-least' if self.standing.harder else 'at-most'}"
        return say(key, self.language, {"number": self.each}) if self.each else ""

    @property
    def missing(self) -> str:
        return say("progress.listed", self.language, {"parts": Listing(self.standing.missing, "; ")})

    def number(self, number: Fraction | None, how: Rounding = Rounding.HALF_UP) -> str:
        return "" if number is None else plain_digits(rounded(number, self.decimals, how))


def _to_suffice(each: Standing) -> Rounding:
    return Rounding.UP if each.harder is ((each.each or 0) >= 0) else Rounding.DOWN


def standing_text(each: Standing, language: str = "en") -> str:
    """Where a unit stands with an indicator, in a sentence.

    Args:
        each: Where it stands.
        language: ``"en"`` or ``"zh"``.

    Returns:
        The sentence.

    Raises:
        ArgumentError: This is no such thing.
        UnknownLanguageError: There are no sentences in this language.
    """
    told = _Told(instance_of("each", each, Standing, "targets-standing"), known_language(language))
    side = "low" if each.harder else "high"
    values = {
        "value": told.value,
        "target": told.number(each.target),
        "pace": told.number(each.pace),
        "gap": told.number(None if each.gap is None else abs(each.gap), Rounding.UP),
        "left": each.left,
        "each": told.each,
        "missing": told.missing,
        "parts": Listing(each.broken),
    }
    match each.state:
        case "on-track" if each.target is None:
            key = "says-kept"
        case "on-track":
            key = f"says-on-track-{side}"
        case "behind" if each.is_level:
            key = f"says-level-{side}"
        case "behind":
            key = f"says-behind-{side}"
        case "out-of-reach" if each.left:
            key = f"says-out-of-reach-{side}"
        case "out-of-reach":
            key = "says-missed"
        case _:
            key = f"says-{each.state}"
    says = Word(f"progress.{key}", values)
    if each.missing and each.state != "unknown":
        key = "and-reach" if each.state == "behind" else "and-missing"
        says = Word(f"progress.{key}", {"says": says, "missing": told.missing})
    where = {"unit": each.unit, "indicator": told.indicator, "part": each.part, "says": says}
    return say("progress.says" if each.part else "progress.says-nowhere", language, where)


def progress_values(found: Progress, language: str = "en") -> dict[str, Any]:
    """The same as values for JSON; numbers are texts of no more than six decimals.

    Args:
        found: What was found.
        language: That of the sentences, ``"en"`` or ``"zh"``.

    Returns:
        Plain values; ``standings`` in their order.

    Raises:
        ArgumentError: This is no such thing.
        UnknownLanguageError: There are no sentences in this language.
    """
    instance_of("found", found, Progress, "targets-progress")
    told = known_language(language)
    return {
        "period": found.period,
        "through": found.through,
        "standings": [_values(each, told) for each in found.standings],
        "not_followed": list(found.not_followed),
    }


def _values(each: Standing, language: str) -> dict[str, Any]:
    told = _Told(each, language, _MOST)
    numbers = {name: told.number(getattr(each, name)) or None for name in ("target", "pace")}
    return {
        "state": each.state,
        "indicator": each.indicator,
        "unit": each.unit,
        "part": each.part,
        "value": plain_digits(each.value) if isinstance(each.value, Decimal) else each.value,
        "side": each.side,
        **numbers,
        "gap": told.number(each.gap, Rounding.UP) or None,
        "left": each.left,
        "each": told.each or None,
        "broken": list(each.broken),
        "missing": [word.text(language) for word in each.missing],
        "says": standing_text(each, language),
    }


def progress_csv(found: Progress, language: str = "en") -> str:
    """The table as CSV, a line for each unit and indicator; states and columns by their English names.

    Args:
        found: What was found.
        language: That of what is missing, ``"en"`` or ``"zh"``.

    Returns:
        The text.

    Raises:
        ArgumentError: This is no such thing.
        UnknownLanguageError: There are no sentences in this language.
    """
    instance_of("found", found, Progress, "targets-progress")
    columns = ("state", "indicator", "unit", "part", "value", "side", *_COLUMNS[5:])
    rows = [_values(each, known_language(language)) for each in found.standings]
    return csv_text([columns, *([_cell(row[name]) for name in columns] for row in rows)])


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
