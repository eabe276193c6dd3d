"""How long the status of a very large year takes to tell, before its decision and after.

    python -m benchmarks.status [rounds [units]]

100,000 units with 40 indicators each, with a step that is taken for each of them, consequences with deadlines, a
decision that is approved, and a consequence that was served. Told are processor seconds of :meth:`Register.status` in a
register that was opened for it, of each the least and the median of several rounds; and of what else looks over a whole
period.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from benchmarks.long import UNITS, policy_text, say, tables
from targetrules import loads
from targetrules.register import ReadOnlyRegister, Register

PERIOD, ON = 2010, date(2011, 3, 1)
FURTHER = """
[[grades]]
id = "good"
[[grades]]
id = "poor"
[grading]
by = "total"
bands = { good = 60, poor = 0 }
[[consequences]]
id = "warning-talk"
when = { grade = "poor" }
within = "30 days"
[[consequences]]
id = "report"
when = { grade = "poor" }
within = "60 days"
[[procedure.steps]]
id = "self-review"
label = "Self-review"
for_each_unit = true
[[procedure.steps]]
id = "grading"
label = "Grading"
[cycle]
approve_by = "leading-group"
"""


def told(name: str, file: Path, call: Callable[[ReadOnlyRegister], Any], rounds: int) -> None:
    """A line: what one call takes, in a register that nobody has asked anything yet."""
    times = []
    for _ in range(rounds):
        with ReadOnlyRegister(file) as register:
            start = process_time()
            call(register)
            times.append(process_time() - start)
    say(f"{name:40} {min(times):6.2f} s at least, {median(times):6.2f} s in the middle")


def main(rounds: int = 5, units: int = UNITS) -> None:
    wide, _ = tables(units)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "register.db"
        with Register.create(file, by="bench", policy=loads(policy_text() + FURTHER)) as register:
            register.post(wide, notes=lambda _: None)
            told("status, results are there", file, lambda one: one.status(PERIOD, on=ON), rounds)
            register.note_step("self-review", PERIOD, on=date(2011, 1, 5), units=wide["unit"].to_list())
            register.note_step("grading", PERIOD, on=date(2011, 1, 6))
            register.close_period(PERIOD)
            told("status, ready to be decided", file, lambda one: one.status(PERIOD, on=ON), rounds)
            register.decide(PERIOD)
            told("status, to be approved", file, lambda one: one.status(PERIOD, on=ON), rounds)
            register.approve(PERIOD, on=date(2011, 1, 15))
            poor = next(each.unit for each in register.tasks())
            register.note_served(poor, PERIOD, "warning-talk", on=date(2011, 1, 20))
        calls: dict[str, Callable[[ReadOnlyRegister], Any]] = {
            "status, approved": lambda one: one.status(PERIOD, on=ON),
            "the screen of it, in text": lambda one: one.screen(one.status(PERIOD, on=ON)).text("en"),
            "follow-up": lambda one: one.tasks(),
            "the overview": lambda one: one.overview(period=PERIOD),
        }
        for name, call in calls.items():
            told(name, file, call, rounds)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
