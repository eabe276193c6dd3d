"""Names as an editor asks about them: where they are given, where they are used, and another name."""

from __future__ import annotations

from typing import Final

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.language_server.editor import Editor
from tests.language_server.test_server import POLICY

pytestmark = pytest.mark.xdist_group("language-server")

EXAMPLES: Final = '[[examples]]\nname = "𠮷"\nhistory = [{ period = 2020, "𠮷" = 50 }]\nexpect = { 2020 = ["talk"] }\n'


@pytest.fixture
def both(editor: Editor) -> Editor:
    """A policy and its examples, neither of them saved."""
    editor.write("n.toml", POLICY)
    editor.write("n.examples.toml", EXAMPLES)
    assert editor.codes("n.examples.toml") == []
    return editor


def test_from_a_use_to_where_the_name_is_given(both: Editor) -> None:
    asked = both.at(types.DefinitionParams, "n.examples.toml", EXAMPLES.index('"𠮷" = 50') + 1)
    found = both.ask(types.TEXT_DOCUMENT_DEFINITION, asked)
    assert both.spot("n.toml", found) == '"𠮷"'
    assert found.range.start.line == POLICY[: POLICY.index('"𠮷" = {')].count("\n")


def test_all_uses_of_a_name_in_both_files(both: Editor) -> None:
    context = types.ReferenceContext(include_declaration=True)
    asked = both.at(types.ReferenceParams, "n.toml", POLICY.index('by = "𠮷"') + 6, context=context)
    found = both.ask(types.TEXT_DOCUMENT_REFERENCES, asked)
    lines = [(each.uri.rpartition("/")[2], each.range.start.line) for each in found]
    given, used = (POLICY[: POLICY.index(each)].count("\n") for each in ('"𠮷" = {', 'by = "𠮷"'))
    assert lines == [("n.toml", given), ("n.toml", used), ("n.examples.toml", 2)]
    marked = both.ask(
        types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT,
        both.at(types.DocumentHighlightParams, "n.toml", POLICY.index('by = "𠮷"') + 6),
    )
    assert [each.range.start.line for each in marked] == [given, used]


def test_another_name_is_written_in_both_files(both: Editor) -> None:
    offset = POLICY.index('by = "𠮷"') + 6
    prepared = both.ask(types.TEXT_DOCUMENT_PREPARE_RENAME, both.at(types.PrepareRenameParams, "n.toml", offset))
    assert prepared.placeholder == "𠮷"
    asked = both.at(types.RenameParams, "n.toml", offset, new_name="total")
    changes = both.ask(types.TEXT_DOCUMENT_RENAME, asked).changes
    assert {uri.rpartition("/")[2]: [each.new_text for each in edits] for uri, edits in changes.items()} == {
        "n.toml": ['"total"', '"total"'],
        "n.examples.toml": ['"total"'],
    }


def test_a_name_that_is_taken_is_refused_in_words(both: Editor) -> None:
    asked = both.at(types.RenameParams, "n.toml", POLICY.index('"good"') + 2, new_name="poor")
    with pytest.raises(JsonRpcException, match="there is a “poor” already"):
        both.ask(types.TEXT_DOCUMENT_RENAME, asked)
