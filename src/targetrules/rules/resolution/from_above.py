"""Inputs that a register fills by what another policy decided of the unit above."""

from __future__ import annotations

from typing import Final

from targetrules.rules.definition import Above
from targetrules.rules.resolution.context import KIND_OF_INPUT, ResolutionContext, listed
from targetrules.rules.resolution.lower import FoundPolicy
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.wording import Word

__all__ = ["above_of", "check_above", "check_not_above", "ordered_above"]

_TYPES: Final = {"grade": "choice", "receives": "flag", "measure": "number"}
"""What may be asked of the unit above, and the type of the input that has it."""


def above_of(source: syntax.Input) -> Above | None:
    """What an input is of the unit above, of use where no faults were noted; None: nothing."""
    found = source.above
    if found is None:
        return None
    if found.receives is not None:
        return Above(found.policy, found.unit, "receives", found.receives)
    if found.measure is not None:
        return Above(found.policy, found.unit, "measure", found.measure)
    return Above(found.policy, found.unit, "grade")


def ordered_above(file: syntax.PolicyFile) -> frozenset[str]:
    """The inputs that are the grade of a unit above: their words are ordered from best to worst."""
    return frozenset(name for name, each in (file.inputs or {}).items() if each.above is not None and each.above.grade)


def check_above(name: str, source: syntax.Input, path: Path, context: ResolutionContext) -> None:
    """Note what is wrong with ``above`` of an input: what it is of, the unit that is named, the input's other keys."""
    above, at = source.above, (*path, "above")
    if above is None:
        return
    if context.of_rows:
        context.diagnostics.add("TR310", at, name=name, why=Word("diagnostics.said-row-has-nothing-above"))
        return
    _check_what(source, above, at, context)
    others = (("default", source.default is not None), ("optional", source.optional is False))
    for key, is_there in (*others, ("follow_up", source.follow_up is not None)):
        if is_there:
            context.diagnostics.add("TR313", (*path, key), at="key", found=key, name=name)
    if above.policy == context.file.policy.id:
        context.diagnostics.add(
            "TR311", (*at, "policy"), policy=above.policy, circle=f"{above.policy} → {above.policy}"
        )
    inputs = (context.file.inputs or {}).items()
    known = [each for each, one in inputs if one.type in ("text", "choice") and one.above is None]
    is_told = context.diagnostics.is_lost(above.unit) or context.diagnostics.is_told((*at, "unit"))
    if above.unit not in known and not is_told:
        context.diagnostics.add("TR312", (*at, "unit"), near=(above.unit, known), found=above.unit, known=listed(known))


def _check_what(source: syntax.Input, above: syntax.Above, at: Path, context: ResolutionContext) -> None:
    """One thing is asked for, and the input has its type."""
    asked = [key for key in _TYPES if getattr(above, key) not in (None, False)]
    if above.grade is False:
        context.diagnostics.add("TR310", (*at, "grade"), name=at[1], why=Word("diagnostics.said-above-no-grade"))
    elif not asked:
        context.diagnostics.add("TR310", at, name=at[1], why=Word("diagnostics.said-above-nothing"))
    elif len(asked) > 1:
        context.diagnostics.add("TR017", at, at="key", keys=tuple(asked))
    elif source.type != _TYPES[asked[0]]:
        kind, wanted = KIND_OF_INPUT[source.type].word, KIND_OF_INPUT[_TYPES[asked[0]]].word
        context.diagnostics.add("TR045", (*at, asked[0]), at="key", found=asked[0], kind=kind, wanted=wanted)


def check_not_above(found: FoundPolicy, path: Path, context: ResolutionContext) -> None:
    """Note a policy below that judges by what this one decides: neither could be decided first."""
    own = context.file.policy.id
    below = {found.rules.id: found.rules}
    below |= {each.policy.id: each.policy.rules for each in found.rules.all_details.values() if each.policy is not None}
    for id_, rules in below.items():
        if any(each.above is not None and each.above.policy == own for each in rules.inputs.values()):
            context.diagnostics.add("TR311", (*path, "policy"), policy=own, circle=f"{own} → {id_} → {own}")
            return
