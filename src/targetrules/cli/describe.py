"""``targetrules describe``: a policy read back as the articles of a regulation."""

from __future__ import annotations

from typing import Final

import click

from targetrules.cli.by_name import write_by_name
from targetrules.cli.language import reader_language
from targetrules.cli.options import lang, output_format, policy_argument
from targetrules.cli.program import Command
from targetrules.policy import Policy

_ENDINGS: Final = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".docx": "docx"}


@click.command("describe", cls=Command)
@policy_argument
@output_format(("md", "html", "docx"), None, "option-format-by-name")
@click.option("-o", "--output", metavar="FILE")
@lang
def command(policy: str, format: str | None, output: str | None, lang: str | None) -> None:  # noqa: A002, ARG001
    """Read the policy, and write it back in words."""
    write_by_name(policy, format, output, _ENDINGS, _written)


def _written(policy: Policy, form: str) -> str | bytes:
    description = policy.describe(reader_language())
    if form == "docx":
        return description.docx()
    return description.html() if form == "html" else description.markdown()
