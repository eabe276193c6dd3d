"""What to write for a name that is none, where the text itself shows what was meant.

Several names in one text, a name behind that of its section, a sign before it, a function in place of a name.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from targetrules.syntax.shape import as_toml
from targetrules.wording import Word

if TYPE_CHECKING:
    from targetrules.rules.resolution.context import ResolutionContext

__all__ = ["behind_section", "entry_advice", "names_advice", "of_group", "part_advice", "span_advice"]

_SECTIONS: Final = ("inputs", "parameters", "measures", "cuts", "conditions", "statuses")
_BETWEEN: Final = r"\s*[,;，；、|&+]\s*"
_YEARS: Final = r"\s*(\S+?)\s*(?:[~—–－-]|至|到|\bto\b)\s*(\S+)\s*"
_LONGEST: Final = 120
_OF_GROUP: Final = {
    **dict.fromkeys(("average", "mean", "avg", "平均", "平均数", "平均分", "平均值", "均值"), "mean"),
    **dict.fromkeys(("median", "中位数"), "median"),
}
_FINAL_GRADE: Final = frozenset(["等次", "等级", "最终等次", "评定等次", "final grade", "final_grade"])


def behind_section(name: str, known: Collection[str]) -> Word | None:
    """``cuts.low`` is called ``low``."""
    section, _, rest = name.partition(".")
    return Word("diagnostics.said-write", {"entry": rest}) if section in _SECTIONS and rest in known else None


def names_advice(text: str, known: Collection[str]) -> Word | None:
    """Where names are listed: several of them in one text, or one with a sign before it."""
    if text in _FINAL_GRADE and "grade" in known:
        return Word("diagnostics.said-write", {"entry": '"grade"'})
    if text.lstrip("-−－ ") in known and text not in known:
        return Word("diagnostics.said-ranking-by")
    parts = [part for part in re.split(_BETWEEN, text) if part] if len(text) <= _LONGEST else []
    if len(parts) < 2 or any(part not in known for part in parts):  # noqa: PLR2004
        return None
    return Word("diagnostics.said-write", {"entry": f"[{', '.join(map(as_toml, parts))}]"})


def entry_advice(key: str, value: Any, context: ResolutionContext) -> Word | None:
    """For an entry of a condition that is no name: a function, a name behind its section, a list under ``count``."""
    if isinstance(value, list) and key in ("count", "count_of"):
        return Word("diagnostics.instead-number-of")
    if "(" in key:
        return Word("diagnostics.said-formula-elsewhere")
    return behind_section(key, context.names)


def of_group(name: str) -> Word | None:
    """For a mean or a median by its name alone: ``{ below = "average" }``."""
    how = _OF_GROUP.get(name.strip().casefold())
    values = {"how": Word(f"formulas.of-{how}"), "function": f"group_{how}"}
    return None if how is None else Word("diagnostics.said-mean-of-group", values)


def span_advice(text: object, context: ResolutionContext) -> Word | None:
    """Two periods in one text: ``2018-2024``."""
    from targetrules.period import ordinal_of

    if isinstance(text, list):
        found = [ordinal_of(context.period_kind, each) for each in text if type(each) in (int, str)]
        return _evenly(text, found) if None not in found and len(found) == len(text) else None
    if not isinstance(text, str) or ordinal_of(context.period_kind, text) is not None:
        return None
    ends = re.fullmatch(_YEARS, text[:_LONGEST])
    if ends is None or any(ordinal_of(context.period_kind, end) is None for end in ends.groups()):
        return Word("diagnostics.said-span")
    start, end = (end if end.isdigit() else as_toml(end) for end in ends.groups())
    return Word("diagnostics.said-write", {"entry": f"{{ from = {start}, until = {end} }}"})


def _evenly(written: list[Any], found: list[Any]) -> Word | None:
    """Periods that come round, or are one after the other; else a span for each."""
    steps = {then - at for at, then in pairwise(found)}
    start, end = as_toml(written[0]), as_toml(written[-1])
    if steps == {1}:
        return Word("diagnostics.said-write", {"entry": f"{{ from = {start}, until = {end} }}"})
    if len(steps) == 1 and 1 < next(iter(steps)) <= 100:  # noqa: PLR2004
        entry = f"{{ from = {start}, until = {end}, every = {next(iter(steps))} }}"
        return Word("diagnostics.said-write", {"entry": entry})
    return Word("diagnostics.said-span")


def part_advice(written: object, context: ResolutionContext) -> Word | None:
    """A part of the year that is written otherwise: ``4`` of quarters, ``十二月``, ``1月、7月``."""
    from targetrules.period import part_of_year, part_text, parts_of_year
    from targetrules.source.informal import part_in

    count, kind = parts_of_year(context.period_kind), context.period_kind
    each = re.split(_BETWEEN, written) if isinstance(written, str) and len(written) <= _LONGEST else [written]
    found = [number - 1 if number is not None else part_of_year(kind, one) for one in each for number in [part_in(one)]]
    if count is None or not found or any(part is None or not 0 <= part < count for part in found):
        return None
    shown = [part_text(kind, part) for part in found if part is not None]
    texts = [text if text.isdigit() else as_toml(text) for text in shown]
    entry = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
    return Word("diagnostics.said-write", {"entry": f"in = {entry}"})
