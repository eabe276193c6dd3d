"""``targetrules diff``: what differs between two policies."""

from __future__ import annotations

from typing import Any

import click

from targetrules.cli.coverage import seconds
from targetrules.cli.errors import WrongUsageError
from targetrules.cli.failure import FINDINGS, shown_width
from targetrules.cli.inputs import read_policy, refuse_two_inputs, source_of, tell_notes
from targetrules.cli.language import reader_language
from targetrules.cli.memory import enough_memory
from targetrules.cli.options import details, lang, output_format, results_options
from targetrules.cli.program import Command
from targetrules.cli.terminal import paint, tell, write
from targetrules.comparison import compare, comparison_text
from targetrules.comparison.for_programs import comparison_values
from targetrules.comparison.on_results_text import SHOWN
from targetrules.decision.request import Request
from targetrules.proof import TIMEOUT
from targetrules.report.json_text import indented


@click.command("diff", cls=Command)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--data", metavar="RESULTS", help="option-data")
@details
@click.option("--all", "all_rows", is_flag=True, help="option-all-results")
@click.option("--timeout", metavar="SECONDS", callback=seconds, help="option-timeout-of-diff")
@output_format(("human", "json"), "human")
@results_options
@lang
def command(old: str, new: str, data: str | None, details: dict[str, str], **options: Any) -> int:
    """Print what differs; the exit status is 0 where nothing does that decides."""
    all_rows, timeout, form = (options.pop(name) for name in ("all_rows", "timeout", "format"))
    del options["lang"]
    refuse_two_inputs(old, new, *([] if data is None else [data]), *details.values())
    request, language = Request(**options), reader_language()
    if data is None:
        _refuse_idle(request, details, all_rows=all_rows)
    before, after = read_policy(old), read_policy(new)
    limit = TIMEOUT if timeout is None else timeout
    if data is None:
        found = compare(before, after, timeout=limit)
    else:
        how = request.reading
        how["details"] = request.details({name: source_of(file) for name, file in details.items()}) or None
        with enough_memory(data):
            found = compare(before, after, source_of(data), timeout=limit, **how)
    if found.on_results is not None:
        first, second = found.on_results.old.notes, found.on_results.new.notes
        tell_notes((*first, *(each for each in second if each not in first)), language)
    if form == "json":
        write([indented(comparison_values(found, language)) + "\n"])
    else:
        most = None if all_rows else SHOWN
        tell(comparison_text(found, language, most=most, width=shown_width(), paint=paint))
    return FINDINGS if found.differs else 0


def _refuse_idle(request: Request, details: dict[str, str], *, all_rows: bool) -> None:
    """Raise where it is said how results are read, and none are given."""
    said = [*(["details"] if details else []), *request.recorded(), *(["all"] if all_rows else [])]
    if said:
        raise WrongUsageError("needs-option", option=f"--{said[0]}", needed="--data")
