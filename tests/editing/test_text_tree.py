"""Texts as trees: where a text is right, what the parser says of it; where it is not, what can be said all the same."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from targetrules.editing.text_tree import Holder, TextTree, holder_at, inner_offsets, read_tree, said
from targetrules.source.diagnostic import Path as Keys
from targetrules.source.document import Document
from tests.policies.shipped import FILES, FOLDER

LANGUAGE: Final = Path(__file__).parents[1] / "language"
EXAMPLES: Final = sorted(FOLDER.glob("*.examples.toml"))


def tree_of(text: str) -> TextTree:
    return read_tree(Document("policy", text))


def flat(value: Any, path: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    yield path, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield from flat(each, (*path, key))


def parsed(file: Path) -> tuple[str, dict[str, Any]] | None:
    """None where it is no TOML in UTF-8."""
    try:
        text = file.read_bytes().decode("utf-8").replace("\r\n", "\n")
        return text, tomllib.loads(text)
    except ValueError:
        return None


def test_of_every_right_text_the_paths_are_those_of_the_parser() -> None:
    files = [*FILES, *EXAMPLES, *sorted(LANGUAGE.glob("*/good/*.toml")), *sorted(LANGUAGE.glob("*/bad/*.toml"))]
    read = {file: found for file in files if (found := parsed(file)) is not None}
    assert len(read) > 100
    for file, (text, values) in read.items():
        tree, wanted = tree_of(text), dict(flat(values))
        there = {*(each.path for each in tree.keys), *(each.path for each in tree.values)}
        assert there | {each.path for each in tree.sections} | {()} == wanted.keys(), file
        assert [each.path for each in tree.values if each.kind == "text" and each.text != wanted[each.path]] == [], file


def test_what_is_not_finished_ends_with_its_line() -> None:
    tree = tree_of('a = \nb = "x\nc = [1,\n[d]\ne = { f = 1\ng = [\n  { h = 2 },\ni = 3\n')
    assert [each.path for each in tree.keys] == [
        ("a",), ("b",), ("c",), ("d",), ("d", "e"), ("d", "e", "f"), ("d", "g"), ("d", "g", 0, "h"), ("d", "i"),
    ]  # fmt: skip
    assert tree.by_path["b",].text == "x"


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("", Holder((), "key", 0)),
        ("[gra", Holder((), "header", 1, "gra")),
        ("[[grading.", Holder(("grading",), "header", 10)),
        ("a = ", Holder(("a",), "value", 4)),
        ("a = 1", Holder(("a",), "value", 4, "1")),
        ('a = "x" ', Holder((), "comment", 8)),
        ("# a", Holder((), "comment", 3)),
        ("[[x]]\n[[x]]\nwh", Holder(("x", 1), "key", 12, "wh")),
        ('when = { grade = "po', Holder(("when", "grade"), "value", 17, "po", '"')),
        ('when = { grade = ["a", "b', Holder(("when", "grade", 1), "value", 23, "b", '"')),
        ("x = { a = { b", Holder(("x", "a"), "key", 12, "b")),
        ("x = [{ a = 1 }, { ", Holder(("x", 1), "key", 18)),
    ],
)
def test_what_is_being_written_at_the_end(text: str, holder: Holder) -> None:
    assert holder_at(tree_of(text), len(text)) == holder


def test_characters_of_a_text_are_found_as_it_is_written() -> None:
    for token in ('"plain"', "'it\\s'", '"a\\u4e00b\\"c"', '"""\nfirst \\\n   second"""', "'''\nx'''"):
        offsets = inner_offsets(token)
        assert len(offsets) == len(said(token)) + 1, token
        plain = [at for at, character in zip(offsets, said(token), strict=False) if token[at] == character]
        assert len(plain) >= len(said(token)) - 2, token
