"""Inputs that a register fills itself, by what became of a consequence of the period before."""

from __future__ import annotations

from targetrules.rules.resolution.context import KIND_OF_INPUT, NameKind, ResolutionContext
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.wording import Word

__all__ = ["check_brought", "check_follow_up"]


def check_follow_up(name: str, source: syntax.Input, path: Path, context: ResolutionContext) -> None:
    """Note what is wrong with the ``follow_up`` of an input: the consequence, its deadline, the input's other keys."""
    rule, at = source.follow_up, (*path, "follow_up")
    if rule is None:
        return
    if source.type != "flag":
        kind, wanted = KIND_OF_INPUT[source.type].word, NameKind.FLAG.word
        context.diagnostics.add("TR045", at, at="key", found="follow_up", kind=kind, wanted=wanted)
    for key, is_there in (("default", source.default is not None), ("optional", source.optional is False)):
        if is_there:
            context.diagnostics.add("TR282", (*path, key), at="key", found=key, name=name)
    if context.of_rows:
        context.diagnostics.add("TR280", at, name=name, why=Word("diagnostics.said-row-receives-nothing"))
        return
    context.consequence(rule, at)
    written = next((each for each in context.file.consequences or () if each.id == rule), None)
    if written is not None and written.within is None and written.by is None:
        why = Word("diagnostics.said-never-late", {"rule": rule})
        context.diagnostics.add("TR280", at, name=name, why=why)


def check_brought(name: str, path: Path, context: ResolutionContext) -> None:
    """Note a step that would bring such an input."""
    source = (context.file.inputs or {}).get(name)
    if source is not None and source.follow_up is not None:
        context.diagnostics.add("TR281", path, found=name)
    if source is not None and source.above is not None:
        context.diagnostics.add("TR314", path, found=name)
