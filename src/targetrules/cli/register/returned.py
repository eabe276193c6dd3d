"""``targetrules register returned``: what was carried out does not do and is open again."""

from __future__ import annotations

import click

from targetrules.cli.register.fulfilled import fulfilled

command = fulfilled(
    "returned",
    lambda register: register.note_returned,
    reason=click.option("--reason", metavar="TEXT", required=True, help="option-reason-returned"),
)
