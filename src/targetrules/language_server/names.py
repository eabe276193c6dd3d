"""Names: where they are given, wherever they are used, and another name for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from targetrules.data import frozen
from targetrules.editing.project import Project, Sheet
from targetrules.editing.renaming import Edit, RenameRefusedError, name_at, renamed
from targetrules.editing.symbols import Occurrence, Symbol, Symbols
from targetrules.language_server.asked import Asked
from targetrules.language_server.places import Places

__all__ = ["NameAnswers"]


@frozen(eq=False)
class NameAnswers:
    """Answers about the name at a place."""

    session: Asked

    def register(self) -> None:
        """Have these methods answered."""
        register = self.session.register
        register(types.TEXT_DOCUMENT_DEFINITION, self.definition)
        register(types.TEXT_DOCUMENT_REFERENCES, self.references)
        register(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, self.highlights)
        register(types.TEXT_DOCUMENT_PREPARE_RENAME, self.prepare)
        register(types.TEXT_DOCUMENT_RENAME, self.rename, types.RenameOptions(prepare_provider=True))

    def definition(self, params: types.DefinitionParams) -> types.Location | None:
        """Where the name is given: in the policy, or in one that it extends."""
        found = self.asked(params)
        if found is None:
            return None
        project, _, symbol = found
        given = project.given(symbol)
        if given is not None:
            return self.location(*given)
        for tree in project.bases:
            there = Symbols(tree).given.get(symbol)
            file = project.file.parent / tree.document.name
            if there is not None and file.is_file():
                return types.Location(_uri(file), Places(tree.document.text).range(there.start, there.end))
        return None

    def references(self, params: types.ReferenceParams) -> list[types.Location]:
        """Wherever the name stands, in the policy and its examples."""
        found = self.asked(params)
        if found is None:
            return []
        project, _, symbol = found
        return [
            self.location(sheet, each)
            for sheet, each in project.uses(symbol)
            if params.context.include_declaration or not each.is_given
        ]

    def highlights(self, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
        """Wherever it stands in this text, which is asked whenever the cursor moves: no other is looked through."""
        found = self.asked(params)
        if found is None:
            return []
        _, sheet, symbol = found
        places = self.session.places(sheet)
        return [types.DocumentHighlight(places.range(each.start, each.end)) for each in sheet.symbols.of(symbol)]

    def asked(self, params: Any) -> tuple[Project, Sheet, Symbol] | None:
        """The text with the place that is asked about, and the name that stands there."""
        asked = self.session.at(params)
        if asked is None:
            return None
        project, sheet, offset = asked
        found = sheet.symbols.at(offset)
        return None if found is None else (project, sheet, found.symbol)

    def location(self, sheet: Sheet, each: Occurrence) -> types.Location:
        """Where a name stands."""
        uri = self.session.texts.uri(sheet.document.name)
        return types.Location(uri, self.session.places(sheet).range(each.start, each.end))

    def prepare(self, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        """What would be renamed; the reason where it cannot be."""
        asked = self.session.at(params)
        if asked is None:
            return None
        try:
            found = name_at(*asked)
        except RenameRefusedError as error:
            raise self.refusal(error) from None
        return types.PrepareRenamePlaceholder(
            self.session.places(asked[1]).range(found.start, found.end), found.symbol.name
        )

    def rename(self, params: types.RenameParams) -> types.WorkspaceEdit | None:
        """What to write everywhere."""
        asked = self.session.at(params)
        if asked is None:
            return None
        try:
            found = renamed(*asked, params.new_name)
        except RenameRefusedError as error:
            raise self.refusal(error) from None
        return types.WorkspaceEdit(
            changes={
                self.session.texts.uri(sheet.document.name): [_edit(self.session.places(sheet), each) for each in edits]
                for sheet, edits in found
            }
        )

    def refusal(self, error: RenameRefusedError) -> JsonRpcInvalidParams:
        """Why a name is not changed, in the language of the reader."""
        return JsonRpcInvalidParams(error.text(self.session.language))


def _edit(places: Places, each: Edit) -> types.TextEdit:
    return types.TextEdit(places.range(each.start, each.end), each.text)


def _uri(file: Path) -> str:
    return file.absolute().as_uri()
