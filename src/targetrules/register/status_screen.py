"""Where a period stands, on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from targetrules.cycle.labels import LabelWord, few, step_word
from targetrules.live.groups import said_of_group
from targetrules.register.life import PeriodLife
from targetrules.register.offices import Offices
from targetrules.register.overview import PeriodOverview
from targetrules.register.showing import Shown
from targetrules.register.status import NextStep, Status
from targetrules.register.tables import table_of
from targetrules.register.targets_status import TargetsStatus
from targetrules.report.labels import PolicyLabels
from targetrules.report.paint import Paint
from targetrules.visible import visible
from targetrules.wording import Listing, say

if TYPE_CHECKING:
    from targetrules.policy import Policy

__all__ = ["next_told", "stands_told", "status_shown"]

_COLUMNS: Final = ("policy", "period", "on", "waiting")
_MOST: Final = 10
"""Overdue consequences that are told one by one."""


def status_shown(status: Status, policy: Policy, offices: Offices | None) -> Shown:
    """The screen; in JSON all of it.

    Args:
        status: Where the period stands.
        policy: The text that judges it.
        offices: The table in force.
    """

    def drawn(language: str, width: int | None, paint: Paint) -> str:
        names = PolicyLabels(policy.rules, language)
        title = _say("status-title", language, title=names.heading(), period=status.period, day=status.on)
        lines = [paint(title, "heading")]
        lines += ["", *stands_told(status, names, offices)]
        if status.steps:
            texts = {status.period: policy}
            steps = table_of(status.steps, texts, status.on).text(language, width=width, paint=paint)
            lines += ["", steps.rstrip("\n")]
        lines += ["", paint(_say("status-next", language), "heading")]
        lines += [f"  {each}" for each in next_told(status, names, offices)] or [f"  {_say('status-done', language)}"]
        if status.unable:
            lines += ["", paint(_say("status-unable", language, offices=Listing(status.unable)), "error")]
        late = status.overdue
        if late:
            lines += ["", paint(_say("status-overdue", language, count=len(late)), "error")]
            lines += [
                f"  {visible(each.unit)}  {names.consequence(each.consequence)}  {each.due}" for each in late[:_MOST]
            ]
            lines += [f"  {say('kinds.others', language, {'more': len(late) - _MOST})}"] if len(late) > _MOST else []
        return "\n".join(lines) + "\n"

    return Shown([_values(status)], _COLUMNS, drawn)


def _values(status: Status) -> dict[str, Any]:
    return {
        "policy": status.policy,
        "period": status.period,
        "on": status.on.isoformat(),
        "overview": None if status.overview is None else status.overview.values(),
        "open": [dict(group) for group in status.open],
        **({} if status.targets is None else {"targets": status.targets.values()}),
        "steps": [{"step": each.step, "state": each.state, "lacking": list(each.lacking)} for each in status.steps],
        "waiting": len(status.tasks),
        "overdue": [
            {"unit": each.unit, "consequence": each.consequence, "due": str(each.due)} for each in status.overdue
        ],
        "next": [each.values() for each in status.next],
        **({"unable": list(status.unable)} if status.unable else {}),
        **({"overridden": list(status.overridden)} if status.overridden else {}),
        **({"followed": list(status.followed)} if status.followed else {}),
        **({} if status.life is None else {"life": status.life.values()}),
    }


def stands_told(status: Status, names: PolicyLabels, offices: Offices | None) -> Iterator[str]:
    """How far a period is, a line each: targets, results, what was decided, what awaits its approval, objections."""
    language, overview = names.language, status.overview
    if status.targets is not None:
        yield _targets(status.targets, status.on, language)
    if overview is None:
        yield _say("status-nothing", language)
        return
    open_ = [*map(said_of_group, status.open)]
    key = "status-complete" if not open_ else "status-open" if open_[0].parts else "status-not-complete"
    groups = Listing(tuple(open_), "; ")
    yield _say("status-results", language, count=overview.results, says=_say(key, language, groups=groups))
    if overview.decided is None:
        yield _say("status-not-decided", language)
        return
    yield _say("status-decided", language, number=overview.decided, count=overview.units)
    counts = [(names.grade(id_), count) for id_, count in overview.grades.items()]
    counts += [(names.consequence(id_), count) for id_, count in overview.consequences.items()]
    if counts:
        told = tuple(_say("counted", language, name=name, count=count) for name, count in counts)
        yield _say("status-counts", language, counts=Listing(told))
    yield from _approval(status, overview, names, offices)
    if overview.undetermined:
        yield _say("status-undetermined", language, count=overview.undetermined)
    if overview.changed:
        yield _say("changed-since", language, count=overview.changed)
    if status.followed:
        yield _say("status-followed", language, count=len(status.followed), units=few(status.followed))


def _approval(status: Status, overview: PeriodOverview, names: PolicyLabels, offices: Offices | None) -> Iterator[str]:
    """What people decided beside the rules, what awaits its approval, and what units say of it."""
    language = names.language
    if status.overridden:
        yield _say("status-overridden", language, count=len(status.overridden), units=few(status.overridden))
    if overview.drafts is not None:
        key = "status-drafts" if overview.drafts else "status-approved"
        yield _say(key, language, count=overview.drafts, by=_called(names.rules.cycle.approve_by, offices))
    if status.life is not None:
        yield from _life(status.life, overview.decided, status.on, language)


def _life(life: PeriodLife, decided: int | None, on: date, language: str) -> Iterator[str]:
    """What was shown to the units, their objections, and their appeals."""
    if life.shown is not None:
        yield _say("status-shown", language, day=life.shown, until=life.until, number=life.event)
    if life.unshown:
        is_anew = life.shown is not None
        yield _say("status-unshown-anew" if is_anew else "status-unshown", language, number=decided or "")
    for each in life.objections[:_MOST]:
        is_late = not each.is_appeal and each.state == "open" and life.until is not None and life.until < on
        what = "status-appeal" if each.is_appeal else "status-objection"
        state = _say("status-objection-late" if is_late else f"{what}-{each.state}", language)
        said = {"number": each.event, "unit": visible(each.unit), "day": each.day}
        yield _say(what, language, **said, state=state)
    more = len(life.objections) - _MOST
    if more > 0:
        yield say("kinds.others", language, {"more": more})


def _targets(targets: TargetsStatus, on: date, language: str) -> str:
    """Whether targets were issued, when, and whether late; and when they were amended."""
    if not targets.issued:
        if targets.due is None:
            return _say("status-no-targets", language)
        return _say("status-targets-late" if on > targets.due else "status-targets-due", language, day=targets.due)
    days = Listing(tuple(_event(each, language) for each in targets.issued[-_MOST:]), "; ")
    said = _say("status-targets", language, count=targets.units, days=days)
    if targets.late:
        numbers = Listing(tuple(map(str, targets.late[-_MOST:])))
        said = _say("status-issued-late", language, said=said, numbers=numbers, day=targets.due or "")
    if targets.amended:
        days = Listing(tuple(_event(each, language) for each in targets.amended[-_MOST:]), "; ")
        said = _say("status-amended", language, said=said, days=days)
    return said


def _event(said: tuple[int, date], language: str) -> str:
    return _say("issued-by", language, day=said[1].isoformat(), number=said[0])


def next_told(status: Status, names: PolicyLabels, offices: Offices | None) -> Iterator[str]:
    """What comes next, a line each, in the order of ``status.next``."""
    for each in status.next:
        says = _say(f"status-to-{each.kind}", names.language, **_about(each, names))
        units = _say("status-of", names.language, units=few(each.units)) if each.units else ""
        due = "" if each.due is None else _say("status-due", names.language, day=each.due)
        yield says + units + due + _by(each.offices, offices, names.language)


def _about(each: NextStep, names: PolicyLabels) -> Mapping[str, Any]:
    match each.kind:
        case "step":
            step = next(step for step in names.rules.steps if step.id == each.about)
            return {"step": step_word(step).text(names.language)}
        case "served" | "executed" | "discretion":
            return {"consequence": names.consequence(each.about or "")}
        case "answer" | "appeal-answer":
            return {"number": each.about or ""}
        case "correction":
            return {"numbers": each.about or ""}
        case "decided-first":
            return {"policy": each.about or ""}
        case "closing":
            return {"group": "" if each.about is None else _say("status-group", names.language, group=each.about)}
        case _:
            return {}


def _by(ids: Sequence[str], offices: Offices | None, language: str) -> str:
    """Who may record it, where there are offices."""
    if offices is None:
        return ""
    return _say("status-by" if ids else "status-by-nobody", language, offices=_called(ids, offices))


def _called(ids: Sequence[str], offices: Offices | None) -> Listing:
    """Offices by their labels; those that no table has by their ids."""
    known = {} if offices is None else offices.offices
    return Listing(tuple(LabelWord("offices.office", known[id_].label) if id_ in known else id_ for id_ in ids))


def _say(key: str, language: str, **values: Any) -> str:
    texts = {name: each if isinstance(each, Listing) else str(each) for name, each in values.items()}
    return say(f"register.{key}", language, texts)
