"""``help`` shows the keywords that many methods take; one that would do nothing is refused."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from targetrules import ArgumentError, Policy, loads
from targetrules.arguments import DETAILS, FILES, READING, TELLING
from targetrules.distributed import evaluate_spark
from targetrules.results import from_rows, history_of, read_history
from targetrules.results.options import FrameKeywords, KeptRowsKeywords, Keywords, ReadingKeywords, RowsKeywords
from targetrules.wording import Word

POLICY = loads("""format = 1
policy = { id = "county", title = "County" }
inputs.score = { type = "number", min = 0, max = 100 }
""")
ROWS = [{"unit": "A", "period": 2010, "score": 1, "remark": "x"}]

JUDGING: list[Callable[..., Any]] = [
    Policy.evaluate,
    Policy.evaluate_by_period,
    Policy.step,
    Policy.explain,
    Policy.explain_rows,
    Policy.check_claims,
    Policy.example_text,
]
READERS: list[Callable[..., Any]] = [Policy.read, Policy.history]
READERS_OF_TABLES: list[Callable[..., Any]] = [read_history, history_of]
KNOWN: dict[Callable[..., Any], list[str]] = {
    **{each: [*READING, *FILES, *DETAILS, *TELLING] for each in JUDGING},
    Policy.evaluate_frame: [*READING, *DETAILS, *TELLING],
    evaluate_spark: [*READING, *TELLING],
    **{each: [*READING, *FILES, *DETAILS] for each in READERS},
    **{each: [*READING] for each in READERS_OF_TABLES},
}


def takes_more(function: Callable[..., Any]) -> bool:
    return bool(inspect.unwrap(function).__code__.co_flags & inspect.CO_VARKEYWORDS)


def test_the_keywords_that_are_shown_are_those_that_are_taken() -> None:
    assert list(ReadingKeywords.__annotations__) == list(READING)
    assert list(Keywords.__annotations__) == [*READING, *TELLING]
    assert list(KeptRowsKeywords.__annotations__) == [*READING, *FILES, *DETAILS]
    assert list(RowsKeywords.__annotations__) == [*READING, *FILES, *DETAILS, *TELLING]
    assert list(FrameKeywords.__annotations__) == [*READING, *DETAILS, *TELLING]


def test_every_public_method_that_takes_more_keywords_is_known_here() -> None:
    methods: list[tuple[str, Callable[..., Any]]] = inspect.getmembers(Policy, inspect.isfunction)
    public = [each for name, each in methods if not name.startswith("_")]
    known = {each for each in KNOWN if each.__qualname__.partition(".")[0].endswith("Policy")}
    assert {each for each in public if takes_more(each)} == known


@pytest.mark.parametrize("function", KNOWN, ids=lambda each: each.__qualname__)
def test_help_shows_every_keyword(function: Callable[..., Any]) -> None:
    keywords = KNOWN[function]
    shown = inspect.signature(function).parameters
    assert list(shown)[-len(keywords) :] == keywords
    assert all(each.kind is not each.VAR_KEYWORD for each in shown.values())
    said = [line.partition(":")[0].strip() for line in (inspect.getdoc(function) or "").split("\n")]
    assert [name for name in said if name in {*READING, *FILES, *DETAILS, *TELLING}][-len(keywords) :] == keywords


def test_the_keywords_of_a_bound_method_begin_after_the_rows() -> None:
    assert list(inspect.signature(POLICY.history).parameters) == ["rows", *READING, *FILES, *DETAILS]


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("Policy.history", lambda how: POLICY.history(ROWS, **how)),
        ("read_history", lambda how: read_history(POLICY.rules, from_rows(ROWS), **how)),
        ("read_history", lambda how: history_of(POLICY.rules, from_rows(ROWS), **how)),
    ],
    ids=["history", "read_history", "history_of"],
)
def test_what_tells_no_notes_refuses_to_be_asked_for_them(name: str, call: Callable[[dict[str, Any]], Any]) -> None:
    with pytest.raises(ArgumentError) as raised:
        call({"notes": print})
    assert raised.value.text("en") == (
        f"notes: {name} tells no notes, it keeps them: they are the `notes` of what it gives, and are told when that is"
        " judged"
    )
    assert raised.value.text("zh") == f"notes：{name} 不报告提示，而是随结果保存：见返回值的 `notes`，评定时才报告"


def test_a_history_has_its_notes_and_tells_them_when_it_is_judged() -> None:
    history, told = POLICY.history(ROWS), list[Word]()
    assert [each.text("en") for each in history.notes] == ["Columns that no input is read from: remark."]
    POLICY.evaluate(history, notes=told.append)
    assert told == list(history.notes)


@pytest.mark.parametrize("call", [POLICY.history, POLICY.evaluate])
def test_a_keyword_that_there_is_not_is_told_with_those_that_there_are(call: Callable[..., Any]) -> None:
    with pytest.raises(ArgumentError) as raised:
        call(ROWS, unit_colunm="unit")
    own = "" if call == POLICY.history else "decided_on, engine, record, progress, "
    last = "" if call == POLICY.history else ", notes"
    assert raised.value.text("en") == (
        f"unit_colunm: Policy.{call.__name__} has no such keyword; did you mean unit_column? It has {own}unit_column,"
        f" period_column, layout, naming, header_row, sheet, wide, input_format, encoding, plan, details, targets{last}"
    )
