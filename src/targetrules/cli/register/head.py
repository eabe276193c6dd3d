"""``targetrules register head``: the last event, to be noted elsewhere."""

from __future__ import annotations

import click
from attrs import asdict

from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import lang, output_format
from targetrules.cli.register.opening import RegisterCommand, reading
from targetrules.cli.register.options import register_argument
from targetrules.cli.terminal import refuse_closed_output, tell, write
from targetrules.report.json_text import indented


@click.command("head", cls=RegisterCommand)
@register_argument
@output_format(("text", "json"), "text")
@lang
def command(register: str, format: str, lang: str | None) -> None:  # noqa: A002, ARG001
    """Tell its number, its time and its hash."""
    refuse_closed_output()
    with reading(register) as opened:
        head = opened.head()
        when, zone = opened.local_time(head.recorded_at), opened.zone.key
    if format == "json":
        write([indented(asdict(head)) + "\n"])
        return
    tell(spoken("head-of", reader_language(), number=head.number, time=when, zone=zone, hash=head.hash))
