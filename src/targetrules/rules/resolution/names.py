"""Names that a policy gives, as a person reads them: no two look like one, and none acts on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from targetrules.alike import appearance_in_policy
from targetrules.data import frozen
from targetrules.rules import succession
from targetrules.rules.reserved import RESERVED
from targetrules.rules.resolution.context import NOT_OF_ROWS, ResolutionContext, places_of
from targetrules.rules.resolution.context import RESERVED as WORDS
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import table_word
from targetrules.visible import acts, visible
from targetrules.width import heading
from targetrules.wording import Word

__all__ = ["check_names"]

_VALUES = ("inputs", "parameters", "measures", "cuts", "conditions", "statuses", "rankings", "details")
"""Tables whose names stand in one condition or formula beside each other."""

_CATALOGUES = ("sources", "roles", "actions", "offices")
_LISTS = ("consequences", "claims")


@frozen(slots=True)
class _Name:
    """A name where it is given; it is the key of a table or stands there as a value."""

    name: str
    path: Path
    at: Literal["key", "value"] = "value"


def check_names(context: ResolutionContext) -> None:
    """Note names that look alike, columns of two inputs that do, and names with characters that act on a terminal."""
    file = context.file
    spaces = [
        [each for section in _VALUES for each in _keys(file, section)],
        *(_keys(file, section) for section in _CATALOGUES),
        *(_ids(file, section) for section in _LISTS),
    ]
    for names in spaces:
        _check_alike(names, context)
    _check_words(spaces[0], context)
    _check_columns(context)
    own = [_Name(file.policy.id, ("policy", "id")), *_ids(file, "grades"), *_words(file)]
    own = [] if context.of_rows else own
    for each in (*own, *(each for names in spaces for each in names)):
        if acts(each.name):
            context.diagnostics.add("TR099", each.path, at=each.at, found=visible(each.name))


def _check_alike(names: Iterable[_Name], context: ResolutionContext) -> None:
    known: dict[str, _Name] = {}
    for each in names:
        first = known.setdefault(appearance_in_policy(each.name), each)
        if first.name != each.name:
            where = table_word(context.diagnostics.origin(first.path if first.at == "key" else first.path[:-1]))
            context.diagnostics.add("TR098", each.path, at=each.at, found=each.name, first=first.name, where=where)


def _check_words(names: Iterable[_Name], context: ResolutionContext) -> None:
    """Note names that look like a word of the language; that one is such a word is noted where it is declared."""
    words = {appearance_in_policy(word): word for word in WORDS if not (context.of_rows and word in NOT_OF_ROWS)}
    for each in names:
        word = words.get(appearance_in_policy(each.name))
        is_column = each.path[0] == "inputs" and word in succession.COLUMNS  # of which it is told that it is reserved
        if word not in (None, each.name) and not is_column and each.name not in context.diagnostics.lost:
            where, of_input = Word("names.language"), Word("diagnostics.said-other-word", {"found": each.name})
            advice = of_input if each.path[0] == "inputs" else None
            context.diagnostics.add(
                "TR098", each.path, at=each.at, advice=advice, found=each.name, first=word, where=where
            )


def _check_columns(context: ResolutionContext) -> None:
    """Two inputs may be read from one column where both name it alike; not where they name two that look like one.

    Of inputs that are called as their columns are it is told already; not so that such a column is reserved, unless the
    name is.
    """
    known: dict[str, tuple[str, _Name]] = {}
    headings = () if context.of_rows else RESERVED.values()  # rows of details have no such columns
    reserved = {heading(each) for some in headings for each in some}
    for name, source in (context.file.inputs or {}).items():
        for each in _columns(name, source):
            if heading(each.name) in reserved and not (each.at == "key" and name in context.diagnostics.lost):
                advice = None if each.at == "value" else Word("diagnostics.reserved-name")
                context.diagnostics.add("TR120", each.path, at=each.at, advice=advice, found=each.name)
            other, first = known.setdefault(appearance_in_policy(each.name), (name, each))
            if other != name and first.name != each.name and "value" in (first.at, each.at):
                context.diagnostics.add(
                    "TR100", each.path, at=each.at, found=each.name, name=name, first=first.name, other=other
                )


def _columns(name: str, source: syntax.Input) -> list[_Name]:
    path: Path = ("inputs", name)
    named = [_Name(column, at) for at, column in places_of(source.column, (*path, "column"))]
    return named or [_Name(name, path, "key")]


def _keys(file: syntax.PolicyFile, section: str) -> list[_Name]:
    return [_Name(name, (section, name), "key") for name in getattr(file, section) or {}]


def _ids(file: syntax.PolicyFile, section: str) -> list[_Name]:
    return [_Name(each.id, (section, index, "id")) for index, each in enumerate(getattr(file, section) or [])]


def _words(file: syntax.PolicyFile) -> Iterator[_Name]:
    """Roles and actions that consequences name, which outcomes tell; they may be in no catalogue."""
    for index, rule in enumerate(file.consequences or []):
        for key in ("to", "actions"):
            for path, word in places_of(getattr(rule, key), ("consequences", index, key)):
                yield _Name(word, path)
