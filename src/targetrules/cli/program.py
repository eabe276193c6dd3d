"""The program around the commands: finds them, speaks the user's language, and ends with the exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

import click

from targetrules._version import __version__
from targetrules.cli.errors import WrongUsageError
from targetrules.cli.language import language_asked
from targetrules.cli.options import lang
from targetrules.cli.terminal import let_go_of_output, refuse_closed_output, tell, terminal_width, use_terminal
from targetrules.visible import put_together

__all__ = ["Command", "Commands", "Program", "program", "run"]

_NAME: Final = "targetrules"
_COMMANDS: Final = (
    "check",
    "read",
    "evaluate",
    "review",
    "report",
    "verify",
    "explain",
    "test",
    "prove",
    "letters",
    "watch",
    "describe",
    "graph",
    "diff",
    "reconcile",
    "init",
    "new",
    "template",
    "list",
    "schema",
    "lsp",
    "key",
    "calendar",
    "targets",
    "register",
)
_PATH: Final = "FILE"
_CLOSED: Final = 128 + 13  # what a shell reports of a program that a closed pipe ended


def as_text(value: Any) -> Any:
    """The value of an option as it was typed. Paths stay as Python has them: the system takes them back."""
    if isinstance(value, tuple):
        return tuple(map(as_text, value))
    return put_together(value) if isinstance(value, str) else value


class Command(click.Command):
    """A command; it returns its exit status, None for 0. Its help is a page in the user's language."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the whole help page at once."""
        from targetrules.cli.page import command_page

        refuse_closed_output()
        formatter.write(command_page(ctx, ctx.find_root().obj, terminal_width()))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse arguments that nothing takes, in the user's language."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            raise WrongUsageError("extra-arguments", ctx, extra=" ".join(map(str, ctx.args)))
        self._refuse_empty(ctx)
        for option in self.params:
            if isinstance(option, click.Option) and option.metavar != _PATH and option.name in ctx.params:
                ctx.params[option.name] = as_text(ctx.params[option.name])
        return rest

    def _refuse_empty(self, ctx: click.Context) -> None:
        """Refuse what has nothing in it (an unset variable of a shell): an option is not one that was left out then."""
        for param in self.params:
            value = ctx.params.get(param.name or "")
            if value == "" or (isinstance(value, tuple) and "" in value):
                if isinstance(param, click.Option):
                    raise WrongUsageError("empty-option", ctx, option=param.opts[-1])
                raise WrongUsageError("empty-argument", ctx, argument=(param.metavar or "").strip("[].") or param.name)


class Commands(click.Group):
    """Commands, each imported when it is asked for.

    Args:
        known: Their names, in the order in which they are listed.
        package: Where there is a module of each name, with ``_`` for ``-``.
    """

    def __init__(self, *arguments: Any, known: Sequence[str], package: str, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._known, self._package = known, package

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of the commands, in the order in which a user meets them."""
        return list(self._known)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of this name."""
        if cmd_name not in self._known:
            return None
        command: click.Command = import_module(f"{self._package}.{cmd_name.replace('-', '_')}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Refuse a command that is not there, in the user's language."""
        if args[0] not in self._known:
            from targetrules.source.suggest import nearest

            near = nearest(args[0], self._known)
            raise WrongUsageError(
                "no-such-command" if near is None else "no-such-command-near", ctx, name=args[0], near=near
            )
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the whole help page at once."""
        from targetrules.cli.page import commands_page

        refuse_closed_output()
        formatter.write(commands_page(ctx, self._known, ctx.find_root().obj, terminal_width()))


class Program(Commands):
    """All commands."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that went away ends it quietly."""
        try:
            status = super().invoke(ctx)
            if sys.stdout is not None:
                sys.stdout.flush()
        except BrokenPipeError:
            let_go_of_output()
            ctx.exit(_CLOSED)
        return status


def _show_version(context: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001  as click calls it
    if asked and not context.resilient_parsing:
        tell(f"{_NAME} {__version__}")
        context.exit()


@click.group(
    cls=Program,
    known=_COMMANDS,
    package="targetrules.cli",
    invoke_without_command=True,
    subcommand_metavar="[COMMAND] [ARGS]...",  # before version 8.5 Click's own usage line has the command as required
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version)
@lang
@click.pass_context
def program(context: click.Context, lang: str | None) -> None:  # noqa: ARG001  found by language_asked already
    """Show the help page where no command is named."""
    if context.invoked_subcommand is None:
        tell(context.get_help())


def run(arguments: Sequence[str] | None = None) -> int:
    """Understand the call (default: that of the process) and run it; the exit status."""
    language = language_asked(sys.argv[1:] if arguments is None else arguments, os.environ)
    use_terminal()
    try:
        return program.main(arguments, _NAME, standalone_mode=False, obj=language) or 0
    except Exception as error:  # noqa: BLE001  every error ends as a sentence, in one place
        from targetrules.cli.failure import told

        return told(error, language)
