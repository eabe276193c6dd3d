"""Twenty thousand random policies, in which every construct of the language occurs: ``make deep``, by hand."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import find, settings

from targetrules import loads
from targetrules.testing import constructs_of, every_construct, policy_texts
from targetrules.testing.draft import Shape
from targetrules.testing.policies import policy_text


def test_twenty_thousand_random_policies_load_and_use_every_construct_ten_times() -> None:
    found: Counter[str] = Counter()
    for seed in range(20_000):
        rules = loads(policy_text(Random(seed), Shape())).rules  # noqa: S311
        found.update(set(constructs_of(rules)))
    assert {construct: found[construct] for construct in every_construct() if found[construct] < 10} == {}


def test_a_policy_is_shrunk_to_what_matters() -> None:
    found = find(
        policy_texts(), lambda text: "consecutive" in text, settings=settings(max_examples=2000, database=None)
    )
    assert found.count("consecutive") == 1
    assert len(found.splitlines()) <= 40
