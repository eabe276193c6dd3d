"""Which policy and which period a page is about, and what these are called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, TypeAlias

from attrs import frozen
from fastapi import Query
from pydantic import AfterValidator

from targetrules.policy import Policy
from targetrules.register import Approval, Register, Task
from targetrules.register.tables import task_stands
from targetrules.report.labels import PolicyLabels
from targetrules.wording import Listing
from targetrules.wording import say as sentence

from ..requests import Caller
from ..schemas import printable
from .kinds import Kind, steps_of
from .words import say

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

    @property
    def period_heading(self) -> str:
        """What a period is called, where it stands alone."""
        heading = self.names.period_heading()
        return heading[:1].upper() + heading[1:]

    def of_period(self, period: int | str) -> PolicyLabels:
        """The same of the text that judges another period."""
        if str(period) not in self._read:
            text = self.register.policy(self.policy, period=period)
            self._read[str(period)] = PolicyLabels(text.rules, self.language)
        return self._read[str(period)]

    @cached_property
    def _read(self) -> dict[str, PolicyLabels]:
        return {}

    def known(self, asked: str, named: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """What can be chosen, by ids and names; what was asked for as well, so that a filter shows it."""
        return [*named, *([(asked, asked)] if asked and asked not in dict(named) else [])]

    def consequences(self, asked: str) -> list[tuple[str, str]]:
        """The consequences that can be chosen."""
        return self.known(asked, [(each.id, self.names.consequence(each.id)) for each in self.names.rules.consequences])

    def stands(self, task: Task) -> str:
        """Where a consequence stands today."""
        if task.is_draft:
            return self.approval(task.approval)
        return task_stands(task, self.on, self.language)

    def due(self, task: Task) -> str:
        """Until when it is to be done; where no day is known, why not."""
        rules = self.of_period(task.period).rules
        rule = next(rule for rule in rules.consequences if rule.id == task.consequence)
        if task.due is not None:
            return task.due.isoformat()
        if rule.deadline is None:
            return say("no-deadline", self.language)
        if task.is_draft:
            return say("due-from-approval", self.language)
        return say("due-from-service" if rule.counted_from == "service" else "due-unknown", self.language)

    def approval(self, approval: Approval | None) -> str:
        """Whether it was approved, and who approves what was not; empty where no approval is wanted."""
        if approval is None:
            return ""
        if approval.day is not None:
            return approval.word().text(self.language)
        return sentence("cycle.awaits-approval", self.language, {"by": Listing(tuple(map(self.office, approval.by)))})

    def steps(self, task: Task) -> list[Kind]:
        """What of a consequence can be recorded next by whoever asks."""
        return list(steps_of(task, self.caller))

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
