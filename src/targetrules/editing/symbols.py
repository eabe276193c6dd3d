"""Names of a policy where they stand: where each is given, and wherever it is used, to the character.

A use is known by what may stand at its place (:mod:`targetrules.editing.slots`), never by how it looks: a label, a
quotation or a comment that has the same word in it is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from targetrules.data import define, frozen
from targetrules.editing.slots import FORMULA, Slot, function_of, is_of_ranking, slot_of
from targetrules.editing.text_tree import Key, TextTree, Value, inner_offsets
from targetrules.policy_schema import CONDITION_WORDS
from targetrules.rules.resolution.ballot_names import ANSWERS, SCORE, VALID, WEIGHT
from targetrules.rules.resolution.context import OF_RANKING
from targetrules.rules.resolution.from_examples import BESIDE_INPUTS
from targetrules.rules.resolution.indicator_names import OF_CATEGORY, OF_INDICATOR, Names
from targetrules.rules.resolution.tokens import each_token
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax

__all__ = ["VALUES", "Occurrence", "Symbol", "Symbols"]

VALUES: Final = (
    *("inputs", "parameters", "measures", "cuts", "conditions", "statuses", "rankings", "details"),
    *("indicators", "ballots"),
)
"""The tables whose names stand in one condition or formula beside each other."""

_NAMED: Final = {
    "sources": "source",
    "roles": "role",
    "actions": "action",
    "offices": "office",
    "categories": "category",
}
_LISTED: Final = {"grades": "grade", "consequences": "consequence", "claims": "claim"}
_MADE: Final = {"indicators": OF_INDICATOR, "categories": OF_CATEGORY}
_FUNCTION: Final = re.compile(r"[^\W\d]\w*")
_PLACES: Final = re.compile(r"[^.]+")


@frozen(slots=True)
class Symbol:
    """A name: of what it is one (``"value"``, ``"grade"``, ``"option:kind"``), and how it is written."""

    space: str
    name: str


@frozen(slots=True)
class Occurrence:
    """A symbol where it stands.

    ``form``: a whole ``"key"`` or ``"text"``, marks included; ``"bare"`` within a formula; a ``"part"`` of a place.
    """

    symbol: Symbol
    start: int
    end: int
    path: Path
    is_given: bool = False
    form: str = "bare"


@define(eq=False)
class Symbols:
    """The names of one text."""

    tree: TextTree

    @cached_property
    def given(self) -> dict[Symbol, Occurrence]:
        """Each name that is given in this text, where that is done first."""
        found: dict[Symbol, Occurrence] = {}
        for key in self.tree.keys:
            symbol = _given_by_key(key.path)
            if symbol is not None:
                found.setdefault(symbol, Occurrence(symbol, key.start, key.end, key.path, is_given=True, form="key"))
        for value in self.tree.values:
            symbol = _given_by_text(value) if value.kind == "text" else None
            if symbol is not None:
                whole = Occurrence(symbol, value.start, value.end, value.path, is_given=True, form="text")
                found.setdefault(symbol, whole)
        return found

    @cached_property
    def occurrences(self) -> list[Occurrence]:
        """All of them, in the order of the text."""
        found = [each for key in self.tree.keys for each in self._of_key(key)]
        found += [each for value in self.tree.values if value.kind == "text" for each in self._of_text(value)]
        return sorted(found, key=lambda each: (each.start, each.end))

    def at(self, offset: int) -> Occurrence | None:
        """The name that stands at a place."""
        keys = [each for each in self.tree.keys if each.start <= offset <= each.end]
        texts = [each for each in self.tree.values if each.kind == "text" and each.start <= offset <= each.end]
        there = [one for key in keys for one in self._of_key(key)]
        there += [one for text in texts for one in self._of_text(text)]
        found = [each for each in there if each.start <= offset <= each.end]
        return min(found, key=lambda each: each.end - each.start, default=None)

    def of(self, symbol: Symbol) -> list[Occurrence]:
        """Wherever a name stands."""
        return [each for each in self.occurrences if each.symbol == symbol]

    @cached_property
    def made(self) -> dict[str, tuple[tuple[Symbol, int, int], ...]]:
        """Names that the language makes of those of indicators, categories and ballots, and which part is whose."""
        found: dict[str, tuple[tuple[Symbol, int, int], ...]] = {}
        for section, parts in _MADE.items():
            for name in self.tree.names_in((section,)):
                symbol = Symbol("value" if section == "indicators" else "category", name)
                found |= {Names(name)[part]: ((symbol, 0, len(name)),) for part in parts}
        for name in self.tree.names_in(("ballots",)):
            found |= dict(self._of_ballot(name))
        return found

    def _of_ballot(self, name: str) -> Iterator[tuple[str, tuple[tuple[Symbol, int, int], ...]]]:
        own = (Symbol("value", name), 0, len(name))
        groups = self.tree.names_in(("ballots", name, "voters"))
        answers = self.tree.names_in(("ballots", name, "answers"))
        for group in ("", *groups):
            begin = f"{name}_{group}" if group else name
            parts = (own, (Symbol(f"voters:{name}", group), len(name) + 1, len(begin))) if group else (own,)
            for part in (ANSWERS, VALID, SCORE, WEIGHT):
                yield f"{begin}_{part}", parts
            for answer in answers:
                end = len(begin) + 1 + len(answer)
                yield f"{begin}_{answer}", (*parts, (Symbol(f"answer:{name}", answer), len(begin) + 1, end))

    # ---- keys --------------------------------------------------------------------------------------------------------

    def _of_key(self, key: Key) -> Iterator[Occurrence]:
        path = key.path
        if isinstance(path[-1], int):
            return
        given = _given_by_key(path)
        if given is not None:
            yield Occurrence(given, key.start, key.end, path, is_given=True, form="key")
            return
        above = slot_of(path[:-1], self.tree)
        if above is not None:
            yield from self._used_as_key(key, above)

    def _used_as_key(self, key: Key, above: Slot) -> Iterator[Occurrence]:
        name = key.name
        match above.form:
            case "condition":
                if name in CONDITION_WORDS and not (above.rows and name in self._names_of_rows(above.rows)):
                    return
                yield from self._named(key, name, above.rows)
            case "row":
                if name not in BESIDE_INPUTS:
                    yield from self._named(key, name, above.rows)
            case _:
                if above.keys == "value":
                    yield from self._named(key, name, "")
                elif above.keys:
                    yield Occurrence(Symbol(above.keys, name), key.start, key.end, key.path, form="key")
                elif above.owner == (syntax.Example, "details") or _is_details_of_example(key.path):
                    yield from self._named(key, name.partition(".")[0], "")

    def _names_of_rows(self, rows: str) -> list[str]:
        return self.tree.names_in(("details", rows, "inputs"))

    def _named(self, key: Key, name: str, rows: str) -> Iterator[Occurrence]:
        """A key that is a name, or has names in it: ``"overall.rank"``, ``"schools.count(low)"``."""
        token = self.tree.document.text[key.start : key.end]
        if rows:
            yield Occurrence(Symbol(f"row:{rows}", name), key.start, key.end, key.path, form="key")
            return
        if self._is_made_of_names(name):
            yield from self._within(name, token, key.start, key.path)
            return
        yield Occurrence(Symbol("value", name), key.start, key.end, key.path, form="key")

    def _is_made_of_names(self, text: str) -> bool:
        return text in self.made or function_of(text, self.tree) is not None or is_of_ranking(text, self.tree)

    # ---- texts -------------------------------------------------------------------------------------------------------

    def _of_text(self, value: Value) -> Iterator[Occurrence]:
        given = _given_by_text(value)
        if given is not None:
            yield Occurrence(given, value.start, value.end, value.path, is_given=True, form="text")
            return
        slot = slot_of(value.path, self.tree)
        if slot is None or not slot.space:
            return
        token = self.tree.document.text[value.start : value.end]
        if slot.space == FORMULA:
            yield from self._within(value.text, token, value.start, value.path)
        elif slot.space == "place":
            yield from self._of_place(value, token)
        elif slot.space == "value":
            yield from self._value_in_text(value, token)
        elif not (slot.space == "article:" or value.text in slot.literals):
            yield Occurrence(Symbol(slot.space, value.text), value.start, value.end, value.path, form="text")

    def _value_in_text(self, value: Value, token: str) -> Iterator[Occurrence]:
        name = value.text
        if self._is_made_of_names(name):
            yield from self._within(name, token, value.start, value.path)
        elif not name.endswith("%") and (name != "grade" or name in self.tree.names_in(("inputs",))):
            yield Occurrence(Symbol("value", name), value.start, value.end, value.path, form="text")

    def _of_place(self, value: Value, token: str) -> Iterator[Occurrence]:
        """``conditions.low.any.1``: the first parts name a section, and a thing in it."""
        section, _, rest = value.text.partition(".")
        offsets = inner_offsets(token)
        space = "value" if section in VALUES else _NAMED.get(section) or _LISTED.get(section)
        if space is None or space == "grade" or len(offsets) != len(value.text) + 1:
            return
        known = [each.name for each in self.given if each.space == space]
        name = max((each for each in known if rest == each or rest.startswith(f"{each}.")), key=len, default=None)
        if name is not None:
            start = len(section) + 1
            begin, end = value.start + offsets[start], value.start + offsets[start + len(name)]
            yield Occurrence(Symbol(space, name), begin, end, value.path, form="part")

    def _within(self, text: str, token: str, start: int, path: Path) -> Iterator[Occurrence]:
        """The names of a formula, or of a key that is written as one."""
        offsets = inner_offsets(token) if token[:1] in ("'", '"') else list(range(len(token) + 1))
        if len(offsets) != len(text) + 1:
            return
        for symbol, first, last in self._in_formula(text):
            yield Occurrence(symbol, start + offsets[first], start + offsets[last], path)

    def _in_formula(self, text: str) -> Iterator[tuple[Symbol, int, int]]:
        tokens = list(each_token(text))
        within, depth = "", 0
        for index, each in enumerate(tokens):
            follows = tokens[index + 1].text if index + 1 < len(tokens) else ""
            if each.kind == "sign" and within:
                depth += {"(": 1, ")": -1}.get(each.text, 0)
                within = within if depth else ""
            if each.kind != "name" or (within and each.text == "among" and follows == "="):
                continue
            head, dot, part = each.text.partition(".")
            if within:
                yield Symbol(f"row:{within}", each.text), *each.within
            elif dot and follows == "(":
                yield Symbol("value", head), each.start, each.start + len(head)
                within, depth = head, 0
            elif dot and part in OF_RANKING:
                yield Symbol("value", head), each.start, each.start + len(head)
            elif follows != "(":
                yield from self._bare(each.text, each.start)

    def _bare(self, name: str, start: int) -> Iterator[tuple[Symbol, int, int]]:
        if name in self.made and name not in self._own_values:
            for symbol, first, last in self.made[name]:
                yield symbol, start + first, start + last
        else:
            yield Symbol("value", name), start, start + len(name)

    @cached_property
    def _own_values(self) -> frozenset[str]:
        return frozenset(name for section in VALUES for name in self.tree.names_in((section,)))


def _given_by_key(path: Path) -> Symbol | None:
    """The name that a key gives by standing where it does."""
    match path:
        case (str(section), str(name)) if section in VALUES:
            return Symbol("value", name)
        case (str(section), str(name)) if section in _NAMED:
            return Symbol(_NAMED[section], name)
        case ("details", str(rows), "inputs" | "conditions", str(name)):
            return Symbol(f"row:{rows}", name)
        case ("ballots", str(ballot), "voters", str(name)):
            return Symbol(f"voters:{ballot}", name)
        case ("ballots", str(ballot), "answers", str(name)):
            return Symbol(f"answer:{ballot}", name)
        case _:
            return None


def _given_by_text(value: Value) -> Symbol | None:
    """The name that a text gives."""
    match value.path:
        case (str(section), int(), "id") if section in _LISTED:
            return Symbol(_LISTED[section], value.text)
        case ("procedure", "steps", int(), "id"):
            return Symbol("step", value.text)
        case ("sources", str(source), "articles", int()):
            return Symbol(f"article:{source}", value.text)
        case ("inputs", str(name), "of", int()):
            return Symbol(f"option:{name}", value.text)
        case ("details", str(rows), "inputs", str(name), "of", int()):
            return Symbol(f"option:{rows}.{name}", value.text)
        case ("details", str(rows), "item"):
            return Symbol(f"row:{rows}", value.text)
        case _:
            return None


def _is_details_of_example(path: Path) -> bool:
    return len(path) == len(("examples", 0, "details", "d")) and path[0] == "examples" and path[2] == "details"
