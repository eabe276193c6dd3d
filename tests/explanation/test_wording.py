"""Every reason is worded in every language, and nothing else is."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from targetrules.errors import InternalError
from targetrules.explanation.codes import WORDS, check_fact, check_finding, sentence_keys
from targetrules.explanation.findings import Fact, Finding
from targetrules.wording import LANGUAGES, sentences
from tests.explanation.told import all_explanations


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def keys_within(part: Any) -> Iterator[str]:
    """The keys of all sentences of findings and facts."""
    if isinstance(part, Finding):
        yield f"{part.code}.{WORDS[part.truth]}"
    if isinstance(part, Fact):
        yield part.code
    if attrs.has(type(part)):
        for each in attrs.fields(type(part)):
            yield from keys_within(getattr(part, each.name))
    elif isinstance(part, tuple):
        for each in part:
            yield from keys_within(each)


pytestmark = pytest.mark.xdist_group("explanations")  # which are made once


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_sentence_and_every_sentence_its_reason(language: str) -> None:
    assert list(sentences(language, "reasons")) == [key for key, _ in sentence_keys()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_speak_of_nothing_but_the_values_of_their_reason(language: str) -> None:
    templates = sentences(language, "reasons")
    assert {
        key: places(templates[key]) - set(names)
        for key, names in sentence_keys()
        if places(templates[key]) - set(names)
    } == {}


@pytest.mark.parametrize("section", ["reasons", "explanations"])
def test_languages_say_the_same(section: str) -> None:
    said = [{key: places(template) for key, template in sentences(each, section).items()} for each in LANGUAGES]
    assert all(each == said[0] for each in said)


def test_every_sentence_is_read_in_some_recorded_text() -> None:
    read = {key for explanation in all_explanations() for key in keys_within(explanation)}
    assert read == {key for key, _ in sentence_keys()}


def test_a_reason_with_another_truth_or_other_values_is_refused() -> None:
    with pytest.raises(InternalError, match=r"^known\.all is never None with \['missing', 'names'\]$"):
        check_finding("known.all", None, ("names", "missing"))
    with pytest.raises(InternalError, match=r"^flag\.yes is never None with \['names'\]$"):
        check_finding("flag.yes", None, ("names",))
    with pytest.raises(InternalError, match=r"^place\.tied does not come with \[\]$"):
        check_fact("place.tied", ())
