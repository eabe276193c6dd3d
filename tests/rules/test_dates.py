"""Versions and bands are refused just where some period has two of them, or none between others."""

from __future__ import annotations

from itertools import pairwise

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from targetrules import PolicyError, loads
from targetrules.rules.leaf import PeriodRange
from tests.effort import examples

PERIODS = range(-3, 12)
ENDS = st.none() | st.integers(0, 8)
SPANS = st.tuples(ENDS, ENDS).filter(lambda span: span[0] is None or span[1] is None or span[0] <= span[1])
HEAD = """
format = 1
policy = { id = "p", title = "P", period = "sequence" }
grades = [{ id = "A" }, { id = "B" }, { id = "C" }]
inputs.score = { type = "number", min = 0, max = 9 }
"""


def codes(text: str) -> set[str]:
    try:
        loads(text)
    except PolicyError as error:
        return {each.code for each in error.diagnostics}
    return set()


def faults(text: str) -> list[str]:
    """The codes of all faults, in order."""
    with pytest.raises(PolicyError) as raised:
        loads(text)
    return [each.code for each in raised.value.diagnostics]


def dated(start: int | None, end: int | None) -> str:
    return "".join(f", {word} = {n}" for word, n in (("from", start), ("until", end)) if n is not None)


def gaps(covered: list[bool]) -> list[int]:
    """What is not covered and lies between things that are."""
    return [n for n in range(len(covered)) if not covered[n] and any(covered[:n]) and any(covered[n:])]


@examples(200)
@given(st.lists(SPANS, min_size=1, max_size=4))
def test_versions_neither_overlap_nor_leave_a_hole(spans: list[tuple[int | None, int | None]]) -> None:
    versions = ", ".join(f'{{ formula = "score"{dated(*span)} }}' for span in spans)
    in_force = [sum(period in PeriodRange(*span) for span in spans) for period in PERIODS]
    expected = {"TR042"} if max(in_force) > 1 else set()
    expected |= {"TR043"} if gaps([count > 0 for count in in_force]) else set()
    assert codes(f"{HEAD}measures.m.versions = [{versions}]") == expected


@frozen
class Band:
    grade: str
    end: int
    strict: bool
    span: tuple[int | None, int | None]

    def text(self) -> str:
        return f'{{ grade = "{self.grade}", {"above" if self.strict else "at_least"} = {self.end}{dated(*self.span)} }}'

    def takes(self, score: int) -> bool:
        return score > self.end or (score == self.end and not self.strict)


BANDS = st.lists(
    st.builds(Band, st.sampled_from("ABC"), st.integers(-1, 9), st.booleans(), st.just((None, None)) | SPANS),
    min_size=1,
    max_size=5,
)


def expected_of(bands: list[Band]) -> set[str]:
    """What is wrong with the bands, found by trying every score in every period. What is first hides the rest."""
    by_period = [sorted((b for b in bands if p in PeriodRange(*b.span)), key=lambda b: b.grade) for p in PERIODS]
    found = set()
    for grade in "ABC":
        count = [sum(band.grade == grade for band in there) for there in by_period]
        found |= {"TR042"} if max(count) > 1 else set()
        found |= {"TR043"} if gaps([each > 0 for each in count]) else set()
    if found:
        return found
    for there in by_period:
        if any((worse.end, worse.strict) >= (better.end, better.strict) for better, worse in pairwise(there)):
            found.add("TR051")
        elif there and not there[-1].takes(0):
            found.add("TR052")
    found |= {"TR043"} if gaps([bool(there) for there in by_period]) else set()
    if found:
        return found
    given_ = {next(b.grade for b in there if b.takes(score)) for there in by_period if there for score in range(10)}
    return set() if given_ == set("ABC") else {"TR057"}


@examples(400)
@given(BANDS)
def test_bands_are_refused_just_where_a_score_has_no_grade_or_a_grade_no_score(bands: list[Band]) -> None:
    text = f'{HEAD}grading = {{ by = "score", bands = [{", ".join(band.text() for band in bands)}] }}'
    found, expected = codes(text), expected_of(bands)
    assert bool(found) is bool(expected)
    assert found <= expected
    assert expected - found <= {"TR051", "TR052"}  # a band is blamed for one thing at a time


@pytest.mark.parametrize(
    ("bands", "told"),
    [
        ("{ grade = 'A', at_least = 3 }, { grade = 'C', at_least = 5 }", "TR051"),
        ("{ grade = 'A', at_least = 5 }, { grade = 'C', at_least = 3 }", "TR052"),
    ],
)
def test_a_band_is_blamed_once_however_many_times_the_others_change(bands: str, told: str) -> None:
    dated_band = "{ grade = 'B', at_least = 2, from = 5, until = 8 }"
    assert faults(f"{HEAD}grading = {{ by = 'score', bands = [{bands}, {dated_band}] }}") == [told]


def test_a_range_in_the_middle_of_the_bands_reaches_only_the_grades_there() -> None:
    head = HEAD.replace("min = 0, max = 9", "min = 5, max = 6")
    bands = 'grading = { by = "score", bands = { A = 7, B = 5, C = 0 } }'
    with_cap = 'grading = { by = "score", bands = { A = 6, B = 0 }, caps = [{ when = { score = 5 }, at_most = "C" }] }'
    assert codes(head + bands) == {"TR057"}
    assert codes(head + with_cap) == set()
