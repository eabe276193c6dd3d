"""An editor that speaks to the language server over its standard input and output, as real ones do."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final, TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient

__all__ = ["Editor"]

_LONGEST: Final = 20.0
_T = TypeVar("_T")


class Editor:
    """Speaks from this thread, one question after the other; what the server tells by itself is kept."""

    def __init__(self, folder: Path, *, language: str = "en", encodings: list[str] | None = None) -> None:
        self.folder = folder
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.told: dict[str, tuple[int | None, list[types.Diagnostic]]] = {}
        self._changed = Event()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._client = LanguageClient("tests", "1")

        def diagnosed(told: types.PublishDiagnosticsParams) -> None:
            if told.version is not None or not told.diagnostics:
                self.told[told.uri] = (told.version, list(told.diagnostics))
            self._changed.set()

        self._client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(diagnosed)
        arguments = ["-W", "error", "-m", "targetrules", "lsp", "--stdio", "--lang", language]
        self._ask(self._client.start_io(sys.executable, *arguments))
        snippets = types.ClientCompletionItemOptions(snippet_support=True)
        completion = types.CompletionClientCapabilities(completion_item=snippets)
        capabilities = types.ClientCapabilities(
            text_document=types.TextDocumentClientCapabilities(completion=completion),
            general=types.GeneralClientCapabilities(position_encodings=encodings),
        )
        asked = types.InitializeParams(capabilities=capabilities, root_uri=folder.as_uri())
        self.initialized = self._ask(self._client.initialize_async(asked))
        self._client.initialized(types.InitializedParams())

    def close(self) -> None:
        """Say goodbye as the protocol wants it, and see that the server has gone."""
        self._ask(self._client.shutdown_async(None))
        self._client.exit(None)
        self._ask(self._client.stop())  # type: ignore[no-untyped-call]
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_LONGEST)
        self._loop.close()

    def _ask(self, question: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(question, self._loop).result(_LONGEST)

    # ---- texts -------------------------------------------------------------------------------------------------------

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def write(self, name: str, text: str) -> None:
        """Open a text, or have another one in its place."""
        uri = self.uri(name)
        self.versions[uri] = self.versions.get(uri, 0) + 1
        self._changed.clear()
        if uri not in self.texts:
            item = types.TextDocumentItem(uri, "toml", self.versions[uri], text)
            self._client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        else:
            document = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
            change = types.TextDocumentContentChangeWholeDocument(text)
            self._client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        self.texts[uri] = text

    def forget(self, name: str) -> None:
        """Close a text."""
        uri = self.uri(name)
        del self.texts[uri]
        self._changed.clear()
        document = types.TextDocumentIdentifier(uri)
        self._client.text_document_did_close(types.DidCloseTextDocumentParams(document))

    def at_rest(self, name: str) -> list[types.Diagnostic]:
        """All diagnostics of a text as it is now."""
        uri = self.uri(name)
        while self.told.get(uri, (None, []))[0] != self.versions[uri]:
            if not self._changed.wait(_LONGEST):
                raise TimeoutError(f"nothing is told of {name}")
            self._changed.clear()
        return self.told[uri][1]

    def codes(self, name: str) -> list[int | str | None]:
        """The codes of all diagnostics of a text as it is now."""
        return [each.code for each in self.at_rest(name)]

    def gone(self, name: str) -> None:
        """Wait until nothing is shown of a text any more."""
        uri = self.uri(name)
        while self.told.get(uri) != (None, []):
            if not self._changed.wait(_LONGEST):
                raise TimeoutError(f"something is still told of {name}")
            self._changed.clear()

    # ---- questions ---------------------------------------------------------------------------------------------------

    def place(self, name: str, offset: int) -> types.Position:
        """A place as editors count: by units of UTF-16."""
        before = self.texts[self.uri(name)][:offset]
        line = before.rpartition("\n")[2]
        return types.Position(before.count("\n"), len(line.encode("utf-16-le")) // 2)

    def hover(self, name: str, offset: int) -> str:
        document = types.TextDocumentIdentifier(self.uri(name))
        asked = types.HoverParams(document, self.place(name, offset))
        found = self._ask(self._client.text_document_hover_async(asked))
        if found is None:
            return ""
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    def proposals(self, name: str, offset: int) -> list[types.CompletionItem]:
        document = types.TextDocumentIdentifier(self.uri(name))
        asked = types.CompletionParams(document, self.place(name, offset))
        found = self._ask(self._client.text_document_completion_async(asked))
        assert isinstance(found, types.CompletionList)
        return list(found.items)

    def meaning(self, item: types.CompletionItem) -> str:
        """What is said of a proposal where somebody looks at it."""
        told = self._ask(self._client.completion_item_resolve_async(item)).documentation
        return told.value if isinstance(told, types.MarkupContent) else ""

    def accept(self, name: str, offset: int, label: str) -> int:
        """Write the proposal of this label; the place of the cursor after it."""
        offered = self.proposals(name, offset)
        found = [each for each in offered if each.label == label]
        assert len(found) == 1, [each.label for each in offered]
        edit = found[0].text_edit
        assert isinstance(edit, types.TextEdit)
        is_snippet = found[0].insert_text_format is types.InsertTextFormat.Snippet
        new = edit.new_text.replace("\\}", "}").replace("\\\\", "\\") if is_snippet else edit.new_text
        text = self.texts[self.uri(name)]
        start, end = (self.offset(name, place) for place in (edit.range.start, edit.range.end))
        cursor = new.find("$0") if is_snippet else -1
        new = new.replace("$0", "") if is_snippet else new
        self.write(name, text[:start] + new + text[end:])
        return start + (cursor if cursor >= 0 else len(new))

    def offset(self, name: str, place: types.Position) -> int:
        lines = self.texts[self.uri(name)].split("\n")
        line = lines[place.line].encode("utf-16-le")[: 2 * place.character].decode("utf-16-le")
        return sum(len(each) + 1 for each in lines[: place.line]) + len(line)

    def ask(self, method: str, params: object) -> Any:
        """Any other question; what is refused is raised."""

        async def asked() -> Any:
            return await self._client.protocol.send_request_async(method, params)

        return self._ask(asked())

    def at(self, kind: Any, name: str, offset: int, **more: Any) -> Any:
        """The parameters of a question about a place."""
        document = types.TextDocumentIdentifier(self.uri(name))
        return kind(text_document=document, position=self.place(name, offset), **more)

    def spot(self, name: str, location: types.Location) -> str:
        """The characters of a place that was told."""
        assert location.uri == self.uri(name)
        start, end = (self.offset(name, place) for place in (location.range.start, location.range.end))
        return self.texts[location.uri][start:end]
