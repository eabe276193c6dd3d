"""Another name for a thing of a policy, wherever it stands in the texts of the policy; refused where that is not safe.

What is written is tried before it is given back: a policy that says nothing else than before has the same faults as
before. So a name that is taken, that is a word of the language, or that looks like another is refused, for the reason
that ``check`` would give.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from targetrules.data import frozen
from targetrules.editing.project import Project, Sheet, named_policies
from targetrules.editing.symbols import Occurrence, Symbol
from targetrules.editing.text_tree import read_tree
from targetrules.errors import TargetrulesError
from targetrules.installed import EXAMPLES
from targetrules.source.diagnostic import PolicyError
from targetrules.source.document import Document
from targetrules.source.toml import read_toml
from targetrules.source.toml_text import in_quotes, key_text
from targetrules.wording import Listing, Word, Worded

__all__ = ["Edit", "RenameRefusedError", "name_at", "renamed", "replaced"]

_BARE: Final = re.compile(r"[^\W\d]\w*")
_MOST_BESIDE: Final = 500
_SEEN_BY_OTHERS: Final = ("value", "grade", "consequence", "option", "source", "role", "action", "office")


class RenameRefusedError(Worded, TargetrulesError):
    """A name that cannot be changed, or not so.

    Attributes:
        word: Why.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(Word(f"editing.{key}", values))


@frozen(slots=True)
class Edit:
    """Characters of a text and what is written in their place."""

    start: int
    end: int
    text: str


def name_at(project: Project, sheet: Sheet, offset: int) -> Occurrence:
    """The name at a place, where it can be changed.

    Raises:
        RenameRefusedError: None stands there, or it is given in another file, or is no name alone.
    """
    found = sheet.symbols.at(offset)
    if found is None or found.start == found.end:
        raise RenameRefusedError("rename-nothing")
    name = found.symbol.name
    if found.symbol.space.startswith("article"):
        raise RenameRefusedError("rename-article", name=name)
    if project.given(found.symbol) is None:
        raise RenameRefusedError("rename-elsewhere", name=name)
    return found


def renamed(project: Project, sheet: Sheet, offset: int, new: str) -> list[tuple[Sheet, list[Edit]]]:
    """What to write in each text so that the thing at a place has another name.

    Args:
        project: The texts.
        sheet: That in which the place is.
        offset: The place, in characters.
        new: The other name.

    Raises:
        RenameRefusedError: It cannot be renamed, or not so.
    """
    symbol = name_at(project, sheet, offset).symbol
    new = new.strip()
    if not new:
        raise RenameRefusedError("rename-empty")
    if new == symbol.name:
        return []
    _refuse_broken(project)
    _refuse_taken(project, symbol, new)
    _refuse_others(project, symbol)
    found = [(each, list(_edits(each, symbol, new))) for each in project.sheets]
    _try(project, found, symbol)
    return [(each, edits) for each, edits in found if edits]


def replaced(text: str, edits: Sequence[Edit]) -> str:
    """A text with what is written in it."""
    for each in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: each.start] + each.text + text[each.end :]
    return text


def _edits(sheet: Sheet, symbol: Symbol, new: str) -> Iterator[Edit]:
    for each in sheet.symbols.of(symbol):
        before = sheet.document.text[each.start : each.end]
        if each.form == "bare":
            if not _BARE.fullmatch(new):
                raise RenameRefusedError("rename-not-bare", name=new, line=_line(sheet, each))
            yield Edit(each.start, each.end, new)
        elif each.form == "part":
            yield Edit(each.start, each.end, in_quotes(new)[1:-1])
        elif each.form == "key":
            yield Edit(each.start, each.end, in_quotes(new) if before[:1] in ("'", '"') else key_text(new))
        else:
            yield Edit(each.start, each.end, in_quotes(new))


def _line(sheet: Sheet, each: Occurrence) -> int:
    return sheet.document.text.count("\n", 0, each.start) + 1


# ---- what is refused -------------------------------------------------------------------------------------------------


def _refuse_broken(project: Project) -> None:
    """A text that is no TOML: what of it is read may be meant otherwise."""
    for sheet in project.sheets:
        try:
            read_toml(sheet.document.name, sheet.document.text.encode("utf-8", "surrogatepass"))
        except PolicyError as error:
            span = error.diagnostics[0].span
            values = {"file": Path(sheet.document.name).name, "line": 1 if span is None else span.line}
            raise RenameRefusedError("rename-broken", **values) from None


def _refuse_taken(project: Project, symbol: Symbol, new: str) -> None:
    """A name that something has already; and a grade by whose id an answer of a ballot is called as it is."""
    if project.given(Symbol(symbol.space, new)) is not None:
        raise RenameRefusedError("rename-taken", name=new)
    ballots = project.sheet.tree.names_in(("ballots",))
    if symbol.space == "grade":
        for each in ballots:
            if {symbol.name, new} & set(project.sheet.tree.names_in(("ballots", each, "answers"))):
                raise RenameRefusedError("rename-answer", name=symbol.name, ballot=each)


def _refuse_others(project: Project, symbol: Symbol) -> None:
    """Policies in the same folder that extend this one, or judge by its outcomes: they call things by these names."""
    if symbol.space.partition(":")[0] not in _SEEN_BY_OTHERS:
        return
    others = [each.name for each in _beside(project.file) if _names(each, project.file.name)]
    if others:
        raise RenameRefusedError("rename-others", name=symbol.name, files=Listing(tuple(others)))


def _beside(file: Path) -> Iterator[Path]:
    """The other policies of the folder."""
    if not file.parent.is_dir():
        return
    there = sorted(each for each in file.parent.glob("*.toml") if each.name != file.name)
    yield from (each for each in there[:_MOST_BESIDE] if not each.name.endswith(EXAMPLES))


def _names(file: Path, other: str) -> bool:
    """Whether a policy names another one of its folder."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False
    if other not in text:
        return False
    return other in named_policies(read_tree(Document(str(file), text)))


def _try(project: Project, found: Sequence[tuple[Sheet, list[Edit]]], symbol: Symbol) -> None:
    """See that nothing is wrong that was not wrong before."""
    texts = {sheet.document.name: replaced(sheet.document.text, edits) for sheet, edits in found}
    examples = None if project.examples is None else (project.examples[0], texts[project.examples[0]])
    after = Project(project.file, texts[str(project.file)], examples).checked.diagnostics
    before = Counter(each.code for each in project.checked.diagnostics)
    for each in after:
        before[each.code] -= 1
        if before[each.code] < 0:
            raise RenameRefusedError(
                "rename-fault", name=symbol.name, fault=Word(f"diagnostics.{each.code}", each.values)
            )
