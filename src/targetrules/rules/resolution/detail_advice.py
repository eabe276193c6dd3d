"""Names of details and of units in the place of one another: of which level a name is, and what to write instead."""

from __future__ import annotations

import re
from typing import Final

from targetrules.rules.resolution.context import NameKind, ResolutionContext
from targetrules.wording import Word

__all__ = ["FUNCTIONS", "advice_of_argument", "advice_of_level", "dotted_advice"]

_OF_KIND: Final = {
    NameKind.NUMBER: "sum",
    NameKind.FLAG: "count",
    NameKind.GRADE: "worst",
    NameKind.CHOICE: "worst",
}
_CALLED: Final = re.compile(r"([^\W\d]\w*)\s*\(\s*\Z")
_BARE: Final = r"([^\W\d]\w*)\s*\(\s*([^\W\d]\w*)\s*\)"
_PART: Final = re.compile(r"\s*\.\s*([^\W\d]\w*)")
FUNCTIONS: Final = ("count", "share", "sum", "mean", "min", "max", "percentile", "median", "best", "worst")
"""The functions over details."""


def advice_of_level(name: str, context: ResolutionContext, *, quoted: bool = False) -> Word | None:
    """What is said of a name that is known on the other level; ``quoted``: the place is a key of a condition."""
    if context.of_rows:
        return Word("names.of-units", {"found": name}) if name in context.above else None
    if name in context.details:
        return Word("names.details-alone", {"found": name})
    details, _, part = name.partition(".")
    if details in context.details and part in FUNCTIONS:
        return Word("diagnostics.said-write", {"entry": f"{details}.{part}({'' if part == 'count' else '…'})"})
    bare = re.fullmatch(_BARE, name)
    if bare is not None and bare[1] in FUNCTIONS:
        having = [each for each, rows in context.details.items() if bare[2] in rows.context.names]
        found = Word("diagnostics.said-write", {"entry": f"{having[0]}.{bare[1]}({bare[2]})"}) if having else None
        return found if len(having) == 1 else None
    if details in context.details and part in context.details[details].context.names:
        return _of_rows(part, details, context, quoted=quoted)
    for details, rows in context.details.items():
        if name in rows.context.names:
            return _of_rows(name, details, context, quoted=quoted)
    return None


def _of_rows(name: str, details: str, context: ResolutionContext, *, quoted: bool = False) -> Word:
    function = _function(details, name, context, quoted=quoted)
    return Word("names.of-rows", {"found": name, "details": details, "function": function})


def advice_of_argument(name: str, context: ResolutionContext) -> Word | None:
    """What is said of a name of the units within a function over details."""
    return Word("names.of-units", {"found": name}) if name in context.names else None


def dotted_advice(text: str, start: int, name: str, context: ResolutionContext) -> Word | None:
    """What is said of ``schools.points`` in a formula, where ``name``, of details, stands at ``start``.

    The function around it is the one that is meant: ``min(schools.points)``.
    """
    if name not in context.details:
        return None
    part = _PART.match(text, start + len(name))
    if part is not None and part[1] in FUNCTIONS:
        return Word("names.write", {"name": f"{name}.{part[1]}({'' if part[1] == 'count' else '…'})"})
    if part is None or part[1] not in context.details[name].context.names:
        return Word("names.details-alone", {"found": name})
    around = _CALLED.search(text[:start])
    if around is None or around[1] not in FUNCTIONS:
        return _of_rows(part[1], name, context)
    return Word("names.write", {"name": _function(name, part[1], context, around[1])})


def _function(
    details: str, name: str, context: ResolutionContext, how: str | None = None, *, quoted: bool = False
) -> str:
    kind = context.details[details].context.names[name]
    text = f"{details}.{how or _OF_KIND.get(kind, 'count')}({name})"
    return f'"{text}"' if quoted else text
