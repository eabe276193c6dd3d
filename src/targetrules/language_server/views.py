"""What an editor shows around a text: fixes, examples to be run, their values, an outline, and what can be folded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from attrs import field
from lsprotocol import types

from targetrules.data import frozen
from targetrules.editing.examples import placed, ran, values_beside, why
from targetrules.editing.fixes import Fix, fixes
from targetrules.editing.outline import Part, folds, outline
from targetrules.editing.project import Project, Sheet
from targetrules.language_server.answers import diagnostic
from targetrules.language_server.asked import Asked
from targetrules.language_server.places import Places
from targetrules.wording import say

__all__ = ["RUN", "WHY", "ViewAnswers"]

RUN: Final = "targetrules.run"
WHY: Final = "targetrules.why"
"""The commands behind the lines above an example."""

_KINDS: Final = {
    "grades": types.SymbolKind.EnumMember,
    "inputs": types.SymbolKind.Field,
    "parameters": types.SymbolKind.Constant,
    "measures": types.SymbolKind.Function,
    "cuts": types.SymbolKind.Function,
    "conditions": types.SymbolKind.Boolean,
    "statuses": types.SymbolKind.Boolean,
    "consequences": types.SymbolKind.Event,
    "examples": types.SymbolKind.Method,
    "article": types.SymbolKind.Namespace,
}


@frozen(eq=False)
class ViewAnswers:
    """Answers about a text as a whole. ``chosen`` is the example whose values are shown, by the file of its policy."""

    session: Asked
    chosen: dict[str, tuple[str, int]] = field(factory=dict)

    def register(self) -> None:
        """Have these methods answered, and these commands."""
        register = self.session.register
        kinds = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
        register(types.TEXT_DOCUMENT_CODE_ACTION, self.actions, kinds)
        register(types.TEXT_DOCUMENT_CODE_LENS, self.lenses, types.CodeLensOptions(resolve_provider=True))
        register(types.CODE_LENS_RESOLVE, self.lens)
        register(types.TEXT_DOCUMENT_INLAY_HINT, self.inlays)
        register(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, self.outline)
        register(types.TEXT_DOCUMENT_FOLDING_RANGE, self.folds)
        for name, answer in ((RUN, self.run), (WHY, self.why)):
            self.command(name, answer)

    def command(self, name: str, answer: Any) -> None:
        """Have a command answered, by a function of its own that the library writes its notes on."""

        def handler(uri: str, number: int) -> Any:
            return answer(uri, number)

        self.session.server.command(name)(handler)

    # ---- fixes -------------------------------------------------------------------------------------------------------

    def actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """What settles the faults in a range."""
        found = self.session.texts.find(params.text_document.uri)
        if found is None:
            return []
        project, sheet = found
        places = self.session.places(sheet)
        return [
            self.action(each, params.text_document.uri, places)
            for each in fixes(project, sheet)
            if _touches(places.of_span(each.fault.span), params.range)
        ]

    def action(self, fix: Fix, uri: str, places: Places) -> types.CodeAction:
        """A fix."""
        edit = types.TextEdit(places.range(fix.edit.start, fix.edit.end), fix.edit.text)
        return types.CodeAction(
            fix.title.text(self.session.language),
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic(fix.fault, places, self.session.language)],
            edit=types.WorkspaceEdit(changes={uri: [edit]}),
            is_preferred=True,
        )

    # ---- examples ----------------------------------------------------------------------------------------------------

    def lenses(self, params: types.CodeLensParams) -> list[types.CodeLens]:
        """Above each example: run it, and why."""
        found = self.session.texts.find(params.text_document.uri)
        if found is None:
            return []
        uri, places = params.text_document.uri, self.session.places(found[1])
        return [
            types.CodeLens(places.range(each.start, each.end), data=[uri, each.number, name])
            for each in placed(found[1])
            for name in (RUN, WHY)
        ]

    def lens(self, lens: types.CodeLens) -> types.CodeLens:
        """What is said above an example; whether it comes out as expected is found when it is seen."""
        uri, number, name = lens.data if isinstance(lens.data, list) else ("", 0, WHY)
        found = self.session.texts.find(str(uri))
        title = say("editing.lens-run" if name == RUN else "editing.lens-why", self.session.language)
        if name == RUN and found is not None and found[0].checked.policy is not None:
            passes, _ = ran(*found, number, self.session.language)
            title += f" ({say('editing.lens-passes' if passes else 'editing.lens-fails', self.session.language)})"
        lens.command = types.Command(title, str(name), arguments=[uri, number])
        return lens

    def run(self, uri: str, number: int) -> str:
        """Run an example: say how it comes out, and show its values beside the rules from now on."""
        found = self.session.texts.find(uri)
        if found is None:
            return ""
        project, sheet = found
        passes, told = ran(project, sheet, number, self.session.language)
        self.chosen[str(project.file)] = (uri, number)
        self.tell(told, types.MessageType.Info if passes else types.MessageType.Warning)
        capabilities = self.session.server.client_capabilities.workspace
        if capabilities is not None and capabilities.inlay_hint is not None and capabilities.inlay_hint.refresh_support:
            self.session.server.workspace_inlay_hint_refresh(None)
        return told

    def why(self, uri: str, number: int) -> str:
        """Tell the reasons for all that an example decides."""
        found = self.session.texts.find(uri)
        told = "" if found is None else why(*found, number, self.session.language)
        self.tell(told, types.MessageType.Info)
        return told

    def tell(self, told: str, kind: types.MessageType) -> None:
        """Show a message."""
        self.session.server.window_show_message(types.ShowMessageParams(kind, told))

    def inlays(self, params: types.InlayHintParams) -> list[types.InlayHint]:
        """The values of an example behind the lines of the policy: of the one that was run last, or the first."""
        found = self.session.texts.find(params.text_document.uri)
        if found is None or found[1] is not found[0].sheet or found[0].checked.policy is None:
            return []
        project, sheet = found
        uri, number = self.chosen.get(str(project.file), ("", 0))
        there = self.session.texts.find(uri)
        at, number = (there[1], number) if there is not None and there[0] is project else _first(project)
        places = self.session.places(sheet)
        hints = (
            types.InlayHint(places.position(each.offset), each.told, padding_left=True)
            for each in values_beside(project, at, number, self.session.language)
        )
        return [each for each in hints if params.range.start <= each.position <= params.range.end]

    # ---- the whole ---------------------------------------------------------------------------------------------------

    def outline(self, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        """The parts of a text, those of one article together."""
        found = self.session.texts.find(params.text_document.uri)
        if found is None:
            return []
        places = self.session.places(found[1])
        return [_symbol(each, places) for each in outline(found[1], self.session.language)]

    def folds(self, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        """What can be folded."""
        found = self.session.texts.find(params.text_document.uri)
        return [] if found is None else list(_folds(found[1], self.session.places(found[1])))


def _first(project: Project) -> tuple[Sheet, int]:
    """The text with the first example of a policy."""
    inside = any(placed(project.sheet))
    return (project.sheet if inside or project.examples_sheet is None else project.examples_sheet), 0


def _folds(sheet: Sheet, places: Places) -> Iterator[types.FoldingRange]:
    for start, end in folds(sheet):
        yield types.FoldingRange(places.position(start).line, places.position(end).line)


def _symbol(part: Part, places: Places) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        part.name or "…",
        _KINDS.get(part.kind, types.SymbolKind.Object),
        places.range(part.start, max(part.end, part.name_end)),
        places.range(part.name_start, part.name_end),
        part.detail or None,
        children=[_symbol(each, places) for each in part.inside],
    )


def _touches(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end
