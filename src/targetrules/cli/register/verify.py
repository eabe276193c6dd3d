"""``targetrules register verify``: is the journal as it was written?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from targetrules.cli.failure import FINDINGS
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import lang
from targetrules.cli.register.opening import RegisterCommand, reading
from targetrules.cli.register.options import noted_head, register_argument
from targetrules.cli.terminal import paint, refuse_closed_output, tell
from targetrules.wording import Listing

if TYPE_CHECKING:
    from targetrules.register import Repetition

_SHOWN: Final = 10


@click.command("verify", cls=RegisterCommand)
@register_argument
@noted_head
@click.option("--repeat", is_flag=True)
@lang
def command(register: str, head: str | None, lang: str | None, *, repeat: bool) -> int:  # noqa: ARG001
    """Look at every event, and tell all that is wrong."""
    refuse_closed_output()
    language = reader_language()
    with reading(register) as opened:
        found = opened.verify(head)
        ids = opened.policies() if repeat and found.verified else []
        repeated = [each for policy in ids for each in opened.repeat(policy=policy)]
    for problem in found.problems:
        tell(problem.text(language))
    tell(spoken("events-read", language, count=found.count))
    tell(spoken("head-is", language, hash=found.head))
    tell(spoken("held-against-head" if found.has_head else "no-head-given", language))
    if found.problems:
        tell(paint(spoken("register-not-verified", language, count=len(found.problems)), "error"))
        return FINDINGS
    for each in repeated:
        tell(_told(each, language))
    tell(paint(spoken("register-verified", language), "good"))
    return FINDINGS if any(each.differing for each in repeated) else 0


def _told(each: Repetition, language: str) -> str:
    """Whether a decision is the same when it is taken again."""
    said = {"period": each.period, "number": each.event}
    if not each.differing:
        return spoken("repeated", language, **said, count=each.count)
    units = Listing.of_first(each.differing[:_SHOWN], len(each.differing))
    return paint(spoken("repeated-otherwise", language, **said, version=each.version, units=units), "error")
