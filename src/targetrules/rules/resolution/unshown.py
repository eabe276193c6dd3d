"""What no example can show, as a policy says: whether the entries that say so can be read."""

from __future__ import annotations

from targetrules.rules.resolution.context import ResolutionContext
from targetrules.rules.resolution.declarations import check_once
from targetrules.source.diagnostic import Path
from targetrules.wording import Word

__all__ = ["check_unshown"]


def check_unshown(context: ResolutionContext) -> None:
    """Note what says nothing of what no example can show, or says one thing twice."""
    said = list[tuple[Path, str]]()
    for index, each in enumerate(context.file.unshown or ()):
        path: Path = ("unshown", index)
        match each.aspects, each.change:
            case None, None:
                context.diagnostics.add("TR018", path, at="key", found="[[unshown]]", keys=("aspects", "change"))
            case None, str(change):
                said.append(((*path, "change"), f"{each.place}: {change}"))
            case list(aspects), None:
                if not aspects:
                    context.diagnostics.add("TR065", (*path, "aspects"))
                said += [((*path, "aspects", at), f"{each.place}: {aspect}") for at, aspect in enumerate(aspects)]
            case _:
                context.diagnostics.add("TR017", (*path, "change"), at="key", keys=("aspects", "change"))
    check_once(said, context, Word("diagnostics.said-once"))
