"""``targetrules register init``: a new register, or one that was exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from targetrules.cli.errors import CommandError, WrongUsageError
from targetrules.cli.inputs import read_policy, source_of
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import lang
from targetrules.cli.register.opening import Acting, RegisterCommand, naming
from targetrules.cli.register.options import by, persons, register_argument, time_zone
from targetrules.cli.register.told import tell_recorded
from targetrules.cli.terminal import refuse_closed_output, tell

if TYPE_CHECKING:
    from targetrules.register import Register


@click.command("init", cls=RegisterCommand)
@register_argument
@click.argument("policy", metavar="[POLICY]", required=False)
@by
@time_zone
@persons
@click.option("--from", "lines", metavar="FILE", help="option-from")
@lang
@click.pass_context
def command(
    context: click.Context,
    /,
    register: str,
    policy: str | None,
    by: str | None,
    zone: str | None,
    lines: str | None,
    lang: str | None,  # noqa: ARG001
    *,
    persons: bool,
) -> None:
    """Make it, with the policy, or with all that the other one had."""
    refuse_closed_output()
    language, name = reader_language(), Acting(by).who()
    if lines is not None:
        for option, given in (("POLICY", policy), ("--zone", zone), ("--persons", persons or None)):
            if given is not None:
                raise WrongUsageError("brought-by-from", context, option=option)
        with _restored(register, lines, name) as made:
            head = made.head()
            tell(spoken("register-restored", language, register=made.where, number=head.number))
            tell(spoken("head-is", language, hash=head.hash))
        return
    if zone is None:
        raise CommandError("no-zone")
    if persons and policy is None:
        raise WrongUsageError("persons-of-policy", context)
    with _made(register, policy, name, zone, persons=persons) as made:
        tell_recorded(made, list(made.events()), language)


def _made(register: str, policy: str | None, by: str, zone: str, *, persons: bool) -> Register:
    from targetrules.register import Register

    adopted = None if policy is None else read_policy(policy)
    return Register.create(register, by=by, zone=zone, policy=adopted, persons=persons)


def _restored(register: str, lines: str, by: str) -> Register:
    from targetrules.register import Register

    with naming(lines):
        return Register.restore(register, source_of(lines), by=by)
