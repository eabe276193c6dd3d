"""Something that was done in the course of a period: commands that differ in what they record, and of what."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import click

from targetrules.cli.language import reader_language
from targetrules.cli.options import a_day, lang
from targetrules.cli.register.opening import RegisterCommand, acting, recording
from targetrules.cli.register.options import of_policy, register_argument, who_records
from targetrules.cli.register.told import tell_beside, tell_followed, tell_recorded
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import refuse_closed_output

if TYPE_CHECKING:
    from targetrules.register import Event, Register

__all__ = ["CONSEQUENCE", "EVIDENCE", "noted", "on_day"]

_Decorator: TypeAlias = Callable[[Callable[..., Any]], Callable[..., Any]]

CONSEQUENCE: Final = click.option("--consequence", metavar="ID", required=True, help="option-consequence-fulfilled")
"""``--consequence``: what became of which one."""
EVIDENCE: Final = click.option("--evidence", metavar="FILE", help="option-evidence")
"""``--evidence``: a file that shows it, of which the register keeps the SHA-256."""
REASON: Final = click.option("--reason", metavar="TEXT", help="option-reason-of-answer")
"""``--reason``: why it is answered or decided so."""


def on_day(key: str) -> _Decorator:
    """``--on``: the day of which a sentence says what it is."""
    return click.option("--on", metavar="DATE", required=True, callback=a_day, help=key)


def noted(name: str, note: Callable[[Register], Callable[..., Event]], **own: _Decorator) -> click.Command:
    """The command that records that something was done in the course of a period.

    Args:
        name: What it is called.
        note: The method of a register that records it.
        own: Its arguments and options, one of which is ``period``, by the names of the arguments of that method, in
            their order on the help page.
    """

    def command(register: str, policy: str | None, **options: Any) -> None:
        refuse_closed_output()
        says = {each: options.pop(each) for each in own}
        with recording(register, acting(options)) as opened:
            says["period"] = known_period(opened.policy(policy), says["period"])
            event = note(opened)(**says, policy=policy)
            tell_recorded(opened, [event], reader_language())
            tell_beside(opened, event, reader_language())
            tell_followed(opened, event, reader_language())

    found: Callable[..., Any] = command
    options: tuple[_Decorator, ...] = (register_argument, *own.values(), of_policy, who_records, lang)
    for option in reversed(options):
        found = option(found)
    return click.command(name, cls=RegisterCommand)(found)
