"""Options that hold names: ``--unit A``, ``--same A=B``, ``--distinct A,B``, ``--leave-out A``, ``--genuine A``.

A name that holds the comma or the equals sign itself stands in double quotation marks, as in CSV.
"""

from __future__ import annotations

from typing import Final

import click

from targetrules.cli.errors import WrongUsageError

__all__ = ["NAMES_OPTIONS", "a_name", "names"]

_PAIR: Final = 2


def names(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Names, written as messages show them."""
    return tuple(map(_understood, values))


def a_name(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """One name, written as messages show it."""
    return None if value is None else _understood(value)


def _pairs(context: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    pairs = tuple(_parts(value, "=") for value in values)
    for pair, value in zip(pairs, values, strict=True):
        if len(pair) != _PAIR or not all(pair):
            raise WrongUsageError("not-a-pair", context, option=param.opts[-1], found=value)
        if pair[0] == pair[1]:
            raise WrongUsageError("same-as-itself", context, option=param.opts[-1], found=value)
        others = [each for each in pairs if each[0] == pair[0] and each != pair]
        if others:
            raise WrongUsageError("two-of-one", context, name=pair[0], other=pair[1], third=others[0][1])
    return pairs


def _groups(context: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    groups = tuple(_parts(value, ",") for value in values)
    for group, value in zip(groups, values, strict=True):
        if len(set(group)) < _PAIR or not all(group):
            raise WrongUsageError("not-several", context, option=param.opts[-1], found=value)
    return groups


def _parts(value: str, separator: str) -> tuple[str, ...]:
    """What stands between the separators, outside of quotation marks; nothing where these are not in pairs."""
    import csv

    try:
        parts = next(csv.reader([value], delimiter=separator, strict=True), [])
    except csv.Error:
        return ()
    return tuple(map(_understood, parts))


def _understood(name: str) -> str:
    from targetrules.results.naming import understood  # which loads what no page of help needs

    return understood(name)


NAMES_OPTIONS: Final = (
    click.option("--same", metavar="NAME=NAME", multiple=True, callback=_pairs),
    click.option("--distinct", metavar="NAME,NAME", multiple=True, callback=_groups),
    click.option("--leave-out", metavar="NAME", multiple=True, callback=names),
    click.option("--genuine", metavar="NAME", multiple=True, callback=names),
)
"""What is said of names; all of it may be said several times."""
