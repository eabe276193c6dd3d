"""In which format outcomes are written, and whether the options of a call fit together."""

from __future__ import annotations

from targetrules.arguments import ArgumentError
from targetrules.cli.errors import CommandError, WrongUsageError
from targetrules.decision.output_format import OUTPUT_FORMATS, WITH_RECORD, OutputFormat, format_of, need_format

__all__ = ["format_asked"]


def format_asked(
    asked: OutputFormat | None, output: str | None, *, record: bool, bom: bool, sign: bool, keep: bool
) -> OutputFormat:
    """The format; raises where the name of the output, or another option, says something else."""
    form = (asked or OUTPUT_FORMATS[0]) if output is None else _of_file(asked, output)
    if record and form not in WITH_RECORD:
        raise WrongUsageError("record-of-table")
    if sign and form == "xlsx":
        raise WrongUsageError("sign-of-text")
    if sign and not record:
        raise WrongUsageError("sign-of-record")
    if bom and form != "csv":
        raise WrongUsageError("bom-of-csv")
    if keep and form != "xlsx":
        raise WrongUsageError("keep-of-workbook")
    need_format(form)
    return form


def _of_file(asked: OutputFormat | None, output: str) -> OutputFormat:
    try:
        return format_of(asked, output, "--format")
    except ArgumentError as error:
        raise CommandError("as-it-is", says=error.word) from None
