"""Texts of others: nothing in them acts on a terminal, begins a line of its own, or turns what is read around."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules.visible import visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("\x1b]0;verified\x07", r"\x1b]0;verified\x07"),
        ("\x9b2J", r"\x9b2J"),
        ("a\rb\nc\td\x0b\x85", r"a\rb\nc\td\x0b\x85"),
        ("50\u202e01\u2069", r"50\u202e01\u2069"),
        ("a\u2028b\u2029c", r"a\u2028b\u2029c"),
        ("a\u200b\xa0\xad\u2065b", r"a\u200b\xa0\xad\u2065b"),
        ("\ud800", r"\ud800"),
        ("张\u3000三 e\u0301 \ue000 𠮷 \U0002ebf0", "张\u3000三 e\u0301 \ue000 𠮷 \U0002ebf0"),
    ],
    ids=["escape", "title", "c1", "lines", "direction", "separators", "unseen", "surrogate", "names-of-people"],
)
def test_what_is_not_seen_or_acts_is_written_out(text: str, expected: str) -> None:
    assert visible(text) == expected


@given(st.text())
def test_law_what_is_visible_is_on_one_line_and_stays_as_it_is(text: str) -> None:
    found = visible(text)
    assert visible(found) == found
    assert not {unicodedata.category(each) for each in found} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
