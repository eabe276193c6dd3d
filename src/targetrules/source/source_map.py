"""Paths to places in a TOML text, by tree-sitter: asked only when there is something to show.

The text is known to be valid TOML by then (the grammar alone misses some invalid files, and it chokes on some valid
ones: whatever it cannot place is shown at the nearest part of its path that it can). Columns of tree-sitter are bytes
and are turned into characters.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, Literal

from attrs import evolve, field

from targetrules.data import define
from targetrules.source.collector import DiagnosticCollector, StopCheckingError
from targetrules.source.diagnostic import Diagnostic, Path, PolicyError, UnlocatedDiagnostic
from targetrules.source.document import Document, Span
from targetrules.source.origins import ONE_TEXT, Origins

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["diagnostics_of", "lines_of", "located", "spans_of"]

_KEYS: Final = ("bare_key", "quoted_key", "dotted_key")
_AFTER_ALL: Final = Span(10**9, 1, 10**9, 1)


@contextmanager
def diagnostics_of(document: Document) -> Iterator[DiagnosticCollector]:
    """A collector to be filled; whatever is in it in the end is raised as one :class:`PolicyError`."""
    diagnostics = DiagnosticCollector()
    with suppress(StopCheckingError):
        yield diagnostics
    if diagnostics:
        found = located(document, diagnostics.found, diagnostics.origins)
        raise PolicyError([*found, *diagnostics.elsewhere]) from None


def located(
    document: Document, diagnostics: Sequence[UnlocatedDiagnostic], origins: Origins = ONE_TEXT
) -> list[Diagnostic]:
    """The diagnostics with their places, in the order of the file; one of no place in it comes last.

    Those of other texts, as ``origins`` numbers them, come after those of the policy's own.
    """
    found: dict[int, list[UnlocatedDiagnostic]] = {}
    for each in diagnostics:
        number = each.path[0] if each.path and isinstance(each.path[0], int) else 0
        found.setdefault(number, []).append(evolve(each, path=each.path[1:]) if number else each)
    texts = (document, *origins.documents)
    return [one for number in sorted(found) for one in _located(texts[number], found[number])]


def _located(document: Document, diagnostics: Sequence[UnlocatedDiagnostic]) -> list[Diagnostic]:
    places = SourceMap(document, {each.path[:length] for each in diagnostics for length in range(len(each.path) + 1)})
    places.read()
    found = [
        Diagnostic(f.code, document.name, places.span(f), f.values, f.suggestion, document, f.advice)
        for f in diagnostics
    ]
    return sorted(found, key=lambda each: (each.span or _AFTER_ALL, each.code))


def lines_of(document: Document, paths: Sequence[Path]) -> list[int]:
    """The line in which each of these paths begins, from 1; that of the nearest part of it that can be placed."""
    return [span.line for span in spans_of(document, paths)]


def spans_of(document: Document, paths: Sequence[Path], at: Literal["key", "value"] = "value") -> list[Span]:
    """Where the value (or the key) of each of these paths stands; where none can be placed, its nearest part."""
    places = SourceMap(document, {path[:length] for path in paths for length in range(len(path) + 1)})
    places.read()
    return [places.span(UnlocatedDiagnostic("", path, at=at)) or Span(1, 1, 1, 1) for path in paths]


@define
class SourceMap:
    """Where the keys and values of some paths stand."""

    document: Document
    wanted: set[Path]
    keys: dict[Path, Span] = field(factory=dict)
    values: dict[Path, Span] = field(factory=dict)
    _source: bytes = b""
    _lines: list[bytes] = field(factory=list)
    _counts: dict[Path, int] = field(factory=dict)

    def span(self, fault: UnlocatedDiagnostic) -> Span | None:
        """The place of a fault: of its path, or of the nearest part of the path that the file has.

        What the whole file lacks is shown at its beginning; that there are more faults, nowhere.
        """
        if fault.code == "TR009":
            return None
        path, value = fault.path, self.values.get(fault.path)
        if fault.within is not None and value is not None:
            within = self._within(value, *fault.within)
            if within is not None:
                return within
        if fault.at == "value" and value is not None:
            return value
        while path and path not in self.keys and path not in self.values:
            path = path[:-1]
        return self.keys.get(path) or self.values.get(path) or Span(1, 1, 1, 1)

    def _within(self, span: Span, start: int, end: int) -> Span | None:
        """Where some characters of a text value stand; None where it has escapes, so that they stand elsewhere."""
        lines = [self.document.line(number) for number in range(span.line, span.end_line + 1)]
        lines[-1] = lines[-1][: span.end_column - 1]
        quotes = 3 if lines[0].startswith(('"""', "'''"), span.column - 1) else 1
        lines[0] = lines[0][span.column - 1 + quotes :]
        if any("\\" in line for line in lines):
            return None
        number, column = span.line, span.column + quotes
        if quotes > 1 and not lines[0]:  # the line's end right behind the quotes is none of the text
            number, column, lines = number + 1, 1, lines[1:]
        for line in lines:
            if start <= len(line):
                return Span(number, column + start, number, column + end)
            start, end, number, column = start - len(line) - 1, end - len(line) - 1, number + 1, 1
        return None

    def read(self) -> None:
        """Find the places of all wanted paths."""
        import tree_sitter_toml
        from tree_sitter import Language, Parser

        self._source = self.document.text.encode("utf-8")
        self._lines = self._source.split(b"\n")
        root = Parser(Language(tree_sitter_toml.language())).parse(self._source).root_node
        for node in root.named_children:
            if node.type == "pair":
                self._pair((), node)
            elif node.type in ("table", "table_array_element"):
                self._table(node)

    def _table(self, node: Node) -> None:
        base = self._header(node)
        if base not in self.wanted:
            return
        for child in node.named_children:
            if child.type == "pair":
                self._pair(base, child)

    def _header(self, node: Node) -> Path | None:
        key = next((child for child in node.named_children if child.type in _KEYS), None)
        if key is None:
            return None
        base: Path = ()
        for name, part in self._parts(key):
            if base in self._counts:
                base = (*base, self._counts[base])
            base = (*base, name)
            self._key(base, part)
        if node.type == "table_array_element":
            self._counts[base] = self._counts.get(base, -1) + 1
            base = (*base, self._counts[base])
            self._key(base, part)
        return base

    def _key(self, path: Path, node: Node) -> None:
        if path in self.wanted and path not in self.keys:
            self.keys[path] = self._at(node)

    def _pair(self, base: Path, node: Node) -> None:
        parts = [child for child in node.named_children if child.type not in ("comment", "ERROR")]
        for name, part in self._parts(parts[0]):
            base = (*base, name)
            self._key(base, part)
        self._value(base, parts[-1])

    def _value(self, path: Path, node: Node) -> None:
        if path not in self.wanted:
            return
        self.values[path] = self._at(node)
        if node.type == "array":
            for index, child in enumerate(c for c in node.named_children if c.type != "comment"):
                self._value((*path, index), child)
        elif node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self._pair(path, child)

    def _parts(self, node: Node) -> Iterator[tuple[str, Node]]:
        if node.type == "dotted_key":
            for child in node.named_children:
                yield from self._parts(child)
            return
        text = self._source[node.start_byte : node.end_byte].decode("utf-8", errors="replace")
        yield _name(text) if node.type == "quoted_key" else text, node

    def _at(self, node: Node) -> Span:
        (line, start), (end_line, end) = node.start_point, node.end_point
        return Span(line + 1, self._column(line, start), end_line + 1, self._column(end_line, end))

    def _column(self, line: int, byte: int) -> int:
        return len(self._lines[line][:byte].decode("utf-8", errors="replace")) + 1


def _name(quoted: str) -> str:
    """What a quoted key says."""
    if quoted.startswith('"') and "\\" in quoted:
        return next(iter(tomllib.loads(quoted + "=0")))
    return quoted[1:-1]
