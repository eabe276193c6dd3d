"""The server: what is registered with the protocol, each a few lines that ask :mod:`targetrules.editing`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final

from attrs import field
from lsprotocol import types
from pygls.lsp.server import LanguageServer

from targetrules._version import __version__
from targetrules.data import define
from targetrules.editing.about import about
from targetrules.editing.completion import Proposal, completions
from targetrules.editing.project import Checked, Project, Sheet
from targetrules.language_server.answers import diagnostics_by_name, hover, item
from targetrules.language_server.checking import Checking
from targetrules.language_server.names import NameAnswers
from targetrules.language_server.open_texts import OpenTexts
from targetrules.language_server.places import Places
from targetrules.language_server.views import ViewAnswers

__all__ = ["Session", "serve"]

_TRIGGERS: Final = ["[", '"', "=", "{", " ", ".", "("]


def serve(language: str | None, locale: str) -> None:
    """Speak to the editor over the standard input and output until it goes away.

    Args:
        language: That in which everything is told; None: that of the editor.
        locale: The language where the editor says none.
    """
    with open(sys.stdout.fileno(), "wb", closefd=False) as output:  # pygls closes it, and the program flushes its own
        Session(language, locale).server.start_io(stdout=output)


@define(eq=False)
class Session:
    """One editor: its open texts, and the language in which it is spoken to."""

    asked: str | None
    language: str
    texts: OpenTexts = field(factory=OpenTexts)
    proposals: list[Proposal] = field(factory=list)
    shown: dict[str, list[types.Diagnostic]] = field(factory=dict)
    versions: dict[str, int] = field(factory=dict)
    server: LanguageServer = field(init=False)
    checking: Checking = field(init=False)

    def __attrs_post_init__(self) -> None:
        full = types.TextDocumentSyncKind.Full
        self.server = LanguageServer("targetrules", __version__, text_document_sync_kind=full)
        self.checking = Checking(self.show)
        self.register(types.INITIALIZE, self.begin)
        self.register(types.TEXT_DOCUMENT_DID_OPEN, self.opened)
        self.register(types.TEXT_DOCUMENT_DID_CHANGE, self.changed)
        self.register(types.TEXT_DOCUMENT_DID_SAVE, self.saved)
        self.register(types.TEXT_DOCUMENT_DID_CLOSE, self.closed)
        self.register(types.TEXT_DOCUMENT_HOVER, self.hover)
        options = types.CompletionOptions(trigger_characters=_TRIGGERS, resolve_provider=True)
        self.register(types.TEXT_DOCUMENT_COMPLETION, self.complete, options)
        self.register(types.COMPLETION_ITEM_RESOLVE, self.resolve)
        NameAnswers(self).register()
        ViewAnswers(self).register()

    def register(self, method: str, answer: Callable[[Any], Any], options: Any = None) -> None:
        """Have a method of the protocol answered so; a function of its own, which the library writes its notes on."""

        def handler(params: Any) -> Any:
            return answer(params)

        self.server.feature(method, options)(handler)

    @property
    def encoding(self) -> str:
        """How the editor counts characters."""
        return str(getattr(self.server.workspace.position_encoding, "value", self.server.workspace.position_encoding))

    def places(self, sheet: Sheet) -> Places:
        """The places of a text."""
        return Places(sheet.document.text, self.encoding)

    # ---- texts -------------------------------------------------------------------------------------------------------

    def begin(self, params: types.InitializeParams) -> None:
        """The editor says which language it speaks, which counts unless another was asked for."""
        if self.asked is not None:
            self.language = self.asked
        elif params.locale:
            self.language = "zh" if params.locale.lower().startswith("zh") else "en"

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        """A text was opened."""
        self.versions[params.text_document.uri] = params.text_document.version
        self.look(params.text_document.uri, params.text_document.text)

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """A text was changed; it comes whole."""
        self.versions[params.text_document.uri] = params.text_document.version
        self.look(params.text_document.uri, params.content_changes[-1].text)

    def saved(self, params: types.DidSaveTextDocumentParams) -> None:
        """What was saved may be a policy that others need: those that are open are checked anew."""
        for uri in self.texts.policies:
            project = self.texts.read(uri)
            if uri != params.text_document.uri and project.rests_on_others:
                self.checking.of(self.texts.afresh(project))

    def look(self, uri: str, text: str) -> None:
        """Take a text, and check it."""
        project = self.texts.put(uri, text)
        if project is not None:
            self.checking.of(project)

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        """A text was closed: nothing more is shown of it."""
        uri = params.text_document.uri
        self.texts.remove(uri)
        self.publish(uri, [])

    def show(self, project: Project, checked: Checked) -> None:
        """Show what was found; while more is looked for, faults that are gone go, and notes stay."""
        if not checked.is_whole:
            own = self.texts.uri(str(project.file))
            before = self.shown.get(own, [])
            notes = [each for each in before if each.severity is types.DiagnosticSeverity.Information]
            if len(notes) < len(before):
                self.publish(own, notes)
            return
        found = diagnostics_by_name(project, checked, self.language, self.encoding)
        texts = {sheet.document.name: sheet.document.text for sheet in project.sheets}
        for name, each in found.items():
            uri = self.texts.uri(name)
            is_latest = self.texts.texts.get(uri) == texts[name]
            self.publish(uri, each, self.versions.get(uri) if is_latest else None)

    def publish(self, uri: str, found: list[types.Diagnostic], version: int | None = None) -> None:
        """Tell the editor what is wrong with a text that it has open; of which version, where all of it is told."""
        if uri in self.texts.texts or not found:
            self.shown[uri] = found
            self.server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))

    # ---- what is asked -----------------------------------------------------------------------------------------------

    def at(self, params: Any) -> tuple[Project, Sheet, int] | None:
        """The text and the place that are asked about."""
        found = self.texts.find(params.text_document.uri)
        if found is None:
            return None
        project, sheet = found
        return project, sheet, self.places(sheet).offset(params.position)

    def hover(self, params: types.HoverParams) -> types.Hover | None:
        """What is said of the thing at a place."""
        asked = self.at(params)
        found = None if asked is None else about(*asked, self.language)
        return None if asked is None or found is None else hover(found, self.places(asked[1]))

    def complete(self, params: types.CompletionParams) -> types.CompletionList | None:
        """What can be written at a place."""
        asked = self.at(params)
        if asked is None:
            return None
        self.proposals = completions(*asked, self.language)
        places, snippets = self.places(asked[1]), self.knows_snippets
        items = [item(each, places, snippets=snippets) for each in self.proposals]
        for number, each in enumerate(items):
            each.data = {"uri": params.text_document.uri, "number": number, "label": each.label}
        return types.CompletionList(is_incomplete=False, items=items)

    @property
    def knows_snippets(self) -> bool:
        """Whether the editor puts the cursor where a text says."""
        asked = self.server.client_capabilities.text_document
        completion = None if asked is None else asked.completion
        of_item = None if completion is None else completion.completion_item
        return bool(of_item and of_item.snippet_support)

    def resolve(self, chosen: types.CompletionItem) -> types.CompletionItem:
        """What one of the proposals means."""
        data = chosen.data if isinstance(chosen.data, dict) else {}
        found, number = self.texts.find(str(data.get("uri"))), data.get("number")
        if found is None or not isinstance(number, int) or number >= len(self.proposals):
            return chosen
        proposal = self.proposals[number]
        told = proposal.meaning(found[0], self.language) if proposal.label == chosen.label else ""
        if told:
            chosen.documentation = types.MarkupContent(types.MarkupKind.Markdown, told)
        return chosen
