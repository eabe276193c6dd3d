"""The zip file of a workbook: its parts, and the XML in them, read piece by piece and within limits."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any, Final
from xml.parsers import expat

from targetrules.budget import Account, Budget
from targetrules.results.sources.workbook_errors import BrokenWorkbookError, WorkbookTooLargeError
from targetrules.wording import Word

__all__ = ["Package", "local", "part_names", "twice"]

_PIECE: Final = 1 << 16
_LONGEST_MARK: Final = 1 << 20
_DAMAGE: Final = (
    EOFError,
    NotImplementedError,  # a way of packing that Python does not know
    OSError,
    OverflowError,
    RuntimeError,  # a password
    UnicodeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)

Start = Callable[[str, dict[str, str]], Any]
End = Callable[[str], Any]
Text = Callable[[str], Any]


def local(name: str) -> str:
    """The name of an element or attribute without the prefix of its namespace."""
    return name.rpartition(":")[2] if ":" in name else name


def part_names(data: bytes) -> frozenset[str]:
    """The names of the parts of a zip file, as they are written there; none of a damaged one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except _DAMAGE:
        return frozenset()


class Package:
    """The parts of a workbook, whatever is unpacked of them drawn from the ``budget``."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self.budget = budget
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE:
            raise BrokenWorkbookError(Word("problems.no_zip")) from None
        # Names of parts do not tell upper from lower case, and some programs write them with backslashes.
        self._names: dict[str, str] = {}
        for name in self._zip.namelist():
            known = name.replace("\\", "/").casefold()
            if known in self._names:
                raise twice("part_twice", name)
            self._names[known] = name

    def parse(self, part: str, start: Start, end: End | None = None, text: Text | None = None) -> Iterator[None]:
        """Read the XML of ``part`` with these handlers; stops after each piece, so that what was found can be taken."""
        parser = expat.ParserCreate(self._encoding(part))
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _no_doctype
        try:
            fed = 0
            for piece in self._pieces(part):
                self.budget.draw(Account.TAGS, piece.count(b"<"))
                parser.Parse(piece)
                fed += len(piece)
                if fed - parser.CurrentByteIndex > _LONGEST_MARK:  # expat begins it anew with every piece
                    raise WorkbookTooLargeError
                yield
            parser.Parse(b"", True)  # noqa: FBT003  there is no keyword
        except expat.ExpatError as error:
            raise _damaged(part) from error
        yield

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part.casefold() in self._names

    def has_relations(self, part: str) -> bool:
        """Whether ``part`` refers to anything."""
        return self.has(_relations_of(part))

    def relations(self, part: str) -> Mapping[str, tuple[str, str]]:
        """What ``part`` (``""``: the package) refers to, by id: the last word of the type, and the name of a part."""
        folder, listed = posixpath.dirname(part), _relations_of(part)
        found: dict[str, tuple[str, str]] = {}

        def start(element: str, attributes: dict[str, str]) -> None:
            if local(element) == "Relationship":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                if attributes.get("Id", "") in found:
                    raise twice("relation_twice", attributes.get("Id", ""), listed)
                found[attributes.get("Id", "")] = attributes.get("Type", "").rpartition("/")[2], target.lstrip("/")

        for _ in self.parse(listed, start):
            pass
        return found

    def _encoding(self, part: str) -> str:
        """The encoding of a part, by its mark: a declared one that Python does not know must not come in the way."""
        return "utf-16" if next(self._pieces(part), b"").startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"

    def _pieces(self, part: str) -> Iterator[bytes]:
        try:
            with self._open(part) as stream:
                while piece := stream.read(_PIECE):
                    self.budget.draw(Account.BYTES, len(piece))
                    yield piece
        except _DAMAGE as error:
            raise _damaged(part) from error

    def _open(self, part: str) -> IO[bytes]:
        try:
            return self._zip.open(self._names[part.casefold()])
        except KeyError:
            raise _damaged(part) from None


def twice(about: str, name: str, part: str = "") -> BrokenWorkbookError:
    """The error where two parts have one name: programs differ in which they take."""
    return BrokenWorkbookError(Word(f"problems.{about}", {"name": name, "part": part}))


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _damaged(part: str) -> BrokenWorkbookError:
    return BrokenWorkbookError(Word("problems.damaged_part", {"part": part}))


def _no_doctype(*_: object) -> None:
    raise BrokenWorkbookError(Word("problems.has_doctype"))
