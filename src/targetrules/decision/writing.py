"""Outcomes written in any format: which one, whether what is asked for fits it, and its bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import TextIOBase
from itertools import chain
from os import PathLike
from typing import TYPE_CHECKING

from targetrules.arguments import ArgumentError, a_path, a_switch, one_of, unlike
from targetrules.decision.files import limited, path_of, refuse_overwriting, write_to
from targetrules.decision.kept import kept_columns, names_of_kept, notes_beside_kept
from targetrules.decision.output_format import OUTPUT_FORMATS, WITH_RECORD, OutputFormat, format_of, need_format
from targetrules.outcome import RowOutcomes
from targetrules.report.formats import DATA_FORMATS, DataFormat
from targetrules.results.sources.read import LARGEST_FILE
from targetrules.wording import LANGUAGES, Listing, Word

if TYPE_CHECKING:
    from targetrules.decision.outcomes import Outcomes
    from targetrules.keys.pair import PrivateKey
    from targetrules.workbook.kept import Kept

__all__ = ["lines_of", "write_outcomes"]

_MARK = "\ufeff".encode()


def write_outcomes(
    outcomes: Outcomes,
    to: object,
    *,
    asked: object,
    bom: object,
    sign: object,
    passphrase: object,
    language: object,
    keep: object = (),
) -> None:
    """See :meth:`targetrules.Outcomes.write`."""
    path, language = path_of(to), one_of("language", language, LANGUAGES)
    form = _form(path, to, asked)
    _check(outcomes, form, bom=a_switch("bom", bom), sign=sign, passphrase=passphrase)
    kept = _kept(outcomes, form, keep, language)
    read = (*outcomes.sources, *([a_path("sign", sign)] if isinstance(sign, str | PathLike) else ()))
    if path is not None:
        refuse_overwriting(path, read)
    need_format(form)
    key = None if sign is None else _key(sign, passphrase)
    parts: Iterable[bytes] = chain((_MARK,) if bom else (), _parts(outcomes, form, language, kept))
    if key is not None:
        from targetrules.report.signed import signed

        parts = signed(parts, key)
    write_to(to, parts if outcomes.record is None else limited(parts, LARGEST_FILE), read)


def _form(path: str | None, to: object, asked: object) -> OutputFormat:
    given = None if asked is None else one_of("format", asked, OUTPUT_FORMATS)
    if path is not None:
        return format_of(given, path, "format")
    if given is None:
        raise ArgumentError("format", Word("arguments.stream-format", {"words": Listing(OUTPUT_FORMATS)}))
    if given in ("parquet", "xlsx") and isinstance(to, TextIOBase):
        raise unlike("to", to, "stream-of-bytes")
    return given


def _check(outcomes: Outcomes, form: OutputFormat, *, bom: bool, sign: object, passphrase: object) -> None:
    """Raise ArgumentError where what is asked for does not fit together."""
    recorded = outcomes.record is not None
    if bom and form != "csv":
        raise ArgumentError("bom", Word("arguments.bom-of-csv"))
    if recorded and form not in WITH_RECORD:
        raise ArgumentError("format", Word("arguments.record-of-form", {"words": Listing(WITH_RECORD)}))
    if recorded and outcomes.is_slice:
        raise ArgumentError("record", Word("arguments.record-of-slice"))
    if sign is not None and form not in DATA_FORMATS:
        raise ArgumentError("sign", Word("arguments.sign-of-form", {"words": Listing(DATA_FORMATS)}))
    if sign is not None and not recorded:
        raise ArgumentError("sign", Word("arguments.sign-of-record"))
    if sign is None and passphrase is not None:
        raise ArgumentError("passphrase", Word("arguments.no-key"))


def _kept(outcomes: Outcomes, form: OutputFormat, keep: object, language: str) -> Kept:
    """The columns of the results that pass through to a workbook."""
    names = names_of_kept(keep)
    if names and form != "xlsx":
        raise ArgumentError("keep", Word("arguments.keep-of-form"))
    return kept_columns(outcomes.results, names, language)


def _key(sign: object, passphrase: object) -> PrivateKey:
    """The private key in a file, or itself."""
    from targetrules.keys.files import private_key
    from targetrules.keys.pair import PrivateKey

    return sign if isinstance(sign, PrivateKey) else private_key(a_path("sign", sign), _secret(passphrase))


def _secret(passphrase: object) -> Callable[[], bytes | None]:
    """A function that gives the passphrase of a key that has one."""
    from targetrules.arguments import a_secret

    def given() -> bytes | None:
        if passphrase is None:
            return None
        text = a_secret("passphrase", passphrase() if callable(passphrase) else passphrase)
        return text.encode("utf-8", "surrogateescape")

    return given


# ---- formats ---------------------------------------------------------------------------------------------------------


def _parts(outcomes: Outcomes, form: OutputFormat, language: str, kept: Kept) -> Iterable[bytes]:
    match form:
        case "table":
            return _table(outcomes, language)
        case "parquet":
            return [_parquet(outcomes)]
        case "xlsx":
            return [_workbook(outcomes, language, kept)]
        case _:
            return lines_of(outcomes, form)


def lines_of(outcomes: Outcomes, form: DataFormat) -> Iterator[bytes]:
    """The parts of a text for programs, with the record if there is one."""
    dated, record = outcomes.decided_on is not None, outcomes.record
    if isinstance(outcomes.found, RowOutcomes):
        from targetrules.report.formats import formatted

        texts = formatted(form, outcomes.rules, outcomes.found, record, dated=dated)
        return (text.encode(errors="backslashreplace") for text in texts)
    from targetrules.frames.writing.text import formatted as formatted_by_columns

    return formatted_by_columns(form, outcomes.found, record, dated=dated)


def _table(outcomes: Outcomes, language: str) -> Iterator[bytes]:
    from targetrules.report.labels import PolicyLabels
    from targetrules.report.outcome_table import outcome_table

    names = PolicyLabels(outcomes.rules, language)
    for text in (names.heading(), "\n\n", outcome_table(names, outcomes)):
        yield text.encode(errors="backslashreplace")


def _workbook(outcomes: Outcomes, language: str, kept: Kept) -> bytes:
    from targetrules.report.labels import PolicyLabels
    from targetrules.workbook.contents import sheets_of
    from targetrules.workbook.writing import workbook_bytes

    names, results = PolicyLabels(outcomes.rules, language), outcomes.results
    history = None if results is None else results.history
    notes = notes_beside_kept(outcomes.notes, kept.headings)
    return workbook_bytes(
        sheets_of(names, outcomes.items, history, outcomes.decided_on, outcomes.record, notes, kept),
        names.title(),
    )


def _parquet(outcomes: Outcomes) -> bytes:
    from targetrules.frames.writing.parquet import arrow_of_table, parquet_of
    from targetrules.frames.writing.row_outcomes import arrow_of_rows

    results = outcomes.results
    if not isinstance(outcomes.found, RowOutcomes):
        return parquet_of(arrow_of_table(outcomes.found, None if results is None else results.units_given()))
    units = None if results is None else results.units_given([each.unit for each in outcomes.found])
    return parquet_of(arrow_of_rows(outcomes.rules, outcomes.found.items, units, outcomes.decided_on))
