"""In which periods indicators are in force: the stretches in which the same of them are, and what stands for one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import attrs

from targetrules.period import PeriodKind, ordinal_of, ordinals_of, period_text
from targetrules.rules.leaf import PeriodRange
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import as_toml
from targetrules.wording import Word

__all__ = [
    "Part",
    "check_dates_of",
    "during",
    "in_force_in",
    "over_time",
    "range_of",
    "ranges_of",
    "stretch_word",
    "stretches_of",
]

Part = tuple[PeriodRange, Sequence[syntax.Case], str | None]
"""What a measure is in a stretch of periods: its cases, or the one formula."""


def check_dates_of(
    indicator: syntax.Indicator, path: Path, header: syntax.Header, diagnostics: DiagnosticCollector
) -> None:
    """Note ends that are no periods, and an indicator that ends before it begins, or before anything is judged."""
    kind = PeriodKind(header.period)
    for key, word in (("from", indicator.from_), ("until", indicator.until)):
        if word is not None and ordinal_of(kind, word) is None and not diagnostics.touch("policy"):
            diagnostics.add("TR040", (*path, key), found=as_toml(word), expected=Word(f"periods.{kind.value}"))
    found = range_of(indicator, kind)
    if found.start is not None and found.end is not None and found.end < found.start:
        diagnostics.add("TR041", (*path, "until"), start=str(indicator.from_), end=str(indicator.until))
    first = None if header.first_period is None else ordinal_of(kind, header.first_period)
    if found.end is not None and first is not None and found.end < first and not diagnostics.level(path):
        told, begins = (str(period_text(kind, each)) for each in (found.end, first))
        diagnostics.add("TR121", (*path, "until"), end=told, first=begins)


def range_of(indicator: syntax.Indicator, kind: PeriodKind) -> PeriodRange:
    """The periods in which an indicator is in force; open where there are no others beyond.

    An end that is no period, which was noted, leaves it open too.
    """
    first, last = (None if each is None else ordinal_of(kind, each) for each in (indicator.from_, indicator.until))
    there = ordinals_of(kind)
    return PeriodRange(None if first == there.start else first, None if last == there.stop - 1 else last)


def ranges_of(file: syntax.PolicyFile) -> dict[str, PeriodRange]:
    """The same of each indicator by its name."""
    kind = PeriodKind(file.policy.period)
    return {name: range_of(one, kind) for name, one in (file.indicators or {}).items()}


def in_force_in(
    indicators: Mapping[str, syntax.Indicator], kind: PeriodKind, period: int
) -> Mapping[str, syntax.Indicator]:
    """Those of the indicators that are in force in a period."""
    return {name: one for name, one in indicators.items() if period in range_of(one, kind)}


def stretches_of(ranges: Iterable[PeriodRange]) -> list[PeriodRange]:
    """The longest stretches of periods in each of which the same of the ranges are in force, all periods together."""
    known = list(ranges)
    starts = {each.start for each in known if each.start is not None}
    starts |= {each.end + 1 for each in known if each.end is not None}
    firsts = [None, *sorted(starts)]
    after = [*(each - 1 for each in firsts if each is not None), None]
    return [PeriodRange(first, last) for first, last in zip(firsts, after, strict=True)]


def _words(of: PeriodRange, kind: PeriodKind) -> dict[str, int | str]:
    """The ends of a range as an author writes them."""
    ends = {"from": of.start, "until": of.end}
    return {key: period_text(kind, each) for key, each in ends.items() if each is not None}


def stretch_word(of: PeriodRange, kind: PeriodKind) -> Word:
    """The same to be read by people."""
    words = _words(of, kind)
    how = "in" if of.start is not None and of.start == of.end else "-".join(words)
    return Word(f"indicators.when-{how}", {key: str(each) for key, each in words.items()})


def during(of: PeriodRange, kind: PeriodKind) -> dict[str, Any]:
    """The condition that a period lies there; nothing where all do."""
    words = _words(of, kind)
    return {"period": words} if words else {}


def over_time(kept: syntax.Measure, parts: Sequence[Part], kind: PeriodKind) -> syntax.Measure:
    """A measure that is another one in each stretch of periods, in which it is ``parts``; in all others it is missing.

    Stretches that follow each other and in which it is the same are one.
    """
    joined = _joined(parts)
    whole = PeriodRange(joined[0][0].start, joined[-1][0].end)
    words = _words(whole, kind)
    dated = attrs.evolve(kept, from_=words.get("from"), until=words.get("until"))
    if len(joined) == 1:
        _, cases, formula = joined[0]
        return attrs.evolve(dated, cases=list(cases) or None, formula=formula)
    found = [
        syntax.Case(when={**during(of, kind), **case.when}, formula=case.formula)
        for of, cases, formula in joined
        for case in (cases if formula is None else [syntax.Case(when={}, formula=formula)])
    ]
    return attrs.evolve(dated, cases=found)


def _joined(parts: Sequence[Part]) -> list[Part]:
    """The parts, of which those are one that follow each other and are the same."""
    found = [parts[0]]
    for before, each in pairwise(parts):
        is_next = before[0].end is not None and before[0].end + 1 == each[0].start
        if is_next and before[1:] == each[1:]:
            found[-1] = (PeriodRange(found[-1][0].start, each[0].end), *each[1:])
        else:
            found.append(each)
    return found
