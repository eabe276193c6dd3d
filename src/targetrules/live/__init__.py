"""Results one by one: a session judges them as they arrive, in any order, and says what each of them changes."""

from __future__ import annotations

from targetrules.live.changes import Change, Changes, Due, Graded, NoLongerDue, Open
from targetrules.live.error import LiveError
from targetrules.live.session import Session

__all__ = ["Change", "Changes", "Due", "Graded", "LiveError", "NoLongerDue", "Open", "Session"]
