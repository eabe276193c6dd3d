"""Whatever a file holds, it is a policy or a PolicyError that can be shown. ``tests/deep`` tries many more."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import PolicyError, load, loads
from tests.effort import examples
from tests.hostile import WAYS, large_files, seen_of

# "error[TR012]: …" and the line; "file:1:2: TR012 …"; the same in Chinese
SHOWN = (
    r"(error|错误)\[TR\d{3}\](: |：)\S[^\n]*\n *--> \S[^\n]*\n( *\|\n *\d+ \|[^\n]*\n *\| *\^+\n)? *= \S[^\n]*\Z"
    r"|hostile\.toml(:\d+:\d+)?(: |：)\S[^\n]*\Z"
)


@examples(300)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_policy_or_a_policy_error(data: bytes) -> None:
    assert seen_of(data)


@examples(200)
@given(st.text(max_size=200))
def test_any_text_gives_a_policy_or_a_policy_error(text: str) -> None:
    with pytest.raises(PolicyError) as raised:
        loads(text)
    assert raised.value.diagnostics


@pytest.mark.parametrize("way", WAYS)
@examples(100)
@given(st.randoms(note_method_calls=False, use_true_random=False))
def test_any_file_of_words_that_policies_are_made_of_gives_one_or_a_policy_error(way: str, random: Random) -> None:
    for seen in seen_of(WAYS[way](random)):
        assert re.match(SHOWN, seen), seen


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in large_files(3000)])
def test_a_file_with_much_of_anything_gives_a_policy_or_a_policy_error(data: bytes) -> None:
    for seen in seen_of(data):
        assert re.match(SHOWN, seen), seen


@pytest.mark.parametrize("name", ["", ".", "/", "no/such/file.toml", "no-such-policy", "a\0b", "a\0b.toml", "x" * 5000])
def test_any_name_that_leads_to_no_file_is_a_policy_error(name: str) -> None:
    with pytest.raises(PolicyError) as raised:
        load(name)
    assert [each.code for each in raised.value.diagnostics] == ["TR001"]
