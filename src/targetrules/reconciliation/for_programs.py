"""A reconciliation for programs: as JSON."""

from __future__ import annotations

from typing import Any

import attrs

from targetrules.reconciliation.reconcile import Difference, Reconciliation
from targetrules.reconciliation.text import telling
from targetrules.wording import known_language

__all__ = ["reconciliation_values"]


def reconciliation_values(found: Reconciliation, language: str = "en") -> dict[str, Any]:
    """What was found as JSON has it.

    Args:
        found: What was found.
        language: In which changes are told, ``"en"`` or ``"zh"``.

    Returns:
        Plain values.

    Raises:
        UnknownLanguageError: There are no sentences in this language.
    """
    lang = known_language(language)
    return {
        "policy": found.policy.id,
        "compared": found.compared,
        "only_here": [list(each) for each in found.only_here],
        "only_there": [list(each) for each in found.only_there],
        "other_periods": found.other_periods,
        "ignored": list(found.ignored),
        "agreements": [attrs.asdict(each) for each in found.agreements],
        "differences": [_difference(each) for each in found.differences],
        "causes": [
            {
                "kind": each.mutant.kind,
                "file": each.mutant.place.file,
                "line": each.mutant.place.line,
                "column": each.mutant.place.column,
                "change": each.mutant.change(lang),
                "explained": [_named(one) for one in each.explained],
                "new": each.new,
                "alike": [telling(found.policy, other, lang) for other in each.alike],
            }
            for each in found.causes
        ],
        "unexplained": [_named(each) for each in found.unexplained],
        "untried": found.untried,
    }


def _difference(each: Difference) -> dict[str, Any]:
    values: dict[str, Any] = {**attrs.asdict(each), "missing": list(each.missing)}
    return values


def _named(each: Difference) -> dict[str, Any]:
    return {"unit": each.unit, "period": each.period, "outcome": each.outcome}
