"""What was found of targets, as a page for people and as values for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from targetrules.arguments import instance_of
from targetrules.cycle.targets.breaches import Breach, TargetsCheck
from targetrules.report.paint import Paint, plain
from targetrules.rules.definition import label_text
from targetrules.wording import Listing, known_language, say

__all__ = ["targets_text", "targets_values"]


def targets_text(check: TargetsCheck, language: str = "en", *, paint: Paint = plain) -> str:
    """Tell what was found.

    Args:
        check: What was found.
        language: ``"en"`` or ``"zh"``.
        paint: Gives parts of the text their colours; left out, there are none.

    Returns:
        The text, without an end of line behind the last line.

    Raises:
        ArgumentError: This is no such thing.
        UnknownLanguageError: There are no sentences in this language.
    """
    instance_of("check", check, TargetsCheck, "targets-check")
    return "\n".join(_lines(check, known_language(language), paint))


def _lines(check: TargetsCheck, language: str, paint: Paint) -> Iterator[str]:
    if check.ignored:
        yield say("targets.ignored", language, {"names": Listing(check.ignored, "; ")})
    for breach in check.breaches:
        yield paint(breach.text(language), "error")
    count = len(check.breaches)
    key = "nothing-wrong" if not count else "one-breach" if count == 1 else "breaches"
    values = {"count": f"{count:,}", "targets": f"{check.targets:,}", "units": f"{check.units:,}"}
    yield say(f"targets.{key}", language, values)
    if not check.held_levels:
        yield say("targets.levels-not-held", language, {})
    if check.unchecked:
        names = tuple(label_text(check.labels.get(each, {}), language, each) for each in check.unchecked)
        yield say("targets.unchecked", language, {"names": Listing(names)})


def targets_values(check: TargetsCheck, language: str = "en") -> dict[str, Any]:
    """The same as values for JSON.

    Args:
        check: What was found.
        language: That of the sentences, ``"en"`` or ``"zh"``.

    Returns:
        Plain values; ``breaches`` in their order.

    Raises:
        ArgumentError: This is no such thing.
        UnknownLanguageError: There are no sentences in this language.
    """
    instance_of("check", check, TargetsCheck, "targets-check")
    told = known_language(language)
    return {
        "targets": check.targets,
        "units": check.units,
        "breaches": [_values(each, told) for each in check.breaches],
        "unchecked": list(check.unchecked),
        "held_levels": check.held_levels,
        "ignored": list(check.ignored),
    }


def _values(breach: Breach, language: str) -> dict[str, Any]:
    return {
        "kind": breach.kind,
        "unit": breach.unit,
        "period": breach.period,
        "indicator": breach.indicator,
        "line": breach.line,
        "of": "units" if breach.of_units else "targets",
        "other": breach.other,
        "other_line": breach.other_line,
        "says": breach.message(language),
    }
