"""Histories that are offered show what they say they show, and together all but what is said not to be found."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules import ArgumentError, coverage_of, loads, proposals_for
from targetrules.coverage.for_programs import proposals_values
from targetrules.coverage.text import proposals_text

FULL = (Path(__file__).parent / "policies" / "full.toml").read_text(encoding="utf-8")
HEAD, *EXAMPLES = FULL.split("[[examples]]\n")


def test_what_is_offered_shows_all_that_is_left() -> None:
    """Pasted below the policy, it loads, comes out as expected, and leaves nothing."""
    found = proposals_for(loads(HEAD), timeout=120)
    assert found.not_found == ()
    grown = loads("\n".join([HEAD, *(each.toml for each in found.found)]))
    assert [each.mismatches for each in grown.check_examples()] == [()] * len(found.found)
    assert coverage_of(grown).left == ()
    assert all(each.shows for each in found.found)
    shown = [(item.place, item.aspect) for each in found.found for item in each.shows]
    assert sorted(shown) == sorted((item.place, item.aspect) for item in coverage_of(loads(HEAD)).left)


@pytest.mark.parametrize("at", range(4))
def test_each_history_is_as_small_as_it_can_be_made(at: int) -> None:
    """In place of an example that is needed: without any of its rows it shows less."""
    rest = [each for each in EXAMPLES if each != EXAMPLES[at]]
    text = "[[examples]]\n".join([HEAD, *rest])
    found = proposals_for(loads(text), timeout=120)
    assert found.not_found == ()
    [first, *_] = found.found
    assert 1 <= len(first.history.rows) <= 5
    grown = loads(f"{text}\n{first.toml}")
    left = {(each.place, each.aspect) for each in coverage_of(grown).left}
    assert left.isdisjoint((item.place, item.aspect) for item in first.shows)


HARD = """\
format = 1
policy = { id = "hard", title = "Hard" }
[inputs]
a = { type = "number", min = 0, max = 1000000 }
b = { type = "number", min = 0, max = 1000000 }
[measures.product]
formula = "a * b"
decimals = 0
[conditions.rare]
product = 999961000099
[[examples]]
name = "another"
history = [{ period = 2011, a = 1, b = 1 }]
expect = { 2011 = [] }
"""


def test_what_is_not_found_is_said() -> None:
    """The product of two primes, which no value near the numbers of the policy makes."""
    found = proposals_for(loads(HARD), timeout=1)
    assert found.found == ()
    assert proposals_text(found) == (
        "  within the time no history was found for:\n"
        "    conditions.rare.product: never true\n"
        "    conditions.rare.product: not shown to matter by itself\n"
        "  where none can be, say why in the policy, and it is not asked for any more:\n"
        "\n"
        "[[unshown]]\n"
        'place = "conditions.rare.product"\n'
        'aspects = ["true", "matters"]\n'
        'why = "…"\n'
    )
    assert proposals_text(found, "zh") == (
        "  在规定时间内没有找到能检验到下列内容的历史：\n"
        "    conditions.rare.product：未见成立\n"
        "    conditions.rare.product：未见单独起作用\n"
        "  确实检验不到的，在政策中写明理由，就不再要求：\n"
        "\n"
        "[[unshown]]\n"
        'place = "conditions.rare.product"\n'
        'aspects = ["true", "matters"]\n'
        'why = "…"\n'
    )
    assert proposals_values(found) == {
        "proposals": [],
        "not_found": [
            {"place": "conditions.rare.product", "aspect": aspect, "line": 10, "column": 1}
            for aspect in ("true", "matters")
        ],
        "refuted": [],
    }


def test_of_details_nothing_is_searched_for() -> None:
    policy = loads(
        'format = 1\npolicy = { id = "a", title = "A" }\n[details.schools]\nitem = "school"\n'
        'inputs.low = { type = "flag" }\n[conditions.some]\n"schools.count(low)" = { above = 0 }\n'
    )
    found = proposals_for(policy, timeout=60)
    assert found.found == ()
    assert [each.aspect for each in found.not_found] == ["true", "false", "matters"]


@pytest.mark.parametrize("timeout", [0, 3601, "10", None, True])
def test_a_time_that_is_none_is_refused(timeout: int) -> None:
    with pytest.raises(ArgumentError) as raised:
        proposals_for(loads(HEAD), timeout=timeout)
    assert "timeout" in str(raised.value)
