"""``targetrules register executed``: a consequence was carried out."""

from __future__ import annotations

from targetrules.cli.register.noted import CONSEQUENCE, EVIDENCE, noted, on_day
from targetrules.cli.register.options import period, unit

command = noted(
    "executed",
    lambda register: register.note_executed,
    unit=unit,
    period=period,
    consequence=CONSEQUENCE,
    on=on_day("option-on-executed"),
    evidence=EVIDENCE,
)
