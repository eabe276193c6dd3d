"""A state knows which past is whose: steps from it are those of all periods, and what cannot be is told."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from attrs import evolve

from targetrules import ResultsError, State, StateError, loads
from targetrules.rules.succession import Merger
from tests.county import county_text
from tests.forged_states import changed

POLICY = loads(
    county_text("""
[[consequences]]
id = "warning"
when = { grade = "poor", consecutive = 2 }
""")
)
YEARS: list[list[dict[str, Any]]] = [
    [{"unit": "A", "period": 2010, "score": 50}, {"unit": "B", "period": 2010, "score": 90}],
    [
        {"unit": "C", "period": 2011, "score": 50, "continues": "A", "merges": "B"},
        {"unit": "A", "period": 2011, "score": 90, "continues": None, "merges": None},
    ],
    [{"unit": "D", "period": 2012, "score": 50, "continues": "C"}],
    [{"unit": "C", "period": 2013, "score": 50, "continues": "D"}],
]


def as_file(rows: list[dict[str, Any]]) -> io.BytesIO:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, ["unit", "period", "score", "continues", "merges"])
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(stream.getvalue().encode())


FORMS: dict[str, Callable[[list[dict[str, Any]]], Any]] = {
    "file": as_file,
    "mappings": list,
    "polars": pl.DataFrame,
    "arrow": pa.Table.from_pylist,
}


def stepped(years: list[list[dict[str, Any]]], form: Callable[[Any], Any] = list) -> tuple[State, list[str]]:
    state, told = POLICY.start(), list[str]()
    for year in years:
        _, state, outcomes = POLICY.step(state, form(year), strict=year is not YEARS[0], record=True)
        told += [each.unit for each in outcomes if each.consequences]
    return state, told


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_steps_go_on_from_the_past_that_is_named_and_nobody_is_missed(form: Callable[[Any], Any]) -> None:
    """Units that are renamed, merged or split off have neither gone nor come: of the others alone it is told."""
    state, told = stepped(YEARS[:2], form)
    assert told == ["C"]
    with pytest.raises(ResultsError) as raised:
        POLICY.step(state, form(YEARS[2]), strict=True)
    assert str(raised.value).splitlines()[2] == "units with a result in 2011 and none in 2012: 1 of 2 (A) [RES68]"


def saved(state: State, tmp_path: Path) -> Path:
    path = tmp_path / "state.arrow"
    state.save(path)
    return path


def after(count: int) -> State:
    state = POLICY.start()
    for year in YEARS[:count]:
        _, state = POLICY.step(state, year, notes=lambda _: None)
    return state


def test_a_state_that_was_saved_before_a_succession_knows_it_after_it_is_loaded(tmp_path: Path) -> None:
    state = after(3)
    loaded = State.load(saved(state, tmp_path))
    assert loaded.successions == state.successions
    assert loaded.sha256 == state.sha256
    _, _, outcomes = POLICY.step(loaded, YEARS[3], record=True, notes=lambda _: None)
    assert [[each.id for each in outcome.consequences] for outcome in outcomes] == [["warning"]]


def test_a_state_without_successions_is_what_it_was(tmp_path: Path) -> None:
    metadata = pa.ipc.open_file(saved(after(1), tmp_path)).schema.metadata
    assert b"targetrules.successions" not in metadata
    assert b"targetrules.mergers" not in metadata


BAD = {
    "a past that would be lost": ({"unit": "A", "continues": "C"}, "[RES90]"),
    "an older name of another": ({"unit": "B", "continues": "D"}, "[RES90]"),
    "said again": ({"unit": "D", "continues": "C"}, '"D" goes on from the past of "C" since 2012 already'),
    "merged though its past goes on": (
        {"unit": "D", "merges": "C"},
        'Take it out: "D" goes on from the past of "C" already',
    ),
    "nobody": ({"unit": "E", "continues": "F"}, "[RES88]"),
    "nobody, whose name is nearly one": ({"unit": "D", "continues": "c "}, 'Did you mean "C"?'),
    "several": ({"unit": "E", "continues": "A; C"}, 'Name that one here, and the others under "merges"'),
    "itself": ({"unit": "E", "continues": "E"}, "[RES87]"),
    "nobody merged": ({"unit": "A", "merges": "F"}, "[RES93]"),
    "itself merged": ({"unit": "A", "merges": "A"}, "[RES91]"),
    "the one that is continued": ({"unit": "E", "continues": "A", "merges": "B; A"}, "[RES92]"),
}


@pytest.mark.parametrize(("row", "told"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_what_cannot_be_is_refused(row: dict[str, Any], told: str, form: Callable[[Any], Any]) -> None:
    with pytest.raises(ResultsError) as raised:
        POLICY.step(after(3), form([{"period": 2013, "score": 50, **row}]), notes=lambda _: None)
    assert str(raised.value).splitlines()[0] == "One problem in the results; nothing was decided."
    assert told in str(raised.value)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_unit_that_comes_back_without_a_word_is_noted_as_in_results_of_all_years(form: Callable[[Any], Any]) -> None:
    state, told, row = after(3), list[str](), {"unit": "C", "period": 2013, "score": 50}
    POLICY.step(state, form([row]), notes=lambda note: told.append(note.text("en")))
    [noted] = [each for each in told if "results again" in each]
    assert noted.startswith(
        "Units from whose past others go on, and which have results again later without saying from whose past: "
        '"C" ("D" from 2012 on, results again from 2013).'
    )
    POLICY.step(state, form([{**row, "continues": "D"}]), notes=lambda note: told.append(note.text("en")))
    assert [each for each in told if "results again" in each] == [noted]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_unit_that_is_there_again_after_it_went_into_another_is_noted_once(
    form: Callable[[Any], Any], tmp_path: Path
) -> None:
    def step(state: State, period: int, *units: str, **said: str) -> tuple[State, list[str]]:
        told = list[str]()
        rows = [{"unit": unit, "period": period, "score": 50, **said} for unit in units]
        _, state = POLICY.step(state, form(rows), notes=lambda note: told.append(note.text("en")))
        return State.load(saved(state, tmp_path)), [each for each in told if "said to have gone" in each]

    first, _ = step(POLICY.start(), 2010, "A", "B")
    gone, told = step(first, 2011, "B", merges="A")
    assert told == []
    assert gone.mergers == (Merger("A", "B", 2011),)
    assert gone.sha256 != evolve(gone, mergers=()).sha256
    again, told = step(gone, 2013, "A", "B")
    assert told == [
        (
            "Units that are said to have gone into others (merges), and have results of their own then or later: "
            '"A" (into "B" in 2011, a result in 2013). If they went on, take them out of there.'
        )
    ]
    assert step(again, 2014, "A", "B")[1] == []


FORGED = {
    "a unit that there is not": ('[["E", 2011, "A", 2010]]', "the state says whose past “E” goes on from"),
    "another that there is not": ('[["C", 2011, "E", 2010]]', "the state says whose past “E” goes on from"),
    "after the last period": ('[["C", 2013, "A", 2010]]', "“C” goes on from the past of “A”: the periods"),
    "before it was there": ('[["C", 2011, "A", 2011]]', "“C” goes on from the past of “A”: the periods"),
    "itself": ('[["C", 2011, "C", 2010]]', "“C” goes on from the past of “C”: the periods"),
    "two": ('[["C", 2011, "A", 2010], ["C", 2011, "B", 2010]]', "a unit goes on from the past of two others"),
    "something else": ("nonsense", "expected: a list of successions"),
    "none": ("[]", "expected: a list of successions"),
    "no text": ('[[1, 2011, "A", 2010]]', "expected: a list of successions"),
}


@pytest.mark.parametrize(("text", "told"), FORGED.values(), ids=FORGED)
def test_successions_that_no_steps_leave_behind(text: str, told: str, tmp_path: Path) -> None:
    path = saved(after(3), tmp_path)
    changed(path, lambda table: table, successions=text)
    with pytest.raises(StateError) as caught:
        State.load(path)
    assert told in str(caught.value)


FORGED_MERGERS = {
    "a unit that there is not": ('[["E", "A", 2011]]', "the state says that “E” went into another unit"),
    "another that there is not": ('[["A", "E", 2011]]', "the state says that “E” went into another unit"),
    "after the last period": ('[["A", "B", 2013]]', "“A” went into “B”: that cannot be"),
    "itself": ('[["A", "A", 2011]]', "“A” went into “A”: that cannot be"),
    "something else": ("nonsense", "expected: a list of mergers"),
    "no list": ('{"A": "B"}', "expected: a list of mergers"),
    "no period": ('[["A", "B", "2011"]]', "expected: a list of mergers"),
}


@pytest.mark.parametrize(("text", "told"), FORGED_MERGERS.values(), ids=FORGED_MERGERS)
def test_mergers_that_no_steps_leave_behind(text: str, told: str, tmp_path: Path) -> None:
    path = saved(after(3), tmp_path)
    changed(path, lambda table: table, mergers=text)
    with pytest.raises(StateError) as caught:
        State.load(path)
    assert told in str(caught.value)
