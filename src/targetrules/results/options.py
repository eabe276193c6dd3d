"""What a caller may say of how rows are to be read: the same keywords at every door that takes rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from typing import Any, Final, TypedDict

from attrs import Attribute, field, fields, frozen

from targetrules.arguments import ArgumentError, a_word, instance_of, unlike
from targetrules.results.naming import AS_WRITTEN, Naming
from targetrules.results.told import warned
from targetrules.source.suggest import nearest
from targetrules.width import heading
from targetrules.wording import Listing, Word

__all__ = ["AS_USUAL", "Keywords", "Options", "ReadingKeywords", "options_of"]


class ReadingKeywords(TypedDict, total=False):
    """How rows are to be read.

    ``unit_column`` and ``period_column`` name those columns (left out: ``unit``, ``单位`` and so on; ``period``,
    ``year``, ``年度`` and so on). ``naming`` says what is meant where names leave a doubt.
    """

    unit_column: str | None
    period_column: str | None
    naming: Naming | None


class Keywords(ReadingKeywords, total=False):
    """The same, and ``notes``: what is called with each note (left out: each becomes a warning)."""

    notes: Callable[[Word], Any]


def _text(_: object, attribute: Attribute[Any], given: object) -> None:
    a_word(attribute.name, given)


def _naming(_: object, attribute: Attribute[Any], given: object) -> None:
    instance_of(attribute.name, given, Naming, "naming")


def _function(_: object, attribute: Attribute[Any], given: object) -> None:
    if given is not None and not callable(given):
        raise unlike(attribute.name, given, "function")


def _as_written(given: Naming | None) -> Naming:
    return AS_WRITTEN if given is None else given


@frozen(slots=True, kw_only=True)
class Options:
    """These keywords with what they are where they are left out; see :class:`Keywords`."""

    unit_column: str | None = field(default=None, validator=_text)
    period_column: str | None = field(default=None, validator=_text)
    naming: Naming = field(default=AS_WRITTEN, converter=_as_written, validator=_naming)
    notes: Callable[[Word], Any] | None = field(default=None, eq=False, validator=_function)

    @period_column.validator
    def _two_columns(self, _: Attribute[Any], __: object) -> None:
        """What is a unit is no period: one column for both was typed by mistake."""
        if self.unit_column and self.period_column and heading(self.unit_column) == heading(self.period_column):
            raise ArgumentError("period_column", Word("arguments.one_column", {"name": self.period_column}))

    @property
    def of_table(self) -> tuple[str, ...]:
        """The keywords that were given and say how a table is read."""
        usual = Options(notes=self.notes)
        return tuple(each.name for each in fields(Options) if getattr(self, each.name) != getattr(usual, each.name))

    def tell(self, notes: tuple[Word, ...]) -> None:
        """Give the notes to whoever is to have them."""
        if self.notes is None:
            warned(notes)
            return
        for note in notes:
            self.notes(note)


def options_of(function: Callable[..., Any], how: Mapping[str, Any], *, tells: bool = True) -> Options:
    """What was said of how rows are to be read, to a function that takes these keywords besides its own.

    ``tells`` says whether it tells notes; else they are kept with what it gives, and there is nothing to be called.
    Raises ArgumentError, which is a TypeError, for a keyword that there is not.
    """
    mine = list((Keywords if tells else ReadingKeywords).__annotations__)
    for name in how:
        if name == "notes" and not tells:
            raise ArgumentError(name, Word("arguments.notes-kept", {"function": function.__qualname__}))
        if name not in mine:
            raise _no_keyword(name, function, mine)
    return Options(**how)


def _no_keyword(name: str, function: Callable[..., Any], mine: Sequence[str]) -> ArgumentError:
    parameters = signature(function).parameters.values()
    own = [each.name for each in parameters if each.kind is each.KEYWORD_ONLY and each.name not in mine]
    near = nearest(name, (*own, *mine))
    values = {"function": function.__qualname__, "known": Listing((*own, *mine)), "near": near}
    return ArgumentError(name, Word("arguments.no-keyword" if near is None else "arguments.no-keyword-near", values))


AS_USUAL: Final = Options()
"""Nothing was said."""
