"""What an author says of names that leave a doubt: which are one, which are several, and which are none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Self, TypeVar

from attrs import Attribute, field

from targetrules.arguments import ArgumentError, unlike
from targetrules.data import frozen
from targetrules.visible import visible
from targetrules.width import as_read, trim
from targetrules.wording import Word

__all__ = ["AS_WRITTEN", "Naming", "as_typed", "understood"]

_Item = TypeVar("_Item")


class _InOrder(frozenset[_Item]):
    """A set whose items come in the order in which they were given, as a record has them."""

    order: tuple[_Item, ...]

    def __new__(cls, items: Iterable[_Item]) -> Self:
        """The set of these items."""
        order = tuple(dict.fromkeys(items))
        new = super().__new__(cls, order)
        new.order = order
        return new

    def __iter__(self) -> Iterator[_Item]:
        return iter(self.order)


def _ordered(given: Iterable[Any]) -> Iterable[Any]:
    """What was given; in an order that is the same in every process where it has none of its own."""
    return sorted(given, key=_sorted_text) if type(given) in (set, frozenset) else given


def _sorted_text(item: Any) -> str:
    return repr(sorted(item, key=repr)) if isinstance(item, set | frozenset) else repr(item)


def _name(argument: str, given: Any) -> str:
    """One name, as it is read in a cell."""
    if not isinstance(given, str) or not trim(given):
        raise unlike(argument, given, "a_name")
    return as_read(given)


def _names(argument: str, given: Any) -> frozenset[str]:
    """Several names; one alone is easily mistaken for a list of its letters."""
    return _InOrder(_listed(argument, given))


def _listed(argument: str, given: Any) -> list[str]:
    if isinstance(given, str | Mapping) or not isinstance(given, Iterable):
        raise unlike(argument, given, "names")
    return [_name(argument, each) for each in _ordered(given)]


def _several(argument: str, given: Any) -> frozenset[str]:
    """Two names or more, which differ as they are read."""
    names = _listed(argument, given)
    if len(names) < len("ab") or len(set(names)) < len(names):
        raise ArgumentError(argument, Word("arguments.naming_not_several", {"names": _typed(names)}))
    return _InOrder(names)


def _groups(argument: str, given: Any) -> frozenset[frozenset[str]]:
    if isinstance(given, str | Mapping) or not isinstance(given, Iterable):
        raise unlike(argument, given, "groups_of_names")
    return _InOrder(_several(argument, each) for each in _ordered(given))


def _replaced(argument: str, given: Any) -> Mapping[str, str]:
    if not isinstance(given, Mapping):
        raise unlike(argument, given, "name_for_name")
    names: dict[str, str] = {}
    for written, meant in given.items():
        name, other = _name(argument, written), _name(argument, meant)
        if name == other:
            raise _contradiction(argument, "naming_itself", name=name)
        if names.setdefault(name, other) != other:
            raise _contradiction(argument, "naming_two_of_one", name=name, other=names[name], third=other)
    return names


def _same(given: Any) -> Mapping[str, str]:
    return _replaced("same", given)


def _distinct(given: Any) -> frozenset[frozenset[str]]:
    return _groups("distinct", given)


def _leave_out(given: Any) -> frozenset[str]:
    return _names("leave_out", given)


def _genuine(given: Any) -> frozenset[str]:
    return _names("genuine", given)


def _in_order(names: frozenset[Any]) -> str:
    """A set of names, or of sets of them, as lists that are the same in every process."""
    return repr(sorted(sorted(each) if isinstance(each, frozenset) else each for each in names))


@frozen(kw_only=True)
class Naming:
    """How names of units and of groups are read where a table leaves a doubt. Names are written as the table has them.

    Attributes:
        same: From a name to the one that it stands for: the rows of both are those of one unit.
        distinct: Names that look alike and are several units: a list of lists.
        leave_out: Names in the column of units that are none, such as ``合计``: their rows are left out.
        genuine: Names that are meant as they stand, though they look like a date, a total or a word for nothing.

    Raises:
        ArgumentError: No names, one where several are expected, or what cannot be meant of one name at once. Two are
            one that are read alike: with and without blanks around them.
    """

    same: Mapping[str, str] = field(factory=dict, converter=_same, hash=False)
    distinct: frozenset[frozenset[str]] = field(default=frozenset(), converter=_distinct, repr=_in_order)
    leave_out: frozenset[str] = field(default=frozenset(), converter=_leave_out, repr=_in_order)
    genuine: frozenset[str] = field(default=frozenset(), converter=_genuine, repr=_in_order)

    @genuine.validator
    def _check(self, _: Attribute[Any], __: object) -> None:
        """Check that what is said of a name contradicts nothing else that is said of it."""
        for name, other in self.same.items():
            if other in self.same:
                raise _contradiction("same", "naming_chain", name=name, other=other, third=self.same[other])
            if self.are_distinct(name, other):
                raise _contradiction("distinct", "naming_one_and_two", name=name, other=other)
        for name in sorted(self.leave_out & {*self.genuine, *self.same, *self.same.values()}):
            raise _contradiction("leave_out", "naming_left_out", name=name)

    @property
    def expected(self) -> frozenset[str]:
        """Names of which it was said that they are distinct, or genuine: some unit or group is to have each of them."""
        return self.genuine.union(*self.distinct)

    @property
    def replaced(self) -> Collection[str]:
        """The names that stand for another one."""
        return self.same.keys()

    def name_of(self, name: str) -> str:
        """The name that a name stands for.

        Args:
            name: A name as it is read.

        Returns:
            The other name, or the same.
        """
        return self.same.get(name, name)

    def are_distinct(self, name: str, other: str) -> bool:
        """Whether it was said that two names are two.

        Args:
            name: A name as it is read.
            other: Another one.

        Returns:
            True where they stand in one list of ``distinct``.
        """
        return any(name in group and other in group for group in self.distinct)


def _typed(names: Sequence[str]) -> str:
    return as_typed(names[0], ",", *names[1:]) if names else '""'


def _contradiction(argument: str, key: str, **names: str) -> ArgumentError:
    return ArgumentError(argument, Word(f"arguments.{key}", {each: as_typed(name) for each, name in names.items()}))


AS_WRITTEN: Final = Naming()
"""Nothing is said."""


# ---- names in messages and on the command line -----------------------------------------------------------------------

_ESCAPED: Final = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([nt]))")


def as_typed(name: str, separator: str = "", *others: str) -> str:
    r"""Names as they are typed behind an option of the command line; what cannot be seen is written ``\u200b``."""
    parts = [_in_quotes(each) if separator and {",", "=", '"'} & set(each) else each for each in (name, *others)]
    text = separator.join(visible(part) for part in parts)
    return f"'{text}'" if '"' in text else f'"{text}"'


def _in_quotes(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def understood(text: str) -> str:
    """The name that was written so."""

    def character(found: re.Match[str]) -> str:
        if found[4]:
            return "\n" if found[4] == "n" else "\t"
        number = int(found[1] or found[2] or found[3], 16)
        meant = chr(number) if number <= 0x10FFFF else found[0]  # noqa: PLR2004  the last character there is
        return found[0] if meant.isprintable() else meant

    return _ESCAPED.sub(character, text)
