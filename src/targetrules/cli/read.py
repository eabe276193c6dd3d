"""``targetrules read``: what is understood of files of results, before anything is judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from targetrules.cli.errors import CommandError, WrongUsageError
from targetrules.cli.failure import FINDINGS, results_status
from targetrules.cli.inputs import STANDARD_STREAM, read_policy, tell_notes
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import lang, results_options
from targetrules.cli.overwriting import refuse_overwriting
from targetrules.cli.program import Command
from targetrules.cli.terminal import complain, refuse_closed_output, tell
from targetrules.decision.request import Request
from targetrules.wording import Listing, Word, say

if TYPE_CHECKING:
    from targetrules.decision.results import Results
    from targetrules.decision.understanding import Understanding
    from targetrules.policy import Policy


_TOLD_OF_SHEETS = frozenset({"sheets.note", "sheets.note_hidden_rows", "sheets.note_hidden_columns"})
"""Notes of what is shown of each sheet already."""


@click.command("read", cls=Command)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--policy", metavar="POLICY", required=True)
@click.option("--units", metavar="FILE", help="option-units-listed")
@click.option("-o", "--output", metavar="FILE", help="option-read-output")
@click.option("--save-plan", metavar="FILE")
@results_options
@lang
def command(files: tuple[str, ...], policy: str, units: str | None, **options: Any) -> int:
    """Say what was understood; the exit status is 1 where something is wrong, or somebody has sent nothing."""
    output, save_plan = options.pop("output"), options.pop("save_plan")
    del options["lang"]
    if STANDARD_STREAM in files:
        raise WrongUsageError("read-no-stream")
    refuse_closed_output()
    for each in (output, save_plan):
        if each is not None:
            _refuse_output(each, policy, [*files, *([units] if units else [])])
    request, judge = Request(**options), read_policy(policy)
    found = _understood(judge, files, request)
    status = _tell(found)
    if found.results is not None:
        status = max(status, _tell_units(found.results, units, request))
        if output is not None:
            found.results.write(output)
    if save_plan is not None and found.error is None:
        from targetrules.decision.plan_file import write_plan

        write_plan(request, save_plan)
    return status


def _refuse_output(output: str, policy: str, inputs: Sequence[str]) -> None:
    from targetrules.atomic import refuse_unwritable

    refuse_overwriting(output, policy, *inputs)
    refuse_unwritable(output)


def _understood(judge: Policy, files: Sequence[str], request: Request) -> Understanding:
    from targetrules.decision.understanding import understood

    if judge.rules.details:
        raise CommandError("read-no-details")
    return understood(judge.rules, judge.digest, files, dict(request.reading))


def _tell(found: Understanding) -> int:
    """What was understood, and what is wrong; the exit status."""
    from targetrules.report.layout_text import layout_lines

    language = reader_language()
    for each in found.layouts:
        tell("\n".join(layout_lines(each, language)) + "\n")
    if found.error is not None:
        complain(found.error.text(language))
        return results_status(found.error)
    return 0


def _tell_units(results: Results, units: str | None, request: Request) -> int:
    """How much there is, and who is missing; the exit status."""
    language = reader_language()
    tell_notes((each for each in results.notes if each.key not in _TOLD_OF_SHEETS), language)
    periods = Listing(tuple(map(str, results.periods)))
    tell(say("sheets.read_all", language, {"rows": len(results), "units": len(results.units), "periods": periods}))
    if units is None:
        return 0
    from targetrules.decision.understanding import listed_units

    found = listed_units(units, results, request.unit_column)
    told = {"count": len(found.missing), "of": found.listed, "names": _quoted(found.missing)}
    is_whole = not (found.missing or found.by_period)
    if found.missing or is_whole:
        tell(say("sheets.read_all_there" if is_whole else "sheets.read_missing", language, told))
    for period, names in found.by_period:
        told = {"period": period, "count": len(names), "of": found.listed, "names": _quoted(names)}
        tell(say("sheets.read_missing_in", language, told))
    for name, near in found.unlisted:
        tell(spoken("read-unlisted" if near is None else "read-unlisted-near", language, name=name, near=near))
    return 0 if is_whole and not found.unlisted else FINDINGS


def _quoted(names: Sequence[str]) -> Listing:
    return Listing(tuple(Word("problems.quoted", {"name": name}) for name in names))
