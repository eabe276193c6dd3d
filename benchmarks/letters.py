"""How long letters take: ten thousand of them, by ``jincheng-2010``, in one document, in an archive and as a page.

    python -m benchmarks.letters [count]

Told are processor seconds: of judging, of the letters as data with their reasons, and of each way of writing them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from targetrules import load


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long something takes."""
    begun = process_time()
    yield
    sys.stdout.write(f"{what:24} {process_time() - begun:6.2f} s\n")


def rows(units: int) -> Iterator[dict[str, Any]]:
    """Two poor years of each unit."""
    blank = dict.fromkeys(
        ("gdp_growth", "revenue_growth", "investment_growth", "industry_growth", "standards_kept", "income")
    )
    for period in (2010, 2011):
        for unit in range(units):
            known = {"unit": f"unit {unit}", "period": period, "kind": "county", "grade": "poor"}
            yield known | {"score": Decimal(unit % 100)} | blank


def main(count: int) -> None:
    """Measure with so many units, each of which receives one letter."""
    policy, given = load("jincheng-2010"), list(rows(count))
    with timed("judged"):
        outcomes = policy.evaluate(given).of(period=2011)
    with timed("letters, with reasons"):
        letters = policy.letters(outcomes, consequences=["written-report"], language="zh")
    assert len(letters) == count
    with TemporaryDirectory() as folder:
        for name in ("letters.docx", "letters.zip", "letters.html"):
            with timed(name):
                letters.write(Path(folder) / name)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
