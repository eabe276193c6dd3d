"""The help pages, in the user's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import click

from targetrules.cli.language import spoken
from targetrules.report.wrap import wrapped

__all__ = ["command_page", "commands_page", "usage"]

_SENTENCE: Final = "option-"
_NARROW: Final = 24
_WIDEST: Final = 88


def usage(context: click.Context, language: str) -> str:
    """The usage line of a command."""
    pieces = " ".join((context.command_path, *context.command.collect_usage_pieces(context)))
    return spoken("usage", language, pieces=pieces)


def command_page(context: click.Context, language: str, width: int) -> str:
    """What a command does, and its arguments and options."""
    parameters = context.command.get_params(context)
    arguments = [each for each in parameters if isinstance(each, click.Argument)]
    options = [each for each in parameters if isinstance(each, click.Option)]
    sections = (
        ("arguments", [(str(each.metavar), spoken(f"argument-{each.name}", language)) for each in arguments]),
        ("options", [(_option(each), _said(each, language)) for each in options]),
    )
    return _page(context, spoken(f"{_topic(context)}about", language), sections, language, width)


def commands_page(context: click.Context, commands: Iterable[str], language: str, width: int) -> str:
    """What the program, or a group of its commands, does; the commands and the options."""
    options = [each for each in context.command.get_params(context) if isinstance(each, click.Option)]
    sections = (
        ("commands", [(name, spoken(f"{_topic(context)}{name}", language)) for name in commands]),
        ("options", [(_option(each), _said(each, language)) for each in options]),
    )
    return _page(context, spoken(f"{_topic(context)}about", language), sections, language, width)


def _topic(context: click.Context) -> str:
    """What the keys of sentences on a command begin with: ``evaluate-``, ``register-post-``; of the program nothing."""
    return "" if context.parent is None else f"{_topic(context.parent)}{context.info_name}-"


_Section = tuple[str, list[tuple[str, str]]]


def _page(context: click.Context, about: str, sections: Iterable[_Section], language: str, width: int) -> str:
    width = min(width, _WIDEST)
    lines = [usage(context, language), "", *wrapped(about, width)]
    for key, entries in sections:
        if entries:
            lines += ["", spoken(key, language), *_entries(entries, width)]
    return "\n".join(lines)


def _entries(entries: list[tuple[str, str]], width: int) -> Iterator[str]:
    """Terms and what is said of them side by side; below a term that is long."""
    column = min(_NARROW, max(len(term) for term, _ in entries) + 4)
    for term, text in entries:
        lines = wrapped(text, width, column)
        if len(term) + 4 > column:
            yield f"  {term}"
            yield " " * column + lines[0]
        else:
            yield f"  {term}".ljust(column) + lines[0]
        yield from lines[1:]


def _said(option: click.Option, language: str) -> str:
    """What is said of an option of this name, unless it names another sentence itself."""
    own = option.help is not None and option.help.startswith(_SENTENCE)
    return spoken(str(option.help) if own else _SENTENCE + _names(option)[-1].removeprefix("--"), language)


def _option(option: click.Option) -> str:
    """The names of an option and what to write after them: ``--format [csv|json]``."""
    names = ", ".join(_names(option))
    return names if option.is_flag else f"{names} {option.metavar}"


def _names(option: click.Option) -> list[str]:
    """The names of an option, the short one first: Click before 8.5 has those of ``--help`` in the order of a set."""
    return sorted(option.opts, key=len)
