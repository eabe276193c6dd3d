"""In which format outcomes are written, and whether the options of a call fit together."""

from __future__ import annotations

from targetrules.arguments import ArgumentError
from targetrules.cli.mistake import Mistake, WrongCall
from targetrules.decision.form import WRITTEN, Written, form_of, need_form
from targetrules.report.formats import FORMS

__all__ = ["form_asked"]


def form_asked(asked: Written | None, output: str | None, *, record: bool, bom: bool, sign: bool) -> Written:
    """The format; raises where the name of the output, or another option, says something else."""
    form = (asked or WRITTEN[0]) if output is None else _of_file(asked, output)
    if record and form not in FORMS:
        raise WrongCall("record-of-table")
    if sign and not record:
        raise WrongCall("sign-of-record")
    if bom and form != "csv":
        raise WrongCall("bom-of-csv")
    need_form(form)
    return form


def _of_file(asked: Written | None, output: str) -> Written:
    try:
        return form_of(asked, output, "--format")
    except ArgumentError as error:
        raise Mistake("as-it-is", says=error.word) from None
