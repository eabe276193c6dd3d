"""``targetrules register letters``: letters about decisions as they stand in a register."""

from __future__ import annotations

from typing import Any

import click

from targetrules.arguments import ArgumentError
from targetrules.cli.errors import CommandError
from targetrules.cli.language import reader_language
from targetrules.cli.letters import tell_written
from targetrules.cli.names import names
from targetrules.cli.options import lang, output_format
from targetrules.cli.overwriting import refuse_overwriting
from targetrules.cli.register.opening import RegisterCommand, reading
from targetrules.cli.register.options import as_of, of_policy, register_argument
from targetrules.cli.selection import check_consequences, known_period


@click.command("letters", cls=RegisterCommand)
@register_argument
@click.option("--output", "-o", metavar="FILE", required=True, help="option-output-letters")
@output_format(("docx", "html"), None, "option-format-letters")
@click.option("--period", metavar="PERIOD", required=True, help="option-period-letters-register")
@click.option("--unit", metavar="UNIT", multiple=True, callback=names, help="option-units-letters")
@click.option("--consequence", "consequences", metavar="ID", multiple=True, help="option-consequence-letters")
@click.option("--texts", metavar="FILE")
@click.option("--changes", is_flag=True)
@click.option("--first-number", metavar="N", type=click.IntRange(min=1), default=1)
@as_of
@of_policy
@lang
def command(register: str, output: str, **options: Any) -> None:
    """Write letters about what was decided and stands."""
    from targetrules.atomic import refuse_unwritable

    texts, policy, instant = options["texts"], options["policy"], options["as_of"]
    refuse_overwriting(output, register, *([texts] if texts else []))
    refuse_unwritable(output)
    with reading(register) as opened:
        period = known_period(opened.policy(policy), options["period"])
        judge = opened.policy(policy, period=period)
        check_consequences(judge, options["consequences"])
        try:
            letters = opened.letters(
                period,
                units=options["unit"] or None,
                consequences=options["consequences"] or None,
                texts=texts,
                language=reader_language(),
                changes=options["changes"],
                first_number=options["first_number"],
                policy=policy,
                as_of=None if instant is None else instant.end(opened.zone),
            )
            letters.write(output, format=options["format"])
        except ArgumentError as error:
            raise CommandError("as-it-is", says=error.word) from None
    tell_written(letters, output, judge)
