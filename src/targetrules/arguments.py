"""What public functions are given, checked once, where it comes in.

Each check gives the argument back as the package uses it, or raises :class:`ArgumentError`, which says what was given
and what to write, before anything is read or judged. Nothing is guessed: a text is no date, ``True`` is no number.
"""

from __future__ import annotations

import inspect
import operator
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from os import PathLike, fspath
from typing import Any, Final, TypeVar

from targetrules.errors import TargetrulesError
from targetrules.period import PeriodKind, ordinal_of, ordinal_of_date
from targetrules.width import as_read, trim
from targetrules.wording import Listing, Word

__all__ = [
    "DETAILS",
    "FILES",
    "READING",
    "TELLING",
    "ArgumentError",
    "a_count",
    "a_day",
    "a_function",
    "a_path",
    "a_period",
    "a_secret",
    "a_switch",
    "a_switch_or_count",
    "a_text",
    "a_time_limit",
    "a_unit",
    "a_whole",
    "a_word",
    "instance_of",
    "one_of",
    "paths",
    "positions",
    "some_of",
    "takes",
    "the_day",
    "unlike",
]

_Thing = TypeVar("_Thing")
_Chosen = TypeVar("_Chosen", bound=str)
_Function = TypeVar("_Function", bound=Callable[..., Any])

_FIRST_YEAR: Final = 1000
_TOO_LARGE: Final = 10**100
_LONGEST: Final = 60
_PLAIN: Final = (str, bytes, bool, int, float, Decimal, date)
"""What is shown as it is; of anything else the type says enough."""


class ArgumentError(TargetrulesError, TypeError, ValueError):
    """An argument of a public function that cannot be used. It is a TypeError and a ValueError as well.

    Attributes:
        name: The name of the argument.
        word: What is wrong with it, to be worded in a language.
    """

    def __init__(self, name: str, word: Word) -> None:
        super().__init__(name, word)
        self.name = name
        self.word = word

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: str = "en", *, name: str | None = None) -> str:
        """What was given, and what to give.

        Args:
            language: ``"en"`` or ``"zh"``.
            name: What the argument is called where it is not one of Python's, such as an option of the command line.

        Returns:
            The message.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        return Word("arguments.of", {"name": name or self.name, "says": self.word}).text(language)


def unlike(name: str, value: object, expected: str, **values: Any) -> ArgumentError:
    """The error for a value that is not what was expected, which is the key of a sentence."""
    return _unlike(name, value, Word(f"arguments.{expected}", values))


def _unlike(name: str, value: object, expected: Word) -> ArgumentError:
    return ArgumentError(name, Word("arguments.unlike", {"found": _shown(value), "expected": expected}))


def _shown(value: object) -> str:
    """The value and its type, on one line and not too long."""
    kind = type(value).__name__
    if value is None or not isinstance(value, _PLAIN):
        return kind.removesuffix("Type") if value is None else kind
    try:
        text = repr(value)
    except ValueError:  # an integer of thousands of digits
        return kind
    return f"{text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'} ({kind})"


def _plain(value: object) -> object:
    """NumPy's numbers and dates as Python's."""
    item = getattr(value, "item", None)
    if item is None or type(value).__module__ != "numpy" or getattr(value, "shape", None):
        return value
    return item()


# ---- keywords that many methods take ---------------------------------------------------------------------------------

READING: Final = {
    "unit_column": "str | None",
    "period_column": "str | None",
    "layout": "Layout | None",
    "naming": "Naming | None",
}
"""How rows are to be read: the keywords and their types, see :class:`~targetrules.results.options.ReadingKeywords`."""

FILES: Final = {
    "header_row": "int | None",
    "sheet": "str | None",
    "wide": "str | None",
    "input_format": "str | None",
    "encoding": "str | None",
    "plan": "ReadingPlan | None",
}
"""Where in a file rows are, see :class:`~targetrules.results.options.FileKeywords`."""

DETAILS: Final = {"details": "Mapping[str, Rows] | None", "targets": "Rows | None"}
"""The rows of details, and the targets of indicators, see :class:`~targetrules.results.options.DetailsKeywords`."""

TELLING: Final = {"notes": "Callable[[Word], Any] | None"}
"""What is done with the notes, see :class:`~targetrules.results.options.Keywords`."""


_DESCRIBED: Final = {
    "unit_column": "The column of units; left out, the one that is called ``unit``, ``单位`` or the like.",
    "period_column": "The column of periods; left out, the one that is called ``period``, ``年度`` or the like.",
    "layout": '``"long"``: each row is one value of an indicator; ``"wide"``: a column each; left out, columns say it.',
    "naming": "What is meant where names leave a doubt, a :class:`~targetrules.results.Naming`.",
    "details": "The rows of details by the policy's names for them: files, mappings or dataframes, as ``rows``.",
    "targets": "The targets of indicators, a table beside the results: a file, mappings or a dataframe.",
    "header_row": "Of a file, the number of the line that holds the headings; left out, the first that is not blank.",
    "sheet": "Of a workbook, the sheet; left out, the only one in which anything stands.",
    "wide": "The input that has one column a period, if any.",
    "input_format": "What kind of file it is; left out, its suffix says it, and of a stream its first bytes.",
    "encoding": "That of a text file; left out, UTF-16 by its mark, else UTF-8, else GB18030.",
    "plan": "What a workbook leaves open that was made for people, a :class:`~targetrules.results.ReadingPlan`.",
    "notes": "Is called with each note; left out, each becomes a warning.",
}
"""What a docstring says of each keyword."""

_HOW: Final = re.compile(r"^    how: .*\n(?: {8}.*\n)*", re.MULTILINE)


def takes(**keywords: str) -> Callable[[_Function], _Function]:
    """Let ``help()`` show and describe these keywords, by their types, of a function that takes them as ``**how``."""

    def shown(function: _Function) -> _Function:
        own = inspect.signature(function)
        kept = [each for each in own.parameters.values() if each.kind is not each.VAR_KEYWORD]
        only = inspect.Parameter.KEYWORD_ONLY
        more = [inspect.Parameter(name, only, default=None, annotation=each) for name, each in keywords.items()]
        function.__signature__ = own.replace(parameters=[*kept, *more])  # type: ignore[attr-defined]
        described = "".join(f"    {name}: {_DESCRIBED[name]}\n" for name in keywords)
        function.__doc__ = _HOW.sub(lambda _: described, inspect.cleandoc(function.__doc__ or ""))
        return function

    return shown


# ---- words of the field ----------------------------------------------------------------------------------------------


def a_day(name: str, value: object) -> date | None:
    """A date, or None. A moment is none, for it has a time of day; nor is a text, which may be written in many ways."""
    if value is None:
        return None
    if type(value) is not date:
        meant = _day_meant(value)
        if meant is None:
            raise unlike(name, value, "day")
        raise unlike(name, value, "day-meant", year=str(meant.year), month=meant.month, day=meant.day)
    if value.year < _FIRST_YEAR:
        raise unlike(name, value, "day-range")
    return value


def the_day(name: str, value: object) -> date:
    """A date, which must be given."""
    day = a_day(name, value)
    if day is None:
        raise unlike(name, value, "day")
    return day


def _day_meant(value: object) -> date | None:
    try:
        if isinstance(value, datetime):
            return value.date()
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:  # no date in the text; or a moment that is missing (NaT)
        return None


def a_unit(name: str, value: object) -> str:
    """The name of a unit as it is read from results: a text without the blanks around it, a whole number its digits."""
    value = _plain(value)
    if isinstance(value, str) and trim(value):
        return as_read(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _TOO_LARGE:
        return str(value)
    raise unlike(name, value, "unit")


def a_period(name: str, value: object, kind: PeriodKind) -> int:
    """The ordinal number of a period, in any spelling that results may have: 2011, ``"2011"``, ``"2011年"``."""
    value = _plain(value)
    ordinal = ordinal_of(kind, value)
    if isinstance(value, date) and value == value:  # noqa: PLR0124  only NaT differs from itself
        ordinal = ordinal_of_date(kind, value)
    if ordinal is None:
        raise _unlike(name, value, Word(f"periods.{kind.value}"))
    return ordinal


# ---- words of Python -------------------------------------------------------------------------------------------------


def one_of(name: str, value: object, words: Sequence[_Chosen]) -> _Chosen:
    """One of a few words."""
    for word in words:
        if isinstance(value, str) and value == word:
            return word
    raise unlike(name, value, "one-of", words=Listing(tuple(f'"{word}"' for word in words)))


def some_of(name: str, value: object, words: Sequence[str]) -> tuple[str, ...]:
    """Some of a few words: one at least, each once."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise unlike(name, value, "some-of", words=Listing(tuple(f'"{word}"' for word in words)))
    found = tuple(dict.fromkeys(one_of(name, each, words) for each in value))
    if not found:
        raise unlike(name, value, "some-of", words=Listing(tuple(f'"{word}"' for word in words)))
    return found


def a_text(name: str, value: object) -> str | None:
    """A text, or None."""
    if value is None or isinstance(value, str):
        return value
    raise unlike(name, value, "text")


def a_word(name: str, value: object) -> str | None:
    """A text that is not empty, or None. An empty one says nothing, and is not the same as an argument left out."""
    if a_text(name, value) == "":
        raise unlike(name, value, "word")
    return a_text(name, value)


def a_count(name: str, value: object) -> int | None:
    """A whole number from 1 on, or None."""
    if value is None:
        return None
    number = _whole(value)
    if number is None or number < 1:
        raise unlike(name, value, "count")
    return number


def a_whole(name: str, value: object, least: int, most: int) -> int:
    """A whole number within limits, both included."""
    number = _whole(value)
    if number is None or not least <= number <= most:
        raise unlike(name, value, "whole", least=least, most=most)
    return number


def a_time_limit(name: str, value: object) -> float | None:
    """A number of seconds above 0, or None."""
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < _TOO_LARGE:
        return float(value)
    raise unlike(name, value, "time-limit")


def a_switch(name: str, value: object) -> bool:
    """True or false; nothing else, for ``"no"`` would be true."""
    if isinstance(value, bool):
        return value
    raise unlike(name, value, "switch")


def a_function(name: str, value: Any, expected: str) -> Any:
    """A function, or None; ``expected`` is the key of the sentence that says of what."""
    if value is None or callable(value):
        return value
    raise unlike(name, value, expected)


def a_switch_or_count(name: str, value: object) -> bool | int:
    """True or false, or a whole number from 1 on."""
    if isinstance(value, bool):
        return value
    number = _whole(value)
    if number is None or number < 1:
        raise unlike(name, value, "switch-or-count")
    return number


def a_path(name: str, value: object) -> str:
    """A path that is not empty, as a text."""
    path = fspath(value) if isinstance(value, str | PathLike) else None
    if not isinstance(path, str):
        raise unlike(name, value, "path")
    if not path:
        raise unlike(name, value, "path-not-empty")
    return path


def a_secret(name: str, value: object) -> str:
    """A text that is not empty; no message shows it."""
    if isinstance(value, str) and value:
        return value
    raise ArgumentError(name, Word("arguments.secret"))


def paths(name: str, value: object) -> tuple[str, ...]:
    """A path or several, as texts; not none of them."""
    if isinstance(value, str | PathLike) or not isinstance(value, Iterable) or isinstance(value, bytes):
        return (a_path(name, value),)
    found = tuple(a_path(name, each) for each in value)
    if not found:
        raise ArgumentError(name, Word("arguments.no-path"))
    return found


def positions(name: str, value: object, size: int) -> list[int]:
    """Positions of rows, counted from 0, of which there are none from behind; or those of a mask, true or false a row.

    ``size`` is how many rows there are, each of which a mask speaks of.
    """
    if not isinstance(value, Iterable) or isinstance(value, str | bytes):
        raise unlike(name, value, "positions")
    given = [each.as_py() if hasattr(each, "as_py") else _plain(each) for each in value]
    if given and all(isinstance(each, bool) for each in given):
        if len(given) != size:
            raise ArgumentError(name, Word("arguments.mask", {"count": len(given), "size": size}))
        return [at for at, asked in enumerate(given) if asked]
    found = []
    for each in given:
        position = _whole(each)
        if position is None or position < 0:
            raise unlike(name, each, "positions")
        found.append(position)
    return found


def instance_of(name: str, value: object, kind: type[_Thing], expected: str) -> _Thing:
    """A thing of this class; ``expected`` is the key of the sentence that says what it is."""
    if isinstance(value, kind):
        return value
    raise unlike(name, value, expected)


def _whole(value: object) -> int | None:
    """A whole number, of NumPy too."""
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        return None
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return None
