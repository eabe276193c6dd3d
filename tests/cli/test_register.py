"""Registers, as an office types it: whole sessions in both languages, and what wrong calls are told.

The clock goes on by a minute with each event. Hashes are numbered in the order in which they are told, since those of
salts are never the same.
"""

from __future__ import annotations

import errno
import json
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import define, field

from targetrules._version import __version__
from targetrules.register.writing import Recorder
from tests.cli.conftest import Call
from tests.recorded import check_recorded

RECORDED = Path(__file__).parent / "sessions"
FILES = Path(__file__).parent / "register"
INIT = "targetrules register init county.db county.toml --zone Asia/Shanghai"
BEGUN = [INIT, "targetrules register post county.db results.csv departments.csv"]
DECIDED = [
    *BEGUN,
    "targetrules register close county.db --period 2025",
    "targetrules register decide county.db --period 2025 --decided-on 2026-01-15",
]

CORRECT = "targetrules register correct county.db corrected.csv --reason 'counted wrongly'"

RULES = ("not-imposed", "not-withdrawn")
TALK_OF_D = "--unit D --period 2025 --consequence warning-talk"

SESSIONS = {
    "help": [
        "targetrules register",
        *(
            f"targetrules register {name} --help"
            for name in (
                *("init", "adopt", "post", "correct", "withdraw", "close", "decide"),
                *("served", "executed", "accepted", "returned", "followup"),
                *("status", "procedure", "step"),
                *("appoint", "depart", "take-back", "people", "record"),
                *("show", "changes", "explain"),
                *("verify", "head", "export", "rebuild", "erase", "offices"),
            )
        ),
    ],
    "year": [
        *BEGUN,
        "targetrules register decide county.db --period 2025",
        "targetrules register close county.db --period 2025 --group kind=county",
        "targetrules register close county.db --period 2025 --group kind=department",
        "targetrules register decide county.db --period 2025 --decided-on 2026-01-15",
        "targetrules register show county.db",
        "targetrules register post county.db late.csv",
        "targetrules register show county.db --period 2025",
        "targetrules register close county.db --period 2025",
        "targetrules register decide county.db --period 2025 --decided-on 2026-01-20 --reason 'a county came late'",
        "targetrules register show county.db events",
        "targetrules register show county.db decisions --as-of '2027-03-01 16:07'",
    ],
    "show": [
        *DECIDED,
        "targetrules register withdraw county.db --unit B --period 2025 --reason 'of another county'",
        *(
            f"targetrules register show county.db {what}{form}"
            for what in ("overview", "results", "decisions", "events", "policies")
            for form in ("", " --format csv", " --format jsonl")
        ),
        "targetrules register show county.db results --format json --unit A",
        "targetrules register show county.db results --as-of 2027-03-01T08:04Z --unit B",
        "targetrules register show county.db results --as-of 2027-02-28",
        "targetrules register show county.db events --unit B",
        "targetrules register show county.db decisions --period 2024",
        "targetrules register show county.db --period 2024",
        "targetrules register show county.db results --unit b",
        "targetrules register show county.db results --period 2024",
        "targetrules register show county.db --unit A",
        "targetrules register show county.db results --output county.db",
        "targetrules register show county.db results --holding 2027-02-28",
    ],
    "correction": [
        *DECIDED,
        "targetrules register served county.db --unit A --period 2025 --consequence warning-talk --on 2026-01-20",
        "targetrules register followup county.db --on 2026-02-20",
        "targetrules register executed county.db --unit D --period 2025 --consequence warning-talk --on 2026-02-01",
        "targetrules register followup county.db --on 2026-02-01",
        f"targetrules register returned county.db {TALK_OF_D} --on 2026-02-03 --reason 'no causes are named'",
        "targetrules register followup county.db --state returned --on 2026-02-05",
        f"targetrules register executed county.db {TALK_OF_D} --on 2026-02-20 --evidence corrected.csv",
        f"targetrules register accepted county.db {TALK_OF_D} --on 2026-02-24",
        "targetrules register followup county.db --state all --on 2026-02-25",
        "targetrules register followup county.db --state all --format csv --on 2026-02-15",
        CORRECT,
        f"{CORRECT} --format json",
        f"{CORRECT} --hold-harmless grade --hold-harmless not-imposed=warning-talk --hold-reason 'our own mistake'",
        f"{CORRECT} --decided-on 2026-03-02 --apply",
        f"{CORRECT} --apply",
        "targetrules register changes county.db --between '2027-03-01 16:08' now",
        "targetrules register changes county.db --between '2027-03-01 16:08' '2027-03-01 16:09' --format jsonl",
        "targetrules register changes county.db --between 2027-03-01 now",
        "targetrules register show county.db decisions",
        "targetrules register show county.db decisions --as-of '2027-03-01 16:08'",
        "targetrules register explain county.db --unit B --period 2025",
        "targetrules register explain county.db --unit B --period 2025 --as-of '2027-03-01 16:08'",
        "targetrules register show county.db events",
        "targetrules register verify county.db",
    ],
    "correction-mistakes": [
        *BEGUN,
        "targetrules register correct county.db corrected.csv",
        "targetrules register correct county.db",
        "targetrules register correct county.db late.csv --reason x",
        "targetrules register correct county.db results.csv --reason x",
        "targetrules register correct county.db bad-results.csv --reason x",
        "targetrules register correct county.db county.toml --reason x",
        "targetrules register correct county.db corrected.csv --reason x --hold-harmless all",
        "targetrules register correct county.db corrected.csv --reason x --hold-unit A",
        "targetrules register correct county.db corrected.csv --reason x --hold-harmless grade",
        f"{CORRECT} --hold-harmless not-imposed=warning --hold-reason y",
        f"{CORRECT} {' '.join(f'--hold-harmless {rule}=warning-talk' for rule in RULES)} --hold-reason y",
        f"{CORRECT} --hold-harmless grade --hold-unit Z --hold-reason y",
        "targetrules register correct county.db corrected.csv --reason x",
        "targetrules register show county.db results",
        "targetrules register served county.db --unit A --period 2025 --consequence warning-talk --on 2026-01-20",
        "targetrules register close county.db --period 2025",
        "targetrules register decide county.db --period 2025",
        "targetrules register served county.db --unit A --period 2025 --consequence warning --on 2026-01-20",
        "targetrules register served county.db --unit B --period 2025 --consequence warning-talk --on 2026-01-20",
        "targetrules register served county.db --unit A --period 2025 --consequence warning-talk --on 2028-01-20",
        "targetrules register served county.db --unit A --period 2025 --consequence warning-talk --on soon",
        "targetrules register served county.db --unit A --period 2025 --consequence warning-talk",
        "targetrules register changes county.db --between 2027-03-01",
        "targetrules register changes county.db --between 2027-03-02 2027-03-01",
        "targetrules register changes county.db --between then now",
        "targetrules register changes county.db --between 2027-03-01 now --period 2025 --unit Z",
        "targetrules register explain county.db --unit Z --period 2025",
        "targetrules register explain county.db --unit A --period 2024",
        "targetrules register followup county.db --on soon",
    ],
    "copy": [
        *DECIDED,
        "targetrules register head county.db",
        "targetrules register verify county.db --repeat",
        "targetrules register export county.db --output county.jsonl",
        "targetrules register init again.db --from county.jsonl",
        "targetrules register head again.db",
        "targetrules register init again.db --from county.jsonl",
        "targetrules register init other.db --from results.csv",
        "targetrules register init other.db --from county.jsonl --zone UTC",
        "targetrules register export county.db --output county.db",
        "targetrules register erase county.db --name 'Li Wei' --reason 'article 47'",
        "targetrules register erase county.db --name 'Li Wie' --reason 'article 47' --by 'Wang Fang'",
        "targetrules register erase county.db --name 'Li Wei' --reason 'article 47' --by 'Wang Fang'",
        "targetrules register show county.db events",
        "targetrules register verify county.db",
        "targetrules register rebuild county.db",
    ],
    "people": [
        "targetrules register init county.db people.toml --zone Asia/Shanghai",
        "targetrules register post county.db results.csv departments.csv",
        "targetrules register close county.db --period 2025",
        "targetrules register decide county.db --period 2025 --decided-on 2025-07-15",
        "targetrules register appoint county.db 'Zhao Min' --role principal --unit A --since 2024-01-01",
        "targetrules register appoint county.db 'Sun Li' --role 主要负责人 --unit A --since 2025-06-01",
        "targetrules register depart county.db 'Zhao Min' --until 2025-05-31",
        "targetrules register appoint county.db 'Sun Li' --role 主要负责人 --unit A --since 2025-06-01",
        "targetrules register appoint county.db 'Sun Li' --role principal --unit B --since 2025-06-01",
        "targetrules register appoint county.db 'Qian Bo' --role leader --unit B --since 2025-06-01",
        "targetrules register appoint county.db 'Qian Bo' --role principal --unit Z --since 2025-06-01",
        "targetrules register appoint county.db Qian --role principal --unit B --since 2025-06-01 --until 2025-01-01",
        "targetrules register appoint county.db 'Qian Bo' --role principal --unit B --since 2025-06-01",
        "targetrules register take-back county.db 10 --reason 'it was somebody else'",
        "targetrules register take-back county.db 10 --reason 'it was somebody else'",
        "targetrules register depart county.db 'Qian Bo' --until 2025-05-31",
        "targetrules register depart county.db 'Nobody' --until 2025-05-31",
        "targetrules register people county.db",
        "targetrules register people county.db --on 2025-05-31 --format jsonl",
        "targetrules register people county.db --person 'Zhao Min' --format csv",
        "targetrules register record county.db 'Sun Li'",
        "targetrules register record county.db Nobody",
        "targetrules register show county.db events",
    ],
    "offices": [
        *BEGUN,
        "targetrules register offices county.db offices.toml",
        "targetrules register close county.db --period 2025",
        "targetrules register close county.db --period 2025 --office county-office --own-unit A",
        "targetrules register close county.db --period 2025 --office leading-group",
        "targetrules register post county.db late.csv --office county-office --own-unit C",
        "targetrules register post county.db late.csv --office county-office",
        "targetrules register show county.db events",
        "targetrules register offices county.db county.toml --office leading-group",
        "targetrules register offices county.db results.csv --office leading-group",
    ],
    "mistakes": [
        "targetrules register inti county.db",
        "targetrules register init",
        "targetrules register init county.db county.toml",
        "targetrules register init county.db county.toml --zone Asia/Shangai",
        "targetrules register init county.db county.toml --zone Beijing",
        "targetrules register init county.db not-there.toml --zone UTC",
        "targetrules register init county.db faulty.toml --zone UTC",
        "targetrules register init county.db results.csv --zone UTC",
        "targetrules register init county.db --zone UTC --persons",
        "targetrules register init no-such-folder/county.db county.toml --zone UTC",
        "targetrules register init mysql://user:secret@host/county county.toml --zone UTC",
        "targetrules register show county.db",
        "targetrules register head not-there.db",
        INIT,
        INIT,
        "targetrules register init results.csv county.toml --zone UTC",
        "targetrules register adopt county.db county.toml",
        "targetrules register adopt county.db results.csv",
        "targetrules register post county.db",
        "targetrules register post county.db county.toml",
        "targetrules register post county.db not-there.csv",
        "targetrules register post county.db results.csv bad-results.csv",
        "targetrules register post county.db results.csv results.csv",
        "targetrules register post county.db results.csv --policy schools",
        "targetrules register post county.db results.csv --holds-from 1.3.2027",
        "targetrules register post county.db results.csv --holds-from 2027-13-01",
        "targetrules register post county.db results.csv --holds-from 2028-01-01",
        "targetrules register post county.db - -",
        "targetrules register post results.csv results.csv",
        "targetrules register post county.toml results.csv",
        "targetrules register show workbook.xlsx",
        "targetrules register show .",
        "targetrules register show county.db",
        "targetrules register post county.db results.csv",
        "targetrules register post county.db results.csv departments.csv",
        "targetrules register withdraw county.db --unit A --period 2025",
        "targetrules register withdraw county.db --unit A --period 2025 --reason ' '",
        "targetrules register withdraw county.db --unit A --reason x",
        "targetrules register withdraw county.db --unit Aa --period 2025 --reason x",
        "targetrules register withdraw county.db --unit A --period 2026 --reason x",
        "targetrules register withdraw county.db --unit A --period soon --reason x",
        "targetrules register close county.db",
        "targetrules register close county.db --period 2026",
        "targetrules register close county.db --period 2025 --group kind",
        "targetrules register close county.db --period 2025 --group size=large",
        "targetrules register close county.db --period 2025 --group kind=town",
        "targetrules register decide county.db --period 2025 --decided-on soon",
        "targetrules register decide county.db --period 2024",
        "targetrules register close county.db --period 2025",
        "targetrules register decide county.db --period 2025",
        "targetrules register decide county.db --period 2025",
        "targetrules register show county.db everything",
        "targetrules register show county.db --bom",
        "targetrules register show county.db --as-of yesterday",
        "targetrules register verify county.db --head 12",
        f"targetrules register verify county.db --head {'0' * 64}",
        "targetrules register erase county.db --name X",
    ],
}


@define
class Clock:
    """Goes on by a minute each time it is looked at."""

    now: datetime = field(default=datetime(2027, 3, 1, 8, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def office(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call the program as Li Wei does, in a folder with what an office has; the clock is a test's."""
    for file in FILES.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    clock = Clock()
    for method in (Recorder.__init__, vars(Recorder)["create"].__func__, vars(Recorder)["restore"].__func__):
        assert method.__kwdefaults__ is not None
        monkeypatch.setitem(method.__kwdefaults__, "clock", clock)
    (folder / "workbook.xlsx").write_bytes(b"PK\x03\x04" + bytes(200))
    monkeypatch.setenv("TARGETRULES_BY", "Li Wei")
    return call


def told(office: Callable[..., object], commands: list[str]) -> str:
    """All that is told, its hashes numbered."""
    texts = []
    for command in commands:
        ran = office(*shlex.split(command)[1:])
        errors = f"[standard error]\n{ran.errors}" if ran.err else ""  # type: ignore[attr-defined]
        texts.append(f"$ {command}\n{ran.text}{errors}[exit status {ran.status}]\n")  # type: ignore[attr-defined]
    text = "\n".join(texts).replace(__version__, "0.0.0")
    hashes: dict[str, str] = {"0" * 64: "0" * 64}
    return re.sub(r"\b[0-9a-f]{64}\b", lambda found: hashes.setdefault(found[0], f"<hash {len(hashes)}>"), text)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", SESSIONS)
def test_a_session_is_as_recorded(name: str, language: str, office: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", {"en": "en_GB.UTF-8", "zh": "zh_CN.UTF-8"}[language])
    check_recorded(RECORDED / f"register-{name}.{language}.txt", told(office, SESSIONS[name]))


# ---- nothing is half-written -----------------------------------------------------------------------------------------


def number_of(office: Call) -> int:
    """The number of the last event."""
    return int(json.loads(office("register", "head", "county.db", "--format", "json").out)["number"])


def begin(office: Call) -> None:
    told(office, BEGUN)


def test_whoever_interrupts_it_has_recorded_nothing(office: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(office)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("targetrules.register.writing.check_successions", interrupted)
    ran = office("register", "post", "county.db", "late.csv")
    assert (ran.status, ran.out, ran.err) == (130, b"", b"\n")
    assert number_of(office) == 4


def test_a_second_file_that_cannot_be_used_leaves_nothing_of_the_first(office: Call) -> None:
    begin(office)
    assert office("register", "post", "county.db", "late.csv", "bad-results.csv").status == 1
    assert number_of(office) == 4


def test_a_register_into_which_another_program_writes_is_told(office: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(office)
    monkeypatch.setattr("targetrules.register.database._BUSY_SECONDS", 0)
    with closing(sqlite3.connect("county.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ran = office("register", "post", "county.db", "late.csv")
        assert (ran.status, ran.text, ran.errors) == (
            2,
            "",
            (
                "error: county.db: another program has been writing for half a minute; nothing was recorded: try again "
                "(database is locked)\n"
            ),
        )
    assert number_of(office) == 4


def test_what_is_recorded_and_cannot_be_told_is_said_to_be_recorded(
    office: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(office)

    def full(_: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("targetrules.cli.register.told.tell", full)
    ran = office("register", "post", "county.db", "late.csv")
    assert (ran.status, ran.errors) == (
        2,
        "note: it was recorded, up to event 5, but could not be told\nerror: there is no room left\n",
    )
    assert number_of(office) == 5


def test_nothing_is_recorded_where_nothing_can_be_told(office: Call, folder: Path) -> None:
    begin(office)
    call = "import sys, targetrules.cli; sys.stdout = None; sys.argv = ['t', *sys.argv[1:]]; targetrules.cli.main()"
    arguments = ("register", "post", "county.db", "late.csv", "--by", "Li Wei")
    ran = subprocess.run(
        [sys.executable, "-c", call, *arguments], cwd=folder, capture_output=True, check=False, encoding="utf-8"
    )
    assert (ran.returncode, ran.stderr) == (
        2,
        "error: the standard output is closed, and what was asked for can be written nowhere\n",
    )
    assert number_of(office) == 4


def test_a_file_that_cannot_be_restored_leaves_room_for_one_that_can(office: Call) -> None:
    begin(office)
    office("register", "export", "county.db", "--output", "county.jsonl")
    assert office("register", "init", "again.db", "--from", "results.csv").status == 1
    assert office("register", "init", "again.db", "--from", "county.jsonl").status == 0


def test_a_policy_that_cannot_be_adopted_makes_no_register(office: Call) -> None:
    assert office("register", "init", "new.db", "faulty.toml", "--zone", "UTC").status == 1
    assert not Path("new.db").exists()


def test_who_records_must_be_named(office: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(office)
    monkeypatch.delenv("TARGETRULES_BY")
    for call in ("post county.db late.csv", "close county.db --period 2025", "rebuild county.db", "init new.db"):
        ran = office("register", *call.split())
        assert (ran.status, ran.text, ran.errors) == (
            2,
            "",
            (
                "error: it is not said who records: add --by NAME, or set TARGETRULES_BY once; the name is kept with "
                "what is recorded. Nothing was recorded\n"
            ),
        )
    assert number_of(office) == 4


def test_a_password_is_never_shown(office: Call) -> None:
    ran = office("register", "head", "postgresql://li:geheim@127.0.0.1:1/county")
    assert ran.status == 2
    assert "geheim" not in ran.errors
    assert "postgresql://li:***@127.0.0.1:1/county" in ran.errors


def test_help_needs_no_library_of_a_register(tmp_path: Path) -> None:
    called = """
import sys, targetrules.cli
sys.argv = ["targetrules", "register", "post", "--help"]
try:
    targetrules.cli.main()
except SystemExit:
    print([each for each in ("sqlalchemy", "zoneinfo") if each in sys.modules], file=sys.stderr)
"""
    ran = subprocess.run(
        [sys.executable, "-c", called], cwd=tmp_path, capture_output=True, check=True, encoding="utf-8"
    )
    assert ran.stderr == "[]\n"


EARLIER = Path(__file__).parents[1] / "register" / "recorded" / "version-1.sql"


def test_who_opens_a_register_of_an_earlier_version_is_told_that_its_tables_were_made_anew(office: Call) -> None:
    with closing(sqlite3.connect("earlier.db")) as connection:
        connection.executescript(EARLIER.read_text(encoding="utf-8"))
    first, second = office("register", "head", "earlier.db"), office("register", "head", "earlier.db")
    assert first.errors == (
        "note: earlier.db was made by an earlier version of this program, with tables of version 1; they were made "
        "anew, and every event is as it was. An earlier version of the program cannot open it any more, only copies "
        "that were made before: make a new copy now\n"
    )
    assert (first.status, second.status, second.errors) == (0, 0, "")
    assert second.text == first.text
