"""Letters about what was decided: a sequence, to be written as one file, or as an archive with a file for each."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from pathlib import PurePath
from typing import IO, Final, Literal, overload
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from targetrules.arguments import ArgumentError, one_of
from targetrules.data import frozen
from targetrules.decision.files import path_of, refuse_overwriting, write_to
from targetrules.decision.output_format import format_by_ending
from targetrules.letters.letter import Letter
from targetrules.visible import visible
from targetrules.wording import Listing, Word

__all__ = ["INDEX", "LETTER_FORMATS", "LetterFormat", "Letters"]

LetterFormat = Literal["docx", "html"]
LETTER_FORMATS: Final[tuple[LetterFormat, ...]] = ("docx", "html")

_ENDINGS: Final[dict[str, LetterFormat]] = {".docx": "docx", ".html": "html", ".htm": "html"}
_NOT_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')
_LONGEST_NAME: Final = 120
"""How many bytes of a name are kept: systems take 255, and the ending and a number come on top."""
INDEX: Final = "letters.csv"
"""The file of an archive that lists its letters."""
_MARK: Final = "\ufeff"
"""The byte-order mark, by which Excel knows that the list is UTF-8."""
_ARCHIVE: Final = ".zip"


@frozen(eq=False, repr=False)
class Letters(Sequence[Letter]):
    """Letters in the order of the outcomes, those of a unit by its consequences, the most severe first.

    Attributes:
        items: The letters.
        left_open: How many consequences may be imposed, and have no letter: nobody decided of them yet.
        left_undetermined: How many are undetermined, and have no letter.
        sources: The files that were read, none of which is written over.
        left_drafts: How many await an approval, and have no letter.
    """

    items: tuple[Letter, ...]
    left_open: int
    left_undetermined: int
    sources: tuple[str, ...] = ()
    left_drafts: int = 0

    def __repr__(self) -> str:
        return f"<{len(self.items)} letters>"

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Letter]:
        return iter(self.items)

    @overload
    def __getitem__(self, index: int) -> Letter: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Letter]: ...

    def __getitem__(self, index: int | slice) -> Letter | Sequence[Letter]:
        return self.items[index]

    def write(self, to: str | PathLike[str] | IO[bytes], *, format: LetterFormat | None = None) -> None:  # noqa: A002
        """Write them: all in one file, each on a page of its own, or an archive with a file for each.

        Args:
            to: A path, or a stream of bytes. A path that ends in ``.zip`` is that of an archive: it also has
                ``letters.csv``, with the unit, the period, the consequence, the title and the SHA-256 of each file, by
                which the letter that was sent can be known later.
            format: ``"docx"`` or ``"html"``; left out, the ending of the path says it, and an archive has documents.

        Raises:
            ArgumentError: Any of these cannot be used, or there is no letter.
            MissingExtraError: python-docx is not installed (extra ``office``).
            OSError: The system does not write it.
        """
        path = path_of(to)
        form, is_archive = self._form(path, format), path is not None and _is_archive(path)
        if path is not None:
            refuse_overwriting(path, self.sources)
        self._refuse_none()
        write_to(to, [self._archive(form) if is_archive else self._together(form)], self.sources)

    # ---- formats -----------------------------------------------------------------------------------------------------

    def _form(self, path: str | None, given: LetterFormat | None) -> LetterFormat:
        asked = None if given is None else one_of("format", given, LETTER_FORMATS)
        if path is None and asked is None:
            raise ArgumentError("format", Word("arguments.stream-format", {"words": Listing(LETTER_FORMATS)}))
        if path is None or _is_archive(path):
            return asked or LETTER_FORMATS[0]
        return format_by_ending(asked, path, "format", _ENDINGS, [_ARCHIVE])

    def _refuse_none(self) -> None:
        if not self.items and self.left_drafts:
            raise ArgumentError("to", Word("letters.none-drafts", {"count": self.left_drafts}))
        if not self.items:
            raise ArgumentError("to", Word("letters.none"))

    def _together(self, form: LetterFormat) -> bytes:
        if form == "html":
            from targetrules.letters.html import html_of

            return html_of(self.items).encode(errors="backslashreplace")
        from targetrules.letters.docx import docx_of

        return docx_of(self.items)

    def _archive(self, form: LetterFormat) -> bytes:
        """A file for each letter, and the one that lists them; no entry says when it was made."""
        found = io.BytesIO()
        names = _file_names(self.items, form)
        with ZipFile(found, "w") as archive:
            for name, data in _with_index(self.items, names, self._each(form)):
                entry = ZipInfo(name)
                entry.compress_type = ZIP_DEFLATED if name == INDEX or form == "html" else ZIP_STORED
                archive.writestr(entry, data)
        return found.getvalue()

    def _each(self, form: LetterFormat) -> Iterator[bytes]:
        if form == "html":
            return (each.html().encode(errors="backslashreplace") for each in self.items)
        from targetrules.letters.docx import each_docx

        return each_docx(self.items)


def _is_archive(path: str) -> bool:
    return PurePath(path).suffix.lower() == _ARCHIVE


def _file_names(letters: Iterable[Letter], form: LetterFormat) -> tuple[str, ...]:
    """A name for each, by period, unit and consequence; no two alike, whatever a system makes of capitals."""
    taken: Counter[str] = Counter()
    found = []
    for each in letters:
        plain = _NOT_IN_NAMES.sub("_", visible(f"{each.period}-{each.unit}-{each.consequence}"))
        stem = plain.encode()[:_LONGEST_NAME].decode(errors="ignore").strip(". ")
        taken[stem.casefold()] += 1
        again = taken[stem.casefold()]
        found.append(f"{stem}.{form}" if again == 1 else f"{stem}~{again}.{form}")
    return tuple(found)


def _with_index(letters: Sequence[Letter], names: Sequence[str], data: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """The files, and last the one that lists them."""
    text = io.StringIO()
    text.write(_MARK)
    rows = csv.writer(text)
    rows.writerow(("file", "unit", "period", "consequence", "title", "sha256"))
    for letter, name, each in zip(letters, names, data, strict=True):
        yield name, each
        digest = hashlib.sha256(each).hexdigest()
        rows.writerow((name, letter.unit, letter.period, letter.consequence, letter.title, digest))
    yield INDEX, text.getvalue().encode(errors="backslashreplace")
