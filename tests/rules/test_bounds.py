"""What is proved of the size of numbers holds of whatever is computed."""

from __future__ import annotations

import decimal
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve, field, frozen
from hypothesis import assume, given
from hypothesis import strategies as st

from targetrules import Policy, PolicyError, loads
from targetrules.engine.choice import ENGINES
from targetrules.engine.numbers import Formula
from targetrules.engine.reference import evaluate
from targetrules.history import History, Row
from targetrules.outcome import Truth
from targetrules.rules import tree
from targetrules.rules.analysis.bounds import Bounds
from targetrules.rules.analysis.ranges import LARGEST, NumberTooLargeError, Range
from targetrules.rules.parts import is_quotient, parts_of
from targetrules.testing import Case, cases
from targetrules.testing.formulas import formula_text
from tests.effort import examples

NAMES = ("a", "b", "c")
SCALES = st.sampled_from((1, 1, 2, 10, 10, 100, 1000, 10**6, 10**9, 10**12, 10**15 - 1))


@frozen
class Unit:
    """A unit in a period, for formulas to be computed of."""

    values: dict[str, Decimal | None]
    others: Sequence[Unit] = ()
    before: Unit | None = None
    period: int = 0
    rank: int | None = field(default=None)
    unit: str = ""

    def leaf(self, number: tree.NumberOf | tree.RankOf | tree.SizeOf) -> Decimal | None:
        if isinstance(number, tree.NumberOf):
            return self.values[number.name]
        return None if self.rank is None else Decimal(self.rank)

    def members(self, _: str | None) -> Sequence[Unit]:
        return self.others

    def ago(self, periods: int) -> Unit | None:
        return self if periods == 0 else self.before and self.before.ago(periods - 1)

    def group(self, _: Sequence[str]) -> tuple[str, ...]:
        return ()

    def kept_cut(self, _: str, __: tuple[str, ...], ___: int) -> None:
        return None

    def entered(self, _: str, *, before: bool) -> Unit | None:
        """It enters in each period."""
        return self.before if before else self


def holds(condition: tree.Condition, unit: Unit) -> Truth:
    """The conditions of cases compare numbers of the unit with constants."""
    assert isinstance(condition, tree.Compare), condition
    assert isinstance(condition.right, tree.Literal), condition
    value, bound = unit.leaf(condition.left), condition.right.value
    return None if value is None else {"at_least": value >= bound, "below": value < bound}[condition.how]


@st.composite
def inputs(draw: st.DrawFn) -> list[tree.Input]:
    found = []
    for name in NAMES:
        decimals, scale = draw(st.sampled_from((0, 1, 1, 2, 3, 6))), draw(SCALES)
        most = Decimal(scale)
        ends = st.decimals(-most, most, places=decimals)
        low, high = sorted((draw(ends), draw(ends)))
        found.append(tree.Input(name, tree.InputKind.NUMBER, (name,), decimals=decimals, low=low, high=high))
    return found


def values_of(source: tree.Input) -> st.SearchStrategy[Decimal | None]:
    assert source.low is not None
    assert source.high is not None
    low, high = (int(end.scaleb(source.decimals)) for end in (source.low, source.high))
    numbers = st.sampled_from((low, high)) | st.integers(low, high)
    return st.none() | numbers.map(lambda number: Decimal(number).scaleb(-source.decimals))


@st.composite
def units(draw: st.DrawFn, sources: list[tree.Input]) -> Unit:
    def one(before: Unit | None) -> Unit:
        return Unit(
            {source.name: draw(values_of(source)) for source in sources}, (), before, rank=draw(st.integers(1, 9))
        )

    first = one(None)
    second = one(first)
    return evolve(second, others=[second, one(None)])


def rounded_off(number: tree.Number) -> tree.Number:
    """A quotient is rounded before it is used again."""
    return tree.Rounded(number, 2, tree.Rounding.HALF_UP) if is_quotient(number) else number


LEAVES: st.SearchStrategy[tree.Number] = (
    st.sampled_from(NAMES).map(tree.NumberOf)
    | st.decimals(-100, 100, places=1).map(tree.Literal)
    | st.sampled_from((tree.RankOf("r"), tree.SizeOf("r")))
)


COMPARED: st.SearchStrategy[tree.Condition] = st.builds(
    tree.Compare,
    st.sampled_from(NAMES).map(tree.NumberOf),
    st.sampled_from(("at_least", "below")),
    st.decimals(-100, 100, places=1).map(tree.Literal),
)


def combined(inner: st.SearchStrategy[tree.Number]) -> st.SearchStrategy[tree.Number]:
    part = inner.map(rounded_off)
    parts = st.lists(part, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(tree.Arithmetic, st.sampled_from("+-*/"), part, part),
        st.builds(tree.Fold, st.sampled_from(("min", "max", "mean", "sum")), parts, st.booleans()),
        st.builds(tree.Clamp, part, part, part),
        st.builds(tree.Clamp, part, part, st.none()),
        st.builds(tree.Clamp, part, st.none(), part),
        st.builds(tree.Negative, inner),
        st.builds(tree.Absolute, part),
        st.builds(tree.Rounded, inner, st.integers(0, 6), st.sampled_from(tree.Rounding)),
        st.builds(tree.IfMissing, part, part),
        st.builds(tree.Lag, part, st.integers(1, 2)),
        st.builds(tree.AtEntry, st.just("s"), part, st.booleans()),
        st.builds(tree.RollingAggregate, st.sampled_from(("mean", "best", "worst")), part, st.integers(1, 3)),
        st.builds(tree.Aggregate, st.sampled_from(("mean", "min", "max")), part),
        st.builds(tree.Aggregate, st.just("percentile"), part, st.decimals(0, 100, places=1)),
        st.just(tree.Aggregate("count", None)),
    )


def by_cases(inner: st.SearchStrategy[tree.Number]) -> st.SearchStrategy[tree.Number]:
    """Formulas in which cases stand, by what they compare."""
    part = inner.map(rounded_off)
    some = st.lists(st.builds(tree.Case, COMPARED, part), min_size=1, max_size=3).map(tuple)
    return combined(inner) | st.builds(tree.Cases, some, part | st.none())


FORMULAS = st.recursive(LEAVES, combined, max_leaves=6)
CONDITIONAL = st.recursive(LEAVES, by_cases, max_leaves=6)
WEIGHTED = st.builds(
    tree.Weighted,
    st.lists(
        st.tuples(st.sampled_from(NAMES).map(tree.NumberOf), st.decimals("0.001", 1000, places=3)),
        min_size=1,
        max_size=3,
    ).map(tuple),
    st.sampled_from(("unknown", "zero", "reweight")),
)
SCALED = st.builds(
    tree.Piecewise,
    st.sampled_from(NAMES).map(tree.NumberOf) | st.just(tree.RankOf("r")),
    st.dictionaries(st.decimals(-100, 100, places=1), st.decimals(-1000, 1000, places=2), min_size=2, max_size=5).map(
        lambda points: tuple(sorted(points.items()))
    ),
    st.sampled_from(("linear", "step")),
    st.sampled_from(("clamp", "missing")),
)


def whole(value: Fraction, decimals: int) -> int:
    """The value as a whole number of the smallest step, which fits 64 bits."""
    steps = value * 10**decimals
    assert steps.denominator == 1
    assert abs(steps) <= LARGEST
    return int(steps)


def check_within(bounds: Bounds, number: tree.Number, unit: Unit) -> None:
    """The number and all its parts, and the sums on the way, are within what was proved."""
    for part in parts_of(number):
        check_within(bounds, part, unit)
    proved, value = bounds.of(number), Formula(holds=holds).number(number, unit)
    if value is None:
        return
    assert proved is not None
    assert proved.low <= value <= proved.high
    if not is_quotient(number) and not isinstance(number, tree.Weighted):
        whole(value, proved.decimals)
    for terms in sums(number, unit):
        decimals = max((part.decimals for part in map(bounds.of, parts_of(number)) if part), default=0)
        total = 0
        for term in terms:
            total += whole(term, decimals)
            assert abs(total) <= LARGEST


def sums(number: tree.Number, unit: Unit) -> list[list[Fraction]]:
    """What is added up to get a number, one term after another."""
    values = [value for part in parts_of(number) if (value := Formula(holds=holds).number(part, unit)) is not None]
    match number:
        case tree.Arithmetic("+" | "-") if len(values) == 2:
            return [[values[0], values[1] if number.sign == "+" else -values[1]]]
        case tree.Fold("sum" | "mean"):
            return [values, values[::-1]]
        case _:
            return []


@examples(200)
@given(st.data(), inputs(), FORMULAS | CONDITIONAL | WEIGHTED | SCALED)
def test_no_step_of_a_formula_leaves_what_was_proved(
    data: st.DataObject, sources: list[tree.Input], number: tree.Number
) -> None:
    bounds = Bounds()
    bounds.add_inputs(sources)
    assume(not bounds.too_large)
    try:
        bounds.of(number)
    except NumberTooLargeError:
        assume(False)  # noqa: FBT003
    check_within(bounds, number, data.draw(units(sources)))


@examples(60)
@given(cases(missing="any"))
def test_no_measure_of_a_random_policy_leaves_what_was_proved(case: Case) -> None:
    rules, bounds = case.policy.rules, Bounds()
    bounds.add_inputs(rules.inputs.values())
    bounds.add_parameters(rules.parameters.values())
    bounds.add_measures([each for each in rules.order if isinstance(each, tree.Measure)])
    assert not bounds.too_large
    for now in evaluate(rules, case.history):
        for name in rules.measures:
            value, proved = now.values[name], bounds.ranges.get(name)
            if isinstance(value, Decimal):
                assert proved is not None
                assert proved.low <= value <= proved.high
                whole(Fraction(value), proved.decimals)


# ---- at the edge -----------------------------------------------------------------------------------------------------


EDGES = {
    "a number with more decimals": ("formula = 'x'\ndecimals = 6", 9223372036854),
    "a sum with a number of more decimals": ("formula = 'x + 0.000001 * one'", 9223372036854),
    "what stands in for a number of more decimals": ("formula = 'if_missing(never, x)'", 9223372036854),
    "the least of numbers with more decimals": ("formula = 'min(never, x)'", 9223372036854),
    "a number divided by a large one": ("formula = 'x / (x + 1000000)'\ndecimals = 6", 9223372036854),
    "minus such a quotient": ("formula = '-(x / (x + 1000000))'\ndecimals = 6", 9223372036854),
    "such a quotient rounded in a formula": ("formula = 'round(x / (x + 1000000), 6) * 0'", 9223372036854),
    "a number with decimals divided by a large one": ("formula = '0.000001 * one / (x + 1)'", 9223372036853),
    "a mean": ("formula = 'mean(x, x)'\ndecimals = 6", 9223372036854),
    "a mean with a number that is always missing": ("formula = 'mean(x, never)'\ndecimals = 6", 9223372036854),
    "a mean of periods": ("formula = 'mean_last(x, 3)'\ndecimals = 6", 9223372036854),
    "a mean of units": ("formula = 'group_mean(x)'\ndecimals = 6", 92233720368),
    "a percentile": ("formula = 'group_percentile(10 * x, 12.5)'", 922337203685477),
    "a scale in steps": (
        "scale = { of = 'x', points = [[0, 0], [0.000001, 1]], between = 'step' }",
        9223372036854,
    ),
    "a scale in proportion": (
        "scale = { of = 'x', points = [[0, -5], [0.000001, 1], [70.5, 0.3]], outside = 'missing' }\ndecimals = 6",
        9223372036854,
    ),
    "a weighted mean": ("weights = { x = 40, one = 60 }\ndecimals = 4", 922337203685477),
    "a weighted mean of weights with decimals": ("weights = { x = 1, one = 0.001 }\ndecimals = 4", 922337203685477),
    "a weighted mean of numbers with decimals": ("weights = { x = 1, thousands = 0.001 }", 9223372036845),
    "a weighted mean with a number that is always missing": (
        "weights = { x = 1, never = 1 }\nmissing = 'reweight'",
        9223372036854,
    ),
}


def edge(measure: str, largest: int) -> Policy:
    return loads(f"""
format = 1
policy = {{ id = "p", title = "P" }}
inputs.x = {{ type = "number", min = 0, max = {largest}, optional = true }}
inputs.one = {{ type = "number", min = 0, max = 1 }}
inputs.thousands = {{ type = "number", min = 1000, max = 9000, decimals = 3 }}
measures.never = {{ formula = "previous(never)", decimals = 6 }}
[measures.m]
{measure}
{"" if "decimals" in measure else "decimals = 0"}
""")


@pytest.mark.parametrize(("measure", "largest"), EDGES.values(), ids=EDGES.keys())
def test_one_more_than_the_largest_number_that_fits_is_too_large(measure: str, largest: int) -> None:
    edge(measure, largest)
    with pytest.raises(PolicyError) as raised:
        edge(measure, largest + 1)
    assert str(raised.value) == "policy:8:11: TR028 “m” could become too large for 64-bit numbers"


@pytest.mark.parametrize(("measure", "largest"), EDGES.values(), ids=EDGES.keys())
def test_what_fits_is_computed_alike_on_64_bits_and_on_exact_fractions(measure: str, largest: int) -> None:
    policy = edge(measure, largest)
    rows = [
        {"unit": unit, "period": period, "x": x, "one": one, "thousands": thousands}
        for period, one, thousands in ((2010, 1, "1000.001"), (2011, 0, 9000), (2012, 1, 7000))
        for unit, x in zip("ABCDE", (largest, largest - 1, largest // 2, 0, None), strict=True)
    ]
    history = policy.history(rows)
    expected, *others = (
        [(each.measures["m"], each.remarks) for each in policy.evaluate(history, engine=engine)] for engine in ENGINES
    )
    assert all(found == expected for found in others)


@st.composite
def measures(draw: st.DrawFn) -> str:
    """A formula or weights over the inputs, to any number of decimals."""
    decimals, rounding = draw(st.integers(0, 6)), draw(st.sampled_from(tree.Rounding)).value
    formulas = FORMULAS.map(formula_text) | FORMULAS.map(lambda number: f"if_missing(never, {formula_text(number)})")
    weights = st.dictionaries(st.sampled_from(NAMES), st.decimals("0.001", 1000, places=3), min_size=1).map(
        lambda found: ", ".join(f"{name} = {weight:f}" for name, weight in found.items())
    )
    body = draw(formulas.map("formula = '{}'".format) | weights.map("weights = {{ {} }}".format))
    return f"{body}\ndecimals = {decimals}\nrounding = '{rounding}'\n"


@examples(80)
@given(st.data(), inputs(), measures())
def test_whatever_fits_is_computed_alike(data: st.DataObject, sources: list[tree.Input], measure: str) -> None:
    declared = "".join(
        f"{each.name} = {{ type = 'number', min = {each.low:f}, max = {each.high:f}, decimals = {each.decimals} }}\n"
        for each in sources
    )
    try:
        policy = loads(
            f"format = 1\npolicy = {{ id = 'p', title = 'P' }}\nrankings.r.by = 'a'\n[inputs]\n{declared}"
            f"[measures]\nnever = {{ formula = 'previous(never)', decimals = 6 }}\n[measures.m]\n{measure}"
        )
    except PolicyError:
        assume(False)  # noqa: FBT003
    row = st.fixed_dictionaries({each.name: values_of(each) for each in sources})
    history = History(tuple(Row(unit, period, data.draw(row)) for period in (2010, 2011, 2012) for unit in "AB"))
    expected, *others = ([each.measures["m"] for each in policy.evaluate(history, engine=engine)] for engine in ENGINES)
    assert all(found == expected for found in others)


# ---- single cases ----------------------------------------------------------------------------------------------------

HEAD = """
format = 1
policy = { id = "p", title = "P" }
inputs.score = { type = "number", min = 0, max = 100, decimals = 1 }
inputs.change = { type = "number", min = -5, max = 10 }
inputs.divisor = { type = "number", min = -2, max = 4, decimals = 1 }
inputs.large = { type = "number", min = 0, max = 900000000000000, decimals = 3 }
inputs.digits = { type = "number", decimals = 2 }
parameters.limit = [{ value = 60 }, { value = 65.5, from = 2010 }]
"""


def range_of(formula: str, decimals: int = 1, more: str = "") -> str:
    """The range of a measure ``m``, or ``too large``."""
    text = f'{HEAD}measures.m = {{ formula = "{formula}", decimals = {decimals} }}\n{more}'
    try:
        rules = loads(text).rules
    except PolicyError as error:
        return "too large" if {each.code for each in error.diagnostics} == {"TR028"} else str(error)
    bounds = Bounds()
    bounds.add_inputs(rules.inputs.values())
    bounds.add_parameters(rules.parameters.values())
    bounds.add_measures([each for each in rules.order if isinstance(each, tree.Measure)])
    found = bounds.ranges.get("m")
    return "always missing" if found is None else f"{found.low:f} to {found.high:f}"


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("score", "0.0 to 100.0"),
        ("score + change", "-5.0 to 110.0"),
        ("score - change", "-10.0 to 105.0"),
        ("score * change", "-500.0 to 1000.0"),
        ("-change", "-10.0 to 5.0"),
        ("abs(change)", "0.0 to 10.0"),
        ("round(score / 3, 0)", "0.0 to 33.0"),
        ("score / divisor", "-1000.0 to 1000.0"),
        ("score / (divisor + 3)", "0.0 to 100.0"),
        ("score / (divisor - 6.5)", "-40.0 to 40.0"),
        ("1 / 3", "0.0 to 0.3"),
        ("limit", "60.0 to 65.5"),
        ("if_missing(score, change)", "-5.0 to 100.0"),
        ("previous(score)", "0.0 to 100.0"),
        ("min(score, change)", "-5.0 to 100.0"),
        ("min(score, 60)", "0.0 to 60.0"),
        ("max(score, 60)", "60.0 to 100.0"),
        ("max(score, if_missing(change, 60 - 1))", "-5.0 to 100.0"),
        ("max(score, round(abs(-min(70, change)), 0) + 2)", "0.0 to 100.0"),
        ("max(score, round(abs(-max(70, 20)), 0) + 2)", "72.0 to 100.0"),
        ("min(60, previous(m))", "always missing"),
        ("max(score, min(60, limit) - 1)", "59.0 to 100.0"),
        ("clamp(change, 0, 3)", "0.0 to 3.0"),
        ("clamp(change, low=0)", "0.0 to 10.0"),
        ("clamp(change, high=-6)", "-6.0 to -6.0"),
        ("clamp(change, low=20)", "20.0 to 20.0"),
        ("clamp(score, change, limit)", "0.0 to 65.5"),
        ("clamp(score, limit, change + 80)", "60.0 to 90.0"),
        ("clamp(limit, score, change)", "0.0 to 10.0"),
        ("clamp(score, previous(m), 60)", "always missing"),
        ("max(score, clamp(if_missing(change, 0), low=3))", "3.0 to 100.0"),
        ("max(score, clamp(change, low=3))", "0.0 to 100.0"),
        ("all_min(score, change)", "-5.0 to 10.0"),
        ("all_max(score, change)", "0.0 to 100.0"),
        ("sum(score, change, -20)", "-25.0 to 110.0"),
        ("sum(score + 5, change + 6)", "0.0 to 121.0"),
        ("sum(-score - 5, change - 20)", "-130.0 to 0.0"),
        ("all_sum(score, change, -20)", "-25.0 to 90.0"),
        ("mean(score, change)", "-5.0 to 100.0"),
        ("all_mean(score, change)", "-5.0 to 100.0"),
        ("mean_last(score, 3)", "0.0 to 100.0"),
        ("best_last(change, 3)", "-5.0 to 10.0"),
        ("group_mean(change)", "-5.0 to 10.0"),
        ("group_percentile(change, 12.5)", "-5.0 to 10.0"),
        ("group_percentile(large, 12.5)", "too large"),
        ("group_count()", "0.0 to 100000000.0"),
        ("large", "0.0 to 900000000000000.0"),
        ("large * 10", "0.0 to 9000000000000000.0"),
        ("large * 11", "too large"),
        ("large + large + large - large - large", "-1800000000000000.0 to 2700000000000000.0"),
        ("digits", "-10000000000000.0 to 10000000000000.0"),
        ("digits * digits", "too large"),
        ("digits / divisor", "-99999999999999.9 to 99999999999999.9"),
        ("group_mean(large)", "too large"),
        ("mean_last(large, 64)", "too large"),
        ("all_sum(large, large, large, large, large, large, large, large, large, large, large, -large)", "too large"),
    ],
)
def test_the_range_of_a_formula(formula: str, found: str) -> None:
    assert range_of(formula) == found


@pytest.mark.parametrize(
    ("formula", "more", "found"),
    [
        ("if_missing(previous(m), 0) + 1", "", "too large"),
        ("if_missing(previous(m), 0) - 0.1", "", "too large"),
        ("-2 * if_missing(previous(m), 1)", "", "too large"),
        ("min(if_missing(previous(m), 0) + 1, 64)", "", "1.0 to 64.0"),
        ("max(if_missing(previous(m), 0) - 1, -64)", "", "-64.0 to -1.0"),
        ("0.5 * if_missing(previous(m), score) + 0.5 * score", "", "0.0 to 100.0"),
        ("0.9 * if_missing(previous(m), 0) + score", "", "0.0 to 1000.0"),
        ("previous(m)", "", "always missing"),
        ("previous(m) + 1", "", "always missing"),
        ("sum(previous(m), score, previous(m, 2))", "", "too large"),
        ("all_sum(previous(m), score)", "", "always missing"),
        ("previous(n)", 'measures.n = { formula = "score + 1", decimals = 0 }', "1.0 to 101.0"),
        ("if_missing(previous(n), 0)", 'measures.n = { formula = "2 * m", decimals = 0 }', "0.0 to 0.0"),
        ("if_missing(previous(n), 1)", 'measures.n = { formula = "2 * m", decimals = 0 }', "too large"),
        ("if_missing(n, 5)", 'measures.n = { formula = "previous(n)" }', "5.0 to 5.0"),
        ("n", "measures.n = { weights = { score = 1, change = 2 }, decimals = 0 }", "-5.0 to 100.0"),
        ("n", 'measures.n = { weights = { limit = 1 }, missing = "zero", decimals = 0 }', "0.0 to 66.0"),
        ("n", 'measures.n = { weights = { o = 1 } }\nmeasures.o = { formula = "previous(o)" }', "always missing"),
        ("n", "measures.n = { weights = { large = 100 }, decimals = 0 }", "too large"),
        ("n", "measures.n = { weights = { score = 999999999999999, change = 0.000001 }, decimals = 0 }", "too large"),
        (
            "n",
            """measures.n.decimals = 0
measures.n.versions = [{ formula = "score", until = 2010 }, { formula = "-score", from = 2011 }]""",
            "-100.0 to 100.0",
        ),
    ],
)
def test_the_range_of_a_measure_that_looks_back_or_depends_on_others(formula: str, more: str, found: str) -> None:
    assert range_of(formula, more=more) == found


def test_what_is_computed_from_a_number_that_is_too_large_is_not_blamed_for_it() -> None:
    text = f"""{HEAD}
inputs.huge = {{ type = "number", max = 999999999999999, decimals = 6 }}
parameters.steep = [{{ value = 999999999999999 }}, {{ value = 0.000001, from = 2010 }}]
measures.a = {{ formula = "huge + steep", decimals = 0 }}
measures.b = {{ formula = "large * large", decimals = 0 }}
measures.c = {{ formula = "b + 1", decimals = 0 }}
"""
    with pytest.raises(PolicyError) as raised:
        loads(text, name="p")
    assert str(raised.value) == (
        "p:11:8: TR028 “huge” could become too large for 64-bit numbers\n"
        "p:12:12: TR028 “steep” could become too large for 64-bit numbers\n"
        "p:14:10: TR028 “b” could become too large for 64-bit numbers"
    )


def test_cases_by_the_size_of_a_group_narrow_no_number() -> None:
    """Only what compares a number of the unit says how far it reaches."""
    more = (
        'rankings.overall = { by = "score" }\n'
        "measures.sized = { cases = [\n"
        '{ when = { "overall.size" = { below = 3 } }, formula = "score" },\n'
        '{ when = { score = { below = 40 } }, formula = "-score" },\n'
        '], otherwise = "200", decimals = 1 }\n'
    )
    assert range_of("sized + 0", more=more) == "-39.9 to 200.0"


def test_a_range_does_not_depend_on_the_callers_context() -> None:
    with decimal.localcontext(prec=2):
        assert range_of("score * 1.2345 - digits") == "-10000000000000.0 to 10000000000123.4"


def test_a_range_within_another() -> None:
    large, small = Range(Decimal(0), Decimal(9), 1), Range(Decimal(1), Decimal(9), 0)
    assert small in large
    assert large not in small
    assert Range(Decimal(1), Decimal(2), 2) not in large
