"""``targetrules register step``: a step of the procedure was taken."""

from __future__ import annotations

import click

from targetrules.cli.names import names
from targetrules.cli.register.noted import EVIDENCE, noted, on_day
from targetrules.cli.register.options import period

command = noted(
    "step",
    lambda register: register.note_step,
    step=click.argument("step", metavar="STEP"),
    period=period,
    on=on_day("option-on-step"),
    units=click.option("--unit", "units", metavar="UNIT", multiple=True, callback=names, help="option-unit-of-step"),
    evidence=EVIDENCE,
)
