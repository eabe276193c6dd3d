"""The language that the user reads: what ``--lang`` says, else the environment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import click

from targetrules.wording import LANGUAGES, say

__all__ = ["OPTION", "language_asked", "reader_language", "spoken"]

OPTION: Final = "--lang"
_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_asked(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language, found before the arguments are understood, so that mistakes in them are told in it too."""
    for argument, following in zip(arguments, (*arguments[1:], ""), strict=False):
        if argument == "--":
            break
        name, _, value = argument.partition("=")
        asked = value or following
        if name == OPTION and asked in LANGUAGES:
            return asked
    chosen = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    return "zh" if chosen.lower().startswith("zh") else "en"


def reader_language() -> str:
    """The language of the command that runs."""
    return str(click.get_current_context().find_root().obj)


def spoken(key: str, language: str, **values: object) -> str:
    """A sentence of the commands."""
    return say(f"commands.{key}", language, values)
