"""A trial of joins in a process of its own: where durable-rules crashes or hangs on them, the program goes on.

Run as a program, this reads joins from the standard input, has them find their signs in made-up histories in two
orders, and holds them to what the joins say.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from random import Random
from typing import Final

from targetrules.engine.live.lowering import THERE, Join, Member

__all__ = ["tried"]

_SECONDS: Final = 60
_UNITS: Final = 40
_PERIODS: Final = range(2000, 2016)
_WELL: Final = "as the joins say"


_TRIED: Final[set[tuple[Join, ...]]] = {()}
"""Those that went well; what went wrong may have been the machine, and is tried again."""


def tried(joins: tuple[Join, ...]) -> bool:
    """Whether the library finds what these joins say, in a process of its own."""
    if joins in _TRIED:
        return True
    try:
        done = subprocess.run(  # noqa: S603  this very Python and module
            [sys.executable, "-P", "-m", __name__],  # nothing of the folder in which the program runs
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            input=json.dumps(joins),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return False
    went_well = done.returncode == 0 and done.stdout.strip() == _WELL
    if went_well:
        _TRIED.add(joins)
    return went_well


def says(joins: tuple[Join, ...], period: int, held: dict[int, frozenset[str]]) -> frozenset[str]:
    """The signs of a row, by what the joins say."""
    return frozenset(
        join.sign
        for join in joins
        if all(member.bit in held.get(period - member.back, frozenset()) for member in join.members)
    )


def main() -> None:
    """Read joins, try them, and say that it went well."""
    from targetrules.engine.live.facts import JoinedFacts

    joins = tuple(Join(sign, tuple(Member(*each) for each in members)) for sign, members in json.load(sys.stdin))
    bits = sorted({member.bit for join in joins for member in join.members} - {THERE})
    random, facts = Random(1), JoinedFacts(joins)  # noqa: S311  no secret
    for unit in range(_UNITS):
        held: dict[int, frozenset[str]] = {}
        order = list(_PERIODS)
        if unit % 2:
            random.shuffle(order)
        for period in order:
            if random.random() < 0.9:  # noqa: PLR2004  now and then there is no row
                held[period] = frozenset([THERE, *(bit for bit in bits if random.random() < 0.6)])  # noqa: PLR2004
            for asked in (period, period + 1):
                before = {each: some for each, some in held.items() if each < asked}
                if facts.signs(str(unit), asked, before) != says(joins, asked, before):
                    sys.exit(1)
    print(_WELL)  # noqa: T201  the answer


if __name__ == "__main__":
    main()
