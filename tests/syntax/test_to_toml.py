"""Written out and read back a policy file is the same, whatever its names and texts."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules.errors import InternalError
from targetrules.source.collector import DiagnosticCollector
from targetrules.syntax import to_toml as writing
from targetrules.syntax.from_toml import from_toml
from targetrules.syntax.schema import PolicyFile
from targetrules.syntax.to_toml import to_toml


def file_of(values: dict[str, Any]) -> PolicyFile:
    faults = DiagnosticCollector()
    file = from_toml(values, PolicyFile, faults)
    assert faults.found == []
    return file


def again(file: PolicyFile) -> PolicyFile:
    return file_of(tomllib.loads(to_toml(file), parse_float=Decimal))


HOSTILE = st.sampled_from(
    (
        *(
            "\\",
            '"',
            "'",
            '"""',
            "'''",
            "\n",
            "\r\n",
            "\t",
            "\x00",
            "\x1f",
            "\x7f",
            "\x85",
            "\u2028",
            "\ufeff",
            "\U0010ffff",
        ),
        *("#", "=", "[", "]]", "{", ".", "a", "a b", "a.b", "优秀", "🙂", "\\u0041", "\\n", "1", "true", "-", "_", " "),
    )
)
TEXTS = (st.lists(HOSTILE, min_size=1, max_size=4).map("".join) | st.text(min_size=1)).filter(str.strip)
LABELS = TEXTS | st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=2)
NUMBERS = st.decimals(-(10**14), 10**14, places=3, allow_nan=False, allow_infinity=False) | st.integers(
    -(10**14), 10**14
)
PERIODS = st.integers(0, 9999) | TEXTS
CONDITIONS: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=6,
)
TABLES = st.dictionaries(TEXTS, CONDITIONS, max_size=2)
FILES = st.fixed_dictionaries(
    {"format": st.integers(-9, 9), "policy": st.fixed_dictionaries({"id": TEXTS, "title": LABELS})},
    optional={
        "sources": st.dictionaries(TEXTS, st.fixed_dictionaries({"title": LABELS, "date": st.dates()}), max_size=2),
        "grades": st.lists(st.fixed_dictionaries({"id": TEXTS}, optional={"label": LABELS}), max_size=2),
        "inputs": st.dictionaries(
            TEXTS,
            st.fixed_dictionaries(
                {"type": st.just("number")}, optional={"label": LABELS, "min": NUMBERS, "column": st.lists(TEXTS)}
            ),
            max_size=2,
        ),
        "parameters": st.dictionaries(
            TEXTS,
            st.lists(st.fixed_dictionaries({"value": NUMBERS | TEXTS}, optional={"from": PERIODS}), max_size=2),
            max_size=2,
        ),
        "measures": st.dictionaries(
            TEXTS,
            st.fixed_dictionaries(
                {}, optional={"formula": TEXTS, "weights": st.dictionaries(TEXTS, NUMBERS), "from": PERIODS}
            ),
            max_size=2,
        ),
        "grading": st.fixed_dictionaries(
            {},
            optional={
                "by": TEXTS,
                "bands": st.dictionaries(TEXTS, NUMBERS)
                | st.lists(st.fixed_dictionaries({"grade": TEXTS, "above": NUMBERS}), max_size=2),
                "caps": st.lists(st.fixed_dictionaries({"when": TABLES, "at_most": TEXTS}), max_size=2),
            },
        ),
        "conditions": st.dictionaries(TEXTS, TABLES, max_size=2),
        "consequences": st.lists(
            st.fixed_dictionaries({"id": TEXTS, "when": TABLES}, optional={"to": TEXTS | st.lists(TEXTS)}), max_size=2
        ),
        "claims": st.lists(
            st.fixed_dictionaries(
                {"id": TEXTS}, optional={"always": st.fixed_dictionaries({"if": TABLES, "then": TABLES})}
            ),
            max_size=2,
        ),
        "examples": st.lists(
            st.fixed_dictionaries({"name": LABELS, "history": st.lists(TABLES, max_size=2), "expect": TABLES}),
            max_size=2,
        ),
    },
)


@given(FILES)
def test_a_file_read_back_is_the_same(values: dict[str, Any]) -> None:
    file = file_of(values)
    assert again(file) == file
    assert to_toml(again(file)) == to_toml(file)


def test_a_file_is_written_with_headers_and_what_lies_deeper_in_place() -> None:
    values = {
        "format": 1,
        "policy": {"id": "p", "title": {"zh": "县", "en": "County"}},
        "sources": {},
        "grades": [{"id": "优"}, {"id": 'b"\\\n'}],
        "inputs": {"a b": {"type": "number", "min": Decimal("-0.50")}, "得分": {"type": "flag", "default": False}},
        "parameters": {"p": [{"value": 2}, {"value": Decimal("1E+2"), "from": 1981}]},
        "measures": {"m": {"versions": [{"formula": "1", "until": 2010}, {"formula": "2", "from": 2011}]}},
        "rankings": {"r": {"by": ["m", "p"], "best": "highest", "among": {"得分": True}}},
        "conditions": {"c": {"all": [{"得分": True}, {"m": {"below": 3}}], "times": 2}},
        "consequences": [],
    }
    assert (
        to_toml(file_of(values))
        == """\
format = 1

consequences = []

[policy]
id = "p"

[policy.title]
zh = "县"
en = "County"

[sources]

[[grades]]
id = "优"

[[grades]]
id = "b\\"\\\\\\n"

[inputs."a b"]
type = "number"
min = -0.50

[inputs."得分"]
type = "flag"
default = false

[parameters]
[[parameters.p]]
value = 2

[[parameters.p]]
value = 100
from = 1981

[measures.m]
versions = [{ formula = "1", until = 2010 }, { formula = "2", from = 2011 }]

[rankings.r]
by = ["m", "p"]
among = { "得分" = true }

[conditions.c]
all = [{ "得分" = true }, { m = { below = 3 } }]
times = 2
"""
    )


def test_nothing_is_given_out_that_does_not_read_back_as_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "in_quotes", lambda _: '"x"')
    with pytest.raises(InternalError, match=r"^the TOML text does not read back as the same policy$"):
        to_toml(file_of({"format": 1, "policy": {"id": "p", "title": "P"}}))
