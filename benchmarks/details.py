"""How long details take: a million rows below a hundred thousand units, beside polars' group_by of the same.

    python -m benchmarks.details [rounds]

Both are given the same dataframes and say the same of each unit: how many rows it has, in how many a flag holds among
those that have a grade, the sum and the least of a number. Told are processor seconds, of each the least of several
rounds, and the least ratio of a round: what else the machine does is in both halves of it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import process_time
from typing import Any

import numpy as np
import polars as pl
from attrs import evolve

from targetrules import Policy, loads

TEXT = """
format = 1
policy = { id = "details", title = "Details" }
[details.schools]
item = "school"
inputs.grade = { type = "grade", of = ["A", "B", "C", "D", "F"], optional = true }
inputs.pupils = { type = "number", min = 0, max = 5000 }
conditions.graded = { known = "grade" }
conditions.low = { grade = { at_most = "D" } }
[measures]
all = { formula = "schools.count()" }
low = { formula = "schools.count(low, among = graded)" }
pupils = { formula = "schools.sum(pupils)" }
least = { formula = "schools.min(pupils)" }
""".replace("\nall =", "\nnumber =")

UNITS, EACH = 100_000, 10


def tables() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Units of one year, and ten rows below each, in any order."""
    random = np.random.default_rng(11)
    units = np.array([f"district {at}" for at in range(UNITS)])
    of = random.permutation(np.repeat(np.arange(UNITS), EACH))
    grades = np.array(["A", "B", "C", "D", "F", None], dtype=object)[random.integers(0, 6, UNITS * EACH)]
    below = pl.DataFrame(
        {
            "unit": units[of],
            "period": np.full(UNITS * EACH, 2018),
            "school": [f"school {at}" for at in range(UNITS * EACH)],
            "grade": pl.Series(grades, dtype=pl.String),
            "pupils": random.integers(0, 5001, UNITS * EACH),
        }
    )
    return pl.DataFrame({"unit": units, "period": np.full(UNITS, 2018)}), below


def by_polars(above: pl.DataFrame, below: pl.DataFrame) -> pl.DataFrame:
    low = pl.col("grade").is_in(["D", "F"])
    made = below.group_by("unit", "period").agg(
        pl.len().alias("number"),
        low.filter(pl.col("grade").is_not_null()).sum().alias("low"),
        pl.col("pupils").sum(),
        pl.col("pupils").min().alias("least"),
    )
    return above.join(made, on=["unit", "period"], how="left")


def by_policy(policy: Policy, above: pl.DataFrame, below: pl.DataFrame) -> pl.DataFrame:
    return policy.evaluate_frame(above, details={"schools": below})


def seconds(function: Callable[..., Any], *given: Any) -> float:
    start = process_time()
    function(*given)
    return process_time() - start


def aggregated_alone(policy: Policy, above: pl.DataFrame, below: pl.DataFrame) -> Callable[[], Any]:
    """What is made of details that are read already: the part of it that a group_by does.

    To which row of the table each belongs is looked up once for the two, so the table is another one each time.
    """
    from targetrules.engine.choice import column_engine

    results = policy.read(above, details={"schools": below}, engine="columnar")
    own, parts = results.own_encoded.encoded, {"schools": results.details["schools"].encoded}
    return lambda: column_engine().with_aggregates(policy.rules, evolve(own), parts)


def main(rounds: int) -> None:
    policy, (above, below) = loads(TEXT), tables()
    found, expected = by_policy(policy, above, below), by_polars(above, below)
    for name in ("number", "low", "pupils", "least"):
        assert found[f"measure.{name}"].cast(pl.Int64).to_list() == expected[name].to_list(), name
    alone = aggregated_alone(policy, above, below)
    taken = [
        (seconds(by_policy, policy, above, below), seconds(alone), seconds(by_polars, above, below))
        for _ in range(rounds)
    ]
    whole, made, polars = (min(each) for each in zip(*taken, strict=True))
    of_whole, of_made = (min(each[at] / each[2] for each in taken) for at in (0, 1))
    sys.stdout.write(
        f"read, aggregated and judged: {whole:.2f} s, {of_whole:.2f} of polars\n"
        f"aggregated alone: {made:.2f} s, {of_made:.2f} of polars\n"
        f"polars: {polars:.2f} s of processor\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
