"""Random policies: valid by construction, and using whatever the language has."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, Final

from targetrules.drawing.chance import Chance
from targetrules.errors import InternalError
from targetrules.period import PeriodKind
from targetrules.rules.resolution.from_syntax import from_syntax
from targetrules.rules.resolution.lower import PolicyFinder, no_policies
from targetrules.source.collector import DiagnosticCollector
from targetrules.syntax.from_toml import from_toml
from targetrules.syntax.schema import PolicyFile
from targetrules.syntax.to_toml import to_toml
from targetrules.testing.ballots import declare_ballots
from targetrules.testing.below import declare_below
from targetrules.testing.consequences import add_claims, add_consequences, add_examples
from targetrules.testing.declarations import (
    catalogues,
    declare_above,
    declare_calendar,
    declare_cycle,
    declare_follow_up,
    declare_grades,
    declare_inputs,
    declare_parameters,
    declare_procedure,
)
from targetrules.testing.definitions import define_condition, define_cut, define_measure, define_ranking, define_status
from targetrules.testing.details import declare_details
from targetrules.testing.draft import NAMES_ABOVE, Draft, Scope, Shape
from targetrules.testing.gradings import define_grading
from targetrules.testing.indicators import declare_indicators
from targetrules.testing.mending import mend

__all__ = ["policy_file", "policy_text"]

_DEFINE: Final[dict[str, Callable[[Draft, str], None]]] = {
    "measure": define_measure,
    "cut": define_cut,
    "ranking": define_ranking,
    "condition": define_condition,
    "status": define_status,
}
_NAMED_LIKE: Final = {"measure": "number", "cut": "number", "ranking": "ranking", "condition": "flag", "status": "flag"}

_KINDS: Final = (*["measure"] * 3, *["ranking"] * 2, *["condition"] * 2, *["status"] * 2, "cut")
"""How often each is defined."""

_ACROSS_UNITS: Final = ("ranking", "cut")


def policy_text(random: Random, shape: Shape) -> str:
    """A random policy as the text of its file."""
    return to_toml(policy_file(random, shape))


def policy_file(random: Random, shape: Shape) -> PolicyFile:
    """A random policy as written. A condition that nothing can satisfy is replaced by another one.

    How far a number reaches is known only when all that it rests on is there.
    """
    values = _values(Chance(random), shape)
    while True:
        diagnostics = DiagnosticCollector()
        file = from_toml(values, PolicyFile, diagnostics)
        if file is None:
            raise InternalError(f"a random policy has faults: {diagnostics.found}")
        from_syntax(file, diagnostics, _finder(shape))
        if not mend(values, diagnostics):
            return file


def _values(chance: Chance, shape: Shape) -> dict[str, Any]:
    kind = shape.period or chance.one(list(PeriodKind))
    draft = Draft(chance, shape, kind)
    _head(draft)
    declare_calendar(draft)
    sources, roles, actions = catalogues(draft)
    graded = chance.happens(4, 5)
    if graded or chance.happens():
        declare_grades(draft)
    declare_inputs(draft, given=graded and chance.happens(1, 3))
    declare_parameters(draft)
    if shape.names_above:
        draft.file["inputs"][NAMES_ABOVE] = {"type": "text", "optional": True}
    if shape.below is None:
        declare_details(draft)
    else:
        declare_below(draft, shape.below)
    draft.consequences = [draft.fresh("consequence") for _ in range(chance.count(0, min(4, shape.largest)))]
    _define(draft, sources, graded=graded)
    add_consequences(draft, sources, roles, actions)
    add_claims(draft)
    if shape.below is None and not shape.names_above:
        add_examples(draft)
    if shape.begins and shape.dated and chance.happens(1, 6):
        draft.file["policy"]["first_period"] = draft.period(draft.ordinal())
    declare_indicators(draft)
    declare_ballots(draft)
    if shape.procedure:
        declare_procedure(draft)
        declare_cycle(draft)
        declare_follow_up(draft)
        declare_above(draft)
    return draft.file


def _finder(shape: Shape) -> PolicyFinder:
    """Finds the policy below, where there is one that is asked for."""
    below = shape.below
    return no_policies if below is None or below.plain else lambda _: below.found


def _head(draft: Draft) -> None:
    draft.languages = draft.chance.one((None, ["en", "zh"], ["zh"]))
    head = {"id": "random", "title": draft.label("Random"), "period": draft.kind.value, "languages": draft.languages}
    draft.file["format"] = 1
    draft.file["policy"] = {key: value for key, value in head.items() if value is not None}


def _define(draft: Draft, sources: list[str], *, graded: bool) -> None:
    """Define measures, rankings, conditions and statuses in any order, and the grading somewhere among them."""
    chance = draft.chance
    kinds = [kind for kind in _KINDS if kind not in _ACROSS_UNITS or draft.shape.across_units]
    plan = [(kind, draft.fresh(_NAMED_LIKE[kind])) for kind in _plan(chance, kinds, draft.shape.largest)]
    _foresee(draft.past, plan, graded=graded)
    draft.foreseen = next((name for kind, name in plan if kind == "status"), None)
    draft.statuses = [] if draft.foreseen is None else [draft.foreseen]
    before = chance.count(0, len(plan)) if graded else -1
    for index, (kind, name) in enumerate(plan):
        if index == before:
            define_grading(draft, sources)
        _DEFINE[kind](draft, name)
    if before == len(plan):
        define_grading(draft, sources)


def _plan(chance: Chance, kinds: list[str], largest: int) -> list[str]:
    """The kinds of what is defined; often a ranking first and a measure last, so that formulas see ranks."""
    plan = [chance.one(kinds) for _ in range(chance.count(0, largest))]
    if len(plan) > 1 and chance.happens():
        plan[0], plan[-1] = "ranking" if "ranking" in kinds else plan[0], "measure"
    return plan


def _foresee(past: Scope, plan: list[tuple[str, str]], *, graded: bool) -> None:
    """What will be declared: of earlier periods, a condition may ask for it."""
    past.graded = graded
    for kind, name in plan:
        if kind in ("measure", "cut"):
            past.numbers.append(name)
            past.knowable.append(name)
        else:
            (past.rankings if kind == "ranking" else past.flags).append(name)
