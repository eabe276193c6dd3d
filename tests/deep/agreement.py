"""Both engines on random policies and results, in a process of its own: ``python -m tests.deep.agreement 0 10000``.

Policies of the seeds from the first number to before the second. Prints, as JSON, how many rows were judged, and in how
many of the policies each construct of the language occurred.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import date
from random import Random
from typing import Final

from targetrules import loads
from targetrules.testing import constructs_of
from targetrules.testing.draft import Shape
from targetrules.testing.histories import Extent, history
from targetrules.testing.policies import policy_text
from tests.agreement import check_agreement
from tests.same_bytes import check_history

_EXTENT: Final = Extent(units=6, periods=8, missing="any", decided=True, succession=True)


def _compare(seed: int, constructs: Counter[str]) -> int:
    """One policy with one history: what is written by either engine, and what they found on the way."""
    random = Random(seed)  # noqa: S311  a seed makes the policy again
    policy = loads(policy_text(random, Shape(details=seed % 3 == 1)), name=f"seed {seed}")
    results = history(random, policy.rules, _EXTENT)
    check_agreement(policy.rules, results)
    if not policy.rules.details:  # a table would need the rows of details beside it
        check_history(policy, results, decided_on=date(2012, 1, 15) if seed % 2 else None)
    constructs.update(set(constructs_of(policy.rules)))
    return len(results.rows)


def _main(first: int, end: int) -> None:
    constructs: Counter[str] = Counter()
    rows = 0
    for seed in range(first, end):
        try:
            rows += _compare(seed, constructs)
        except BaseException as error:
            error.add_note(f"seed {seed}")
            raise
    sys.stdout.write(json.dumps({"rows": rows, "constructs": constructs}))


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]))
