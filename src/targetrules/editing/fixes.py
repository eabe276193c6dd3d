"""What can be written in place of a fault at once: the name that was meant, a number without its quotation marks."""

from __future__ import annotations

from collections.abc import Iterator

from targetrules.data import frozen
from targetrules.editing.project import Project, Sheet
from targetrules.editing.renaming import Edit
from targetrules.source.diagnostic import Diagnostic
from targetrules.source.document import Span, offset_of
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
                yield found


def _fix(fault: Diagnostic, span: Span, sheet: Sheet) -> Fix | None:
    text = sheet.document.text
    start, end = offset_of(text, span.line, span.column), offset_of(text, span.end_line, span.end_column)
    there, told, name = text[start:end], fault.own_advice, fault.suggestion
    if name is None and told is not None and told.key == "names.write":
        name = str(told.values["name"])
    if name is not None and there:
        edit = Edit(start, end, _written(name, there, start, sheet))
        return Fix(Word("editing.fix-suggestion", {"name": name}), fault, edit)
    if told is not None and told.key == "diagnostics.line-typed":
        line = sheet.document.line(span.line)
        begin = offset_of(text, span.line, 1)
        blanks = len(line) - len(line.lstrip())
        whole = Edit(begin + blanks, begin + len(line.rstrip()), str(told.values["line"]))
        return Fix(Word("editing.fix-line"), fault, whole)
    instead = fault.values.get("instead")
    if fault.code == "TR096" and isinstance(instead, Word) and instead.key == "diagnostics.number-alone":
        number = str(instead.values["number"])
        return Fix(Word("editing.fix-number", {"number": number}), fault, Edit(start, end, number))
    return None


def _written(name: str, there: str, start: int, sheet: Sheet) -> str:
    """A name as it stands in place of another: as a text, as a key, or bare within a formula."""
    if there[:1] in ('"', "'"):
        return in_quotes(name)
    key = sheet.tree.key_at(start)
    return key_text(name) if key is not None and key.start == start else name
