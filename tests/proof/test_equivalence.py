"""Two policies that decide alike, and smallest results of which they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules import Policy, load, loads
from targetrules.arguments import ArgumentError
from targetrules.proof import Difference, Equivalent, Open, equivalent

POLICY = """
format = 1
[policy]
id = "p"
title = "P"
period = "sequence"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
kind = { type = "choice", of = ["a", "b"] }
score = { type = "number", min = 0, max = 100, optional = true }
[measures.doubled]
formula = "score * 2"
[rankings.overall]
by = "score"
within = "kind"
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[grading.quotas]]
grade = "good"
at_most = "30%"
[[consequences]]
id = "talk"
when = { any = [{ place = "last" }, { doubled = { below = "mean" } }] }
[[consequences]]
id = "closure"
when = { grade = "poor", consecutive = 2 }
[measures.mean]
formula = "group_mean(score, overall)"
decimals = 1
"""


ALONE = """
format = 1
[policy]
id = "p"
title = "P"
period = "sequence"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 100, optional = true }
[measures.doubled]
formula = "score * 2"
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[consequences]]
id = "talk"
when = { doubled = { below = 40 } }
[[consequences]]
id = "closure"
when = { grade = "poor", consecutive = 2 }
"""


def pair(old: str, new: str, policy: str = POLICY) -> tuple[Policy, Policy]:
    assert old in policy
    return loads(policy), loads(policy.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("consecutive = 2", "times = 2, of_last = 2"),
        ("consecutive = 2 }", 'ago = 1, all = [{ grade = "poor" }] }\nunless = { not = { grade = "poor" } }'),
        ("score * 2", "score + score"),
        ("good = 60", "good = 60.0"),
        ('{ place = "last" }', "{ place = { bottom = 1 } }"),
    ],
)  # fmt: skip
def test_what_means_the_same_is_equivalent(old: str, new: str) -> None:
    assert isinstance(equivalent(*pair(old, new), timeout=60), Equivalent)


def test_a_smallest_history_tells_them_apart() -> None:
    found = equivalent(*pair("consecutive = 2", "times = 2, of_last = 3", ALONE), timeout=60)
    assert isinstance(found, Difference)
    assert len(found.history.rows) == 3
    assert (found.unit, found.period) == ("A", 3)
    assert ("closure" in found.old.consequences) is not ("closure" in found.new.consequences)


@pytest.mark.parametrize(
    ("old", "new"),
    [("good = 60", "good = 61"), ("score * 2", "score * 3"), ('id = "closure"', 'id = "ending"'), ("below", "at_most")],
)
def test_a_difference_is_judged_by_both(old: str, new: str) -> None:
    found = equivalent(*pair(old, new, ALONE), timeout=60)
    assert isinstance(found, Difference)
    assert found.old != found.new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("group_mean(score, overall)", "group_mean(doubled, overall)"),
        ('by = "score"\nwithin', 'by = "score"\nbest = "lowest"\nwithin'),
    ],
)
def test_what_is_of_a_group_is_the_same_only_where_it_is_made_of_the_same(old: str, new: str) -> None:
    assert not isinstance(equivalent(*pair(old, new), timeout=2), Equivalent)


def test_north_carolina_two_of_the_last_two_are_two_running() -> None:
    text = Path("policies/nc-low-performing.toml").read_text(encoding="utf-8")
    window = "low_performing = true, times = 2, of_last = 3"
    entries = ("consecutive = 2", "times = 2, of_last = 2", "times = 2, of_last = 3")
    running, of_two, of_three = (loads(text.replace(window, f"low_performing = true, {entry}")) for entry in entries)
    assert isinstance(equivalent(running, of_two, timeout=60), Equivalent)
    found = equivalent(running, of_three, timeout=60)
    assert isinstance(found, Difference)
    assert len({row.period for row in found.history.rows}) == 3


@pytest.mark.parametrize("policy", ["jincheng-2010", "english-league", "essa-identification", "medicare-star-cuts"])
def test_every_policy_is_equivalent_to_itself(policy: str) -> None:
    loaded = load(policy)
    assert isinstance(equivalent(loaded, loads(loaded.to_toml()), timeout=60), Equivalent)


def test_policies_of_other_inputs_are_refused() -> None:
    with pytest.raises(ArgumentError, match="the input “score” is declared otherwise"):
        equivalent(*pair("max = 100", "max = 101"))
    with pytest.raises(ArgumentError, match="periods are of the same kind"):
        equivalent(*pair('period = "sequence"', 'period = "year"'))
    assert equivalent(*pair("good = 60", "good = 61"), timeout=0.001) == Open("", 0, "time")


AMONG = """
format = 1
policy = {{ id = "p", title = "P", period = "sequence" }}
grades = [{{ id = "good" }}, {{ id = "poor" }}]
inputs.score = {{ type = "number", min = 0, max = 100 }}
inputs.veto = {{ type = "flag" }}
rankings.order = {{ by = "score"{among} }}
[grading]
by = "score"
bands = {{ good = 80, poor = 0 }}
[[grading.quotas]]
grade = "good"
at_most = "30%"
ranking = "order"
"""
NO_VETO = ", among = { veto = false }"
IN_OTHER_WORDS = """, among = { any = [
  { veto = false, score = { below = 50 } }, { score = { at_least = 50 }, veto = false },
] }"""


def test_a_quota_among_the_same_units_is_the_same_in_whatever_words_and_among_others_it_is_not() -> None:
    everybody, few, same = (loads(AMONG.format(among=among)) for among in ("", NO_VETO, IN_OTHER_WORDS))
    assert isinstance(equivalent(few, same, timeout=60), Equivalent)
    assert isinstance(equivalent(everybody, few, timeout=60), Difference)
