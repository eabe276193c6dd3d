"""What results that arrive change: the outcomes before and after, and what that brings, withdraws or leaves open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar, overload

from attrs import evolve, field

from targetrules.data import frozen
from targetrules.explanation.findings import Explanation
from targetrules.outcome import Decided, Outcome, Undetermined

__all__ = ["Change", "Changes", "Due", "Graded", "NoLongerDue", "Open"]

_Thing = TypeVar("_Thing")


@frozen(slots=True)
class Change:
    """What became of one unit in one period.

    Attributes:
        unit: The name of the unit.
        period: As it is printed: 2011, ``"2011Q3"``.
        before: Its outcome before; None where it had no result.
        after: Its outcome now; None where it has no result any more.
    """

    unit: str
    period: int | str
    before: Outcome | None
    after: Outcome | None
    _why: Callable[[], Explanation] | None = field(default=None, repr=False, eq=False)

    @property
    def explanation(self) -> Explanation | None:
        """Why it was decided so when the call was done, whatever has come since; found when it is first asked for.

        None where the session was to give no reasons, or there is no result any more.
        """
        return None if self._why is None else self._why()

    def __reduce__(self) -> tuple[Any, ...]:
        """With its explanation, for what it would be found from is not written."""
        return _told, (self.unit, self.period, self.before, self.after, self.explanation)


def _told(
    unit: str, period: int | str, before: Outcome | None, after: Outcome | None, explanation: Explanation | None
) -> Change:
    """A change that was written, read again."""
    return Change(unit, period, before, after, None if explanation is None else partial(_given, explanation))


def _given(explanation: Explanation) -> Explanation:
    return explanation


class Due(NamedTuple):
    """A consequence that is newly received."""

    change: Change
    consequence: Decided


class NoLongerDue(NamedTuple):
    """A consequence that was received and is no more."""

    change: Change
    consequence: Decided


class Open(NamedTuple):
    """A rule that is newly undetermined, or for another reason; or (``no_longer_undetermined``) is so no more."""

    change: Change
    rule: Undetermined


class Graded(NamedTuple):
    """Another grade: the ids before and after; None where there was or is none."""

    change: Change
    before: str | None
    after: str | None


@frozen(slots=True, eq=False, repr=False)
class Changes(Sequence[Change]):
    """All changes, by period and unit. It is a sequence; ``a + b`` is what first a and then b have changed together.

    They are those of the policy of the session. Where policies stand below it, ``below`` has what changed there.

    Attributes:
        items: The changes, one a unit and period.
        below: By the names of tables (``"schools"``, ``"districts.schools"``) the changes of lower policies that there
            were; what they decided is told without days, which are counted from the decision above.
    """

    items: tuple[Change, ...] = ()
    below: Mapping[str, Changes] = field(factory=dict)

    def __repr__(self) -> str:
        below = [f"below={dict(self.below)!r}"] if self.below else []
        return f"Changes({', '.join([*map(repr, self.items), *below])})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Changes):
            return NotImplemented
        return self.items == other.items and self.below == other.below

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.items)

    @overload
    def __getitem__(self, index: int) -> Change: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Change]: ...

    def __getitem__(self, index: int | slice) -> Change | Sequence[Change]:
        return self.items[index]

    def __add__(self, later: Changes) -> Changes:
        """What both have changed together: what was changed back is no change."""
        if not isinstance(later, Changes):
            return NotImplemented
        found = {(change.unit, change.period): change for change in self}
        for change in later:
            first = found.get((change.unit, change.period))
            before = change.before if first is None else first.before
            found[change.unit, change.period] = evolve(change, before=before)
        changed = (change for change in found.values() if change.before != change.after)
        names = dict.fromkeys((*self.below, *later.below))
        both = {name: self.below.get(name, Changes()) + later.below.get(name, Changes()) for name in names}
        below = {name: each for name, each in both.items() if each}
        return Changes(tuple(sorted(changed, key=lambda change: (str(change.period), change.unit))), below)

    # ---- what they bring ---------------------------------------------------------------------------------------------

    @property
    def due(self) -> tuple[Due, ...]:
        """Consequences that are newly received, or by another day than before."""
        return tuple(
            Due(change, each) for change in self for each in _new(_received(change.before), _received(change.after))
        )

    @property
    def no_longer_due(self) -> tuple[NoLongerDue, ...]:
        """Consequences that are received no more."""
        return tuple(
            NoLongerDue(change, each)
            for change in self
            for each in _new(_received(change.after), _received(change.before))
        )

    @property
    def undetermined(self) -> tuple[Open, ...]:
        """Rules that are newly undetermined, or of which other names are missing than before."""
        return tuple(Open(change, each) for change in self for each in _new(_open(change.before), _open(change.after)))

    @property
    def no_longer_undetermined(self) -> tuple[Open, ...]:
        """Rules that are undetermined no more, or of which other names are missing now."""
        return tuple(Open(change, each) for change in self for each in _new(_open(change.after), _open(change.before)))

    @property
    def grades(self) -> tuple[Graded, ...]:
        """Units whose grade is another."""
        found = (Graded(change, _grade(change.before), _grade(change.after)) for change in self)
        return tuple(each for each in found if each.before != each.after)


def _new(before: Sequence[_Thing], after: Sequence[_Thing]) -> Iterator[_Thing]:
    """What is among the latter and was not among the former, in order."""
    return (each for each in after if each not in before)


def _received(outcome: Outcome | None) -> Sequence[Decided]:
    return () if outcome is None else outcome.consequences


def _open(outcome: Outcome | None) -> Sequence[Undetermined]:
    return () if outcome is None else outcome.undetermined


def _grade(outcome: Outcome | None) -> str | None:
    return None if outcome is None else outcome.grade
