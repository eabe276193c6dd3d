"""Traversals of terms: all parts of some in order, their values, what others in their place make of them.

Parts come before what they are parts of, and one that is shared comes once: no function calls itself, however deep.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce

from targetrules.proof.terms import (
    Term,
    Value,
    add,
    conj,
    disj,
    divided,
    equal,
    ite,
    leq,
    modulo,
    negated,
    times,
)

__all__ = ["evaluate", "in_order", "is_nonlinear", "substituted", "variables_of"]


def in_order(roots: Iterable[Term]) -> list[Term]:
    """All terms of which these are made, each once, parts before wholes."""
    found: set[Term] = set()
    waiting = list(roots)
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting.extend(part for part in each.args if part not in found)
    return sorted(found, key=lambda each: each.serial)


def evaluate(terms: Sequence[Term], values: Mapping[Term, Value]) -> dict[Term, Value]:
    """The values of terms, and of all that they are made of, where variables have these."""
    found: dict[Term, Value] = {}
    for each in terms:
        args = [found[part] for part in each.args]
        found[each] = values[each] if each.op == "var" else _value(each, args)
    return found


def _value(term: Term, args: list[Value]) -> Value:  # noqa: C901
    match term.op:
        case "const":
            return term.value if term.sort == "Int" else bool(term.value)
        case "not":
            return not args[0]
        case "and":
            return all(args)
        case "or":
            return any(args)
        case "ite":
            return args[1] if args[0] else args[2]
        case "=":
            return args[0] == args[1]
        case "<=":
            return args[0] <= args[1]
        case "+":
            return sum(args)
        case "*":
            return args[0] * args[1]
        case "div":
            return args[0] // args[1] if args[1] else 0
        case _:
            return args[0] % args[1]


def substituted(roots: Iterable[Term], by: Mapping[Term, Term]) -> dict[Term, Term]:
    """These terms and all that they are made of, each with what it becomes where others stand for some of them."""
    found: dict[Term, Term] = {}
    for each in in_order(roots):
        found[each] = by[each] if each in by else _rebuilt(each, [found[part] for part in each.args])
    return found


def _rebuilt(term: Term, args: list[Term]) -> Term:  # noqa: C901
    if all(new is old for new, old in zip(args, term.args, strict=True)):
        return term
    match term.op:
        case "not":
            return negated(args[0])
        case "and":
            return conj(*args)
        case "or":
            return disj(*args)
        case "ite":
            return ite(*args)
        case "=":
            return equal(*args)
        case "<=":
            return leq(*args)
        case "+":
            return add(*args)
        case "*":
            return reduce(times, args)
        case "div":
            return divided(*args)
        case _:
            return modulo(args[0], args[1].value)


def is_nonlinear(term: Term) -> bool:
    """Whether it is a product of two terms that vary, or a quotient by one."""
    if term.op == "div":
        return not term.args[1].is_constant
    return term.op == "*" and not any(each.is_constant for each in term.args)


def variables_of(terms: Iterable[Term]) -> Iterator[Term]:
    """The variables among terms."""
    return (each for each in terms if each.op == "var")
