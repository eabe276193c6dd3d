"""The outcomes that are selected: units and periods as a user types them, held against the results."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from targetrules.cli.errors import CommandError
from targetrules.decision.request import Request
from targetrules.period import ordinal_of, period_text
from targetrules.policy import Policy
from targetrules.source.suggest import nearest
from targetrules.wording import Word

if TYPE_CHECKING:
    from targetrules.decision.results import Results

__all__ = ["check_consequences", "known_period", "known_unit", "selected"]


def selected(policy: Policy, results: Results, request: Request) -> tuple[list[str], list[int | str]]:
    """The units under the names that they are read under, and the periods as outcomes print them.

    Each must be there: an empty answer would look like a clean one.
    """
    there = results.periods if request.period else ()
    periods = [known_period(policy, period) for period in request.period]
    for written, period in zip(request.period, periods, strict=True):
        if period not in there:
            raise CommandError("no-such-period", found=written)
    units = results.units if request.unit else ()
    return [known_unit(units, request.naming.name_of(unit)) for unit in request.unit], periods


def known_unit(units: Collection[str], unit: str) -> str:
    """A unit that has results."""
    if unit not in units:
        near = nearest(unit, units)
        raise CommandError("no-such-unit" if near is None else "no-such-unit-near", found=unit, near=near)
    return unit


def known_period(policy: Policy, written: str) -> int | str:
    """A period that a user writes, as outcomes print it."""
    kind = policy.rules.period
    ordinal = ordinal_of(kind, written)
    if ordinal is None:
        raise CommandError("not-a-period", found=written, expected=Word(f"periods.{kind.value}"))
    return period_text(kind, ordinal)


def check_consequences(policy: Policy, asked: Iterable[str]) -> None:
    """Raise where one of these is no consequence of the policy."""
    ids = [rule.id for rule in policy.rules.consequences]
    for id_ in asked:
        if id_ not in ids:
            near = nearest(id_, ids)
            values = {"found": id_, "near": near, "known": ", ".join(ids)}
            raise CommandError("no-such-consequence" if near is None else "no-such-consequence-near", **values)
