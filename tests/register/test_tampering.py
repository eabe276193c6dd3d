"""Whatever is changed behind a register's back is found: in the database itself, and in the bytes of its file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from targetrules import Policy
from targetrules.register import ReadOnlyRegister, Register, RegisterError, journal
from targetrules.register.event import hash_of
from tests.damaged_registers import check_damaged, recorded
from tests.register.conftest import Clock, tampered
from tests.register.test_register import row

UNGUARDED = {
    "sqlite": [
        *(f"DROP TRIGGER {table}_no_{what}" for table in ("events", "persons") for what in ("update", "delete")),
        *(f"DROP TRIGGER {table}_no_replace" for table in ("events", "persons")),
    ],
    "postgresql": [f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in ("events", "persons")],
}
SWAPPED = "CASE number WHEN 3 THEN -4 ELSE -3 END"
AFTER_NUMBER = "recorded_at, holds_from, actor, kind, policy, content, hash, packed"
CHANGES = [
    "UPDATE events SET recorded_at = '2027-03-01T08:03:00.000001Z' WHERE number = 3",
    "UPDATE events SET recorded_at = 'then' WHERE number = 3",
    "UPDATE events SET holds_from = '2026-03-01T08:03:00.000000Z' WHERE number = 3",
    "UPDATE events SET actor = 'somebody' WHERE number = 3",
    "UPDATE events SET kind = 'correction' WHERE number = 3",
    "UPDATE events SET kind = 'rumour' WHERE number = 3",
    "UPDATE events SET policy = NULL WHERE number = 3",
    "UPDATE events SET policy = 'country' WHERE number = 3",
    "UPDATE events SET content = replace(content, '55', '65') WHERE number = 3",
    "UPDATE events SET content = '{' WHERE number = 3",
    "UPDATE events SET content = '[]' WHERE number = 3",
    "UPDATE events SET hash = (SELECT hash FROM events WHERE number = 2) WHERE number = 3",
    "UPDATE events SET number = 77 WHERE number = 3",
    "DELETE FROM events WHERE number = 1",
    "DELETE FROM events WHERE number = 4",
    "DELETE FROM events WHERE number = 6",
    "DELETE FROM events WHERE number > 1",
    "DELETE FROM events",
    f"UPDATE events SET number = {SWAPPED} WHERE number IN (3, 4); UPDATE events SET number = -number WHERE number < 0",  # noqa: S608
    f"INSERT INTO events SELECT 7, {AFTER_NUMBER} FROM events WHERE number = 6",  # noqa: S608
    "UPDATE persons SET name = 'Wang Wu' WHERE name = 'Li Wei'",
    "UPDATE persons SET salt = (SELECT salt FROM persons WHERE name = 'Li Wei') WHERE name <> 'Li Wei'",
    "UPDATE persons SET person = 'somebody' WHERE name = 'Li Wei'",
    "DELETE FROM persons WHERE name = 'Li Wei'",
    "DELETE FROM persons WHERE name = 'Zhang San'",
    "INSERT INTO persons (person, salt, name, appearance) SELECT 'somebody', salt, 'Wang Wu', 'x' FROM persons LIMIT 1",
    "UPDATE result_versions SET line = replace(line, '55', '65')",
    "DELETE FROM result_versions",
    "DELETE FROM decided",
    "UPDATE decided SET said = replace(said, 'poor', 'good')",
    "UPDATE decided SET whole = 0",
    "UPDATE persons SET appearance = 'x' WHERE name = 'Li Wei'",
    "DELETE FROM adoptions",
]


@pytest.fixture
def watched(place: str, policy: Policy, clock: Clock) -> Iterator[Register]:
    """Six events and three persons, in a database that refuses nothing any more."""
    with Register.create(place, by="Li Wei", clock=clock) as register:
        register.adopt(policy, persons=True)
        register.post([row("Zhang San", 2025, 55), row("Wang Er", 2025, 75)])
        register.close_period(2025)
        register.decide(2025)
        register.withdraw("Wang Er", 2025, reason="counted twice")
        tampered(place, *UNGUARDED["postgresql" if "://" in place else "sqlite"])
        tables = ("events", "persons", "result_versions", "decided", "adoptions")
        tampered(place, *(f"CREATE TABLE saved_{table} AS SELECT * FROM {table}" for table in tables))  # noqa: S608
        yield register


def restored(place: str) -> None:
    for table in ("events", "persons", "result_versions", "decided", "adoptions"):
        tampered(place, f"DELETE FROM {table}", f"INSERT INTO {table} SELECT * FROM saved_{table}")  # noqa: S608


def problems(register: ReadOnlyRegister, head: str | None) -> list[str]:
    """The keys of what is wrong, whether it is listed or the first of it raised."""
    try:
        return [problem.key for problem in register.verify(head).problems]
    except RegisterError as error:
        return [problem.key for problem in error.problems]


def test_whatever_is_changed_in_the_database_is_found(watched: Register, place: str) -> None:
    head = watched.head().hash
    assert problems(watched, head) == []
    for change in CHANGES:
        tampered(place, *change.split(";"))
        assert problems(watched, head), change
        assert all(each.startswith("register.") for each in problems(watched, head)), change
        restored(place)
    assert problems(watched, head) == []


PACKED = [
    "UPDATE events SET content = '{}' WHERE packed IS NOT NULL",
    "UPDATE events SET packed = (SELECT packed FROM events WHERE number = 3) WHERE number = 5",
    "UPDATE events SET packed = hash WHERE number = 3",
    "UPDATE events SET packed = NULL WHERE number = 3",
]


def test_whatever_is_changed_in_a_content_that_is_packed_is_found(
    place: str, policy: Policy, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_LONG", 1)
    with Register.create(place, by="Li Wei", clock=clock) as register:
        register.adopt(policy)
        register.post([row("甲县", 2025, 55), row("乙县", 2025, 75)])
        register.close_period(2025)
        register.decide(2025)
        assert {each.content for each in register.events()} != {""}
        head = register.head().hash
        assert problems(register, head) == []
        tampered(place, *UNGUARDED["postgresql" if "://" in place else "sqlite"])
        tampered(place, "CREATE TABLE saved_events AS SELECT * FROM events")
        for change in PACKED:
            tampered(place, change)
            assert problems(register, head), change
            tampered(place, "DELETE FROM events", "INSERT INTO events SELECT * FROM saved_events")
        assert problems(register, head) == []


def test_what_is_written_anew_as_a_whole_is_found_by_a_head_alone(watched: Register, place: str) -> None:
    """Whoever may do everything can compute every hash anew: nothing in the register tells."""
    head = watched.head().hash
    tampered(place, "UPDATE events SET content = replace(content, 'counted twice', 'I wish so') WHERE number = 6")
    [last] = watched.events(after=5)
    anew = hash_of(last)
    literal = f"'\\x{anew}'" if "://" in place else f"x'{anew}'"
    tampered(place, f"UPDATE events SET hash = {literal} WHERE number = 6")  # noqa: S608
    assert problems(watched, None) == []
    assert problems(watched, head) == ["register.verify-head"]
    assert problems(watched, anew) == []


def test_a_file_whose_bytes_are_damaged_is_told_and_never_taken_for_right(tmp_path: Path) -> None:
    """Forty places; two thousand in `deep/`."""
    check_damaged(recorded(tmp_path / "county.db"), tmp_path / "damaged.db", Random(1), 40)  # noqa: S311  no secret
