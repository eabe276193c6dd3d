"""``targetrules register appeal``: a unit appeals against what was decided of it and approved."""

from __future__ import annotations

from targetrules.cli.register.noted import EVIDENCE, noted, on_day
from targetrules.cli.register.options import period, unit

command = noted(
    "appeal",
    lambda register: register.note_appeal,
    unit=unit,
    period=period,
    on=on_day("option-on-appeal"),
    evidence=EVIDENCE,
)
