"""``targetrules register verify``: is the journal as it was written?"""

from __future__ import annotations

import click

from targetrules.cli.failure import FINDINGS
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import lang
from targetrules.cli.register.opening import RegisterCommand, reading
from targetrules.cli.register.options import noted_head, register_argument
from targetrules.cli.terminal import paint, refuse_closed_output, tell


@click.command("verify", cls=RegisterCommand)
@register_argument
@noted_head
@lang
def command(register: str, head: str | None, lang: str | None) -> int:  # noqa: ARG001
    """Look at every event, and tell all that is wrong."""
    refuse_closed_output()
    language = reader_language()
    with reading(register) as opened:
        found = opened.verify(head)
    for problem in found.problems:
        tell(problem.text(language))
    tell(spoken("events-read", language, count=found.count))
    tell(spoken("head-is", language, hash=found.head))
    tell(spoken("held-against-head" if found.has_head else "no-head-given", language))
    if found.problems:
        tell(paint(spoken("register-not-verified", language, count=len(found.problems)), "error"))
        return FINDINGS
    tell(paint(spoken("register-verified", language), "good"))
    return 0
