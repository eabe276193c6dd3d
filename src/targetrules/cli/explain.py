"""``targetrules explain``: why a unit was judged so, and what would have changed it."""

from __future__ import annotations

import json
from typing import Any

import click
from attrs import evolve

from targetrules.cli.language import reader_language
from targetrules.cli.mistake import Mistake
from targetrules.cli.names import a_name
from targetrules.cli.options import lang, output_format, policy_argument, results_argument, results_options
from targetrules.cli.program import Command
from targetrules.cli.reading import read_policy, read_results, refuse_two_inputs
from targetrules.cli.terminal import tell, wrap_width, write
from targetrules.cli.wanted import known_period, known_unit
from targetrules.decision.request import Request
from targetrules.explanation.tree import Explanation
from targetrules.outcome import NoSuchResultError
from targetrules.policy import Policy
from targetrules.report.explanation import explanation_text, explanation_values
from targetrules.report.wrap import fitted
from targetrules.source.suggest import nearest


@click.command("explain", cls=Command)
@policy_argument
@results_argument
@click.option("--unit", metavar="UNIT", required=True, callback=a_name)
@click.option("--period", metavar="PERIOD", required=True)
@click.option("--consequence", metavar="ID")
@output_format(("text", "json"), "text")
@results_options
@lang
def command(policy: str, results: str, unit: str, period: str, consequence: str | None, **options: Any) -> None:
    """Explain the grade and each consequence, or the one that is asked for."""
    refuse_two_inputs(policy, results)
    format_, language = options.pop("format"), reader_language()
    del options["lang"]
    judge = read_policy(policy)
    if consequence is not None:
        _refuse_unknown(judge, consequence)
    request = Request(**options)
    read = read_results(judge, results, request, "reference")
    moment = known_period(judge, period)
    try:
        explanation = judge.explain(
            read,
            unit=known_unit(read.units, request.naming.name_of(unit)),
            period=moment,
            notes=lambda _: None,  # they were told when the results were read
        )
    except NoSuchResultError as error:
        raise Mistake("as-it-is", says=error.word) from None
    explanation = _only(explanation, consequence)
    if format_ == "json":
        write([json.dumps(explanation_values(explanation, language), ensure_ascii=False, indent=2) + "\n"])
    else:
        text, width = explanation_text(explanation, language).removesuffix("\n"), wrap_width()
        tell(text if width is None else fitted(text, width))


def _refuse_unknown(policy: Policy, consequence: str) -> None:
    ids = [rule.id for rule in policy.rules.consequences]
    if consequence not in ids:
        near = nearest(consequence, ids)
        values = {"found": consequence, "near": near, "known": ", ".join(ids)}
        raise Mistake("no-such-consequence" if near is None else "no-such-consequence-near", **values)


def _only(explanation: Explanation, consequence: str | None) -> Explanation:
    """The explanation of one consequence alone."""
    if consequence is None:
        return explanation
    kept = tuple(each for each in explanation.consequences if each.consequence.id == consequence)
    return evolve(explanation, grade=None, consequences=kept)
