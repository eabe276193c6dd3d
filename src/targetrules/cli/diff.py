"""``targetrules diff``: what differs between two policies."""

from __future__ import annotations

import click

from targetrules.cli.coverage import seconds
from targetrules.cli.failure import FINDINGS, shown_width
from targetrules.cli.inputs import read_policy, refuse_two_inputs
from targetrules.cli.language import reader_language
from targetrules.cli.options import lang, output_format
from targetrules.cli.program import Command
from targetrules.cli.terminal import paint, tell, write
from targetrules.comparison import compare, comparison_text
from targetrules.comparison.for_programs import comparison_values
from targetrules.proof import TIMEOUT
from targetrules.report.json_text import indented


@click.command("diff", cls=Command)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--timeout", metavar="SECONDS", callback=seconds, help="option-timeout-of-diff")
@output_format(("human", "json"), "human")
@lang
def command(
    old: str,
    new: str,
    timeout: int | None,
    format: str,  # noqa: A002
    lang: str | None,  # noqa: ARG001
) -> int:
    """Print what differs; the exit status is 0 where nothing does that decides."""
    refuse_two_inputs(old, new)
    language = reader_language()
    found = compare(read_policy(old), read_policy(new), timeout=TIMEOUT if timeout is None else timeout)
    if format == "json":
        write([indented(comparison_values(found, language)) + "\n"])
    else:
        tell(comparison_text(found, language, width=shown_width(), paint=paint))
    return FINDINGS if found.differs else 0
