"""What each condition and each number is made of, and what it names: the one place that says so, for every reader.

Each function here has a case for every class of ``Condition`` and ``Number``, so that a new class that is not given its
case is an error of the type checker. A reader that asks for nothing else needs no cases of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, Flag
from typing import assert_never

from targetrules.data import frozen
from targetrules.rules import condition as conditions
from targetrules.rules import number as numbers
from targetrules.rules import tree
from targetrules.rules.condition import Condition
from targetrules.rules.leaf import GradeKey
from targetrules.rules.number import Number

__all__ = [
    "Construct",
    "Named",
    "NestedPart",
    "Reference",
    "Time",
    "composed_of",
    "constructs_in",
    "is_constant",
    "is_quotient",
    "looks_back",
    "numbers_in",
    "own_parts_of",
    "parts_in_time",
    "parts_of",
    "references_of",
    "roots_of",
]

Construct = Condition | Number | GradeKey
"""A condition or a number, or a grade that units are ranked by."""


class Time(Flag):
    """When something is looked at: in the period that is judged, in earlier ones, or in both."""

    PRESENT = 1
    PAST = 2
    BOTH = 3

    def then(self, inner: Time) -> Time:
        """When it is looked at from here, where something looked at in this time looks at it in ``inner``."""
        if self is Time.PRESENT:  # as nearly always, and much sooner than by the formula
            return inner
        return (self & inner & Time.PRESENT) | ((self | inner) & Time.PAST)


# ---- parts -----------------------------------------------------------------------------------------------------------


@frozen(slots=True)
class NestedPart:
    """A condition or number within another: when it is looked at, and whether of several units (``of_peers``)."""

    of: Construct
    time: Time = Time.PRESENT
    of_peers: bool = False


def parts_of(number: Number) -> tuple[Number, ...]:  # noqa: C901
    """The numbers that a number is computed from directly."""
    match number:
        case numbers.Literal() | numbers.NumberOf() | numbers.RankOf() | numbers.SizeOf() | numbers.FlagCount():
            return ()
        case numbers.Negative() | numbers.Absolute() | numbers.Rounded():
            return (number.of,)
        case numbers.Lag() | numbers.AtEntry() | numbers.RollingAggregate() | numbers.Cut():
            return (number.of,)
        case numbers.Piecewise():
            return (number.of,)
        case numbers.Arithmetic():
            return number.left, number.right
        case numbers.Fold():
            return number.of
        case numbers.Clamp():
            return tuple(part for part in (number.of, number.low, number.high) if part is not None)
        case numbers.IfMissing():
            return number.of, number.instead
        case numbers.Aggregate():
            return () if number.of is None else (number.of,)
        case numbers.Cases():
            formulas = tuple(case.formula for case in number.of)
            return formulas if number.otherwise is None else (*formulas, number.otherwise)
        case numbers.Weighted():
            return tuple(part for part, _ in number.parts)
        case _:
            assert_never(number)


def composed_of(number: numbers.Composed) -> tuple[Number, ...]:
    """The same of a number that is nothing but computed: for those who have told all other kinds apart before."""
    return parts_of(number)


def parts_in_time(construct: Construct) -> tuple[NestedPart, ...]:  # noqa: C901, PLR0911
    """The conditions and numbers directly within one, each with what is said of it in :class:`NestedPart`."""
    match construct:
        case conditions.Compare():
            return NestedPart(construct.left), NestedPart(construct.right)
        case conditions.All() | conditions.AnyOf() | conditions.Cardinality() | numbers.FlagCount():
            return tuple(map(NestedPart, construct.of))
        case conditions.Not():
            return (NestedPart(construct.of),)
        case conditions.GradeChange():
            return (NestedPart(construct.meaning),)
        case conditions.Temporal():
            return tuple(_of_temporal(construct))
        case numbers.Lag():
            return (NestedPart(construct.of, Time.PAST),)
        case numbers.Cut():
            return (NestedPart(construct.of),)
        case numbers.AtEntry():
            return (NestedPart(construct.of, Time.PAST if construct.before else Time.BOTH),)
        case numbers.RollingAggregate():
            return (NestedPart(construct.of, Time.BOTH),)
        case numbers.Aggregate():
            return () if construct.of is None else (NestedPart(construct.of, of_peers=True),)
        case numbers.Cases():
            return tuple(map(NestedPart, (*(case.when for case in construct.of), *parts_of(construct))))
        case (
            conditions.GradeIs()
            | conditions.ChoiceIs()
            | conditions.FlagIs()
            | conditions.Known()
            | conditions.Rated()
            | conditions.During()
            | conditions.RankCutoff()
            | conditions.Receives()
            | conditions.Received()
            | GradeKey()
        ):
            return ()
        case _:
            return tuple(map(NestedPart, parts_of(construct)))


def _of_temporal(over: conditions.Temporal) -> Iterator[NestedPart]:
    """``resets`` is looked at in the periods before; ``restarts`` in the period itself as well."""
    now = Time.PAST if over.ago else Time.PRESENT
    yield NestedPart(over.of, now.then(Time.PAST if over.earlier else Time.BOTH))
    if over.resets is not None:
        yield NestedPart(over.resets, Time.PAST)
    if over.restarts is not None:
        yield NestedPart(over.restarts, now.then(Time.BOTH))


def own_parts_of(construct: Construct, time: Time = Time.BOTH) -> tuple[Construct, ...]:
    """The conditions and numbers directly within one that are looked at of the unit itself, in the same period.

    Args:
        construct: The condition or number.
        time: ``BOTH``: also those that are looked at in earlier periods as well. ``PRESENT``: those alone that are not.
    """
    parts = (part for part in parts_in_time(construct) if not part.of_peers)
    return tuple(part.of for part in parts if Time.PRESENT in part.time and part.time in time)


def roots_of(part: tree.Definition | tree.Consequence) -> tuple[Construct, ...]:
    """The conditions and numbers that a definition or consequence is made of, in all of its versions."""
    match part:
        case tree.Measure():
            return tuple(version.formula for version in part.versions)
        case tree.Ranking():
            return part.by if part.among is None else (*part.by, part.among)
        case tree.Grading():
            by = () if part.by is None else (part.by,)
            scales = (scale.when for scale in part.scales if scale.when is not None)
            return (*by, *scales, *(rule.when for rule in part.unit_rules))
        case tree.NamedCondition():
            return (part.when,)
        case tree.Status():
            return (part.enter,) if part.leave is None else (part.enter, part.leave)
        case tree.Consequence():
            return (part.when,) if part.unless is None else (part.when, part.unless)
        case _:
            assert_never(part)


def numbers_in(root: Number) -> Iterator[Number]:
    """A number and all numbers that it is computed from, outermost first; not those that its conditions compare."""
    yield root
    for part in parts_of(root):
        yield from numbers_in(part)


def constructs_in(root: Construct) -> Iterator[Construct]:
    """A condition or number and all within it, outermost first."""
    yield root
    for part in parts_in_time(root):
        yield from constructs_in(part.of)


# ---- names -----------------------------------------------------------------------------------------------------------


class Named(Enum):
    """What a name is the name of. A value is an input, a measure, a named condition or a status."""

    VALUE = "value"
    PARAMETER = "parameter"
    RANKING = "ranking"
    GRADE = "grade"
    CONSEQUENCE = "consequence"


@frozen(slots=True)
class Reference:
    """Something that a condition or number names, and when it is looked at; the grade has no name."""

    of: Named
    name: str = ""
    time: Time = Time.PRESENT


def references_of(construct: Construct) -> tuple[Reference, ...]:  # noqa: C901, PLR0911, PLR0912
    """What a condition or number names itself; what its parts name is theirs to say."""
    match construct:
        case conditions.GradeIs(_, of) | GradeKey(of):
            return (Reference(Named.GRADE),) if of is None else (Reference(Named.VALUE, of),)
        case conditions.Rated():
            return (Reference(Named.GRADE),)
        case conditions.ChoiceIs(name) | conditions.FlagIs(name):
            return (Reference(Named.VALUE, name),)
        case conditions.Known(names):
            return tuple(Reference(Named.VALUE, name) for name in names)
        case conditions.RankCutoff(ranking):
            amount = construct.portion.amount
            named = (Reference(Named.PARAMETER, amount),) if isinstance(amount, str) else ()
            return Reference(Named.RANKING, ranking), *named
        case conditions.Receives(id_):
            return (Reference(Named.CONSEQUENCE, id_),)
        case conditions.Received(id_):
            return (Reference(Named.CONSEQUENCE, id_, Time.PAST),)
        case numbers.NumberOf(name, parameter):
            return (Reference(Named.PARAMETER if parameter else Named.VALUE, name),)
        case numbers.AtEntry(status, _, before):
            return (Reference(Named.VALUE, status, Time.PAST if before else Time.BOTH),)
        case numbers.Cut():
            return tuple(_named_by_cut(construct))
        case numbers.RankOf(ranking) | numbers.SizeOf(ranking) | numbers.Aggregate(ranking=str(ranking)):
            return (Reference(Named.RANKING, ranking),)
        case conditions.Compare() | conditions.During() | conditions.All() | conditions.AnyOf():
            return ()
        case conditions.Cardinality() | conditions.Not() | conditions.Temporal() | conditions.GradeChange():
            return ()
        case numbers.Literal() | numbers.Negative() | numbers.Arithmetic() | numbers.Fold():
            return ()
        case numbers.Clamp() | numbers.Absolute() | numbers.Rounded() | numbers.IfMissing():
            return ()
        case numbers.Lag() | numbers.RollingAggregate() | numbers.Aggregate() | numbers.Cases():
            return ()
        case numbers.FlagCount() | numbers.Weighted() | numbers.Piecewise():
            return ()
        case _:
            assert_never(construct)


def _named_by_cut(cut: numbers.Cut) -> Iterator[Reference]:
    """What names the unit's group and says how large it is, and where it is kept for some periods the cut itself."""
    yield from (Reference(Named.VALUE, name) for name in cut.within)
    if cut.ranking is not None and cut.smallest > 1:
        yield Reference(Named.RANKING, cut.ranking)
    if cut.every is not None:
        yield Reference(Named.VALUE, cut.name, Time.PAST)


def looks_back(construct: Construct) -> bool:
    """Whether it asks for earlier periods itself, so that an engine must remember something for it."""
    times = [part.time for part in parts_in_time(construct)] + [each.time for each in references_of(construct)]
    return any(Time.PAST in time for time in times)


# ---- what kind of number it is ---------------------------------------------------------------------------------------


def is_quotient(number: Number) -> bool:
    """Whether a number may have decimals without end, and so must be rounded before it is used again."""
    match number:
        case numbers.Arithmetic():
            return number.sign == "/"
        case numbers.Fold() | numbers.RollingAggregate() | numbers.Aggregate():
            return number.how in ("mean", "share", "sd", "sd_sample")
        case numbers.Negative() | numbers.Cases():
            return any(map(is_quotient, parts_of(number)))
        case numbers.Piecewise():
            return number.between == "linear"
        case (
            numbers.Literal()
            | numbers.NumberOf()
            | numbers.RankOf()
            | numbers.SizeOf()
            | numbers.Clamp()
            | numbers.Absolute()
            | numbers.Rounded()
            | numbers.IfMissing()
            | numbers.Lag()
            | numbers.AtEntry()
            | numbers.Cut()
            | numbers.FlagCount()
            | numbers.Weighted()
        ):
            return False
        case _:
            assert_never(number)


def is_constant(number: Number) -> bool:
    """Whether a number is stated by the policy alone: literals and parameters, and what is computed of nothing else.

    Such a number is there whether or not a unit has any result, so it says nothing about the unit.
    """
    match number:
        case numbers.Literal():
            return True
        case numbers.NumberOf():
            return number.parameter
        case numbers.RankOf() | numbers.SizeOf() | numbers.RollingAggregate() | numbers.Aggregate():
            return False
        case numbers.Lag() | numbers.AtEntry() | numbers.Cases() | numbers.FlagCount() | numbers.Cut():
            return False
        case _:
            return all(map(is_constant, composed_of(number)))
