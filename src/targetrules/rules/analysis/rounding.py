"""How far rounding can carry a number: what it is at most away from the number without any rounding in its period.

Where two numbers lie farther apart than that, nobody need ask what they were before they were rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, assert_never

from targetrules.data import frozen
from targetrules.rules import tree
from targetrules.rules.analysis.decimals import exact_decimals
from targetrules.rules.analysis.scale import decimals_of_parameter
from targetrules.rules.exact import slopes_of
from targetrules.rules.parts import parts_of

__all__ = ["most_rounded"]

_NONE: Final = Fraction(0)

Far = Fraction | None
"""How far at most; None where there is no such limit."""


def most_rounded(rules: tree.Rules, number: tree.Number, period: int) -> Far:
    """How far at most a number can be from what it would be if nothing of its period were rounded.

    Args:
        rules: The policy.
        number: A number in a condition, a ranking, a formula of it.
        period: The period.

    Returns:
        The limit, which is reached by none or by rounding up and down alone; None where there is none.
    """
    return _Farthest(rules, rules.once(_of_names, period), period).of(number)


def _of_names(rules: tree.Rules, period: int) -> Mapping[str, Far]:
    """That of each input and measure; a measure comes after those that it rests on."""
    found: dict[str, Far] = {
        name: _step(each.decimals) if each.excess == "round" else _NONE for name, each in rules.inputs.items()
    }
    kept = {name: each.decimals for name, each in rules.inputs.items()}
    kept |= {name: each.decimals for name, each in rules.measures.items()}
    kept |= {name: decimals_of_parameter(each) for name, each in rules.parameters.items()}
    for measure in rules.order:
        if isinstance(measure, tree.Measure):
            found[measure.name] = _NONE
            for version in measure.versions:
                if period in version.in_force:
                    exact = exact_decimals(version, kept)
                    itself = _NONE if exact is not None and exact <= measure.decimals else _step(measure.decimals)
                    found[measure.name] = _sum([_Farthest(rules, found, period).of(version.formula), itself])
    return found


def _step(decimals: int) -> Fraction:
    return Fraction(1, 10**decimals)


def _sum(parts: Iterable[Far]) -> Far:
    there = list(parts)
    return None if None in there else sum((each for each in there if each is not None), _NONE)


def _greatest(parts: Iterable[Far]) -> Far:
    there = list(parts)
    return None if None in there else max((each for each in there if each is not None), default=_NONE)


@frozen(slots=True)
class _Farthest:
    rules: tree.Rules
    names: Mapping[str, Far]
    period: int

    def of(self, number: tree.Number) -> Far:  # noqa: C901  one case a kind of number
        """What looks at earlier periods, or at several units, rests on numbers as they were kept."""
        match number:
            case tree.NumberOf(name):
                return self.names.get(name, _NONE)
            case tree.Literal() | tree.RankOf() | tree.SizeOf() | tree.FlagCount():
                return _NONE
            case tree.Lag() | tree.AtEntry() | tree.RollingAggregate() | tree.Aggregate() | tree.Cut():
                return _NONE
            case tree.Negative(of) | tree.Absolute(of):
                return self.of(of)
            case tree.Rounded(of, decimals):
                return _sum([self.of(of), _step(decimals)])
            case tree.Arithmetic():
                return self.arithmetic(number)
            case tree.Fold(how):
                parts = map(self.of, parts_of(number))
                return _sum(parts) if how == "sum" else _greatest(parts)
            case tree.IfMissing() | tree.Cases():  # which case applies is asked of numbers as they were kept
                return _greatest(map(self.of, parts_of(number)))
            case tree.Clamp(of):
                ends = [self.of(each) for each in (number.low, number.high) if each is not None]
                return None if any(end != 0 for end in ends) else self.of(of)
            case tree.Piecewise():
                return self.on_scale(number)
            case tree.Weighted(parts):
                return _greatest(self.of(part) for part, _ in parts)  # a mean, for weights are above zero
            case _:
                assert_never(number)

    def on_scale(self, number: tree.Piecewise) -> Far:
        """As far as the steepest piece carries it; a jump, or an end beyond which it is missing, has no such limit."""
        far = self.of(number.of)
        if far == 0 or far is None or number.between == "step" or number.outside == "missing":
            return _NONE if far == 0 else None
        return far * max(map(abs, slopes_of(number.points)))

    def arithmetic(self, number: tree.Arithmetic) -> Far:
        """A product or a quotient is as far away as its part where the policy states the factor, or the divisor."""
        left, right = self.of(number.left), self.of(number.right)
        if number.sign in ("+", "-") or (left == 0 and right == 0):
            return _sum([left, right])
        factor = self.stated(number.right)
        if factor is not None and left is not None:
            return left * factor if number.sign == "*" else left / factor if factor else _NONE
        factor = self.stated(number.left)
        return right * factor if factor is not None and right is not None and number.sign == "*" else None

    def stated(self, number: tree.Number) -> Fraction | None:
        """A number that the policy states itself, without its sign."""
        if isinstance(number, tree.Literal):
            return abs(number.exact)
        if isinstance(number, tree.NumberOf) and number.parameter:
            value = self.rules.parameters[number.name].at(self.period)
            return abs(Fraction(value)) if isinstance(value, Decimal) else None
        return None
