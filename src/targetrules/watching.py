"""A policy looked at each time that it is saved: what changed since the last look, and for whom."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import field

from targetrules.comparison.compare import Comparison
from targetrules.comparison.on_results import treated_on
from targetrules.comparison.written import written_differences
from targetrules.data import define, frozen
from targetrules.loading import files_of
from targetrules.policy import Policy

if TYPE_CHECKING:
    from targetrules.decision.results import Results

__all__ = ["Look", "Saves", "since"]

_PAUSE: Final = 0.2
"""Seconds between two looks at the files, and for which a file must have stayed as it is: editors write in steps."""


@frozen(eq=False)
class Look:
    """A policy without faults, and the results as it reads them, where there are any."""

    policy: Policy
    results: Results | None = None


def since(before: Look, now: Look) -> Comparison:
    """What changed between two looks: as the policy is written, and who is treated otherwise of the results.

    Solvers are not asked: nobody would wait for them after each save.
    """
    on_results = None
    if before.results is not None and now.results is not None and before.policy.rules.period is now.policy.rules.period:
        on_results = treated_on(before.policy, before.results, now.policy, now.results)
    return Comparison(before.policy, now.policy, written_differences(before.policy, now.policy), None, on_results)


@define(eq=False)
class Saves:
    """When files are saved: those of a policy, which are found anew after each save, and those beside it.

    Attributes:
        policy: The policy, as it was named.
        beside: Other files, such as results.
        rests_on: The files of policies that it names, as they were found when it was last read.
    """

    policy: str
    beside: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    _seen: dict[str, tuple[int, int] | None] = field(factory=dict)

    def begin(self) -> None:
        """What is saved from now on is a save."""
        self._seen = self._stamps()

    def wait(self) -> None:
        """Wait until something is saved, and is as it will stay."""
        is_new = False
        while True:
            time.sleep(_PAUSE)
            stamps = self._stamps()
            if stamps != self._seen:
                self._seen, is_new = stamps, True
            elif is_new:
                return

    def _stamps(self) -> dict[str, tuple[int, int] | None]:
        """When each file was written, and how large it is; None where it is not there."""
        return {name: _stamp(name) for name in self._names()}

    def _names(self) -> Iterable[str]:
        """Each once, by a name that is the same however it was named: else a file's other name would be a save."""
        files = (*files_of(self.policy), *map(Path, self.rests_on), *map(Path, self.beside))
        return dict.fromkeys(str(each.absolute()) for each in files)


def _stamp(name: str) -> tuple[int, int] | None:
    try:
        found = Path(name).stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size
