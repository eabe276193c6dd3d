"""What became of a consequence: commands that differ in what they record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import click

from targetrules.cli.language import reader_language
from targetrules.cli.options import a_day, lang
from targetrules.cli.register.opening import RegisterCommand, acting, recording
from targetrules.cli.register.options import of_policy, period, register_argument, unit, who_records
from targetrules.cli.register.told import tell_recorded
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import refuse_closed_output

if TYPE_CHECKING:
    from targetrules.register import Event, Register

__all__ = ["fulfilled"]

_Decorator: TypeAlias = Callable[[Callable[..., Any]], Callable[..., Any]]


def fulfilled(
    kind: Literal["served", "executed", "accepted", "returned"],
    note: Callable[[Register], Callable[..., Event]],
    **own: _Decorator,
) -> click.Command:
    """The command that records that a consequence was served or carried out, or what was done accepted or returned.

    Args:
        kind: What it is called.
        note: The method of a register that records it.
        own: Options that it alone has, by the names of the arguments of that method.
    """

    def command(
        register: str, unit: str, period: str, consequence: str, on: date, policy: str | None, **options: Any
    ) -> None:
        refuse_closed_output()
        says = {name: options.pop(name) for name in own}
        with recording(register, acting(options)) as opened:
            at = known_period(opened.policy(policy), period)
            event = note(opened)(unit, at, consequence, on=on, policy=policy, **says)
            tell_recorded(opened, [event], reader_language())

    on = click.option("--on", metavar="DATE", required=True, callback=a_day, help=f"option-on-{kind}")
    of = click.option("--consequence", metavar="ID", required=True, help="option-consequence-fulfilled")
    found: Callable[..., Any] = command
    options: tuple[_Decorator, ...] = (register_argument, unit, period, of, on, *own.values(), of_policy, who_records)
    for option in reversed((*options, lang)):
        found = option(found)
    return click.command(kind, cls=RegisterCommand)(found)
