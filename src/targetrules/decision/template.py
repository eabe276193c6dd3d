"""Templates: sheets to fill in, made from a policy, that it reads back without a word."""

from __future__ import annotations

from collections.abc import Sequence

from targetrules.arguments import ArgumentError
from targetrules.period import ordinal_of_printed
from targetrules.report.labels import PolicyLabels
from targetrules.rules.tree import Rules
from targetrules.template_mark import TemplateMark
from targetrules.wording import Word, known_language, say

__all__ = ["template_of"]


def template_of(
    rules: Rules, digest: str, units: Sequence[str] = (), period: int | str | None = None, language: str = "en"
) -> bytes:
    """A template of a policy as an ``.xlsx`` file.

    Args:
        rules: Of the policy.
        digest: The SHA-256 of its file.
        units: The names of units, one a row; none: rows without names.
        period: The period of all rows, as outcomes print it; None: each row says its own.
        language: ``"en"`` or ``"zh"``.

    Returns:
        The bytes of the file.

    Raises:
        ArgumentError: The policy reads details, of which there are no templates.
        MissingExtraError: The extra ``office`` is not installed.
        UnknownLanguageError: There are no sentences in this language.
    """
    from targetrules.extra import need

    need("office", "xlsxwriter")
    from targetrules.workbook.template import columns_of_template
    from targetrules.workbook.template_file import template_bytes

    known_language(language)
    if rules.details:
        raise ArgumentError("policy", Word("template.no_details"))
    mark = TemplateMark(rules.id, rules.whole_digest(digest), say("template.sheet", language))
    title = PolicyLabels(rules, language).title()
    ordinal = None if period is None else ordinal_of_printed(rules.period, period)
    return template_bytes(columns_of_template(rules, language, ordinal), units, mark, title, language)
