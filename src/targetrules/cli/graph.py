"""``targetrules graph``: what rests on what in a policy, drawn."""

from __future__ import annotations

from typing import Final

import click

from targetrules.cli.by_name import write_by_name
from targetrules.cli.language import reader_language
from targetrules.cli.options import lang, output_format, policy_argument
from targetrules.cli.program import Command
from targetrules.policy import Policy

_ENDINGS: Final = {".mmd": "mermaid", ".mermaid": "mermaid", ".dot": "dot", ".gv": "dot", ".svg": "svg"}


@click.command("graph", cls=Command)
@policy_argument
@output_format(("mermaid", "dot", "svg"), None, "option-format-by-name")
@click.option("-o", "--output", metavar="FILE")
@lang
def command(policy: str, format: str | None, output: str | None, lang: str | None) -> None:  # noqa: A002, ARG001
    """Read the policy, and draw it."""
    write_by_name(policy, format, output, _ENDINGS, _written)


def _written(policy: Policy, form: str) -> str:
    diagram = policy.graph(reader_language())
    if form == "svg":
        return diagram.svg()
    return diagram.dot() if form == "dot" else diagram.mermaid()
