from __future__ import annotations

import pytest

from targetrules.source.suggest import MOST_CANDIDATES, nearest


@pytest.mark.parametrize(
    ("name", "known", "near"),
    [
        ("scroe", ["score", "grade"], "score"),
        ("Score", ["grade", "score"], "score"),
        ("民生改进", ["经济发展", "民生改善"], "民生改善"),
        ("warning_talk", ["warning-talk", "report"], "warning-talk"),
        ("x", ["score", "grade"], None),
        ("", ["score"], None),
        ("score", [], None),
    ],
)
def test_the_nearest_name_is_suggested_where_one_is_near(name: str, known: list[str], near: str | None) -> None:
    assert nearest(name, known) == near


def test_long_names_are_compared_by_their_beginnings_and_no_more_than_a_few_hundred() -> None:
    assert nearest("a" * 10**6, ["b", "a" * 100]) == "a" * 100
    many = [f"name{number:04}" for number in range(MOST_CANDIDATES)]
    assert nearest("scroe", [*many, "score"]) is None
