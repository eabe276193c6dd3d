"""What judges few rows where no engine is asked for: each of its conditions is what the reference engine finds."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Final

from targetrules import loads
from targetrules.engine.prepared.engine import Prepared
from targetrules.engine.reference import ReferenceEngine, evaluate
from targetrules.history import History, Row
from targetrules.rules.tree import ChoiceIs
from tests.agreement import check_agreement

POLICY: Final = loads("""
format = 1
[policy]
id = "prepared"
title = "Prepared"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
given = { type = "grade", optional = true }
before = { type = "grade", optional = true }
score = { type = "number", min = 0, max = 99, optional = true }
other = { type = "number", min = 0, max = 99, optional = true }
kind = { type = "choice", of = ["one", "two"], optional = true }
flag = { type = "flag", optional = true }
[parameters]
least = [{ from = 2011, value = 50 }]
[grading]
given = "given"
[conditions]
poor = { grade = "poor" }
was_poor = { before = "poor" }
more = { score = { above = "other" } }
enough = { score = { at_least = 50 } }
of_now = { score = { at_least = "least" } }
flagged = { flag = true }
not_flagged = { flag = false }
first_kind = { kind = "one" }
both = { all = [{ flag = true }, { kind = "one" }] }
either = { any = [{ flag = true }, { kind = "one" }] }
neither = { not = { any = [{ flag = true }, { kind = "one" }] } }
there = { known = ["score", "kind"] }
twice = { grade = "poor", consecutive = 2 }
thrice = { grade = "poor", consecutive = 3 }
twice_flagged = { flag = true, consecutive = 2 }
twice_since = { grade = "poor", consecutive = 2, since = 2011 }
twice_bridged = { grade = "poor", consecutive = 2, gaps = "bridge" }
twice_a_year_ago = { grade = "poor", consecutive = 2, ago = 1 }
[[consequences]]
id = "talk"
when = { flag = true }
unless = { kind = "one" }
to = "unit"
actions = ["talk"]
[[consequences]]
id = "later"
when = { flag = true }
to = "unit"
actions = ["talk"]
from = 2011
[roles.unit]
label = "Unit"
[actions.talk]
label = "Talk"
""")


def row(period: int, grade: str | None, *rest: object) -> Row:
    before, score, other, kind, flag = rest or (None,) * 5
    numbers = {"score": score and Decimal(str(score)), "other": other and Decimal(str(other))}
    return Row("A", period, {"given": grade, "before": before, "kind": kind, "flag": flag, **numbers})  # type: ignore[dict-item]


def check_prepared(*rows: Row) -> None:
    prepared, expected = Prepared(POLICY.rules), evaluate(POLICY.rules, History(rows))
    found = [now for cross_section in prepared.cross_sections(History(rows)) for now in cross_section]
    assert [now.values for now in found] == [now.values for now in expected]
    assert [(now.fired, now.received) for now in found] == [(now.fired, now.received) for now in expected]


def test_conditions_of_one_period_are_those_of_the_reference() -> None:
    grades, numbers = ("good", "poor", None), (20, 50, None)
    for values in product(grades, grades, numbers, numbers, ("one", "two", None), (True, False, None)):
        check_prepared(row(2010, *values), row(2011, *values))


def test_conditions_that_hold_in_a_row_are_those_of_the_reference() -> None:
    for found in product(("good", "poor", None, "no row"), repeat=5):
        check_prepared(*(row(period, grade) for period, grade in enumerate(found, 2010) if grade != "no row"))


def test_a_condition_that_is_gone_is_never_taken_for_another() -> None:
    """Conditions are told apart by where they are in memory, where another may come to stand."""
    prepared, reference = Prepared(POLICY.rules), ReferenceEngine(POLICY.rules)
    now = evaluate(POLICY.rules, History((row(2010, "good", None, 50, None, "one", None),)))[0]
    for kind in ("one", "two") * 20:
        assert prepared.holds(ChoiceIs("kind", (kind,)), now) is reference.holds(ChoiceIs("kind", (kind,)), now)


ALONE: Final = loads("""
format = 1
[policy]
id = "alone"
title = "Alone"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 99, optional = true }
kind = { type = "choice", of = ["one", "two"], optional = true }
flag = { type = "flag", optional = true }
[parameters]
firsts = [{ from = 2011, value = 1 }]
[measures]
sum = { formula = "score + 2 * score - 1" }
product = { formula = "score * previous(score)" }
before = { formula = "if_missing(previous(score, 2), if_missing(previous(score), 7))" }
mean = { formula = "round(mean_last(score, 3), 1)", decimals = 2 }
ends = { formula = "best_last(score, 2) - worst_last(score, 2)" }
by_rank = { formula = "10 * overall.rank + overall.size" }
quotient = { formula = "score / previous(score)", decimals = 3 }
[[measures.dated.versions]]
formula = "score"
from = 2011
[rankings.overall]
by = "score"
[rankings.at_home]
by = ["score", "sum"]
within = "kind"
among = { flag = true }
[rankings.of_two]
by = "score"
smallest_group = 2
[rankings.late]
by = "score"
from = 2011
[grading]
by = "score"
bands = { good = 50, poor = 0 }
[[grading.caps]]
at_most = "poor"
when = { flag = true }
[[consequences]]
id = "first"
when = { place = { top = 1, ranking = "overall" } }
[[consequences]]
id = "last-at-home"
when = { place = { bottom = 1, ranking = "at_home" } }
replaces = "first"
[[consequences]]
id = "of-two"
when = { place = { top = 1, ranking = "of_two" } }
[[consequences]]
id = "late"
when = { place = { top = "100%", ranking = "late" } }
[[consequences]]
id = "nobody"
when = { place = { top = "40%", ranking = "overall" } }
[[consequences]]
id = "as-many"
when = { place = { top = "firsts", ranking = "overall" } }
""")


def test_whoever_is_alone_is_judged_as_by_the_reference() -> None:
    """Rankings of one, formulas that look at nobody else, and what asks the reference beside them."""
    values = list(product((0, 50, None), ("one", None), (True, False, None)))
    for first, second in product(values, values):
        rows = [
            Row("A", period, {"score": None if score is None else Decimal(score), "kind": kind, "flag": flag})
            for period, (score, kind, flag) in zip((2010, 2011, 2013), (first, second, first), strict=True)
        ]
        check_agreement(ALONE.rules, History(tuple(rows)))
