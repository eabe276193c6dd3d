"""In which format outcomes are written: what ``--format`` says, else what the name of the file ends in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Final, Literal

from targetrules.cli.mistake import Mistake, WrongCall
from targetrules.engine.choice import EngineName
from targetrules.report.written import Form

__all__ = ["WRITTEN", "Written", "form_of"]

Written = Form | Literal["table", "parquet"]
"""A format of outcomes."""

WRITTEN: Final[tuple[Written, ...]] = ("table", "csv", "json", "jsonl", "parquet")
"""All of them, the first being that of outcomes of which nothing is said."""

_TEXTS: Final[tuple[Written, ...]] = ("table", "csv", "json", "jsonl")
_ENDINGS: Final[Mapping[str, tuple[Written, ...]]] = {
    ".csv": ("csv",),
    ".json": ("json",),
    ".jsonl": ("jsonl",),
    ".ndjson": ("jsonl",),
    ".parquet": ("parquet",),
    ".txt": _TEXTS,
}
"""What a file may hold whose name ends so; the first is meant where nothing else is said."""

# Endings by which other programs know their own files: under such a name a text passes for a damaged workbook, an
# archive that cannot be opened, a policy. Any other ending (.tmp, .2024) says nothing, and --format may choose.
_OF_OTHERS: Final = frozenset(
    {
        *(".tsv", ".tab", ".xls", ".xlsx", ".xlsm", ".xlsb", ".xlt", ".et", ".ods", ".fods", ".numbers"),
        *(".doc", ".docx", ".wps", ".odt", ".rtf", ".pdf", ".htm", ".html", ".xml", ".toml", ".arrow", ".feather"),
        *(".gz", ".bz2", ".xz", ".zst", ".zip", ".7z", ".rar"),
    }
)


def form_of(
    asked: Written | None, output: str | None, *, record: bool, bom: bool, sign: bool, engine: EngineName | None
) -> Written:
    """The format that is asked for; raises where the name of the output, or another option, says something else."""
    form = WRITTEN[0] if output is None and asked is None else asked or _by_name(str(output))
    if output is not None and asked is not None:
        _refuse_other_name(asked, output)
    if record and form not in ("csv", "json", "jsonl"):
        raise WrongCall("record-of-table")
    if sign and not record:
        raise WrongCall("sign-of-record")
    if bom and form != "csv":
        raise WrongCall("bom-of-csv")
    if form == "parquet" and engine == "reference":
        raise WrongCall("parquet-in-columns")
    return form


def _by_name(output: str) -> Written:
    """A name without an ending says nothing."""
    ending = _ending(output)
    if ending and ending not in _ENDINGS:
        key = "no-such-ending" if ending in _OF_OTHERS else "unknown-ending"
        raise Mistake(key, file=output, ending=ending, known=", ".join(_ENDINGS))
    return _ENDINGS.get(ending, WRITTEN)[0]


def _refuse_other_name(asked: Written, output: str) -> None:
    """Nobody is to take a file for what it is not."""
    ending = _ending(output)
    if ending in _OF_OTHERS or asked not in _ENDINGS.get(ending, WRITTEN):
        known = ", ".join(each for each, forms in _ENDINGS.items() if asked in forms)
        raise Mistake("other-ending", file=output, ending=ending, format=asked, known=known)


def _ending(output: str) -> str:
    _, dot, ending = PurePath(output).name.rpartition(".")
    return dot + ending.lower() if dot else ""
