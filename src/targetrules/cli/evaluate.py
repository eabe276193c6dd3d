"""``targetrules evaluate``: results in, grades and consequences out."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Final, Literal

import click

from targetrules.cli.asked import Asked
from targetrules.cli.decision import Decision, decide, settled
from targetrules.cli.language import reader_language
from targetrules.cli.memory import garbage_left
from targetrules.cli.mistake import WrongCall
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
from targetrules.cli.program import Command
from targetrules.cli.reading import read_policy, read_results, refuse_two_inputs
from targetrules.cli.terminal import paint, tell, wrap_width
from targetrules.engine.choice import EngineName
from targetrules.policy import Policy
from targetrules.report.names import Names
from targetrules.report.outcome_table import outcome_table
from targetrules.report.saved import FORMS, Form

_TABLE: Final = "table"
_PARQUET: Final = "parquet"


@click.command("evaluate", cls=Command)
@policy_argument
@results_argument
@output_format((_TABLE, *FORMS, _PARQUET), None, "option-format-by-output")
@click.option("--output", metavar="FILE")
@click.option("--unit", metavar="UNIT", multiple=True, help="option-units")
@click.option("--period", metavar="PERIOD", multiple=True, help="option-periods")
@decided_on
@click.option("--record", is_flag=True)
@click.option("--bom", is_flag=True)
@engine
@results_options
@lang
@garbage_left()
def command(policy: str, results: str, engine: EngineName | None, **options: Any) -> None:
    """Judge the results, and write the outcomes."""
    output, record, bom = options.pop("output"), options.pop("record"), options.pop("bom")
    form = _form(options.pop("format"), output, record=record, bom=bom, engine=engine)
    del options["lang"]
    refuse_two_inputs(policy, results)
    asked, language = Asked(**options), reader_language()
    judge = read_policy(policy)
    found = read_results(judge, results, asked, language, "columnar" if form == _PARQUET else engine)
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
            write_output(decision.outcomes.written(form, kept, dated=dated), output, mark=bom)


def _form(
    format_: str | None, output: str | None, *, record: bool, bom: bool, engine: EngineName | None
) -> Form | Literal["table", "parquet"]:
    """What is written. Where nothing is said, the name of the output says it."""
    wanted = format_ or (PurePath(output).suffix.lower().removeprefix(".") if output is not None else _TABLE)
    form = next((each for each in FORMS if each == wanted), None)
    if record and form is None:
        raise WrongCall("record-of-table")
    if bom and form != "csv":
        raise WrongCall("bom-of-csv")
    if wanted == _PARQUET and engine == "reference":
        raise WrongCall("parquet-in-columns")
    return form or (_PARQUET if wanted == _PARQUET else _TABLE)


def _table(policy: Policy, decision: Decision, output: str | None, language: str) -> None:
    names = Names(policy.rules, language)
    title = names.say("title", id=policy.id, title=names.title())
    if output is not None:
        write_output([f"{title}\n\n", outcome_table(names, decision.outcomes)], output)
        return
    tell(f"{title}\n")
    table = outcome_table(names, decision.outcomes, width=wrap_width(), paint=paint)
    tell(table.removesuffix("\n"))
