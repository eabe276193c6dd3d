"""Terms: what is folded is what it would come to, and SMT-LIB text says the same to both solvers."""

from __future__ import annotations

from random import Random
from typing import Final

import pytest

from targetrules.proof.allowance import Allowance
from targetrules.proof.smt import script
from targetrules.proof.solvers import ask_again, ask_first
from targetrules.proof.terms import (
    FALSE,
    TRUE,
    Term,
    Value,
    add,
    at_least_of,
    conj,
    disj,
    divided,
    equal,
    ite,
    leq,
    modulo,
    negated,
    number,
    times,
    truth,
    variable,
    whole_variable,
)
from targetrules.proof.traversals import evaluate, in_order, substituted

TRUTHS: Final = [variable(name) for name in "pqr"]
WHOLES: Final = [whole_variable("x", 0, 12), whole_variable("y", -7, 5), whole_variable("z", -3, -1)]


class Made:
    """A random term, and what it comes to, found without terms."""

    def __init__(self, random: Random, values: dict[Term, Value]) -> None:
        self.random, self.values = random, values

    def truth(self, depth: int) -> tuple[Term, bool]:
        if not depth:
            term = self.random.choice([*TRUTHS, TRUE, FALSE])
            return term, bool(term.value) if term.is_constant else bool(self.values[term])
        kind = self.random.randrange(6)
        if kind < 2:
            parts = [self.truth(depth - 1) for _ in range(self.random.randint(1, 3))]
            terms, truths = [term for term, _ in parts], [value for _, value in parts]
            return (conj(*terms), all(truths)) if kind else (disj(*terms), any(truths))
        if kind == 2:
            term, value = self.truth(depth - 1)
            return negated(term), not value
        if kind == 3:
            (a, one), (b, two), (c, three) = (self.truth(depth - 1) for _ in range(3))
            return ite(a, b, c), two if one else three
        (left, first), (right, second) = self.whole(depth - 1), self.whole(depth - 1)
        return (leq(left, right), first <= second) if kind == 4 else (equal(left, right), first == second)

    def whole(self, depth: int) -> tuple[Term, int]:
        if not depth:
            term = self.random.choice([*WHOLES, number(self.random.randint(-9, 9))])
            return term, term.value if term.is_constant else int(self.values[term])
        kind = self.random.randrange(5)
        if kind == 0:
            parts = [self.whole(depth - 1) for _ in range(3)]
            return add(*(term for term, _ in parts)), sum(value for _, value in parts)
        if kind == 1:
            (left, first), (right, second) = self.whole(depth - 1), self.whole(depth - 1)
            return times(left, right), first * second
        if kind == 2:
            (a, one), (b, two), (c, three) = self.truth(depth - 1), self.whole(depth - 1), self.whole(depth - 1)
            return ite(a, b, c), two if one else three
        by, (term, value) = self.random.randint(1, 9), self.whole(depth - 1)
        return (divided(term, number(by)), value // by) if kind == 3 else (modulo(term, by), value % by)


def drawn(random: Random) -> dict[Term, Value]:
    values: dict[Term, Value] = {each: random.random() < 0.5 for each in TRUTHS}
    return values | {each: random.randint(each.low or 0, each.high or 0) for each in WHOLES}


@pytest.mark.parametrize("seed", range(40))
def test_a_term_is_what_it_would_come_to(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    for _ in range(40):
        values = drawn(random)
        made = Made(random, values)
        for term, wanted in (made.truth(4), made.whole(4)):
            order = in_order([term])
            assert evaluate(order, values)[term] == wanted
            assert term.low is None or term.sort == "Bool" or term.low <= wanted
            assert term.high is None or term.sort == "Bool" or wanted <= term.high
            put = {each: number(value) if each.sort == "Int" else truth(bool(value)) for each, value in values.items()}
            found = substituted([term], put)[term]
            assert found.is_constant
            assert found.value == wanted


@pytest.mark.parametrize("seed", range(6))
def test_both_solvers_read_the_text_as_it_is_meant(seed: int) -> None:
    """With all variables given, a term can be nothing but what it comes to."""
    random = Random(seed)  # noqa: S311
    values = drawn(random)
    term, wanted = Made(random, values).whole(4)
    given = [equal(each, number(int(value))) for each, value in values.items() if each.sort == "Int"]
    given += [each if value else negated(each) for each, value in values.items() if each.sort == "Bool"]
    for asked, verdict in ((equal(term, number(wanted)), "sat"), (negated(equal(term, number(wanted))), "unsat")):
        text = script([*given, asked])
        assert ask_first(text, Allowance(20)).verdict == verdict
        assert ask_again(text, Allowance(20)) == verdict


@pytest.mark.parametrize("wanted", range(6))
def test_counting_without_numbers(wanted: int) -> None:
    parts = [variable(f"v{at}") for at in range(4)]
    counted = at_least_of(parts, wanted)
    for sign in range(16):
        values: dict[Term, Value] = {part: bool(sign >> at & 1) for at, part in enumerate(parts)}
        assert evaluate(in_order([counted]), values)[counted] is (sign.bit_count() >= wanted)


def test_names_of_policies_become_plain_symbols_and_stay_apart() -> None:
    terms = [variable("得分|x"), variable("得分\\x"), variable("<5f97><5206>!x")]
    text = script([disj(*terms), negated(terms[0]), negated(terms[2])])
    assert text.text.isascii()
    answer = ask_first(text, Allowance(20))
    assert [answer.values[each] for each in terms] == [False, True, False]
    assert ask_again(text, Allowance(20)) == "sat"


def test_wishes_are_granted_as_far_as_they_can_be() -> None:
    x = WHOLES[0]
    text = script(
        [leq(number(7), x)], wishes=[equal(x, number(3)), equal(modulo(x, 4), number(0)), equal(x, number(7))]
    )
    assert ask_first(text, Allowance(20)).values[x] in (8, 12)
