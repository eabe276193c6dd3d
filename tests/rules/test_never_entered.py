"""Notes on statuses that nobody can ever enter, because they wait for an entry."""

from __future__ import annotations

import pytest

from targetrules import load, loads

HEAD = """
format = 1
policy = { id = "p", title = "P" }
grades = [{ id = "A" }, { id = "B" }]
[inputs]
x = { type = "number", min = 0, max = 100, optional = true }
flag = { type = "flag", default = false }
kind = { type = "choice", of = ["new", "old"] }
[rankings]
overall = { by = "x" }
[grading]
by = "x"
bands = { A = 50, B = 0 }
[measures]
line = { formula = "at_entry(s, x) + 3" }
other = { formula = "if_missing(at_entry(s, x), 40)" }
[[consequences]]
id = "talk"
when = { flag = true }
"""


def never(enter: str, more: str = "") -> list[str]:
    policy = loads(f"{HEAD}{more}[statuses.s]\nenter = {enter}\n")
    assert all(note.code == "TR195" for note in policy.notes)
    return [str(note.values["name"]) for note in policy.notes]


@pytest.mark.parametrize(
    "enter",
    [
        '{ x = { below = "line" } }',
        "{ line = { above = 3 } }",
        '{ known = "line" }',
        '{ known = ["x", "line"] }',
        '{ flag = true, x = { below = "line" } }',
        '{ any = [{ x = { below = "line" } }, { line = 40 }] }',
        '{ not = { x = { below = "line" } } }',
        "{ not = { any = [{ line = 40 }, { flag = true }] } }",
        '{ x = { below = "line" }, consecutive = 2 }',
        '{ x = { below = "line" }, ago = 1 }',
        '{ number_of = { conditions = [{ x = { below = "line" } }, { line = 3 }], at_least = 1 } }',
        "{ s = true, ago = 1 }",
    ],
)
def test_what_waits_for_an_entry(enter: str) -> None:
    assert never(enter) == ["s"]


@pytest.mark.parametrize(
    "enter",
    [
        '{ any = [{ x = { below = 40 } }, { x = { below = "line" } }] }',
        '{ x = { below = "other" } }',
        '{ known = "x" }',
        '{ not = { known = "line" } }',
        "{ not = { s = true, ago = 1 } }",
        '{ number_of = { conditions = [{ x = { below = "line" } }, { flag = true }], at_least = 1 } }',
        '{ number_of = { conditions = [{ x = { below = "line" } }, { flag = true }], at_most = 1 } }',
        '{ grade = "B" }',
        "{ grade = { below = { ago = 1 } } }",
        '{ kind = "new" }',
        "{ rated = true }",
        '{ place = "last" }',
        "{ period = { from = 2020 } }",
        '{ received = "talk" }',
        '{ place = "last", ago = 2 }',
        '{ "overall.rank" = 1 }',
    ],
)
def test_what_does_not(enter: str) -> None:
    assert never(enter) == []


def test_conditions_by_name() -> None:
    waits = '[conditions]\nwaits = { x = { below = "line" } }\n'
    assert never("{ waits = true }", waits) == ["s"]
    assert never("{ waits = false }", waits) == ["s"]
    again = "[conditions]\nagain = { any = [{ flag = true }, { again = true, ago = 1 }] }\n"
    assert never("{ again = true }", again) == []


def test_statuses_that_wait_for_one_another() -> None:
    assert never("{ t = true, ago = 1 }", "[statuses.t]\nenter = { s = true, ago = 1 }\n") == ["t", "s"]
    assert never("{ t = true, ago = 1 }", "[statuses.t]\nenter = { flag = true }\n") == []
    assert never("{ t = false, flag = true }", "[statuses.t]\nenter = { s = true, ago = 1, flag = true }\n") == []


@pytest.mark.parametrize("name", ["essa-identification", "england-coasting", "county-score-sheet", "nc-low-performing"])
def test_the_shipped_policies_are_entered(name: str) -> None:
    assert load(name).notes == ()
