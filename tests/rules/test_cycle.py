"""Until when targets are issued, and where in a file that stands of which something is made."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from targetrules.rules.procedure import Cycle
from targetrules.rules.resolution.tables_made import places_of_made
from targetrules.syntax import schema as syntax


@pytest.mark.parametrize(
    ("issue_by", "year", "due"),
    [
        (None, 2026, None),
        ((3, 31), 2026, date(2026, 3, 31)),
        ((2, 29), 2024, date(2024, 2, 29)),
        ((2, 29), 2026, date(2026, 2, 28)),
    ],
)
def test_targets_are_issued_until_that_day_of_the_year(
    issue_by: tuple[int, int] | None, year: int, due: date | None
) -> None:
    assert Cycle(issue_by=issue_by).due(year) == due


def test_what_is_made_of_an_indicator_has_its_place() -> None:
    file = syntax.PolicyFile(
        format=1,
        policy=syntax.Header(id="x", title="x"),
        categories={"economy": syntax.Category()},
        indicators={"gdp": syntax.Indicator(category="economy", target="at_least", weight=Decimal(10))},
    )
    assert places_of_made(file)["measures", "gdp_score"][:2] == ("indicators", "gdp")
