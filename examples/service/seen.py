"""What of a register is for whoever asks: all of it, or of an office of its own units what is about these alone.

The routes and the pages read by these functions and by no others, so that both tell the same to the same office.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import evolve

from targetrules.explanation.findings import Explanation
from targetrules.history import Row
from targetrules.register import (
    Decision,
    IssuedTarget,
    NextStep,
    PeriodOverview,
    ProcedureStep,
    Register,
    Status,
    Task,
    UnitObjection,
)

from .requests import Caller

__all__ = ["decisions", "explained", "objections", "procedure", "results", "status", "targets", "tasks"]


def _asked(caller: Caller, unit: str | None) -> None:
    if unit is not None:
        caller.check(unit)


def results(
    register: Register, caller: Caller, *, unit: str | None = None, period: str | None = None, **of: Any
) -> list[Row]:
    """The results of a unit, of a period, or all."""
    _asked(caller, unit)
    rows = register.results(**of).history.rows
    return [
        row for row in rows if caller.sees(row.unit) and unit in (None, row.unit) and period in (None, str(row.period))
    ]


def decisions(register: Register, caller: Caller, *, unit: str | None = None, **of: Any) -> list[Decision]:
    """The decisions of a unit, or all."""
    _asked(caller, unit)
    return [each for each in register.decisions(unit=unit, **of) if caller.sees(each.unit)]


def explained(register: Register, caller: Caller, unit: str, period: str, **of: Any) -> Explanation:
    """Why it was decided so of a unit."""
    caller.check(unit)
    return register.explain(unit, period, **of)


def tasks(register: Register, caller: Caller, *, unit: str | None = None, **of: Any) -> list[Task]:
    """The consequences of a unit that stand, or all."""
    _asked(caller, unit)
    return [each for each in register.tasks(unit=unit, **of) if caller.sees(each.unit)]


def targets(register: Register, caller: Caller, *, unit: str | None = None, **of: Any) -> list[IssuedTarget]:
    """The targets of a unit, or all."""
    _asked(caller, unit)
    return [each for each in register.targets(unit=unit, **of) if caller.sees(each.unit)]


def objections(register: Register, caller: Caller, period: int | str, **of: Any) -> list[UnitObjection]:
    """The objections and appeals of a period."""
    return [each for each in register.objections(period, **of) if caller.sees(each.unit)]


def procedure(register: Register, caller: Caller, period: int | str, **of: Any) -> list[ProcedureStep]:
    """The steps of the procedure; of the units for which one was not taken those of the office."""
    return [_step(caller, each) for each in register.procedure(period, **of)]


def _step(caller: Caller, step: ProcedureStep) -> ProcedureStep:
    return evolve(step, lacking=tuple(unit for unit in step.lacking if caller.sees(unit)))


# ---- where a period stands -------------------------------------------------------------------------------------------


def status(
    register: Register, caller: Caller, period: int | str | None = None, *, policy: str | None = None, on: date
) -> Status:
    """Where a period stands; what is counted, due and next for an office of its own units is that of these alone."""
    found = register.status(period, policy=policy, on=on)
    if caller.office.units == "all":
        return found
    life = found.life
    if life is not None:
        life = evolve(life, objections=tuple(each for each in life.objections if caller.sees(each.unit)))
    issued = found.targets
    if issued is not None:
        own = targets(register, caller, policy=found.policy, period=found.period)
        issued = evolve(issued, units=len({each.unit for each in own}))
    found = evolve(found, life=life, targets=issued)
    return evolve(
        found,
        overview=_overview(register, caller, found),
        steps=tuple(_step(caller, each) for each in found.steps),
        tasks=tuple(each for each in found.tasks if caller.sees(each.unit)),
        next=tuple(_next(caller, found)),
        overridden=tuple(unit for unit in found.overridden if caller.sees(unit)),
        followed=tuple(unit for unit in found.followed if caller.sees(unit)),
    )


def _overview(register: Register, caller: Caller, of: Status) -> PeriodOverview | None:
    """A period at a glance, counted anew; what came since from others is none of the office's."""
    if of.overview is None:
        return None
    own = decisions(register, caller, policy=of.policy, period=of.period)
    grades = Counter(each.grade for each in own)
    received = Counter(id_ for each in own for id_ in each.received)
    drafts = sum(each.approval is None or each.approval.day is None for each in own)
    return evolve(
        of.overview,
        results=len(results(register, caller, policy=of.policy, period=str(of.period))),
        changed=0,
        units=len(own),
        grades={id_: grades[id_] for id_ in of.overview.grades if grades[id_]},
        consequences={id_: received[id_] for id_ in of.overview.consequences if received[id_]},
        undetermined=sum(bool(each.undetermined) for each in own),
        drafts=None if of.overview.drafts is None else drafts,
    )


def _next(caller: Caller, of: Status) -> Iterator[NextStep]:
    """What comes next, without what is about units of others alone."""
    waits = [str(each.event) for each in (() if of.life is None else of.life.objections) if each.state == "waits"]
    for each in of.next:
        units = tuple(unit for unit in each.units if caller.sees(unit))
        if each.units and not units:
            continue
        about = ", ".join(waits) if each.kind == "correction" else each.about
        yield evolve(each, units=units, about=about)
