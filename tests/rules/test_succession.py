"""Whose past a unit goes on from: the reserved columns, pasts as chains of rows, and what must not be said."""

from __future__ import annotations

from collections.abc import Container

import pytest

from targetrules import loads
from targetrules.history import History, Row
from targetrules.rules.decided import DECIDED_GRADE, DECIDED_RECEIVED
from targetrules.rules.reserved import columns_of, reserved_inputs
from targetrules.rules.succession import (
    CONTINUES,
    FORGOTTEN,
    MERGES,
    Past,
    Succession,
    SuccessionRow,
    continued_in,
    doubts_of,
    faults_of,
    merged_of,
    merged_text,
    names_in,
    past_of,
    predecessor_of,
    rows_of_past,
)

HEAD = 'format = 1\n[policy]\nid = "x"\ntitle = "x"\n'
SCHOOLS = '[details.schools]\nitem = "school"\ninputs.score = { type = "number", min = 0, max = 100 }\n'


def test_every_policy_has_the_columns_and_rows_of_details_have_none() -> None:
    rules = loads(HEAD + SCHOOLS).rules
    assert list(reserved_inputs(rules)) == [CONTINUES, MERGES]
    assert list(columns_of(rules)) == [CONTINUES, MERGES]
    assert not reserved_inputs(rules.details["schools"].rules)
    assert {CONTINUES, MERGES}.isdisjoint((DECIDED_GRADE, DECIDED_RECEIVED))


def test_the_past_is_the_units_own_unless_another_is_named() -> None:
    assert predecessor_of("A", {}) == "A"
    assert predecessor_of("A", {CONTINUES: None}) == "A"
    assert predecessor_of("B", {CONTINUES: "A"}) == "A"
    assert continued_in({CONTINUES: 1}) is None
    assert merged_of({MERGES: None}) == merged_of({}) == ()
    assert merged_of({MERGES: "C; D"}) == ("C", "D")


@pytest.mark.parametrize(
    ("text", "names", "again"),
    [
        ("A", ["A"], "A"),
        ("A;B；C\nA", ["A", "B", "C", "A"], "A; B; C"),
        (" ; A ;", ["A"], "A"),
        ('["A; B", "C"]', ["A; B", "C"], '["A; B", "C"]'),
        ('["A", "C"]', ["A", "C"], "A; C"),
        ("[A]", ["[A]"], "[A]"),
        ("[1]", ["[1]"], "[1]"),
        ('["a"', ['["a"'], '["a"'),
    ],
)
def test_several_names_stand_in_one_text(text: str, names: list[str], again: str) -> None:
    assert names_in(text) == names
    assert merged_text(names) == again
    assert names_in(again) == list(dict.fromkeys(names))


def test_a_name_that_reads_as_a_list_is_written_as_one() -> None:
    assert merged_text(['["a"]']) == '["[\\"a\\"]"]'
    assert names_in(merged_text(['["a"]'])) == ['["a"]']


UNITS = ["A", "B", "A", "C", "B", "A", "A"]
PERIODS = [1, 1, 2, 3, 3, 4, 9]
CONTINUED = [None, None, None, "A", None, "C", None]


def test_a_past_is_followed_through_whoever_was_continued() -> None:
    assert past_of(UNITS, PERIODS, CONTINUED, "A", 4) == [0, 2, 3, 5]
    assert past_of(UNITS, PERIODS, CONTINUED, "A", 9) == [0, 2, 3, 5, 6]
    assert past_of(UNITS, PERIODS, CONTINUED, "B", 3) == [1, 4]
    assert past_of(UNITS, PERIODS, CONTINUED, "D", 3) == []


def test_the_rows_that_are_a_past() -> None:
    rows = [
        Row(unit, period, {} if of is None else {CONTINUES: of})
        for unit, period, of in zip(UNITS, PERIODS, CONTINUED, strict=True)
    ]
    assert [row.period for row in rows_of_past(History(tuple(rows)), "A", 4)] == [1, 2, 3, 4]
    assert [row.period for row in rows_of_past(History(tuple(rows)), "A", 2)] == [1, 2]


def found(*rows: SuccessionRow, past: Past | None = None, known: Container[str] | None = None) -> list[object]:
    return [(fault.wrong, fault.column, fault.name, fault.period) for fault in faults_of(rows, past, known)]


def row(unit: str, period: int, continues: str | None = None, *merges: str) -> SuccessionRow:
    return SuccessionRow(unit, period, continues, merges)


def test_what_may_be() -> None:
    """A split with the first going on, a renaming in a chain, a merger, a return, and periods without a result."""
    assert not found(
        *(row("A", 1), row("B", 2, "A"), row("C", 2, "A"), row("A", 2), row("D", 4, "C")),
        *(row("E", 5, None, "B", "D"), row("C", 6, "D"), row("D", 7, "C"), row("C", 8, "D")),
    )


def test_what_must_not_be() -> None:
    rows = [row("A", 1), row("B", 1), row("B", 2)]
    assert found(*rows, row("A", 2, "A")) == [("itself", CONTINUES, "A", None)]
    assert found(*rows, row("C", 3, "Z")) == [("never", CONTINUES, "Z", None)]
    assert found(*rows, row("C", 1, "B")) == [("not-before", CONTINUES, "B", 1)]
    assert found(*rows, row("A", 3, "B")) == [("own-past", CONTINUES, "B", 1)]
    assert found(*rows, row("C", 2, "A", "C", "A", "Z", "B")) == [
        ("merges-itself", MERGES, "C", None),
        ("merges-continued", MERGES, "A", None),
        ("merges-never", MERGES, "Z", None),
    ]


def test_two_units_cannot_change_their_pasts() -> None:
    rows = [row("A", 1), row("B", 1), row("A", 2, "B"), row("B", 2, "A")]
    assert [each[:3] for each in found(*rows)] == [  # type: ignore[index]
        ("own-past", CONTINUES, "B"),
        ("own-past", CONTINUES, "A"),
    ]


def test_a_name_comes_back_only_for_whoever_goes_on_from_its_latest_row() -> None:
    rows = [row("A", 1), row("B", 2, "A"), row("A", 2), row("A", 3, "B")]
    assert found(*rows) == [("own-past", CONTINUES, "B", 2)]
    assert not found(*rows[:2], row("A", 3, "B"))


def test_of_what_is_known_to_have_been_there_no_more_is_asked() -> None:
    assert not found(row("A", 2, "B", "C"), known=("A", "B", "C"))
    assert found(row("A", 2, "Z", "Y"), known=("A",)) == [
        ("never", CONTINUES, "Z", None),
        ("merges-never", MERGES, "Y", None),
    ]


def test_where_nobody_kept_units_whoever_is_named_may_have_been_there_and_none_is_known() -> None:
    rows = [row("A", 2, "Z", "Y"), row("B", 2, "B")]
    assert found(*rows, known=FORGOTTEN) == [("itself", CONTINUES, "B", None)]
    assert "Z" not in FORGOTTEN


def test_pasts_go_on_from_what_is_kept_of_them() -> None:
    past = Past()
    kept = past.add([row("A", 1)]) + past.add([row("B", 2, "A")]) + past.add([row("C", 3, "B"), row("D", 3, "Z")])
    assert kept == [Succession("B", 2, "A", 1), Succession("C", 3, "B", 2)]
    again = Past.of(past.latest, kept)
    assert again.holds("C", "A")
    assert again.holds("C", "B")
    assert not again.holds("A", "C")
    assert not found(row("A", 4, "C"), past=again)
    assert found(row("C", 4, "A"), past=Past.of(past.latest, kept)) == [("goes-on", CONTINUES, "A", 3)]
    assert (again.since("C", "A"), again.since("C", "B"), again.since("C", "Z"), again.since("A", "C")) == (
        3,
        3,
        None,
        4,
    )
    assert found(row("C", 4, None, "B"), past=Past.of(past.latest, kept)) == [("merges-past", MERGES, "B", None)]


def doubts(*rows: SuccessionRow) -> list[tuple[str, str, tuple[str, ...], int, int | None]]:
    return [(each.what, each.name, each.units, each.period, each.again) for each in doubts_of(rows)]


def test_what_went_and_is_there_still_or_went_to_several_or_comes_back_is_doubted() -> None:
    before = [row("A", 1), row("B", 1), row("D", 1)]
    assert doubts(*before, row("C", 2, None, "A", "B"), row("D", 2, None, "A"), row("A", 4)) == [
        ("twice", "A", ("C", "D"), 2, None),
        ("stays", "A", ("C", "D"), 2, 4),
    ]
    assert doubts(*before, row("C", 2, "A"), row("D", 2, "A"), row("A", 3)) == [("returns", "A", ("C", "D"), 2, 3)]
    assert not doubts(*before, row("C", 2, "A", "B"), row("A", 2), row("A", 3))
    assert not doubts(*before, row("C", 2, "A", "B"), row("A", 3, "C"), row("D", 2, "Z"))
