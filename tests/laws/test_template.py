"""A template that is filled in decides the same as the results that were filled in, and so does its workbook."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from targetrules.decision.template import template_of
from targetrules.period import period_text
from targetrules.testing import Case, cases
from tests.effort import examples
from tests.workbook.opened import cells_of, sheets_of

FLAGS = {"en": {True: "yes", False: "no"}, "zh": {True: "是", False: "否"}}


def filled_in(case: Case, language: str) -> bytes:
    """A template of the policy with the results of the case in it, as somebody types them."""
    rules = case.policy.rules
    units = [row.unit for row in case.history.rows]
    book = openpyxl.load_workbook(io.BytesIO(template_of(rules, case.policy.digest, units, language=language)))
    sheet = book[book.sheetnames[0]]
    inputs = list(rules.read_inputs)
    for at, row in enumerate(case.history.rows, 4):
        values = [row.unit, period_text(rules.period, row.period), *(row.values[name] for name in inputs)]
        for column, value in enumerate(values, 1):
            sheet.cell(at, column).value = typed(value, language)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def typed(value: Any, language: str) -> Any:
    """A value as it is typed into a cell."""
    if isinstance(value, bool):
        return FLAGS[language][value]
    return float(value) if isinstance(value, Decimal) else value


@examples(4)
@given(cases(units=3, periods=3), st.sampled_from(["en", "zh"]))
def test_a_template_that_is_filled_in_decides_the_same(case: Case, language: str) -> None:
    plain = case.policy.evaluate(case.history, notes=lambda _: None)
    filled = case.policy.evaluate(io.BytesIO(filled_in(case, language)), notes=lambda _: None)
    assert list(filled) == list(plain)
    files = [io.BytesIO(), io.BytesIO()]
    for outcomes, file in zip((plain, filled), files, strict=True):
        outcomes.write(file, format="xlsx", language=language)
    sheets, others = (sheets_of(file.getvalue()) for file in files)
    assert list(sheets) == list(others)
    for name in list(sheets)[1:-1]:  # the first tells notes, the last what was decided with what
        assert list(cells_of(sheets[name])) == list(cells_of(others[name]))
