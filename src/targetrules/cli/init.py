"""``targetrules init``: a policy to start from, with comments that explain it."""

from __future__ import annotations

from importlib.resources import files

import click

from targetrules.cli.inputs import STANDARD_STREAM
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import lang
from targetrules.cli.output import write_new
from targetrules.cli.program import Command
from targetrules.cli.terminal import refuse_closed_output, tell, write


@click.command("init", cls=Command)
@click.argument("file", metavar="[FILE]", default="policy.toml")
@lang
def command(file: str, lang: str | None) -> None:  # noqa: ARG001
    """Write a policy in the user's language, never over a file that is there."""
    refuse_closed_output()
    language = reader_language()
    text = files("targetrules.cli").joinpath("starter", f"{language}.toml").read_text(encoding="utf-8")
    if file == STANDARD_STREAM:
        write([text])
        return
    write_new(text, file)
    tell(spoken("started", language, file=file))
