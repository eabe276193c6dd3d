"""``targetrules list``: the policies that are installed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import click

from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import lang, output_format
from targetrules.cli.program import Command
from targetrules.cli.terminal import complain, paint, tell, wrap_width, write
from targetrules.data import frozen
from targetrules.installed import Installed, PassedOver, survey
from targetrules.loading import load_installed
from targetrules.policy import Policy
from targetrules.report.json_text import indented
from targetrules.report.labels import PolicyLabels
from targetrules.report.table import table_text
from targetrules.source.diagnostic import PolicyError
from targetrules.visible import visible
from targetrules.wording import LANGUAGES

_HEADINGS: Final = ("policy", "title", "package")


@frozen(slots=True)
class _Listed:
    """An installed policy, and what came of reading it."""

    installed: Installed
    policy: Policy | PolicyError


@click.command("list", cls=Command)
@output_format(("table", "json"), "table")
@lang
def command(format: str, lang: str | None) -> None:  # noqa: A002, ARG001
    """Id, title and package of each."""
    announced, language = survey(), reader_language()
    found = [_Listed(each, _read(each)) for each in announced.policies]
    _json(found, announced.passed_over) if format == "json" else _table(found, language)
    for note in announced.notes:
        complain(spoken("note", language, says=note.text(language)))


def _read(installed: Installed) -> Policy | PolicyError:
    try:
        return load_installed(installed)
    except PolicyError as error:
        return error


def _json(found: Sequence[_Listed], passed_over: Sequence[PassedOver]) -> None:
    """Print what is installed as JSON: the same in every language, for labels are there in all of them."""
    policies = [
        {
            "id": each.installed.id,
            "title": dict(each.policy.rules.title) if isinstance(each.policy, Policy) else None,
            "package": each.installed.package,
            "sha256": each.policy.digest if isinstance(each.policy, Policy) else None,
            "faults": len(each.policy.diagnostics) if isinstance(each.policy, PolicyError) else 0,
        }
        for each in found
    ]
    others = [
        {"package": each.package, "why": {language: each.why.text(language) for language in LANGUAGES}}
        for each in passed_over
    ]
    values = {"policies": policies, "passed_over": others}
    write([indented(values) + "\n"])


def _table(found: Sequence[_Listed], language: str) -> None:
    rows = [tuple(map(visible, (each.installed.id, _title(each, language), each.installed.package))) for each in found]
    headings = [spoken(f"heading-{name}", language) for name in _HEADINGS]
    tell(table_text(headings, [rows], width=wrap_width(), paint=paint).removesuffix("\n"))


def _title(each: _Listed, language: str) -> str:
    if isinstance(each.policy, PolicyError):
        return spoken("faulty", language, count=len(each.policy.diagnostics))
    return PolicyLabels(each.policy.rules, language).title()
