"""``targetrules key``: a pair of keys, one to sign with and one to check with."""

from __future__ import annotations

import os
from pathlib import Path

import click

from targetrules.cli.errors import CommandError
from targetrules.cli.inputs import STANDARD_STREAM
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import lang
from targetrules.cli.output import write_new
from targetrules.cli.passphrase import new_passphrase
from targetrules.cli.program import Command
from targetrules.cli.terminal import refuse_closed_output, tell

_PUBLIC = ".pub"


@click.command("key", cls=Command)
@click.argument("key", metavar="FILE")
@click.option("--passphrase", is_flag=True)
@lang
def command(key: str, lang: str | None, *, passphrase: bool) -> None:  # noqa: ARG001
    """Write both keys, never over a file that is there; where the private one is there, so is the public one."""
    from targetrules.keys.files import made

    refuse_closed_output()
    language = reader_language()
    if key == STANDARD_STREAM:
        raise CommandError("key-into-file")
    public = key + _PUBLIC
    for each in (key, public):
        if os.path.lexists(each):
            raise CommandError("there-already", file=each)
    texts = made(new_passphrase(key) if passphrase else None)
    write_new(texts.public, public)
    try:
        write_new(texts.private, key, private=True)
    except BaseException:
        Path(public).unlink(missing_ok=True)  # of no use to anybody
        raise
    tell(spoken("key-made", language, private=key, public=public, digits=texts.digits))
