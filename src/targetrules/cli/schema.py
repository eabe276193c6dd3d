"""``targetrules schema``: the JSON Schema of policy files, for editors."""

from __future__ import annotations

import json

import click

from targetrules.cli.inputs import STANDARD_STREAM
from targetrules.cli.options import lang
from targetrules.cli.program import Command
from targetrules.cli.terminal import refuse_closed_output, write
from targetrules.policy_schema import policy_schema


@click.command("schema", cls=Command)
@click.option("-o", "--output", metavar="FILE")
@lang
def command(output: str | None, lang: str | None) -> None:  # noqa: ARG001
    """Write the schema, whose descriptions are in both languages whatever is asked for."""
    text = json.dumps(policy_schema(), ensure_ascii=False, indent=2) + "\n"
    if output is None or output == STANDARD_STREAM:
        refuse_closed_output()
        write([text])
        return
    from targetrules.atomic import refuse_unwritable, write_file

    refuse_unwritable(output)
    write_file(output, [text.encode()])
