"""What a process spent, by the system's own account.

The system tells of a process the most memory that was resident in it, and of a new one begins with what its parent had.
So a small Python without any package starts what is measured: this file, as a script.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["Spent", "said_by", "spent"]


class Spent(NamedTuple):
    """Seconds of processor (user and system) and of the clock, and bytes resident at most."""

    processor: float
    wall: float
    memory: float

    @staticmethod
    def least(several: Iterable[Spent]) -> Spent:
        """The least of each."""
        return Spent(*map(min, zip(*several, strict=True)))

    def relative_to(self, bar: Spent) -> Spent:
        """As multiples of what another spent."""
        return Spent(*(own / other for own, other in zip(self, bar, strict=True)))


def spent(call: Sequence[str], source: str | None = None) -> Spent:
    """Run it to its end, which must be a good one; ``source`` stands before what Python would import otherwise."""
    return Spent(*json.loads(said_by([sys.executable, "-I", "-S", __file__, *call], source)))


def said_by(call: Sequence[str], source: str | None = None) -> str:
    """What it writes on its standard output. Bytecode is kept, as it is where a package is installed."""
    environment = dict(os.environ) | {"PYTHONPYCACHEPREFIX": os.path.abspath("build/bench/bytecode")}  # noqa: PTH100
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if source is not None:
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [source, environment.get("PYTHONPATH")]))
    done = subprocess.run(call, env=environment, capture_output=True, check=False, text=True)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{' '.join(call)}\n{done.stderr}")
    return done.stdout


def _measure(call: list[str]) -> int:
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter()
    process = os.posix_spawn(call[0], call, os.environ, file_actions=silent)
    _, status, used = os.wait4(process, 0)
    wall = time.perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024
    sys.stdout.write(json.dumps([used.ru_utime + used.ru_stime, wall, used.ru_maxrss * unit]))
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(_measure(sys.argv[1:]))
