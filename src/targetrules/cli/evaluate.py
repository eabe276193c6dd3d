"""``targetrules evaluate``: results in, grades and consequences out."""

from __future__ import annotations

from typing import Any

import click

from targetrules.cli.asked import Asked
from targetrules.cli.decision import Decision, decide, settled
from targetrules.cli.form import WRITTEN, form_of
from targetrules.cli.language import reader_language
from targetrules.cli.names import names
from targetrules.cli.options import (
    decided_on,
    engine,
    lang,
    output_format,
    policy_argument,
    results_argument,
    results_options,
)
from targetrules.cli.output import write_output
from targetrules.cli.overwriting import refuse_overwriting
from targetrules.cli.passphrase import signing_key
from targetrules.cli.program import Command
from targetrules.cli.reading import STANDARD_STREAM, read_policy, read_results, refuse_two_inputs
from targetrules.cli.terminal import paint, refuse_closed_output, tell, wrap_width
from targetrules.engine.choice import EngineName
from targetrules.policy import Policy
from targetrules.report.names import Names
from targetrules.report.outcome_table import outcome_table


@click.command("evaluate", cls=Command)
@policy_argument
@results_argument
@output_format(WRITTEN, None, "option-format-by-output")
@click.option("--output", metavar="FILE")
@click.option("--unit", metavar="UNIT", multiple=True, callback=names, help="option-units")
@click.option("--period", metavar="PERIOD", multiple=True, help="option-periods")
@decided_on
@click.option("--record", is_flag=True)
@click.option("--sign", metavar="FILE")
@click.option("--bom", is_flag=True)
@engine
@results_options
@lang
def command(policy: str, results: str, engine: EngineName | None, **options: Any) -> None:
    """Judge the results, and write the outcomes."""
    output, record, bom, sign = (options.pop(name) for name in ("output", "record", "bom", "sign"))
    output = None if output == STANDARD_STREAM else output
    refuse_two_inputs(policy, results)
    refuse_overwriting(output, policy, results, *((sign,) if sign else ()))
    form = form_of(options.pop("format"), output, record=record, bom=bom, sign=sign is not None, engine=engine)
    if output is None:
        refuse_closed_output()
    else:
        from targetrules.atomic import refuse_unwritable

        refuse_unwritable(output)
    del options["lang"]
    asked, language, key = Asked(**options), reader_language(), signing_key(sign)
    judge = read_policy(policy)
    found = read_results(judge, results, asked, language, "columnar" if form == "parquet" else engine)
    asked = settled(judge, found, asked)
    decision = decide(judge, found, asked, language)
    match form:
        case "table":
            _table(judge, decision, output, language)
        case "parquet":
            from targetrules.cli.columns import parquet

            write_output([parquet(decision.outcomes)], output)
        case _:
            kept, dated = decision.record if record else None, asked.decided_on is not None
            write_output(decision.outcomes.written(form, kept, dated=dated), output, mark=bom, key=key)


def _table(policy: Policy, decision: Decision, output: str | None, language: str) -> None:
    names = Names(policy.rules, language)
    title = names.say("title", id=policy.id, title=names.title())
    if output is not None:
        write_output([f"{title}\n\n", outcome_table(names, decision.outcomes)], output)
        return
    tell(f"{title}\n")
    table = outcome_table(names, decision.outcomes, width=wrap_width(), paint=paint)
    tell(table.removesuffix("\n"))
