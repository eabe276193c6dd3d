"""The examples of each policy show everything of it that can be shown; what cannot, the policy explains."""

from __future__ import annotations

import pytest

from targetrules import coverage_of, load
from tests.policies.scores import scores
from tests.policies.shipped import FILES, FOLDER

NAMES = [path.stem for path in FILES]


@pytest.mark.parametrize("name", NAMES)
def test_examples_show_everything(name: str) -> None:
    policy = load(str(FOLDER / f"{name}.toml"))
    found, told = coverage_of(policy), scores()[name]
    assert [(each.line, each.written, each.aspect) for each in found.left] == []
    assert [each.text("en") for each in found.needless] == []
    explained = sum(len(each.aspects or ()) for each in policy.written.unshown or ())
    assert ("{} of {}".format(*found.count()), explained) == (told.shown, told.explained)


@pytest.mark.parametrize("name", NAMES)
def test_each_source_lists_its_articles_or_says_why_it_has_none(name: str) -> None:
    for id_, source in (load(str(FOLDER / f"{name}.toml")).written.sources or {}).items():
        assert source.articles or source.description, id_


def test_the_page_tells_of_each_policy() -> None:
    assert [*scores()] == NAMES
