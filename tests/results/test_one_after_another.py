"""What a policy read before makes no difference to what it reads next, however alike the two are."""

from __future__ import annotations

import io
from itertools import permutations
from typing import Any

import pytest

from targetrules import Policy, ResultsError, loads

POLICY = """
format = 1
[policy]
id = "p"
title = "P"
[inputs.score]
type = "number"
min = 0
max = 100
optional = true
[[consequences]]
id = "talk"
when = { score = { below = 60 } }
"""
GIVEN: dict[str, tuple[bytes, dict[str, Any]]] = {
    "a table": (b"unit,period,score\nu,2010,50\n", {}),
    "two headers": (b"unit,period,score\nunit,period,score\nu,2010,50\n", {}),
    "a second line of headings": (b"unit,period,score\n,year,score\nu,2010,50\n", {}),
    "titles above": (b"Results,,\nunit,period,score\nu,2010,50\n", {}),
    "the titles alone": (b"Results,,\nu,2010,50\n", {}),
    "two columns": (b"unit,period,score,Score\nu,2010,50,60\n", {}),
    "two columns as lines of JSON": (b'{"unit":"u","period":2010,"score":50,"Score":60}', {"input_format": "jsonl"}),
    "a column written otherwise": (b"unit,period,SCORE,score\nu,2010,50,60\n", {}),
    "keys written otherwise": (b'[{"unit":"u","period":2010,"SCORE":50,"score":60}]', {"input_format": "json"}),
    "keys": (b'[{"unit":"u","period":2010,"score":50}]', {"input_format": "json"}),
    "the columns of periods": (b"unit,2010,2011\nu,50,60\n", {"wide": "score"}),
    "the columns of periods, two headers": (b"unit,2010,2011\nunit,score,score\nu,50,60\n", {"wide": "score"}),
    "columns of periods not said": (b"unit,2010,2011\nu,50,60\n", {}),
}

CODES = {
    "a table": "",
    "two headers": "RES71",
    "a second line of headings": "RES71",
    "titles above": "RES27",
    "the titles alone": "RES21",
    "two columns": "",
    "two columns as lines of JSON": "RES22",
    "a column written otherwise": "",
    "keys written otherwise": "RES22",
    "keys": "",
    "the columns of periods": "",
    "the columns of periods, two headers": "RES71",
    "columns of periods not said": "RES21",
}


def told(policy: Policy, name: str) -> str:
    data, how = GIVEN[name]
    stream, notes = io.StringIO(), list[str]()
    try:
        outcomes = policy.evaluate(
            io.BytesIO(data), engine="reference", notes=lambda note: notes.append(note.text("en")), **how
        )
    except ResultsError as error:
        return error.text()
    outcomes.write(stream, format="csv")
    return "\n".join([*notes, stream.getvalue()])


@pytest.mark.parametrize(("before", "name"), list(permutations(GIVEN, 2)))
def test_law_what_was_read_before_makes_no_difference(before: str, name: str) -> None:
    policy = loads(POLICY)
    told(policy, before)
    assert told(policy, name) == told(loads(POLICY), name)


def test_the_cases_are_told_differently() -> None:
    """Nothing is shown by tables of which all is told alike."""
    codes = {name: told(loads(POLICY), name).partition("[")[2][:5] for name in GIVEN}
    assert codes == CODES
