"""A TOML text that is being written, as sections, keys and values with their paths and places.

Whoever types has broken text before them most of the time: a line without its value, a bracket that is not closed yet.
So nothing is refused here: what is not finished ends where its line ends, and the rest is read as if it were. Where a
text is right, its paths are those of the parser (a test compares them).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cached_property
from typing import Final, Literal

from attrs import evolve, field

from targetrules.data import define, unchanging
from targetrules.source.diagnostic import Path
from targetrules.source.document import Document
from targetrules.source.scan import tokens

__all__ = ["Holder", "Key", "Section", "TextTree", "Value", "holder_at", "inner_offsets", "read_tree", "said"]

ValueKind = Literal["text", "word", "list", "table"]

_HEADER_LINE: Final = re.compile(
    r"[ \t]*\[{1,2}[ \t]*(?:[A-Za-z_]|\"[^\"\n]+\"|'[^'\n]+')[^\[\]=,\n]*(?:\]|$)", re.MULTILINE
)
_PAIR_LINE: Final = re.compile(r"[ \t]*(?:[A-Za-z0-9_.-]+|\"[^\"\n]+\"|'[^'\n]+')[ \t]*=")
_BLANKS: Final = " \t\r"
_LONG: Final = ('"""', "'''")
_ESCAPES: Final = {"u": 6, "U": 10}


@unchanging
class Key:
    """A key, or a part of a dotted one or of a header: the path that it leads to, and where it stands."""

    path: Path
    start: int
    end: int

    @property
    def name(self) -> str:
        """What it says."""
        return str(next(part for part in reversed(self.path) if isinstance(part, str)))


@unchanging
class Value:
    """A value: its path, where it stands, and of a text what it says, of a number or the like how it is written."""

    path: Path
    kind: ValueKind
    start: int
    end: int
    text: str = ""


@unchanging
class Section:
    """``[a.b]`` or ``[[a.b]]``, from its header to the next one; the path of the latter ends in its number."""

    path: Path
    start: int
    header_end: int
    end: int


@unchanging
class Holder:
    """What is being written at a place: within which table or list, under which key, and what stands of it already.

    Attributes:
        path: That of the table or list; of a value that of its key as well.
        what: ``"key"`` where the next is a key, ``"value"`` where it is a value, ``"header"`` in brackets of a header,
            ``"comment"`` where nothing is looked at.
        start: Where the word begins that is being written.
        typed: What stands of it before the place, without its quotation mark.
        quote: The quotation mark before it; ``""`` where there is none.
    """

    path: Path
    what: Literal["key", "value", "header", "comment"]
    start: int
    typed: str = ""
    quote: str = ""


@define
class _Level:
    """A bracket that is open: the path of what it holds, and the number of its next value, where it is a list."""

    path: Path
    kind: Literal["list", "table"]
    value: int
    count: int = 0


@define(eq=False)
class TextTree:
    """All keys and values of a text, in its order, and its sections.

    ``beside`` are the trees of texts whose names are known here: of a file of examples those of its policy, of a policy
    those that it extends.
    """

    document: Document
    keys: list[Key] = field(factory=list)
    values: list[Value] = field(factory=list)
    sections: list[Section] = field(factory=list)
    beside: tuple[TextTree, ...] = ()

    def key_at(self, offset: int) -> Key | None:
        """The key that stands there."""
        return next((each for each in self.keys if each.start <= offset <= each.end), None)

    def value_at(self, offset: int) -> Value | None:
        """The innermost value that stands there."""
        found = [each for each in self.values if each.start <= offset <= each.end]
        return min(found, key=lambda each: each.end - each.start, default=None)

    def section_at(self, offset: int) -> Section | None:
        """The section in which a place is."""
        return next((each for each in reversed(self.sections) if each.start <= offset), None)

    def value(self, path: Path) -> Value | None:
        """The value at a path, in this text or in one beside it."""
        found = (tree.by_path.get(path) for tree in self.trees(path))
        return next((each for each in found if each is not None), None)

    def names_in(self, path: Path) -> list[str]:
        """The keys of a table, wherever they stand, in the order of the text; then those of the texts beside it."""
        return list(dict.fromkeys(name for tree in self.trees(path) for name in tree.inside.get(path, ())))

    def trees(self, path: Path) -> tuple[TextTree, ...]:
        """Those in which something of this path may stand: examples are each file's own."""
        return (self,) if path[:1] == ("examples",) else (self, *self.beside)

    @cached_property
    def by_path(self) -> Mapping[Path, Value]:
        """The values of this text by their paths."""
        return {each.path: each for each in reversed(self.values)}

    @cached_property
    def inside(self) -> Mapping[Path, dict[str, None]]:
        """The keys of each table of this text."""
        found: dict[Path, dict[str, None]] = {}
        for each in self.keys:
            if isinstance(each.path[-1], str):
                found.setdefault(each.path[:-1], {})[each.path[-1]] = None
        return found


def read_tree(document: Document) -> TextTree:
    """Read a text, whatever stands in it."""
    reader = _Reader(document)
    reader.read()
    return reader.tree


def holder_at(tree: TextTree, offset: int) -> Holder:
    """What is being written at a place of a text; its section alone is read for that."""
    section = tree.section_at(offset)
    start = 0
    base: Path = ()
    if section is not None:
        start, base = (section.start, ()) if offset <= section.header_end else (section.header_end, section.path)
    reader = _Reader(Document(tree.document.name, tree.document.text[start:offset]), base)
    reader.read()
    found = reader.holder()
    return evolve(found, start=found.start + start)


def said(token: str) -> str:
    """What a text or a key says; one that is not closed says what stands of it."""
    quote = token[:3] if token[:3] in _LONG else token[:1]
    if quote not in ('"', "'", *_LONG):
        return token
    is_closed = len(token) >= 2 * len(quote) and token.endswith(quote)
    inside = token[len(quote) : len(token) - len(quote) if is_closed else None]
    if "\\" not in inside and quote not in _LONG:
        return inside
    try:
        return str(tomllib.loads(f"x={token if is_closed else token + quote}")["x"])
    except ValueError:
        return inside


def inner_offsets(token: str) -> list[int]:
    """Where in a text as written each of its characters begins, and where the last one ends."""
    quote = token[:3] if token[:3] in _LONG else token[:1]
    at, end = len(quote), max(len(quote), len(token) - len(quote))
    if quote in _LONG:
        at += 2 if token[at : at + 2] == "\r\n" else 1 if token[at : at + 1] == "\n" else 0
    found = []
    while at < end:
        length = 1
        if token[at] == "\\" and quote[0] == '"':
            length = _ESCAPES.get(token[at + 1 : at + 2], 2)
            if token[at + 1 : at + 2] in ("\n", "\r", " ", "\t"):
                at += 1 + len(token[at + 1 :]) - len(token[at + 1 :].lstrip())
                continue
        found.append(at)
        at += length
    return [*found, end]


@define
class _Reader:
    """Goes through the tokens of a text once. ``base`` is the path of the section, ``parts`` the key being read."""

    document: Document
    tree: TextTree = field(init=False)
    base: Path = ()
    levels: list[_Level] = field(factory=list)
    parts: list[tuple[str, int, int]] = field(factory=list)
    is_value: bool = False
    last: tuple[int, str] = (0, "\n")
    sign: str = ""
    header: tuple[int, bool] | None = None
    counts: dict[Path, int] = field(factory=dict)
    word: tuple[int, int] | None = None

    def __attrs_post_init__(self) -> None:
        self.tree = TextTree(self.document)

    def read(self) -> None:
        """Take each token."""
        skip, last = -1, self.last
        for last in tokens(self.document):
            start, token = last
            first = token[0]
            if first in _BLANKS or first == "#":
                if self.word is not None:
                    self.word_ends()
                continue
            if start < skip:
                continue
            if token == "\n":
                self.line_ends(start)
            elif self.header is not None:
                self.in_header(start, token)
            elif token == "[" and not self.levels and not self.is_value and not self.parts:
                is_list = self.document.text.startswith("[[", start)
                self.header, self.parts = (start, is_list), []
                skip = start + 1 + is_list
            else:
                self.take(start, token)
            self.sign = token
        self.last = last
        self.at_end()

    # ---- headers -----------------------------------------------------------------------------------------------------

    def in_header(self, start: int, token: str) -> None:
        if token == "]":
            return
        if token not in (".", "[", "{", "}", "=", ","):
            self.parts.append((said(token), start, start + len(token)))

    def header_ends(self, end: int) -> None:
        """The path of a header, in which each list of tables stands for its last one."""
        if self.header is None:
            return
        start, is_list = self.header
        base: Path = ()
        for index, (name, first, last) in enumerate(self.parts):
            base = (*base, name)
            if is_list and index == len(self.parts) - 1:
                self.counts[base] = self.counts.get(base, -1) + 1
            self.tree.keys.append(Key(base, first, last))
            if base in self.counts:
                base = (*base, self.counts[base])
        if self.tree.sections:
            self._close_section(start)
        self.tree.sections.append(Section(base, start, end, len(self.document.text)))
        self.base, self.parts, self.header = base, [], None

    def _close_section(self, end: int) -> None:
        last = self.tree.sections[-1]
        self.tree.sections[-1] = Section(last.path, last.start, last.header_end, end)

    # ---- pairs and values --------------------------------------------------------------------------------------------

    def take(self, start: int, token: str) -> None:
        if self.is_value or self.is_in_list:
            self.in_value(start, token)
        elif token == "=":
            self.is_value = bool(self.parts)
            self.keys_end()
        elif token in ("}", "]"):
            self.close(start + 1)
        elif token == ",":
            self.parts = []
        elif token not in (".", "[", "{"):
            if self.parts and self.sign != ".":
                self.parts = []  # another word without a sign between: only the last can still become a key
            self.parts.append((said(token), start, start + len(token)))

    @property
    def within(self) -> Path:
        """The path of the table in which keys are read."""
        return self.levels[-1].path if self.levels else self.base

    def keys_end(self) -> None:
        path = self.within
        for name, start, end in self.parts:
            path = (*path, name)
            self.tree.keys.append(Key(path, start, end))

    @property
    def is_in_list(self) -> bool:
        """Whether what is read is an element of a list, not the value of a key."""
        return bool(self.levels) and self.levels[-1].kind == "list" and not self.is_value

    @property
    def path(self) -> Path:
        """The path of the value that is read."""
        if self.is_in_list:
            return (*self.levels[-1].path, self.levels[-1].count)
        return (*self.within, *(name for name, _, _ in self.parts))

    def in_value(self, start: int, token: str) -> None:
        if token in ("[", "{"):
            self.word_ends()
            path = self.path
            kind: Literal["list", "table"] = "list" if token == "[" else "table"
            self.levels.append(_Level(path, kind, len(self.tree.values)))
            self.tree.values.append(Value(path, kind, start, len(self.document.text)))
            self.parts, self.is_value = [], False
        elif token in ("]", "}"):
            self.close(start + 1)
        elif token == ",":
            self.value_ends()
        elif token[0] in "\"'":
            self.word_ends()
            self.tree.values.append(Value(self.path, "text", start, start + len(token), said(token)))
        elif self.word is not None:
            self.word = self.word[0], start + len(token)
        else:
            self.word = start, start + len(token)

    def word_ends(self) -> None:
        """A number, a date or another word is whole."""
        if self.word is not None:
            start, end = self.word
            self.word = None
            self.tree.values.append(Value(self.path, "word", start, end, self.document.text[start:end]))

    def value_ends(self) -> None:
        self.word_ends()
        if self.is_in_list:
            self.levels[-1].count += 1
        self.parts, self.is_value = [], False

    def close(self, end: int) -> None:
        """A bracket is closed, whichever it is."""
        self.word_ends()
        if not self.levels:
            self.parts, self.is_value = [], False
            return
        level = self.levels.pop()
        opened = self.tree.values[level.value]
        self.tree.values[level.value] = Value(opened.path, opened.kind, opened.start, end)
        self.is_value = not (self.levels and self.levels[-1].kind == "list")
        self.parts = []

    def line_ends(self, start: int) -> None:
        self.word_ends()
        if self.header is not None:
            self.header_ends(start)
        if not self.levels:
            self.parts, self.is_value = [], False
            return
        if self.levels[-1].kind == "list" and not self.begins_anew(start + 1):
            return
        while self.levels and (self.levels[-1].kind == "table" or self.begins_anew(start + 1)):
            self.close(start)
        if not self.levels:
            self.parts, self.is_value = [], False

    def begins_anew(self, line: int) -> bool:
        """Whether the next line can be none of a list: it is a header, or begins with a key."""
        text = self.document.text
        return bool(_PAIR_LINE.match(text, line) or _HEADER_LINE.match(text, line))

    # ---- the end -----------------------------------------------------------------------------------------------------

    def at_end(self) -> None:
        if self.header is not None and not self.is_cut:
            self.header_ends(len(self.document.text))

    @property
    def is_cut(self) -> bool:
        """Whether the text ends within a line."""
        return not self.document.text.endswith("\n")

    def holder(self) -> Holder:
        """What is being written where the text ends."""
        end = len(self.document.text)
        start, token = self.last
        is_word = start + len(token) == end and token.strip(_BLANKS + "\n") != "" and token not in tuple("[]{}=,.")
        if token[0] == "#" and start + len(token) == end:
            return Holder(self.within, "comment", end)
        quote = token[:3] if token[:3] in _LONG else token[:1] if token[:1] in ('"', "'") else ""
        is_closed = is_word and bool(quote) and len(token) >= 2 * len(quote) and token.endswith(quote)
        begun = start if is_word and not is_closed else end
        typed = said(token) if is_word and not is_closed else ""
        quote = quote if is_word and not is_closed else ""
        if self.header is not None:
            before = tuple(name for name, first, _ in self.parts if first < begun)
            return Holder(before, "header", begun, typed, quote)
        if self.is_value or self.is_in_list:
            if begun == end and self.is_whole:
                return Holder(self.within, "comment", end)
            return Holder(self.path, "value", self.word[0] if self.word else begun, self._typed(typed), quote)
        before = tuple(name for name, first, _ in self.parts if first < begun)
        return Holder((*self.within, *before), "key", begun, typed, quote)

    @property
    def is_whole(self) -> bool:
        """Whether the value that is read stands there already, so that a comma or the end of the line comes next."""
        if self.word is not None:
            return False
        return (self.is_value and not self.parts) or (bool(self.tree.values) and self.tree.values[-1].path == self.path)

    def _typed(self, typed: str) -> str:
        return self.document.text[self.word[0] :] if self.word else typed
