"""What the user should have asked otherwise, said in the user's language."""

from __future__ import annotations

from typing import Any

import click

from targetrules.source.suggest import nearest
from targetrules.wording import Word

__all__ = ["CommandError", "WrongUsageError", "word_of"]


class CommandError(click.ClickException):
    """Something was asked for that is not there, or cannot be done. ``word`` is the sentence.

    Attributes:
        status: The exit status that it means.
    """

    status: int = 2

    def __init__(self, key: str, **values: Any) -> None:
        self.word = Word(f"commands.{key}", values)
        super().__init__(self.word.text("en"))


class WrongUsageError(click.UsageError):
    """The arguments themselves are wrong, so that it helps to see how the command is called."""

    def __init__(self, key: str, context: click.Context | None = None, **values: Any) -> None:
        self.word = Word(f"commands.{key}", values)
        super().__init__(self.word.text("en"), context)


def word_of(error: click.ClickException) -> Word:
    """What is wrong, also where click found it."""
    match error:
        case CommandError() | WrongUsageError():
            return error.word
        case click.NoSuchOption():
            near = nearest(error.option_name, error.possibilities or ())
            values = {"name": error.option_name, "near": near}
            return Word("commands.no-such-option" if near is None else "commands.no-such-option-near", values)
        case click.MissingParameter():
            return Word("commands.missing-argument", {"name": _parameter(error)})
        case click.BadOptionUsage():
            return Word("commands.bad-option", {"name": error.option_name})
        case _:  # whatever else click finds it says itself
            return Word("commands.as-it-is", {"says": error.format_message()})


def _parameter(error: click.BadParameter) -> str | None:
    """The option as it is typed, or the argument as the usage line shows it."""
    parameter = error.param
    if parameter is None:
        return None
    return parameter.opts[-1] if isinstance(parameter, click.Option) else parameter.metavar or parameter.name
