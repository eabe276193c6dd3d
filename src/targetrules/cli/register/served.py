"""``targetrules register served``: a consequence was served on whom it is for."""

from __future__ import annotations

import click

from targetrules.cli.register.noted import CONSEQUENCE, noted, on_day
from targetrules.cli.register.options import period, unit

command = noted(
    "served",
    lambda register: register.note_served,
    unit=unit,
    period=period,
    consequence=CONSEQUENCE,
    on=on_day("option-on-served"),
    evidence=click.option("--evidence", metavar="FILE", help="option-evidence-served"),
)
