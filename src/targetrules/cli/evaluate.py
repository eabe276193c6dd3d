"""``targetrules evaluate``: results in, grades and consequences out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from targetrules.cli.inputs import STANDARD_STREAM, read_policy, read_results, refuse_two_inputs, told_already
from targetrules.cli.language import reader_language
from targetrules.cli.names import names
from targetrules.cli.options import (
    decided_on,
    details,
    engine,
    lang,
    output_format,
    policy_argument,
    results_argument,
    results_options,
    targets,
)
from targetrules.cli.output import refuse_no_output
from targetrules.cli.output_format import format_asked
from targetrules.cli.overwriting import refuse_overwriting
from targetrules.cli.passphrase import signing_key
from targetrules.cli.program import Command
from targetrules.cli.progress import watching
from targetrules.cli.selection import selected
from targetrules.cli.terminal import paint, standard_output, tell, wrap_width
from targetrules.decision.output_format import OUTPUT_FORMATS
from targetrules.decision.request import Request
from targetrules.engine.choice import EngineName

if TYPE_CHECKING:
    from targetrules.decision.outcomes import Outcomes


@click.command("evaluate", cls=Command)
@policy_argument
@results_argument
@details
@targets
@output_format(OUTPUT_FORMATS, None, "option-format-by-output")
@click.option("--output", metavar="FILE")
@click.option("--unit", metavar="UNIT", multiple=True, callback=names, help="option-units")
@click.option("--period", metavar="PERIOD", multiple=True, help="option-periods")
@decided_on
@click.option("--record", is_flag=True)
@click.option("--sign", metavar="FILE")
@click.option("--bom", is_flag=True)
@click.option("--keep", metavar="COLUMN", multiple=True)
@engine
@results_options
@lang
def command(policy: str, results: str, engine: EngineName | None, details: dict[str, str], **options: Any) -> None:
    """Judge the results, and write the outcomes."""
    output, record, bom, sign, keep = (options.pop(name) for name in ("output", "record", "bom", "sign", "keep"))
    output = None if output == STANDARD_STREAM else output
    refuse_two_inputs(policy, results, *details.values(), options["targets"])
    beside = [each for each in (options["targets"], sign) if each]
    refuse_overwriting(output, policy, results, *details.values(), *beside)
    form = format_asked(options.pop("format"), output, record=record, bom=bom, sign=sign is not None, keep=bool(keep))
    record = record or form == "xlsx"  # a workbook always tells what was decided with what
    refuse_no_output(output)
    del options["lang"]
    request, language, key = Request(**options), reader_language(), signing_key(sign)
    judge = read_policy(policy)
    read = read_results(judge, results, request, engine, details, keep)
    units, periods = selected(judge, read, request)
    with watching(len(read), language) as watch:
        outcomes = judge.evaluate(
            read, decided_on=request.decided_on, engine=engine, record=record, progress=watch, notes=told_already
        )
    outcomes = outcomes.of(unit=units or None, period=periods or None)
    if form == "table" and output is None:
        _tell(outcomes, language)
        return
    to = standard_output() if output is None else output
    outcomes.write(to, format=form, bom=bom, sign=key, language=language, keep=keep)


def _tell(outcomes: Outcomes, language: str) -> None:
    """The outcomes as a table that fits the terminal."""
    from targetrules.report.labels import PolicyLabels
    from targetrules.report.outcome_table import outcome_table

    names = PolicyLabels(outcomes.rules, language)
    tell(f"{names.heading()}\n")
    tell(outcome_table(names, outcomes, width=wrap_width(), paint=paint).removesuffix("\n"))
