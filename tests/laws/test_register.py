"""Laws of registers."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

import targetrules
from targetrules import Outcome
from targetrules.register import Register, RegisterError, judging
from targetrules.register.differences import essence
from targetrules.register.stored import Moment
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


def judged_now(register: Register, year: int) -> list[Outcome]:
    with register._database.reading() as connection:  # noqa: SLF001
        adopted = register._policies.judging(connection, "county", year)  # noqa: SLF001
        return list(judging.judged(connection, adopted, year, Moment(register.head().number), None))


@given(SCORES, st.data())
@examples(6)
def test_what_is_kept_of_the_past_is_all_that_a_decision_rests_on(scores: list[int], data: st.DataObject) -> None:
    """By the periods that are looked back at and tables as they are, or by everything, a row at a time."""
    with TemporaryDirectory() as folder, Register.create(Path(folder) / "r.db", by="Li Wei") as register:
        register.adopt(POLICY_OF_ALL)
        register.post(rows(scores))
        decided(register)
        for key in data.draw(
            st.lists(st.sampled_from([(u, y) for u in UNITS for y in YEARS]), unique=True, max_size=3)
        ):
            register.withdraw(*key, reason="x")
        there = [(each.unit, each.period) for each in register.results().history.rows]
        for unit, year in data.draw(st.lists(st.sampled_from(there), unique=True, max_size=3)):
            score = data.draw(st.integers(0, 100))
            with suppress(RegisterError):  # just as it is
                register.correct({"unit": unit, "period": year, "kind": "county", "score": score}, reason="x")
        for year in YEARS:
            found = judged_now(register, year)
            for names in (["periods_looked_back"], ["plain_table"], ["periods_looked_back", "plain_table"]):
                with pytest.MonkeyPatch.context() as patch:
                    for name in names:
                        patch.setattr(judging, name, lambda *_, **__: None)
                    assert judged_now(register, year) == found


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
