"""``targetrules register executed``: a consequence was carried out."""

from __future__ import annotations

import click

from targetrules.cli.register.fulfilled import fulfilled

command = fulfilled(
    "executed",
    lambda register: register.note_executed,
    evidence=click.option("--evidence", metavar="FILE", help="option-evidence"),
)
