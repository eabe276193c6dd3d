"""``targetrules register shown``: what is decided of a period was shown to the units."""

from __future__ import annotations

from targetrules.cli.register.noted import EVIDENCE, noted, on_day
from targetrules.cli.register.options import period

command = noted(
    "shown",
    lambda register: register.note_shown,
    period=period,
    on=on_day("option-on-shown"),
    evidence=EVIDENCE,
)
