"""``targetrules register offices``: a table of which office may record what."""

from __future__ import annotations

from typing import Any

import click

from targetrules.cli.errors import CommandError
from targetrules.cli.inputs import STANDARD_STREAM
from targetrules.cli.language import reader_language
from targetrules.cli.options import lang
from targetrules.cli.register.opening import RegisterCommand, acting, recording
from targetrules.cli.register.options import reason, register_argument, who_records
from targetrules.cli.register.told import tell_recorded, tell_unable
from targetrules.cli.terminal import refuse_closed_output, standard_input
from targetrules.source.decode import LARGEST_FILE
from targetrules.source.given import read_of


@click.command("offices", cls=RegisterCommand)
@register_argument
@click.argument("offices", metavar="OFFICES")
@reason
@who_records
@lang
def command(register: str, offices: str, reason: str | None, **options: Any) -> None:
    """Adopt it with its whole text."""
    refuse_closed_output()
    with recording(register, acting(options)) as opened:
        given = read_of(standard_input(), LARGEST_FILE) if offices == STANDARD_STREAM else _bytes_of(offices)
        event = opened.adopt_offices(_text(given, offices), reason=reason)
        tell_recorded(opened, [event], reader_language())
        tell_unable(opened, opened.policies(), reader_language())


def _text(given: bytes, file: str) -> str:
    try:
        return given.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError("not-utf8", file=file) from None


def _bytes_of(file: str) -> bytes:
    with open(file, "rb") as stream:  # noqa: PTH123  as every other file of a command is
        return read_of(stream, LARGEST_FILE)
