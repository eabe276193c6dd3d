"""An explanation for people, as a text of indented lines, and for programs, as plain values with stable codes."""

from __future__ import annotations

from typing import Any

from targetrules.explanation.tree import Explanation
from targetrules.report.explanation_lines import lines_of
from targetrules.report.explanation_values import values_of
from targetrules.report.phrases import Phrases

__all__ = ["explanation_text", "explanation_values"]


def explanation_text(explanation: Explanation, language: str) -> str:
    """The explanation as a text in ``language`` (``"en"`` or ``"zh"``), each line ended by a newline."""
    return "".join(f"{line}\n" for line in lines_of(explanation, Phrases(language)))


def explanation_values(explanation: Explanation, language: str) -> dict[str, Any]:
    """The explanation as dicts, lists, texts, whole numbers, true, false and null, ready to be written as JSON.

    Numbers are texts with their declared decimals. Codes, ids and states are the same in every language; ``text`` and
    ``label`` are in ``language``.
    """
    return values_of(explanation, Phrases(language))
