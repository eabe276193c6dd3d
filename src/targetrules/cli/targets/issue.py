"""``targetrules targets issue``: targets of a period are issued, and stand in a register from then on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from targetrules.cli.inputs import refuse_two_inputs, source_of, tell_notes
from targetrules.cli.language import reader_language
from targetrules.cli.options import a_day, lang, table_options
from targetrules.cli.register.opening import RegisterCommand, acting, naming, recording
from targetrules.cli.register.options import of_policy, period, reason, register_argument, who_records
from targetrules.cli.register.told import tell_recorded
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import refuse_closed_output
from targetrules.decision.request import Request

if TYPE_CHECKING:
    from targetrules.wording import Word


@click.command("issue", cls=RegisterCommand)
@register_argument
@click.argument("targets", metavar="TARGETS")
@period
@click.option("--document", metavar="TEXT", required=True)
@click.option("--on", metavar="DATE", required=True, callback=a_day, help="option-on-issued")
@click.option("--units", metavar="FILE", help="option-units-tree")
@reason
@of_policy
@who_records
@table_options
@lang
def command(
    register: str,
    targets: str,
    period: str,
    document: str,
    on: date,
    units: str | None,
    reason: str | None,
    policy: str | None,
    **options: Any,
) -> None:
    """Record them, all or none."""
    refuse_two_inputs(targets, *([] if units is None else [units]))
    refuse_closed_output()
    del options["lang"]
    actor, language = acting(options), reader_language()
    request, notes = Request(**options), list["Word"]()
    with recording(register, actor) as opened, naming(targets):
        event = opened.issue_targets(
            request.table(source_of(targets)),
            known_period(opened.policy(policy), period),
            document=document,
            on=on,
            units=None if units is None else source_of(units),
            reason=reason,
            policy=policy,
            naming=request.naming,
            notes=notes.append,
        )
        tell_notes(notes, language)
        tell_recorded(opened, [event], language)
