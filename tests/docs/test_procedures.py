"""The tables of the language pages that follow a procedure: what is recorded, and what is refused by which rule."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from targetrules import loads
from targetrules.cycle.course import Course
from targetrules.cycle.events import (
    AppealMade,
    ApprovalGiven,
    ConsequenceNoted,
    CycleEvent,
    Dated,
    DecisionTaken,
    DiscretionUsed,
    DraftShown,
    ObjectionAnswered,
    ObjectionMade,
    OverrideMade,
    ResultChanged,
    StepTaken,
    ValuesCame,
)
from targetrules.cycle.refusals import refusals
from targetrules.cycle.state import CycleState, after
from tests.docs.blocks import Page, Table
from tests.docs.test_tables import about, codes, tables

UNITS = ("A", "B")
BEGINS = date(2026, 1, 1)
OF_CYCLE = {
    "approved": {
        *("approval-undecided", "approval-twice", "approval-changed", "approval-day", "approval-earlier"),
        *("approval-office", "decision-dated", "consequence-draft", "consequence-early"),
        *("approval-before", "consequence-before"),
    },
    "appealed": {"appeal-unapproved", "appeal-early", "appeal-late", "appeal-twice", "answer-early", "answer-twice"},
    "ruled": {
        *(
            "discretion-undecided",
            "discretion-must",
            "discretion-none",
            "discretion-same",
            "discretion-before",
            "discretion-day",
        ),
        *("discretion-office", "approval-discretion", "discretion-overridden", "discretion-harmless"),
        *(
            "override-undecided",
            "override-same",
            "override-nothing",
            "override-before",
            "override-day",
            "override-office",
        ),
    },
    "objected": {
        *("shown-undecided", "shown-twice", "shown-changed", "shown-day", "shown-earlier"),
        *("shown-approved", "shown-before"),
        *(
            "objection-undecided",
            "objection-unshown",
            "objection-approved",
            "objection-early",
            "objection-late",
            "objection-twice",
        ),
        *("answer-unknown", "answer-nothing", "answer-twice", "answer-again", "answer-early", "answer-earlier"),
        *("approval-unshown", "approval-objections", "approval-unanswered", "approval-upheld", "approval-answer"),
    },
}


@pytest.mark.parametrize(("page", "table"), tables("procedure"))
def test_what_a_table_says_is_refused_is_and_nothing_else(page: Page, table: Table) -> None:
    course = Course(loads(page.preambles[table.note.partition(": ")[2]]).rules.steps, begins=BEGINS)
    state, told = CycleState(), set[str]()
    dated: Dated | None = None
    for recorded, of, on, by, refused in table.rows:
        units = tuple(of.split(", ")) if of else None
        (name,) = codes(recorded)
        event: CycleEvent
        if name == "decide":
            event = DecisionTaken(date.fromisoformat(on), units or UNITS, units is None)
            dated = Dated(date.fromisoformat(on), 1)
        elif name in ("served", "executed"):
            event = ConsequenceNoted(name, "talk", of, date.fromisoformat(on), decided=dated)
        elif recorded == f"`{name}`":
            event = StepTaken(name, units, date.fromisoformat(on), by, UNITS)
        else:
            event = ValuesCame({name: units or ()})
        found = [each.key for each in refusals(course, state, event)]
        assert found == codes(refused), (page.path, recorded, of, on)
        told.update(found)
        state = state if found else after(state, event)
    assert told == {
        *("step-order", "step-twice", "step-twice-of", "step-day", "step-before", "step-office", "value-early"),
        *("step-needs-units", "step-for-all", "decision-step", "decision-day", "decision-before", "decision-late"),
        *("consequence-undecided", "consequence-before"),
    }


@pytest.mark.parametrize(("page", "table"), tables("cycle"))
def test_what_a_table_says_of_decisions_is_refused_is_and_nothing_else(page: Page, table: Table) -> None:
    rules = loads(page.preambles[about(table)]).rules
    course, graded = (
        Course(rules.steps, rules.cycle, BEGINS),
        StepTaken("grading", None, date(2026, 1, 12), present=UNITS),
    )
    state, told, decided, changed, since = after(CycleState(), graded), set[str](), 0, 0, dict[str, int]()
    last: date | None = None
    for at, (recorded, of, on, by, refused) in enumerate(table.rows, 1):
        name = codes(recorded)[0]
        changed += name == "correct"
        event = _event(recorded, (of, on, by), at, decided=decided, changed=changed, since=since, last_of_appeal=last)
        found = [each.key for each in refusals(course, state, event)]
        assert found == codes(refused), (page.path, recorded, of, on)
        told.update(found)
        state = state if found else after(state, event)
        if name == "correct":
            state = after(state, ResultChanged(of, at))
        if name == "approve" and not found:
            last = date.fromisoformat(on) + timedelta(days=5)
        if name == "decide" and not found:
            decided, changed = decided + 1, 0
            since |= dict.fromkeys(of.split(", ") if of else (() if since else UNITS), at)
    assert told == OF_CYCLE[about(table)]


def _event(
    recorded: str,
    line: tuple[str, str, str],
    at: int,
    *,
    decided: int,
    changed: int,
    since: dict[str, int],
    last_of_appeal: date | None,
) -> CycleEvent:
    """What one line of such a table says."""
    (name, *more), (of, on, by) = codes(recorded), line
    units, day = frozenset(of.split(", ")) if of else None, date.fromisoformat(on) if on else None
    start = day or date.max
    match name:
        case "shown":
            return DraftShown(start, start + timedelta(days=5), UNITS, changed, at)
        case "objection":
            return ObjectionMade(of, start, decided > 0, at)
        case "answer":
            (number,) = re.findall(r"\d+", recorded)
            return ObjectionAnswered(int(number), start, "upheld" in more, "done" in more, at)
        case "decide":
            changes = frozenset() if decided and units is None else units
            return DecisionTaken(day, UNITS, not decided, changes, at)
        case "approve":
            return ApprovalGiven(start, by, UNITS, changed, at, {"exemption": [of]} if more else {})
        case "correct":
            return ValuesCame({})
        case "discretion":
            return DiscretionUsed(of, "exemption", start, by, more[0])  # type: ignore[arg-type]
        case "appeal":
            return AppealMade(of, start, last_of_appeal, at)
        case "override":
            return OverrideMade(of, start, by, more[0])  # type: ignore[arg-type]
        case _:
            return ConsequenceNoted(name, "talk", of, start, since.get(of, 0))
