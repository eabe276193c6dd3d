"""How a workbook is read that was made for people: what is said of its sheets, its headings and its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import Attribute, field, fields

from targetrules.arguments import a_count, unlike
from targetrules.data import frozen

__all__ = ["AS_IT_STANDS", "PLAN_KEYS", "ReadingPlan", "plan_of"]


def _texts(given: Any) -> Any:
    """One text, or several, in their order; whatever is neither stays as it is."""
    return (given,) if isinstance(given, str) else tuple(given) if isinstance(given, list | tuple) else given


def _are_texts(_: object, attribute: Attribute[Any], given: Any) -> None:
    if not isinstance(given, tuple) or not all(isinstance(each, str) and each for each in given):
        raise unlike(attribute.name, given, "plan-texts")


def _pairs(given: Any) -> Any:
    """What a mapping says, in its order; pairs stay as they are, and so does whatever is neither."""
    if isinstance(given, Mapping):
        return tuple((name, str(said) if type(said) is int else said) for name, said in given.items())
    return given


def _are_pairs(_: object, attribute: Attribute[Any], given: Any) -> None:
    fits = isinstance(given, tuple) and all(
        isinstance(each, tuple) and len(each) == len("ab") and all(isinstance(one, str) and one for one in each)
        for each in given
    )
    if not fits or len({each[0] for each in given}) < len(given):
        raise unlike(attribute.name, given, "plan-pairs")


def _count(_: object, attribute: Attribute[Any], given: object) -> None:
    a_count(attribute.name, given)


@frozen(slots=True, kw_only=True, cache_hash=True)
class ReadingPlan:
    """What is said of a workbook as an office keeps it, where two readings fit: ``plan=ReadingPlan(sheets="period")``.

    Attributes:
        sheets: What the name of each sheet says: ``"period"``, or inputs by their names; ``"all"``: nothing. All of
            them are read then.
        sheet_is: Of sheets, by their names, what is to be taken for that; ``{"Sheet1": "2024"}``.
        leave_out_sheet: The names of sheets that hold no results.
        heading_rows: How many rows the headings take.
        input_column: Of inputs, by their names, the heading or the letter of the column that holds them.
        fill: What stands in no column and is the same in all rows: ``{"period": "2024"}``.

    Raises:
        ArgumentError: One of these is something else.
    """

    sheets: tuple[str, ...] = field(default=(), converter=_texts, validator=_are_texts)
    sheet_is: tuple[tuple[str, str], ...] = field(default=(), converter=_pairs, validator=_are_pairs)
    leave_out_sheet: tuple[str, ...] = field(default=(), converter=_texts, validator=_are_texts)
    heading_rows: int | None = field(default=None, validator=_count)
    input_column: tuple[tuple[str, str], ...] = field(default=(), converter=_pairs, validator=_are_pairs)
    fill: tuple[tuple[str, str], ...] = field(default=(), converter=_pairs, validator=_are_pairs)

    @property
    def said(self) -> dict[str, Any]:
        """What is said, by its name, as plain values: lists, mappings and numbers."""
        values = {name: getattr(self, name) for name in PLAN_KEYS}
        return {
            name: value if isinstance(value, int) else dict(value) if name in _MAPPINGS else list(value)
            for name, value in values.items()
            if value not in (None, ())
        }


def plan_of(said: Mapping[str, Any]) -> ReadingPlan:
    """The plan of which this is what it says; ArgumentError where it says something that cannot be meant."""
    return ReadingPlan(**said)


PLAN_KEYS: Final = tuple(each.name for each in fields(ReadingPlan))
"""What a plan may say."""

_MAPPINGS: Final = frozenset({"sheet_is", "input_column", "fill"})

AS_IT_STANDS: Final = ReadingPlan()
"""Nothing is said."""
