"""``targetrules register adopt``: a policy, or a new text of one, that the register judges by."""

from __future__ import annotations

from typing import Any

import click

from targetrules.cli.inputs import read_policy
from targetrules.cli.language import reader_language
from targetrules.cli.options import lang, policy_argument
from targetrules.cli.register.opening import RegisterCommand, acting, recording
from targetrules.cli.register.options import persons, reason, register_argument, who_records
from targetrules.cli.register.told import tell_recorded, tell_unable
from targetrules.cli.terminal import refuse_closed_output


@click.command("adopt", cls=RegisterCommand)
@register_argument
@policy_argument
@persons
@reason
@who_records
@lang
def command(register: str, policy: str, reason: str | None, *, persons: bool, **options: Any) -> None:
    """Adopt it with its whole text."""
    refuse_closed_output()
    with recording(register, acting(options)) as opened:
        event = opened.adopt(read_policy(policy), persons=persons, reason=reason)
        tell_recorded(opened, [event], reader_language())
        tell_unable(opened, [event.policy or ""], reader_language())
