"""Laws of details: what is made of the rows below a unit is what a plain count of them says, in every engine."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any, Final

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import loads
from targetrules.engine.choice import ENGINES, EngineName
from targetrules.history import History
from tests.contexts import CONTEXTS, in_any_context
from tests.effort import examples

pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")

TEXT: Final = """
format = 1
policy = { id = "details", title = "Details" }
grades = [{ id = "good" }, { id = "fair" }, { id = "poor" }]
[inputs]
x = { type = "number", min = 0, max = 9, optional = true }
[details.parts]
item = "part"
inputs.points = { type = "number", min = -20, max = 20, decimals = 1, optional = true }
inputs.rating = { type = "grade", optional = true }
inputs.word = { type = "grade", of = ["a", "b", "c"], optional = true }
inputs.kind = { type = "choice", of = ["new", "old"], optional = true }
inputs.flag = { type = "flag", optional = true }
conditions.low = { points = { below = 0 } }
conditions.weak = { any = [{ rating = { below = "fair" } }, { word = { at_most = "b" }, flag = true }] }
conditions.recent = { kind = "new", period = { from = 2011 } }
conditions.rated = { known = ["points", "rating"] }
conditions.plain = { not = { weak = true }, low = false }
[measures]
"""
AMONG: Final = (None, "flag", "low", "weak", "recent", "rated", "plain")
FLAGS: Final = ("flag", "low", "weak", "recent", "rated", "plain")
NUMBERS: Final = ("sum", "mean", "min", "max", "median", "percentile")


def functions() -> dict[str, tuple[str, str | None, str | None]]:
    """Names of measures and conditions, each with a function, what it is of, and among which rows."""
    found: dict[str, tuple[str, str | None, str | None]] = {}
    for among in AMONG:
        for how in NUMBERS:
            found[f"{how}_{among}"] = how, "points", among
        for flag in (None, *FLAGS):
            found[f"count_{flag}_{among}"] = "count", flag, among
        found[f"share_low_{among}"] = "share", "low", among
        for of in ("rating", "word"):
            for how in ("best", "worst"):
                found[f"{how}_{of}_{among}"] = how, of, among
    return found


FUNCTIONS: Final = functions()
WORDS: Final = {"rating": ("good", "fair", "poor"), "word": ("a", "b", "c")}


def written(how: str, of: str | None, among: str | None) -> str:
    percent = "30" if how == "percentile" else None
    arguments = [each for each in (of, percent, among and f"among = {among}") if each]
    return f"parts.{how}({', '.join(arguments)})"


def text() -> str:
    measures, conditions = "", ""
    for name, (how, of, among) in FUNCTIONS.items():
        if of in WORDS:
            for word in WORDS[of]:
                conditions += f"""[conditions."{name}_{word}"]\n"{written(how, of, among)}" = "{word}"\n"""
        else:
            measures += f'{name} = {{ formula = "{written(how, of, among)}", decimals = 4 }}\n'
    return TEXT + measures + conditions


POLICY: Final = loads(text())

VALUES: Final = {
    "points": st.none() | st.integers(-20, 20).map(Decimal) | st.sampled_from(("-0.1", "0.5", "19.9")).map(Decimal),
    "rating": st.none() | st.sampled_from(WORDS["rating"]),
    "word": st.none() | st.sampled_from(WORDS["word"]),
    "kind": st.none() | st.sampled_from(("new", "old")),
    "flag": st.none() | st.booleans(),
}
Key = tuple[str, int]
Rows = list[dict[str, Any]]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Rows, Rows]:
    """Results of some units, and rows of details below some of them, in any order."""
    keys = draw(st.lists(st.tuples(st.sampled_from("甲乙AB"), st.integers(2010, 2012)), min_size=1, unique=True))
    above: Rows = [{"unit": unit, "period": period, "x": 1} for unit, period in keys]
    places = draw(st.lists(st.tuples(st.sampled_from(keys), st.sampled_from("pqrst")), max_size=20, unique=True))
    misses = draw(st.booleans())
    values = {name: each if misses else each.filter(lambda value: value is not None) for name, each in VALUES.items()}
    below = [
        {"unit": unit, "period": period, "part": part, **{name: draw(each) for name, each in values.items()}}
        for (unit, period), part in places
    ]
    return above, below


# ---- a plain count ---------------------------------------------------------------------------------------------------


def flag_of(name: str | None, row: Mapping[str, Any]) -> bool | None:
    """The flags and conditions of the text above, by hand."""
    points, rating, word, flag = row["points"], row["rating"], row["word"], row["flag"]
    match name:
        case None:
            return True
        case "flag":
            return flag  # type: ignore[no-any-return]
        case "low":
            return None if points is None else points < 0
        case "weak":
            lower = None if rating is None else rating == "poor"
            worded = None if word is None else word != "a"
            both = False if worded is False or flag is False else None if None in (worded, flag) else True
            return True if lower is True or both is True else None if None in (lower, both) else False
        case "recent":
            if row["period"] < 2011:
                return False
            return None if row["kind"] is None else row["kind"] == "new"
        case "rated":
            return points is not None and rating is not None
        case _:
            weak, low = flag_of("weak", row), flag_of("low", row)
            return False if weak is True or low is True else None if None in (weak, low) else True


def counted(how: str, of: str | None, among: str | None, rows: Sequence[Mapping[str, Any]]) -> Any:
    """What the function makes of the rows; None is missing."""
    there = [flag_of(among, row) for row in rows]
    if None in there:
        return None
    inside = [row for row, is_there in zip(rows, there, strict=True) if is_there]
    if how in ("count", "share"):
        held = [flag_of(of, row) for row in inside]
        if None in held or (how == "share" and not held):
            return None
        return Fraction(sum(map(bool, held))) if how == "count" else Fraction(100 * sum(map(bool, held)), len(held))
    values = [row[str(of)] for row in inside]
    if not values or None in values:
        return None
    if of in WORDS:
        return (min if how == "best" else max)(values, key=WORDS[of].index)
    numbers = sorted(map(Fraction, values))
    match how:
        case "sum" | "mean":
            return sum(numbers, Fraction(0)) / (len(numbers) if how == "mean" else 1)
        case "min" | "max":
            return numbers[0 if how == "min" else -1]
        case _:
            place = Fraction(50 if how == "median" else 30, 100) * (len(numbers) - 1)
            upper = min(int(place) + 1, len(numbers) - 1)
            return numbers[int(place)] + (place - int(place)) * (numbers[upper] - numbers[int(place)])


def half_up(number: Fraction) -> Fraction:
    scaled = abs(number) * 10**4
    whole = int(scaled) + (scaled - int(scaled) >= Fraction(1, 2))
    return Fraction(whole if number >= 0 else -whole, 10**4)


@pytest.mark.parametrize("engine", [*ENGINES, None])
@examples(25)
@given(given_=tables(), context=CONTEXTS)
@in_any_context
def test_what_is_made_of_details_is_a_plain_count_of_them(engine: EngineName | None, given_: tuple[Rows, Rows]) -> None:
    above, below = given_
    outcomes = POLICY.evaluate(above, details={"parts": below}, engine=engine)
    for outcome in outcomes:
        rows = [row for row in below if (row["unit"], row["period"]) == (outcome.unit, outcome.period)]
        for name, (how, of, among) in FUNCTIONS.items():
            found = counted(how, of, among, rows)
            if of in WORDS:
                held = [outcome.conditions[f"{name}_{word}"] for word in WORDS[of]]
                assert held == [None if found is None else found == word for word in WORDS[of]], name
            else:
                number = outcome.measures[name]
                assert (None if number is None else Fraction(number)) == (None if found is None else half_up(found))
        assert not outcome.remarks


# ---- in whatever form they are given ---------------------------------------------------------------------------------


@examples(25)
@given(given_=tables(), random=st.randoms(use_true_random=False))
def test_forms_orders_and_steps_give_the_same(given_: tuple[Rows, Rows], random: Any) -> None:
    above, below = given_
    expected = [*POLICY.evaluate(above, details={"parts": below}, engine="reference")]
    shuffled = below.copy()
    random.shuffle(shuffled)
    history = POLICY.history(above, details={"parts": shuffled})
    results = POLICY.read(above, details={"parts": shuffled})
    for policy, rows in ((POLICY, history), (POLICY, results), pickle.loads(pickle.dumps((POLICY, results)))):  # noqa: S301
        assert [*policy.evaluate(rows)] == expected
    assert isinstance(history, History)
    frame, parts = pl.DataFrame(above), frame_of(below)
    outcomes = POLICY.evaluate_frame(frame, details={"parts": parts})
    assert outcomes.equals(POLICY.evaluate_frame(frame, details={"parts": frame_of(shuffled)}))
    told = {(row["unit"], row["period"]): row for row in outcomes.to_dicts()}
    for outcome in expected:
        row = told[outcome.unit, outcome.period]
        assert {name: row[f"measure.{name}"] for name in outcome.measures} == dict(outcome.measures)
        assert {name: row[f"condition.{name}"] for name in outcome.conditions} == dict(outcome.conditions)
    state = POLICY.start()
    for period, rows in groupby(sorted(above, key=lambda row: row["period"]), key=lambda row: row["period"]):
        some = [row for row in below if row["period"] == period]
        stepped, state = POLICY.step(state, [*rows], details={"parts": some}, notes=lambda _: None)
        for row in stepped:
            assert {name: row[name] for name in row} == told[row["unit"], row["period"]]


def frame_of(rows: Rows) -> pl.DataFrame:
    kinds: dict[str, Any] = {"points": pl.Decimal(10, 1), "flag": pl.Boolean, "period": pl.Int64}
    names = ("unit", "period", "part", *VALUES)
    return pl.DataFrame(
        {name: [row[name] for row in rows] for name in names},
        schema={name: kinds.get(name, pl.String) for name in names},
    )


@examples(25)
@given(given_=tables())
def test_rows_outside_of_those_that_count_make_no_difference(given_: tuple[Rows, Rows]) -> None:
    above, below = given_
    changed = [row if flag_of("rated", row) else {**row, "points": None, "rating": None} for row in below]
    one, other = (POLICY.evaluate(above, details={"parts": rows}) for rows in (below, changed))
    names = [name for name, (how, of, among) in FUNCTIONS.items() if among == "rated" and of == "points"]
    for before, after in zip(one, other, strict=True):
        assert [before.measures[name] for name in names] == [after.measures[name] for name in names]
