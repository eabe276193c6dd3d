"""A percentile of a group beside the places of its units: what is proved of both, and what is refuted."""

from __future__ import annotations

import pytest

from targetrules import loads
from targetrules.proof import Proved, Refuted, prove

POLICY = """
format = 1
policy = { id = "p", title = "P" }
inputs.score = { type = "number", min = 0, max = 9 }
rankings.all_units = { by = "score", best = "BEST" }
cuts.line = { formula = "CUT", decimals = 2 KEPT }
[conditions]
below = { score = { at_most = "line" } }
above = { score = { at_least = "line" } }
below_when_due = { below = true, period = { from = 2010, every = 2 } }
at_end = { place = { PLACE } }
[[claims]]
id = "c"
always = { if = { IF = true }, then = { THEN = true } }
"""
MEDIAN = "group_median(score, all_units)"
NEAREST = "group_percentile(score, 50, all_units, method=nearest)"
LAST, FIRST = 'bottom = "50%", round = "up"', 'top = "50%", round = "up"'


def answer(cut: str, given: str, then: str, place: str = LAST, best: str = "highest", kept: str = "") -> object:
    words = {"CUT": cut, "IF": given, "THEN": then, "PLACE": place, "BEST": best, "KEPT": kept}
    text = POLICY
    for word, by in words.items():
        text = text.replace(word, by)
    (found,) = prove(loads(text), timeout=1)
    return found


@pytest.mark.parametrize(("best", "place"), [("highest", LAST), ("lowest", FIRST)])
def test_who_is_not_above_the_cut_of_the_lowest_is_who_holds_one_of_the_last_places(best: str, place: str) -> None:
    assert isinstance(answer(NEAREST, "below", "at_end", place, best), Proved)
    assert isinstance(answer(NEAREST, "at_end", "below", place, best), Proved)
    assert isinstance(answer(NEAREST, "below", "at_end", place.replace("50", "30"), best), Refuted)


@pytest.mark.parametrize("method", ["inclusive", "exclusive", "sas5"])
def test_by_other_methods_a_cut_may_lie_between_two_units(method: str) -> None:
    """The median of an even number of units: one half stands below it, and nobody of the other half."""
    median = NEAREST.replace("nearest", method)
    assert isinstance(answer(median, "below", "at_end"), Proved)
    assert isinstance(answer(median, "below", "at_end", LAST.replace("up", "down")), Refuted)


@pytest.mark.parametrize(("how", "given", "end"), [("min", "below", "bottom"), ("max", "above", "top")])
def test_who_has_the_least_or_the_greatest_number_stands_at_the_end(how: str, given: str, end: str) -> None:
    assert isinstance(answer(f"group_{how}(score, all_units)", given, "at_end", f"{end} = 1"), Proved)


def test_a_cut_that_is_kept_says_nothing_of_later_places() -> None:
    kept = ", from = 2010, every = 2"
    assert isinstance(answer(MEDIAN, "below_when_due", "at_end", kept=kept), Proved)
    assert not isinstance(answer(MEDIAN, "below", "at_end", kept=kept), Proved)


def test_a_cut_that_was_published_says_nothing_of_places() -> None:
    kept = ", published = [{ period = 2011, value = 5 }]"
    assert not isinstance(answer(MEDIAN, "below", "at_end", kept=kept), Proved)
