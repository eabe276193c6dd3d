"""``targetrules register returned``: what was carried out does not do and is open again."""

from __future__ import annotations

import click

from targetrules.cli.register.noted import CONSEQUENCE, noted, on_day
from targetrules.cli.register.options import period, unit

command = noted(
    "returned",
    lambda register: register.note_returned,
    unit=unit,
    period=period,
    consequence=CONSEQUENCE,
    on=on_day("option-on-returned"),
    reason=click.option("--reason", metavar="TEXT", required=True, help="option-reason-returned"),
)
