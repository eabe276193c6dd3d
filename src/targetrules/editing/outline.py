"""A policy at a glance: its parts in their order, those of one article together, and what can be folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from attrs import evolve

from targetrules.data import frozen
from targetrules.editing.project import Sheet
from targetrules.editing.symbols import VALUES
from targetrules.editing.text_tree import Section
from targetrules.source.diagnostic import Path

__all__ = ["Part", "folds", "outline"]

_NAMES: Final = ("id", "name", "grade", "place", "article")
"""Keys by which one of a list of tables is called."""
_OF_NAMES: Final = frozenset((each,) for each in (*VALUES, "sources", "roles", "actions", "offices", "categories"))
"""Sections in which each key is a thing of the policy."""


@frozen(slots=True)
class Part:
    """Something in an outline: what it is called, a few words beside it, where it and its name stand, what is in it."""

    name: str
    detail: str
    start: int
    end: int
    name_start: int
    name_end: int
    kind: str
    inside: tuple[Part, ...] = ()


def outline(sheet: Sheet, language: str) -> list[Part]:
    """The parts of a text; neighbours that are of the same article stand under it."""
    parts = [(_article(sheet, each.path), _part(sheet, each, language)) for each in sheet.tree.sections]
    found = list[Part]()
    for article, group in groupby(parts, key=lambda pair: pair[0]):
        together = [part for _, part in group]
        found += [_of_article(article, together)] if article else together
    return found


def _of_article(article: str, parts: Sequence[Part]) -> Part:
    first, last = parts[0], parts[-1]
    return Part(article, "", first.start, last.end, first.name_start, first.name_end, "article", tuple(parts))


def _part(sheet: Sheet, section: Section, language: str) -> Part:
    tree, path = sheet.tree, section.path
    named = next((found for key in _NAMES if (found := tree.by_path.get((*path, key))) is not None), None)
    keys = ".".join(str(each) for each in path if isinstance(each, str))
    is_entry = isinstance(path[-1], int) if path else False
    name = named.text if is_entry and named is not None else _label(sheet, (*path, "name"), language) or keys
    inside = tuple(_entries(sheet, section, language)) if path in _OF_NAMES else ()
    start, end = section.start, _end(sheet, section)
    label = _label(sheet, path, language)
    part = Part(name, "" if label == name else label, start, end, start, section.header_end, str(path[0]), inside)
    return part if not is_entry or named is None else evolve(part, name_start=named.start, name_end=named.end)


def _entries(sheet: Sheet, section: Section, language: str) -> Iterator[Part]:
    """What has a line of its own in a section: ``score = { … }``."""
    for key in sheet.tree.keys:
        value = sheet.tree.by_path.get(key.path)
        is_own = len(key.path) == len(section.path) + 1 and section.header_end < key.start < section.end
        if is_own and value is not None and value.kind in ("table", "list"):
            detail = _label(sheet, key.path, language)
            yield Part(key.name, detail, key.start, value.end, key.start, key.end, str(section.path[0]))


def _label(sheet: Sheet, path: Path, language: str) -> str:
    """The label of a table in the language of the reader, or in any."""
    for key in ("label", "title", "name", ""):
        whole = (*path, key) if key else path
        found = sheet.tree.by_path.get((*whole, language)) or sheet.tree.by_path.get(whole)
        if found is not None and found.kind == "text":
            return found.text
    return ""


def _article(sheet: Sheet, path: Path) -> str:
    found = sheet.tree.by_path.get((*path, "article"))
    return "" if found is None or path[:1] == ("sources",) else found.text


def _end(sheet: Sheet, section: Section) -> int:
    """Where the last thing of a section ends; what follows belongs to the next one."""
    text = sheet.document.text[section.start : section.end]
    lines = text.splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return section.start + len("".join(lines).rstrip())


def folds(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """From where to where a text can be folded: sections, and lists and tables of several lines."""
    text = sheet.document.text
    for section in sheet.tree.sections:
        end = _end(sheet, section)
        if "\n" in text[section.start : end]:
            yield section.start, end
    for value in sheet.tree.values:
        if value.kind in ("list", "table") and "\n" in text[value.start : value.end]:
            yield value.start, value.end
