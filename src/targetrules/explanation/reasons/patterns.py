"""What the finding of a condition rests on, where that is little: rows that agree in it share one finding.

Words, flags, grades and what was found so in some periods are the same for many units. What is read as a number, or
rests on a place, is told anew for each; of one earlier period numbers are shared as well.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from itertools import count
from typing import Any, Final, TypeAlias, TypeVar, assert_never

from attrs import field

from targetrules.data import define, frozen
from targetrules.engine.judged import Judged
from targetrules.engine.reference import ReferenceEngine
from targetrules.explanation.reasons.past import told_of_past
from targetrules.explanation.reasons.rounding import is_never_rounded
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.rules import tree

__all__ = ["Known", "Opened", "Pattern", "Shared", "pattern_of", "seen_by_all"]

_Told = TypeVar("_Told")

Opened: TypeAlias = Collection[tuple[str, int]]
"""The names whose definition was shown before in the same explanation, with the period."""

Pattern: TypeAlias = Callable[[Judged, Opened], Hashable]
"""All that the finding of a condition rests on in the period explained, beside the period; None: it is told anew."""

_Seen: TypeAlias = Callable[[Judged], Hashable]

_Simple: TypeAlias = tree.GradeIs | tree.ChoiceIs | tree.FlagIs | tree.Compare
"""What one sentence tells of an earlier period."""

_MOST_SHARED: Final = 100_000
"""So much is kept, of a few hundred bytes each."""

_DEEPEST: Final = 16
"""So deep in one another conditions are all told, see :mod:`.conditions`."""


def pattern_of(  # noqa: C901, PLR0911
    shared: Shared, condition: tree.Condition, depth: int = 0, *, of_past: bool = False
) -> Pattern | None:
    """The pattern of a condition; None where its finding is told anew for each row.

    ``of_past``: of what is told of it in an earlier period, where numbers are shared as well.
    """
    engine = shared.engine
    if depth > _DEEPEST:
        return None
    match condition:
        case tree.Compare() if of_past:
            return _of_compared(condition, SymbolTable.of(engine.rules))
        case tree.GradeIs(_, None):
            return _of_grade
        case tree.GradeIs() | tree.ChoiceIs():
            return None if _is_of_details(engine, condition) else _of_seen(_seen_by(condition))
        case tree.Known(names) if not engine.rules.aggregates.keys().isdisjoint(names):
            return None
        case tree.FlagIs(name) if name in engine.rules.inputs:
            return _of_seen(_seen_by(condition))
        case tree.FlagIs(name):
            return _of_name(shared, name, depth, of_past=of_past)
        case tree.Rated():
            return _of_seen(lambda now: now.grade)
        case tree.Known(names):
            return lambda now, _: tuple([now.values[name] is None for name in names])
        case tree.During():
            return lambda *_: ()
        case tree.Receives(id_):
            return lambda now, _: id_ in now.received
        case tree.All(parts) | tree.AnyOf(parts) | tree.Cardinality(parts):
            return _of_parts([pattern_of(shared, part, depth + 1, of_past=of_past) for part in parts])
        case tree.Not(part):
            return _of_parts([pattern_of(shared, part, depth + 1, of_past=of_past)])
        case tree.Temporal():
            return None if of_past else _of_temporal(shared, condition, depth)
        case tree.Compare() | tree.RankCutoff() | tree.Received() | tree.GradeChange():
            return None


def _is_of_details(engine: ReferenceEngine, condition: tree.Condition) -> bool:
    """Whether a word or a grade is made of rows of details, which are told of each unit."""
    if not isinstance(condition, tree.GradeIs | tree.ChoiceIs):
        return False
    name = condition.of if isinstance(condition, tree.GradeIs) else condition.name
    return name in engine.rules.aggregates


def _seen_by(condition: _Simple) -> _Seen:
    """The word, the grade, the flag or the numbers that a condition tells what was seen by."""
    match condition:
        case tree.GradeIs(_, None):
            return lambda now: now.grade
        case tree.Compare(left, _, right):
            return lambda now: (now.leaf(left), now.leaf(right))
        case tree.GradeIs():
            of = str(condition.of)
            return lambda now: now.values[of]
        case tree.ChoiceIs(name) | tree.FlagIs(name):
            return lambda now: now.values[name]
        case _:
            assert_never(condition)


def _of_grade(now: Judged, _: Opened) -> Hashable:
    """The grade; of none is told what is missing for it."""
    return None if now.grade is None else (now.grade,)


def _of_seen(seen: _Seen) -> Pattern:
    """A word, told apart from nothing that can be said."""
    return lambda now, _: (seen(now),)


def _of_compared(compare: tree.Compare, names: SymbolTable) -> Pattern:
    """The numbers; None where rounding may have decided."""
    seen = _seen_by(compare)
    return lambda now, _: seen(now) if is_never_rounded(compare, now.period, names) else None


def _of_name(shared: Shared, name: str, depth: int, *, of_past: bool) -> Pattern | None:
    """A named condition or a status: shown before, its truth is all that is told; else what it is made of is, too."""
    defined = shared.engine.rules.conditions.get(name)
    inner = None if defined is None else pattern_of(shared, defined.when, depth + 1, of_past=of_past)

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

    return lambda now, opened: seen_by_all(known, now, opened)


def seen_by_all(patterns: Iterable[Pattern], now: Judged, opened: Opened) -> Hashable:
    """What several findings rest on; None where one of them is told anew."""
    found = []
    for pattern in patterns:
        seen = pattern(now, opened)
        if seen is None:
            return None
        found.append(seen)
    return tuple(found)


# ---- the past --------------------------------------------------------------------------------------------------------


def _of_temporal(shared: Shared, over: tree.Temporal, depth: int) -> Pattern | None:
    """What is found now, and the rows before of which a plain statement tells anything."""
    rules = shared.engine.rules
    moved = rules.first_period is not None or over.bridge or over.since is not None or over.ago or over.earlier
    if moved or over.resets is not None or over.restarts is not None or over.counting is None:
        return None
    present, past = pattern_of(shared, over.of, depth + 1), shared.seen_before(over)
    if present is None or past is None:
        return None

    def pattern(now: Judged, opened: Opened) -> Hashable:
        found = present(now, opened)
        before = None if found is None else past(now)
        return None if before is None else (found, before)

    return pattern


def _past(engine: ReferenceEngine, over: tree.Temporal) -> _Seen | None:
    """Of the rows that a statement looks at: the period, whether it held then, and what was seen."""
    told = told_of_past(over.of, engine.rules)
    if not told or any(isinstance(each, tree.Compare) or _is_of_details(engine, each) for each in told):
        return None
    return _rows(over.counting, _seen_in(told), lambda row: engine.held(over, row) is True)


def _seen_then(shared: Shared, over: tree.Temporal) -> Pattern | None:
    """What is told of a row in an earlier period; None of rows of details, or where rounding may have decided."""
    engine = shared.engine
    told, names = told_of_past(over.of, engine.rules), SymbolTable.of(engine.rules)
    if not told:
        return pattern_of(shared, over.of, of_past=True)
    if any(_is_of_details(engine, each) for each in told):
        return None
    seen, compared = _seen_in(told), [each for each in told if isinstance(each, tree.Compare)]

    def of(row: Judged, _: Opened) -> Hashable:
        return seen(row) if all(is_never_rounded(each, row.period, names) for each in compared) else None

    return of


def _seen_in(told: Iterable[tree.Condition]) -> _Seen:
    """The words, grades, flags and numbers that are told of conditions in an earlier period."""
    seen = [_seen_by(each) for each in told if isinstance(each, _Simple)]
    return lambda row: tuple([each(row) for each in seen])


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
        return tuple([period for period, _ in found[count:]]), tuple(found[:count])

    match counting:
        case tree.Times(_, int(size)):
            return lambda now: of_window(now, size)
        case tree.Times(count):
            return lambda now: of_all(now, count)
        case _:
            return of_run


# ---- what is shared --------------------------------------------------------------------------------------------------


@define(slots=True, eq=False)
class Known:
    """What is worked out once of a condition that stands somewhere in a policy.

    ``same`` is the first of those that say the same: what is told of it is told of all. ``again``: there are several.
    """

    condition: tree.Condition
    same: tree.Condition
    again: bool = False


@frozen(slots=True, eq=False)
class Shared:
    """What is told of many rows of one policy: findings, and explanations of consequences, by what they rest on.

    Each is kept with the names whose definition it shows, and only from the second time on: what many rows see is soon
    seen again, and of what few see there is so much that looking after it would take longer than to tell it anew.
    """

    engine: ReferenceEngine
    conditions: dict[int, Known] = field(factory=dict)
    patterns: dict[int, tuple[tree.Condition, Pattern | None]] = field(factory=dict)
    found: dict[Hashable, tuple[Any, frozenset[tuple[str, int]]]] = field(factory=dict)
    once: set[int] = field(factory=set)
    numbers: dict[Hashable, int] = field(factory=dict)
    next_number: Iterator[int] = field(factory=count)
    texts: dict[str, Known] = field(factory=dict)
    before: dict[int, _Seen | None] = field(factory=dict)
    then: dict[int, Pattern | None] = field(factory=dict)

    def known(self, condition: tree.Condition) -> Known:
        """What is worked out of a condition, by its identity, with which it is kept."""
        known = self.conditions.get(id(condition))
        if known is None:
            text = repr(condition)
            first = self.texts.get(text)
            if first is None:
                known = self.conditions[id(condition)] = self.texts[text] = Known(condition, condition)
            else:
                first.again = True
                known = self.conditions[id(condition)] = Known(condition, first.same, again=True)
        return known

    def pattern(self, condition: tree.Condition) -> Pattern | None:
        """The pattern of a condition, by its identity, with which it is kept."""
        known = self.patterns.get(id(condition))
        if known is None:
            known = self.patterns[id(condition)] = condition, pattern_of(self, condition)
        return known[1]

    def seen_before(self, over: tree.Temporal) -> _Seen | None:
        """What is told of all rows before, as a number; None: that is told anew."""
        first = id(self.known(over).same)
        if first not in self.before:
            past = _past(self.engine, over)
            self.before[first] = None if past is None else _of_latest(lambda now: self.number(past(now)))
        return self.before[first]

    def seen_then(self, over: tree.Temporal) -> Pattern | None:
        """What is told of a row in an earlier period; None: that is told anew."""
        if id(over) not in self.then:
            self.then[id(over)] = _seen_then(self, over)
        return self.then[id(over)]

    def number(self, seen: Hashable) -> int | None:
        """A number in the place of what was seen, which is no other's, nor ever was."""
        if seen is None:
            return None
        if len(self.numbers) >= _MOST_SHARED:
            self.numbers.clear()
        return self.numbers.setdefault(seen, next(self.next_number))

    def of(self, key: Hashable, opened: set[tuple[str, int]], tell: Callable[[], _Told]) -> _Told:
        """What was told of another row with this key, or of this one; ``opened`` learns which names it shows."""
        known = self.found.get(key)
        if known is not None:
            if known[1]:
                opened.update(known[1])
            found: _Told = known[0]
            return found
        if self.is_first(hash(key)):
            return tell()
        before = frozenset(opened)
        told = tell()
        if len(self.found) >= _MOST_SHARED:
            self.found.clear()
        self.found[key] = told, frozenset(opened - before)
        return told

    def is_first(self, key: int) -> bool:
        """Whether nothing with this number was asked for before."""
        if key in self.once:
            return False
        if len(self.once) >= _MOST_SHARED:
            self.once.clear()
        self.once.add(key)
        return True


def _of_latest(seen: _Seen) -> _Seen:
    """The same, which is worked out once for a row that is asked of several times on end."""
    row: Judged | None = None
    found: Hashable = None

    def of(now: Judged) -> Hashable:
        nonlocal row, found
        if row is not now:
            row, found = now, seen(now)
        return found

    return of
