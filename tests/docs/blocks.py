"""The pages, taken apart: code blocks, tables and the hidden notes that say how they are to be read.

A fence says what it is: the first word is the language, for colours; the rest is for the tests.

    ```toml policy file=county.toml     a whole policy: it loads, its examples pass; written for the blocks below it
    ```toml fragment=NAME               loads once the hidden preamble NAME stands before it
    ```toml append=county.toml          added to that file, which loads then, and its examples pass
    ```text file=results.csv            written as that file
    ```python file=test_it.py pytest    written, and pytest passes on it
    ```pycon                            run, and compared
    ```console                          run, and compared
    ```console installed                the same, by tests/packaging/test_third_party.py
    ```json                             what the command of the note before it prints: <!-- prints: targetrules … -->
    ```yaml                             parsed; the targetrules commands in it run
    ```sh                               installs or builds: looked at, not run
    ```text                             no code; looked at by nobody
    ```{…}                              for Sphinx

A hidden note is an HTML comment. ``<!-- preamble NAME`` has the text of a preamble on the lines below; a note directly
before a table says what the table shows (see test_tables), and one before a picture of what the picture is, and how
large: ``<!-- picture: report.html#decisions 1000x700 -->`` (see pictures).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from attrs import evolve, field, frozen

__all__ = ["PAGES", "ROOT", "Block", "Page", "Picture", "Table"]

ROOT = Path(__file__).parents[2]

# Two pages have blocks of their own kind and are held by tests of their own.
ELSEWHERE = {"docs/reference/diagnostics.md", "docs/reference/diagnostics.zh.md"}

# What tables say in the Chinese pages, as the English ones say it.
_IN_ENGLISH = {
    "单位": "unit",
    "期": "period",
    "是": "yes",
    "否": "no",
    "不明": "unknown",
    "无": "none",
    "（缺失）": "(missing)",
    "（没有成绩）": "(no row)",
}

_FENCE = re.compile(r"(?P<indent> *)(?P<marks>`{3,})(?P<info>.*)")
_PICTURE = re.compile(r"!\[(?P<alternative>[^\]]*)\]\((?P<file>[^)]*)\)")
_PICTURED = re.compile(r"picture: (?P<source>[^\s#]+)(?:#(?P<anchor>\S+))? (?P<width>\d+)x(?P<height>\d+)")
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)


@frozen
class Block:
    """A code block. ``line`` is that of its first line of text; ``note`` is the hidden note directly before it."""

    line: int
    words: tuple[str, ...]
    text: str
    note: str = ""

    @property
    def language(self) -> str:
        return self.words[0] if self.words else ""

    def option(self, name: str) -> str | None:
        """The value of ``name=value`` after the language."""
        return next((word.partition("=")[2] for word in self.words if word.startswith(f"{name}=")), None)


@frozen
class Table:
    """A table with the hidden note before it: the cells of the header and of each row, as written."""

    line: int
    note: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def in_english(self) -> Table:
        """The table with the words of values, and the columns of unit and period, as on an English page."""

        def translated(cells: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(_IN_ENGLISH.get(cell, cell) for cell in cells)

        return evolve(self, header=translated(self.header), rows=tuple(map(translated, self.rows)))


@frozen
class Picture:
    """A picture: what is told to those who do not see it, its file as the page names it, and the note before it."""

    line: int
    note: str
    alternative: str
    file: str

    @property
    def source(self) -> str:
        """The file that it is a picture of."""
        return self._noted("source")

    @property
    def anchor(self) -> str:
        """The place there from which on it is taken."""
        return self._noted("anchor")

    @property
    def width(self) -> int:
        return int(self._noted("width"))

    @property
    def height(self) -> int:
        return int(self._noted("height"))

    def _noted(self, name: str) -> str:
        found = _PICTURED.fullmatch(self.note)
        if found is None:
            raise ValueError(f"line {self.line}: a picture needs a note before it, which says of what it is")
        return found[name] or ""


@frozen
class Page:
    """One page. ``path`` is as seen from the top of the project."""

    path: str
    text: str = field(repr=False)

    @cached_property
    def preambles(self) -> dict[str, str]:
        """The hidden preambles, by name."""
        notes = (found[1].strip("\n") for found in _COMMENT.finditer(self.text))
        first_and_rest = (note.split("\n", 1) for note in notes if note.lstrip().startswith("preamble "))
        return {first.split()[1]: rest for first, rest in first_and_rest}

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(part for part in self._parts() if isinstance(part, Block))

    @cached_property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(part for part in self._parts() if isinstance(part, Picture))

    @cached_property
    def steps(self) -> tuple[Block | Picture, ...]:
        """Code blocks and pictures, in the order of the page."""
        return tuple(part for part in self._parts() if not isinstance(part, Table))

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        return tuple(part for part in self._parts() if isinstance(part, Table))

    def _parts(self) -> Iterator[Block | Picture | Table]:
        lines = self.text.split("\n")
        note, at = "", 0
        while at < len(lines):
            start = at
            if fence := _FENCE.fullmatch(lines[at]):
                at = next(n for n in range(at + 1, len(lines)) if lines[n].strip() == fence["marks"])
                text = "".join(line.removeprefix(fence["indent"]) + "\n" for line in lines[start + 1 : at])
                yield Block(start + 2, tuple(fence["info"].split()), text, note)
                note = ""
            elif lines[at].startswith("<!--"):
                at = next(n for n in range(at, len(lines)) if lines[n].endswith("-->"))
                note = "\n".join(lines[start : at + 1]).removeprefix("<!--").removesuffix("-->").strip()
            elif lines[at].startswith("|"):
                at = next((n for n in range(at, len(lines)) if not lines[n].startswith("|")), len(lines)) - 1
                header, _, *rows = map(_cells, lines[start : at + 1])
                yield Table(start + 1, note, header, tuple(rows))
                note = ""
            elif picture := _PICTURE.fullmatch(lines[at]):
                yield Picture(start + 1, note, picture["alternative"], picture["file"])
                note = ""
            elif lines[at].strip():
                note = ""
            at += 1


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1])


def _pages() -> Iterator[Page]:
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        name = path.relative_to(ROOT).as_posix()
        if name not in ELSEWHERE:
            yield Page(name, path.read_text(encoding="utf-8"))


PAGES = sorted(_pages(), key=lambda page: page.path)
