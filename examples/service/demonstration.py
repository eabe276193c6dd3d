"""An invented register to try the service on, with a token for each office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import targetrules
from targetrules.register import Register

from .tokens import TokenFile

__all__ = ["LIFE", "OFFICES", "POLICY", "prepare"]

POLICY: Final = """format = 1

[policy]
id = "county-2025"
title = { en = "Annual assessment of counties (invented)", zh = "县区年度考核办法（虚构）" }

[[grades]]
id = "good"
label = { en = "good", zh = "好" }
[[grades]]
id = "poor"
label = { en = "poor", zh = "较差" }

[inputs]
score = { type = "number", min = 0, max = 100, decimals = 2, label = { en = "score", zh = "得分" } }

[roles.principal]
label = { en = "principal leader", zh = "主要负责人" }
one_person = true

[rankings.overall]
by = "score"

[grading]
by = "score"
bands = { good = 60, poor = 0 }

[[consequences]]
id = "warning-talk"
label = { en = "warning talk", zh = "约谈" }
when = { any = [{ place = "last" }, { grade = "poor" }] }
within = "30 days"
to = "principal"

[[consequences]]
id = "reorganisation"
label = { en = "reorganisation of the leadership", zh = "调整领导班子" }
when = { grade = "poor", consecutive = 2 }

[[procedure.steps]]
id = "self-review"
label = { en = "self-review", zh = "自查总结" }
for_each_unit = true

[[procedure.steps]]
id = "summing-up"
label = { en = "summing up", zh = "考核汇总" }
by = "office"
"""

LIFE: Final = """
[cycle]
approve_by = "leading-group"
objections_within = "5 days"
appeals_within = "60 days"
"""
"""What is decided is approved, objected to and appealed against."""

OFFICES: Final = """[offices.leading-group]
label = { en = "Leading group", zh = "领导小组" }
may = ["offices", "policy", "decision", "approval", "correction", "hold-harmless", "targets", "amendment"]
units = "all"

[offices.office]
label = { en = "Assessment office", zh = "考核办" }
may = [
  "results", "correction", "withdrawal", "closing", "step", "served", "executed", "accepted", "returned", "erasure",
  "appointment", "departure", "shown", "answer",
]
units = "all"

[offices.county]
label = { en = "County office", zh = "县级机构" }
may = ["results", "correction", "withdrawal", "executed", "step", "targets", "objection", "appeal"]
units = "own"

[offices.reader]
label = { en = "Reader", zh = "查阅人" }
may = []
units = "all"

[parents]
"甲县一乡" = "甲县"
"""

_TOKENS: Final = (
    ("Li Wei", "leading-group", ()),
    ("Wang Fang", "office", ()),
    ("Zhao Min", "county", ("甲县",)),
    ("Sun Li", "reader", ()),
)


def prepare(folder: Path, address: str) -> tuple[str, Path, str]:
    """A register with a policy, offices and a decided period, and new tokens.

    Args:
        folder: Where; a register that is there is kept.
        address: Where the service will be.

    Returns:
        The register, the file of tokens, and what is to be shown: the tokens, which stand nowhere.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file, tokens = folder / "county.db", folder / "tokens.json"
    if not file.exists():
        _make(file)
    expires = datetime.now(UTC) + timedelta(days=1)
    lines = []
    for by, office, units in _TOKENS:
        _, secret = TokenFile(tokens).issue(by, office, units, expires)
        lines.append(f"{secret}  {', '.join((by, office, *units))}")
    lines.append("\nGood for a day, and not shown again. Sign in with one in a browser, or ask with it:")
    lines.append(f"  {address}/")
    lines.append(f"  curl -H 'Authorization: Bearer TOKEN' {address}/v1/decisions\n")
    return str(file), tokens, "\n".join(lines)


def _make(file: Path) -> None:
    """A year that is approved and one that was shown to the units, of which one objects."""
    with Register.create(file, by="Li Wei", zone="Asia/Shanghai") as register:
        register.adopt(targetrules.loads(POLICY + LIFE, name="county-2025.toml"))
        register.adopt_offices(OFFICES)
        office = register.acting(by="Wang Fang", office="office")
        today = datetime.now(register.zone).date()
        _decide(register, 2025, {"甲县": 81.35, "乙县": 55, "丙县": 66.5}, date(2026, 1, 8))
        office.note_appointment("陈刚", "principal", "乙县", since=date(2026, 1, 2))
        office.note_shown(2025, on=date(2026, 1, 16))
        register.acting(by="Li Wei", office="leading-group").approve(2025, on=date(2026, 1, 26))
        office.note_served("乙县", 2025, "warning-talk", on=date(2026, 1, 28))
        _decide(register, 2026, {"甲县": 58.2, "乙县": 52, "丙县": 71}, today - timedelta(days=9))
        office.note_shown(2026, on=today - timedelta(days=2))
        county = register.acting(by="Zhao Min", office="county", units=["甲县"])
        county.note_objection("甲县", 2026, on=today - timedelta(days=1))


def _decide(register: Register, year: int, scores: Mapping[str, float], on: date) -> None:
    """Results of a year are posted, its steps taken, and it is decided."""
    office = register.acting(by="Wang Fang", office="office")
    office.post([{"unit": unit, "period": year, "score": score} for unit, score in scores.items()])
    office.close_period(year)
    office.note_step("self-review", year, on=on, units=list(scores))
    office.note_step("summing-up", year, on=on + timedelta(days=4))
    register.acting(by="Li Wei", office="leading-group").decide(year)
