"""Paths to places in a TOML text, by tree-sitter: asked only when there is something to show.

The text is known to be valid TOML by then (the grammar alone misses some invalid files). Columns of tree-sitter are
bytes and are turned into characters.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import define, field

from targetrules.source.diagnostic import Diagnostic, Fault, Path
from targetrules.source.document import Document, Span

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["located"]

_KEYS = ("bare_key", "quoted_key", "dotted_key")


def located(document: Document, faults: Sequence[Fault]) -> list[Diagnostic]:
    """The faults with their places, in the order of the file."""
    places = Places(document, {fault.path[:length] for fault in faults for length in range(len(fault.path) + 1)})
    places.read()
    found = [_diagnostic(document, fault, places) for fault in faults]
    return sorted(found, key=lambda each: (each.span.line, each.span.column, each.code) if each.span else (0, 0, ""))


def _diagnostic(document: Document, fault: Fault, places: Places) -> Diagnostic:
    span = places.span(fault)
    return Diagnostic(fault.code, document.name, span, fault.values, fault.suggestion, document)


@define
class Places:
    """Where the keys and values of some paths stand."""

    document: Document
    wanted: set[Path]
    keys: dict[Path, Span] = field(factory=dict)
    values: dict[Path, Span] = field(factory=dict)
    _source: bytes = b""
    _lines: list[bytes] = field(factory=list)
    _counts: dict[Path, int] = field(factory=dict)

    def span(self, fault: Fault) -> Span:
        """The place of a fault: of its path, or of the nearest part of the path that the file has."""
        path, value = fault.path, self.values.get(fault.path)
        if fault.within is not None and value is not None and self._is_plain(value):
            return Span(value.line, value.column + 1 + fault.within[0], value.line, value.column + 1 + fault.within[1])
        if fault.at == "value" and value is not None:
            return value
        while path not in self.keys and path:
            path = path[:-1]
        return self.keys.get(path) or self.values.get(path) or Span(1, 1, 1, 1)

    def _is_plain(self, span: Span) -> bool:
        """Whether a text value stands on one line and says just what it means, so that places in it can be shown."""
        text = self.document.line(span.line)[span.column - 1 : span.end_column - 1]
        return span.line == span.end_line and "\\" not in text and not text.startswith(('"""', "'''"))

    def read(self) -> None:
        """Find the places of all wanted paths."""
        import tree_sitter_toml  # noqa: PLC0415
        from tree_sitter import Language, Parser  # noqa: PLC0415

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

    def _header(self, node: Node) -> Path:
        key = next(child for child in node.named_children if child.type in _KEYS)
        parts, base = self._parts(key), ()
        for name, part in parts[:-1]:
            base = (*base, name)
            self.keys.setdefault(base, self._at(part))
            if base in self._counts:
                base = (*base, self._counts[base])
        name, part = parts[-1]
        base = (*base, name)
        self.keys.setdefault(base, self._at(part))
        if node.type == "table_array_element":
            self._counts[base] = self._counts.get(base, -1) + 1
            base = (*base, self._counts[base])
            self.keys[base] = self._at(part)
        return base

    def _pair(self, base: Path, node: Node) -> None:
        key, value = (child for child in node.named_children if child.type != "comment")
        for name, part in self._parts(key):
            base = (*base, name)
            self.keys.setdefault(base, self._at(part))
        self._value(base, value)

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

    def _parts(self, node: Node) -> list[tuple[str, Node]]:
        if node.type == "dotted_key":
            return [part for child in node.named_children for part in self._parts(child)]
        text = self._source[node.start_byte : node.end_byte].decode("utf-8")
        return [(next(iter(tomllib.loads(text + "=0"))) if node.type == "quoted_key" else text, node)]

    def _at(self, node: Node) -> Span:
        (line, start), (end_line, end) = node.start_point, node.end_point
        return Span(line + 1, self._column(line, start), end_line + 1, self._column(end_line, end))

    def _column(self, line: int, byte: int) -> int:
        return len(self._lines[line][:byte].decode("utf-8", errors="replace")) + 1
