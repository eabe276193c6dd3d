"""How long the questions take that every policy is asked without a claim: ``python -m benchmarks.questions [ID …]``.

Processor time, one line for each of the policies that come with the package, as it stands in ``docs/speed.md``.
"""

from __future__ import annotations

import sys
from collections import Counter
from time import process_time

from targetrules import load
from targetrules.installed import own_policies
from targetrules.proof.questions import QUESTION_TIMEOUT, noticed


def _row(name: str) -> str:
    answers, longest, begun = Counter[str](), 0.0, process_time()
    before = begun
    for each in noticed(load(name), QUESTION_TIMEOUT):
        now = process_time()
        answers[each.answer] += 1
        longest, before = max(longest, now - before), now
    found = f"{answers['found']} | {answers['open']}"
    return f"| `{name}` | {answers.total()} | {before - begun:.2f} | {longest:.2f} | {found} |"


if __name__ == "__main__":
    for policy in sys.argv[1:] or [each.id for each in own_policies()]:
        print(_row(policy), flush=True)  # noqa: T201
