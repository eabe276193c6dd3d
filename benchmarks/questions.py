"""How long the questions take that every policy is asked without a claim: ``python -m benchmarks.questions [ID …]``.

Processor time, of the process of the solvers as well, one line for each of the policies that come with the package, as
it stands in ``docs/speed.md``. It needs Linux, which tells what another process has taken so far.
"""

from __future__ import annotations

import os
import resource
import sys
from collections import Counter
from pathlib import Path
from time import process_time

from targetrules import load
from targetrules.installed import own_policies
from targetrules.proof.questions import QUESTION_TIMEOUT, noticed


def _taken() -> float:
    """Seconds of the processor that this process has taken so far, and those that it has started."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    running = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    return process_time() + ended.ru_utime + ended.ru_stime + sum(map(_taken_by, running))


def _taken_by(pid: str) -> float:
    """The same of a process that is running: the 14th and 15th number that the system tells of it."""
    told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _row(name: str) -> str:
    policy, answers, longest, begun = load(name), Counter[str](), 0.0, _taken()
    before = begun
    for each in noticed(policy, QUESTION_TIMEOUT):
        now = _taken()
        answers[each.answer] += 1
        longest, before = max(longest, now - before), now
    found = f"{answers['found']} | {answers['open']}"
    return f"| `{name}` | {answers.total()} | {before - begun:.2f} | {longest:.2f} | {found} |"


if __name__ == "__main__":
    for policy in sys.argv[1:] or [each.id for each in own_policies()]:
        print(_row(policy), flush=True)  # noqa: T201
