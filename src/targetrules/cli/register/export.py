"""``targetrules register export``: all events as JSON lines, which ``init --from`` reads back."""

from __future__ import annotations

import click

from targetrules.cli.inputs import STANDARD_STREAM
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import lang
from targetrules.cli.overwriting import refuse_overwriting_register
from targetrules.cli.register.opening import RegisterCommand, reading
from targetrules.cli.register.options import register_argument
from targetrules.cli.terminal import refuse_closed_output, standard_output, tell


@click.command("export", cls=RegisterCommand)
@register_argument
@click.option("--output", metavar="FILE", help="option-output-lines")
@lang
def command(register: str, output: str | None, lang: str | None) -> None:  # noqa: ARG001
    """Write them, whole or not at all."""
    output = None if output == STANDARD_STREAM else output
    refuse_closed_output()
    refuse_overwriting_register(output, register)
    language = reader_language()
    with reading(register) as opened:
        head = opened.export(standard_output() if output is None else output)
    if output is not None:
        tell(spoken("exported", language, number=head.number, file=output))
        tell(spoken("head-is", language, hash=head.hash))
