"""A second reading of section 5's history entries, held against the engine on random sequences.

Written from the sentences of the page alone, over a list with one entry a period: True, False, None (unknown), or GAP
(the unit has no result). It has nothing in common with the engine but the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from targetrules import loads
from tests.effort import examples

FIRST = 2010
GAP = "no result"
Sign = bool | str | None


@frozen
class Entry:
    """History entries as written; ``resets`` says whether `resets = { anew = true }` stands there."""

    consecutive: int | None = None
    times: int | None = None
    of_last: int | None = None
    bridge: bool = False
    since: int | None = None
    resets: bool = False
    ago: int = 0

    def text(self, what: str) -> str:
        keys = {
            "consecutive": self.consecutive,
            "times": self.times,
            "of_last": self.of_last,
            "gaps": '"bridge"' if self.bridge else None,
            "since": self.since if self.since is None else FIRST + self.since,
            "resets": "{ anew = true }" if self.resets else None,
            "ago": self.ago or None,
        }
        entries = "".join(f", {key} = {value}" for key, value in keys.items() if value is not None)
        return f"{{ {what}{entries} }}"


# ---- the reading -----------------------------------------------------------------------------------------------------


def reading(entry: Entry, late: Sequence[Sign], anew: Sequence[Sign], today: int) -> bool | None:
    """What the statement says ``today`` (a position in the lists), where the unit has a result."""
    today -= entry.ago  # "the whole statement as it stood n periods ago"
    if today < 0 or late[today] == GAP:  # "unknown where the unit has no result n periods ago"
        return None
    if entry.since is not None and today < entry.since:  # "before that period the whole entry is false"
        return False
    if entry.consecutive is not None:
        # "c ∧ (s ≥ k−1)", s being the run before this period
        return kleene_and(late[today], run_before(entry, late, anew, today) >= entry.consecutive - 1)
    if entry.times is None:
        return late[today]  # type: ignore[return-value]
    counted = sum(late[each] is True for each in window(entry, late, anew, today))
    if counted + (late[today] is True) >= entry.times:
        return True  # "true when n are counted"
    if late[today] is None and counted + 1 >= entry.times:
        return None  # "unknown when c is unknown now and one more would decide it"
    return False  # "else false"


def kleene_and(left: Any, right: Any) -> bool | None:
    if left is False or not right:
        return False
    return None if left is None else True


def counting(entry: Entry, late: Sequence[Sign], anew: Sequence[Sign], today: int) -> list[int]:
    """The earlier periods that count at all: not before `since`, and after the latest in which `resets` held."""
    first = entry.since or 0
    if entry.resets:
        first = max([first, *(each + 1 for each in range(today) if late[each] != GAP and anew[each] is True)])
    return list(range(first, today))


def run_before(entry: Entry, late: Sequence[Sign], anew: Sequence[Sign], today: int) -> int:
    """A period without a result, or in which c is unknown, ends a run; or, bridged, is passed over."""
    run = 0
    for each in reversed(counting(entry, late, anew, today)):
        if late[each] is True:
            run += 1
        elif late[each] is False or not entry.bridge:
            break
    return run


def window(entry: Entry, late: Sequence[Sign], anew: Sequence[Sign], today: int) -> list[int]:
    """The earlier ones of the last m periods: "this period and the m−1 nearest earlier periods that are not gaps"."""
    counted = counting(entry, late, anew, today)
    if entry.of_last is None:
        return counted
    if entry.bridge:
        there = [each for each in counted if late[each] in (True, False)]
        return there[max(0, len(there) - (entry.of_last - 1)) :]
    return [each for each in counted if each > today - entry.of_last]


def reading_of_received(entry: Entry, got: Sequence[Sign], anew: Sequence[Sign], today: int) -> bool:
    """`received` with a history entry is about the periods before this one, and never unknown."""
    if entry.ago:
        return today - entry.ago >= 0 and got[today - entry.ago] is True
    if entry.since is not None and today < entry.since:
        return False
    counted = counting(entry, got, anew, today)
    if entry.consecutive is not None:
        return run_before(entry, got, anew, today) >= entry.consecutive
    if entry.bridge:
        counted = [each for each in counted if got[each] != GAP]
        return sum(got[each] is True for each in counted[max(0, len(counted) - (entry.of_last or 99)) :]) >= entry.times
    return sum(got[each] is True for each in counted if each >= today - (entry.of_last or 99)) >= entry.times


# ---- held against the engine -----------------------------------------------------------------------------------------


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    times = draw(st.none() | st.integers(1, 4))
    return Entry(
        consecutive=draw(st.integers(1, 4)) if times is None else None,
        times=times,
        of_last=None if times is None else draw(st.none() | st.integers(times, times + 3)),
        bridge=draw(st.booleans()),
        since=draw(st.none() | st.integers(0, 5)),
        resets=draw(st.booleans()),
        ago=draw(st.sampled_from((0, 0, 1, 2))),
    )


def signs(*more: Sign) -> st.SearchStrategy[list[Sign]]:
    return st.lists(st.sampled_from((True, True, False, *more)), min_size=1, max_size=12)


POLICY = """
format = 1
[policy]
id = "p"
title = "P"
[inputs.late]
type = "flag"
optional = true
[inputs.anew]
type = "flag"
optional = true
"""


def engine(condition: str, late: Sequence[Sign], anew: Sequence[Sign]) -> dict[int, bool | None]:
    """By position what the engine says of a condition named c."""
    rows = [
        {"unit": "u", "period": FIRST + each, "late": late[each], "anew": anew[each]}
        for each in range(len(late))
        if late[each] != GAP
    ]
    talk = '[[consequences]]\nid = "talk"\nwhen = { late = true }\n'
    outcomes = loads(f"{POLICY}{talk}[conditions.c]\nall = [{condition}]\n").evaluate(rows) if rows else ()
    return {int(outcome.period) - FIRST: outcome.conditions["c"] for outcome in outcomes}


@examples(300)
@given(entries(), signs(None, GAP), st.data())
def test_conditions_over_time(entry: Entry, late: list[Sign], data: st.DataObject) -> None:
    anew = data.draw(st.lists(st.sampled_from((False, False, True, None)), min_size=len(late), max_size=len(late)))
    found = engine(entry.text("late = true"), late, anew)
    assert found == {each: reading(entry, late, anew, each) for each in found}


@examples(300)
@given(entries(), signs(GAP), st.data())
def test_received_over_time(entry: Entry, got: list[Sign], data: st.DataObject) -> None:
    if entry.ago:
        entry = Entry(ago=entry.ago)
    anew = data.draw(st.lists(st.sampled_from((False, False, True, None)), min_size=len(got), max_size=len(got)))
    found = engine(entry.text('received = "talk"'), got, anew)
    assert found == {each: reading_of_received(entry, got, anew, each) for each in found}


@examples(100)
@given(signs(GAP))
def test_received_without_a_history_entry(got: list[Sign]) -> None:
    """ "It received it in an earlier period: in any." """
    found = engine('{ received = "talk" }', got, [False] * len(got))
    assert found == {each: True in got[:each] for each in found}


@examples(100)
@given(signs(None, GAP), st.data(), st.none() | st.integers(1, 3))
def test_statuses_over_time(enter: list[Sign], data: st.DataObject, most: int | None) -> None:
    """ "Entered when `enter` holds, left when it was held before and `leave` holds (enter wins)"; it outlasts a gap."""
    leave = data.draw(st.lists(st.sampled_from((False, False, True, None)), min_size=len(enter), max_size=len(enter)))
    rows = [
        {"unit": "u", "period": FIRST + each, "late": enter[each], "anew": leave[each]}
        for each in range(len(enter))
        if enter[each] != GAP
    ]
    status = "[statuses.s]\nenter = { late = true }\nleave = { anew = true }\n"
    limit = "" if most is None else f"lasts_at_most = {most}\n"
    found = [outcome.statuses == ("s",) for outcome in loads(POLICY + status + limit).evaluate(rows)] if rows else []

    expected, results = [], 0
    for row in rows:
        if row["late"] is True:
            results = 1
        elif results and row["anew"] is not True and (most is None or results < most):
            results += 1
        else:
            results = 0
        expected.append(results > 0)
    assert found == expected
