from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from targetrules.source.document import Document, Span


def test_a_span_has_lines_and_columns_from_one() -> None:
    document = Document("a.toml", "优秀 = 1\r\nb = 2\n")
    assert document.span(0, 2) == Span(1, 1, 1, 3)
    assert document.span(8, 9) == Span(2, 1, 2, 2)
    assert document.span(5, 9) == Span(1, 6, 2, 2)


def test_lines_are_without_their_ends_and_there_is_none_beyond_the_last() -> None:
    document = Document("a.toml", "优秀 = 1\r\nb = 2\n")
    assert document.lines == ("优秀 = 1", "b = 2", "")
    assert [document.line(number) for number in (1, 2, 3, 4)] == ["优秀 = 1", "b = 2", "", ""]


@given(st.text(), st.data())
def test_a_span_leads_back_to_its_characters(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = Document("a.toml", text).span(start, end)
    lines = text.split("\n")
    offsets = [
        sum(len(line) + 1 for line in lines[: number - 1]) + column - 1
        for number, column in ((span.line, span.column), (span.end_line, span.end_column))
    ]
    assert offsets == [start, end]
