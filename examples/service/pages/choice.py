"""Which policy and which period a page is about, and what these are called."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import Annotated, TypeAlias

from attrs import frozen
from fastapi import Query
from pydantic import AfterValidator

from targetrules.policy import Policy
from targetrules.register import Register, Task
from targetrules.register.tables import task_stands
from targetrules.report.labels import PolicyLabels

from ..requests import Caller
from ..schemas import printable

__all__ = ["Choice", "Chosen", "chosen"]

Choice: TypeAlias = Annotated[str, Query(max_length=1000), AfterValidator(printable)]
"""What a page is asked for; empty: nothing."""


@frozen(slots=False)
class Chosen:
    """What was chosen, and what it is chosen from.

    Attributes:
        register: The register.
        caller: Who asks.
        language: In which language.
        policies: The ids of all policies.
        policy: The id of the one.
        periods: The periods in which there is something, the last one first.
        period: The one; None: all, or there is none yet.
        on: The day, by the clock of the register.
    """

    register: Register
    caller: Caller
    language: str
    policies: tuple[str, ...]
    policy: str
    periods: tuple[str, ...]
    period: str | None
    on: date

    @cached_property
    def text(self) -> Policy:
        """The text that judges the period; without a period the one that was adopted last."""
        return self.register.policy(self.policy, period=self.period)

    @cached_property
    def names(self) -> PolicyLabels:
        """What the things of that text are called."""
        return PolicyLabels(self.text.rules, self.language)

    def of_period(self, period: int | str) -> PolicyLabels:
        """The same of the text that judges another period."""
        if str(period) not in self._read:
            text = self.register.policy(self.policy, period=period)
            self._read[str(period)] = PolicyLabels(text.rules, self.language)
        return self._read[str(period)]

    @cached_property
    def _read(self) -> dict[str, PolicyLabels]:
        return {}

    def stands(self, task: Task) -> str:
        """Where a consequence stands today."""
        return task_stands(task, self.on, self.language)

    def office(self, id_: str) -> str:
        """What an office is called; one that the table has not, by its id."""
        office = self.caller.offices.offices.get(id_)
        return id_ if office is None else office.label.get(self.language) or next(iter(office.label.values()))

    @property
    def titles(self) -> list[tuple[str, str]]:
        """The policies by their ids, with their titles."""
        found = []
        for id_ in self.policies:
            labels = PolicyLabels(self.register.policy(id_).rules, self.language)
            found.append((id_, labels.title()))
        return found


def chosen(
    register: Register, caller: Caller, language: str, policy: str, period: str, *, is_one: bool = True
) -> Chosen:
    """What was chosen; what was left open is the first policy, and the last period.

    Args:
        register: The register.
        caller: Who asks.
        language: In which language.
        policy: The id; empty: left open.
        period: The period; empty: left open.
        is_one: Whether a period that is left open is the last one, and not all.

    Raises:
        RegisterError: No policy was adopted, or none of that id.
    """
    policies = tuple(register.policies())
    id_ = policy or next(iter(policies), "")
    overview = register.show("overview", policy=id_ or None).values
    periods = tuple(str(each["period"]) for each in reversed(overview))
    default = next(iter(periods), None) if is_one else None
    return Chosen(
        register, caller, language, policies, id_, periods, period or default, datetime.now(register.zone).date()
    )
