"""The table of the language pages that says what a register makes of what became of a consequence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from targetrules import loads
from targetrules.register import Register
from targetrules.register.stored import Moment
from targetrules.register.what_became import what_became
from tests.docs.blocks import Page, Table
from tests.docs.test_tables import MISSING, NO_ROW, WORDS, about, tables

REPORT = "written-report"


@pytest.mark.parametrize(("page", "table"), tables("followed"))
def test_what_a_table_says_is_filled_in_is(page: Page, table: Table, tmp_path: Path) -> None:
    policy = loads(page.preambles[about(table)])
    register = Register.create(tmp_path / "county.db", by="Li Wei", policy=policy)
    with register.together():
        graded = [(unit, grade) for unit, grade, *_ in table.rows if grade != NO_ROW]
        register.post(
            [{"unit": unit, "period": 2010, "grade": None if grade == MISSING else grade} for unit, grade in graded]
        )
        register.close_period(2010)
        register.decide(2010, decided_on=date(2011, 1, 10))
        for unit, _, executed, returned, *_ in table.rows:
            if executed:
                register.note_executed(unit, 2010, REPORT, on=date.fromisoformat(executed))
            if returned:
                register.note_returned(unit, 2010, REPORT, on=date.fromisoformat(returned), reason="no causes")
        register.post([{"unit": unit, "period": 2011, "grade": "good"} for unit, *_ in table.rows])
    head = Moment(register.head().number)
    for unit, *_, day, word in table.rows:
        with register._database.reading() as connection:  # noqa: SLF001  each row has a day of its own
            found = what_became(connection, register._policies, policy.rules, 2011, head, date.fromisoformat(day))  # noqa: SLF001
        assert found is not None
        cell = found.cells()["rectified"].get(unit, "true")
        assert WORDS[{"true": True, "false": False, "": None}[cell]] == word, (page.path, unit)
