"""Laws of registers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

import targetrules
from targetrules.register import Register
from targetrules.register.differences import essence
from tests.effort import examples
from tests.register.conftest import POLICY

UNITS, YEARS = "ABCD", range(2020, 2024)
POLICY_OF_ALL = targetrules.loads(POLICY, name="county.toml")
SCORES = st.lists(st.integers(0, 100), min_size=len(UNITS) * len(YEARS), max_size=len(UNITS) * len(YEARS))


def rows(scores: Sequence[int]) -> list[dict[str, object]]:
    keys = [(unit, year) for year in YEARS for unit in UNITS]
    pairs = zip(keys, scores, strict=True)
    return [{"unit": unit, "period": year, "kind": "county", "score": score} for (unit, year), score in pairs]


def decided(register: Register) -> None:
    for year in YEARS:
        register.close_period(year)
        register.decide(year)


def outcomes(register: Register) -> list[object]:
    return [essence(each.outcome) for each in register.decisions()]


@given(SCORES, st.sets(st.integers(0, len(UNITS) * len(YEARS) - 1), min_size=1), st.data())
@examples(6)
def test_a_correction_decides_as_if_the_results_had_been_so_from_the_beginning(
    scores: list[int], at: set[int], data: st.DataObject
) -> None:
    corrected = list(scores)
    for each in at:
        corrected[each] = (scores[each] + data.draw(st.integers(1, 100))) % 101
    with TemporaryDirectory() as folder:
        with Register.create(Path(folder) / "first.db", by="Li Wei") as first:
            first.adopt(POLICY_OF_ALL)
            first.post(rows(scores))
            decided(first)
            previewed = first.preview(rows(corrected), reason="audit")
            found = first.correct(rows(corrected), reason="audit")
            assert previewed.changes == found.changes
            corrected_outcomes = outcomes(first)
            assert first.verify(first.head().hash).verified
        with Register.create(Path(folder) / "second.db", by="Li Wei") as second:
            second.adopt(POLICY_OF_ALL)
            second.post(rows(corrected))
            decided(second)
            assert corrected_outcomes == outcomes(second)
            judged = POLICY_OF_ALL.evaluate(rows(corrected))
            assert [(each.unit, each.period, each.grade) for each in judged] == [
                (each.unit, each.period, each.grade) for each in second.decisions()
            ]
