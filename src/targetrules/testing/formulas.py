"""Random formulas that fit 64 bits, and any formula as the text that an author would write for it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final, assert_never
from typing import Literal as OneOf

from targetrules.errors import InternalError
from targetrules.rules import tree
from targetrules.rules.analysis.ranges import NumberTooLargeError
from targetrules.rules.parts import is_quotient, numbers_in
from targetrules.testing.draft import Draft

__all__ = ["fits", "formula", "formula_text", "group_formula", "leaf"]

_OVER_UNITS: Final = ("mean", "min", "max", "percentile", "count", "sum", "share", "sd", "sd_sample")
_METHODS: Final = ("inclusive", "exclusive", "nearest", "sas5")
_LITERALS: Final = ("1", "0", "2", "10", "0.5", "100", "0.25", "0.001")


def formula(draft: Draft, rounding: tree.Rounding, *, past: str | None = None) -> tree.Number:
    """A number for a measure that rounds so; ``past`` is the measure's own name, of which it may use earlier values."""
    found = _of_past(draft, past) if past and draft.chance.happens(1, 6) else _number(draft, rounding, 3)
    return found if fits(draft, found) else leaf(draft)


def group_formula(draft: Draft, ranking: str | None, rounding: tree.Rounding) -> tree.Number:
    """A number for a cut: of functions over the groups of a ranking (None: of all units), numbers and parameters."""
    found = _group_number(draft, ranking, rounding, 2)
    return found if fits(draft, found) and _has_function(found) else tree.Aggregate("count", None, None, ranking)


def _group_number(draft: Draft, ranking: str | None, rounding: tree.Rounding, depth: int) -> tree.Number:
    chance = draft.chance
    if depth == 0 or chance.happens():
        return _aggregate(draft, ranking, leaf(draft) if chance.happens() else _plain(draft, rounding))

    def part() -> tree.Number:
        found = _group_number(draft, ranking, rounding, depth - 1)
        return tree.Rounded(found, chance.count(0, 2), rounding) if is_quotient(found) else found

    def any_part() -> tree.Number:
        return _group_number(draft, ranking, rounding, depth - 1)

    parameters = [name for name in draft.now.numbers if name in draft.file.get("parameters", {})]
    stated: list[tree.Number] = [_literal(draft), *map(draft.number_of, parameters)]
    other = chance.one(stated) if chance.happens() else part()
    kinds: list[_Kind] = [_if_missing, _fold, _arithmetic, _clamp, _signed, _signed]
    found = chance.one(kinds)(draft, part, any_part, rounding)
    return tree.Arithmetic(chance.one(("+", "-", "*")), part(), other) if chance.happens(1, 3) else found


def _plain(draft: Draft, rounding: tree.Rounding) -> tree.Number:
    found = _number(draft, rounding, 2)
    return tree.Rounded(found, draft.chance.count(0, 2), rounding) if is_quotient(found) else found


def _has_function(number: tree.Number) -> bool:
    return any(isinstance(part, tree.Aggregate) for part in numbers_in(number))


def fits(draft: Draft, number: tree.Number) -> bool:
    """Whether every step of it can be shown to fit 64 bits."""
    try:
        draft.bounds.of(number)
    except NumberTooLargeError:
        return False
    return True


def _of_past(draft: Draft, name: str) -> tree.Number:
    """What a measure makes of its own past without growing for ever."""
    before = tree.Lag(draft.number_of(name), draft.chance.count(1, 3))
    kind = draft.chance.count(0, 2)
    if kind == 0:
        return tree.IfMissing(before, leaf(draft))
    if kind == 1:
        return _between(draft, before, _literal(draft), _literal(draft))
    return tree.Fold(draft.chance.one(("max", "min")), (before, leaf(draft)))


def leaf(draft: Draft) -> tree.Number:
    """A number that needs no formula."""
    chance = draft.chance
    if draft.now.rankings and chance.happens(1, 3):
        ranking = chance.one(draft.now.rankings)
        return tree.SizeOf(ranking) if chance.happens() else tree.RankOf(ranking)
    if chance.happens(1, 5):
        return _literal(draft)
    return draft.number_of(chance.one(draft.now.numbers))


def _literal(draft: Draft) -> tree.Literal:
    return tree.Literal(Decimal(draft.chance.one(_LITERALS)))


def _number(draft: Draft, rounding: tree.Rounding, depth: int) -> tree.Number:
    if depth == 0 or draft.chance.happens(1, 5):
        return leaf(draft)

    def any_part() -> tree.Number:
        return _number(draft, rounding, depth - 1)

    def part() -> tree.Number:
        """A quotient is rounded before it is used again."""
        found = any_part()
        return tree.Rounded(found, draft.chance.count(0, 2), rounding) if is_quotient(found) else found

    kinds: list[_Kind] = [_arithmetic, _fold, _clamp, _clamp, _if_missing, _signed, _signed, _signed, _looking_back]
    kinds += [_looking_back, _over_units, _over_units]
    kinds += [_conditional, _count] if _flags(draft) else []
    kinds += [_at_entry, _at_entry] if _statuses(draft) else []
    return draft.chance.one(kinds)(draft, part, any_part, rounding)


_Part = Callable[[], tree.Number]
_Kind = Callable[[Draft, _Part, _Part, tree.Rounding], tree.Number]


def _arithmetic(draft: Draft, part: _Part, _: _Part, __: tree.Rounding) -> tree.Number:
    return tree.Arithmetic(draft.chance.one(("+", "-", "*", "/")), part(), part())


def _fold(draft: Draft, part: _Part, _: _Part, __: tree.Rounding) -> tree.Number:
    parts = tuple(part() for _ in range(draft.chance.count(1, 3)))
    return tree.Fold(draft.chance.one(("min", "max", "mean", "sum")), parts, strict=draft.chance.happens())


def _clamp(draft: Draft, part: _Part, _: _Part, __: tree.Rounding) -> tree.Number:
    return _between(draft, part(), part(), part())


def _between(draft: Draft, of: tree.Number, low: tree.Number, high: tree.Number) -> tree.Clamp:
    """The ends of a clamp: both or one of them; not both where the low one is always above the high one."""
    ends = draft.chance.one(((low, high), (low, None), (None, high)))
    found = tree.Clamp(of, *ends)
    return found if fits(draft, found) and not draft.bounds.leaves_nothing(found) else tree.Clamp(of, low, None)


def _if_missing(_: Draft, part: _Part, __: _Part, ___: tree.Rounding) -> tree.Number:
    return tree.IfMissing(part(), part())


def _conditional(draft: Draft, _: _Part, any_part: _Part, __: tree.Rounding) -> tree.Number:
    return tree.Cases((tree.Case(_flag(draft), any_part()),), any_part())


def _count(draft: Draft, _: _Part, __: _Part, ___: tree.Rounding) -> tree.Number:
    return tree.FlagCount(tuple(_flag(draft) for _ in range(draft.chance.count(1, 3))))


def _flag(draft: Draft) -> tree.FlagIs:
    return tree.FlagIs(draft.chance.one(_flags(draft)), wanted=True)


def _flags(draft: Draft) -> list[str]:
    """Those whose names may stand in a formula."""
    return [name for name in draft.now.flags if name.isidentifier()]


def _signed(draft: Draft, part: _Part, any_part: _Part, rounding: tree.Rounding) -> tree.Number:
    match draft.chance.count(0, 2):
        case 0:
            return tree.Rounded(any_part(), draft.chance.count(0, 2), rounding)
        case 1:
            return tree.Negative(any_part())
        case _:
            return tree.Absolute(part())


def _looking_back(draft: Draft, part: _Part, any_part: _Part, rounding: tree.Rounding) -> tree.Number:
    periods = draft.chance.one((1, 2, 3, 64))
    of = part()
    if draft.chance.happens(1, 5):
        of = tree.Lag(of, 1) if draft.chance.happens() else tree.RollingAggregate("best", of, 2)
    if _statuses(draft) and draft.chance.happens(1, 8):
        of = _at_entry(draft, part, any_part, rounding)
    if draft.chance.happens():
        return tree.Lag(of, periods)
    return tree.RollingAggregate(draft.chance.one(("mean", "best", "worst")), of, periods)


def _at_entry(draft: Draft, part: _Part, _: _Part, __: tree.Rounding) -> tree.Number:
    return tree.AtEntry(draft.chance.one(_statuses(draft)), part())


def _statuses(draft: Draft) -> list[str]:
    """Those whose names may stand in a formula."""
    return [name for name in draft.statuses if name.isidentifier()]


def _over_units(draft: Draft, part: _Part, _: _Part, __: tree.Rounding) -> tree.Number:
    if not draft.shape.across_units:
        return part()
    return _aggregate(draft, draft.chance.one((None, *draft.now.rankings)), part())


def _aggregate(draft: Draft, ranking: str | None, of: tree.Number) -> tree.Aggregate:
    how: OneOf["mean", "min", "max", "percentile", "count", "sum", "share", "sd", "sd_sample"] = draft.chance.one(
        _OVER_UNITS
    )
    percent = Decimal(draft.chance.one(("50", "0", "100", "75", "12.5"))) if how == "percentile" else None
    if how in ("count", "share"):
        if ranking is None or not _flags(draft) or (how == "count" and draft.chance.happens()):
            return tree.Aggregate("count", None, None, ranking)
        return tree.Aggregate.of_flag(how, _flag(draft), ranking)
    method: OneOf["inclusive", "exclusive", "nearest", "sas5"] = draft.chance.one(_METHODS)
    return tree.Aggregate(how, of, percent, ranking, "inclusive" if percent is None else method)


_Call = (
    tree.Fold
    | tree.Clamp
    | tree.Absolute
    | tree.Rounded
    | tree.IfMissing
    | tree.Lag
    | tree.AtEntry
    | tree.RollingAggregate
    | tree.Aggregate
    | tree.Cases
    | tree.FlagCount
)

# ---- as text ---------------------------------------------------------------------------------------------------------


def formula_text(number: tree.Number) -> str:
    """The formula as it stands in a policy file; read back it is the same number."""
    match number:
        case tree.Literal(value):
            return f"{value:f}"
        case tree.NumberOf(name):
            return name
        case tree.RankOf(ranking):
            return f"{ranking}.rank"
        case tree.SizeOf(ranking):
            return f"{ranking}.size"
        case tree.Negative(of):
            return f"-{_in_brackets(of, tree.Arithmetic)}"
        case tree.Arithmetic(sign, left, right):
            return f"{_operand(left, sign)} {sign} {_operand(right, sign, right=True)}"
        case tree.Weighted() | tree.Piecewise():
            raise InternalError("weights and scales are tables of their own, and no formula")
        case tree.Cut():
            raise InternalError("a cut is a table of its own, and no formula")
        case _:
            name, arguments = _call(number)
            return f"{name}({', '.join(arguments)})"


def _operand(number: tree.Number, sign: str, *, right: bool = False) -> str:
    """Products before sums, and what stands further left first; anything else needs brackets."""
    weak = isinstance(number, tree.Arithmetic) and number.sign in "+-" and sign in "*/"
    late = isinstance(number, tree.Arithmetic) and right and (number.sign in "+-") is (sign in "+-")
    return f"({formula_text(number)})" if weak or late else formula_text(number)


def _in_brackets(number: tree.Number, kind: type) -> str:
    return f"({formula_text(number)})" if isinstance(number, kind) else formula_text(number)


def _call(number: _Call) -> tuple[str, list[str]]:  # noqa: C901  one case a kind of number
    match number:
        case tree.Fold(how, of, strict):
            return f"all_{how}" if strict else how, [formula_text(part) for part in of]
        case tree.Clamp(of, low, high):
            ends = [(name, end) for name, end in (("low", low), ("high", high)) if end is not None]
            named = [formula_text(end) if len(ends) > 1 else f"{name}={formula_text(end)}" for name, end in ends]
            return "clamp", [formula_text(of), *named]
        case tree.Absolute(of):
            return "abs", [formula_text(of)]
        case tree.Rounded(of, decimals):
            return "round", [formula_text(of), str(decimals)]
        case tree.Cases():
            return "if", _if(number)
        case tree.FlagCount(flags):
            return "count", [flag.name for flag in flags]
        case tree.IfMissing(of, instead):
            return "if_missing", [formula_text(of), formula_text(instead)]
        case tree.Lag(of, periods):
            return "previous", [formula_text(of), *([str(periods)] if periods > 1 else [])]
        case tree.AtEntry(status, of):
            return "at_entry", [status, formula_text(of)]
        case tree.RollingAggregate(how, of, periods):
            return f"{how}_last", [formula_text(of), str(periods)]
        case tree.Aggregate():
            return f"group_{number.how}", [word for word in _of_group(number) if word is not None]
        case _:
            assert_never(number)


def _if(cases: tree.Cases) -> list[str]:
    """A single case by a flag; others are a list of their own, and no formula."""
    match cases:
        case tree.Cases((tree.Case(tree.FlagIs(flag, True), of),), otherwise) if otherwise is not None:
            return [flag, formula_text(of), formula_text(otherwise)]
        case _:
            raise InternalError("these cases are no formula: " + repr(cases))


def _of_group(number: tree.Aggregate) -> list[str | None]:
    """The arguments of a function over a group; None is left out."""
    if number.flag is not None:
        return [number.ranking, number.flag.name]
    of = None if number.of is None else formula_text(number.of)
    percent = None if number.percent is None else f"{number.percent:f}"
    return [of, percent, number.ranking, None if number.method == "inclusive" else f"method={number.method}"]
