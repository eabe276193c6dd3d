"""Lengths of time as written to lengths of time as meant: ``"30 days"``, ``"5 working days"``."""

from __future__ import annotations

import re
from typing import Final, Literal

from targetrules.rules import tree
from targetrules.rules.resolution.context import ResolutionContext
from targetrules.source.diagnostic import Path
from targetrules.syntax.shape import as_toml
from targetrules.wording import Word

__all__ = ["duration_of"]

_DURATION: Final = re.compile(r"(\d{1,4}) (day|week|month|year|working day)s?", re.ASCII)
_UNITS: Final[dict[str, Literal["days", "weeks", "months", "years", "working_days"]]] = {
    "day": "days",
    "week": "weeks",
    "month": "months",
    "year": "years",
    "working day": "working_days",
}
_MOST_DAYS: Final = 9999
_MOST_YEARS: Final = 100


def duration_of(text: str, key: str, path: Path, context: ResolutionContext, least: int = 0) -> tree.Duration | None:
    """The length of time that a text says; None where it says none, which is noted.

    Args:
        text: What is written.
        key: The key, which is that of what is expected as well.
        path: Where it stands.
        context: What is known of the policy.
        least: How many days, weeks and so on it has at least.
    """
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        from targetrules.source.informal import duration_in

        meant = duration_in(text)
        advice = None if meant is None else Word("diagnostics.said-write", {"entry": f'{key} = "{meant}"'})
        context.diagnostics.add("TR019", path, advice=advice, found=as_toml(text), expected=Word(f"forms.{key}"))
        return None
    count, unit = int(found[1]), _UNITS[found[2]]
    if unit == "working_days" and key == "lasts":
        context.diagnostics.add("TR019", path, found=as_toml(text), expected=Word(f"forms.{key}"))
        return None
    most = _MOST_YEARS if unit == "years" else _MOST_DAYS
    if not least <= count <= most:
        context.diagnostics.add("TR015", path, found=as_toml(text), least=least, most=most)
    is_unknown = context.file.calendar is None and not context.diagnostics.touch("calendar")
    if unit == "working_days" and is_unknown:
        context.diagnostics.add("TR115", path, found=as_toml(text))
    return tree.Duration(count, unit)
