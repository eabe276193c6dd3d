"""Offices that a policy lists, and labels of parameters and of qualities: what they may be, and where they go."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules import PolicyError, load, loads

HEAD = 'format = 1\n[policy]\nid = "x"\ntitle = "x"\n'
INDICATOR = '[categories.c]\n[indicators.gdp]\ncategory = "c"\ntarget = "at_least"\nmin = 1\nmax = 9\n'


def faults(text: str) -> list[tuple[str, int]]:
    with pytest.raises(PolicyError) as refused:
        loads(HEAD + text)
    return [(each.code, each.span.line if each.span else 0) for each in refused.value.diagnostics]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('[cycle]\napprove_by = "b"\n[offices.a]\nlabel = "A"\n', [("TR244", 6)]),
        ('[[procedure.steps]]\nid = "s"\nby = ["a", "b"]\n[offices.a]\nlabel = "A"\n', [("TR244", 7)]),
        ('[offices."甲"]\nlabel = "A"\n', [("TR242", 5)]),
        (INDICATOR + "quality_labels = { a = 'A' }\n", [("TR018", 11)]),
        (INDICATOR + "quality = { a = 'counts' }\nquality_labels = { b = 'B' }\n", [("TR029", 12)]),
        (
            "[parameters]\np = [\n{ value = 1, label = 'P' },\n{ value = 2, from = 2010, label = 'P' },\n]\n",
            [("TR017", 8)],
        ),
    ],
    ids=["approval", "step", "id", "no quality", "no such quality", "parameter"],
)
def test_what_is_wrong_with_them_is_told_in_its_place(text: str, found: list[tuple[str, int]]) -> None:
    assert faults(text) == found


def test_they_are_what_a_policy_calls_these(tmp_path: Path) -> None:
    own = '[offices.a]\nlabel = "A"\n[cycle]\napprove_by = "a"\n'
    parameter = '[parameters]\np = [{ value = 1, label = "P", may = { at_least = 1 } }]\n'
    quality = "quality = { a = 'counts' }\nquality_labels = { a = 'reported' }\n"
    (tmp_path / "base.toml").write_text(HEAD + own + parameter + INDICATOR + quality)
    rules = load(tmp_path / "base.toml").rules
    assert rules.offices == {"a": {"": "A"}}
    assert rules.inputs["gdp_quality"].option_labels == {"a": {"": "reported"}}
    assert rules.parameters["p"].label == {"": "P"}
    head = 'format = 1\npolicy = { id = "y", title = "y", extends = "base.toml" }\n'
    for label, called in (("", "P"), (', label = "Q"', "Q")):
        (tmp_path / "y.toml").write_text(f"{head}parameters.p = [{{ value = 2{label} }}]\n")
        assert load(tmp_path / "y.toml").rules.parameters["p"].label == {"": called}
