"""Terms: truth values and whole numbers, shared where they are alike, and folded where they are settled.

The neutral language between the rules of a policy and the solvers. Every term is there once, so that two that are alike
are the same object; what constants and declared ends settle is never built. Sums, products and quotients are of
mathematical whole numbers, without end; ``div`` and ``mod`` are those of SMT-LIB, here by positive divisors alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Final
from typing import Literal as OneOf
from weakref import WeakValueDictionary

__all__ = [
    "FALSE",
    "TRUE",
    "Term",
    "Value",
    "add",
    "at_least_of",
    "both",
    "conj",
    "constant",
    "constants_of",
    "disj",
    "divided",
    "equal",
    "greatest",
    "implies",
    "is_between",
    "ite",
    "least",
    "leq",
    "less",
    "mapped",
    "minus",
    "modulo",
    "negated",
    "number",
    "times",
    "truth",
    "variable",
    "whole_variable",
]

Value = bool | int

Op = OneOf["var", "const", "not", "and", "or", "ite", "=", "<=", "+", "*", "div", "mod"]

_serial: Final = count()


class Term:
    """One term. ``low`` and ``high`` are the ends of a whole number, None where it has none; of a truth value 0 and 1.

    Attributes:
        op: What it is: a variable, a constant, or the operation as SMT-LIB calls it.
        args: The terms that it is made of.
        sort: ``"Bool"`` or ``"Int"``.
        name: Of a variable its name, else empty.
        value: Of a constant its value.
        low: The least that it can be.
        high: The greatest that it can be.
        serial: Its number in the order in which terms were made; parts come before wholes.
    """

    __slots__ = ("__weakref__", "args", "high", "low", "name", "op", "serial", "sort", "value")

    op: Op
    args: tuple[Term, ...]
    sort: OneOf["Bool", "Int"]
    name: str
    value: int
    low: int | None
    high: int | None
    serial: int

    @property
    def is_constant(self) -> bool:
        """Whether it is one value, whatever the variables are."""
        return self.op == "const"

    @property
    def is_table(self) -> bool:
        """Whether it is one of some constants, as conditions say."""
        return self.is_constant or (self.op == "ite" and self.sort == "Int" and self.value == 1)

    def __repr__(self) -> str:
        if self.op == "var":
            return self.name
        if self.op == "const":
            return str(self.value) if self.sort == "Int" else str(bool(self.value)).lower()
        return f"({self.op} {' '.join(map(repr, self.args))})"


_Key = tuple[str, tuple[int, ...], str, int, int | None, int | None]
_terms: Final[WeakValueDictionary[_Key, Term]] = WeakValueDictionary()


def _made(
    op: Op,
    args: tuple[Term, ...] = (),
    sort: OneOf["Bool", "Int"] = "Bool",
    name: str = "",
    value: int = 0,
    low: int | None = None,
    high: int | None = None,
) -> Term:
    key = (op, tuple(map(id, args)), name + sort, value, low, high)
    found = _terms.get(key)
    if found is None:
        found = Term()
        found.op, found.args, found.sort, found.name, found.value = op, args, sort, name, value
        found.low, found.high = low, high
        found.serial = next(_serial)
        _terms[key] = found
    return found


FALSE: Final = _made("const", value=0)
TRUE: Final = _made("const", value=1)


def truth(value: bool) -> Term:  # noqa: FBT001
    """A truth value that is settled."""
    return TRUE if value else FALSE


def number(value: int) -> Term:
    """A whole number that is settled."""
    return _made("const", (), "Int", "", value, value, value)


def variable(name: str) -> Term:
    """A truth value of which nothing is known."""
    return _made("var", (), "Bool", name)


def whole_variable(name: str, low: int | None = None, high: int | None = None) -> Term:
    """A whole number between two ends, of which nothing else is known. Whoever prints it prints its ends as well."""
    if low is not None and low == high:
        return number(low)
    return _made("var", (), "Int", name, 0, low, high)


def constant(term: Term) -> int | None:
    """The value of a whole number that is settled; None where it is not."""
    return term.value if term.op == "const" else None


# ---- truth values ----------------------------------------------------------------------------------------------------


def negated(of: Term) -> Term:
    """Not."""
    if of.op == "const":
        return truth(not of.value)
    return of.args[0] if of.op == "not" else _made("not", (of,))


def conj(*parts: Term) -> Term:
    """All of these."""
    return _joined("and", parts, TRUE, FALSE)


def disj(*parts: Term) -> Term:
    """Any of these."""
    return _joined("or", parts, FALSE, TRUE)


def _joined(op: OneOf["and", "or"], parts: Iterable[Term], nothing: Term, settled: Term) -> Term:
    found: dict[Term, None] = {}
    denied: set[Term] = set()
    for part in parts:
        for each in part.args if part.op == op else (part,):
            if each is settled or (each.args[0] in found if each.op == "not" else each in denied):
                return settled
            if each is not nothing:
                found[each] = None
                if each.op == "not":
                    denied.add(each.args[0])
    if len(found) <= 1:
        return next(iter(found), nothing)
    return _made(op, tuple(sorted(found, key=lambda each: each.serial)))


def implies(left: Term, right: Term) -> Term:
    """Where the left holds, so does the right."""
    return disj(negated(left), right)


def both(left: Term, right: Term) -> Term:
    """Both truth values are the same."""
    return ite(left, right, negated(right))


def at_least_of(parts: Sequence[Term], least_count: int) -> Term:
    """At least so many of these hold, counted without numbers."""
    if least_count <= 0:
        return TRUE
    held = [TRUE, *[FALSE] * least_count]
    for part in parts:
        held = [TRUE, *(disj(held[at], conj(part, held[at - 1])) for at in range(1, least_count + 1))]
    return held[least_count]


# ---- choices ---------------------------------------------------------------------------------------------------------


def ite(condition: Term, then: Term, otherwise: Term) -> Term:
    """``then`` where the condition holds, else ``otherwise``."""
    if condition.op == "const":
        return then if condition.value else otherwise
    if then is otherwise:
        return then
    if condition.op == "not":
        return ite(condition.args[0], otherwise, then)
    if then.sort == "Int":
        low = None if then.low is None or otherwise.low is None else min(then.low, otherwise.low)
        high = None if then.high is None or otherwise.high is None else max(then.high, otherwise.high)
        table = int(then.is_table and otherwise.is_table)
        return _made("ite", (condition, then, otherwise), "Int", "", table, low, high)
    if then.op == "const" or then is condition:
        return disj(condition, otherwise) if then is TRUE or then is condition else conj(negated(condition), otherwise)
    if otherwise.op == "const" or otherwise is condition:
        return disj(negated(condition), then) if otherwise is TRUE else conj(condition, then)
    return _made("ite", (condition, then, otherwise))


# ---- whole numbers ---------------------------------------------------------------------------------------------------


def _over_table(table: Term, make: Callable[[Term], Term]) -> Term:
    """What is made of each constant of a table, as its conditions say."""
    found: dict[Term, Term] = {}
    for each in _branches(table):
        found[each] = make(each) if each.op == "const" else ite(each.args[0], found[each.args[1]], found[each.args[2]])
    return found[table]


def _branches(table: Term) -> list[Term]:
    """The choices and constants of a table, parts before wholes; what its conditions are made of is left aside."""
    found, waiting = {table}, [table]
    while waiting:
        new = set(waiting.pop().args[1:]) - found
        found |= new
        waiting.extend(new)
    return sorted(found, key=lambda each: each.serial)


def mapped(table: Term, make: Callable[[int], Term]) -> Term:
    """What is made of each constant of a table, as its conditions say.

    Args:
        table: A term that ``is_table``.
        make: What a constant becomes.
    """
    return _over_table(table, lambda each: make(each.value))


def constants_of(table: Term) -> set[int]:
    """The constants of a table."""
    return {each.value for each in _branches(table) if each.op == "const"}


def add(*parts: Term) -> Term:
    """The sum."""
    total, rest = 0, list[Term]()
    for part in parts:
        for each in part.args if part.op == "+" else (part,):
            if each.op == "const":
                total += each.value
            else:
                rest.append(each)
    if not rest:
        return number(total)
    if total:
        rest.append(number(total))
    if len(rest) == 1:
        return rest[0]
    lows, highs = [each.low for each in rest], [each.high for each in rest]
    low = None if None in lows else sum(each for each in lows if each is not None)
    high = None if None in highs else sum(each for each in highs if each is not None)
    return _made("+", tuple(sorted(rest, key=lambda each: each.serial)), "Int", "", 0, low, high)


def minus(left: Term, right: Term) -> Term:
    """The difference."""
    return number(0) if left is right else add(left, times(number(-1), right))


def times(left: Term, right: Term) -> Term:
    """The product."""
    if left.op != "const":
        left, right = right, left
    if left.op == "const":
        if left.value == 0:
            return number(0)
        if left.value == 1:
            return right
        if right.op == "const":
            return number(left.value * right.value)
        if right.op == "*" and right.args[0].op == "const":
            return times(number(left.value * right.args[0].value), right.args[1])
        if right.op == "+":
            return add(*(times(left, each) for each in right.args))
        if right.is_table:
            return _over_table(right, lambda each: number(each.value * left.value))
    ends = [
        None if one is None or other is None else one * other
        for one in (left.low, left.high)
        for other in (right.low, right.high)
    ]
    known = [each for each in ends if each is not None]
    low, high = (min(known), max(known)) if len(known) == len(ends) else (None, None)
    pair = (left, right) if left.op == "const" or left.serial <= right.serial else (right, left)
    return _made("*", pair, "Int", "", 0, low, high)


def divided(of: Term, by: Term) -> Term:
    """How often a positive number goes into another, rounded down; of zero, by which nothing is divided, 0 stands."""
    divisor = constant(by)
    if divisor in (0, 1):
        return of if divisor else number(0)
    if divisor is not None:
        if of.op == "const":
            return number(of.value // divisor)
        if of.is_table:
            return _over_table(of, lambda each: number(each.value // divisor))
        low = None if of.low is None else of.low // divisor
        high = None if of.high is None else of.high // divisor
        return number(low) if low is not None and low == high else _made("div", (of, by), "Int", "", 0, low, high)
    if by.is_table:
        return _over_table(by, lambda each: divided(of, each))
    low = 0 if of.low is not None and of.low >= 0 else None
    return _made("div", (of, by), "Int", "", 0, low, of.high if low == 0 else None)


def modulo(of: Term, by: int) -> Term:
    """What is left where a positive constant goes into a number as often as it can."""
    if of.op == "const":
        return number(of.value % by)
    return number(0) if by == 1 else _made("mod", (of, number(by)), "Int", "", 0, 0, by - 1)


def leq(left: Term, right: Term) -> Term:
    """At most."""
    if left is right:
        return TRUE
    if left.high is not None and right.low is not None and left.high <= right.low:
        return TRUE
    if left.low is not None and right.high is not None and left.low > right.high:
        return FALSE
    if right.op == "const" and left.is_table:
        return _over_table(left, lambda each: leq(each, right))
    if left.op == "const" and right.is_table:
        return _over_table(right, lambda each: leq(left, each))
    if left.op == "+" and right.op == "const":
        settled = (
            left.args[-1] if left.args[-1].op == "const" else next((e for e in left.args if e.op == "const"), None)
        )
        if settled is not None:
            rest = tuple(each for each in left.args if each is not settled)
            return leq(add(*rest), number(right.value - settled.value))
    return _made("<=", (left, right))


def less(left: Term, right: Term) -> Term:
    """Below."""
    return negated(leq(right, left))


def equal(left: Term, right: Term) -> Term:
    """Equal whole numbers."""
    if left is right:
        return TRUE
    if right.op != "const":
        left, right = (right, left) if left.op == "const" or left.serial > right.serial else (left, right)
    for one, other in ((left, right), (right, left)):
        if one.high is not None and other.low is not None and one.high < other.low:
            return FALSE
    if right.op == "const" and left.op == "const":
        return truth(left.value == right.value)
    if right.op == "const" and left.is_table:
        return _over_table(left, lambda each: equal(each, right))
    return _made("=", (left, right))


def least(left: Term, right: Term) -> Term:
    """The smaller of two."""
    return ite(leq(left, right), left, right)


def greatest(left: Term, right: Term) -> Term:
    """The larger of two."""
    return ite(leq(left, right), right, left)


def is_between(term: Term, low: int | None, high: int | None) -> Term:
    """It lies between two ends, both included; None: there is no such end."""
    above = TRUE if low is None else leq(number(low), term)
    return above if high is None else conj(above, leq(term, number(high)))
