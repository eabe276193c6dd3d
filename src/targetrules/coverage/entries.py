"""The entries of conditions, each with its place in the file: a condition beside the table from which it was read.

What a policy decides by one condition is a *decision*: its entries, how they are joined, and when the policy asks for
it. A statement about earlier periods is one entry of the decision around it; what it counts is a decision of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, assert_never

from attrs import field

from targetrules.data import define, frozen
from targetrules.rules import tree
from targetrules.rules.leaf import PeriodRange, RankOf, SizeOf
from targetrules.rules.resolution.from_condition import HISTORY
from targetrules.source.diagnostic import Path
from targetrules.source.toml_text import key_text
from targetrules.syntax.shape import as_toml
from targetrules.truth import Truth, all_of, any_of, count_of, opposite

__all__ = ["Asked", "Decision", "DecisionReader", "Entry", "Joined", "Joints", "entries_in", "outcome_of"]

_LEADING = ("consecutive", "times", "ever", "ago")


@frozen(slots=True)
class Entry:
    """One entry of a condition: what it asks, where it stands, and how it is written there."""

    condition: tree.Condition
    path: Path
    text: str


@frozen(slots=True)
class Joined:
    """Entries joined by ``all``, ``any``, ``not`` or ``number_of``; the entries of a table are joined by ``all``."""

    how: Literal["all", "any", "not", "number_of"]
    of: tuple[Joints, ...]
    at_least: int | None = None
    at_most: int | None = None


Joints = Entry | Joined


@frozen(slots=True)
class Asked:
    """When the policy asks for a condition.

    ``periods`` are those in which its rule is in force. ``decides``: it is for a grade or a consequence, so that only
    periods count which the policy judges. ``after``: conditions that come before it, all of which must be false.
    ``within``: a status in which the unit must have been before, without entering it anew (``after``). ``details``: the
    rows of these details are asked, not those of units.
    """

    periods: PeriodRange = PeriodRange()
    decides: bool = False
    after: tuple[tree.Condition, ...] = ()
    within: str | None = None
    details: str | None = None


@frozen(slots=True)
class Decision:
    """A condition as a whole: where it stands, how its entries are joined, when it is asked for."""

    path: Path
    joints: Joints
    asked: Asked = Asked()


def entries_in(joints: Joints) -> Iterator[Entry]:
    """All entries, in the order of the file."""
    match joints:
        case Entry():
            yield joints
        case Joined():
            for part in joints.of:
                yield from entries_in(part)
        case _:
            assert_never(joints)


def outcome_of(joints: Joints, truths: Mapping[Path, Truth]) -> Truth:
    """Whether the whole holds where its entries are so, by their places."""
    match joints:
        case Entry():
            return truths[joints.path]
        case Joined("all", of):
            return all_of(outcome_of(part, truths) for part in of)
        case Joined("any", of):
            return any_of(outcome_of(part, truths) for part in of)
        case Joined("not", (part,)):
            return opposite(outcome_of(part, truths))
        case Joined():
            return count_of((outcome_of(part, truths) for part in joints.of), joints.at_least, joints.at_most)
        case _:
            assert_never(joints)


@define
class DecisionReader:
    """Puts conditions beside their tables. ``inner`` are the decisions within statements about earlier periods."""

    details: str | None = None
    inner: list[Decision] = field(factory=list)

    def table(self, condition: tree.Condition, table: Mapping[str, Any], path: Path) -> Joints:
        """The entries of a table, of which those about the past are around all others."""
        if isinstance(condition, tree.Temporal):
            return self.over(condition, table, path)
        entries = [(key, value) for key, value in table.items() if key not in HISTORY]
        if len(entries) == 1:
            (key, value), *_ = entries
            return self.entry(condition, key, value, (*path, key))
        parts = condition.of if isinstance(condition, tree.All) else ()
        return Joined(
            "all",
            tuple(
                self.entry(part, key, value, (*path, key)) for part, (key, value) in zip(parts, entries, strict=True)
            ),
        )

    def over(self, condition: tree.Temporal, table: Mapping[str, Any], path: Path) -> Entry:
        """A statement about earlier periods: what it counts, and what makes it start afresh, are asked on their own."""
        asked = Asked(details=self.details)
        entries = {key: value for key, value in table.items() if key not in HISTORY}
        self.inner.append(Decision(path, self.table(condition.of, entries, path), asked))
        for key, part in (("resets", condition.resets), ("restarts", condition.restarts)):
            if part is not None:
                self.inner.append(Decision((*path, key), self.table(part, table[key], (*path, key)), asked))
        key = next(each for each in _LEADING if each in table)
        told = ", ".join(_written(each, table[each]) for each in (key, "of_last") if each in table)
        return Entry(condition, (*path, key), told)

    def entry(self, condition: tree.Condition, key: str, value: Any, path: Path) -> Joints:
        """An entry by its key: one that joins others, several ends of one number or grade, or a plain one."""
        match condition:
            case tree.All(of) | tree.AnyOf(of) if key in ("all", "any") and isinstance(value, list):
                return Joined("all" if isinstance(condition, tree.All) else "any", self.tables(of, value, path))
            case tree.Cardinality(of, at_least, at_most):
                within = (*path, "conditions")
                return Joined("number_of", self.tables(of, value["conditions"], within), at_least, at_most)
            case tree.Not(of):
                return Joined("not", (self.table(of, value, path),))
            case tree.All(of):
                return Joined("all", tuple(self.end(part, key, value, path) for part in of))
            case (
                tree.GradeIs()
                | tree.GradeChange()
                | tree.Compare()
                | tree.ChoiceIs()
                | tree.FlagIs()
                | tree.Known()
                | tree.Rated()
                | tree.During()
                | tree.RankCutoff()
                | tree.Receives()
                | tree.Received()
                | tree.AnyOf()
                | tree.Temporal()
            ):
                return Entry(condition, path, _written(key, value))
            case _:
                assert_never(condition)

    def tables(self, of: Iterable[tree.Condition], tables: list[Any], path: Path) -> tuple[Joints, ...]:
        """The conditions of a list of tables."""
        return tuple(
            self.table(part, table, (*path, at)) for at, (part, table) in enumerate(zip(of, tables, strict=True))
        )

    def end(self, part: tree.Condition, key: str, value: Mapping[str, Any], path: Path) -> Joints:
        """One of several ends, each of which is asked by itself: ``{ at_least = 60, below = 80 }``."""
        if isinstance(part, tree.All):
            return Joined("all", tuple(self.end(each, key, value, path) for each in part.of))
        if isinstance(part, tree.Compare):
            word = {RankOf: "rank", SizeOf: "size"}.get(type(part.left), "")
            if word in value:
                key, value, path = f"{key}.{word}", value[word], (*path, word)
        how = part.how if isinstance(part, tree.Compare | tree.GradeChange) else ""
        if isinstance(value, dict) and how in value:
            return Entry(part, (*path, how), f"{key_text(key)}.{_written(how, value[how])}")
        if isinstance(value, dict) and not how:
            value = {word: end for word, end in value.items() if isinstance(end, str)}
        return Entry(part, path, _written(key, value))


def _written(key: str, value: Any) -> str:
    return f"{key_text(key)} = {_value(value)}"


def _value(value: Any) -> str:
    """A value as it is written, with what stands in its tables."""
    if isinstance(value, dict) and value:
        return f"{{ {', '.join(_written(key, each) for key, each in value.items())} }}"
    return as_toml(value)
