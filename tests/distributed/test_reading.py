"""What a task cannot know of the rows of other tasks is refused where it reads."""

from __future__ import annotations

import pyarrow as pa
import pytest

from targetrules import loads
from targetrules.distributed.column_names import column_names_of
from targetrules.distributed.row_codec import RowCodec
from targetrules.distributed.tasks import ReadTask, UnusableResultsError
from targetrules.results import ResultsError

RULES = loads("""
format = 1
[policy]
id = "rates"
title = "Rates"
[inputs]
rate = { type = "number", unit = "%", min = 0, max = 100, decimals = 2, optional = true }
""").rules


def read(rates: list[str | None]) -> list[int | None]:
    """The rates as a task sends them on, in hundredths."""
    table = pa.table({"unit": [f"u{at}" for at in range(len(rates))], "period": [2011] * len(rates), "rate": rates})
    rows = RowCodec.of(RULES, column_names_of(RULES, table.column_names))
    [made] = ReadTask(rows, "en")(table.to_batches())
    return made.column(rows.columns["rate"]).to_pylist()  # type: ignore[no-any-return]


def test_numbers_without_a_percent_sign_are_read() -> None:
    assert read(["85", None, "0.86"]) == [8500, None, 86]


def test_numbers_of_both_sorts_in_one_task_are_told_as_everywhere() -> None:
    with pytest.raises(UnusableResultsError, match=r"and .0\.5. in item 1 without one: .* \[RES65\]"):
        read(["0.5", "85%"])


@pytest.mark.parametrize("rates", [["12%", "85 ％"], [None, "0%"]], ids=ascii)
def test_a_percent_sign_is_refused_since_no_task_sees_the_whole_column(rates: list[str | None]) -> None:
    with pytest.raises(UnusableResultsError) as raised:
        read(rates)
    at = next(at for at, rate in enumerate(rates, 1) if rate)
    assert str(raised.value) == (
        "In one task (items count from its first row):\n"
        "One problem in the results; nothing was decided.\n\n"
        f'item {at}, column "rate": "{rates[at - 1]}" has a percent sign; tasks of Spark cannot see whether numbers '
        "elsewhere in the column have none [RES66]\n"
        "    Make sure that all numbers of “rate” have the sign, and take it off before."
    )


def test_what_was_decided_is_refused_since_tasks_do_not_look_back_at_it() -> None:
    graded = loads(
        'format = 1\n[policy]\nid = "g"\ntitle = "G"\n[[grades]]\nid = "good"\n[[grades]]\nid = "poor"\n'
        '[inputs]\ngiven = { type = "grade", optional = true }\n[grading]\ngiven = "given"\n'
    ).rules
    with pytest.raises(ResultsError) as raised:
        column_names_of(graded, ["unit", "period", "given", "decided.grade"])
    assert str(raised.value) == (
        "One problem in the results; nothing was decided.\n\n"
        'column "decided.grade": Spark does not look back at what was decided [RES83]\n'
        "    Judge the whole table on one machine: policy.evaluate_frame. "
        "Or leave the column out, where what was computed is to count."
    )


def test_a_past_that_is_not_the_units_own_is_refused() -> None:
    plain = loads('format = 1\n[policy]\nid = "g"\ntitle = "G"\n[inputs]\nscore = { type = "number" }\n').rules
    with pytest.raises(ResultsError) as raised:
        column_names_of(plain, ["unit", "period", "score", "continues", "并入单位"])
    advice = (
        "    Judge the whole table on one machine: policy.evaluate_frame. "
        "Or leave the column out, where every unit has no past but its own."
    )
    assert str(raised.value) == (
        "2 problems in the results; nothing was decided.\n\n"
        f'column "continues": on Spark a unit has no past but its own [RES95]\n{advice}\n'
        f'column "并入单位": on Spark a unit has no past but its own [RES95]\n{advice}'
    )
