"""What the finding of a condition rests on, where that is little: rows that agree in it share one finding.

Words, flags, grades and what was found so in some periods are the same for many units. What is read as a number, or
rests on a place, is told anew for each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from typing import Any, Final, TypeAlias, TypeVar

from attrs import field, frozen

from targetrules.engine.judged import Judged
from targetrules.engine.reference import ReferenceEngine
from targetrules.explanation.reasons.past import told_of_past
from targetrules.rules import tree

__all__ = ["Opened", "Pattern", "Shared", "pattern_of"]

_Told = TypeVar("_Told")

Opened: TypeAlias = Collection[tuple[str, int]]
"""The names whose definition was shown before in the same explanation, with the period."""

Pattern: TypeAlias = Callable[[Judged, Opened], Hashable]
"""All that the finding of a condition rests on in the period explained, beside the period; None: it is told anew."""

_Seen: TypeAlias = Callable[[Judged], Hashable]

_MOST_SHARED: Final = 100_000
"""So much is kept, of a few hundred bytes each."""

_DEEPEST: Final = 16
"""So deep in one another conditions are all told, see :mod:`.conditions`."""


def pattern_of(engine: ReferenceEngine, condition: tree.Condition, depth: int = 0) -> Pattern | None:  # noqa: C901, PLR0911
    """The pattern of a condition; None where its finding is told anew for each row."""
    if depth > _DEEPEST:
        return None
    match condition:
        case tree.GradeIs(_, None):
            return _of_grade
        case tree.GradeIs() | tree.ChoiceIs():
            return None if _is_of_details(engine, condition) else _of_seen(_seen_by(condition))
        case tree.Known(names) if not engine.rules.aggregates.keys().isdisjoint(names):
            return None
        case tree.FlagIs(name) if name in engine.rules.inputs:
            return _of_seen(_seen_by(condition))
        case tree.FlagIs(name):
            return _of_name(engine, name, depth)
        case tree.Rated():
            return _of_seen(lambda now: now.grade)
        case tree.Known(names):
            return lambda now, _: tuple([now.values[name] is None for name in names])
        case tree.During():
            return lambda *_: ()
        case tree.Receives(id_):
            return lambda now, _: id_ in now.received
        case tree.All(parts) | tree.AnyOf(parts) | tree.Cardinality(parts):
            return _of_parts([pattern_of(engine, part, depth + 1) for part in parts])
        case tree.Not(part):
            return _of_parts([pattern_of(engine, part, depth + 1)])
        case tree.Temporal():
            return _of_temporal(engine, condition, depth)
        case tree.Compare() | tree.RankCutoff() | tree.Received() | tree.GradeChange():
            return None


def _is_of_details(engine: ReferenceEngine, condition: tree.GradeIs | tree.ChoiceIs) -> bool:
    """Whether a word or a grade is made of rows of details, which are told of each unit."""
    name = condition.of if isinstance(condition, tree.GradeIs) else condition.name
    return name in engine.rules.aggregates


def _seen_by(condition: tree.GradeIs | tree.ChoiceIs | tree.FlagIs) -> _Seen:
    """The word, the grade or the flag that a condition tells what was seen by."""
    name = condition.of if isinstance(condition, tree.GradeIs) else condition.name
    if name is None:
        return lambda now: now.grade
    return lambda now: now.values[name]


def _of_grade(now: Judged, _: Opened) -> Hashable:
    """The grade; of none is told what is missing for it."""
    return None if now.grade is None else (now.grade,)


def _of_seen(seen: _Seen) -> Pattern:
    """A word, told apart from nothing that can be said."""
    return lambda now, _: (seen(now),)


def _of_name(engine: ReferenceEngine, name: str, depth: int) -> Pattern | None:
    """A named condition or a status: shown before, its truth is all that is told; else what it is made of is, too."""
    defined = engine.rules.conditions.get(name)
    inner = None if defined is None else pattern_of(engine, defined.when, depth + 1)

    def pattern(now: Judged, opened: Opened) -> Hashable:
        if (name, now.period) in opened:
            return (now.values[name],)
        found = None if inner is None else inner(now, opened)
        return None if found is None else (now.values[name], found)

    return pattern


def _of_parts(parts: list[Pattern | None]) -> Pattern | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None

    def pattern(now: Judged, opened: Opened) -> Hashable:
        found = tuple([part(now, opened) for part in known])
        return None if None in found else found

    return pattern


# ---- the past --------------------------------------------------------------------------------------------------------


def _of_temporal(engine: ReferenceEngine, over: tree.Temporal, depth: int) -> Pattern | None:
    """What is found now, and the rows before of which a plain statement tells anything."""
    moved = engine.rules.first_period is not None or over.bridge or over.since is not None or over.ago or over.earlier
    present = pattern_of(engine, over.of, depth + 1)
    if moved or over.resets is not None or over.restarts is not None or present is None or over.counting is None:
        return None
    past = _past(engine, over)

    def pattern(now: Judged, opened: Opened) -> Hashable:
        found = present(now, opened)
        before = None if found is None else past(now)
        return None if before is None else (found, before)

    return pattern


def _past(engine: ReferenceEngine, over: tree.Temporal) -> Callable[[Judged], Hashable]:
    """Of the rows that a statement looks at: the period, whether it held then, and what was seen."""
    if any(_is_told_anew(engine, each) for each in told_of_past(over.of, engine.rules)):
        return lambda _: None
    seen = _seen_then(engine, over)
    if seen is not None:
        return _rows(over.counting, seen, lambda row: engine.held(over, row) is True)
    return _rows(over.counting, lambda row: engine.held(over, row), lambda row: engine.held(over, row) is True)


def _seen_then(engine: ReferenceEngine, over: tree.Temporal) -> _Seen | None:
    """What is told of a row in an earlier period; None where that is nothing, or numbers or rows of details."""
    told = told_of_past(over.of, engine.rules)
    words = [each for each in told if isinstance(each, tree.GradeIs | tree.ChoiceIs | tree.FlagIs)]
    if not told or len(words) < len(told) or any(_is_told_anew(engine, each) for each in told):
        return None
    seen = [_seen_by(each) for each in words]
    return lambda row: tuple([each(row) for each in seen])


def _is_told_anew(engine: ReferenceEngine, condition: tree.Condition) -> bool:
    """Whether numbers or rows of details are told of it."""
    if isinstance(condition, tree.GradeIs | tree.ChoiceIs):
        return _is_of_details(engine, condition)
    return isinstance(condition, tree.Compare)


def _rows(  # noqa: C901  three ways of counting
    counting: tree.Consecutive | tree.Times | None, seen: _Seen, held: Callable[[Judged], bool]
) -> Callable[[Judged], Hashable]:
    """The rows before that are told of, each by its period and what was seen, from which follows whether it held.

    None where anything was decided of one of them: of that there may be more to tell.
    """

    def of_run(now: Judged) -> Hashable:
        found, row = [], now.prior
        while row is not None:
            if row.decision is not None:
                return None
            found.append((row.period, seen(row)))
            row = row.prior if held(row) else None
        return tuple(found)

    def of_window(now: Judged, size: int) -> Hashable:
        found = []
        for row in now.earlier:
            if row.period <= now.period - size:
                break
            if row.decision is not None:
                return None
            found.append((row.period, seen(row)))
        return tuple(found)

    def of_all(now: Judged, count: int) -> Hashable:
        found = []
        for row in now.earlier:
            if row.decision is not None:
                return None
            if held(row):
                found.append((row.period, seen(row)))
        return len(found), tuple(found[:count])

    match counting:
        case tree.Times(_, int(size)):
            return lambda now: of_window(now, size)
        case tree.Times(count):
            return lambda now: of_all(now, count)
        case _:
            return of_run


# ---- what is shared --------------------------------------------------------------------------------------------------


@frozen(slots=True, eq=False)
class Shared:
    """What is told of many rows of one policy: findings, and explanations of consequences, by what they rest on.

    Each is kept with the names whose definition it shows.
    """

    engine: ReferenceEngine
    patterns: dict[int, tuple[tree.Condition, Pattern | None]] = field(factory=dict)
    found: dict[Hashable, tuple[Any, frozenset[tuple[str, int]]]] = field(factory=dict)
    then: dict[int, tuple[tree.Temporal, _Seen | None]] = field(factory=dict)

    def pattern(self, condition: tree.Condition) -> Pattern | None:
        """The pattern of a condition, by its identity, with which it is kept."""
        known = self.patterns.get(id(condition))
        if known is None:
            known = self.patterns[id(condition)] = condition, pattern_of(self.engine, condition)
        return known[1]

    def seen_then(self, over: tree.Temporal) -> _Seen | None:
        """What is told of a row in an earlier period, by the identity of the condition, with which it is kept."""
        known = self.then.get(id(over))
        if known is None:
            known = self.then[id(over)] = over, _seen_then(self.engine, over)
        return known[1]

    def of(self, key: Hashable, opened: set[tuple[str, int]], tell: Callable[[], _Told]) -> _Told:
        """What was told of the first row with this key, or of this one; ``opened`` learns which names it shows."""
        known = self.found.get(key)
        if known is None:
            before = frozenset(opened)
            told = tell()
            if len(self.found) >= _MOST_SHARED:
                self.found.clear()
            self.found[key] = told, frozenset(opened - before)
            return told
        if known[1]:
            opened.update(known[1])
        found: _Told = known[0]
        return found
