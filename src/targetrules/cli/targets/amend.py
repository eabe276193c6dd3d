"""``targetrules targets amend``: targets that were issued have other numbers from now on, as was approved."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from targetrules.cli.inputs import refuse_two_inputs, source_of, tell_notes
from targetrules.cli.language import reader_language
from targetrules.cli.options import a_day, lang, table_options
from targetrules.cli.register.opening import RegisterCommand, acting, naming, recording
from targetrules.cli.register.options import (
    of_policy,
    period,
    reason,
    register_argument,
    the_reason,
    who_records,
)
from targetrules.cli.register.told import tell_recorded
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import refuse_closed_output
from targetrules.decision.request import Request

if TYPE_CHECKING:
    from targetrules.wording import Word


@click.command("amend", cls=RegisterCommand)
@register_argument
@click.argument("amendments", metavar="AMENDMENTS")
@period
@click.option("--approved-on", metavar="DATE", required=True, callback=a_day)
@click.option("--document", metavar="TEXT", help="option-document-amended")
@click.option("--units", metavar="FILE", help="option-units-amended")
@reason
@of_policy
@who_records
@table_options
@lang
def command(
    register: str,
    amendments: str,
    period: str,
    approved_on: date,
    document: str | None,
    units: str | None,
    reason: str | None,
    policy: str | None,
    **options: Any,
) -> None:
    """Record them, all or none."""
    refuse_two_inputs(amendments, *([] if units is None else [units]))
    refuse_closed_output()
    del options["lang"]
    actor, language, why = acting(options), reader_language(), the_reason(reason)
    request, notes = Request(**options), list["Word"]()
    with recording(register, actor) as opened, naming(amendments):
        event = opened.amend_targets(
            request.table(source_of(amendments)),
            known_period(opened.policy(policy), period),
            reason=why,
            approved_on=approved_on,
            document=document,
            units=None if units is None else source_of(units),
            policy=policy,
            naming=request.naming,
            notes=notes.append,
        )
        tell_notes(notes, language)
        tell_recorded(opened, [event], language)
