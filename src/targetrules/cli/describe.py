"""``targetrules describe``: a policy read back as the articles of a regulation."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

import click

from targetrules.cli.errors import CommandError
from targetrules.cli.inputs import STANDARD_STREAM, read_policy
from targetrules.cli.language import reader_language
from targetrules.cli.options import lang, output_format, policy_argument
from targetrules.cli.overwriting import refuse_overwriting
from targetrules.cli.program import Command
from targetrules.cli.terminal import encoded, refuse_closed_output, write
from targetrules.wording import Word

if TYPE_CHECKING:
    from targetrules.description.text import Description

_FORMATS: Final = ("md", "html", "docx")
_ENDINGS: Final = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".docx": "docx"}


@click.command("describe", cls=Command)
@policy_argument
@output_format(_FORMATS, None, "option-format-of-description")
@click.option("-o", "--output", metavar="FILE")
@lang
def command(policy: str, format: str | None, output: str | None, lang: str | None) -> None:  # noqa: A002, ARG001
    """Read the policy, and write it back in words."""
    output = None if output == STANDARD_STREAM else output
    refuse_overwriting(output, policy)
    form = _form(format, output)
    if output is None:
        refuse_closed_output()
        write([_written(read_policy(policy).describe(reader_language()), form)])
        return
    from targetrules.atomic import refuse_unwritable, write_file

    refuse_unwritable(output)
    write_file(output, [encoded(_written(read_policy(policy).describe(reader_language()), form))])


def _written(description: Description, form: str) -> str | bytes:
    if form == "docx":
        return description.docx()
    return description.html() if form == "html" else description.markdown()


def _form(asked: str | None, output: str | None) -> str:
    """The format that is asked for, or that the name of the file says; the first where neither does."""
    if output is None:
        return asked or _FORMATS[0]
    ending = PurePath(output).suffix.lower()
    named = _ENDINGS.get(ending)
    known = ", ".join(each for each, form in _ENDINGS.items() if asked in (None, form))
    values = {"file": output, "ending": ending, "option": "--format", "format": asked, "known": known}
    if named is None and asked is None:
        raise CommandError("as-it-is", says=Word("files.unknown-ending", values))
    if named is not None and asked not in (None, named):
        raise CommandError("as-it-is", says=Word("files.other-ending", values))
    return asked or named or _FORMATS[0]
