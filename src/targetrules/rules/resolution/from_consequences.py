"""Consequences and claims as written to consequences and claims as meant."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import Final, Literal

from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import chain
from targetrules.rules.resolution.context import (
    KIND_OF_INPUT,
    NameKind,
    ResolutionContext,
    label_of,
    places_of,
    words_of,
)
from targetrules.rules.resolution.days_of_year import day_of_year
from targetrules.rules.resolution.durations import duration_of
from targetrules.rules.resolution.from_condition import condition_of
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import as_toml
from targetrules.wording import Word

__all__ = ["check_replaces", "claims_of", "consequences_of"]

_MOST_SEVERE: Final = 1000


def consequences_of(context: ResolutionContext) -> tuple[tree.Consequence, ...]:
    """The consequences, in the order of the file."""
    written = context.file.consequences or []
    return tuple(_consequence(rule, ("consequences", index), context) for index, rule in enumerate(written))


def _consequence(rule: syntax.Consequence, path: Path, context: ResolutionContext) -> tree.Consequence:
    for at, other in places_of(rule.replaces, (*path, "replaces")):
        context.consequence(other, at)
    if rule.severity is not None and not 0 <= rule.severity <= _MOST_SEVERE:
        context.diagnostics.add("TR015", (*path, "severity"), found=str(rule.severity), least=0, most=_MOST_SEVERE)
    return tree.Consequence(
        id=rule.id,
        when=condition_of(rule.when, (*path, "when"), context) or tree.All(()),
        unless=condition_of(rule.unless, (*path, "unless"), context),
        label=label_of(rule.label),
        actions=words_of(rule.actions),
        to=words_of(rule.to),
        force=rule.force,
        deadline=_deadline(rule, path, context),
        counted_from=_counted_from(rule, path, context),
        lasts=_lasts(rule, (*path, "lasts"), context),
        origin=tree.Origin(rule.source, rule.article, label_of(rule.description), rule.quote),
        in_force=context.to_be_judged(context.period_range(rule.from_, rule.until, path), path),
        replaces=words_of(rule.replaces),
        severity=rule.severity,
        kind=rule.kind,
    )


def _deadline(rule: syntax.Consequence, path: Path, context: ResolutionContext) -> tree.Duration | tree.By | None:
    if rule.within is not None and rule.by is not None:
        context.diagnostics.add("TR017", (*path, "by"), at="key", keys=("within", "by"))
    if rule.within is not None:
        return duration_of(rule.within, "within", (*path, "within"), context)
    if rule.by is not None:
        found = day_of_year(rule.by)
        if found is not None:
            return tree.By(*found)
        context.diagnostics.add("TR019", (*path, "by"), found=as_toml(rule.by), expected=Word("forms.by"))
    return None


def _counted_from(rule: syntax.Consequence, path: Path, context: ResolutionContext) -> Literal["decision", "service"]:
    """From when ``within`` and ``lasts`` are counted; without either there is nothing to count."""
    if rule.counted_from is not None and rule.within is None and rule.lasts is None:
        keys = ("within", "lasts")
        context.diagnostics.add("TR018", (*path, "counted_from"), at="key", found="counted_from", keys=keys)
    return rule.counted_from or "decision"


def _lasts(rule: syntax.Consequence, path: Path, context: ResolutionContext) -> tree.Duration | None:
    """The day of the decision is the first, so that there is one day at least."""
    return None if rule.lasts is None else duration_of(rule.lasts, "lasts", path, context, least=1)


def check_replaces(consequences: tuple[tree.Consequence, ...], context: ResolutionContext) -> None:
    """What replaces what has no cycle: else nobody could say which of them remains."""
    graph = {rule.id: rule.replaces for rule in consequences}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle = tuple(reversed(error.args[1]))
        index = next(index for index, rule in enumerate(consequences) if rule.id == cycle[0])
        context.diagnostics.add("TR068", ("consequences", index, "replaces"), cycle=chain(cycle))


def claims_of(context: ResolutionContext) -> tuple[tree.Claim, ...]:
    """The claims; those with faults are left out, and their faults noted."""
    found = (_claim(claim, ("claims", index), context) for index, claim in enumerate(context.file.claims or []))
    return tuple(claim for claim in found if claim is not None)


def _claim(claim: syntax.Claim, path: Path, context: ResolutionContext) -> tree.Claim | None:
    there = [key for key in ("never", "always", "monotone") if getattr(claim, key) is not None]
    assuming = condition_of(claim.assuming, (*path, "assuming"), context, "claim")
    if not there:
        keys = ("never", "always", "monotone")
        context.diagnostics.add("TR018", path, at="key", found="[[claims]]", keys=keys)
    elif len(there) > 1:
        context.diagnostics.add("TR017", (*path, there[1]), at="key", keys=tuple(there))
    if len(there) != 1:
        return None
    says = _says(claim, path, context)
    return None if says is None else tree.Claim(claim.id, says, assuming, label_of(claim.description))


def _says(
    claim: syntax.Claim, path: Path, context: ResolutionContext
) -> tree.Never | tree.Always | tree.Monotone | None:
    if claim.never is not None:
        never = condition_of(claim.never, (*path, "never"), context, "claim")
        return None if never is None else tree.Never(never)
    if claim.always is not None:
        where = condition_of(claim.always.if_, (*path, "always", "if"), context, "claim")
        then = condition_of(claim.always.then, (*path, "always", "then"), context, "claim")
        return None if where is None or then is None else tree.Always(where, then)
    return None if claim.monotone is None else _monotone(claim.monotone, (*path, "monotone"), context)


def _monotone(claim: syntax.Monotone, path: Path, context: ResolutionContext) -> tree.Monotone | None:
    """Better has a meaning for numbers and grades, and for a flag none; the grade itself must be there to be asked."""
    inputs = context.file.inputs or {}
    known = [name for name, source in inputs.items() if source.type in ("number", "grade")]
    if claim.of == "grade":
        context.grading("grade", (*path, "of"))
    if claim.in_ not in inputs:
        context.unknown("TR020", (*path, "in"), claim.in_, known)
        return None
    if claim.in_ not in known:
        kind = KIND_OF_INPUT[inputs[claim.in_].type].word
        expected = (NameKind.NUMBER.word, NameKind.GRADE.word)
        context.diagnostics.add("TR023", (*path, "in"), found=claim.in_, kind=kind, expected=expected)
        return None
    return tree.Monotone(claim.of, claim.in_, claim.best)
