"""What a caller may say of how rows are to be read: the same keywords at every door that takes rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from typing import Any, Final, TypedDict
from typing import Literal as OneOf

from attrs import Attribute, field, fields

from targetrules.arguments import ArgumentError, a_count, a_function, a_word, instance_of, one_of, unlike
from targetrules.data import frozen
from targetrules.results.naming import AS_WRITTEN, Naming
from targetrules.results.plan import ReadingPlan
from targetrules.results.told import warned
from targetrules.source.suggest import nearest
from targetrules.width import heading
from targetrules.wording import Listing, Word

__all__ = [
    "AS_USUAL",
    "LAYOUTS",
    "NO_FILE",
    "DetailsKeywords",
    "FileKeywords",
    "FileOptions",
    "FrameKeywords",
    "KeptRowsKeywords",
    "Keywords",
    "Layout",
    "Options",
    "ReadingKeywords",
    "RowsKeywords",
    "file_options_of",
    "options_of",
]


Layout = OneOf["long", "wide"]
"""How a table holds the values of indicators: in a line each, or in a column each."""

LAYOUTS: Final[tuple[Layout, ...]] = ("long", "wide")


class ReadingKeywords(TypedDict, total=False):
    """How rows are to be read.

    ``unit_column`` and ``period_column`` name those columns (left out: ``unit``, ``单位`` and so on; ``period``,
    ``year``, ``年度`` and so on). ``naming`` says what is meant where names leave a doubt. ``layout`` is ``"long"``
    where each row is one value of one indicator, ``"wide"`` where it has a column for each (left out: the columns say
    it).
    """

    unit_column: str | None
    period_column: str | None
    layout: Layout | None
    naming: Naming | None


class Keywords(ReadingKeywords, total=False):
    """The same, and ``notes``: what is called with each note (left out: each becomes a warning)."""

    notes: Callable[[Word], Any] | None


class FileKeywords(TypedDict, total=False):
    """Where in a file the rows are.

    ``input_format`` says what kind of file it is (left out: its suffix says it, and of a stream its first bytes),
    ``sheet`` names a sheet of a workbook (left out: the only one in which anything stands), ``header_row`` is the
    number of the line that holds the headings (left out: the first that is not blank), ``encoding`` that of a text
    file (left out: UTF-16 by its mark, else UTF-8, else GB18030), ``wide`` the input that has one column a period,
    ``plan`` says what a workbook leaves open that was made for people.
    """

    header_row: int | None
    sheet: str | None
    wide: str | None
    input_format: str | None
    encoding: str | None
    plan: ReadingPlan | None


class DetailsKeywords(TypedDict, total=False):
    """``details`` are the rows of details, by the policy's names for them; units and periods are read as elsewhere.

    ``targets`` are the targets of indicators, a table beside the results.
    """

    details: Mapping[str, Any] | None
    targets: Any


class FrameKeywords(ReadingKeywords, DetailsKeywords, total=False):
    """How a dataframe is to be read, with details, and ``notes`` as in :class:`Keywords`."""

    notes: Callable[[Word], Any] | None


class KeptRowsKeywords(ReadingKeywords, FileKeywords, DetailsKeywords, total=False):
    """How rows are to be read that may stand in a file."""


class RowsKeywords(KeptRowsKeywords, total=False):
    """The same, and ``notes`` as in :class:`Keywords`."""

    notes: Callable[[Word], Any] | None


def _text(_: object, attribute: Attribute[Any], given: object) -> None:
    a_word(attribute.name, given)


def _layout(_: object, attribute: Attribute[Any], given: object) -> None:
    if given is not None:
        one_of(attribute.name, given, LAYOUTS)


def _count(_: object, attribute: Attribute[Any], given: object) -> None:
    a_count(attribute.name, given)


def _naming(_: object, attribute: Attribute[Any], given: object) -> None:
    instance_of(attribute.name, given, Naming, "naming")


def _plan(_: object, attribute: Attribute[Any], given: object) -> None:
    if given is not None:
        instance_of(attribute.name, given, ReadingPlan, "reading-plan")


def _function(_: object, attribute: Attribute[Any], given: object) -> None:
    a_function(attribute.name, given, "function")


def _details(_: object, attribute: Attribute[Any], given: object) -> None:
    if given is not None and not (isinstance(given, Mapping) and all(isinstance(name, str) for name in given)):
        raise unlike(attribute.name, given, "details")


def _as_written(given: Naming | None) -> Naming:
    return AS_WRITTEN if given is None else given


@frozen(slots=True, kw_only=True, cache_hash=True)
class Options:
    """These keywords with what they are where they are left out; see :class:`Keywords`."""

    unit_column: str | None = field(default=None, validator=_text)
    period_column: str | None = field(default=None, validator=_text)
    layout: Layout | None = field(default=None, validator=_layout)
    naming: Naming = field(default=AS_WRITTEN, converter=_as_written, validator=_naming)
    details: Mapping[str, Any] | None = field(default=None, eq=False, repr=False, validator=_details)
    targets: Any = field(default=None, eq=False, repr=False)
    notes: Callable[[Word], Any] | None = field(default=None, eq=False, validator=_function)

    @period_column.validator
    def _two_columns(self, _: Attribute[Any], __: object) -> None:
        """What is a unit is no period: one column for both was typed by mistake."""
        if self.unit_column and self.period_column and heading(self.unit_column) == heading(self.period_column):
            raise ArgumentError("period_column", Word("arguments.one_column", {"name": self.period_column}))

    @property
    def of_table(self) -> tuple[str, ...]:
        """The keywords that were given and say how a table is read."""
        usual = Options()
        named = (each.name for each in fields(Options) if each.eq)
        return tuple(name for name in named if getattr(self, name) != getattr(usual, name))

    @property
    def beside(self) -> tuple[str, ...]:
        """The keywords that were given and name tables beside the results."""
        return tuple(name for name in ("details", "targets") if getattr(self, name) is not None)

    @property
    def reading(self) -> ReadingKeywords:
        """The keywords without the rows of details, and without what is done with notes."""
        return {
            "unit_column": self.unit_column,
            "period_column": self.period_column,
            "layout": self.layout,
            "naming": self.naming,
        }

    def tell(self, notes: tuple[Word, ...]) -> None:
        """Give the notes to whoever is to have them."""
        if self.notes is None:
            warned(notes)
            return
        for note in notes:
            self.notes(note)


@frozen(slots=True, kw_only=True)
class FileOptions:
    """Where in a file the rows are; see :class:`FileKeywords`."""

    header_row: int | None = field(default=None, validator=_count)
    sheet: str | None = field(default=None, validator=_text)
    wide: str | None = field(default=None, validator=_text)
    input_format: str | None = field(default=None, validator=_text)
    encoding: str | None = field(default=None, validator=_text)
    plan: ReadingPlan | None = field(default=None, validator=_plan)

    @property
    def given(self) -> tuple[str, ...]:
        """Those that were given."""
        return tuple(each.name for each in fields(FileOptions) if getattr(self, each.name) is not None)


def options_of(
    function: Callable[..., Any], how: Mapping[str, Any], *, tells: bool = True, details: bool = False
) -> Options:
    """What was said of how rows are to be read, to a function that takes these keywords besides its own.

    ``tells`` says whether it tells notes; else they are kept with what it gives, and there is nothing to be called.
    ``details``: whether it tells notes and takes details. Raises ArgumentError, which is a TypeError, for a keyword
    that there is not.
    """
    known = FrameKeywords if details else Keywords if tells else ReadingKeywords
    _check_keywords(function, how, known, tells=tells)
    return Options(**how)


def file_options_of(
    function: Callable[..., Any], how: Mapping[str, Any], *, tells: bool = True
) -> tuple[Options, FileOptions]:
    """The same of rows that may stand in a file, and where in it."""
    if not how:
        return AS_USUAL, NO_FILE
    _check_keywords(function, how, RowsKeywords if tells else KeptRowsKeywords, tells=tells)
    file = {name: how[name] for name in how if name in FileKeywords.__annotations__}
    if not file:
        return Options(**how), NO_FILE
    return Options(**{name: how[name] for name in how if name not in file}), FileOptions(**file)


def _check_keywords(function: Callable[..., Any], how: Mapping[str, Any], known: type, *, tells: bool) -> None:
    mine = known.__annotations__
    for name in how:
        if name == "notes" and not tells:
            raise ArgumentError(name, Word("arguments.notes-kept", {"function": _called(function)}))
        if name not in mine:
            raise _no_keyword(name, function, list(mine))


def _no_keyword(name: str, function: Callable[..., Any], mine: Sequence[str]) -> ArgumentError:
    parameters = signature(function).parameters.values()
    own = [each.name for each in parameters if each.kind is each.KEYWORD_ONLY and each.name not in mine]
    near = nearest(name, (*own, *mine))
    values = {"function": _called(function), "known": Listing((*own, *mine)), "near": near}
    return ArgumentError(name, Word("arguments.no-keyword" if near is None else "arguments.no-keyword-near", values))


def _called(function: Callable[..., Any]) -> str:
    """What users call it: the methods of a policy stand in several classes, of which they know the last."""
    of, _, name = function.__qualname__.rpartition(".")
    return f"Policy.{name}" if of.endswith("Policy") else function.__qualname__


AS_USUAL: Final = Options()
"""Nothing was said."""

NO_FILE: Final = FileOptions()
"""Nothing was said of a file."""
