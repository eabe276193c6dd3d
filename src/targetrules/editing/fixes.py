"""What can be written in place of a fault at once: the name that was meant, a number without its quotation marks."""

from __future__ import annotations

from collections.abc import Iterator

from targetrules.data import frozen
from targetrules.editing.project import Project, Sheet
from targetrules.editing.renaming import Edit
from targetrules.source.diagnostic import Diagnostic
from targetrules.source.document import Span
from targetrules.source.toml_text import in_quotes, key_text
from targetrules.wording import Word

__all__ = ["Fix", "fixes"]


@frozen(slots=True)
class Fix:
    """A change that settles a fault: what it is called, and what is written."""

    title: Word
    fault: Diagnostic
    edit: Edit


def fixes(project: Project, sheet: Sheet) -> Iterator[Fix]:
    """The changes that settle faults of a text, in the order of the faults."""
    for fault in project.checked.diagnostics:
        if fault.file == sheet.document.name and fault.span is not None:
            found = _fix(fault, fault.span, sheet)
            if found is not None:
                yield Fix(*found)


def _fix(fault: Diagnostic, span: Span, sheet: Sheet) -> tuple[Word, Diagnostic, Edit] | None:
    start, end = (_offset(sheet, *place) for place in ((span.line, span.column), (span.end_line, span.end_column)))
    there = sheet.document.text[start:end]
    if fault.suggestion is not None and there:
        title = Word("editing.fix-suggestion", {"name": fault.suggestion})
        return title, fault, Edit(start, end, _written(fault.suggestion, there, start, sheet))
    told = fault.own_advice
    if told is not None and told.key == "names.write" and there:
        name = str(told.values["name"])
        return (
            Word("editing.fix-suggestion", {"name": name}),
            fault,
            Edit(start, end, _written(name, there, start, sheet)),
        )
    if told is not None and told.key == "diagnostics.line-typed":
        line = sheet.document.line(span.line)
        begin = _offset(sheet, span.line, 1)
        blanks = len(line) - len(line.lstrip())
        whole = Edit(begin + blanks, begin + len(line.rstrip()), str(told.values["line"]))
        return Word("editing.fix-line"), fault, whole
    instead = fault.values.get("instead")
    if fault.code == "TR096" and isinstance(instead, Word) and instead.key == "diagnostics.number-alone":
        number = str(instead.values["number"])
        return Word("editing.fix-number", {"number": number}), fault, Edit(start, end, number)
    return None


def _written(name: str, there: str, start: int, sheet: Sheet) -> str:
    """A name as it stands in place of another: as a text, as a key, or bare within a formula."""
    if there[:1] in ('"', "'"):
        return in_quotes(name)
    key = sheet.tree.key_at(start)
    return key_text(name) if key is not None and key.start == start else name


def _offset(sheet: Sheet, line: int, column: int) -> int:
    """The character at a line and a column, both from 1."""
    at = 0
    for _ in range(line - 1):
        at = sheet.document.text.index("\n", at) + 1
    return at + column - 1
