"""What the formula of a measure reads: names, now and in earlier periods, and groups.

That is worked out once for all units; where cases stand in the formula, for each unit by the case that applies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import field

from targetrules.data import frozen
from targetrules.engine.judged import Judged
from targetrules.errors import InternalError
from targetrules.explanation.symbol_table import Reader, SymbolTable
from targetrules.explanation.values import ReadValue
from targetrules.rules import tree
from targetrules.rules.parts import Construct, composed_of, numbers_in, own_parts_of, parts_of

__all__ = ["Back", "Choice", "Entry", "FormulaRead", "Step", "formula_read", "has_cases", "names_in"]


@frozen(slots=True)
class Back:
    """A step so many periods back. Where no result is, that is told (``previous``), or passed over (``…_last``)."""

    periods: int
    told: bool

    def then(self, now: Judged) -> Judged | None:
        """The unit's row after the step, None where it has no result there."""
        return now.ago(self.periods)


@frozen(slots=True)
class Entry:
    """A step to the period in which the unit entered a status."""

    status: str
    before: bool

    def then(self, now: Judged) -> Judged | None:
        """The unit's row after the step, None where it never entered."""
        return now.entered(self.status, before=self.before)


Step = Back | Entry

Choice = Callable[[tree.Cases, tuple[Step, ...]], tree.Number | None]
"""Which formula of several cases applies after some steps back; None: nobody knows, or none does."""


@frozen(slots=True)
class _Read:
    """A number that is read after some steps back, ``of_peers``: of a group, and so only told where it is missing."""

    number: tree.NumberOf | tree.RankOf | tree.SizeOf
    steps: tuple[Step, ...]
    of_peers: bool = False

    def of(self, now: Judged, names: SymbolTable) -> ReadValue | None:
        """What is read of a unit, if there is anything to tell."""
        then, number = now, self.number
        for step in self.steps:
            before = step.then(then)
            if before is None:
                if isinstance(step, Back) and step.told and isinstance(self.number, tree.NumberOf):
                    return names.reading(self.number.name, None, then.period - step.periods)
                return None
            then = before
        if self.of_peers:
            return None
        period = None if then is now else then.period
        if isinstance(number, tree.NumberOf):
            return names.reading(number.name, then.values[number.name], period)
        return names.number(number, then, period)

    @property
    def backs(self) -> set[int] | None:
        """How many periods back it may be read; None where that may be any number."""
        back, found = 0, set[int]()
        for step in self.steps:
            if isinstance(step, Entry):
                return None
            back += step.periods
            if step.told:
                found.add(back)
        return found | {back}


@frozen(slots=True, eq=False)
class _ReadByName:
    """The value of a name so many periods back. Where no result is, that is ``told``, or passed over."""

    name: str
    back: int
    told: bool
    reader: Reader

    @staticmethod
    def prepared(read: _Read, names: SymbolTable, period: int) -> _ReadByName | None:
        """The same as this read tells in a period; None where it is no such."""
        number, steps = read.number, read.steps
        if read.of_peers or not isinstance(number, tree.NumberOf):
            return None
        if not steps:
            return _ReadByName(number.name, 0, told=False, reader=names.reader(number.name))
        step, back = steps[0], steps[0].periods if isinstance(steps[0], Back) else 0
        if len(steps) > 1 or not isinstance(step, Back) or not back:
            return None
        return _ReadByName(number.name, back, step.told, names.reader(number.name, period - back))


@frozen(slots=True)
class FormulaRead:
    """What one formula reads. ``beneath``: the functions over groups and the names whose numbers are of this period.

    ``again``: one may tell the same as another. ``cases``, ``counts``, ``scales`` and ``entries`` are of this period.
    ``cut``: it is one, and reads nothing of the unit but its group. ``furthest``: how far back names are read.
    """

    reads: tuple[_Read | _ReadByName, ...]
    again: bool
    cases: tuple[tree.Cases, ...]
    counts: tuple[tree.FlagCount, ...]
    scales: tuple[tree.Piecewise, ...]
    clamps: tuple[tree.Clamp, ...]
    entries: tuple[tree.AtEntry, ...]
    beneath: tuple[tree.Aggregate | str, ...]
    cut: tree.Cut | None = None
    inputs: tuple[str, ...] = ()
    is_plain: bool = field(init=False)
    """Whether the same of it applies to all units."""
    furthest: int = field(init=False)

    @is_plain.default
    def _is_plain(self) -> bool:
        return not (self.cases or self.counts or self.entries or self.scales or self.clamps or self.inputs)

    @furthest.default
    def _furthest(self) -> int:
        return max((each.back for each in self.reads if isinstance(each, _ReadByName)), default=0)

    def readings(self, now: Judged, names: SymbolTable) -> tuple[ReadValue, ...]:
        """What was read of a unit, each once."""
        rows, found = _rows_back(now, self.furthest), list[ReadValue]()
        for read in self.reads:
            if isinstance(read, _ReadByName):
                row = rows[read.back]
                if row is not None:
                    found.append(read.reader(row.values[read.name]))
                elif read.told:
                    found.append(read.reader(None))
            elif (reading := read.of(now, names)) is not None:
                found.append(reading)
        return tuple(dict.fromkeys(found) if self.again else found)


def _rows_back(now: Judged, furthest: int) -> list[Judged | None]:
    """The unit's row so many periods ago, from this one on; None where it had no result then."""
    found: list[Judged | None] = [now]
    row = now.prior
    for period in range(now.period - 1, now.period - furthest - 1, -1):
        if row is not None and row.period == period:
            found.append(row)
            row = row.prior
        else:
            found.append(None)
    return found


def formula_read(names: SymbolTable, measure: str, period: int, choice: Choice | None = None) -> FormulaRead | None:
    """What the formula that is in force then reads; None where none is.

    Args:
        names: The names of the policy.
        measure: The name of the measure.
        period: The period.
        choice: Which case applies; needed where the formula has cases (:func:`has_cases`).
    """
    rules = names.rules
    version = next((each for each in rules.measures[measure].versions if period in each.in_force), None)
    if version is None:
        return None
    if isinstance(version.formula, tree.Cut):
        return _cut_read(version.formula, period)
    choose = choice or _no_choice
    parts, beneath = list(_present_parts(version.formula, choose)), list[tree.Aggregate | str]()
    for part in parts:
        if isinstance(part, tree.Aggregate):
            beneath.append(part)
        elif isinstance(part, tree.NumberOf) and (part.name in rules.measures or part.name in rules.aggregates):
            beneath.append(part.name)
    reads = tuple(dict.fromkeys(_reads(version.formula, (), choose)))
    told = [(read.number, back) for read in reads for back in read.backs or ()]
    again = len(set(told)) < len(told) or any(read.backs is None for read in reads)
    cases = tuple(part for part in parts if isinstance(part, tree.Cases))
    counts = tuple(part for part in parts if isinstance(part, tree.FlagCount))
    scales = tuple(part for part in parts if isinstance(part, tree.Piecewise))
    clamps = tuple(part for part in parts if isinstance(part, tree.Clamp))
    entries = tuple(dict.fromkeys(part for part in parts if isinstance(part, tree.AtEntry)))
    inputs = tuple(part.name for part in parts if isinstance(part, tree.NumberOf) and part.name in rules.dated_inputs)
    prepared = tuple([_ReadByName.prepared(each, names, period) or each for each in reads])
    return FormulaRead(prepared, again, cases, counts, scales, clamps, entries, tuple(beneath), inputs=inputs)


def _cut_read(cut: tree.Cut, period: int) -> FormulaRead:
    """Where it is due, the functions over the group that it is computed from."""
    parts = [cut.of] if cut.due(period) == period else []
    functions = tuple(dict.fromkeys(each for part in parts for each in _over_groups(part)))
    return FormulaRead(
        (), again=False, cases=(), counts=(), scales=(), clamps=(), entries=(), beneath=functions, cut=cut
    )


def _over_groups(number: tree.Number) -> Iterator[tree.Aggregate]:
    """The functions over groups in a formula, not those beneath one of them."""
    if isinstance(number, tree.Aggregate):
        yield number
    else:
        for part in parts_of(number):
            yield from _over_groups(part)


def has_cases(rules: tree.Rules, measure: str) -> bool:
    """Whether a formula of the measure has cases."""
    versions = rules.measures[measure].versions
    return any(isinstance(part, tree.Cases) for version in versions for part in numbers_in(version.formula))


def _no_choice(cases: tree.Cases, _: tuple[Step, ...]) -> tree.Number | None:
    raise InternalError(f"nobody said which case applies: {cases!r}")


def _reads(number: tree.Number, steps: tuple[Step, ...], choice: Choice) -> Iterator[_Read]:
    """The names that a formula reads, in order; a function over several units is a fact of its own."""
    match number:
        case tree.NumberOf() | tree.RankOf() | tree.SizeOf():
            yield _Read(number, steps)
        case tree.Lag(of, periods):
            yield from _reads(of, (*steps, Back(periods, told=True)), choice)
        case tree.AtEntry(status, of, before):
            yield from _reads(of, (*steps, Entry(status, before)), choice)
        case tree.RollingAggregate(_, of, periods):
            for back in reversed(range(1, periods)):
                yield from _reads(of, (*steps, Back(back, told=False)), choice)
            yield from _reads(of, steps, choice)
        case tree.Cases():
            applying = choice(number, steps)
            yield from () if applying is None else _reads(applying, steps, choice)
        case tree.Aggregate(_, of):
            yield from (_Read(tree.NumberOf(name), steps, of_peers=True) for name in names_in(of))
        case tree.Literal() | tree.FlagCount() | tree.Cut():
            return
        case _:
            for part in composed_of(number):
                yield from _reads(part, steps, choice)


def _present_parts(number: tree.Number, choice: Choice) -> Iterator[Construct]:
    """All parts of a formula that are of this period; what is computed over a group counts as one."""
    waiting: list[Construct] = [number]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, tree.Cases):
            applying = choice(part, ())
            waiting.extend([] if applying is None else [applying])
        elif not isinstance(part, tree.AtEntry):  # what it is made of is mostly of another period
            waiting.extend(reversed(own_parts_of(part)))


def names_in(number: tree.Number | None) -> Iterator[str]:
    """The names of values and parameters in a formula, in whatever period they are read."""
    if isinstance(number, tree.NumberOf):
        yield number.name
    for part in () if number is None else parts_of(number):
        yield from names_in(part)
