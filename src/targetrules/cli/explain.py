"""``targetrules explain``: why a unit was judged so, and what would have changed it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click
from attrs import evolve

from targetrules.cli.errors import CommandError
from targetrules.cli.inputs import read_policy, read_results, refuse_two_inputs, told_already
from targetrules.cli.language import reader_language
from targetrules.cli.names import a_name
from targetrules.cli.options import (
    details,
    lang,
    output_format,
    policy_argument,
    results_argument,
    results_options,
    targets,
)
from targetrules.cli.program import Command
from targetrules.cli.selection import check_consequences, known_period, known_unit
from targetrules.cli.terminal import tell, wrap_width, write
from targetrules.data import frozen
from targetrules.decision.request import Request
from targetrules.explanation.findings import Explanation
from targetrules.outcome import NoSuchResultError
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.report.explanation import explanation_text, explanation_values
from targetrules.report.json_text import indented
from targetrules.report.wrap import fitted

if TYPE_CHECKING:
    from targetrules.decision.results import Results


@click.command("explain", cls=Command)
@policy_argument
@results_argument
@details
@targets
@click.option("--unit", metavar="UNIT", callback=a_name)
@click.option("--period", metavar="PERIOD")
@click.option("--all", is_flag=True)
@click.option("--consequence", metavar="ID")
@output_format(("text", "json"), "text")
@results_options
@lang
@click.pass_context
def command(context: click.Context, /, policy: str, results: str, details: dict[str, str], **options: Any) -> None:
    """Explain the grade and each consequence, or the one that is asked for."""
    asked = _Asked(*(options.pop(name) for name in ("unit", "period", "all", "consequence")))
    _refuse_missing(context, asked)
    refuse_two_inputs(policy, results, *details.values(), options["targets"])
    format_, language = options.pop("format"), reader_language()
    del options["lang"]
    judge = read_policy(policy)
    if asked.consequence is not None:
        check_consequences(judge, [asked.consequence])
    request = Request(**options)
    read = read_results(judge, results, request, "reference", details)
    if asked.unit is not None:
        unit = request.naming.name_of(asked.unit)
        _refuse_unit_below(read, unit)
        asked = evolve(asked, unit=known_unit(read.units, unit))
    found = _all(judge, read, asked) if asked.all else iter([_one(judge, read, asked)])
    if format_ == "json":
        write(_json(found, language, several=asked.all))
    else:
        _tell(found, language)


@frozen
class _Asked:
    """What is to be explained."""

    unit: str | None
    period: str | None
    all: bool
    consequence: str | None

    @property
    def consequences(self) -> list[str] | None:
        """Those of which alone it is told; None: of all."""
        return None if self.consequence is None else [self.consequence]


def _refuse_missing(context: click.Context, asked: _Asked) -> None:
    """Check that a unit and a period are named, unless all results are meant that there are."""
    missing = [name for name in ("unit", "period") if getattr(asked, name) is None]
    if missing and not asked.all:
        param = next(each for each in context.command.params if each.name == missing[0])
        raise click.MissingParameter(ctx=context, param=param)


def _refuse_unit_below(results: Results, unit: str) -> None:
    """Raise where the unit is one of a lower policy, which explains it by itself."""
    for name, each in results.all_details.items() if unit not in results.units else ():
        policy = results.rules.all_details[name].policy
        if policy is not None and unit in each.units:
            raise CommandError("unit-below", found=unit, details=name, policy=policy.written)


def _one(policy: Policy, results: Results, asked: _Asked) -> Explanation:
    """The explanation of one row, and what would have changed it."""
    period = known_period(policy, str(asked.period))
    try:
        return policy.explain(
            results, unit=str(asked.unit), period=period, consequences=asked.consequences, notes=told_already
        )
    except NoSuchResultError as error:
        raise CommandError("as-it-is", says=error.word) from None


def _all(policy: Policy, results: Results, asked: _Asked) -> Iterator[Explanation]:
    """The reasons for all rows, or those of the unit or the period that is named."""
    period = None if asked.period is None else known_period(policy, asked.period)
    if period is not None and period not in results.periods:
        raise CommandError("no-such-period", found=asked.period)
    rows = ((row.unit, period_text(policy.rules.period, row.period)) for row in results.history.rows)
    mask = [asked.unit in (None, unit) and period in (None, when) for unit, when in rows]
    return policy.explain_rows(results, mask, consequences=asked.consequences, notes=told_already)


def _json(found: Iterator[Explanation], language: str, *, several: bool) -> Iterator[str]:
    """The explanations as JSON: an object, or of several a list of objects."""
    texts = (indented(explanation_values(each, language)) for each in found)
    if not several:
        yield from (f"{text}\n" for text in texts)
        return
    yield "["
    for at, text in enumerate(texts):
        yield f"{',' if at else ''}\n{text}"
    yield "\n]\n"


def _tell(found: Iterator[Explanation], language: str) -> None:
    width = wrap_width()
    for at, each in enumerate(found):
        text = explanation_text(each, language).removesuffix("\n")
        tell(("\n" if at else "") + (text if width is None else fitted(text, width)))
