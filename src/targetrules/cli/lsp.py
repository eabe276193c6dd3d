"""``targetrules lsp``: the language server, which an editor starts and speaks to."""

from __future__ import annotations

import click

from targetrules.cli.language import reader_language
from targetrules.cli.options import lang
from targetrules.cli.program import Command
from targetrules.extra import need


@click.command("lsp", cls=Command)
@click.option("--stdio", is_flag=True)
@lang
def command(stdio: bool, lang: str | None) -> None:  # noqa: ARG001, FBT001  editors add --stdio, and there is no other way
    """Serve until the editor goes away."""
    need("lsp", "pygls", "lsprotocol")
    from targetrules.language_server.server import serve

    serve(lang, reader_language())
