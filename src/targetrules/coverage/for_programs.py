"""Coverage for programs: JSON, and GitHub's annotations beside the lines that are left."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from targetrules.coverage.coverage import Coverage, CoveredItem, ShownBy
from targetrules.coverage.proposals import Proposals
from targetrules.coverage.text import left_text
from targetrules.report.faults_json import workflow_command
from targetrules.report.unshown import needless_annotation, needless_values
from targetrules.rules.definition import label_text
from targetrules.source.decimals import decimal_text
from targetrules.wording import Listing, say

__all__ = ["coverage_annotations", "coverage_values", "proposals_values"]


def coverage_values(coverage: Coverage, language: str = "en") -> dict[str, Any]:
    """The coverage of a policy as JSON has it.

    Args:
        coverage: What was found.
        language: The language of names of examples and of reasons, ``"en"`` or ``"zh"``.

    Returns:
        A tree of mappings, lists, texts and numbers; per cent are a text, an exact decimal.

    Raises:
        UnknownLanguageError: There are no sentences in this language.
    """
    shown, asked = coverage.count()
    kinds = {kind: dict(zip(("shown", "asked"), coverage.count(kind), strict=True)) for kind in coverage.kinds}
    return {
        "percent": decimal_text(coverage.percent),
        "shown": shown,
        "asked": asked,
        "kinds": kinds,
        "unlisted": list(coverage.unlisted),
        "needless": [needless_values(each, language) for each in coverage.needless],
        "items": [_item(each, language) for each in coverage.items],
    }


def _item(item: CoveredItem, language: str) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "aspect": item.aspect,
        "place": item.place,
        "written": item.written,
        "line": item.line,
        "column": item.column,
        "state": item.state,
        "by": [_by(each, language) for each in item.by],
        "encoded": item.encoded,
        "why": item.why(language),
    }


def _by(shown: ShownBy, language: str) -> dict[str, Any]:
    name = label_text(shown.example, language, "")
    return {"example": name, "file": shown.file, "line": shown.line, "unit": shown.unit, "period": shown.period}


def proposals_values(proposals: Proposals) -> dict[str, Any]:
    """What was searched for, as JSON has it beside the coverage: examples to paste, and what none was found for."""
    return {
        "proposals": [{"text": each.toml, "shows": [_what(item) for item in each.shows]} for each in proposals.found],
        "not_found": [_what(item) for item in proposals.not_found],
        "refuted": [_what(item) for item in proposals.refuted],
    }


def _what(item: CoveredItem) -> dict[str, Any]:
    return {"place": item.place, "aspect": item.aspect, "line": item.line, "column": item.column}


def coverage_annotations(coverage: Coverage, language: str = "en") -> Iterator[str]:
    """A warning beside each entry, case, rule … of which something is left."""
    for (line, column, written), items in groupby(
        coverage.left, key=lambda each: (each.line, each.column, each.written)
    ):
        at = {"file": coverage.file, "title": say("coverage.check", language, {})}
        if line is not None:
            at |= {"line": str(line), "col": str(column)}
        says = Listing(tuple(left_text(each, language) for each in items), "; ")
        yield workflow_command("warning", at, say("coverage.annotation", language, {"written": written, "says": says}))
    for each in coverage.needless:
        yield needless_annotation(each, coverage.file, language)
