"""Whatever a file holds, it is a policy or a PolicyError that can be shown. ``tests/deep`` tries many more."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import ArgumentError, PolicyError, load, loads
from tests.effort import examples
from tests.hostile import WAYS, check_file
from tests.large import large_files
from tests.toml_text import AsWritten, text_of


@examples(150)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_policy_or_a_policy_error(data: bytes) -> None:
    check_file(data)


@examples(100)
@given(st.text(max_size=200))
def test_any_text_gives_a_policy_or_a_policy_error(text: str) -> None:
    with pytest.raises(PolicyError) as raised:
        loads(text)
    assert raised.value.diagnostics


@pytest.mark.parametrize("way", WAYS)
@examples(50)
@given(st.randoms(note_method_calls=False, use_true_random=False))
def test_any_file_of_words_that_policies_are_made_of_gives_one_or_a_policy_error(way: str, random: Random) -> None:
    check_file(WAYS[way](random))


@pytest.mark.unmeasured  # for such files it takes twice as long
@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in large_files(3000)])
def test_a_file_with_much_of_anything_gives_a_policy_or_a_policy_error(data: bytes) -> None:
    check_file(data)


def places_of(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The places of all values within one."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*path, key)
        yield from places_of(part, (*path, key))


def with_another(value: Any, path: Sequence[str | int], other: str) -> Any:
    """The same with something else in one place, as it is written."""
    if not path:
        return AsWritten(other)
    changed = value.copy()
    changed[path[0]] = with_another(value[path[0]], path[1:], other)
    return changed


GOOD_FILES = sorted(Path(__file__).parent.glob("*/good/*.toml"), key=lambda file: file.stat().st_size)


NO_NUMBERS = ("nan", "-inf")


@pytest.mark.unmeasured  # some hundred files
def test_a_number_that_is_none_is_told_wherever_it_stands() -> None:
    """In place of each value of the good files; what these have in common is tried once, in the smallest of them."""
    tried: set[tuple[str | int, ...]] = set()
    for file in GOOD_FILES:
        values = tomllib.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal)
        for path in places_of(values):
            kind = tuple("#" if isinstance(part, int) else part for part in path)
            if kind not in tried:
                number = NO_NUMBERS[len(tried) % len(NO_NUMBERS)]
                tried.add(kind)
                check_file(text_of(with_another(values, path, number)).encode())
    assert len(tried) > 500


@pytest.mark.parametrize("name", [".", "/", "no/such/file.toml", "no-such-policy", "a\0b", "a\0b.toml", "x" * 5000])
def test_any_name_that_leads_to_no_file_is_a_policy_error(name: str) -> None:
    with pytest.raises(PolicyError) as raised:
        load(name)
    assert [each.code for each in raised.value.diagnostics] == ["TR001"]


def test_an_empty_name_is_a_wrong_call() -> None:
    with pytest.raises(ArgumentError) as raised:
        load("")
    assert str(raised.value) == "policy: '' (str) is not the name of a file: it is empty"


GOOD = b"""
format = 1
policy = { id = "p", title = "P" }
inputs.late = { type = "flag" }
consequences = [{ id = "reminder", when = { late = true } }]
"""


def test_examples_of_a_file_of_their_own_are_checked_where_they_stand() -> None:
    examples_file = (
        '[[examples]]\nname = "一"\nhistory = [{ period = 2010, late = 1 }]\nexpect = { 2010 = [] }\n[[example]]\n'
    )
    with pytest.raises(PolicyError) as raised:
        loads(GOOD, name="p.toml", examples=("p.examples.toml", examples_file.encode()))
    assert str(raised.value) == (
        "p.examples.toml:3:36: TR070 1 is no value of “late”; expected true or false\n"
        "p.examples.toml:5:3: TR010 the key “example” is not known here"
    )


def test_names_of_examples_in_a_file_of_their_own_speak_the_languages_of_the_policy() -> None:
    policy = GOOD.replace(b'"P" }', b'{ zh = "P", en = "P" }, languages = ["zh", "en"] }')
    rest = "history = [{ period = 2010, late = false }]\nexpect = { 2010 = [] }\n"
    names = ('{ zh = "一", en = "one" }', '"two"', '{ zh = "三" }', '{ zh = "四", fr = "quatre" }')
    examples_file = "".join(f"[[examples]]\nname = {name}\n{rest}" for name in names)
    with pytest.raises(PolicyError) as raised:
        loads(policy, name="p.toml", examples=("p.examples.toml", examples_file.encode()))
    assert str(raised.value) == (
        "p.examples.toml:10:8: TR035 the text in the language “en” is missing\n"
        "p.examples.toml:14:20: TR037 the language “fr” is not one of the policy's languages"
    )


def test_examples_of_a_file_of_their_own_belong_to_the_policy() -> None:
    text = '[[examples]]\nname = "one"\nhistory = [{ period = 2010, late = true }]\nexpect = { 2010 = ["reminder"] }\n'
    policy = loads(GOOD, examples=("p.examples.toml", text.encode()))
    assert [check.mismatches for check in policy.check_examples()] == [()]
    assert loads(policy.to_toml()).rules.examples == policy.rules.examples


def test_a_policy_loads_with_little_more_than_what_it_needs() -> None:
    program = "import sys, targetrules; targetrules.load('nc-low-performing'); print(*sorted(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert {"cattrs", "toml", "tree_sitter", "rich", "click"} & set(shown.stdout.split()) == set()
