"""``targetrules register discretion``: what the law leaves to discretion is imposed on a unit, or is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from targetrules.cli.errors import WrongUsageError
from targetrules.cli.register.noted import CONSEQUENCE, EVIDENCE, REASON, noted, on_day
from targetrules.cli.register.options import period, the_reason, unit

if TYPE_CHECKING:
    from targetrules.register import Event, Register


def _note(register: Register, *, imposed: bool, waived: bool, reason: str | None, **how: Any) -> Event:
    if imposed is waived:
        raise WrongUsageError("imposed-or-waived", click.get_current_context())
    return register.use_discretion(imposed=imposed, reason=the_reason(reason), **how)


command = noted(
    "discretion",
    lambda register: lambda **how: _note(register, **how),
    unit=unit,
    period=period,
    consequence=CONSEQUENCE,
    imposed=click.option("--imposed", is_flag=True, help="option-imposed"),
    waived=click.option("--waived", is_flag=True, help="option-waived"),
    on=on_day("option-on-ruling"),
    reason=REASON,
    evidence=EVIDENCE,
)
