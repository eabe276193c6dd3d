"""``targetrules list``: the policies that are installed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import click

from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import lang, output_format
from targetrules.cli.program import Command
from targetrules.cli.terminal import complain, paint, tell, wrap_width, write
from targetrules.data import frozen
from targetrules.installed import Installed, PassedOver, survey
from targetrules.report.json_text import indented
from targetrules.report.table import table_text
from targetrules.visible import visible
from targetrules.wording import LANGUAGES

_HEADINGS: Final = ("policy", "title", "package")


@frozen(slots=True)
class _Listed:
    """An installed policy: its title in every language that it has, its digest, and how many faults there are in it."""

    installed: Installed
    title: Mapping[str, str] | None
    sha256: str | None
    faults: int = 0


@click.command("list", cls=Command)
@output_format(("table", "json"), "table")
@lang
def command(format: str, lang: str | None) -> None:  # noqa: A002, ARG001
    """Id, title and package of each."""
    announced, language = survey(), reader_language()
    found = list(map(_listed, announced.policies))
    _json(found, announced.passed_over) if format == "json" else _table(found, language)
    for note in announced.notes:
        complain(spoken("note", language, says=note.text(language)))


def _listed(installed: Installed) -> _Listed:
    """What is known of it; of the project's own the title alone is read, of others whether they can be used, too."""
    head = installed.head() if installed.is_own else None
    if head is not None:
        return _Listed(installed, head.title, head.sha256)
    from targetrules.loading import load_installed
    from targetrules.source.diagnostic import PolicyError

    try:
        policy = load_installed(installed)
    except PolicyError as error:
        return _Listed(installed, None, None, len(error.diagnostics))
    return _Listed(installed, dict(policy.rules.title), policy.digest)


def _json(found: Sequence[_Listed], passed_over: Sequence[PassedOver]) -> None:
    """Print what is installed as JSON: the same in every language, for labels are there in all of them."""
    policies = [
        {
            "id": each.installed.id,
            "title": each.title,
            "package": each.installed.package,
            "sha256": each.sha256,
            "faults": each.faults,
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
    if each.title is None:
        return spoken("faulty", language, count=each.faults)
    return each.title.get(language) or each.title.get("") or next(iter(each.title.values()), each.installed.id)
