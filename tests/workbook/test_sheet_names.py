"""Names of sheets: whatever is wanted, a workbook can have them, and no two are alike."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules.workbook.sheet_names import LONGEST, sheet_names


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["汇总", "一类县"], ["汇总", "一类县"]),
        (["A/B: *?", "[x]\\y"], ["A-B- --", "-x--y"]),
        (["'quoted'", "''", ""], ["quoted", "-", "- (2)"]),
        (["History"], ["History (2)"]),
        (["Kind", "kind", "KIND"], ["Kind", "kind (2)", "KIND (3)"]),
        (["县" * 40, "县" * 41], ["县" * 30 + "…", "县" * 26 + "… (2)"]),
        (["𠮷" * 20], ["𠮷" * 15 + "…"]),
        (["a\nb\u202ec"], ["a-nb-u202ec"]),
    ],
)
def test_what_is_wanted_becomes_a_name(wanted: list[str], found: list[str]) -> None:
    assert sheet_names(wanted) == found


@given(st.lists(st.text(max_size=40), max_size=12))
def test_law_no_two_sheets_have_one_name_and_each_name_can_be(wanted: list[str]) -> None:
    found = sheet_names(wanted)
    assert len(found) == len(wanted)
    assert len({each.casefold() for each in found}) == len(found)
    for each in found:
        assert 0 < len(each.encode("utf-16-le")) // 2 <= LONGEST
        assert not re.search(r"[\[\]:*?/\\]", each)
        assert each.casefold() != "history"
        assert not each.startswith("'")
        assert not each.endswith("'")
