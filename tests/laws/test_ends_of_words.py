"""Engines agree where a number, a window or a stretch of time just fits into a machine word, and where it does not.

Random policies seldom come so far.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest

from targetrules import Policy, loads
from targetrules.engine.choice import ENGINES
from targetrules.history import History, Row, Value

HEAD = """
format = 1
[policy]
id = "ends"
title = "Ends of words"
period = "sequence"
[[grades]]
id = "good"
[[grades]]
id = "poor"
"""


def check_agreement(policy: Policy, rows: list[Row]) -> None:
    """In no order, since what is in order is not moved."""
    rows = [*rows[1::2], *rows[::2]]
    history = History(tuple(rows))
    by_reference, *others = (policy.evaluate(history, engine=engine) for engine in ENGINES)
    assert all(each == by_reference for each in others)


# ---- time ------------------------------------------------------------------------------------------------------------

WINDOWS = loads(
    HEAD
    + """
[inputs]
score = { type = "number", min = 0, max = 100 }
[measures.before]
formula = "if_missing(previous(score, 64), 0) + best_last(score, 64)"
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[conditions.often]
grade = "poor"
times = 2
of_last = 64
[conditions.always]
grade = "poor"
consecutive = 64
[conditions.then]
grade = "poor"
ago = 64
[conditions.talked_to]
received = "talk"
times = 1
of_last = 64
[[consequences]]
id = "talk"
when = { grade = "poor" }
"""
)


@pytest.mark.parametrize("gap", [1, 2, 7, 8, 9, *range(61, 67), 127, 128, *range(254, 259), *range(510, 515), 65_535])
def test_units_may_come_back_after_any_time(gap: int) -> None:
    scores = {("A", 0): 50, ("B", 0): 50, ("A", gap): 40, ("B", gap + 1): 40, ("A", gap + 2): 70, ("C", gap - 1): 30}
    rows = [Row(unit, period, {"score": Decimal(score)}) for (unit, period), score in scores.items()]
    check_agreement(WINDOWS, rows)


@pytest.mark.parametrize("span", [2**8, 2**9, 2**16, 2 * (10**9 - 2)])
@pytest.mark.parametrize("more", [-1, 0, 1])
def test_periods_may_lie_any_time_apart(span: int, more: int) -> None:
    periods = (-(span // 2), 0, 1, span // 2 + more)
    check_agreement(WINDOWS, [Row(unit, period, {"score": Decimal(50)}) for unit in "AB" for period in periods])


@pytest.mark.parametrize("length", [1, 2, 8, 9, 16, 17, 32, 33, 64])
@pytest.mark.parametrize("of", ['grade = "poor"', 'received = "talk"'], ids=["now", "before"])
def test_a_window_may_have_any_length(length: int, of: str) -> None:
    policy = loads(
        HEAD
        + '[inputs]\ngiven = { type = "grade", optional = true }\n[grading]\ngiven = "given"\n'
        + '[[consequences]]\nid = "talk"\nwhen = { grade = "poor" }\n'
        + f"[conditions.always]\n{of}\nconsecutive = {length}\n"
        + f'[conditions.bridged]\n{of}\nconsecutive = {length}\ngaps = "bridge"\n'
        + f"[conditions.mostly]\n{of}\ntimes = {max(1, length - 1)}\nof_last = {length}\n"
        + f"[conditions.then]\n{of}\nago = {length}\n"
    )
    rows = [Row("A", period, {"given": None if period == 70 else "poor"}) for period in range(150) if period != 140]
    check_agreement(policy, rows)


# ---- numbers ---------------------------------------------------------------------------------------------------------

NUMBERS = """
[inputs]
first = {{ type = "number", min = {low}, max = {first}, optional = true }}
second = {{ type = "number", min = 0, max = {second} }}
[rankings.highest]
by = ["first", "second"]
[rankings.lowest]
by = ["second", "first"]
best = "lowest"
[grading]
by = "first"
bands = {{ good = {first}, poor = {low} }}
[conditions.more]
first = {{ above = "second" }}
[measures.both]
formula = "first + first + first + second"
"""


@pytest.mark.parametrize("bits", [*range(27, 34), *range(56, 68)])
@pytest.mark.parametrize("least", [0, -1])
@pytest.mark.parametrize("missing", [False, True])
def test_keys_of_a_ranking_may_have_any_width(bits: int, least: int, missing: bool) -> None:  # noqa: FBT001
    """Together so many bits, of which eight rows take three more, and one more that not all are ranked."""
    first, second = 2 ** (bits // 2) - 1, 2 ** (bits - bits // 2) - 1
    low = least * (first // 2)
    policy = loads(HEAD + NUMBERS.format(low=low, first=low + first, second=second))
    values = [(low + one * first, other * second) for one, other in product((0, 1), repeat=2)]
    values += [(low + first // 2, second), (low + first, second // 2), (low, 1), (low + 1, second)]
    rows = [
        Row(f"u{at}", 0, {"first": Decimal(one), "second": Decimal(other)}) for at, (one, other) in enumerate(values)
    ]
    if missing:
        rows[3] = Row("u3", 0, {"first": None, "second": Decimal(second)})
    check_agreement(policy, rows)


GROUPS = """
[inputs]
kind = {{ type = "choice", of = ["a", "b", "c", "d", "e", "f"] }}
first = {{ type = "number", min = 0, max = {first}, optional = true }}
second = {{ type = "number", min = 0, max = {second} }}
[measures.least]
formula = "min(first)"
[rankings.overall]
by = ["least", "second"]
within = "kind"
[[consequences]]
id = "praise"
when = {{ place = {{ top = "50%" }} }}
"""


@pytest.mark.parametrize("bits", [*range(28, 33), *range(56, 64)])
@pytest.mark.parametrize("ranked", ["a", "b", "ac", "bd", "f"])
def test_groups_of_whom_nobody_is_ranked_stand_beside_words_of_any_width(bits: int, ranked: str) -> None:
    """The numbers of those groups need not fit the words; the least of no numbers is too large for any word."""
    first, second = 2 ** (bits // 2) - 1, 2 ** (bits - bits // 2) - 1
    policy = loads(HEAD + GROUPS.format(first=first, second=second))
    values: list[dict[str, Value]] = [
        {"kind": kind, "first": Decimal(one), "second": Decimal(other)}
        for kind, one, other in product(ranked, (0, first), (0, second))
    ]
    values += [{"kind": kind, "first": None, "second": Decimal(0)} for kind in "abcdef"]
    check_agreement(policy, [Row(f"u{at}", 0, row) for at, row in enumerate(values)])


QUOTIENT = loads(
    HEAD
    + """
[inputs]
above = { type = "number", min = -999999999999999, max = 999999999999999 }
below = { type = "number", min = 1000, max = 9999 }
[measures.quotient]
formula = "above / below"
decimals = 6
[grading]
by = "above"
bands = { good = 0, poor = -999999999999999 }
"""
)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("below", [1000, 1024, 3333, 7001, 9999])
def test_what_is_divided_may_be_too_large_to_be_scaled_up(sign: int, below: int) -> None:
    numbers = (10**15 - 1, 10**15 - 2, 9_223_372_036_854, 9_223_372_036_855, below, below // 2, 1)
    rows = [
        Row(f"u{at}", 0, {"above": Decimal(sign * number), "below": Decimal(below)})
        for at, number in enumerate(numbers)
    ]
    check_agreement(QUOTIENT, rows)


@pytest.mark.parametrize("limit", ["-1.5", "-1", "-0.5", "0", "0.5", "1.5"])
def test_a_number_may_be_compared_with_one_that_it_cannot_be(limit: str) -> None:
    """Equal to a number that it never is would be a fault of the policy, so here that is so in one period alone."""
    words = {word: f"{{ {word} = {limit} }}" for word in ("at_least", "above", "at_most", "below")}
    words["same"] = "{ at_least = 'limit', at_most = 'limit' }"
    policy = loads(
        HEAD
        + "[inputs]\nscore = { type = 'number', min = -3, max = 3 }\n"
        + f"[parameters]\nlimit = [{{ value = {limit} }}, {{ from = 1, value = 0 }}]\n"
        + "[grading]\nby = 'score'\nbands = { good = 0, poor = -3 }\n"
        + "".join(f"[conditions.is_{word}]\nscore = {value}\n" for word, value in words.items())
    )
    rows = [Row(f"u{score}", period, {"score": Decimal(score)}) for period in (0, 1) for score in range(-3, 4)]
    check_agreement(policy, rows)
