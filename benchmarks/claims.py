"""How long it takes to find results that break a claim of a policy of thirty rules, and to make them small.

    python -m benchmarks.claims [rounds]

Told are processor seconds, of each claim the least of several rounds, and the rows that are left: of the search that
``assert_claims`` makes, and of Hypothesis' own shrinking of ``histories``, as a test with ``@given`` has it.
"""

from __future__ import annotations

import sys
from time import process_time
from typing import Final

from hypothesis import find, settings

from targetrules import History, Policy, loads
from targetrules.testing import histories, refuted_claims

HEAD: Final = """
format = 1
policy = { id = "thirty", title = "Thirty rules" }
grades = [{ id = "excellent" }, { id = "good" }, { id = "fair" }, { id = "poor" }]
[inputs]
kind = { type = "choice", of = ["county", "office"], default = "county" }
score = { type = "number", min = 0, max = 100, decimals = 2, optional = true }
growth = { type = "number", min = -20, max = 20, decimals = 1, optional = true }
complaints = { type = "number", min = 0, max = 500 }
"""
RULES: Final = """
[measures]
total = { formula = "score + growth", decimals = 2 }
change = { formula = "total - previous(total)", decimals = 2 }
[rankings.overall]
by = "total"
within = "kind"
[grading]
by = "total"
bands = { excellent = 85, good = 70, fair = 60, poor = -20 }
quotas = [{ grade = "excellent", at_most = "30%" }]
caps = [{ when = { flag0 = true }, at_most = "good" }, { when = { flag1 = true }, at_most = "fair" }]
[statuses.watched]
enter = { grade = "poor", consecutive = 2 }
leave = { grade = "good", consecutive = 2 }
"""
WHEN: Final = (
    '{ grade = "poor" }',
    '{ grade = "poor", consecutive = 2 }',
    '{ grade = "excellent" }',
    '{ place = "last" }',
    "{ change = { below = -5 } }",
    "{ watched = true }",
    "{ complaints = { at_least = 50 } }",
)
CLAIMS: Final = (
    '{ receives = "c1" }',
    '{ all = [{ receives = "c5" }, { receives = "c6" }, { flag7 = true }] }',
    '{ receives = "c4" }',
)
SEARCH: Final = settings(max_examples=500, database=None, derandomize=True, deadline=None)


def policy(claim: str) -> Policy:
    """The policy, which claims that something is never so."""
    flags = "".join(f'flag{number} = {{ type = "flag", default = false }}\n' for number in range(8))
    consequences = "".join(
        f'[[consequences]]\nid = "c{number}"\n'
        f"when = {WHEN[number % len(WHEN)]}\nunless = {{ flag{number % 8} = true }}\n"
        for number in range(24)
    )
    return loads(f'{HEAD}{flags}{RULES}{consequences}[[claims]]\nid = "claim"\nnever = {claim}\n')


def searched(of: Policy) -> History:
    """What ``assert_claims`` finds."""
    return refuted_claims(of, settings=SEARCH)[0].tables.history


def shrunk(of: Policy) -> History:
    """What Hypothesis alone comes to."""
    return find(histories(of), lambda each: any(check.broken for check in of.check_claims(each)), settings=SEARCH)


def main(rounds: int) -> None:
    """Tell both of each claim."""
    for claim in CLAIMS:
        of = policy(claim)
        for way in (searched, shrunk):
            seconds = []
            for _ in range(rounds):
                start = process_time()
                found = way(of)
                seconds.append(process_time() - start)
            print(f"{way.__name__:9} {min(seconds):6.1f} s  {len(found.rows)} rows  never = {claim}")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
