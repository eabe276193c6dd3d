"""A file of examples that is given where a policy is wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules import PolicyError, load, loads
from targetrules.report.faults_text import full

EXAMPLES = """
[[examples]]
name = "this"
history = [{ period = 2010, score = 59 }]
expect = { 2010 = [] }
"""


def told(error: PolicyError, language: str) -> str:
    (fault,) = error.diagnostics
    return full(fault, language)


def test_the_policy_beside_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("county.examples.toml").write_text(EXAMPLES, encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        load("county.examples.toml")
    assert told(raised.value, "en") == (
        "error[TR001]: the file cannot be read: it holds examples, which are read with the policy beside them, and no"
        " policy\n --> county.examples.toml\n  = did you mean “county.toml”?"
    )
    assert told(raised.value, "zh") == (
        "错误[TR001]：无法读取文件：里面只有示例，没有政策；示例要和旁边的政策一起读取\n"
        " --> county.examples.toml\n  = 是不是“county.toml”？"
    )


@pytest.mark.parametrize("name", ["examples.toml", "policy"], ids=["another name", "no name"])
def test_under_another_name_none_is(name: str) -> None:
    with pytest.raises(PolicyError) as raised:
        loads(EXAMPLES, name=name)
    assert told(raised.value, "en").startswith("error[TR001]: the file cannot be read: it holds examples, ")
    assert "did you mean" not in told(raised.value, "en")


def test_a_policy_without_its_head_is_still_told_what_it_lacks() -> None:
    with pytest.raises(PolicyError) as raised:
        loads(EXAMPLES + "[inputs]\nscore = { type = 'number' }\n")
    assert {each.code for each in raised.value.diagnostics} == {"TR011"}
