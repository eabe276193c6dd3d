"""An explanation for people, as a text of indented lines, and for programs, as plain values with stable codes."""

from __future__ import annotations

from typing import Any

from targetrules.arguments import instance_of
from targetrules.explanation.findings import Explanation
from targetrules.report.explanation_lines import lines_of
from targetrules.report.explanation_values import values_of
from targetrules.report.phrases import Phrases
from targetrules.wording import known_language

__all__ = ["explanation_text", "explanation_values"]


def explanation_text(explanation: Explanation, language: str) -> str:
    """The explanation as a text of indented lines.

    Args:
        explanation: What :meth:`~targetrules.Policy.explain` gave.
        language: ``"en"`` or ``"zh"``.

    Returns:
        The text, each line ended by a newline.

    Raises:
        ArgumentError: ``explanation`` is something else.
        UnknownLanguageError: There are no sentences in this language.
    """
    instance_of("explanation", explanation, Explanation, "explanation")
    return "".join(f"{line}\n" for line in lines_of(explanation, Phrases(known_language(language))))


def explanation_values(explanation: Explanation, language: str) -> dict[str, Any]:
    """The explanation as dicts, lists, texts, whole numbers, true, false and null, ready to be written as JSON.

    Args:
        explanation: What :meth:`~targetrules.Policy.explain` gave.
        language: ``"en"`` or ``"zh"``, in which ``text`` and ``label`` are; codes, ids and states are the same in both.

    Returns:
        The values by their keys; numbers are texts with their declared decimals.

    Raises:
        ArgumentError: ``explanation`` is something else.
        UnknownLanguageError: There are no sentences in this language.
    """
    instance_of("explanation", explanation, Explanation, "explanation")
    return values_of(explanation, Phrases(known_language(language)))
