"""What a register has told, as tables: corrected values, decisions that are others, consequences to be carried out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, assert_never

from targetrules.arguments import unlike
from targetrules.cycle.labels import few
from targetrules.register.correcting import CorrectedValue
from targetrules.register.differences import DecisionChange
from targetrules.register.fulfilment import Fulfilment, Task
from targetrules.register.people import PersonRecord
from targetrules.register.posts import Post
from targetrules.register.procedures import ProcedureStep, StepDay
from targetrules.register.showing import Shown
from targetrules.report.labels import PolicyLabels
from targetrules.report.paint import Paint
from targetrules.report.table import TextRow, table_text
from targetrules.visible import visible
from targetrules.wording import say

if TYPE_CHECKING:
    from targetrules.policy import Policy

__all__ = ["TOLD", "Told", "posts_table", "table_of", "task_stands"]

_TASK_DAYS: Final = ("due", "until", "served", "executed", "accepted", "returned")

Told = CorrectedValue | DecisionChange | Task | Fulfilment | ProcedureStep | PersonRecord
"""What tables are made of."""
TOLD: Final = (CorrectedValue, DecisionChange, Task, Fulfilment, ProcedureStep, PersonRecord)
"""The same, to be asked for."""

Texts = Mapping[int | str, "Policy"]
"""The text of the policy that judges each period, by the period as it is printed."""


_MOST_DAYS: Final = 3
"""Days of a step that are told one by one."""


def table_of(told: Sequence[Told], texts: Texts, on: date) -> Shown:
    """See :meth:`ReadOnlyRegister.table`."""
    values = [each for each in told if isinstance(each, CorrectedValue)]
    changes = [each for each in told if isinstance(each, DecisionChange)]
    tasks = [each for each in told if isinstance(each, Task)]
    fulfilments = [each for each in told if isinstance(each, Fulfilment)]
    steps = [each for each in told if isinstance(each, ProcedureStep)]
    records = [each for each in told if isinstance(each, PersonRecord)]
    if len(told) not in {len(values), len(changes), len(tasks), len(fulfilments), len(steps), len(records)}:
        raise unlike("told", told, "things-told")
    if records:
        return _records_table(records, texts, on)
    if steps:
        return _steps_table(steps, texts)
    if values:
        return _values_table(values, texts)
    if tasks:
        return _tasks_table(tasks, texts, on)
    return _fulfilments_table(fulfilments, texts) if fulfilments else _changes_table(changes, texts)


def _values_table(values: Sequence[CorrectedValue], texts: Texts) -> Shown:
    """Values before and after."""

    def row(each: CorrectedValue, names: PolicyLabels) -> TextRow:
        rows = _say("rows-of-details", names.language)
        before, after = (rows if value is None else visible(value) for value in (each.before, each.after))
        return visible(each.unit), str(each.period), names.named(each.input), before, after

    columns = ("unit", "period", "input", "before", "after")
    return _table(values, texts, columns, columns, lambda each: {name: getattr(each, name) for name in columns}, row)


def _changes_table(changes: Sequence[DecisionChange], texts: Texts) -> Shown:
    """Decisions before and after."""
    has_causes = any(each.causes for each in changes)

    def row(each: DecisionChange, names: PolicyLabels) -> TextRow:
        before, after = (
            _say("nothing-then-decided", names.language) if decision is None else names.grade(decision.grade)
            for decision in (each.before, each.after)
        )
        arrow = _say("from-to", names.language, before=before, after=after)
        lines = [
            _lines(map(names.consequence, each.due), names.language),
            _lines(map(names.consequence, each.no_longer_due), names.language),
            _lines(map(names.rule, each.undetermined), names.language),
        ]
        causes = [_causes(each, names.language)] if has_causes else []
        return visible(each.unit), str(each.period), before if before == after else arrow, *lines, *causes

    headings = ("unit", "period", "grade", "newly-due", "no-longer-due", "newly-undetermined")
    columns = ("unit", "period", "grade_before", "grade_after", "due", "no_longer_due", "undetermined", "causes")
    return _table(changes, texts, columns, (*headings, *(["because"] if has_causes else [])), _change, row)


def _causes(each: DecisionChange, language: str) -> str:
    """The events about the unit itself; where there are none, those about others."""
    numbers = each.own_causes or each.causes
    return say("reports.comma", language).join(_say("event-number", language, number=number) for number in numbers)


def _change(each: DecisionChange) -> dict[str, Any]:
    before, after = each.grades
    return {
        "unit": each.unit,
        "period": each.period,
        "grade_before": before,
        "grade_after": after,
        "due": list(each.due),
        "no_longer_due": list(each.no_longer_due),
        "undetermined": list(each.undetermined),
        "no_longer_undetermined": list(each.no_longer_undetermined),
        "event_before": None if each.before is None else each.before.event,
        "event_after": None if each.after is None or not each.after.event else each.after.event,
        "causes": list(each.causes),
        "own_causes": list(each.own_causes),
    }


def _tasks_table(tasks: Sequence[Task], texts: Texts, on: date) -> Shown:
    """Consequences with their deadlines; ``on`` is the day on which one is overdue, or not."""
    with_persons = any(each.persons for each in tasks)

    def row(each: Task, names: PolicyLabels) -> TextRow:
        due, until, served = (_iso(day) or "" for day in (each.due, each.until, each.served))
        persons = [_lines((visible(post.person) for post in each.persons), names.language)] if with_persons else []
        unit, consequence = visible(each.unit), names.consequence(each.consequence)
        return unit, str(each.period), consequence, *persons, due, until, served, task_stands(each, on, names.language)

    def values(each: Task) -> dict[str, Any]:
        days = {name: _iso(getattr(each, name)) for name in _TASK_DAYS}
        named = {"unit": each.unit, "period": each.period, "consequence": each.consequence}
        approval = {} if each.approval is None else {"approval": each.approval.values()}
        persons = [post.person for post in each.persons]
        return {**named, "persons": persons, **days, "state": each.state(on), **approval}

    who = ("addressees",) if with_persons else ()
    headings = ("unit", "period", "consequence", *who, "due", "until", "served", "stands")
    more = ("approval",) if any(each.approval for each in tasks) else ()
    columns = ("unit", "period", "consequence", "persons", *_TASK_DAYS, "state", *more)
    return _table(tasks, texts, columns, headings, values, row)


def posts_table(those: Sequence[Post], policy: Policy) -> Shown:
    """Who holds, or held, which post."""

    def values(each: Post) -> dict[str, Any]:
        named = {"person": each.person, "role": each.role, "unit": each.unit}
        return {**named, "since": each.since.isoformat(), "until": _iso(each.until), "event": each.number}

    def drawn(language: str, width: int | None, paint: Paint) -> str:
        names = PolicyLabels(policy.rules, language)
        headings = [_heading(name, names) for name in ("person", "role", "unit", "since", "last-day", "number")]
        rows = [
            (
                visible(each.person),
                names.role(each.role),
                visible(each.unit),
                each.since.isoformat(),
                _iso(each.until) or "",
                _say("event-number", language, number=each.number),
            )
            for each in those
        ]
        return table_text(headings, [rows], width=width, paint=paint)

    return Shown(list(map(values, those)), ("person", "role", "unit", "since", "until", "event"), drawn)


def _records_table(found: Sequence[PersonRecord], texts: Texts, on: date) -> Shown:
    """What came to a person in which post."""

    def row(each: PersonRecord, names: PolicyLabels) -> TextRow:
        task = each.task
        grade = "" if each.grade is None else names.grade(each.grade)
        return (
            str(each.period),
            visible(each.post.unit),
            names.role(each.post.role),
            grade,
            names.consequence(task.consequence),
            each.decided.isoformat(),
            _iso(task.until) or "",
            task_stands(task, on, names.language),
        )

    def values(each: PersonRecord) -> dict[str, Any]:
        task = each.task
        named = {"person": each.post.person, "role": each.post.role, "unit": each.post.unit, "period": each.period}
        days = {name: _iso(getattr(task, name)) for name in _TASK_DAYS}
        said = {"grade": each.grade, "consequence": task.consequence, "decided": each.decided.isoformat()}
        return {**named, **said, **days, "state": task.state(on)}

    columns = ("person", "role", "unit", "period", "grade", "consequence", "decided", *_TASK_DAYS, "state")
    headings = ("period", "unit", "role", "grade", "consequence", "decided-on", "until", "stands")
    return _table(found, texts, columns, headings, values, row)


def task_stands(task: Task, on: date, language: str) -> str:
    """Where a consequence stands on a day, with the days on which it came to that."""
    if task.approval is not None and task.is_draft:
        return task.approval.word().text(language)
    told = (_say(f"task-{key}", language, day=_iso(day) or "") for key, day in _came_to(task, on))
    return _lines(told, language)


def _came_to(task: Task, on: date) -> Iterator[tuple[str, date | None]]:
    state = task.state(on)
    is_late = task.executed is not None and task.due is not None and task.due < task.executed
    match state:
        case "open" | "returned":
            yield state, task.returned
        case "overdue":
            yield state, None
            if task.returned is not None:
                yield "returned", task.returned
        case "executed":
            yield "late" if is_late else state, task.executed
        case "accepted":
            yield state, task.accepted
            if is_late:
                yield "late", task.executed
        case "draft":  # it is told with who approves it
            pass
        case _:
            assert_never(state)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _fulfilments_table(found: Sequence[Fulfilment], texts: Texts) -> Shown:
    """What was served or carried out."""

    def row(each: Fulfilment, names: PolicyLabels) -> TextRow:
        kind = _say(f"was-{each.kind}", names.language, day=each.day.isoformat())
        number = _say("event-number", names.language, number=each.event)
        return visible(each.unit), str(each.period), names.consequence(each.consequence), kind, number

    def values(each: Fulfilment) -> dict[str, Any]:
        said = {name: getattr(each, name) for name in ("unit", "period", "consequence", "kind")}
        return {**said, "day": each.day.isoformat(), "event": each.event}

    columns = ("unit", "period", "consequence", "kind", "day", "event")
    return _table(found, texts, columns, ("unit", "period", "consequence", "became", "number"), values, row)


def _steps_table(steps: Sequence[ProcedureStep], texts: Texts) -> Shown:
    """The steps of a procedure, by their labels, with the ids by which they are recorded."""

    def named(names: PolicyLabels, id_: str) -> str:
        label = names.step(id_)
        return label if label == id_ else f"{label}\n{say('cycle.step-id', names.language, {'id': id_})}"

    def row(each: ProcedureStep, names: PolicyLabels) -> TextRow:
        language = names.language
        scope = say("cycle.each-unit" if each.each_unit else "cycle.once", language)
        state = [say(f"cycle.state-{each.state}", language)]
        state += _step_days(each, language)
        if each.each_unit and each.day is not None and each.lacking:
            count = {"count": each.units - len(each.lacking), "all": each.units}
            state += [say("cycle.of-so-many", language, count)]
            state += [say("cycle.not-yet", language, {"units": few(each.lacking)})]
        return (
            named(names, each.step),
            scope,
            _lines(each.by, language),
            _lines(map(names.named, each.gives), language),
            _lines(state, language),
        )

    def values(each: ProcedureStep) -> dict[str, Any]:
        said = {name: getattr(each, name) for name in ("period", "step", "state", "each_unit", "event", "units")}
        lists = {name: list(getattr(each, name)) for name in ("by", "gives", "lacking")}
        days = [{"day": one.day.isoformat(), "event": one.event, "units": one.units} for one in each.days]
        return {**said, "day": _iso(each.day), **lists, "days": days}

    columns = ("period", "step", "state", "each_unit", "by", "gives", "day", "event", "units", "lacking")
    return _table(steps, texts, columns, ("step", "taken-for", "step-by", "brings", "step-state"), values, row)


def _step_days(each: ProcedureStep, language: str) -> list[str]:
    """When a step was taken; of one that was taken for units on several days, of how many on each: the last ones."""
    if len(each.days) <= 1:
        return [_on_day("cycle.on-day", one, language) for one in each.days]
    more = len(each.days) - _MOST_DAYS
    earlier = [say("kinds.others", language, {"more": more})] if more > 0 else []
    return earlier + [_on_day("cycle.on-day-of", one, language) for one in each.days[-_MOST_DAYS:]]


def _on_day(key: str, one: StepDay, language: str) -> str:
    return say(key, language, {"day": one.day.isoformat(), "number": one.event, "count": one.units})


# ---- all of them -----------------------------------------------------------------------------------------------------


def _table(
    things: Sequence[Any],
    texts: Texts,
    columns: tuple[str, ...],
    headings: Sequence[str],
    values: Callable[[Any], Mapping[str, Any]],
    row: Callable[[Any, PolicyLabels], TextRow],
) -> Shown:
    """A table with a row a thing, in the words of the text that judges its period."""

    def drawn(language: str, width: int | None, paint: Paint) -> str:
        if not things:
            return _say("nothing-there", language) + "\n"
        labels = {period: PolicyLabels(text.rules, language) for period, text in texts.items()}
        named = [_heading(name, labels[things[0].period]) for name in headings]
        return table_text(named, [[row(each, labels[each.period]) for each in things]], width=width, paint=paint)

    return Shown([values(each) for each in things], columns, drawn)


def _heading(name: str, names: PolicyLabels) -> str:
    match name:
        case "unit" | "grade":
            return names.say(name)
        case "period":
            return names.period_heading()
        case _:
            return _say(f"column-{name}", names.language)


def _lines(parts: Iterable[str], language: str) -> str:
    return say("reports.below", language).join(parts)


def _say(key: str, language: str, **values: Any) -> str:
    return say(f"register.{key}", language, values)
