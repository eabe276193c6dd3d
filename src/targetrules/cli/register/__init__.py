"""``targetrules register …``: a register, for offices; one file a command, imported when it is called."""

from __future__ import annotations

from typing import Final

import click

from targetrules.cli.options import lang
from targetrules.cli.program import Commands
from targetrules.cli.terminal import tell

__all__ = ["command"]

_COMMANDS: Final = (
    *("init", "adopt", "post", "correct", "withdraw", "close", "decide"),
    *("served", "executed", "accepted", "returned", "followup"),
    *("status", "procedure", "step"),
    *("shown", "objection", "answer", "discretion", "override", "approve", "appeal"),
    *("appoint", "depart", "take-back", "people", "record"),
    *("show", "changes", "explain", "letters"),
    *("verify", "head", "export", "rebuild", "erase", "offices"),
)


@click.group(
    "register",
    cls=Commands,
    known=_COMMANDS,
    package="targetrules.cli.register",
    invoke_without_command=True,
    subcommand_metavar="[COMMAND] [ARGS]...",
)
@lang
@click.pass_context
def command(context: click.Context, lang: str | None) -> None:  # noqa: ARG001  found by language_asked already
    """Show the help page where no command is named."""
    if context.invoked_subcommand is None:
        tell(context.get_help())
