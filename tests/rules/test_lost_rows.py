"""Where something of details cannot be read, that alone is told, and not all that rests on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules import PolicyError, loads

GOOD = Path(__file__).parents[1] / "language" / "details" / "good"


def told(file: str, good: str, bad: str) -> list[str]:
    """What is wrong with a good file in which something else stands once."""
    text = (GOOD / file).read_text(encoding="utf-8")
    assert text.count(good) == 1
    with pytest.raises(PolicyError) as raised:
        loads(text.replace(good, bad), name=file)
    return str(raised.value).splitlines()


@pytest.mark.parametrize(
    ("file", "name", "kind"),
    [
        ("everywhere.toml", "rating", "grade"),
        ("everywhere.toml", "points", "number"),
        ("everywhere.toml", "word", "grade"),
        ("districts.toml", "grade", "grade"),
        ("districts.toml", "rated", "flag"),
    ],
)
def test_an_input_of_rows_that_cannot_be_read_is_told_once(file: str, name: str, kind: str) -> None:
    """Functions over it stand wherever a name does: in weights, points, scales, rankings and in the grade."""
    good = f'inputs.{name} = {{ type = "{kind}"'
    [line] = told(file, good, good.replace(f'"{kind}"', "nan"))
    assert line.split(" ", 1)[1] == "TR012 expected a text in quotes, found nan"


def test_a_row_of_an_example_says_which_it_is() -> None:
    found = told("everywhere.toml", 'unit = "A", period = 2024, part = "x"', 'unit = "A", period = 2024')
    assert found == ["everywhere.toml:46:3: TR011 the row has no “part”"]
