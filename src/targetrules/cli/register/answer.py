"""``targetrules register answer``: an objection was answered."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from targetrules.cli.errors import WrongUsageError
from targetrules.cli.language import reader_language
from targetrules.cli.options import lang
from targetrules.cli.register.noted import REASON, on_day
from targetrules.cli.register.opening import RegisterCommand, acting, recording
from targetrules.cli.register.options import register_argument, the_reason, who_records
from targetrules.cli.register.told import tell_recorded
from targetrules.cli.terminal import refuse_closed_output


@click.command("answer", cls=RegisterCommand)
@register_argument
@click.argument("objection", metavar="NUMBER", type=int)
@click.option("--upheld", is_flag=True, help="option-upheld")
@click.option("--dismissed", is_flag=True, help="option-dismissed")
@on_day("option-on-answer")
@REASON
@click.option("--done", metavar="TEXT", help="option-done")
@who_records
@lang
@click.pass_context
def command(
    context: click.Context,
    /,
    register: str,
    objection: int,
    on: date,
    reason: str | None,
    done: str | None,
    *,
    upheld: bool,
    dismissed: bool,
    **options: Any,
) -> None:
    """Record the answer."""
    refuse_closed_output()
    if upheld is dismissed:
        raise WrongUsageError("upheld-or-dismissed", context)
    with recording(register, acting(options)) as opened:
        event = opened.answer(objection, on=on, upheld=upheld, reason=the_reason(reason), done=done)
        tell_recorded(opened, [event], reader_language())
