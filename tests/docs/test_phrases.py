"""The pages of phrases: whatever they say may be written is judged, row by row, and decides what the phrase says.

Both pages are judged by the same cases: the Chinese one is read with its names in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any, Final

import pytest

from targetrules import Outcome, loads
from tests.docs.blocks import PAGES, Page, Table

PHRASES: Final = [page for page in PAGES if page.path.startswith("docs/how-to/phrases.")]
each_page = pytest.mark.parametrize("page", PHRASES, ids=lambda page: page.path)

_NAMES: Final = {
    "上年得分": "last_year",
    "名次上升": "risen",
    "中位分": "middle",
    "退出线": "way_out",
    "观察": "watched",
    "分数线": "line",
    "总排名": "overall",
    "得分": "score",
    "事故": "accident",
    "换届": "new_head",
    "整改": "rectified",
    "免予处理": "exempted",
    "投诉": "complaints",
    "加分": "bonus",
    "约谈": "warning",
    "拒绝考核": "refused",
    "新设立": "new",
    "记功": "commended",
    "处分": "reprimand",
    "优秀": "excellent",
    "良好": "good",
    "不合格": "poor",
}
_PASSED: Final = {"phrases": "fair", "grades": "good", "places": "good"}
"""What 合格 is among four grades, and among three."""

_GRADES: Final = {"e": "excellent", "g": "good", "f": "fair", "p": "poor"}
_SIGNS: Final = {True: "+", False: "-", None: "?"}


def in_english(text: str, preamble: str) -> str:
    for name, english in {**_NAMES, "合格": _PASSED[preamble]}.items():
        text = text.replace(name, english)
    return re.sub(r'"(\w+)" = ', r"\1 = ", text)


def codes(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def written(page: Page, kind: str) -> list[tuple[str, str]]:
    """What the tables of a kind say may be written: as it stands there, and in English."""
    tables = [table for table in page.tables if table.note == f"{kind}: phrases"]
    found = [code for table in tables for row in table.rows for code in codes(row[1])]
    assert found, page.path
    return [(code, in_english(code, "phrases")) for code in found]


# ---- conditions ------------------------------------------------------------------------------------------------------

Rows = list[dict[str, Any]]
Case = tuple[Rows, str]


def rows_of(keys: list[dict[str, Any]], columns: dict[str, str]) -> Rows:
    """A row a key, but where a column has a point; ``?`` is missing, ``+`` and ``-`` are flags."""
    empty = {"grade": None, "score": None, "bonus": None, "complaints": 0}
    flags = {**dict.fromkeys(("accident", "new_head", "exempted"), False), "rectified": None}
    split = {name: text.split() for name, text in columns.items()}
    found = []
    for at, key in enumerate(keys):
        cells = {name: texts[at] for name, texts in split.items()}
        if "." not in cells.values():
            found.append({**empty, **flags, **key, **{name: value(cell) for name, cell in cells.items()}})
    return found


def value(cell: str) -> Any:
    return {"?": None, "+": True, "-": False, **_GRADES}.get(cell, cell)


def years(said: str, **columns: str) -> Case:
    """One unit, from 2010 on."""
    keys = [{"unit": "A", "period": 2010 + at} for at in range(len(next(iter(columns.values())).split()))]
    return rows_of(keys, columns), said


def units(said: str, **columns: str) -> Case:
    """Several units in one period."""
    keys = [{"unit": f"u{at}", "period": 2012} for at in range(len(next(iter(columns.values())).split()))]
    return rows_of(keys, columns), said


def two_years(said: str, before: str, now: str) -> Case:
    """The scores of several units in two periods."""
    scores = before.split(), now.split()
    keys = [{"unit": f"u{at}", "period": 2011 + year} for year, at in product((0, 1), range(len(scores[0])))]
    return rows_of(keys, {"score": f"{before} {now}"}), said


TEN: Final = "95 90 85 80 75 70 65 60 55 50"

CONDITIONS: Final[dict[str, tuple[Case, ...]]] = {
    'grade = "poor"': (years("+ - ?", grade="p g ?"),),
    'grade = ["fair", "poor"]': (years("+ + - ?", grade="p f g ?"),),
    'grade = { at_least = "good" }': (years("+ + - -", grade="e g f p"),),
    'grade = { at_most = "good" }': (years("- + + +", grade="e g f p"),),
    'grade = { below = "good" }': (years("- - + +", grade="e g f p"),),
    "grade = { below = { ago = 1 } }": (years("? + - - ? ?", grade="e g g e ? p"), years("? - ?", grade="p e . g")),
    "grade = { above = { ago = 1 } }": (years("? - - + ? ?", grade="e g g e ? p"), years("? + ?", grade="p e . g")),
    "score = { at_least = 60 }": (years("- + + ?", score="59.9 60 60.1 ?"),),
    "score = { above = 60 }": (years("- - + ?", score="59.9 60 60.1 ?"),),
    "score = { at_most = 60 }": (years("+ + - ?", score="59.9 60 60.1 ?"),),
    "score = { below = 60 }": (years("+ - - ?", score="59.9 60 60.1 ?"),),
    "score = { at_least = 60, below = 85 }": (years("- + + -", score="59.9 60 84.9 85"),),
    'score = { below = "last_year" }': (years("? + - ?", score="80 79 79 . 70"),),
    'score = { below = "middle" }': (units("- - + ?", score="90 80 50 ?"), units("- +", score="80.1 80")),
    "rectified = false": (years("- + ?", rectified="+ - ?"),),
    'place = "first"': (units("+ - + ?", score="90 80 90 ?"),),
    'place = "last"': (units("- + + ?", score="90 60 60 ?"),),
    "place = { top = 3 }": (units("+ + + -", score="90 80 70 60"), units("+ + + +", score="90 80 70 70")),
    'place = { top = "20%" }': (units("+ + - - - - - - - -", score=TEN),),
    'not = { place = { top = "20%" } }': (units("- - + + + + + + + +", score=TEN),),
    'place = { bottom = "5%", round = "up" }': (units("- - - - - - - - - +", score=TEN),),
    "risen = { at_least = 5 }": (
        two_years("? ? ? ? ? ? ? + - - - - - -", "10 90 80 70 60 50 40", "85 5 90 70 60 50 40"),
        two_years("? ? ? ? ? ? ? - - - - - - -", "10 90 80 70 60 50 40", "65 5 90 70 60 50 40"),
        two_years("? - ?", "90 .", "80 90"),
    ),
    'place = "last", score = { below = 60 }': (units("- - +", score="90 59 58"), units("- -", score="90 60")),
    'any = [{ place = "last" }, { score = { below = 60 } }]': (
        units("- + +", score="90 59 58"),
        units("- +", score="90 60"),
    ),
    'number_of = { conditions = [{ place = "last" }, { score = { below = 60 } }, { accident = true }], at_least = 2 }': (  # noqa: E501
        units("- - + +", score="90 59 58 57.5", accident="+ - + -"),
        units("- +", score="90 70", accident="- +"),
    ),
    'score = { at_least = "way_out" }': (
        years("? ? ? - + - + +", score="60 49 ? 51.9 52 49.5 52.5 90"),
        years("? ? - +", score="60 45 . 47 48"),
    ),
    'score = { below = "line" }': (years("- + - - -", score="60 59.9 60 50 51"), years("? - +", score=". . 70 70 69")),
    "not = { accident = true }": (years("+ -", accident="- +"),),
    'known = "score"': (years("+ -", score="60 ?"),),
    "rated = true": (years("+ -", grade="p ?"),),
    "period = { from = 2012, until = 2014 }": (years("- - + + + -", grade="g g g g g g"),),
    "period = { from = 2011, every = 3 }": (years("- + - - + -", grade="g g g g g g"),),
    'grade = "poor", consecutive = 2': (years("- + + - - -", grade="p p p g p . p"),),
    'all = [{ grade = "poor" }, { grade = "poor", times = 2, of_last = 3 }]': (
        years("- - + - + + - -", grade="p g p g p p g g"),
    ),
    'grade = "poor", times = 2, of_last = 3': (years("- - + - + + + -", grade="p g p g p p g g"),),
    'all = [{ grade = "poor" }, { grade = "poor", times = 2, of_last = 4 }]': (
        years("- - - + - -", grade="p g g p g g"),
        years("- - - - -", grade="p g g g p"),
    ),
    'grade = "good", times = 5': (years("- - - - - + +", grade="g g p g g g p"),),
    'grade = { at_least = "fair" }, times = 5': (years("- - - - - + +", grade="f g p e f g p"),),
    'grade = "poor", not = { grade = "poor", times = 2 }': (years("- + - - -", grade="g p p g p"),),
    'grade = "poor", ago = 1': (years("? + - ?", grade="p g g . p"),),
    'grade = "poor", ever = true': (years("- + +", grade="g p g"),),
    'grade = "poor", consecutive = 2, gaps = "bridge"': (
        years("- ? +", grade="p ? p"),
        years("- +", grade="p . p"),
        years("- - -", grade="p g p"),
    ),
    'grade = "poor", consecutive = 3, since = 2013': (years("- - - - - +", grade="p p p p p p"),),
    'grade = "poor", consecutive = 2, restarts = { new_head = true }': (
        years("- + - +", grade="p p p p", new_head="- - + -"),
        years("- - +", grade="p p p", new_head="- + -"),
    ),
    'grade = "poor", times = 2, restarts = { period = { from = 2010, every = 3 } }': (
        years("- + + - - +", grade="p p g p g p"),
        years("- - - -", grade="g g p p"),
    ),
    'grade = "good", times = 3, resets = { receives = "warning" }': (
        years("- - - - - +", grade="g g p g g g"),
        years("- - +", grade="g g g"),
    ),
    'received = "warning"': (years("- + +", grade="p g g"),),
    'received = "warning", ago = 1': (years("- + - +", grade="p g p g"), years("- - +", grade="g p g")),
    'received = "warning", times = 1, of_last = 2': (
        years("- + + - -", grade="p g g g g"),
        years("- + + + -", grade="p p g g g"),
    ),
    'received = "warning", times = 2, of_last = 3': (years("- - + + -", grade="p p g g g"),),
}


@each_page
def test_every_condition_decides_what_its_phrase_says(page: Page) -> None:
    for code, english in written(page, "phrases"):
        preamble = in_english(page.preambles["phrases"], "phrases")
        policy = loads(f"{preamble}\n[conditions.asked]\nall = [{{ {english} }}]\n")
        for rows, said in CONDITIONS[english]:
            outcomes = policy.evaluate(rows)
            assert " ".join(_SIGNS[each.conditions["asked"]] for each in outcomes) == said, code


def test_every_case_of_a_condition_stands_on_a_page() -> None:
    asked = {english for page in PHRASES for _, english in written(page, "phrases")}
    assert asked == set(CONDITIONS)


# ---- formulas --------------------------------------------------------------------------------------------------------

FORMULAS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "score - 2 * complaints": (("80 3 ?", "74.0"), ("? 3 ?", "missing")),
    "score - clamp(2 * complaints, high=10)": (("80 2 ?", "76.0"), ("80 7 ?", "70.0")),
    "score + clamp(bonus, high=5)": (("80 0 3", "83.0"), ("80 0 8", "85.0"), ("80 0 ?", "missing")),
    "score + if_missing(bonus, 0)": (("80 0 3", "83.0"), ("80 0 ?", "80.0")),
    "clamp(score + bonus, high=100)": (("98 0 1", "99.0"), ("98 0 5", "100.0"), ("? 0 5", "missing")),
    "clamp(score + bonus - 2 * complaints, 0, 100)": (("98 0 5", "100.0"), ("10 20 0", "0.0"), ("80 1 2", "80.0")),
}


@each_page
def test_every_formula_computes_what_its_phrase_says(page: Page) -> None:
    there = [(code, english.split('"')[1]) for code, english in written(page, "formulas")]
    assert [english for _, english in there] == list(FORMULAS), page.path
    for code, english in there:
        loads(f"{page.preambles['phrases']}\n[measures.total]\n{code}\ndecimals = 1\n")
        preamble = in_english(page.preambles["phrases"], "phrases")
        policy = loads(f'{preamble}\n[measures.total]\nformula = "{english}"\ndecimals = 1\n')
        for cells, total in FORMULAS[english]:
            columns = dict(zip(("score", "complaints", "bonus"), cells.split(), strict=True))
            (outcome,) = policy.evaluate(rows_of([{"unit": "A", "period": 2012}], columns))
            found = outcome.measures["total"]
            assert ("missing" if found is None else str(found)) == total, code


MEASURES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    'cases = [{ when = { score = { below = 40 } }, formula = "10" }, { when = { score = { below = 60 } }, formula = "5" }], otherwise = "0"': (  # noqa: E501
        ("39.9 0 -", "10"),
        ("40 0 -", "5"),
        ("59.9 0 -", "5"),
        ("60 0 -", "0"),
        ("? 0 -", "missing"),
    ),
    'cases = [{ when = { accident = true }, formula = "score / 2" }], otherwise = "score", decimals = 1': (
        ("80 0 +", "40.0"),
        ("80 0 -", "80.0"),
        ("? 0 -", "missing"),
    ),
    'points = { of = "grade", values = { excellent = 5, good = 5, fair = 3, poor = 0 } }': (
        ("? 0 - g", "5"),
        ("? 0 - f", "3"),
        ("? 0 - ?", "missing"),
    ),
    'scale = { of = "score", points = [[60, 60], [90, 100]], outside = "missing" }, decimals = 1': (
        ("59.9 0 -", "missing"),
        ("60 0 -", "60.0"),
        ("67.5 0 -", "70.0"),
        ("90 0 -", "100.0"),
    ),
    'scale = { of = "score", points = [[0, 0], [60, 5], [80, 8]], between = "step" }': (
        ("59.9 0 -", "0"),
        ("79.9 0 -", "5"),
        ("100 0 -", "8"),
        ("? 0 -", "missing"),
    ),
    'formula = "if(accident, score - 20, score)", decimals = 1': (
        ("80 0 +", "60.0"),
        ("80 0 -", "80.0"),
        ("? 0 +", "missing"),
    ),
    'formula = "2 * count(accident, new_head)"': (("80 0 + g +", "4"), ("80 0 - g +", "2"), ("80 0 - g -", "0")),
    'cases = [{ when = { complaints = { below = 10 } }, formula = "score" }], decimals = 1': (
        ("80 9 -", "80.0"),
        ("80 10 -", "missing"),
    ),
}


@each_page
def test_every_measure_computes_what_its_phrase_says(page: Page) -> None:
    there = written(page, "measures")
    assert [english for _, english in there] == list(MEASURES), page.path
    for code, english in there:
        loads(f"{page.preambles['phrases']}\n[measures]\ntotal = {{ {code} }}\n")
        preamble = in_english(page.preambles["phrases"], "phrases")
        policy = loads(f"{preamble}\n[measures]\ntotal = {{ {english} }}\n")
        for cells, total in MEASURES[english]:
            names = ("score", "complaints", "accident", "grade", "new_head")
            columns = dict(zip(names, cells.split(), strict=False))
            (outcome,) = policy.evaluate(rows_of([{"unit": "A", "period": 2012}], columns))
            found = outcome.measures["total"]
            assert ("missing" if found is None else str(found)) == total, code


# ---- targets ---------------------------------------------------------------------------------------------------------

TARGETS: Final[dict[str, tuple[tuple[dict[str, Any], str], ...]]] = {
    'target = "at_least"': (
        ({"growth": 13, "growth_target": 13}, "10.00"),
        ({"growth": 12, "growth_target": 13}, "0.00"),
        ({"growth_target": 13}, "missing"),
    ),
    'target = "at_most"': (
        ({"growth": 13, "growth_target": 13}, "10.00"),
        ({"growth": 14, "growth_target": 13}, "0.00"),
    ),
    'target = "between"': (
        ({"growth": 15, "growth_low": 13, "growth_high": 15}, "10.00"),
        ({"growth": 16, "growth_low": 13, "growth_high": 15}, "0.00"),
    ),
    'target = "kept"': (({"growth": True}, "10.00"), ({"growth": False}, "0.00")),
    "target = { multiple = 2, over = 5 }": (
        ({"before": 100, "growth": 200}, "10.00"),
        ({"before": 100, "growth": 199}, "0.00"),
        ({"growth": 200}, "missing"),
    ),
    'target = "at_least", min = 0, target_min = 1, scoring = "ratio"': (
        ({"growth": 6, "growth_target": 12}, "5.00"),
        ({"growth": 13, "growth_target": 12}, "10.00"),
    ),
    'target = "at_least", scoring = { per_point = 0.5 }': (({"growth": 10, "growth_target": 13}, "8.50"),),
    'target = "at_least", min = 0, max = 50, target_min = 6, scoring = { range = { zero_at = 5 } }': (
        ({"growth": 5, "growth_target": 13}, "0.00"),
        ({"growth": 9, "growth_target": 13}, "5.00"),
        ({"growth": 13, "growth_target": 13}, "10.00"),
    ),
    'target = "at_least", not_carried = "reweight"': (
        ({"growth": 13, "growth_target": 13, "growth_carried": True}, "10.00"),
        ({"growth_carried": False}, "missing"),
    ),
    'target = "at_least", quality = { reported = "counts", falsified = "zero" }': (
        ({"growth": 14, "growth_target": 13, "growth_quality": "reported"}, "10.00"),
        ({"growth": 14, "growth_target": 13, "growth_quality": "falsified"}, "0.00"),
    ),
}


@pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")  # columns that are not there, as they are missing
@each_page
def test_every_target_gives_the_points_that_its_phrase_says(page: Page) -> None:
    there = written(page, "targets")
    assert [code for code, _ in there] == list(TARGETS), page.path
    for code, _ in there:
        entries = f'category = "economy", weight = 10, {code}'
        head = (
            'format = 1\npolicy = { id = "targets", title = "Targets" }\ncategories.economy = { label = "Economy" }\n'
        )
        policy = loads(f"{head}indicators = {{ growth = {{ {entries} }} }}\n")
        for columns, points in TARGETS[code]:
            rows: Rows = [{"unit": "A", "period": 2005, "growth": columns["before"]}] if "before" in columns else []
            now = {name: each for name, each in columns.items() if name != "before"}
            outcomes = policy.evaluate([*rows, {"unit": "A", "period": 2010, "growth": None, **now}])
            found = list(outcomes)[-1].measures["growth_score"]
            assert ("missing" if found is None else str(found)) == points, (code, columns)


# ---- consequences ----------------------------------------------------------------------------------------------------

EVERY_YEAR: Final = (2010, 2011, 2012, 2013, 2014, 2015)
PLAIN: Final = {"years": EVERY_YEAR, "force": "must", "due": None, "until": None, "replaced": ()}
KEYS: Final[dict[str, dict[str, Any]]] = {
    'force = "must"': {},
    'force = "may"': {"force": "may"},
    'kind = "reward"': {},
    'kind = "support"': {},
    'kind = "sanction"': {},
    'within = "30 days"': {"due": date(2012, 2, 14)},
    'within = "2 months"': {"due": date(2012, 3, 15)},
    'within = "15 working days"': {"due": date(2012, 2, 3)},
    'lasts = "1 year"': {"until": date(2013, 1, 14)},
    'lasts = "6 months"': {"until": date(2012, 7, 14)},
    'by = "03-31"': {"due": date(2012, 3, 31)},
    'replaces = ["warning"]': {"replaced": ("warning",)},
    "unless = { accident = true }": {"years": (2010, 2012, 2013, 2014, 2015)},
    "unless = { exempted = true }": {"years": (2010, 2011, 2013, 2014, 2015)},
    "from = 2012": {"years": (2012, 2013, 2014, 2015)},
    "until = 2014": {"years": (2010, 2011, 2012, 2013, 2014)},
}


@each_page
def test_every_key_of_a_consequence_does_what_its_phrase_says(page: Page) -> None:
    there = written(page, "consequences with")
    assert {english for _, english in there} == set(KEYS)
    rows = rows_of(
        [{"unit": "A", "period": year} for year in EVERY_YEAR],
        {"grade": "p p p p p p", "accident": "- + - - - -", "exempted": "- - + - - -"},
    )
    for code, english in there:
        preamble = in_english(page.preambles["phrases"], "phrases")
        rule = f'[[consequences]]\nid = "x"\nwhen = {{ rated = true }}\n{english}\n'
        outcomes = loads(f"{preamble}\n{rule}").evaluate(rows, decided_on=date(2012, 1, 15))
        assert told(outcomes) == {**PLAIN, **KEYS[english]}, code


def told(outcomes: Any) -> dict[str, Any]:
    """When the consequence is received, and what is said of it and replaced the last time."""
    received = {outcome.period: each for outcome in outcomes for each in outcome.consequences if each.id == "x"}
    last = received[max(received)]
    replaced = {outcome.period: tuple(each.id for each in outcome.replaced) for outcome in outcomes}
    return {
        "years": tuple(received),
        "force": last.force,
        "due": last.due,
        "until": last.until,
        "replaced": replaced[max(received)],
    }


@each_page
def test_what_is_in_force_for_a_year_caps_the_grade_of_the_year_after(page: Page) -> None:
    (table,) = (table for table in page.tables if table.note == "in force for a year: phrases")
    (block,) = (block for block in page.blocks if block.option("fragment") == "phrases")
    policy = loads(in_english(f"{page.preambles['phrases']}\n{block.text}", "phrases"))
    cells = list(cells_of(table, "phrases"))
    keys = [{"unit": "A", "period": int(row[0]), "grade": row[1]} for row in cells]
    outcomes = policy.evaluate(rows_of(keys, {}))
    found = [[outcome.grade, ", ".join(sorted(each.id for each in outcome.consequences))] for outcome in outcomes]
    assert [[row[2], row[3].replace("、", ", ").removeprefix("none")] for row in cells] == found, page.path


# ---- grading ---------------------------------------------------------------------------------------------------------

GRADED: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("none good", {"score": "90 70", "new": "+ -"}),
    ("poor good", {"score": "90 70", "refused": "+ -"}),
    ("good poor", {"score": "10 10", "commended": "+ -"}),
    ("excellent poor", {"score": "90 10"}),
    ("good excellent", {"score": "90 90", "accident": "+ -"}),
    ("excellent good good good poor", {"score": "95 90 88 70 50"}),
    ("excellent good good good poor", {"score": "95 90 88 70 50"}),
    ("excellent excellent excellent good poor", {"score": "95 90 88 70 65"}),
)
VETO, CAP, QUOTA = 4, 5, 6


def rules_of_grading(page: Page) -> list[str]:
    """The rules, each with the phrase in the comment above it."""
    (block,) = (block for block in page.blocks if block.option("fragment") == "grades")
    return [f"# {part}" for part in block.text.split("# ") if part.strip()]


def grades(page: Page, rules: str, rows: Rows) -> list[Outcome]:
    preamble = page.preambles["grades"]
    return list(loads(in_english(f"{preamble}\n{rules}", "grades")).evaluate(rows))


def graded_rows(columns: dict[str, str], *, one_unit: bool = False) -> Rows:
    size = len(columns["score"].split())
    keys = [{"unit": "A" if one_unit else f"u{at}", "period": 2010 + at * one_unit} for at in range(size)]
    flags = dict.fromkeys(("accident", "refused", "new", "commended"), " ".join("-" * size))
    return [
        {name: cell for name, cell in row.items() if name in {"unit", "period", "score", *flags}}
        for row in rows_of(keys, {**flags, **columns})
    ]


@each_page
def test_every_rule_of_grading_does_what_its_phrase_says(page: Page) -> None:
    rules = rules_of_grading(page)
    assert len(rules) == len(GRADED), page.path
    for rule, (said, columns) in zip(rules, GRADED, strict=True):
        outcomes = grades(page, rule, graded_rows(columns))
        assert " ".join(each.grade or "none" for each in outcomes) == said, rule
    (step,) = (rule for rule in rules if "steps" in rule)
    outcomes = grades(page, step, graded_rows({"score": "90 10 10"}, one_unit=True))
    assert [each.grade for each in outcomes] == ["excellent", "good", "poor"]


@each_page
def test_a_cap_leaves_the_seat_of_a_vetoed_unit_empty_and_a_quota_passes_it_on(page: Page) -> None:
    (table,) = (table for table in page.tables if table.note == "caps and quotas: grades")
    rules = rules_of_grading(page)
    cells = list(cells_of(table, "grades"))
    columns = {"score": " ".join(row[1] for row in cells), "accident": " ".join(row[2] for row in cells)}
    rows = graded_rows(columns)
    by_cap, by_quota = (grades(page, rules[VETO] + rules[each], rows) for each in (CAP, QUOTA))
    found = [
        [str(one.places["overall"].rank), one.grade, other.grade] for one, other in zip(by_cap, by_quota, strict=True)
    ]
    assert [row[3:] for row in cells] == found, page.path
    assert by_cap != by_quota


@each_page
def test_a_grade_by_place_alone_is_that_of_the_table(page: Page) -> None:
    (table,) = (table for table in page.tables if table.note == "by place alone: places")
    (block,) = (block for block in page.blocks if block.option("fragment") == "places")
    policy = loads(in_english(f"{page.preambles['places']}\n{block.text}", "places"))
    cells = list(cells_of(table, "places"))
    rows = [
        {"unit": unit, "period": 2012, "score": score, "accident": accident == "+"}
        for unit, score, accident, *_ in cells
    ]
    outcomes = policy.evaluate([*rows, {**rows[0], "unit": "x", "score": None}])
    found = [[str(each.places["overall"].rank), each.grade] for each in outcomes]
    assert [*(row[3:] for row in cells), ["None", None]] == found, page.path
    assert policy.notes == ()


@each_page
def test_a_forced_grade_instead_of_the_caps_is_excellent_in_spite_of_the_accident_and_is_noted(page: Page) -> None:
    forced = '[[grading.forced]]\nwhen = { place = { top = "20%" } }\ngrade = "excellent"'
    veto = '[[grading.caps]]\nwhen = { accident = true }\nat_most = "good"'
    preamble = in_english(page.preambles["places"], "places")
    policy = loads(f'{preamble}\n[grading]\nby = "score"\nbands = {{ good = 10, poor = 0 }}\n{forced}\n{veto}\n')
    rows = [{"unit": f"u{at}", "period": 2012, "score": 95 - at, "accident": at == 0} for at in range(10)]
    assert [each.grade for each in policy.evaluate(rows)][:3] == ["excellent", "excellent", "good"]
    assert [each.code for each in policy.notes] == ["TR089"]


def cells_of(table: Table, preamble: str) -> Iterator[list[str]]:
    for row in table.in_english().rows:
        yield [{"yes": "+", "no": "-"}.get(cell, in_english(cell, preamble)) for cell in row]
