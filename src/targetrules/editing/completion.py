"""What can be written at a place: keys, words, names and functions, with what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, Literal, get_args, get_origin

import attrs

from targetrules.data import frozen
from targetrules.editing.about import entry_told, kind_told, symbol_told, word_told
from targetrules.editing.project import Project, Sheet
from targetrules.editing.slots import FORMULA, Slot, kind_of, slot_of
from targetrules.editing.symbols import VALUES, Symbol
from targetrules.editing.text_tree import Holder, holder_at
from targetrules.policy_schema import CONDITION_WORDS
from targetrules.rules.resolution.context import NOT_OF_ROWS, OF_RANKING
from targetrules.rules.resolution.from_condition import HISTORY
from targetrules.rules.resolution.from_examples import EXPECTED
from targetrules.rules.resolution.token_reader import SHAPES
from targetrules.source.diagnostic import Path
from targetrules.source.toml_text import in_quotes, key_text
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import keys_of, options_of
from targetrules.wording import say

__all__ = ["Proposal", "completions"]

Kind = Literal["section", "key", "name", "word", "function"]

_WORD: Final = re.compile(r"[^\W\d]\w*$")
_PLAIN_FUNCTIONS: Final = {"min": "min(x, y)", "max": "max(x, y)", "mean": "mean(x, y)", "sum": "sum(x, y)"}
_WANTED: Final[Mapping[tuple[type, str], tuple[str, ...]]] = {
    (syntax.Grading, "given"): ("grade",),
    (syntax.Grading, "by"): ("number",),
    (syntax.Ranking, "by"): ("number", "grade"),
    (syntax.Ranking, "within"): ("choice", "text"),
    (syntax.Quota, "ranking"): ("ranking",),
    (syntax.Quota, "at_most"): ("parameter",),
    (syntax.Quota, "at_least"): ("parameter",),
    (syntax.Points, "of"): ("choice", "grade"),
    (syntax.PiecewiseScale, "of"): ("number",),
    (syntax.Monotone, "in"): ("number", "grade", "flag", "choice"),
    (syntax.Version, "weights"): ("number",),
    (syntax.Measure, "weights"): ("number",),
}
"""Of which kinds the values are that may be named under a key."""
_UNDER_WORD: Final = {"ranking": ("ranking",), "top": ("parameter",), "bottom": ("parameter",)}
_NO_NAMES: Final = 2
"""In the order of proposals: from here on what is no name."""
_TABLE: Final = "{ $0 }"


@frozen(slots=True)
class Proposal:
    """Something that can be written at a place.

    Attributes:
        label: What is listed.
        kind: What kind of thing it is.
        insert: What is written in place of the characters from ``start`` to ``end``; ``$0`` is where the cursor goes.
        detail: A few words beside it.
        told: What it means, as Markdown; ``""`` where ``symbol`` says it.
        symbol: The name that it is, where it is one.
        order: Where in the list: the smaller, the earlier.
    """

    label: str
    kind: Kind
    insert: str
    start: int
    end: int
    detail: str = ""
    told: str = ""
    symbol: Symbol | None = None
    order: int = 1

    def meaning(self, project: Project, language: str) -> str:
        """What it means, which is looked for when somebody looks at it."""
        return self.told if self.symbol is None else symbol_told(project, self.symbol, language)


def completions(project: Project, sheet: Sheet, offset: int, language: str) -> list[Proposal]:
    """What can be written at a place of a text, the likeliest first.

    Args:
        project: The texts.
        sheet: That in which the place is.
        offset: The place, in characters.
        language: That of the reader.
    """
    holder = holder_at(sheet.tree, offset)
    writer = _Writer(project, sheet, offset, language, holder)
    match holder.what:
        case "comment":
            found: Iterable[Proposal] = ()
        case "header":
            found = writer.headers()
        case "key":
            found = writer.keys()
        case "value":
            found = writer.values()
    unique = {each.label: each for each in found}
    return sorted(unique.values(), key=lambda each: each.order)


@frozen(eq=False)
class _Writer:
    project: Project
    sheet: Sheet
    offset: int
    language: str
    holder: Holder

    def slot(self, path: Path) -> Slot | None:
        if self.sheet is not self.project.sheet and not path:
            return Slot((syntax.ExamplesFile,))
        return slot_of(path, self.sheet.tree)

    @property
    def end(self) -> int:
        """Where that ends in place of which something is written."""
        text = self.sheet.document.text
        value = self.sheet.tree.value_at(self.offset)
        if self.holder.quote and value is not None and value.kind == "text" and value.start == self.holder.start:
            return value.end if "\n" not in text[value.start : value.end] else self.offset
        return self.offset + (bool(self.holder.quote) and text[self.offset : self.offset + 1] == self.holder.quote)

    def proposal(self, label: str, kind: Kind, insert: str, **more: Any) -> Proposal:
        """Something that can be written in place of the word that is begun."""
        return Proposal(label, kind, insert, self.holder.start, self.end, **more)

    # ---- sections ----------------------------------------------------------------------------------------------------

    def headers(self) -> Iterator[Proposal]:
        """Sections: the whole header, brackets included."""
        text = self.sheet.document.text
        line = text.rfind("\n", 0, self.offset) + 1
        start = line + len(text[line:]) - len(text[line:].lstrip(" \t"))
        rest = text[self.offset :].partition("\n")[0]
        end = self.offset + len(rest) - len(rest.lstrip("]"))
        for each in self._sections(self.holder.path):
            yield attrs.evolve(each, start=start, end=end)

    def _sections(self, path: Path) -> Iterator[Proposal]:
        slot = self.slot(path)
        if slot is not None and slot.table is not None:
            for name, key in keys_of(slot.table).items():
                yield from self._section(slot.table, (*path, name), options_of(key.kind))

    def _section(self, kind: type, path: Path, options: tuple[object, ...]) -> Iterator[Proposal]:
        name = str(path[-1])
        written = ".".join(key_text(str(each)) for each in path if isinstance(each, str))
        told = entry_told(kind, name, self.language)
        if any(map(_is_list_of_tables, options)):
            yield self.proposal(f"[[{written}]]", "section", f"[[{written}]]\n", told=told)
        elif any(map(_is_table, options)):
            yield self.proposal(f"[{written}]", "section", f"[{written}]\n", told=told)
        elif any(get_origin(each) is dict for each in options) and len(path) == 1:
            inside = [get_args(each)[1] for each in options if get_origin(each) is dict]
            yield self.proposal(f"[{written}]", "section", f"[{written}]\n", told=told)
            if any(map(_is_table, inside)) or path == ("conditions",):
                yield self.proposal(f"[{written}.…]", "section", f"[{written}.$0]", told=told, order=2)

    # ---- keys --------------------------------------------------------------------------------------------------------

    def keys(self) -> Iterator[Proposal]:
        """Keys of the table in which the place is."""
        path = self.holder.path
        slot = self.slot(path)
        if slot is None:
            return
        own = self.sheet.tree.key_at(self.offset)
        there = set(self.sheet.tree.inside.get(path, ())) - ({own.name} if own is not None else set())
        match slot.form:
            case _ if slot.table is not None:
                yield from self._of_class(slot.table, path, there)
            case "condition":
                yield from self._entries(slot, there)
            case "row":
                yield from self._cells(slot, there)
            case "expected":
                yield from self._words(EXPECTED, there)
            case "comparison" | "words":
                yield from self._words(slot.words, there)
            case _ if slot.keys:
                wanted = _WANTED.get(slot.owner or (object, ""), ())
                names = (each for each in self.names(slot.keys, wanted) if each.name not in there)
                yield from (self.named(each, f"{key_text(each.name)} = ") for each in names)
            case _:
                pass

    def _words(self, words: Iterable[str], there: set[str]) -> Iterator[Proposal]:
        """Words of the language that are keys here."""
        return (self.proposal(word, "key", f"{word} = ") for word in words if word not in there)

    def _of_class(self, kind: type, path: Path, there: set[str]) -> Iterator[Proposal]:
        for name, key in keys_of(kind).items():
            options = options_of(key.kind)
            if name in there:
                if not path and not self.holder.typed:
                    yield from (each for each in self._section(kind, (name,), options) if each.label.startswith("[["))
                continue
            told, order = entry_told(kind, name, self.language), 0 if key.needed else 1
            detail = say("editing.needed-key", self.language) if key.needed else ""
            if not path and _is_section(options):
                yield from (attrs.evolve(each, order=order) for each in self._section(kind, (name,), options))
            else:
                insert = "format = 1\n" if (kind, name) == (syntax.PolicyFile, "format") else f"{key_text(name)} = "
                yield self.proposal(name, "key", insert, told=told, order=order, detail=detail)

    def _entries(self, slot: Slot, there: set[str]) -> Iterator[Proposal]:
        """Entries of a condition: names first, then words."""
        space = f"row:{slot.rows}" if slot.rows else "value"
        for each in self.names(space, ("number", "grade", "choice", "flag")):
            if each.name not in there:
                yield self.named(each, f"{key_text(each.name)} = ")
        for name in () if slot.rows else self._of_rankings():
            yield self.proposal(name, "name", f"{in_quotes(name)} = ", order=2)
        for word in CONDITION_WORDS:
            if word not in there and not (slot.rows and word in (*NOT_OF_ROWS, *HISTORY)):
                told = word_told(word, self.language)
                order = 0 if word == "grade" else 3
                yield self.proposal(word, "key", f"{word} = ", told=told, order=order)

    def _cells(self, slot: Slot, there: set[str]) -> Iterator[Proposal]:
        """Columns of a row of an example."""
        for word in ("unit", "period"):
            if word not in there:
                yield self.proposal(word, "key", f"{word} = ", order=0)
        path: Path = ("details", slot.rows, "inputs") if slot.rows else ("inputs",)
        for name in self.sheet.tree.names_in(path):
            if name not in there:
                yield self.named(Symbol(f"row:{slot.rows}" if slot.rows else "value", name), f"{key_text(name)} = ")

    # ---- values ------------------------------------------------------------------------------------------------------

    def values(self) -> Iterator[Proposal]:
        """Values of the key in whose place something is written."""
        slot = self.slot(self.holder.path)
        if slot is None:
            return
        if slot.space == FORMULA:
            if self.holder.quote:
                yield from self._in_formula()
            return
        words = {word: in_quotes(word) for word in slot.literals}
        if bool in slot.hints and not self.holder.quote:
            words |= {"true": "true", "false": "false"}
        yield from (self.proposal(word, "word", written) for word, written in words.items())
        if slot.space:
            yield from (self.named(each, in_quotes(each.name)) for each in self.names(slot.space, self._wanted(slot)))
        if not self.holder.quote:
            yield from self._brackets(slot)

    def _wanted(self, slot: Slot) -> tuple[str, ...]:
        """Of which kinds the values are that may be named here."""
        if slot.form == "comparison" and slot.space == "value":
            return ("number",)
        return _WANTED.get(slot.owner or (object, ""), ()) or _UNDER_WORD.get(str(self.holder.path[-1]), ())

    def _brackets(self, slot: Slot) -> Iterator[Proposal]:
        """Tables and lists that may be begun."""
        if slot.form == "condition":
            yield self.proposal("{ … }", "word", _TABLE, order=2)
            yield from (
                attrs.evolve(each, insert=f"{{ {each.insert}$0 }}", label=f"{{ {each.label} = … }}")
                for each in self._entries(slot, set())
                if each.order < _NO_NAMES
            )
        elif slot.form in ("comparison", "words"):
            for word in slot.words:
                if word != "size" or slot.form == "words":
                    yield self.proposal(f"{{ {word} = … }}", "word", f"{{ {word} = $0 }}", order=2)
        elif slot.table is not None:
            yield self.proposal("{ … }", "word", _TABLE, order=2)
        elif any(get_origin(each) is list for each in slot.hints):
            yield self.proposal("[ … ]", "word", "[$0]", order=2)
        elif date in slot.hints:
            today = date.today().isoformat()  # noqa: DTZ011  the reader's own day
            yield self.proposal(today, "word", today, order=2)

    def _in_formula(self) -> Iterator[Proposal]:
        text = self.sheet.document.text
        found = _WORD.search(text, self.holder.start, self.offset)
        start = self.offset if found is None else found.start()
        for each in self.names("value", ("number", "flag", "choice", "grade")):
            if _WORD.fullmatch(each.name):
                is_number = kind_of(each.name, self.sheet.tree) == "number"
                order = 1 if is_number else 3
                yield attrs.evolve(self.named(each, each.name), start=start, end=self.offset, order=order)
        detail = say("editing.function", self.language)
        for name, shape in {**_PLAIN_FUNCTIONS, **SHAPES}.items():
            yield Proposal(shape, "function", f"{name}($0)", start, self.offset, detail, order=2)
        for name in self._of_rankings():
            yield Proposal(name, "name", name, start, self.offset, order=3)

    # ---- names -------------------------------------------------------------------------------------------------------

    def named(self, symbol: Symbol, insert: str) -> Proposal:
        """A name to be written."""
        detail = kind_told(self.project, symbol, self.language)
        return self.proposal(symbol.name, "name", insert, symbol=symbol, detail=detail)

    def names(self, space: str, wanted: tuple[str, ...] = ()) -> Iterator[Symbol]:
        """The names of a space, of the kinds that are wanted."""
        tree = self.sheet.tree
        if space == "value":
            yield from self._values(wanted)
        elif space.startswith("row:"):
            path: Path = ("details", space.removeprefix("row:"))
            names = (name for section in ("inputs", "conditions") for name in tree.names_in((*path, section)))
            yield from (Symbol(space, name) for name in names)
        else:
            yield from (each for sheet in self.project.sheets for each in sheet.symbols.given if each.space == space)

    def _of_rankings(self) -> Iterator[str]:
        return (f"{ranking}.{part}" for ranking in self.sheet.tree.names_in(("rankings",)) for part in OF_RANKING)

    def _values(self, wanted: tuple[str, ...]) -> Iterator[Symbol]:
        tree = self.sheet.tree
        for section in VALUES:
            for name in tree.names_in((section,)):
                kind = "parameter" if section == "parameters" else kind_of(name, tree)
                if not wanted or kind in wanted or (kind == "parameter" and "number" in wanted):
                    yield Symbol("value", name)


def _is_section(options: tuple[object, ...]) -> bool:
    """Whether it is written as a section of its own."""
    return all(_is_table(each) or get_origin(each) is dict or _is_list_of_tables(each) for each in options)


def _is_table(option: object) -> bool:
    return isinstance(option, type) and attrs.has(option)


def _is_list_of_tables(option: object) -> bool:
    return get_origin(option) is list and attrs.has(get_args(option)[0])
