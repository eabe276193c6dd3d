"""``targetrules register objection``: a unit objects to what was decided of it and shown to it."""

from __future__ import annotations

from targetrules.cli.register.noted import EVIDENCE, noted, on_day
from targetrules.cli.register.options import period, unit

command = noted(
    "objection",
    lambda register: register.note_objection,
    unit=unit,
    period=period,
    on=on_day("option-on-objection"),
    evidence=EVIDENCE,
)
