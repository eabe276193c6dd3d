"""What is found in policies, as the protocol has it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lsprotocol import types

from targetrules.editing.about import About
from targetrules.editing.completion import Proposal
from targetrules.editing.project import Checked, Project
from targetrules.language_server.places import Places
from targetrules.source.diagnostic import Diagnostic

__all__ = ["SOURCE", "diagnostics_by_name", "hover", "item"]

SOURCE: Final = "targetrules"
_KINDS: Final = {
    "section": types.CompletionItemKind.Struct,
    "key": types.CompletionItemKind.Property,
    "name": types.CompletionItemKind.Variable,
    "word": types.CompletionItemKind.EnumMember,
    "function": types.CompletionItemKind.Function,
}


def diagnostics_by_name(
    project: Project, checked: Checked, language: str, encoding: str
) -> dict[str, list[types.Diagnostic]]:
    """The diagnostics of each text of a project, by its name; what is wrong with other policies stands beside."""
    texts = {sheet.document.name: Places(sheet.document.text, encoding) for sheet in project.sheets}
    found: dict[str, list[types.Diagnostic]] = {name: [] for name in texts}
    elsewhere = [each for each in checked.diagnostics if each.file not in texts]
    related = [_related(each, language, encoding) for each in elsewhere if Path(each.file).is_absolute()]
    for each in checked.diagnostics:
        if each.file in texts:
            made = diagnostic(each, texts[each.file], language)
            if each.code == "TR186" and related:
                made.related_information = related
            found[each.file].append(made)
    if elsewhere and not any(found.values()):
        found[project.sheet.document.name] = [diagnostic(each, Places(""), language) for each in elsewhere]
    return found


def diagnostic(each: Diagnostic, places: Places, language: str) -> types.Diagnostic:
    """A fault or a note: what is wrong, and what to do about it on the next line."""
    severity = types.DiagnosticSeverity.Information if each.level == "note" else types.DiagnosticSeverity.Error
    text = f"{each.message(language)}\n{each.advice(language)}"
    return types.Diagnostic(places.of_span(each.span), text, severity, each.code, source=SOURCE)


def _related(each: Diagnostic, language: str, encoding: str) -> types.DiagnosticRelatedInformation:
    places = Places("" if each.document is None else each.document.text, encoding)
    where = types.Location(Path(each.file).as_uri(), places.of_span(each.span))
    return types.DiagnosticRelatedInformation(where, each.message(language))


def hover(found: About, places: Places) -> types.Hover:
    """What is said of the thing at a place."""
    told = types.MarkupContent(types.MarkupKind.Markdown, found.text)
    return types.Hover(told, places.range(found.start, found.end))


def item(proposal: Proposal, places: Places, *, snippets: bool) -> types.CompletionItem:
    """Something that can be written at a place."""
    text = proposal.insert if snippets else proposal.insert.replace("$0", "")
    is_snippet = snippets and "$0" in proposal.insert
    text = text.replace("\\", "\\\\").replace("}", "\\}") if is_snippet else text
    written = places.text[proposal.start : proposal.end]
    label = proposal.label if written[:1] not in ('"', "'") else proposal.insert.partition(" = ")[0]
    return types.CompletionItem(
        label=proposal.label,
        kind=_KINDS[proposal.kind],
        detail=proposal.detail or None,
        sort_text=f"{proposal.order}",
        filter_text=label,
        insert_text_format=types.InsertTextFormat.Snippet if is_snippet else types.InsertTextFormat.PlainText,
        text_edit=types.TextEdit(places.range(proposal.start, proposal.end), text),
    )
