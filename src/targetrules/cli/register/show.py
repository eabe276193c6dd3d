"""``targetrules register show``: what stands, or stood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import click

from targetrules.arguments import ArgumentError
from targetrules.cli.errors import CommandError, WrongUsageError
from targetrules.cli.inputs import STANDARD_STREAM
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import lang, output_format
from targetrules.cli.overwriting import refuse_overwriting_register
from targetrules.cli.register.opening import RegisterCommand, reading
from targetrules.cli.register.options import (
    Instant,
    as_of,
    holding,
    of_policy,
    only_period,
    only_unit,
    register_argument,
)
from targetrules.cli.register.showing import SHOWN_FORMATS as TEXTS
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import paint, refuse_closed_output, standard_output, tell, wrap_width
from targetrules.decision.output_format import format_of

if TYPE_CHECKING:
    from targetrules.register import ReadOnlyRegister, Shown, ShownFormat, ShownName

_FORMATS: Final = (*TEXTS, "xlsx")

_WHAT: Final = ("overview", "results", "decisions", "events", "policies", "targets")


@click.command("show", cls=RegisterCommand)
@register_argument
@click.argument("what", metavar="[WHAT]", default="overview")
@only_unit
@only_period
@as_of
@holding
@of_policy
@output_format(_FORMATS, None, "option-format-by-output")
@click.option("--output", metavar="FILE")
@click.option("--bom", is_flag=True)
@lang
@click.pass_context
def command(
    context: click.Context,
    /,
    register: str,
    what: str,
    format: ShownFormat | None,  # noqa: A002
    output: str | None,
    *,
    bom: bool,
    **options: Any,
) -> None:
    """Show it as a table, or write it."""
    if what not in _WHAT:
        raise WrongUsageError("not-one-of", context, option="WHAT", found=what, words=", ".join(_WHAT))
    output = None if output == STANDARD_STREAM else output
    if output is not None:
        refuse_overwriting_register(output, register)
    form = _format_asked(format, output, what)
    if bom and form != "csv":
        raise WrongUsageError("bom-of-csv")
    if output is None:
        refuse_closed_output()
        refuse_overwriting_register(output, register)
    language = reader_language()
    with reading(register) as opened:
        shown = _shown(opened, cast("ShownName", what), **options)
        if form == "table" and output is None:
            tell(shown.text(language, width=wrap_width(), paint=paint).removesuffix("\n"))
            if what == "overview":
                tell(_until(opened, options["as_of"], language))
            return
    to = standard_output() if output is None else output
    try:
        shown.write(to, format=form, bom=bom, language=language)
    except ArgumentError as error:
        raise CommandError("as-it-is", says=error.word) from None


def _format_asked(asked: ShownFormat | None, output: str | None, what: str) -> ShownFormat:
    """The format; raises where the name of the output says another, or one that this is not written in."""
    formats: tuple[ShownFormat, ...] = _FORMATS if what == "decisions" else TEXTS
    if asked is not None and asked not in formats:
        raise WrongUsageError("not-one-of", None, option="--format", found=asked, words=", ".join(formats))
    if output is None:
        return asked or formats[0]
    try:
        return cast("ShownFormat", format_of(asked, output, "--format", formats))
    except ArgumentError as error:
        raise CommandError("as-it-is", says=error.word) from None


def _shown(
    register: ReadOnlyRegister,
    what: ShownName,
    *,
    unit: str | None,
    period: str | None,
    as_of: Instant | None,
    holding: Instant | None,
    policy: str | None,
    lang: str | None,  # noqa: ARG001
) -> Shown:
    return register.show(
        what,
        policy=policy,
        period=None if period is None else known_period(register.policy(policy), period),
        unit=unit,
        as_of=None if as_of is None else as_of.end(register.zone),
        holding=None if holding is None else holding.end(register.zone),
    )


def _until(register: ReadOnlyRegister, as_of: Instant | None, language: str) -> str:
    """Which events have been looked at: the last one, and its hash."""
    head = register.head(as_of=None if as_of is None else as_of.end(register.zone))
    when, zone = register.local_time(head.recorded_at), register.zone.key
    return "\n" + spoken("head-of", language, number=head.number, time=when, zone=zone, hash=head.hash)
