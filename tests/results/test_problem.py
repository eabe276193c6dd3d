"""The error that carries all problems, and its sentences."""

from __future__ import annotations

import pickle
import string
from collections.abc import Mapping

import pytest

from targetrules.results import Code, Problem, ResultsError, from_rows, history_of
from targetrules.wording import LANGUAGES, Word, sentences
from tests.results.example_rules import an_input, rules


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def problems_of(count: int) -> ResultsError:
    rows = [{"unit": str(number), "period": 2011, "score": "x"} for number in range(count)]
    with pytest.raises(ResultsError) as raised:
        history_of(rules([an_input("score", "number")]), from_rows(rows))
    return raised.value


def test_every_sentence_stands_in_every_language_with_the_same_places() -> None:
    found: Mapping[str, Mapping[str, str]] = {language: sentences(language, "problems") for language in LANGUAGES}
    keys = {language: {key: places(text) for key, text in each.items()} for language, each in found.items()}
    assert keys["zh"] == keys["en"]
    assert {code.value for code in Code} <= keys["en"].keys()


def test_a_problem_tells_all_that_is_known() -> None:
    problem = Problem(
        code=Code.NOT_A_NUMBER,
        file="results.xlsx",
        sheet="2011",
        row=5,
        column="总分",
        letter="C",
        found="八十",
        expected=Word("problems.whole"),
        advice=Word("problems.advise_alone"),
    )
    assert problem.text() == (
        'results.xlsx, sheet "2011", row 5, column C "总分": "八十" is not a number [RES41]\n'
        "    expected: a whole number\n"
        "    Write the number alone, in digits."
    )
    assert problem.text("zh") == (
        "results.xlsx，工作表“2011”，第 5 行，C 列“总分”：“八十”不是数字 [RES41]\n    应为：整数\n    请只写数字本身。"
    )
    assert problem.message.text("en") == '"八十" is not a number'


def test_problems_are_counted_all_and_shown_twenty_of_a_sort() -> None:
    error = problems_of(30)
    assert (len(error.problems), error.counts, error.further) == (30, {Code.NOT_A_NUMBER: 30}, {})
    lines = error.text("en").splitlines()
    assert lines[0] == "30 problems in the results; nothing was decided."
    assert lines[-1] == "… and 10 more of RES41."
    assert len([line for line in lines if "is not a number" in line]) == 20
    assert error.text("zh", most=1).splitlines() == [
        "成绩表有 30 处问题，未作任何评定。",
        "",
        "第 1 项，“score”列：“x”不是数字 [RES41]",
        "    应为：整数",
        "……另有 29 处 RES41。",
    ]


def test_of_a_million_problems_not_all_are_kept_but_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("targetrules.results.problem.MOST_KEPT", 5)
    error = problems_of(30)
    assert (len(error.problems), error.counts) == (5, {Code.NOT_A_NUMBER: 30})
    assert error.further == {Code.NOT_A_NUMBER: 25}
    assert str(error).splitlines()[-1] == "… and 25 more of RES41."
    assert error.text("en", most=2).splitlines()[-1] == "… and 28 more of RES41, 25 of them counted and not kept."
    assert error.text("zh", most=2).splitlines()[-1] == "……另有 28 处 RES41，其中 25 处只计数，不保存。"


def test_the_error_travels_between_processes() -> None:
    error = problems_of(2)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  of our own making
    assert (again.problems, again.counts, str(again)) == (error.problems, error.counts, str(error))


def test_what_stood_there_is_shown_on_one_line_and_shortened() -> None:
    with pytest.raises(ResultsError) as raised:
        history_of(rules([]), from_rows([{"unit": "a", "period": "\x1b[31m\n" + "x" * 100}]))
    assert raised.value.problems[0].found == "\\x1b[31m\\n" + "x" * 53 + "…"
