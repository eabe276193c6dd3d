"""A second reading of section 5's history entries, held against the engine on random sequences.

Written from the sentences of the page alone, over a list with one entry a period: True, False, None (unknown), or GAP
(the unit has no result). It has nothing in common with the engine but the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from targetrules import loads
from tests.effort import examples

FIRST = 2010
GAP = "no result"
Sign = bool | str | None


@frozen
class Entry:
    """History entries as written; ``resets`` says whether `resets = { anew = true }` stands there.

    ``restarts``: whether `restarts` asks for `fresh`; ``calendar``: the year, counted from the first, that it asks for.
    """

    consecutive: int | None = None
    times: int | None = None
    of_last: int | None = None
    bridge: bool = False
    since: int | None = None
    resets: bool = False
    restarts: bool = False
    calendar: int | None = None
    ago: int = 0

    def text(self, what: str) -> str:
        keys = {
            "consecutive": self.consecutive,
            "times": self.times,
            "of_last": self.of_last,
            "gaps": '"bridge"' if self.bridge else None,
            "since": self.since if self.since is None else FIRST + self.since,
            "resets": "{ anew = true }" if self.resets else None,
            "restarts": self.afresh(),
            "ago": self.ago or None,
        }
        entries = "".join(f", {key} = {value}" for key, value in keys.items() if value is not None)
        return f"{{ {what}{entries} }}"

    def afresh(self) -> str | None:
        """Either or both."""
        year = None if self.calendar is None else FIRST + self.calendar
        parts = ["{ fresh = true }"] if self.restarts else []
        parts += [f"{{ period = {{ from = {year}, until = {year} }} }}"] if year else []
        return f"{{ any = [{', '.join(parts)}] }}" if parts else None


# ---- the reading -----------------------------------------------------------------------------------------------------


@frozen
class Past:
    """A sign a period: of the condition, of `resets`, and of `restarts`."""

    late: Sequence[Sign]
    anew: Sequence[Sign]
    fresh: Sequence[Sign]


def reading(entry: Entry, past: Past, today: int, what: Callable[[Entry, Past, int], Sign]) -> Sign:
    """`what` the statement says ``today`` (a position in the lists), where the unit has a result.

    "Unknown where counting with and without that restart would give different truths."
    """
    fresh = [True if position == entry.calendar else sign for position, sign in enumerate(past.fresh)]
    unknown = [each for each, sign in enumerate(fresh) if entry.restarts and sign is None and past.late[each] != GAP]
    said = set()
    for signs in product((True, False), repeat=len(unknown)):
        supposed = dict(zip(unknown, signs, strict=True))
        began = [
            at == entry.calendar or (entry.restarts and supposed.get(at, fresh[at]) is True and past.late[at] != GAP)
            for at in range(len(fresh))
        ]
        said.add(what(entry, evolve(past, fresh=began), today))
    return said.pop() if len(said) == 1 else None


def statement(entry: Entry, past: Past, today: int) -> Sign:
    late = past.late
    today -= entry.ago  # "the whole statement as it stood n periods ago"
    if today < 0 or late[today] == GAP:  # "unknown where the unit has no result n periods ago"
        return None
    if entry.since is not None and today < entry.since:  # "before that period the whole entry is false"
        return False
    if entry.consecutive is not None:
        # "c ∧ (s ≥ k−1)", s being the run before this period
        return kleene_and(late[today], run_before(entry, past, today) >= entry.consecutive - 1)
    if entry.times is None:
        return late[today]
    counted = sum(late[each] is True for each in window(entry, past, today))
    if counted + (late[today] is True) >= entry.times:
        return True  # "true when n are counted"
    if late[today] is None and counted + 1 >= entry.times:
        return None  # "unknown when c is unknown now and one more would decide it"
    return False  # "else false"


def kleene_and(left: Any, right: Any) -> bool | None:
    if left is False or not right:
        return False
    return None if left is None else True


def counting(entry: Entry, past: Past, today: int) -> list[int]:
    """The earlier periods that count at all.

    Not before `since`; after the latest in which `resets` held; from the latest on in which `restarts` held, or, where
    that had no result, from the next one on that has.
    """
    first = entry.since or 0
    if entry.resets:
        resets = [each + 1 for each in range(today) if past.late[each] != GAP and past.anew[each] is True]
        first = max([first, *resets])
    first = max([first, *(each for each in range(today + 1) if past.fresh[each] is True)])
    return list(range(first, today))


def run_before(entry: Entry, past: Past, today: int) -> int:
    """A period without a result, or in which c is unknown, ends a run; or, bridged, is passed over."""
    run = 0
    for each in reversed(counting(entry, past, today)):
        if past.late[each] is True:
            run += 1
        elif past.late[each] is False or not entry.bridge:
            break
    return run


def window(entry: Entry, past: Past, today: int) -> list[int]:
    """The earlier ones of the last m periods: "this period and the m−1 nearest earlier periods that are not gaps"."""
    counted = counting(entry, past, today)
    if entry.of_last is None:
        return counted
    if entry.bridge:
        there = [each for each in counted if past.late[each] in (True, False)]
        return there[max(0, len(there) - (entry.of_last - 1)) :]
    return [each for each in counted if each > today - entry.of_last]


def received(entry: Entry, past: Past, today: int) -> Sign:
    """`received` with a history entry is about the periods before this one, and not unknown itself."""
    got = past.late
    if entry.ago:
        return today - entry.ago >= 0 and got[today - entry.ago] is True
    if entry.since is not None and today < entry.since:
        return False
    counted = counting(entry, past, today)
    if entry.consecutive is not None:
        return run_before(entry, past, today) >= entry.consecutive
    assert entry.times is not None
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
        restarts=draw(st.booleans()),
        calendar=draw(st.none() | st.integers(0, 11)),
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
[inputs.fresh]
type = "flag"
optional = true
"""


def engine(condition: str, past: Past) -> dict[int, bool | None]:
    """By position what the engine says of a condition named c."""
    rows = [
        {"unit": "u", "period": FIRST + each, "late": sign, "anew": past.anew[each], "fresh": past.fresh[each]}
        for each, sign in enumerate(past.late)
        if sign != GAP
    ]
    talk = '[[consequences]]\nid = "talk"\nwhen = { late = true }\n'
    outcomes = loads(f"{POLICY}{talk}[conditions.c]\nall = [{condition}]\n").evaluate(rows) if rows else ()
    return {int(outcome.period) - FIRST: outcome.conditions["c"] for outcome in outcomes}


FLAGS = st.sampled_from((False, False, True, None))


def drawn(data: st.DataObject, late: list[Sign]) -> Past:
    anew, fresh = (data.draw(st.lists(FLAGS, min_size=len(late), max_size=len(late))) for _ in range(2))
    return Past(late, anew, fresh)


@examples(400)
@given(entries(), signs(None, GAP), st.data())
def test_conditions_over_time(entry: Entry, late: list[Sign], data: st.DataObject) -> None:
    past = drawn(data, late)
    found = engine(entry.text("late = true"), past)
    assert found == {each: reading(entry, past, each, statement) for each in found}


@examples(400)
@given(entries(), signs(GAP), st.data())
def test_received_over_time(entry: Entry, got: list[Sign], data: st.DataObject) -> None:
    if entry.ago:
        entry = Entry(ago=entry.ago)
    past = drawn(data, got)
    found = engine(entry.text('received = "talk"'), past)
    assert found == {each: reading(entry, past, each, received) for each in found}


@examples(100)
@given(signs(GAP))
def test_received_without_a_history_entry(got: list[Sign]) -> None:
    """ "It received it in an earlier period: in any." """
    never = [False] * len(got)
    found = engine('{ received = "talk" }', Past(got, never, never))
    assert found == {each: True in got[:each] for each in found}


@examples(100)
@given(signs(None, GAP), st.data(), st.none() | st.integers(1, 3))
def test_statuses_over_time(enter: list[Sign], data: st.DataObject, most: int | None) -> None:
    """ "Entered when `enter` holds, left when it was held before and `leave` holds (enter wins)"; it outlasts a gap."""
    leave = data.draw(st.lists(st.sampled_from((False, False, True, None)), min_size=len(enter), max_size=len(enter)))
    rows = [
        {"unit": "u", "period": FIRST + each, "late": enter[each], "anew": leave[each], "fresh": None}
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
