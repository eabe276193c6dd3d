"""What differs between two policies for programs: as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, assert_never

import attrs

from targetrules.comparison.compare import Comparison, InAllHistories, NotAsked
from targetrules.comparison.written import ChangedDefinition
from targetrules.history import Value
from targetrules.mutation.mutants import Place
from targetrules.period import period_text
from targetrules.proof import Difference, Equivalent, Open, Treated
from targetrules.source.decimals import plain_digits
from targetrules.wording import known_language

__all__ = ["comparison_values"]


def comparison_values(found: Comparison, language: str = "en") -> dict[str, Any]:
    """What was found as JSON has it.

    Args:
        found: What was found.
        language: In which it is told why solvers were not asked, ``"en"`` or ``"zh"``.

    Returns:
        Plain values.

    Raises:
        UnknownLanguageError: There are no sentences in this language.
    """
    lang = known_language(language)
    return {
        **{
            side: {"id": policy.id, "file": policy.name, "sha256": policy.digest}
            for side, policy in (("old", found.old), ("new", found.new))
        },
        "differs": found.differs,
        "written": [_definition(each) for each in found.written],
        "in_all_histories": _in_all(found, found.in_all, lang),
    }


def _definition(each: ChangedDefinition) -> dict[str, Any]:
    return {
        "section": each.section,
        "name": each.name,
        "kind": each.kind,
        "source": each.source,
        "article": each.article,
        "entries": [
            {
                "inside": entry.inside,
                "old": entry.old,
                "new": entry.new,
                "effect": entry.effect,
                "old_place": _place(entry.old_place),
                "new_place": _place(entry.new_place),
            }
            for entry in each.entries
        ],
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else {"file": place.file, "line": place.line, "column": place.column}


def _in_all(found: Comparison, answer: InAllHistories, language: str) -> dict[str, Any]:
    match answer:
        case Equivalent():
            return {"answer": "equivalent"}
        case Open():
            return {"answer": "open", "periods": answer.periods, "why": answer.why}
        case NotAsked():
            return {"answer": "not-asked", "why": answer.text(language)}
        case Difference():
            period = found.old.rules.period
            return {
                "answer": "different",
                "results": [
                    {"unit": row.unit, "period": period_text(period, row.period), **_plain(row.values)}
                    for row in answer.history.rows
                ],
                "unit": answer.unit,
                "period": answer.period,
                "old": _treated(answer.old),
                "new": _treated(answer.new),
            }
        case _:
            assert_never(answer)


def _plain(values: Mapping[str, Value]) -> dict[str, Any]:
    """What is there; a number as the text of its digits."""
    there = {name: value for name, value in values.items() if value is not None}
    return {name: plain_digits(value) if isinstance(value, Decimal) else value for name, value in there.items()}


def _treated(treated: Treated) -> dict[str, Any]:
    return {**attrs.asdict(treated), "consequences": list(treated.consequences)}
