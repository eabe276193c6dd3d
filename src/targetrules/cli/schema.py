"""``targetrules schema``: the JSON Schema of policy files, for editors."""

from __future__ import annotations

import json

import click

from targetrules.cli.options import lang
from targetrules.cli.program import Command
from targetrules.cli.terminal import refuse_closed_output, write
from targetrules.policy_schema import policy_schema


@click.command("schema", cls=Command)
@lang
def command(lang: str | None) -> None:  # noqa: ARG001
    """Print the schema, whose descriptions are in both languages whatever is asked for."""
    refuse_closed_output()
    write([json.dumps(policy_schema(), ensure_ascii=False, indent=2) + "\n"])
