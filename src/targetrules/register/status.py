"""Where a period stands, what comes next, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from targetrules.data import frozen
from targetrules.engine.openness import Group
from targetrules.live.groups import said_of_group
from targetrules.period import period_text
from targetrules.register.approvals import brief_approved
from targetrules.register.completeness import completeness_of
from targetrules.register.course import differing_since, late_units
from targetrules.register.event import EventKind
from targetrules.register.fulfilment import Task, tasks_at
from targetrules.register.life import PeriodLife, UnitObjection, life_of
from targetrules.register.offices import Offices, offices_at
from targetrules.register.overview import PeriodOverview, overview_of
from targetrules.register.policies import Adopted, Policies
from targetrules.register.procedures import ProcedureStep, procedure_of
from targetrules.register.stored import Moment
from targetrules.register.targets_status import TargetsStatus, targets_status
from targetrules.register.told_beside import left_open
from targetrules.register.units_above import deciding_first
from targetrules.register.what_became import became_otherwise
from targetrules.rules.procedure import Cycle
from targetrules.rules.tree import Rules

__all__ = ["NextStep", "Status", "status_of", "unable_offices"]

NextKind: TypeAlias = Literal[
    "targets",
    "results",
    "step",
    "closing",
    "decided-first",
    "decision",
    "shown",
    "objection",
    "answer",
    "appeal-answer",
    "correction",
    "discretion",
    "approval",
    "served",
    "executed",
]
"""The kind of event that comes next."""


@frozen(slots=True)
class NextStep:
    """Something that is to be recorded next.

    Attributes:
        kind: The kind of event: ``"targets"``, ``"results"``, ``"step"``, ``"closing"``, ``"decided-first"``
            (another policy decides the period before this one), ``"decision"``, ``"shown"``, ``"objection"``,
            ``"answer"``, ``"appeal-answer"`` (the answer to an appeal), ``"correction"``, ``"discretion"``,
            ``"approval"``, ``"served"`` or ``"executed"``.
        about: The step of the procedure, the group of units, the other policy, the consequence, or the numbers of
            objections; None: none of them.
        units: The units for which a step is still to be taken, or to whom a consequence is due; none: all, or none.
        due: The day until which it is to be done, the earliest of them; None: none is known.
        offices: The ids of the offices that may record it; none: there are no offices, or none may.
    """

    kind: NextKind
    about: str | None
    units: tuple[str, ...]
    due: date | None
    offices: tuple[str, ...]

    def values(self) -> dict[str, Any]:
        """The same as JSON has it."""
        due = None if self.due is None else self.due.isoformat()
        named = {"kind": self.kind, "about": self.about, "due": due}
        return {**named, "units": list(self.units), "offices": list(self.offices)}


@frozen(slots=True)
class Status:
    """Where a period stands.

    Attributes:
        policy: The id of the policy.
        period: The period, as it is printed.
        on: The day on which something is overdue, or not.
        overview: The period at a glance; None: there are neither results nor decisions.
        open: The groups of which nobody said that all results are there; ``()`` alone: the whole period.
        steps: The steps of its procedure; none where there is none.
        tasks: The consequences that were decided, stand, and were not carried out.
        next: What comes next, in the order in which it is to be done.
        life: What was shown to the units, and their objections; None: the policy asks for none.
        targets: How far its targets are; None: the policy has no indicators.
        unable: The ids of offices that the policy names, for a step or the approval, and that the table of offices does
            not have, or that may not record it.
        overridden: The units of which something is decided in place of what the rules find.
        followed: The units of which, by what was recorded since the period was decided, something else became of
            consequences of the period before than it was decided with.
    """

    policy: str
    period: int | str
    on: date
    overview: PeriodOverview | None
    open: tuple[Group, ...]
    steps: tuple[ProcedureStep, ...]
    tasks: tuple[Task, ...]
    next: tuple[NextStep, ...]
    life: PeriodLife | None = None
    targets: TargetsStatus | None = None
    unable: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()
    followed: tuple[str, ...] = ()

    @property
    def overdue(self) -> tuple[Task, ...]:
        """Those of the tasks that should have been done, the earliest first."""
        late = [each for each in self.tasks if each.is_overdue(self.on)]
        return tuple(sorted(late, key=lambda each: (each.due or self.on, each.unit)))


def status_of(
    connection: Connection, policies: Policies, adopted: Adopted, period: int, moment: Moment, on: date, zone: ZoneInfo
) -> Status:
    """Where a period stands.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        adopted: The text that judges the period.
        period: The ordinal number of the period.
        moment: What is known.
        on: The day on which something is overdue, or not.
        zone: The time zone of the register's days.
    """
    policy, rules = adopted.policy, adopted.policy.rules
    printed = period_text(rules.period, period)
    standing = brief_approved(connection, policies, rules, moment, period)
    overview = next((each for each, _ in overview_of(connection, policies, policy, moment, period, standing)), None)
    has_results = overview is not None and overview.results > 0
    groups = completeness_of(connection, rules, period, moment.number).open if has_results else ((),)
    steps = tuple(procedure_of(connection, rules, period, printed, moment.number)) if rules.steps else ()
    tasks = tasks_at(connection, policies, rules.id, moment, period=period, standing=standing, zone=zone)
    waiting = tuple(each for each in tasks if each.executed is None)
    life, table = life_of(connection, rules, period, moment.number), offices_at(connection, moment.number)
    left = left_open(list(standing.values()))
    appeals = [] if life is None else [each for each in life.objections if each.is_appeal]
    upto = (*_to_discretion(left, rules.cycle, table), *_to_approval(life, on, rules.cycle, table, is_open=bool(left)))
    since = None if overview is None else overview.decided
    is_changed = since is not None and differing_since(connection, rules.id, period, since, moment.number) > 0
    followed = became_otherwise(connection, policies, rules, period, moment)
    late = set(late_units(connection, rules, period, moment.number)) if is_changed else set()
    is_changed = is_changed and not any(late.intersection(each.lacking) for each in steps)
    first = deciding_first(connection, policies, adopted, period, moment)
    found = _next(overview, groups, steps, waiting, upto, first, table, is_changed=is_changed or bool(followed))
    targets = targets_status(connection, policy, period, moment)
    unable = unable_offices(rules, table)
    to_do = (*_to_issue(targets, overview, table), *_to_answer(appeals, table), *found)
    overridden = tuple(each.unit for each in standing.values() if each.override is not None)
    beside = overridden, followed
    return Status(rules.id, printed, on, overview, groups, steps, waiting, to_do, life, targets, unable, *beside)


def _to_issue(targets: TargetsStatus | None, overview: PeriodOverview | None, table: Offices | None) -> list[NextStep]:
    """Targets are issued first, where the policy wants that by a day; else they may come with the results."""
    if targets is None or targets.due is None or targets.units or (overview and overview.decided is not None):
        return []
    return [NextStep("targets", None, (), targets.due, _able(table, EventKind.TARGETS))]


def _next(
    overview: PeriodOverview | None,
    groups: Sequence[Group],
    steps: Sequence[ProcedureStep],
    tasks: Sequence[Task],
    upto: Sequence[NextStep],
    first: Sequence[str],
    table: Offices | None,
    *,
    is_changed: bool,
) -> Iterator[NextStep]:
    if overview is None or not overview.results:
        yield NextStep("results", None, (), None, _able(table, EventKind.RESULTS))
    for step in steps:
        if step.state == "next":
            yield NextStep("step", step.step, step.lacking, None, _able(table, EventKind.STEP, step.by))
    if overview is None or not overview.results:
        return
    for group in groups:
        about = ", ".join(map(str, said_of_group(group).parts)) or None
        yield NextStep("closing", about, (), None, _able(table, EventKind.CLOSING))
    is_due = is_changed if overview.decided is not None else all(each.state == "taken" for each in steps)
    if not is_due:
        yield from (each for each in upto if overview.drafts or each.kind == "discretion")
    elif first:
        yield from (NextStep("decided-first", id_, (), None, _able(table, EventKind.DECISION)) for id_ in first)
    else:
        yield NextStep("decision", None, (), None, _able(table, EventKind.DECISION))
    yield from _to_carry_out([each for each in tasks if not each.is_draft], table)


def _to_discretion(left: Mapping[str, Sequence[str]], cycle: Cycle, table: Offices | None) -> Iterator[NextStep]:
    """What is left to discretion is decided before the approval."""
    for id_, units in left.items():
        yield NextStep("discretion", id_, tuple(units), None, _able(table, EventKind.DISCRETION, cycle.discretion_by))


def _to_approval(
    life: PeriodLife | None, on: date, cycle: Cycle, table: Offices | None, *, is_open: bool
) -> Iterator[NextStep]:
    """What is left to do with a draft before it is approved, and the approval."""
    if life is not None and cycle.objections_within is not None and (life.unshown or life.until is None):
        yield NextStep("shown", None, (), None, _able(table, EventKind.SHOWN))
        return
    is_left = False
    if life is not None and life.until is not None:
        objections = [each for each in life.objections if not each.is_appeal]
        yield from _to_answer(objections, table)
        is_left = on <= life.until
        if is_left:
            yield NextStep("objection", None, (), life.until, _able(table, EventKind.OBJECTION))
        is_left = is_left or any(each.state in ("open", "waits") for each in objections)
    if not is_left and not is_open:
        yield NextStep("approval", None, (), None, _able(table, EventKind.APPROVAL, cycle.approve_by))


def _to_answer(objections: Sequence[UnitObjection], table: Offices | None) -> Iterator[NextStep]:
    """Objections, or appeals, that are not answered; and those that were upheld, and nothing decided anew since."""
    for each in objections:
        if each.state == "open":
            kind: NextKind = "appeal-answer" if each.is_appeal else "answer"
            yield NextStep(kind, str(each.event), (each.unit,), None, _able(table, EventKind.ANSWER))
    waiting = [each for each in objections if each.state == "waits"]
    if waiting:
        numbers, units = ", ".join(str(each.event) for each in waiting), tuple(each.unit for each in waiting)
        yield NextStep("correction", numbers, units, None, _able(table, EventKind.CORRECTION))


def _to_carry_out(tasks: Sequence[Task], table: Offices | None) -> Iterator[NextStep]:
    """Consequences by their ids: those to be served, then those to be carried out, the earliest first."""
    kinds: tuple[tuple[NextKind, EventKind], ...] = (("served", EventKind.SERVED), ("executed", EventKind.EXECUTED))
    for kind, event in kinds:
        by_id: dict[str, list[Task]] = {}
        for each in tasks:
            if kind == "executed" or each.served is None:
                by_id.setdefault(each.consequence, []).append(each)
        found = []
        for id_, some in by_id.items():
            due = min((each.due for each in some if each.due is not None and kind == "executed"), default=None)
            found.append(NextStep(kind, id_, tuple(each.unit for each in some), due, _able(table, event)))
        yield from sorted(found, key=lambda each: each.due or date.max)


def unable_offices(rules: Rules, table: Offices | None) -> tuple[str, ...]:
    """The offices that a policy names for something that they may not record, or that are not in a table."""
    if table is None:
        return ()
    named = [(office, EventKind.STEP) for step in rules.steps for office in step.by]
    named += [(office, EventKind.APPROVAL) for office in rules.cycle.approve_by]
    named += [(office, EventKind.DISCRETION) for office in rules.cycle.discretion_by]
    return tuple(dict.fromkeys(office for office, kind in named if office not in _able(table, kind)))


def _able(table: Offices | None, kind: EventKind, by: Sequence[str] = ()) -> tuple[str, ...]:
    if table is None:
        return ()
    return tuple(each.id for each in table.offices.values() if kind in each.may and (not by or each.id in by))
