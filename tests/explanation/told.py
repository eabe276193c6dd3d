"""The rows whose explanations are recorded whole, and the explanations of a policy's examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from attrs import frozen

from targetrules import Policy, load, loads
from targetrules.explanation.findings import Explanation
from targetrules.history import History, Row
from targetrules.live import Session
from targetrules.rules.definition import label_text
from tests.county import county_text

OWN = Path(__file__).parent / "policies"
SHIPPED = Path(__file__).parents[2] / "policies"
BELOW = """
format = 1
[policy]
id = "districts"
title = "Districts"
[details.schools]
policy = "school.toml"
unit_above = "district"
[[consequences]]
id = "talk"
when = { "schools.count()" = { at_least = 1 } }
"""
OPEN = """
[rankings.overall]
by = "score"
[[grading.quotas]]
grade = "good"
at_most = 1
[[consequences]]
id = "talk"
when = { place = "last" }
"""


@frozen
class Told:
    """Some rows of one example of a policy."""

    file: Path
    example: str
    rows: tuple[tuple[str, int | str], ...]

    @property
    def name(self) -> str:
        return self.file.stem


TOLD = (
    Told(
        OWN / "every-condition.toml",
        "units over three years",
        (
            *(("Ash", 2010), ("Ash", 2011), ("Cedar", 2011), ("Dogwood", 2011), ("Elm", 2011)),
            *(("Ash", 2012), ("Cedar", 2012), ("Dogwood", 2012), ("Elm", 2012)),
        ),
    ),
    Told(
        OWN / "every-history.toml",
        "units over four years",
        (
            *(("Ash", "2011H1"), ("Ash", "2011H2"), ("Birch", "2010H2"), ("Birch", "2013H2")),
            *(("Cedar", "2011H1"), ("Dogwood", "2010H2"), ("Elm", "2011H2")),
        ),
    ),
    Told(SHIPPED / "jincheng-2010.toml", "two poor years running", (("-", 2010), ("-", 2011))),
    Told(SHIPPED / "jincheng-2010.toml", "last among counties, last among departments", (("乙局", 2010),)),
    Told(SHIPPED / "ziyang-2017.toml", "without a score", (("乙局", 2017), ("丙局", 2017))),
    Told(SHIPPED / "civil-servants-2007.toml", "not dismissed while protected", (("-", 2009),)),
    Told(SHIPPED / "civil-servants-2007.toml", "a year without grade in between", (("-", 2009),)),
    Told(SHIPPED / "civil-servants-2007.toml", "a warning caps the grade of its own year only", (("-", 2008),)),
    Told(SHIPPED / "nc-low-performing.toml", "without growth no rule fires, however low the score", (("-", 2018),)),
    Told(SHIPPED / "medicare-low-performing.toml", "the moratorium, and the new count from 2020", (("-", 2021),)),
    Told(
        SHIPPED / "texas-interventions.toml",
        "Not Rated is no break: the two years of the pandemic are passed over",
        (("-", 2021), ("-", 2022)),
    ),
    Told(
        SHIPPED / "florida-school-grades.toml",
        "from A to F in three steps, and at once when the rule is over",
        (("South", 2014),),
    ),
    Told(SHIPPED / "florida-school-grades.toml", "two grades of D, and turnaround until a C", (("-", 2022),)),
    Told(
        SHIPPED / "england-coasting.toml",
        "an inspection without a grade for the quality of education",
        (("-", 3),),
    ),
    Told(
        SHIPPED / "english-league.toml",
        "goal average up to 1975: 20 to 10 is better than 32 to 20",
        (("Avon", 1975), ("Exe", 1975)),
    ),
    Told(
        OWN / "every-number.toml",
        "held at an end",
        (("Ash", 2010), ("Birch", 2010), ("Cedar", 2010), ("Dogwood", 2010)),
    ),
    Told(
        OWN / "every-number.toml",
        "by cases",
        (("Ash", 2010), ("Birch", 2010), ("Cedar", 2010), ("Dogwood", 2010), ("Elm", 2010)),
    ),
    Told(
        OWN / "every-number.toml",
        "at entry",
        (("Ash", 2010), ("Birch", 2010), ("Cedar", 2010), ("Dogwood", 2010)),
    ),
    Told(
        OWN / "every-number.toml",
        "on scales",
        (("Ash", 2010), ("Birch", 2010), ("Cedar", 2010), ("Dogwood", 2010)),
    ),
    Told(OWN / "by-grade.toml", "the grade before the score", (("Ash", 2010), ("Birch", 2010), ("Dogwood", 2010))),
    Told(OWN / "strict.toml", "at the edges", (("Ash", 2010), ("Birch", 2010), ("Cedar", 2010))),
    Told(
        OWN / "held.toml",
        "two regions",
        (("Birch", 2010), ("Cedar", 2010), ("Fir", 2010), ("Gum", 2010), ("Ash", 2011)),
    ),
    Told(
        OWN / "short.toml",
        "ties in the east, one unit in the west",
        (("Ash", 2010), ("Cedar", 2010), ("Elm", 2010), ("Fir", 2010)),
    ),
    Told(OWN / "above.toml", "two departments", (("Roads", 2025), ("Water", 2025))),
    Told(OWN / "filled.toml", "fourteen units", (("己", 2010), ("辛", 2010), ("丑", 2010))),
    Told(OWN / "rounding.toml", "decided by rounding", (("Ash", 2010), ("Cedar", 2010))),
    Told(OWN / "long-chains.toml", "an offence long ago", (("-", 2015),)),
    Told(
        OWN / "scales.toml",
        "classes and years",
        (
            *(("Ash", 2010), ("Birch", 2010), ("Cedar", 2010), ("Cedar", 2011), ("Cedar", 2012)),
            ("Dogwood", 2010),
        ),
    ),
    Told(
        OWN / "decided.toml",
        "decided otherwise",
        (
            ("甲", 2009),
            ("甲", 2010),
            ("甲", 2011),
            ("甲", 2012),
            ("甲", 2013),
            ("甲", 2014),
            ("乙", 2013),
            ("乙", 2014),
        ),
    ),
    Told(
        OWN / "succession.toml",
        "renamed, merged, split, and back",
        (("丙", 2011), ("丁", 2012), ("丙", 2014), ("戊", 2014), ("甲", 2011)),
    ),
    Told(
        OWN / "details.toml",
        "towns",
        (("Ash", 2024), ("Birch", 2024), ("Cedar", 2024), ("Dogwood", 2024), ("Elm", 2024), ("Fir", 2024)),
    ),
    Told(
        SHIPPED / "nc-low-performing-districts.toml",
        "two of four are no majority, two of three are",
        (("Ash", 2018), ("Birch", 2018)),
    ),
    Told(OWN / "cascade.toml", "three districts", (("North", 2024), ("South", 2024), ("West", 2024))),
    Told(
        OWN / "cuts.toml",
        "published and computed",
        (
            *(("Ash", 2010), ("Ash", 2011), ("Cedar", 2011), ("Elm", 2012), ("Ash", 2012), ("Dogwood", 2012)),
            *(("Elm", 2014), ("Elm", 2015)),
        ),
    ),
    Told(
        OWN / "indicators.toml",
        "a year and the year after next",
        (("Ash", 2012), ("Birch", 2012), ("Cedar", 2012), ("Dogwood", 2012)),
    ),
    Told(OWN / "scoring.toml", "one year", (("Ash", 2012), ("Birch", 2012))),
)


@lru_cache
def policy(file: Path) -> Policy:
    return load(file)


@lru_cache
def explanations(told: Told) -> tuple[Explanation, ...]:
    """The explanations of the rows, in their order."""
    (example,) = (each for each in policy(told.file).rules.examples if label_text(each.name, "en", "") == told.example)
    history = _history(example.rows)
    details = {name: _history(rows) for name, rows in example.details.items()} or None
    explain = partial(policy(told.file).explain, history, details=details, notes=lambda _: None)
    return tuple(explain(unit=unit, period=period) for unit, period in told.rows)


def _history(rows: Iterable[tuple[Any, ...]]) -> History:
    return History(tuple(Row(*row) for row in rows))


def all_explanations() -> Iterator[Explanation]:
    for told in TOLD:
        yield from explanations(told)
    yield from open_explanations()


def open_explanations() -> Iterator[Explanation]:
    """Of groups that nobody has closed, which no whole evaluation has; `live/test_session.py` has their texts."""
    session = Session(loads(county_text(OPEN)))
    session.post({"unit": "Ash", "period": 2010, "score": 90})
    yield session.explain("Ash", 2010)
    with TemporaryDirectory() as folder:
        Path(folder, "school.toml").write_text(county_text(inputs='district = { type = "text" }'), "utf-8")
        Path(folder, "district.toml").write_text(BELOW, "utf-8")
        session = Session(load(Path(folder, "district.toml")))
    session.post({"unit": "North", "period": 2010})
    yield session.explain("North", 2010)
