"""Notes on percentages and weights that look mistaken, and none on those that are meant."""

from __future__ import annotations

import pytest

from targetrules import loads

HEAD = """
format = 1
policy = { id = "p", title = { en = "group_percentile(x, 0.05)" } }
grades = [{ id = "A" }, { id = "B" }]
parameters.factor = [{ value = 0.5 }]
[inputs]
a = { type = "number", min = 0, max = 100 }
b = { type = "number", min = 0, max = 100 }
c = { type = "number", min = 0, max = 20 }
good = { type = "flag" }
rankings.overall = { by = "a" }
details.parts = { item = "part", inputs = { x = { type = "number", min = 0, max = 9 }, low = { type = "flag" } } }
""".replace("rankings.overall", "[rankings]\noverall").replace("details.parts", "[details]\nparts")
USED = '[[consequences]]\nid = "used"\nwhen = { "parts.count()" = { above = 0 } }\n'


def notes(text: str) -> list[tuple[str, str]]:
    """The code of each note, and what is underlined."""
    policy = loads(HEAD + text + ("" if "parts." in text else USED))
    found = []
    for note in policy.notes:
        assert note.document is not None
        assert note.span is not None
        line = note.document.text.splitlines()[note.span.line - 1]
        found.append((note.code, line[note.span.column - 1 : note.span.end_column - 1]))
    return found


def measure(formula: str) -> str:
    return f'[measures]\nm = {{ formula = "{formula}", decimals = 2 }}\n'


@pytest.mark.parametrize(
    ("formula", "small"),
    [
        ("group_percentile(a, 0.05)", "0.05"),
        ("group_percentile(if_missing(a, 0.5), 0.90, overall)", "0.90"),
        ("1 + parts.percentile(x,00.5)", "00.5"),
        ("round(group_percentile( a , 0.5 , method=sas5), 1)", "0.5"),
        ("group_percentile(a, 5)", None),
        ("group_percentile(a, 0.5%)", None),
        ("group_percentile(a, 0.5 ％)", None),
        ("group_percentile(a, 0)", None),
        ("group_percentile(a, 0.0)", None),
        ("group_percentile(a, 1.5)", None),
        ("clamp(a, 0.5, 90)", None),
    ],
)
def test_percentiles_below_one(formula: str, small: str | None) -> None:
    assert notes(measure(formula)) == ([] if small is None else [("TR192", small)])


def test_a_percentile_as_a_key_and_what_is_proposed() -> None:
    text = '[conditions]\nlow = { "parts.percentile(x, 0.25)" = { above = 3 } }\n'
    assert notes(text) == [("TR192", '"parts.percentile(x, 0.25)"')]
    (note,) = loads(HEAD + text).notes
    assert note.level == "note"
    assert note.advice() == "write 25, if 25% is meant; if less than one per cent is, say so by its sign: 0.25%"


def test_the_sign_changes_nothing() -> None:
    rows = [{"unit": str(at), "period": 2020, "a": at, "b": 0, "c": 0, "good": True} for at in range(100)]
    found = []
    for written in ("25", "25%", "25 ％"):
        policy = loads(HEAD + measure(f"group_percentile(a, {written})") + USED)
        found.append(
            [each.measures["m"] for each in policy.evaluate(rows, details={"parts": []}, notes=lambda _: None)]
        )
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize(
    ("share", "asked", "small"),
    [
        ("parts.share(low)", "{ at_least = 0.5 }", ["0.5"]),
        ("group_share(overall, good)", "{ above = 0.2, below = 0.8 }", ["0.2", "0.8"]),
        ("group_share(overall, good)", "0.5", []),
        ("parts.share(low)", "{ at_least = 50 }", []),
        ("parts.share(low)", "{ at_least = 1 }", []),
        ("parts.share(low)", "{ above = 0 }", []),
        ("parts.share(low)", '{ above = "factor" }', []),
        ("round(parts.share(low), 2) / 100", "{ above = 0.5 }", []),
        ("round(parts.share(low), 1) + a", "{ above = 0.5 }", []),
    ],
)
def test_shares_that_are_compared_with_less_than_one(share: str, asked: str, small: list[str]) -> None:
    condition = f"[conditions]\nmany = {{ m = {asked} }}\n" if asked != "0.5" else ""
    assert notes(measure(share) + condition) == [("TR193", each) for each in small]


@pytest.mark.parametrize(
    "bands", ["{ A = 0.5, B = 0 }", '[{ grade = "A", at_least = 0.5 }, { grade = "B", above = -1 }]']
)
def test_bands_of_a_share(bands: str) -> None:
    graded = measure("parts.share(low)") + f'[grading]\nby = "m"\nbands = {bands}\n'
    assert notes(graded) == [("TR193", "0.5")]
    assert notes(graded.replace("0.5", "50")) == []
    assert notes(graded.replace("parts.share(low)", "parts.count()")) == []


@pytest.mark.parametrize(
    ("weights", "ratio"),
    [
        ("{ a = 60, b = 45 }", "4, 3"),
        ("{ a = 0.5, b = 0.3, c = 0.3 }", "5, 3, 3"),
        ("{ a = 41, b = 30, c = 30 }", "410, 300, 300"),
        ("{ a = 60, b = 40 }", None),
        ("{ a = 0.5, b = 0.3, c = 0.2 }", None),
        ("{ a = 2, b = 1, c = 1 }", None),
        ("{ a = 1, b = 0.1 }", None),
        ("{ a = 100, b = 10 }", None),
        ("{ a = 30, b = 30, c = 30 }", None),
        ("{ a = 60, b = 70 }", None),
        ("{ a = 600, b = 450 }", None),
    ],
)
def test_weights_that_nearly_come_to_a_whole(weights: str, ratio: str | None) -> None:
    text = f"[measures]\nm = {{ weights = {weights}, decimals = 1 }}\n"
    assert notes(text) == ([] if ratio is None else [("TR194", weights)])
    for note in loads(HEAD + text + USED).notes:
        assert note.advice() is not None
        assert str(note.advice()).endswith(f"write whole numbers that are no percentages: {ratio}")


@pytest.mark.parametrize(
    ("formula", "is_told"),
    [
        ("0.6 * a + 0.5 * b", True),
        ("round(a * 0.6, 1) + round(b * 45 / 100, 1)", True),
        ("(60 * a + 45 * b) / 100", True),
        ("0.6 * a + 0.4 * b", False),
        ("0.6 * a + factor * b", False),
        ("0.6 * a + 0.5 * b + c", False),
        ("0.6 * a + 0.5 * c", False),
        ("0.6 * a + 0.5 * a", False),
        ("a + 0.1 * b", False),
        ("0.6 * a - 0.5 * b", False),
        ("0.6 * a + 0.5 * b + 3", False),
        ("0.6 * min(a, b) + 0.5 * b", False),
        ("0.6 * a * b + 0.5 * b", False),
        ("round(a / 0, 1) + 0.9 * b", False),
    ],
)
def test_factors_of_a_sum_of_scores(formula: str, *, is_told: bool) -> None:
    assert [code for code, _ in notes(measure(formula))] == (["TR194"] if is_told else [])


def test_a_measure_that_is_missing_for_ever_is_no_score() -> None:
    text = measure("0.6 * a + 0.5 * n").replace("m =", 'n = { formula = "previous(n)" }\nm =')
    assert [code for code, _ in notes(text)] == ["TR093"]
