"""The language server as an editor meets it: one process, spoken to over its standard input and output."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from lsprotocol import types
from lsprotocol.converters import get_converter

from tests.language_server.editor import Editor

pytestmark = pytest.mark.xdist_group("language-server")

POLICY: Final = """\
format = 1

[policy]
id = "𠮷县"
title = { zh = "𠮷县考核", en = "Assessment" }

[[grades]]
id = "good"
label = { zh = "良好", en = "Good" }
[[grades]]
id = "poor"
label = { zh = "较差", en = "Poor" }

[inputs]
"𠮷" = { type = "number", min = 0, max = 100, label = { zh = "总分", en = "Score" } }

[grading]
by = "𠮷"
bands = { good = 60, poor = 0 }

[[consequences]]
id = "talk"
label = { zh = "约谈", en = "Talk" }
when = { grade = "poor" }
"""


def test_what_is_wrong_is_shown_where_it_stands_and_goes_when_it_is_mended(editor: Editor) -> None:
    editor.write("a.toml", POLICY)
    editor.write("a.toml", POLICY.replace('by = "𠮷"', 'by = "𠮷x"'))
    [fault] = editor.at_rest("a.toml")
    assert fault.code == "TR020"
    line = POLICY.split("\n").index('by = "𠮷"')
    assert fault.range == types.Range(types.Position(line, 5), types.Position(line, 10))  # 𠮷 counts twice
    assert fault.severity is types.DiagnosticSeverity.Error
    assert fault.source == "targetrules"
    assert fault.message == "there is no “𠮷x” here\nknown here: 𠮷"
    editor.write("a.toml", POLICY)
    assert editor.at_rest("a.toml") == []


def test_broken_text_is_told_and_completed_all_the_same(editor: Editor) -> None:
    text = POLICY.replace('when = { grade = "poor" }', "when = { grade = ")
    editor.write("b.toml", text)
    assert editor.codes("b.toml") == ["TR094"]
    offset = text.index("when = { grade = ") + len("when = { grade = ")
    assert [each.label for each in editor.proposals("b.toml", offset)][:2] == ["good", "poor"]
    offset = editor.accept("b.toml", offset, "poor")
    editor.write("b.toml", editor.texts[editor.uri("b.toml")][:offset] + " }\n")
    assert editor.codes("b.toml") == []


def test_a_name_is_told_with_its_meaning_in_both_languages(editor: Editor) -> None:
    editor.write("c.toml", POLICY)
    assert editor.codes("c.toml") == []
    assert editor.hover("c.toml", POLICY.index('by = "𠮷"') + 6) == (
        "**𠮷** · an input: a number\n\n总分 · Score\n\nScore: a number from 0 to 100, without decimals.\n\n"
        "总分：数值，0至100，整数。"
    )
    assert editor.hover("c.toml", POLICY.index('"poor" }')) == "**poor** · a grade\n\n较差 · Poor"
    assert editor.hover("c.toml", POLICY.index("when =")) == "needed: a condition\n\n必填：条件"


def test_a_proposal_says_what_it_means(editor: Editor) -> None:
    editor.write("d.toml", POLICY)
    assert editor.codes("d.toml") == []
    [given] = [each for each in editor.proposals("d.toml", POLICY.index('by = "𠮷"') + 5) if each.label == "𠮷"]
    assert given.detail == "an input: a number"
    assert editor.meaning(given).startswith("**𠮷** · an input: a number\n\n总分 · Score")


def test_an_example_tells_what_it_yields(editor: Editor) -> None:
    example = '\n[[examples]]\nname = "one"\nhistory = [{ period = 2020, "𠮷" = 50 }]\nexpect = { 2020 = ["talk"] }\n'
    editor.write("e.toml", POLICY + example)
    assert editor.codes("e.toml") == []
    assert editor.hover("e.toml", len(POLICY) + 3) == "**one**\n\n- 2020: Poor; Talk"


def test_examples_beside_a_policy_are_checked_with_it(editor: Editor) -> None:
    Path(editor.folder / "f.toml").write_text(POLICY, encoding="utf-8")
    examples = '[[examples]]\nname = "one"\nhistory = [{ period = 2020, score = 50 }]\nexpect = { 2020 = ["talk"] }\n'
    editor.write("f.examples.toml", examples)
    assert editor.codes("f.examples.toml") == ["TR020"]
    offset = examples.index("score")
    editor.write("f.examples.toml", examples.replace("score = 50", ""))
    labels = [each.label for each in editor.proposals("f.examples.toml", offset)]
    assert labels == ["unit", "𠮷"]
    editor.accept("f.examples.toml", offset, "𠮷")


def test_what_is_no_policy_is_left_alone(editor: Editor) -> None:
    editor.write("pyproject.toml", '[project]\nname = "x"\n')
    assert editor.hover("pyproject.toml", 2) == ""
    editor.write("g.toml", "fromat = 1\n[policy]\n")
    assert editor.codes("g.toml") == ["TR010", "TR011", "TR011"]
    assert editor.uri("pyproject.toml") not in editor.told


def test_a_text_that_is_closed_is_told_of_no_more(editor: Editor) -> None:
    editor.write("h.toml", "format = 2\n[policy]\n")
    assert editor.codes("h.toml") == ["TR038", "TR011", "TR011"]
    editor.forget("h.toml")
    editor.gone("h.toml")


def test_when_the_editor_says_goodbye_the_server_ends_without_a_word() -> None:
    """An editor takes any other status, and whatever is told then, for a crash."""
    asked = types.InitializeParams(capabilities=types.ClientCapabilities())
    messages = [
        {"id": 1, "method": "initialize", "params": get_converter().unstructure(asked)},
        {"method": "initialized", "params": {}},
        {"id": 2, "method": "shutdown"},
        {"method": "exit"},
    ]
    bodies = [json.dumps({"jsonrpc": "2.0", **each}).encode() for each in messages]
    said = b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in bodies)
    call = [sys.executable, "-W", "error", "-m", "targetrules", "lsp"]
    ran = subprocess.run(call, input=said, capture_output=True, check=False, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, b"")
