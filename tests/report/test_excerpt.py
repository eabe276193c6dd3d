"""The line of a fault: shortened around the place, underlined where a terminal shows it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from targetrules.report.excerpt import Excerpt, excerpt
from targetrules.source.document import Document, Span

LONG = "0123456789" * 20


def of(line: str, start: int, end: int, width: int = 100) -> Excerpt:
    """The excerpt of the characters from ``start`` up to ``end`` of a line."""
    return excerpt(Document("policy.toml", line), Span(1, start + 1, 1, end + 1), width)


@pytest.mark.parametrize(
    ("line", "start", "end", "expected"),
    [
        ("score = 3", 8, 9, Excerpt("score = 3", 8, 1)),
        ('"总分" = 三', 7, 8, Excerpt('"总分" = 三', 9, 2)),
        ("\tscore = 3", 9, 10, Excerpt("    score = 3", 12, 1)),
        ("score", 5, 5, Excerpt("score", 5, 1)),
        ("", 0, 0, Excerpt("", 0, 1)),
        ("a\u200bb\x1b[31m = 1", 0, 2, Excerpt(r"a\u200bb\x1b[31m = 1", 0, 7)),
        ("e\u0301 = 1", 0, 2, Excerpt("e\u0301 = 1", 0, 1)),
    ],
    ids=["plain", "chinese", "tab", "end-of-line", "empty", "unseen-characters", "combining"],
)
def test_the_place_is_counted_in_cells(line: str, start: int, end: int, expected: Excerpt) -> None:
    assert of(line, start, end) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 5, Excerpt("01234" + "56789012345678901234567890123456...", 0, 5)),
        (100, 105, Excerpt("...67890123456789" + "01234" + "567890123456789...", 17, 5)),
        (195, 200, Excerpt("...34567890123456789012345678901234" + "56789", 35, 5)),
        (50, 150, Excerpt("...34567890123456789" + "01234567890123456...", 20, 20)),
        (5, 180, Excerpt("01234" + "56789012345678901234567890123456...", 5, 35)),
    ],
    ids=["beginning", "middle", "end", "long", "long-from-the-beginning"],
)
def test_a_long_line_is_shortened_around_the_place(start: int, end: int, expected: Excerpt) -> None:
    assert of(LONG, start, end, 40) == expected


def test_of_several_lines_the_first_is_shown_and_underlined_to_its_end() -> None:
    document = Document("policy.toml", 'of = [\n  "a",\n]\n')
    assert excerpt(document, Span(1, 6, 3, 2), 80) == Excerpt("of = [", 5, 1)


@given(
    st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=300),
    st.integers(0, 300),
    st.integers(0, 300),
    st.integers(40, 120),
)
def test_what_is_underlined_is_inside_and_nothing_is_wider_than_asked(
    line: str, start: int, length: int, width: int
) -> None:
    start = min(start, len(line))
    end = min(start + length, len(line))
    shown = of(line, start, end, width)
    assert cell_len(shown.line) <= width
    assert shown.before + shown.under <= max(cell_len(shown.line), shown.before + 1)
    assert not {unicodedata.category(each) for each in shown.line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
