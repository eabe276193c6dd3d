"""``targetrules register rebuild``: what is derived from the events, made anew."""

from __future__ import annotations

import click

from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import lang
from targetrules.cli.register.opening import Acting, RegisterCommand, recording
from targetrules.cli.register.options import by, register_argument
from targetrules.cli.terminal import refuse_closed_output, tell


@click.command("rebuild", cls=RegisterCommand)
@register_argument
@by
@lang
def command(register: str, by: str | None, lang: str | None) -> None:  # noqa: ARG001
    """Make it anew; no event is touched."""
    refuse_closed_output()
    with recording(register, Acting(by)) as opened:
        opened.rebuild()
        tell(spoken("rebuilt", reader_language(), number=opened.head().number))
