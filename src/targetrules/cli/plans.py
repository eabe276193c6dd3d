"""Options that say of a workbook what it leaves open: ``--sheets period``, ``--input-column A=D`` and others."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final, TypeVar

import click

from targetrules.cli.errors import WrongUsageError

__all__ = ["PLAN_OPTIONS", "planned"]

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])
_COUNT: Final = re.compile(r"[1-9]")


def _pairs(context: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """``NAME=VALUE``, several times, each name once."""
    found: dict[str, str] = {}
    for value in values:
        name, sign, said = value.partition("=")
        if not (sign and name.strip() and said.strip()) or name.strip() in found:
            raise WrongUsageError("not-said-of-sheet", context, option=param.opts[-1], found=value)
        found[name.strip()] = said.strip()
    return tuple(found.items())


def _rows(context: click.Context, param: click.Parameter, value: str | None) -> int | None:
    if value is not None and not _COUNT.fullmatch(value):
        raise WrongUsageError("not-a-row", context, option=param.opts[-1], found=value)
    return None if value is None else int(value)


PLAN_OPTIONS: Final = (
    click.option("--plan", metavar="FILE"),
    click.option("--sheets", metavar="WHAT", multiple=True),
    click.option("--sheet-is", metavar="SHEET=VALUE", multiple=True, callback=_pairs),
    click.option("--leave-out-sheet", metavar="SHEET", multiple=True),
    click.option("--heading-rows", metavar="N", callback=_rows),
    click.option("--input-column", metavar="INPUT=COLUMN", multiple=True, callback=_pairs),
    click.option("--fill", metavar="INPUT=VALUE", multiple=True, callback=_pairs),
)
"""What is said of sheets, headings and columns."""

_SAID: Final = ("sheets", "sheet_is", "leave_out_sheet", "heading_rows", "input_column", "fill")


def planned(function: _Decorated) -> _Decorated:
    """A command that takes one plan in place of these options: that of a file, and what is said beside it."""

    @wraps(function)
    def command(**options: Any) -> Any:
        file, said = options.pop("plan"), {name: options.pop(name) for name in _SAID}
        return function(**{**options, **read_plan(file, said, options)})

    return command  # type: ignore[return-value]


def read_plan(file: str | None, said: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """The plan of these options as the keyword ``plan``, and others that the file says and nobody beside it."""
    given = {name: value for name, value in said.items() if value not in (None, ())}
    if file is None and not given:
        return {"plan": None}
    from targetrules.decision.plan_file import options_planned

    found = options_planned(file, given)
    return {name: value for name, value in found.items() if name == "plan" or options.get(name) in (None, ())}
