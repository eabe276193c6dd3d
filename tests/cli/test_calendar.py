"""`targetrules calendar`: the working days of a country as a table that a policy takes."""

from __future__ import annotations

from datetime import date
from importlib.util import find_spec

import pytest

from targetrules import loads
from tests.cli.conftest import Call

pytestmark = pytest.mark.skipif(find_spec("holidays") is None, reason="the library holidays is not installed")

NO_YEARS = "is not a year such as 2026, nor a first and a last one such as 2026-2028 (at most 50 years)"
POLICY = """
format = 1
policy = { id = "p", title = "P" }
inputs.score = { type = "number", min = 0, max = 100 }
consequences = [{ id = "talk", when = { score = { below = 60 } }, within = "1 working day" }]
"""


def due(table: str, decided: str) -> date | None:
    """When something is due on the next working day."""
    policy = loads(f"{POLICY}\n{table}")
    (outcome,) = policy.evaluate([{"unit": "A", "period": 2025, "score": 50}], decided_on=date.fromisoformat(decided))
    return outcome.consequences[0].due


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        ("2026-09-18", "2026-09-20"),  # a Sunday that is worked
        ("2026-09-30", "2026-10-08"),
        ("2026-10-09", "2026-10-10"),  # a Saturday that is worked
        ("2026-02-13", "2026-02-14"),
        ("2026-02-14", "2026-02-24"),
        ("2026-12-31", None),
    ],
)
def test_a_chinese_year_has_its_moved_days(call: Call, decided: str, expected: str | None) -> None:
    ran = call("calendar", "CN", "2026")
    assert (ran.status, ran.err) == (0, b"")
    found = due(ran.out.decode(), decided)
    assert found == (None if expected is None else date.fromisoformat(expected))


@pytest.mark.parametrize(
    ("language", "first", "named"),
    [
        ("en", "# Working days of CN, 2026, as the library holidays ", "2026-01-01, # New Year's Day"),
        ("zh", "# CN 2026 年的工作日，依据函数库 holidays ", "2026-01-01, # 元旦"),
    ],
)
def test_days_are_named_in_the_language_of_the_reader(call: Call, language: str, first: str, named: str) -> None:
    lines = call("calendar", "cn", "2026", "--lang", language).out.decode().splitlines()
    assert lines[0].startswith(first)
    assert f"  {named}" in lines
    assert lines[1:4] == [
        "[calendar]",
        "covers = { from = 2026-01-01, until = 2026-12-31 }",
        'weekend = ["saturday", "sunday"]',
    ]


def test_several_years_and_a_part_of_a_country(call: Call) -> None:
    table = call("calendar", "US-CA", "2026-2027").out.decode()
    assert "covers = { from = 2026-01-01, until = 2027-12-31 }" in table
    assert "open" not in table
    assert due(table, "2026-03-30") == date(2026, 4, 1)  # Cesar Chavez Day, of California alone
    assert due(call("calendar", "US", "2026-2027").out.decode(), "2026-03-30") == date(2026, 3, 31)


def test_a_year_without_moved_days_is_told(call: Call) -> None:
    lines = call("calendar", "CN", "2089-2090").out.decode().splitlines()
    says = "the library knows of no days of a weekend that are worked; they may not have been announced yet"
    assert lines[1:4] == [f"# 2089: {says}", f"# 2090: {says}", "[calendar]"]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("XX", "2026"), "the library `holidays` has no country “XX”; write its code, such as CN"),
        (("CNN", "2026"), "the library `holidays` has no country “CNN”; did you mean “CN”?"),
        (("中国", "2026"), "the library `holidays` has no country “中国”; write its code, such as CN"),
        (("SG-XX", "2026"), "the library `holidays` has no part “SG-XX”; it has: -"),
        *((("CN", years), f"“{years}” {NO_YEARS}") for years in ("26", "2028-2026", "2026-2090")),
        (("CN", "1800"), "the library `holidays` knows the days of “CN” from 1950 to 2100"),
    ],
)
def test_what_is_not_there_is_told(call: Call, asked: tuple[str, ...], says: str) -> None:
    ran = call("calendar", *asked)
    assert (ran.status, ran.out, ran.err.decode()) == (2, b"", f"error: {says}\n")
