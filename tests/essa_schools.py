"""Invented schools, judged by ``essa-identification`` along every way, and by the plain program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any, Final

import polars as pl

from targetrules import load
from targetrules.engine.choice import ENGINES
from targetrules.outcome import Outcome
from tests import plain_essa
from tests.command_line import call

__all__ = ["check_all_ways", "invented"]

POLICY: Final = Path(__file__).parents[1] / "policies" / "essa-identification.toml"
YEARS: Final = range(2017, 2025)
SUBGROUPS: Final = (
    "American Indian",
    "Asian",
    "Black",
    "Hispanic",
    "White",
    "economically disadvantaged",
    "English learners",
    "with disabilities",
)
INDICATORS: Final = ("achievement", "growth", "graduation", "quality")
NUMBERS: Final = ("index", "three_year_mean", "lowest", "exit_cut", "exit_index")
CONSEQUENCES: Final = (
    "comprehensive-support",
    "more-rigorous-action",
    "additional-targeted-support",
    "targeted-support",
)
CONDITIONS: Final = ("identified", "improved", "improved_twice", "underperforming")
Rows = list[dict[str, Any]]
Decided = Mapping[tuple[str, Any], dict[str, Any]]


def invented(schools: int, seed: int = 1) -> tuple[Rows, Rows]:
    """So many schools in eight years, with eight subgroups each; some rows and some values are missing."""
    random = Random(seed)  # noqa: S311
    rows: Rows = []
    below: Rows = []
    for number in range(schools):
        level = random.choice(("elementary", "elementary", "middle", "high"))
        about, titled = random.gauss(52, 14), random.random() < 0.6
        for year in YEARS:
            about += random.gauss(1, 5)
            if random.random() < 0.03:
                continue
            school: dict[str, Any] = {
                "unit": f"school {number:04}",
                "period": year,
                "level": level,
                "title_one": titled,
            }
            school["tested"] = random.randrange(30) if random.random() < 0.06 else random.randrange(30, 900)
            school |= {name: _points(random, about, 6, missing=0.01) for name in INDICATORS}
            school["graduation"] = _points(random, about + 30, 8, missing=0.1) if level == "high" else None
            rows.append(school)
            for subgroup in SUBGROUPS:
                if random.random() < 0.9:
                    index = _points(random, about + 12, 8, missing=0.01)
                    tested = random.randrange(120)
                    below.append(
                        {"unit": school["unit"], "period": year, "subgroup": subgroup, "tested": tested, "index": index}
                    )
    return rows, below


def _points(random: Random, about: float, spread: float, *, missing: float) -> Decimal | None:
    if random.random() < missing:
        return None
    return Decimal(round(10 * min(100.0, max(0.0, random.gauss(about, spread))))) / 10


def check_all_ways(rows: Rows, below: Rows, folder: Path) -> None:
    """The plain program and all ways through this one find the same, row by row."""
    policy = load(POLICY)
    details = {"subgroups": below}
    expected = plain_essa.decided(rows, below)
    _check_that_all_of_it_occurs(expected)
    for engine in (*ENGINES, None):
        found = {
            (each.unit, each.period): _of_outcome(each)
            for each in policy.evaluate(rows, details=details, engine=engine)
        }
        _check_equal(found, expected)
    frame, parts = _frame(rows, INDICATORS), _frame(below, ("index",))
    told = policy.evaluate_frame(frame, details={"subgroups": parts})
    _check_equal({(row["unit"], row["period"]): _of_frame(row) for row in told.to_dicts()}, _as_in_frames(expected))
    found, state = {}, policy.start()
    by_year = {year: [*each] for year, each in groupby(sorted(below, key=_period), key=_period)}
    for year, some in groupby(sorted(rows, key=_period), key=_period):
        stepped, state = policy.step(state, [*some], details={"subgroups": by_year[year]}, notes=lambda _: None)
        found |= {(row["unit"], row["period"]): _of_frame(row) for row in stepped}
    _check_equal(found, _as_in_frames(expected))
    _check_equal(_by_command_line(frame, parts, folder), expected)


def _by_command_line(frame: pl.DataFrame, parts: pl.DataFrame, folder: Path) -> Decided:
    schools, subgroups = folder / "schools.csv", folder / "subgroups.csv"
    frame.write_csv(schools)
    parts.write_csv(subgroups)
    ran = call(["evaluate", str(POLICY), str(schools), "--details", f"subgroups={subgroups}", "--format", "jsonl"])
    assert ran.status == 0, ran.errors
    found: dict[tuple[str, Any], dict[str, Any]] = {}
    for each in map(json.loads, ran.text.splitlines()):
        received, undetermined = ([one["id"] for one in each[key]] for key in ("consequences", "undetermined"))
        found[each["unit"], each["period"]] = _told(each["measures"], each["conditions"], received, undetermined)
    return found


def _check_equal(found: Decided, expected: Decided) -> None:
    assert found.keys() == expected.keys()
    assert [(key, found[key], expected[key]) for key in expected if found[key] != expected[key]] == []


def _check_that_all_of_it_occurs(expected: Decided) -> None:
    """Each consequence, each kind of unknown and each exit, so that nothing is equal for want of a case."""
    received = {name for each in expected.values() for name in each["received"]}
    undetermined = {name for each in expected.values() for name in each["undetermined"]}
    assert received == {*CONSEQUENCES}
    assert undetermined == {"comprehensive", "additional-targeted-support", "targeted-support"}
    for name in CONDITIONS:
        assert {each[name] for each in expected.values()} == {True, False, None}, name


def _of_outcome(outcome: Outcome) -> dict[str, Any]:
    received, undetermined = ([each.id for each in some] for some in (outcome.consequences, outcome.undetermined))
    return _told(outcome.measures, outcome.conditions, received, undetermined)


def _of_frame(row: Mapping[str, Any]) -> dict[str, Any]:
    measures = {name: row[f"measure.{name}"] for name in NUMBERS}
    conditions = {name: row[f"condition.{name}"] for name in CONDITIONS}
    truths = {name: row[f"consequence.{name}"] for name in CONSEQUENCES}
    unknown = [name for name, truth in truths.items() if truth is None]
    told = _told(measures, conditions, (name for name, truth in truths.items() if truth), unknown)
    return {**told, "anything undetermined": row["undetermined"]}


def _as_in_frames(decided: Decided) -> Decided:
    """That a status is undetermined stands there only as one truth for all that is."""
    told: dict[tuple[str, Any], dict[str, Any]] = {}
    for key, each in decided.items():
        undetermined = [name for name in each["undetermined"] if name in CONSEQUENCES]
        told[key] = {**each, "undetermined": undetermined, "anything undetermined": bool(each["undetermined"])}
    return told


def _told(
    measures: Mapping[str, Any], conditions: Mapping[str, Any], received: Iterable[str], undetermined: Iterable[str]
) -> dict[str, Any]:
    numbers = {name: None if measures[name] is None else Fraction(measures[name]) for name in NUMBERS}
    truths = {name: conditions[name] for name in CONDITIONS}
    return {**numbers, **truths, "received": [*received], "undetermined": [*undetermined]}


def _frame(rows: Rows, numbers: Iterable[str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(numbers, pl.Decimal(4, 1)), infer_schema_length=None)


def _period(row: Mapping[str, Any]) -> int:
    return int(row["period"])
