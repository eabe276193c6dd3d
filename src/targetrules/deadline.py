"""Until when a search may take."""

from __future__ import annotations

from time import monotonic
from typing import Final

from targetrules.data import frozen

__all__ = ["Deadline"]

_MOST: Final = 2**31 - 1


@frozen(slots=True)
class Deadline:
    """Until when there is time. ``at`` is a reading of the monotonic clock; None: there is no end."""

    at: float | None

    @classmethod
    def after(cls, seconds: float | None) -> Deadline:
        """So many seconds from now."""
        return cls(None if seconds is None else monotonic() + seconds)

    @property
    def left(self) -> float | None:
        """The seconds that are left, 0 where it is over; None where there is no end."""
        return None if self.at is None else max(self.at - monotonic(), 0.0)

    @property
    def milliseconds(self) -> int:
        """The same in whole milliseconds, as solvers take them; where there is no end, as many as they take."""
        return _MOST if self.left is None else min(int(self.left * 1000), _MOST)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return self.left == 0
