"""``targetrules register override``: something is decided of a unit in place of what the rules find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from targetrules.cli.register.noted import EVIDENCE, REASON, noted, on_day
from targetrules.cli.register.options import period, the_reason, unit

if TYPE_CHECKING:
    from targetrules.register import Event, Register


def _note(register: Register, *, reason: str | None, **how: Any) -> Event:
    return register.override(reason=the_reason(reason), **how)


command = noted(
    "override",
    lambda register: lambda **how: _note(register, **how),
    unit=unit,
    period=period,
    grade=click.option("--grade", metavar="ID", help="option-override-grade"),
    impose=click.option("--impose", metavar="ID", multiple=True, help="option-override-impose"),
    lift=click.option("--lift", metavar="ID", multiple=True, help="option-override-lift"),
    on=on_day("option-on-ruling"),
    reason=REASON,
    evidence=EVIDENCE,
)
