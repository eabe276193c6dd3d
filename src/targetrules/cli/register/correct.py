"""``targetrules register correct``: corrected results, previewed first, then recorded with all that they change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from targetrules.arguments import ArgumentError
from targetrules.cli.errors import CommandError, WrongUsageError
from targetrules.cli.inputs import refuse_missing_details, refuse_two_inputs, source_of, tell_notes
from targetrules.cli.language import reader_language
from targetrules.cli.memory import enough_memory
from targetrules.cli.names import names
from targetrules.cli.options import decided_on, details, lang, output_format, results_argument, results_options
from targetrules.cli.register.correction import correction_values, tell_correction
from targetrules.cli.register.opening import RegisterCommand, acting, naming, recording
from targetrules.cli.register.options import (
    Instant,
    holds_from,
    of_policy,
    reason,
    register_argument,
    the_reason,
    who_records,
)
from targetrules.cli.register.told import recorded
from targetrules.cli.terminal import refuse_closed_output, write
from targetrules.decision.request import Request
from targetrules.report.json_text import indented

if TYPE_CHECKING:
    from targetrules.register import Correction, HoldHarmless, Register
    from targetrules.wording import Word


def _held(context: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """``grade``, ``not-imposed=ID``, ``not-withdrawn=ID``."""
    found = []
    for value in values:
        rule, _, id_ = value.partition("=")
        if (rule, id_) != ("grade", "") and not (rule in ("not-imposed", "not-withdrawn") and id_):
            raise WrongUsageError("not-held-harmless", context, option=param.opts[-1], found=value)
        found.append((rule, id_))
    return tuple(found)


@click.command("correct", cls=RegisterCommand)
@register_argument
@results_argument
@details
@reason
@click.option("--apply", is_flag=True)
@click.option("--erase", is_flag=True)
@click.option("--hold-harmless", metavar="WHAT", multiple=True, callback=_held)
@click.option("--hold-unit", metavar="UNIT", multiple=True, callback=names)
@click.option("--hold-reason", metavar="TEXT")
@decided_on
@output_format(("text", "json"), "text")
@of_policy
@holds_from
@who_records
@results_options
@lang
@click.pass_context
def command(
    context: click.Context,
    /,
    register: str,
    results: str,
    details: dict[str, str],
    reason: str | None,
    format: str,  # noqa: A002
    *,
    apply: bool,
    erase: bool,
    **options: Any,
) -> None:
    """Preview the corrections, or record them."""
    refuse_closed_output()
    refuse_two_inputs(results, *details.values())
    why, language, actor = the_reason(reason), reader_language(), acting(options)
    harmless = _harmless(context, options)
    decided, policy, since = (options.pop(name) for name in ("decided_on", "policy", "holds_from"))
    del options["lang"]
    request, notes = Request(**options), list["Word"]()
    with recording(register, actor) as opened:
        refuse_missing_details(opened.policy(policy), details, of_register=True)
        how = {**_reading(request, results, details), "notes": notes.append}
        how |= {"erases": erase, "reason": why, "hold_harmless": harmless, "decided_on": decided, "policy": policy}
        how |= {"holds_from": _begin(opened, since)}
        with enough_memory(results), naming(results), _as_typed():
            found: Correction = (opened.correct if apply else opened.preview)(how.pop("rows"), **how)
        tell_notes(notes, language)
        with recorded(found.events, language):
            if format == "json":
                write([indented(correction_values(opened, found, policy)) + "\n"])
            else:
                tell_correction(opened, found, policy, language)


@contextmanager
def _as_typed() -> Iterator[None]:
    """What is wrong with what may not become worse is told of the option that says it."""
    try:
        yield
    except ArgumentError as error:
        if error.name not in ("grade", "hold_harmless", "not_imposed", "not_withdrawn"):
            raise
        raise CommandError("as-it-is", says=error.text(reader_language(), name="--hold-harmless")) from None


def _begin(register: Register, since: Instant | None) -> Any:
    return None if since is None else since.begin(register.zone)


def _reading(request: Request, results: str, details: dict[str, str]) -> dict[str, Any]:
    below = {name: source_of(file) for name, file in details.items()}
    return {**request.reading, "details": request.details(below) or None, "rows": source_of(results)}


def _harmless(context: click.Context, options: dict[str, Any]) -> HoldHarmless | None:
    """What may not become worse, and why; raises where a part of that is missing."""
    held, units, reason = (options.pop(f"hold_{name}") for name in ("harmless", "unit", "reason"))
    if not held:
        if units or reason is not None:
            raise WrongUsageError("nothing-held-harmless", context)
        return None
    if reason is None or not reason.strip():
        raise CommandError("no-hold-reason")
    from targetrules.register import HoldHarmless

    return HoldHarmless(
        reason=reason,
        grade=("grade", "") in held,
        not_imposed=tuple(id_ for rule, id_ in held if rule == "not-imposed"),
        not_withdrawn=tuple(id_ for rule, id_ in held if rule == "not-withdrawn"),
        units=units,
    )
