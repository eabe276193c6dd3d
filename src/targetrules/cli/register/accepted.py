"""``targetrules register accepted``: what was carried out was accepted."""

from __future__ import annotations

from targetrules.cli.register.noted import CONSEQUENCE, noted, on_day
from targetrules.cli.register.options import period, unit

command = noted(
    "accepted",
    lambda register: register.note_accepted,
    unit=unit,
    period=period,
    consequence=CONSEQUENCE,
    on=on_day("option-on-accepted"),
)
