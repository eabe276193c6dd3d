"""``targetrules register approve``: what is decided of a period was approved."""

from __future__ import annotations

from targetrules.cli.register.noted import EVIDENCE, noted, on_day
from targetrules.cli.register.options import period

command = noted(
    "approve",
    lambda register: register.approve,
    period=period,
    on=on_day("option-on-approval"),
    evidence=EVIDENCE,
)
