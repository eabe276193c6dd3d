"""Registers, as an office types it: whole sessions in both languages, and what wrong calls are told.

The clock goes on by a minute with each event. Hashes are numbered in the order in which they are told, since those of
salts are never the same.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
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

SESSIONS = {
    "help": [
        "targetrules register",
        *(
            f"targetrules register {name} --help"
            for name in (
                *("init", "adopt", "post", "correct", "withdraw", "close", "decide", "served", "executed"),
                *("show", "changes", "explain", "deadlines"),
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
        "targetrules register deadlines county.db --on 2026-02-20",
        "targetrules register executed county.db --unit D --period 2025 --consequence warning-talk --on 2026-02-01",
        "targetrules register deadlines county.db --on 2026-02-01",
        "targetrules register deadlines county.db --all --format csv --on 2026-02-15",
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
        "targetrules register deadlines county.db --on soon",
    ],
    "copy": [
        *DECIDED,
        "targetrules register head county.db",
        "targetrules register verify county.db",
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
