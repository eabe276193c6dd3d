"""In which format outcomes are written: the one that is asked for, else what the name of the file ends in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Final, Literal, TypeVar

from targetrules.arguments import ArgumentError
from targetrules.report.formats import DATA_FORMATS, DataFormat
from targetrules.wording import Word

__all__ = ["OUTPUT_FORMATS", "WITH_RECORD", "OutputFormat", "format_by_ending", "format_of", "need_format"]

OutputFormat = DataFormat | Literal["table", "parquet", "xlsx"]
"""A format of outcomes."""

_Format = TypeVar("_Format", bound=str)

OUTPUT_FORMATS: Final[tuple[OutputFormat, ...]] = ("table", "csv", "json", "jsonl", "parquet", "xlsx")
"""All of them, the first being that of outcomes of which nothing is said."""

WITH_RECORD: Final[tuple[OutputFormat, ...]] = (*DATA_FORMATS, "xlsx")
"""Those that can tell what was decided with what."""

_TEXTS: Final[tuple[OutputFormat, ...]] = ("table", "csv", "json", "jsonl")
_ENDINGS: Final[Mapping[str, tuple[OutputFormat, ...]]] = {
    ".csv": ("csv",),
    ".json": ("json",),
    ".jsonl": ("jsonl",),
    ".ndjson": ("jsonl",),
    ".parquet": ("parquet",),
    ".txt": _TEXTS,
    ".xlsx": ("xlsx",),
}
"""What a file may hold whose name ends so; the first is meant where nothing else is said."""

# Endings by which other programs know their own files: under such a name a text passes for a damaged workbook, an
# archive that cannot be opened, a policy. Any other ending (.tmp, .2024) says nothing, and the format may be chosen.
_OF_OTHERS: Final = frozenset(
    {
        *(".tsv", ".tab", ".xls", ".xlsm", ".xlsb", ".xlt", ".et", ".ods", ".fods", ".numbers"),
        *(".doc", ".docx", ".wps", ".odt", ".rtf", ".pdf", ".htm", ".html", ".xml", ".toml", ".arrow", ".feather"),
        *(".gz", ".bz2", ".xz", ".zst", ".zip", ".7z", ".rar"),
    }
)


def format_of(
    asked: OutputFormat | None, file: str, option: str, formats: Sequence[OutputFormat] = OUTPUT_FORMATS
) -> OutputFormat:
    """The format in which a file of this name is written.

    Args:
        asked: The format that is asked for.
        file: The name.
        option: What a format is asked for by: ``format`` in Python, ``--format`` at the command line.
        formats: Those that there are.

    Raises:
        ArgumentError: The name says nothing, and neither is a format asked for; or it says something else.
    """
    if asked is None:
        return _by_name(file, option, formats)
    ending = _ending(file)
    if ending in _OF_OTHERS or asked not in _ENDINGS.get(ending, OUTPUT_FORMATS):
        known = ", ".join(each for each, forms in _ENDINGS.items() if asked in forms)
        values = {"file": file, "ending": ending, "option": option, "format": asked, "known": known}
        raise ArgumentError("format", Word("files.other-ending", values))
    return asked


def format_by_ending(
    asked: _Format | None, file: str, option: str, endings: Mapping[str, _Format], others: Sequence[str] = ()
) -> _Format:
    """The format of a file that is written for people, whose name must say which where nothing else does.

    Args:
        asked: The format that is asked for.
        file: The name.
        option: What a format is asked for by: ``format`` in Python, ``--format`` at the command line.
        endings: The endings of names, in small letters, with their formats.
        others: Endings that may be given as well, and say something else.

    Raises:
        ArgumentError: The name says nothing, and neither is a format asked for; or it says another format.
    """
    ending = PurePath(file).suffix.lower()
    named = endings.get(ending)
    known = ", ".join((*(each for each, form in endings.items() if asked in (None, form)), *others))
    values = {"file": file, "ending": ending, "option": option, "format": asked, "known": known}
    if asked is None:
        if named is None:
            raise ArgumentError("format", Word("files.unknown-ending", values))
        return named
    if named not in (None, asked):
        raise ArgumentError("format", Word("files.other-ending", values))
    return asked


def need_format(form: OutputFormat) -> None:
    """Raise MissingExtraError where what a format is written by is not installed."""
    from targetrules.extra import need

    match form:
        case "parquet":
            need("columnar", "numpy", "pyarrow", "narwhals")
        case "xlsx":
            need("office", "xlsxwriter")
        case _:
            pass


def _by_name(file: str, option: str, formats: Sequence[OutputFormat]) -> OutputFormat:
    """The format that the ending of a name says; a name without one says nothing."""
    ending, known = _ending(file), {each: forms for each, forms in _ENDINGS.items() if forms[0] in formats}
    if ending and ending not in known:
        key = "unknown-ending"
        if ending in _OF_OTHERS or ending in _ENDINGS:
            key = "no-such-ending" if formats == OUTPUT_FORMATS else "not-of-this"
        values = {"file": file, "ending": ending, "option": option, "known": ", ".join(known)}
        raise ArgumentError("to", Word(f"files.{key}", values))
    return known.get(ending, formats)[0]


def _ending(file: str) -> str:
    _, dot, ending = PurePath(file).name.rpartition(".")
    return dot + ending.lower() if dot else ""
