"""``targetrules targets check``: targets held against a policy and the tree of units."""

from __future__ import annotations

from typing import Any

import click

from targetrules.cli.failure import FINDINGS
from targetrules.cli.inputs import read_policy, refuse_two_inputs, source_of
from targetrules.cli.language import reader_language
from targetrules.cli.options import lang, output_format, policy_argument, table_options
from targetrules.cli.program import Command
from targetrules.cli.terminal import paint, refuse_closed_output, tell, write
from targetrules.cycle.targets import check_targets, targets_text, targets_values
from targetrules.decision.request import Request
from targetrules.report.json_text import indented


@click.command("check", cls=Command)
@policy_argument
@click.argument("targets", metavar="TARGETS")
@click.option("--units", metavar="FILE", help="option-units-tree")
@output_format(("human", "json"), "human")
@table_options
@lang
def command(policy: str, targets: str, units: str | None, **options: Any) -> int:
    """Print what is wrong; the exit status is 0 where nothing is."""
    refuse_two_inputs(policy, targets, *([] if units is None else [units]))
    refuse_closed_output()
    language, judge = reader_language(), read_policy(policy)
    form = options.pop("format")
    del options["lang"]
    request = Request(**options)
    found = check_targets(
        judge, request.table(source_of(targets)), None if units is None else source_of(units), naming=request.naming
    )
    if form == "json":
        write([indented(targets_values(found, language)) + "\n"])
    else:
        tell(targets_text(found, language, paint=paint))
    return FINDINGS if found.breaches else 0
