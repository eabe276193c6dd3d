"""What an editor shows around a text: fixes, examples, their values, the outline, and what can be folded."""

from __future__ import annotations

from typing import Final

import pytest
from lsprotocol import types

from tests.language_server.editor import Editor

pytestmark = pytest.mark.xdist_group("language-server")

POLICY: Final = """\
format = 1

[policy]
id = "county"
title = { zh = "县考核", en = "Assessment" }

[sources.law]
title = { zh = "办法", en = "Measure" }

[[grades]]
id = "good"
[[grades]]
id = "poor"

[inputs]
score = { type = "number", min = 0, max = 100, label = { zh = "总分", en = "Score" } }

[measures.twice]
formula = "2 * score"

[grading]
by = "twice"
bands = { good = 120, poor = 0 }

[conditions.low]
score = { below = 50 }

[[consequences]]
id = "talk"
label = { zh = "约谈", en = "Talk" }
when = { low = true }
source = "law"
article = "第三条"

[[consequences]]
id = "report"
label = { zh = "书面报告", en = "Report" }
when = { grade = "poor" }
source = "law"
article = "第三条"

[[examples]]
name = "low"
history = [
  { period = 2020, score = 55 },
  { period = 2021, score = 40 },
]
expect = { 2020 = [], 2021 = ["talk"] }
"""


@pytest.fixture
def document(editor: Editor) -> types.TextDocumentIdentifier:
    editor.write("v.toml", POLICY)
    assert editor.codes("v.toml") == []
    return types.TextDocumentIdentifier(editor.uri("v.toml"))


def test_a_name_that_was_meant_is_written_at_once(editor: Editor) -> None:
    text = POLICY.replace('by = "twice"', 'by = "twise"')
    editor.write("w.toml", text)
    [fault] = editor.at_rest("w.toml")
    asked = types.CodeActionParams(
        types.TextDocumentIdentifier(editor.uri("w.toml")), fault.range, types.CodeActionContext([fault])
    )
    [action] = editor.ask(types.TEXT_DOCUMENT_CODE_ACTION, asked)
    assert action.title == "Write “twice”"
    [edit] = action.edit.changes[editor.uri("w.toml")]
    assert edit == types.TextEdit(fault.range, '"twice"')


def test_a_line_of_full_width_signs_is_written_with_ordinary_ones(editor: Editor) -> None:
    editor.write("x.toml", POLICY.replace('by = "twice"', "by ＝ “twice”"))
    [fault, *_] = editor.at_rest("x.toml")
    asked = types.CodeActionParams(
        types.TextDocumentIdentifier(editor.uri("x.toml")), fault.range, types.CodeActionContext([fault])
    )
    [action, *_] = editor.ask(types.TEXT_DOCUMENT_CODE_ACTION, asked)
    assert action.title == "Write the line with ordinary signs"
    assert [each.new_text for each in action.edit.changes[editor.uri("x.toml")]] == ['by = "twice"']


def test_an_example_is_run_from_the_line_above_it(editor: Editor, document: types.TextDocumentIdentifier) -> None:
    lenses = editor.ask(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensParams(document))
    line = POLICY[: POLICY.index("[[examples]]")].count("\n")
    assert [each.range.start.line for each in lenses] == [line, line]
    run, why = (editor.ask(types.CODE_LENS_RESOLVE, each).command for each in lenses)
    assert (run.title, why.title) == ("Run this example (not as expected)", "Why")
    told = editor.ask(types.WORKSPACE_EXECUTE_COMMAND, types.ExecuteCommandParams(run.command, run.arguments))
    assert told == (
        "low: 2020: what follows is report, not nothing follows\nlow: 2021: what follows is talk, report, not talk"
    )
    told = editor.ask(types.WORKSPACE_EXECUTE_COMMAND, types.ExecuteCommandParams(why.command, why.arguments))
    assert "✔ Talk\n" in told
    assert "✔ 2021: Score is 40, below 50" in told or "Score" in told


def test_values_of_an_example_stand_behind_the_rules(editor: Editor, document: types.TextDocumentIdentifier) -> None:
    whole = types.Range(types.Position(0, 0), types.Position(POLICY.count("\n"), 0))
    hints = editor.ask(types.TEXT_DOCUMENT_INLAY_HINT, types.InlayHintParams(document, whole))
    lines = POLICY.split("\n")
    assert [(lines[each.position.line], each.label) for each in hints] == [
        ('score = { type = "number", min = 0, max = 100, label = { zh = "总分", en = "Score" } }', "= 40 (2021)"),
        ("[measures.twice]", "= 80 (2021)"),
        ("[conditions.low]", "= yes (2021)"),
        ('id = "talk"', "follows (2021)"),
        ('id = "report"', "follows (2021)"),
        ("[grading]", "= poor (2021)"),
    ]


def test_the_outline_has_what_is_of_one_article_together(
    editor: Editor, document: types.TextDocumentIdentifier
) -> None:
    found = editor.ask(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, types.DocumentSymbolParams(document))
    assert [(each.name, each.detail, [inside.name for inside in each.children]) for each in found] == [
        ("policy", "Assessment", []),
        ("sources.law", "Measure", []),
        ("good", None, []),
        ("poor", None, []),
        ("inputs", None, ["score"]),
        ("measures.twice", None, []),
        ("grading", None, []),
        ("conditions.low", None, []),
        ("第三条", None, ["talk", "report"]),
        ("low", None, []),
    ]
    folds = editor.ask(types.TEXT_DOCUMENT_FOLDING_RANGE, types.FoldingRangeParams(document))
    lines = POLICY.split("\n")
    assert ("history = [", "]") in [(lines[each.start_line], lines[each.end_line]) for each in folds]
    assert ("[conditions.low]", "score = { below = 50 }") in [
        (lines[each.start_line], lines[each.end_line]) for each in folds
    ]
