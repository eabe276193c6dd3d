"""The ``[procedure]`` and the ``[cycle]`` of a policy as written to what is meant by them."""

from __future__ import annotations

import re
from typing import Final

from targetrules.period import PeriodKind
from targetrules.rules.definition import Duration
from targetrules.rules.procedure import Cycle, Step
from targetrules.rules.resolution.ballot_names import counts_of
from targetrules.rules.resolution.context import ResolutionContext, label_of, places_of, words_of
from targetrules.rules.resolution.days_of_year import day_of_year
from targetrules.rules.resolution.declarations import check_once
from targetrules.rules.resolution.durations import duration_of
from targetrules.rules.resolution.follow_ups import check_brought
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import as_toml
from targetrules.wording import Word

__all__ = ["cycle_of", "steps_of"]

_OFFICE: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
"""The id of an office in the table of offices of a register."""
_ONCE: Final = Word("diagnostics.said-once")


def steps_of(context: ResolutionContext) -> tuple[Step, ...]:
    """The steps in their order; what is wrong with one is noted."""
    written = context.file.procedure
    for office in context.file.offices or ():
        if not _OFFICE.fullmatch(office):
            context.diagnostics.add("TR242", ("offices", office), at="key", found=office)
    if written is None:
        return ()
    if not written.steps:
        context.diagnostics.add("TR065", ("procedure", "steps"))
    given: dict[str, str] = {}
    return tuple(_step(at, each, given, context) for at, each in enumerate(written.steps))


def _step(at: int, step: syntax.Step, given: dict[str, str], context: ResolutionContext) -> Step:
    path: Path = ("procedure", "steps", at)
    context.source(step.source, (*path, "source"))
    _check_offices(step.by, (*path, "by"), context)
    _check_list(step.gives, (*path, "gives"), context)
    brought = list[str]()
    for place, name in places_of(step.gives, (*path, "gives")):
        _check_given(name, place, context)
        check_brought(name, place, context)
        ballot = (context.file.ballots or {}).get(name)
        for each in (name,) if ballot is None else counts_of(name, ballot):
            brought.append(each)
            if given.setdefault(each, step.id) != step.id:
                context.diagnostics.add("TR241", place, found=name, step=given[each])
    return Step(step.id, label_of(step.label), words_of(step.by), bool(step.for_each_unit), tuple(brought))


def cycle_of(context: ResolutionContext) -> Cycle:
    """What the decisions of a period go through; what is wrong with it is noted."""
    written = context.file.cycle
    if written is None:
        return Cycle()
    context.source(written.source, ("cycle", "source"))
    if written == syntax.Cycle() and not context.diagnostics.touch("cycle"):
        context.diagnostics.add("TR065", ("cycle",))
    _check_offices(written.approve_by, ("cycle", "approve_by"), context)
    _check_offices(written.discretion_by, ("cycle", "discretion_by"), context)
    discretion_by = words_of(written.discretion_by)
    issue_by = _issue_by(written.issue_by, context)
    objections, appeals = (_within(name, written, context) for name in ("objections_within", "appeals_within"))
    return Cycle(words_of(written.approve_by), objections, issue_by, discretion_by, appeals)


def _within(key: str, written: syntax.Cycle, context: ResolutionContext) -> Duration | None:
    """How long units may object to what is decided before it is approved, or appeal afterwards."""
    within: str | None = getattr(written, key)
    if within is None:
        return None
    path: Path = ("cycle", key)
    if written.approve_by is None and not context.diagnostics.touch("cycle"):
        context.diagnostics.add("TR018", path, at="key", found=key, keys=("approve_by",))
    return duration_of(within, key, path, context, least=1)


def _issue_by(text: str | None, context: ResolutionContext) -> tuple[int, int] | None:
    """A day of the year until which targets are issued: of policies that have some, whose periods are years."""
    if text is None:
        return None
    path: Path = ("cycle", "issue_by")
    found = day_of_year(text)
    if found is None:
        context.diagnostics.add("TR019", path, found=as_toml(text), expected=Word("forms.by"))
    if not context.file.indicators and not context.diagnostics.touch("indicators"):
        context.diagnostics.add("TR243", path, at="key", why=Word("diagnostics.said-no-indicators"))
    elif context.period_kind is not PeriodKind.YEAR and not context.diagnostics.touch("policy"):
        context.diagnostics.add("TR243", path, at="key", why=Word("diagnostics.said-no-years"))
    return found


def _check_offices(words: syntax.Words | None, path: Path, context: ResolutionContext) -> None:
    """Offices are named by their ids, each once; where the policy has a list of them, by those of the list."""
    _check_list(words, path, context)
    for place, office in places_of(words, path):
        if not _OFFICE.fullmatch(office):
            context.diagnostics.add("TR242", place, found=office)
        elif context.file.offices is not None and office not in context.file.offices:
            context.unknown("TR244", place, office, context.file.offices)


def _check_list(words: syntax.Words | None, path: Path, context: ResolutionContext) -> None:
    """A list has something in it, and nothing twice."""
    if words == []:
        context.diagnostics.add("TR065", path)
    check_once(list(places_of(words, path)), context, _ONCE)


def _check_given(name: str, path: Path, context: ResolutionContext) -> None:
    """A step brings inputs, or rows of details; what is computed of them nobody brings."""
    file = context.file
    rows = {name for name, each in (file.details or {}).items() if each.policy is None}
    known = dict.fromkeys((*(file.ballots or {}), *(file.inputs or {}), *rows))
    if name not in known and not context.diagnostics.touch("inputs", "details", "ballots"):
        advice = Word("diagnostics.said-computed", {"found": name}) if _is_computed(name, context) else None
        context.unknown("TR240", path, name, known, advice=advice)


def _is_computed(name: str, context: ResolutionContext) -> bool:
    file = context.file
    computed = (file.measures, file.cuts, file.conditions, file.statuses, file.rankings, file.details)
    return any(name in (section or ()) for section in computed)
