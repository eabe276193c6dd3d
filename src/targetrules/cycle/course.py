"""What the course of a period must be, and why an event is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from targetrules.data import frozen
from targetrules.rules.procedure import Cycle, Step

__all__ = ["Course", "Refusal"]


@frozen(slots=True)
class Course:
    """What the course of a period must be, as the policy says.

    Attributes:
        steps: The steps of the procedure, in their order.
        cycle: What its decisions go through.
        begins: The first day that the period can have; None: it has no days.
    """

    steps: tuple[Step, ...]
    cycle: Cycle = Cycle()
    begins: date | None = None

    def step(self, id_: str) -> Step:
        """The step of an id; KeyError where there is none."""
        return {each.id: each for each in self.steps}[id_]

    def before(self, id_: str) -> tuple[Step, ...]:
        """The steps before one."""
        return self.steps[: [each.id for each in self.steps].index(id_)]

    def is_before(self, day: date) -> bool:
        """Whether on a day the period had not begun yet."""
        return self.begins is not None and day < self.begins


@frozen(slots=True)
class Refusal:
    """Why an event is refused.

    Attributes:
        key: The rule that forbids it, which is the key of its sentence.
        values: What is said in it.
        by: The offices that could do something about it; none: any that may record such events.
        may: The kind of event that they would have to record.
    """

    key: str
    values: Mapping[str, Any]
    by: tuple[str, ...] = ()
    may: str = "step"
