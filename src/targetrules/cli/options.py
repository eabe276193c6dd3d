"""Options that several commands share. What is said of each stands in the wording, under ``option-<its name>``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final, TypeVar

import click

from targetrules.cli.errors import WrongUsageError
from targetrules.cli.language import OPTION
from targetrules.cli.names import NAMES_OPTIONS
from targetrules.cli.plans import PLAN_OPTIONS, planned
from targetrules.engine.choice import ENGINES
from targetrules.wording import LANGUAGES

__all__ = [
    "a_day",
    "decided_on",
    "details",
    "engine",
    "lang",
    "one_of",
    "output_format",
    "policies_argument",
    "policy_argument",
    "results_argument",
    "results_options",
    "table_options",
    "targets",
]

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])

_ROW: Final = re.compile(r"[1-9][0-9]{0,8}")
_LAYOUTS: Final = ("long", "wide")
_INPUT_FORMATS: Final = ("csv", "tsv", "xlsx", "xls", "ods", "json", "jsonl", "parquet")


def one_of(
    name: str, words: Sequence[str], default: str | None = None, sentence: str | None = None
) -> Callable[[_Decorated], _Decorated]:
    """An option whose value is one of a few words."""

    def check(context: click.Context, param: click.Parameter, value: str | None) -> str | None:
        return None if value is None else _known(context, param, value, words)

    return click.option(name, default=default, metavar=f"[{'|'.join(words)}]", callback=check, help=sentence)


def _known(context: click.Context, param: click.Parameter, value: str, words: Sequence[str]) -> str:
    """The value, which is one of a few words."""
    if value not in words:
        raise WrongUsageError("not-one-of", context, option=param.opts[-1], found=value, words=", ".join(words))
    return value


def a_day(context: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """A date such as 2012-02-14."""
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError:
        raise WrongUsageError("not-a-date", context, option=param.opts[-1], found=value) from None


def _row(context: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """The number of a row, from 1."""
    if value is not None and not _ROW.fullmatch(value):
        raise WrongUsageError("not-a-row", context, option=param.opts[-1], found=value)
    return None if value is None else int(value)


lang = one_of(OPTION, LANGUAGES)
"""``--lang``; the language is found before the arguments are understood (:mod:`targetrules.cli.language`)."""

engine = one_of("--engine", ENGINES)
"""``--engine``."""

decided_on = click.option("--decided-on", metavar="DATE", callback=a_day)
"""``--decided-on``."""


def output_format(
    words: Sequence[str], default: str | None, sentence: str | None = None
) -> Callable[[_Decorated], _Decorated]:
    """``--format``; ``sentence`` is what is said of it."""
    return one_of("--format", words, default, sentence)


def policy_argument(function: _Decorated) -> _Decorated:
    """``POLICY``: a path, the id of an installed policy, or ``-``."""
    return click.argument("policy", metavar="POLICY")(function)


def policies_argument(function: _Decorated) -> _Decorated:
    """``POLICY…``: one or several."""
    return click.argument("policies", metavar="POLICY...", nargs=-1, required=True)(function)


def results_argument(function: _Decorated) -> _Decorated:
    """``RESULTS``: a path or ``-``."""
    return click.argument("results", metavar="RESULTS")(function)


def _details(context: click.Context, param: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    """``NAME=FILE``, several times."""
    return dict(_of_each(context, param, values))


def _of_each(context: click.Context, param: click.Parameter, values: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """``NAME=VALUE``, several times, each name once."""
    found: dict[str, str] = {}
    for value in values:
        name, sign, said = value.partition("=")
        if not (sign and name and said) or name in found:
            raise WrongUsageError(
                "not-details" if param.name == "details" else "not-of-details",
                context,
                option=param.opts[-1],
                found=value,
            )
        found[name] = said
    return tuple(found.items())


def _rows_of_each(context: click.Context, param: click.Parameter, values: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """``NAME=N``, several times: the row of headings of each table."""
    pairs = _of_each(context, param, values)
    return tuple((name, _row(context, param, said) or 0) for name, said in pairs)


def _formats_of_each(
    context: click.Context, param: click.Parameter, values: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """``NAME=FORMAT``, several times."""
    pairs = _of_each(context, param, values)
    for _, said in pairs:
        _known(context, param, said, _INPUT_FORMATS)
    return pairs


def details(function: _Decorated) -> _Decorated:
    """``--details``: the rows of details, which stand in files of their own; and how these are read."""
    return _with(
        function,
        click.option("--details", metavar="NAME=FILE", multiple=True, callback=_details),
        click.option("--details-header-row", metavar="NAME=N", multiple=True, callback=_rows_of_each),
        click.option("--details-sheet", metavar="NAME=SHEET", multiple=True, callback=_of_each),
        click.option("--details-input-format", metavar="NAME=FORMAT", multiple=True, callback=_formats_of_each),
        click.option("--details-encoding", metavar="NAME=NAME", multiple=True, callback=_of_each),
        click.option("--details-unit-column", metavar="NAME=COLUMN", multiple=True, callback=_of_each),
        click.option("--details-period-column", metavar="NAME=COLUMN", multiple=True, callback=_of_each),
    )


def targets(function: _Decorated) -> _Decorated:
    """``--targets``: the targets of indicators, which stand in a file of their own."""
    return click.option("--targets", metavar="FILE")(function)


def results_options(function: _Decorated) -> _Decorated:
    """How the results are to be read; each of these has a say in the outcomes, and so stands in their record."""
    layouts = one_of("--layout", _LAYOUTS), click.option("--wide", metavar="INPUT")
    return _with(planned(function), *_in_file(), *layouts, *PLAN_OPTIONS, *_as_text(), *NAMES_OPTIONS)


def table_options(function: _Decorated) -> _Decorated:
    """How a table beside the results is to be read."""
    return _with(function, *_in_file(), *_as_text(), *NAMES_OPTIONS)


def _in_file() -> Sequence[Callable[[_Decorated], _Decorated]]:
    """Where in a file a table is."""
    return click.option("--header-row", metavar="N", callback=_row), click.option("--sheet", metavar="NAME")


def _as_text() -> Sequence[Callable[[_Decorated], _Decorated]]:
    """What kind of file it is, and which columns say whose each row is."""
    return (
        one_of("--input-format", _INPUT_FORMATS),
        click.option("--encoding", metavar="NAME"),
        click.option("--unit-column", metavar="NAME"),
        click.option("--period-column", metavar="NAME"),
    )


def _with(function: _Decorated, *options: Callable[[_Decorated], _Decorated]) -> _Decorated:
    """A command with these options; its help has them in this order."""
    for option in reversed(options):
        function = option(function)
    return function
