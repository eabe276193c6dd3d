"""Places in TOML, however it is written."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules.source.diagnostic import Path, UnlocatedDiagnostic
from targetrules.source.document import Document, Span
from targetrules.source.source_map import located
from tests.toml_text import text_of

TEXT = """\
a = 1
"b c" . d = { e = [ 1, { "f" = "优秀" } ] } # g = 2
[h]
"i\\u006a" = 'x'
[[k]]
[k.l]
m = 1
[[k]]
n = 1
[[k.o]]
p = "得分 + 加分"
q = \"\"\"x\"\"\"
r = "\\u5f97分"
[[k.o]]
"""


def place(path: Path, at: str = "value", within: tuple[int, int] | None = None, text: str = TEXT) -> str:
    """What stands at the place of a fault."""
    (found,) = located(Document("a.toml", text), [UnlocatedDiagnostic("TR064", path, at=at, within=within)])  # type: ignore[arg-type]
    span = found.span
    assert isinstance(span, Span)
    return f"{span.line}: " + "\n".join(
        line[span.column - 1 if number == span.line else 0 : span.end_column - 1 if number == span.end_line else None]
        for number, line in enumerate(text.split("\n"), start=1)
        if span.line <= number <= span.end_line
    )


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (("a",), "1: 1", "1: a"),
        (("b c",), '2: "b c"', '2: "b c"'),
        (("b c", "d"), '2: { e = [ 1, { "f" = "优秀" } ] }', "2: d"),
        (("b c", "d", "e"), '2: [ 1, { "f" = "优秀" } ]', "2: e"),
        (("b c", "d", "e", 0), "2: 1", "2: 1"),
        (("b c", "d", "e", 1), '2: { "f" = "优秀" }', '2: { "f" = "优秀" }'),
        (("b c", "d", "e", 1, "f"), '2: "优秀"', '2: "f"'),
        (("h",), "3: h", "3: h"),
        (("h", "ij"), "4: 'x'", '4: "i\\u006a"'),
        (("k",), "5: k", "5: k"),
        (("k", 0), "5: k", "5: k"),
        (("k", 0, "l"), "6: l", "6: l"),
        (("k", 0, "l", "m"), "7: 1", "7: m"),
        (("k", 1), "8: k", "8: k"),
        (("k", 1, "n"), "9: 1", "9: n"),
        (("k", 1, "o", 0), "10: o", "10: o"),
        (("k", 1, "o", 1), "14: o", "14: o"),
        (("k", 1, "o", 0, "absent", "x"), "10: o", "10: o"),
        (("absent",), "1: a", "1: a"),
        ((), "1: a", "1: a"),
    ],
)
def test_a_path_leads_to_its_value_or_its_key_or_what_is_nearest(path: Path, value: str, key: str) -> None:
    is_there = path[:1] not in {(), ("absent",)}
    assert place(path) == (value if is_there else "1: ")
    assert place(path, "key") == (key if is_there else "1: ")


@pytest.mark.parametrize(
    ("key", "shown"), [("p", "11: 加分"), ("q", '12: """x"""'), ("r", '13: "\\u5f97分"'), ("absent", "10: o")]
)
def test_characters_of_a_text_are_found_where_it_says_just_what_it_means(key: str, shown: str) -> None:
    assert place(("k", 1, "o", 0, key), within=(5, 7)) == shown


@pytest.mark.parametrize(
    "text", ["[]\na = 1\n", "[[ ]]\na = 1\n", "= 1\n", 'a = \n"b\n[c]\nd = "x', "{{[[\n", "\x00", "a =", ""]
)
def test_text_that_is_no_toml_has_places_too(text: str) -> None:
    (found,) = located(Document("a.toml", text), [UnlocatedDiagnostic("TR064", ("c", "d"))])
    assert found.span is not None


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_tabs_and_chinese_before_a_value_count_as_characters(end: str) -> None:
    text = f'\t"优秀"\t=\t"好"{end}a = [1,{end}  2]{end}'
    spans = [
        each.span
        for each in located(
            Document("a.toml", text), [UnlocatedDiagnostic("TR064", ("优秀",)), UnlocatedDiagnostic("TR064", ("a",))]
        )
    ]
    assert spans == [Span(1, 9, 1, 12), Span(2, 5, 3, 5)]


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=4)
PLAIN = st.integers(-9, 9) | st.booleans() | NAMES
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3))


def paths(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(path, value), *(found for key, part in inside for found in paths(part, (*path, key)))]


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=3))
def test_what_stands_at_the_place_of_a_path_is_its_value(values: dict[str, Any]) -> None:
    text = text_of(values)
    for path, value in paths(values)[1:]:
        shown = place(path, text=text).partition(": ")[2]
        assert tomllib.loads(f"x = {shown}") == {"x": value}
