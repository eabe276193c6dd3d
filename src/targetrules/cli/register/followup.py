"""``targetrules register followup``: what is to be carried out, until when, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import click

from targetrules.cli.language import reader_language
from targetrules.cli.options import lang, one_of, output_format
from targetrules.cli.register.opening import RegisterCommand, reading
from targetrules.cli.register.options import Instant, as_of, of_policy, only_unit, overdue_on, register_argument
from targetrules.cli.register.showing import SHOWN_FORMATS, show
from targetrules.cli.terminal import refuse_closed_output

_STATES: Final = {
    "waiting": ("draft", "open", "overdue", "returned"),
    "overdue": ("overdue",),
    "returned": ("returned",),
    "executed": ("executed",),
    "accepted": ("accepted",),
    "all": ("draft", "open", "overdue", "returned", "executed", "accepted"),
}


@click.command("followup", cls=RegisterCommand)
@register_argument
@one_of("--state", tuple(_STATES), "waiting", "option-state-followup")
@overdue_on
@only_unit
@as_of
@of_policy
@output_format(SHOWN_FORMATS, "table")
@lang
def command(
    register: str,
    state: str,
    on: date | None,
    unit: str | None,
    as_of: Instant | None,
    policy: str | None,
    format: str,  # noqa: A002
    lang: str | None,  # noqa: ARG001
) -> None:
    """Tell them, those that are due first before the others."""
    refuse_closed_output()
    with reading(register) as opened:
        until = None if as_of is None else as_of.end(opened.zone)
        today = on or datetime.now(opened.zone).date()
        tasks = opened.tasks(policy=policy, unit=unit, as_of=until)
        kept = [each for each in tasks if each.state(today) in _STATES[state]]
        kept.sort(key=lambda each: each.due or date.max)
        show(opened.table(kept, on=today, policy=policy), format, reader_language())
