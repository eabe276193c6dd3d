"""What was asked for: the options that have a say in the outcomes, and in which they are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from attrs import fields, frozen

from targetrules.errors import TargetrulesError

if TYPE_CHECKING:
    from targetrules.results.naming import Naming

__all__ = ["Asked", "BadOptionError"]

_MOST_ROWS: Final = 10**9


@frozen(slots=True, kw_only=True)
class Asked:
    """How the results are read, the date of the decision, and which outcomes are wanted (empty: all)."""

    decided_on: date | None = None
    unit: tuple[str, ...] = ()
    period: tuple[str, ...] = ()
    header_row: int | None = None
    sheet: str | None = None
    wide: str | None = None
    input_format: str | None = None
    encoding: str | None = None
    unit_column: str | None = None
    period_column: str | None = None
    same: tuple[tuple[str, ...], ...] = ()
    distinct: tuple[tuple[str, ...], ...] = ()
    leave_out: tuple[str, ...] = ()
    genuine: tuple[str, ...] = ()

    @property
    def naming(self) -> Naming:
        """What is said of names; NamingError where it cannot be meant."""
        from targetrules.results.naming import Naming

        same = {name: other for name, other in self.same}  # noqa: C416  these are pairs
        return Naming(same=same, distinct=self.distinct, leave_out=self.leave_out, genuine=self.genuine)

    def wants(self, unit: str, period: int | str) -> bool:
        """Whether the outcome of this unit and period is wanted."""
        return (not self.unit or unit in self.unit) and (not self.period or str(period) in self.period)

    def recorded(self) -> dict[str, Any]:
        """By the names of the options, without those that were not given."""
        values = {each.name: getattr(self, each.name) for each in fields(Asked)}
        return {_hyphens(name): _plain(value) for name, value in values.items() if value not in (None, ())}

    @classmethod
    def of_record(cls, options: Mapping[str, Any]) -> Asked:
        """The options of a record but for those that are not known here; BadOptionError where a value is wrong."""
        known = {_hyphens(each.name): each.name for each in fields(cls)}
        return cls(**{known[name]: _value(name, value) for name, value in options.items() if name in known})


class BadOptionError(TargetrulesError, ValueError):
    """The value of a recorded option, whose name is the argument, cannot be understood."""


def _hyphens(name: str) -> str:
    return name.replace("_", "-")


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(map(_plain, value))
    return value.isoformat() if isinstance(value, date) else value


def _value(name: str, recorded: Any) -> Any:
    match name, recorded:
        case "decided-on", str():
            return _date(name, recorded)
        case "unit" | "period" | "leave-out" | "genuine", [*_]:
            return _texts(name, recorded)
        case "same" | "distinct", [*_]:
            groups = tuple(_texts(name, each) for each in recorded)
            if all(len(each) == len("ab") or (name == "distinct" and each) for each in groups) and not (
                name == "same" and _contradict(groups)
            ):
                return groups
        case "header-row", int() if not isinstance(recorded, bool) and 0 < recorded < _MOST_ROWS:
            return recorded
        case "sheet" | "wide" | "input-format" | "encoding" | "unit-column" | "period-column", str() if recorded:
            return recorded
    raise BadOptionError(name)


def _contradict(pairs: tuple[tuple[str, ...], ...]) -> bool:
    """Whether one name is to stand for two others, of which only one would be taken."""
    return len(set(pairs)) > len({pair[0] for pair in pairs})


def _texts(name: str, recorded: Any) -> tuple[str, ...]:
    if not isinstance(recorded, list) or not all(isinstance(each, str) and each for each in recorded):
        raise BadOptionError(name)
    return tuple(recorded)


def _date(name: str, recorded: str) -> date:
    try:
        return date.fromisoformat(recorded)
    except ValueError:
        raise BadOptionError(name) from None
