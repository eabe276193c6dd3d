"""``targetrules targets progress``: values of months or quarters held against the pace of the targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from targetrules.cli.errors import WrongUsageError
from targetrules.cli.failure import FINDINGS
from targetrules.cli.inputs import read_policy, refuse_two_inputs, source_of
from targetrules.cli.language import reader_language
from targetrules.cli.options import lang, output_format, policy_argument, table_options
from targetrules.cli.program import Command
from targetrules.cli.register.opening import reading
from targetrules.cli.terminal import paint, refuse_closed_output, tell, wrap_width, write
from targetrules.cycle.targets import Progress, progress, progress_csv, progress_text, progress_values
from targetrules.cycle.targets.pace import STATES
from targetrules.decision.request import Request
from targetrules.policy import Policy
from targetrules.report.json_text import indented


def _states(context: click.Context, param: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """One of the states, several times."""
    for each in values:
        if each not in STATES:
            words = ", ".join(STATES)
            raise WrongUsageError("not-one-of", context, option=param.opts[-1], found=each, words=words)
    return tuple(values)


def _state(function: Callable[..., Any]) -> Callable[..., Any]:
    metavar = f"[{'|'.join(STATES)}]"
    option = click.option("--state", metavar=metavar, multiple=True, callback=_states, help="option-state-progress")
    return option(function)


@click.command("progress", cls=Command)
@policy_argument
@click.argument("values", metavar="VALUES...", nargs=-1, required=True)
@click.option("--targets", metavar="TARGETS", help="option-targets-progress")
@click.option("--register", metavar="REGISTER", help="option-register-progress")
@click.option("--through", metavar="PERIOD", help="option-through")
@click.option("--units", metavar="FILE", help="option-units-progress")
@_state
@output_format(("table", "csv", "json"), "table")
@table_options
@lang
def command(
    policy: str,
    values: Sequence[str],
    targets: str | None,
    register: str | None,
    through: str | None,
    units: str | None,
    state: Sequence[Any],
    **options: Any,
) -> int:
    """Print where each unit stands; the exit status is 0 where all of them are on track."""
    if (targets is None) is (register is None):
        raise WrongUsageError("targets-or-register", click.get_current_context())
    files = [each for each in (targets, units) if each is not None]
    refuse_two_inputs(policy, *values, *files)
    refuse_closed_output()
    language, judge = reader_language(), read_policy(policy)
    form = options.pop("format")
    del options["lang"]
    request = Request(**options)
    first, *more = (request.table(source_of(each)) for each in values)
    found = progress(
        judge,
        first,
        _issued(register, judge) if register is not None else source_of(targets or ""),
        more=more,
        units=None if units is None else source_of(units),
        through=through,
        naming=request.naming,
    ).only(*state)
    _tell(found, form, language)
    return FINDINGS if any(each.state != "on-track" for each in found.standings) else 0


def _issued(register: str, policy: Policy) -> list[dict[str, Any]]:
    """The targets of the policy that are in force in a register."""
    with reading(register) as opened:
        return [each.row for each in opened.targets(policy=policy.id)]


def _tell(found: Progress, form: str, language: str) -> None:
    match form:
        case "json":
            write([indented(progress_values(found, language)) + "\n"])
        case "csv":
            write([progress_csv(found, language)])
        case _:
            tell(progress_text(found, language, width=wrap_width(), paint=paint))
