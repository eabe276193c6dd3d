"""The journal: its chain, what the database refuses, and its lines read back."""

from __future__ import annotations

import io
import json
import sqlite3
from datetime import date
from pathlib import Path

import psycopg
import pytest
from attrs import evolve

from targetrules import Policy, loads
from targetrules.register import EventKind, ReadOnlyRegister, Register, RegisterError
from targetrules.register.event import NOTHING_BEFORE, Event, hash_of
from targetrules.register.json_lines import event_line, read_lines
from targetrules.register.persons import Person
from targetrules.register.verification import check_chain
from tests.register.conftest import POLICY, Clock, tampered
from tests.register.test_procedure import BLANK
from tests.register.test_procedure import POLICY as PROCEDURE
from tests.register.test_register import refused, row


def exported(register: ReadOnlyRegister) -> bytes:
    stream = io.BytesIO()
    register.export(stream)
    return stream.getvalue()


@pytest.fixture
def lines(register: Register) -> list[bytes]:
    """A journal of nine events and one person."""
    register.post([row("甲县", 2025, 55), row("乙县", 2025, 75)])
    register.close_period(2025)
    register.decide(2025)
    register.withdraw("乙县", 2025, reason="“重复”")
    register.post(row("丙县", 2025, 75))
    register.close_period(2025)
    register.decide(2025, reason="补报")
    return exported(register).splitlines(keepends=True)


def restored(folder: Path, lines: list[bytes]) -> Register:
    file = folder / "again.db"
    file.unlink(missing_ok=True)
    return Register.restore(file, io.BytesIO(b"".join(lines)), by="Wang")


def test_an_exported_journal_reads_back_to_the_same_hashes_and_bytes(
    register: Register, lines: list[bytes], tmp_path: Path
) -> None:
    with restored(tmp_path, lines) as again:
        assert again.head() == register.head()
        assert exported(again) == b"".join(lines)
        assert again.verify(register.head().hash).verified
        assert again.decisions() == register.decisions()


def test_every_single_byte_that_is_changed_is_found(lines: list[bytes], register: Register) -> None:
    """Of each line every eleventh byte, from another one on; all of them are in `deep/`."""
    head = register.head().hash
    for at, line in enumerate(lines):
        for place in range(at, len(line), 11):
            changed = line[:place] + bytes([line[place] ^ 1]) + line[place + 1 :]
            assert not is_right([*lines[:at], changed, *lines[at + 1 :]], head), (at, place)


def is_right(lines: list[bytes], head: str) -> bool:
    try:
        found = list(read_lines(io.BytesIO(b"".join(lines))))
    except RegisterError:
        return False
    persons = [each for each in found if isinstance(each, Person)]
    return check_chain((each for each in found if not isinstance(each, Person)), persons, head).verified


def test_every_event_that_is_deleted_doubled_or_swapped_is_found(register: Register, lines: list[bytes]) -> None:
    head = register.head().hash
    assert is_right(lines, head)
    for at in range(len(lines)):
        assert not is_right([*lines[:at], *lines[at + 1 :]], head), f"without {at}"
        assert not is_right([*lines[:at], lines[at], *lines[at:]], head), f"{at} twice"
    for at in range(len(lines) - 1):
        swapped = [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]
        assert not is_right(swapped, head), f"{at} and the next"


def test_an_end_that_was_cut_off_is_found_by_a_head_alone(
    register: Register, lines: list[bytes], tmp_path: Path
) -> None:
    head = register.head()
    cut = [*lines[: head.number - 1], *lines[head.number :]]
    with restored(tmp_path, cut) as again:
        assert again.verify().verified
        assert not again.verify().has_head
        [problem] = again.verify(head.hash).problems
    assert problem.text("en") == (
        f"no event has the hash {head.hash}: the end was cut off, or the events were written anew; the last "
        f"one is event "
        f"{head.number - 1}, {again_hash(lines, head.number - 2)}"
    )


def again_hash(lines: list[bytes], at: int) -> str:
    text: str = json.loads(lines[at])["hash"]
    return text


def test_a_changed_line_is_told_by_its_number(lines: list[bytes], tmp_path: Path) -> None:
    lines[2] = lines[2].replace(b'"55"', b'"65"')
    assert refused(lambda: restored(tmp_path, lines)) == [
        "event 3 is not as it was recorded: its hash is another",
        "第 3 号事项与登记时不一致：其哈希值不同",
    ]
    assert not (tmp_path / "again.db").exists() or not (tmp_path / "again.db").stat().st_size


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET actor = 'x' WHERE number = 1",
        "DELETE FROM events WHERE number = 9",
        "UPDATE persons SET name = 'x'",
        "DELETE FROM persons",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_recorded(
    register: Register, lines: list[bytes], place: str, statement: str
) -> None:
    with pytest.raises((sqlite3.Error, psycopg.Error), match="never changed"):
        tampered(place, statement)
    assert exported(register) == b"".join(lines)


@pytest.mark.parametrize("table", ["events", "persons"])
def test_each_database_refuses_what_it_alone_can_do(
    register: Register, lines: list[bytes], place: str, table: str
) -> None:
    replaced = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"  # noqa: S608
    with pytest.raises((sqlite3.Error, psycopg.Error), match="never changed"):
        tampered(place, f"TRUNCATE {table}" if "://" in place else replaced)
    assert exported(register) == b"".join(lines)


def test_what_is_derived_can_be_made_anew(register: Register, lines: list[bytes], place: str) -> None:
    del lines
    before = register.decisions()
    tampered(place, "DELETE FROM result_versions WHERE unit = '甲县'", "DELETE FROM decided")
    assert [each.text("en") for each in register.verify().problems] == [
        (
            "what is derived from the events is not as they give it (result_versions): make it anew "
            "with targetrules register "
            "rebuild"
        ),
        (
            "what is derived from the events is not as they give it (decided): make it anew with targetrules "
            "register rebuild"
        ),
    ]
    register.rebuild()
    assert register.verify().verified
    assert register.decisions() == before


# ---- what no register has written ------------------------------------------------------------------------------------


def chained(events: list[Event]) -> list[bytes]:
    """The lines of events whose chain was computed anew."""
    lines, previous = list[bytes](), NOTHING_BEFORE
    for event in events:
        bound = evolve(event, previous=previous)
        bound = evolve(bound, hash=hash_of(bound))
        lines.append(event_line(bound).encode())
        previous = bound.hash
    return lines


def what_is_said(folder: Path, lines: list[bytes]) -> str:
    try:
        restored(folder, lines).close()
    except RegisterError as error:
        return error.text("en")
    return ""


JUNK = [
    "{}",
    '{"rows": 3}',
    '{"period": "x", "group": 3}',
    '{"person": 5}',
    '{"text": 5, "first_period": "z", "period_kind": "year", "persons": false}',
    '{"rows": [["A", "2026", "1"], ["A", "2026", "2"]], "columns": ["score"], "details": {}, "naming": {}}',
]


def test_events_that_no_register_has_written_are_told_though_their_chain_is_right(
    register: Register, lines: list[bytes], file: Path, tmp_path: Path
) -> None:
    """Of exports from a file, since those from PostgreSQL are the same bytes."""
    assert file.exists()
    events, persons = list(register.events()), lines[register.head().number :]
    told: dict[str, set[str]] = {"taken": set(), "refused": set()}
    for kind in EventKind:
        for content in JUNK:
            last = evolve(events[-1], number=len(events) + 1, kind=kind, content=content)
            said = what_is_said(tmp_path, [*chained([*events, last]), *persons])
            assert said in (
                "",
                f"event {last.number} does not hold what an event of its kind holds: no register has written it",
            )
            told["refused" if said else "taken"].add(kind)
    from_which_nothing_is_derived = {"register", "hold-harmless", "erasure"}
    assert told == {"taken": from_which_nothing_is_derived, "refused": set(EventKind) - from_which_nothing_is_derived}


def test_an_event_that_the_procedure_refuses_is_told_by_a_head_alone(file: Path, clock: Clock, tmp_path: Path) -> None:
    """The course of a period is asked when an event is recorded: who writes an export by hand asks nobody."""
    with Register.create(file, by="Li Wei", policy=loads(PROCEDURE), clock=clock) as register:
        register.post(BLANK)
        first = register.note_step("inspection", 2025, on=date(2026, 1, 5))
        with pytest.raises(RegisterError, match="the steps of the procedure are taken in their order"):
            register.note_step("grading", 2025, on=date(2026, 1, 6))
        events, persons = list(register.events()), exported(register).splitlines(keepends=True)[first.number :]
        head = register.head().hash
    forged = evolve(first, content=first.content.replace('"inspection"', '"grading"'))
    with restored(tmp_path, [*chained([*events[:-1], forged]), *persons]) as again:
        assert again.verify().verified
        assert not again.verify(head).verified


@pytest.mark.parametrize(
    ("line", "other"),
    [
        (b'"number": 3', b'"number": "3"'),
        (b'"kind": "results"', b'"kind": "junk"'),
        (b'"recorded_at": "', b'"recorded_at": 5, "x": "'),
        (b'"hash": "', b'"hash": "zz'),
        (b'"rows": ', b'"rowz": '),
        (b'"details": {}', b'"details": []'),
    ],
)
def test_damaged_lines_are_told_and_nothing_is_taken(
    lines: list[bytes], tmp_path: Path, line: bytes, other: bytes
) -> None:
    assert line in lines[2]
    lines[2] = lines[2].replace(line, other)
    assert refused(lambda: restored(tmp_path, lines))[0].startswith(("line 3", "event 3"))
    assert list(tmp_path.glob("again*")) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ("'junk', policy, content", "event 10 is of a kind that this version does not know, or no event at all: what"),
        ("kind, policy, '{}'", "event 10 is not as it was recorded: its hash is another"),
    ],
)
def test_what_was_put_in_at_the_end_is_told(
    register: Register, lines: list[bytes], place: str, changed: str, told: str
) -> None:
    del lines
    last = register.head().number
    columns = "number, recorded_at, holds_from, actor, kind, policy, content, hash"
    copied = f"SELECT {last + 1}, recorded_at, holds_from, actor, {changed}, hash FROM events WHERE number = {last}"  # noqa: S608
    tampered(place, f"INSERT INTO events ({columns}) {copied}")
    assert told in register.verify().problems[0].text("en")


def test_an_earlier_head_in_capitals_is_one(register: Register, lines: list[bytes]) -> None:
    del lines
    for event in register.events():
        assert register.verify(event.hash.upper()).verified


def test_a_name_of_who_held_a_post_that_is_left_out_is_told(file: Path, clock: Clock, tmp_path: Path) -> None:
    with Register.create(file, by="Li Wei", clock=clock) as register:
        register.adopt(loads(POLICY + '[roles.principal]\nlabel = "Leader"\n'))
        register.post(row("A", 2025, 55))
        register.note_appointment("Zhao Min", "principal", "A", since=date(2024, 1, 1))
        kept = [line for line in exported(register).splitlines(keepends=True) if b"Zhao Min" not in line]
    assert "whom event 4 names, is not there" in refused(lambda: restored(tmp_path, kept))[0]


def test_a_name_of_a_unit_that_is_left_out_is_told(file: Path, policy: Policy, clock: Clock, tmp_path: Path) -> None:
    with Register.create(file, by="Li Wei", clock=clock) as register:
        register.adopt(policy, persons=True)
        register.post([row("Zhang San", 2025, 55), row("Wang Wu", 2025, 65)])
        register.erase("Wang Wu", reason="Art. 47")
        lines = exported(register).splitlines(keepends=True)
        digest = list(register.events())[2].values["rows"][0][0]
    kept = [line for line in lines if b"Zhang San" not in line]
    assert refused(lambda: restored(tmp_path, kept)) == [
        f"the name of {digest}, whom event 3 names, is not there, and no event has erased it",
        f"第 3 号事项涉及的 {digest} 没有姓名，也没有任何事项删除过它",
    ]
    restored(tmp_path, lines).close()
