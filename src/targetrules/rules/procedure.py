"""The procedure of a policy: the steps through which the assessment of a period goes, in their order."""

from __future__ import annotations

from targetrules.data import frozen
from targetrules.rules.definition import Label

__all__ = ["Step"]


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
