"""``targetrules register explain``: why it was decided so, by what was known when it was decided."""

from __future__ import annotations

import click

from targetrules.cli.language import reader_language
from targetrules.cli.options import lang, output_format
from targetrules.cli.register.opening import RegisterCommand, reading
from targetrules.cli.register.options import Instant, as_of, of_policy, period, register_argument, unit
from targetrules.cli.selection import known_period
from targetrules.cli.terminal import refuse_closed_output, tell, wrap_width, write
from targetrules.report.json_text import indented
from targetrules.report.wrap import fitted


@click.command("explain", cls=RegisterCommand)
@register_argument
@unit
@period
@as_of
@of_policy
@output_format(("text", "json"), "text")
@lang
def command(
    register: str,
    unit: str,
    period: str,
    as_of: Instant | None,
    policy: str | None,
    format: str,  # noqa: A002
    lang: str | None,  # noqa: ARG001
) -> None:
    """Explain the decision that stands, or stood."""
    from targetrules.register.told_beside import beside_lines, beside_values
    from targetrules.report.explanation import explanation_text, explanation_values
    from targetrules.report.labels import PolicyLabels

    refuse_closed_output()
    language = reader_language()
    with reading(register) as opened:
        until = None if as_of is None else as_of.end(opened.zone)
        at = known_period(opened.policy(policy), period)
        found = opened.explain(unit, at, policy=policy, as_of=until)
        targets, text = (
            opened.targets(policy=policy, period=at, unit=unit, as_of=until),
            opened.policy(policy, period=at),
        )
        (decision,) = opened.decisions(policy=policy, period=at, unit=unit, as_of=until)
    if format == "json":
        approval = {} if decision.approval is None else {"approval": decision.approval.values()}
        issued = {"targets": [each.values() for each in targets]} if targets else {}
        beside = {**approval, **beside_values(decision), **issued}
        write([indented({**explanation_values(found, language), **beside}) + "\n"])
        return
    if decision.approval is not None:
        tell(decision.approval.word().text(language) + "\n")
    for line in beside_lines([decision], PolicyLabels(text.rules, language)):
        tell(line + "\n")
    if targets:
        from targetrules.register.targets_shown import targets_text

        tell(targets_text(targets, text, language) + "\n")
    says, width = explanation_text(found, language).removesuffix("\n"), wrap_width()
    tell(says if width is None else fitted(says, width))
