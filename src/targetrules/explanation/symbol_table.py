"""The names of a policy with their labels, and what is read under them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, TypeAlias, assert_never
from typing import Literal as OneOf

from attrs import field

from targetrules.data import frozen
from targetrules.engine.judged import Judged
from targetrules.explanation.findings import Cited
from targetrules.explanation.values import MissingValue, Moment, Named, ReadValue, Value
from targetrules.history import Value as Given
from targetrules.period import ordinal_of
from targetrules.rules import tree
from targetrules.rules.definition import InputKind
from targetrules.source.decimals import cutter, unscaled

__all__ = ["Reader", "SymbolTable"]

Reader: TypeAlias = Callable[[Given], ReadValue]
"""Tells values of one name, all of them in the period explained, or in the same earlier one."""
Edges: TypeAlias = tuple[tuple[Decimal, Decimal], ...]
_FINAL_GRADE: Final = Named("final-grade", "grade")


@frozen(eq=False)
class SymbolTable:
    """The symbol table of a policy: what its names stand for. It is made once, and what was found of a name is kept.

    ``formulas`` has by measure and period what its formula reads, None where that hangs on the unit; ``limits`` of
    numbers that are compared in a period how far apart rounding may have decided (see :mod:`.reasons.rounding`);
    ``edges`` of bands between which numbers it may have; ``stated_bands`` what is told
    of them by scale, period and grade; ``statements`` of temporal conditions their code, with
    how many periods are asked for; ``readers`` tell the values of a name, in the period explained or another.
    """

    rules: tree.Rules
    moments: dict[int, Moment] = field(factory=dict, repr=False)
    formulas: dict[tuple[str, int], Any] = field(factory=dict, repr=False)
    limits: dict[tuple[tuple[tree.LeafNumber, ...], int], Decimal | None] = field(factory=dict, repr=False)
    bands: dict[tuple[str, int], tuple[tree.Band, ...]] = field(factory=dict, repr=False)
    stated_bands: dict[tuple[str, int], Mapping[str, tuple[str, dict[str, Value]]]] = field(factory=dict, repr=False)
    edges: dict[tuple[tree.NumberOf, int, int], Edges | None] = field(factory=dict, repr=False)
    statements: dict[tree.Temporal, tuple[str, dict[str, Value]]] = field(factory=dict, repr=False)
    wanted: dict[tuple[str, ...], tuple[OneOf["is", "at_least", "at_most"], Value]] = field(factory=dict, repr=False)
    readers: dict[tuple[str, int | None], Reader] = field(factory=dict, repr=False)

    @staticmethod
    def of(rules: tree.Rules) -> SymbolTable:
        """Those of a policy."""
        return rules.once(SymbolTable)

    def bands_of(self, scale: tree.Scale, period: int) -> tuple[tree.Band, ...]:
        """The bands of a scale that are in force in a period."""
        key = scale.id, period
        if key not in self.bands:
            self.bands[key] = scale.in_force(period)
        return self.bands[key]

    def moment(self, period: int) -> Moment:
        """A period, by its ordinal number."""
        if period not in self.moments:
            self.moments[period] = Moment(self.rules.period, period)
        return self.moments[period]

    @cached_property
    def known(self) -> Mapping[str, Named]:
        """The inputs, parameters, measures, conditions and statuses by name."""
        rules = self.rules
        by_kind: Mapping[str, Mapping[str, tree.Input | tree.Measure | tree.NamedCondition | tree.Status]] = {
            "status": rules.statuses,
            "condition": rules.conditions,
            "measure": rules.measures,
            "input": rules.inputs,
        }
        found = {name: Named("parameter", name, each.label) for name, each in rules.parameters.items()}
        for kind, defined in by_kind.items():
            found |= {name: Named(kind, name, each.label) for name, each in defined.items()}
        return found

    def named(self, name: str) -> Named:
        """An input, parameter, measure, condition or status."""
        return self.known[name]

    @cached_property
    def all_grades(self) -> tuple[Named, ...]:
        """The grades, best first."""
        return tuple(Named("grade", each.id, each.label) for each in self.rules.grades)

    def grade(self, id_: Given) -> Named | None:
        """A grade by its id; None for none."""
        return None if id_ is None else self.all_grades[self.rules.grade_position[str(id_)]]

    def wanted_grades(self, ids: tuple[str, ...]) -> tuple[OneOf["is", "at_least", "at_most"], Value]:
        """Which grades are wanted, best first: "average or worse" for ``[average, poor]`` of four, in fewer words."""
        if ids not in self.wanted:
            order, wanted = self.all_grades, tuple(each for each in self.all_grades if each.id in ids)
            self.wanted[ids] = "is", wanted
            if 1 < len(wanted) < len(order):
                if wanted == order[: len(wanted)]:
                    self.wanted[ids] = "at_least", wanted[-1]
                elif wanted == order[-len(wanted) :]:
                    self.wanted[ids] = "at_most", wanted[0]
        return self.wanted[ids]

    @cached_property
    def rankings(self) -> Mapping[tuple[str, str], Named]:
        """The rankings, their ranks and sizes by kind and name."""
        kinds = ("ranking", "rank", "size")
        return {
            (kind, each.name): Named(kind, each.name, each.label)
            for each in self.rules.rankings.values()
            for kind in kinds
        }

    def ranking(self, name: str, kind: str = "ranking") -> Named:
        """A ranking, or with ``kind`` rank or size, that number of it."""
        return self.rankings[kind, name]

    def role(self, name: str) -> Named:
        """Whom consequences are for, which need not be listed."""
        role = self.rules.roles.get(name)
        return Named("role", name, {} if role is None else role.label)

    @cached_property
    def consequences(self) -> Mapping[str, Named]:
        """The consequences by id."""
        return {each.id: Named("consequence", each.id, each.label) for each in self.rules.consequences}

    def consequence(self, id_: str) -> Named:
        """A consequence by its id."""
        return self.consequences[id_]

    def cited(self, origin: tree.Origin) -> Cited:
        """Where a rule comes from."""
        source = None if origin.source is None else self.rules.sources[origin.source].title
        named = None if source is None else Named("source", str(origin.source), source)
        return Cited(named, origin.article, origin.description, origin.quote)

    # ---- what is read ------------------------------------------------------------------------------------------------

    def reading(self, name: str, value: Given, period: int | None = None) -> ReadValue:
        """``value`` as one of an input, measure or parameter; ``period`` where it is not the one explained."""
        return self.reader(name, period)(value)

    def reader(self, name: str, period: int | None = None) -> Reader:
        """What tells values of a name; ``period`` where it is not the one explained."""
        reader = self.readers.get((name, period))
        if reader is None:
            reader = self.readers[name, period] = self._reader(name, None if period is None else self.moment(period))
        return reader

    def _reader(self, name: str, then: Moment | None) -> Reader:
        named, unit, decimals, is_grade = self.read[name]
        if decimals is not None:
            return _reader_of_numbers(named, unit, then, decimals)

        def of_word(value: Given) -> ReadValue:
            shown = None if value is None else self.grade(value) if is_grade else self.word(name, value)
            return ReadValue(named, shown, unit, then)

        return of_word

    def word(self, name: str, value: Given) -> Given | Named:
        """A word as it stands; one that has a label, or is a grade of the policy below, by what it is called."""
        given = self.rules.inputs.get(name)
        if given is not None and isinstance(value, str) and value in given.option_labels:
            return Named("option", value, given.option_labels[value])
        made = None if given is None else given.aggregation
        policy = None if made is None else self.rules.details[made.details].policy
        if made is None or policy is None or not isinstance(value, str) or not policy.is_grade(made.of or ""):
            return value
        return SymbolTable.of(policy.rules).grade(value)

    @cached_property
    def read(self) -> Mapping[str, tuple[Named, str, int | None, bool]]:
        """Of each name the word for its unit, its declared decimals, if it is a number, and whether it is a grade."""
        found: dict[str, tuple[Named, str, int | None, bool]] = {
            name: (named, "", None, False) for name, named in self.known.items()
        }
        for each in self.rules.measures.values():
            found[each.name] = self.known[each.name], "", each.decimals, False
        for given in self.rules.inputs.values():
            is_grade, is_number = given.kind is InputKind.GRADE, given.kind is InputKind.NUMBER
            unit, decimals = "" if is_grade else given.unit, given.decimals if is_number else None
            found[given.name] = self.known[given.name], unit, decimals, is_grade
        return found

    def number(self, number: tree.LeafNumber, now: Judged, period: int | None = None) -> ReadValue:
        """A number of a comparison or ranking as the unit has it."""
        match number:
            case tree.NumberOf():
                return self.reading(number.name, now.values[number.name], period)
            case tree.RankOf(ranking) | tree.SizeOf(ranking):
                kind = "rank" if isinstance(number, tree.RankOf) else "size"
                then = None if period is None else self.moment(period)
                return ReadValue(self.ranking(ranking, kind), now.leaf(number), period=then)
            case tree.Literal(value):
                return ReadValue(None, value)
            case _:
                assert_never(number)

    def key(self, by: tree.RankingKey, now: Judged) -> ReadValue:
        """What a unit is ranked by."""
        match by:
            case tree.NumberOf(name) | tree.GradeKey(str(name)):
                return self.reading(name, now.values[name])
            case tree.GradeKey():
                return ReadValue(_FINAL_GRADE, self.grade(now.grade))
            case _:
                assert_never(by)

    def lacking(self, written: str) -> MissingValue:
        """A missing name as outcomes write it: ``score``, ``score@2010``, ``@2010`` for a result, ``grade``."""
        if not self.is_name(written) and "@" in written:
            name, _, period = written.rpartition("@")
            then = ordinal_of(self.rules.period, period)
            return MissingValue(self.lacking(name).name if name else None, None if then is None else self.moment(then))
        ranking, _, part = written.rpartition(".")
        if ranking in self.rules.rankings and part in ("rank", "size"):
            return MissingValue(self.ranking(ranking, part))
        return MissingValue(
            _FINAL_GRADE if written == "grade" and "grade" not in self.rules.inputs else self.named(written)
        )

    def is_name(self, written: str) -> bool:
        """Whether this is a name of the policy as it stands."""
        return written in self.known


def _reader_of_numbers(named: Named, unit: str, then: Moment | None, decimals: int) -> Reader:
    """Each number with its declared decimals, which most have already."""
    cut, has_them = cutter(decimals), unscaled(1, decimals).same_quantum

    def of_number(value: Any) -> ReadValue:
        if value is None or (value and has_them(value)):
            return ReadValue(named, value, unit, then)
        return ReadValue(named, cut(value), unit, then)

    return of_number
