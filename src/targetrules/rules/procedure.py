"""The course of a period: the steps through which its assessment goes, in their order, and what its decisions need."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from targetrules.data import frozen
from targetrules.rules.definition import Duration, Label

__all__ = ["Cycle", "Step"]


@frozen
class Step:
    """A step of the procedure.

    ``by``: the ids of the offices that may record it; none: any that may record steps. ``each_unit``: whether it is
    taken for every unit by itself, and not once for all. ``gives``: the inputs and details that it brings, of which
    there are no values before.
    """

    id: str
    label: Label
    by: tuple[str, ...] = ()
    each_unit: bool = False
    gives: tuple[str, ...] = ()


@frozen
class Cycle:
    """What the decisions of a period go through, as ``[cycle]`` of a policy says.

    ``approve_by``: the ids of the offices that approve what is decided; none: no approval is wanted.
    ``objections_within``: how long units may object to what is decided, counted from the day on which it was shown to
    them; None: nobody shows it. ``appeals_within``: how long they may appeal, counted from the day of the approval;
    None: not at all. ``issue_by``: the month and the day of the year until which targets are issued; None:
    at any time. ``discretion_by``: the ids of the offices that decide whether what may be imposed is; none: it follows
    as what must be imposed does.
    """

    approve_by: tuple[str, ...] = ()
    objections_within: Duration | None = None
    issue_by: tuple[int, int] | None = None
    discretion_by: tuple[str, ...] = ()
    appeals_within: Duration | None = None

    def due(self, year: int) -> date | None:
        """The day until which the targets of a year are issued."""
        if self.issue_by is None:
            return None
        month, day = self.issue_by
        return date(year, month, min(day, monthrange(year, month)[1]))
