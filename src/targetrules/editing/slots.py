"""What may stand at a path of a policy: which keys, which words, and names of what.

A slot is walked to from the top of the file, key by key, by the classes of the syntax; what these leave open is told
here: conditions, rows of examples, what is expected of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args, get_origin

import attrs
from attrs import evolve

from targetrules.data import frozen
from targetrules.editing.text_tree import TextTree
from targetrules.policy_schema import CONDITION_WORDS
from targetrules.rules.resolution.context import NOT_OF_ROWS, OF_RANKING
from targetrules.rules.resolution.from_comparison import COMPARISON_WORDS
from targetrules.rules.resolution.from_condition import HISTORY
from targetrules.rules.resolution.from_examples import BESIDE_INPUTS, EXPECTED
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import keys_of, options_of

__all__ = ["CONDITION", "FORMULA", "Slot", "function_of", "is_of_ranking", "kind_of", "slot_of"]

FORMULA: Final = "formula"
"""In place of a space of names: a formula stands there, with names in it."""

_Form = Literal["plain", "condition", "comparison", "row", "expect", "expected", "words", "place-word"]
CONDITION: Final = "condition"

_SPACES: Final[Mapping[tuple[type, str], str]] = {
    (syntax.Band, "grade"): "grade",
    (syntax.Forced, "grade"): "grade",
    (syntax.Cap, "at_most"): "grade",
    (syntax.Floor, "at_least"): "grade",
    (syntax.Quota, "grade"): "grade",
    (syntax.Quota, "ranking"): "value",
    (syntax.Quota, "at_most"): "value",
    (syntax.Quota, "at_least"): "value",
    (syntax.Grading, "given"): "value",
    (syntax.Grading, "by"): "value",
    (syntax.Consequence, "to"): "role",
    (syntax.Consequence, "actions"): "action",
    (syntax.Consequence, "replaces"): "consequence",
    (syntax.Points, "of"): "value",
    (syntax.PiecewiseScale, "of"): "value",
    (syntax.Ranking, "by"): "value",
    (syntax.Ranking, "within"): "value",
    (syntax.Input, "follow_up"): "consequence",
    (syntax.Indicator, "category"): "category",
    (syntax.Step, "gives"): "value",
    (syntax.Step, "by"): "office",
    (syntax.Cycle, "approve_by"): "office",
    (syntax.Cycle, "discretion_by"): "office",
    (syntax.Monotone, "in_"): "value",
    (syntax.Unshown, "place"): "place",
    **{(kind, "source"): "source" for kind in vars(syntax).values() if attrs.has(kind) and "source" in keys_of(kind)},
    **dict.fromkeys(
        (
            *((kind, "formula") for kind in (syntax.Version, syntax.Measure, syntax.Case, syntax.Cut)),
            *((kind, "otherwise") for kind in (syntax.Version, syntax.Measure)),
        ),
        FORMULA,
    ),
}
"""Of what the texts under a key are names, by the attribute of its class."""

_KEYS: Final[Mapping[tuple[type, str], str]] = {
    (syntax.Grading, "bands"): "grade",
    (syntax.Scale, "bands"): "grade",
    (syntax.Version, "weights"): "value",
    (syntax.Measure, "weights"): "value",
}
"""Of what the keys of a table under a key are names."""

_COMPARED: Final[Mapping[str, str]] = dict.fromkeys(map(str, COMPARISON_WORDS), "")


@frozen(slots=True)
class Slot:
    """What may stand at a path.

    Attributes:
        hints: The types of its values, as fields of the syntax have them; of none of these it is a table of ``form``.
        form: What kind of table it is, where no class says so.
        space: Of what a text here is a name; ``""`` where it is none.
        keys: Of what the keys of a table of names are names that stand elsewhere.
        words: The words that may stand here, or the keys of a table of words with the space of each.
        owner: The class and the key under which it stands, for what is said of it.
        rows: The name of the details of whose rows it is.
    """

    hints: tuple[Any, ...] = ()
    form: _Form = "plain"
    space: str = ""
    keys: str = ""
    words: Mapping[str, str] = {}
    owner: tuple[type, str] | None = None
    rows: str = ""

    @property
    def table(self) -> type | None:
        """The class of the table that may stand here."""
        return next((each for each in self.hints if attrs.has(each)), None)

    @property
    def literals(self) -> tuple[str, ...]:
        """The words that the syntax names."""
        return tuple(word for each in self.hints if get_origin(each) is Literal for word in get_args(each))


def slot_of(path: Path, tree: TextTree) -> Slot | None:
    """What may stand at a path of a policy; None where nothing is known of it."""
    slot: Slot | None = Slot((syntax.PolicyFile,))
    for length, part in enumerate(path):
        if slot is None:
            return None
        slot = _step(slot, part, path[:length], tree)
    return slot


def kind_of(name: str, tree: TextTree, rows: str = "") -> str:
    """The type of an input, as it is written; ``"number"`` and the like of what is none, ``""`` where it is unknown."""
    above: Path = ("details", rows) if rows else ()
    found = tree.value((*above, "inputs", name, "type"))
    if found is not None:
        return found.text
    return next((kind for section, kind in _KINDS.items() if name in tree.names_in((*above, section))), "")


_KINDS: Final = {
    "parameters": "number",
    "measures": "number",
    "cuts": "number",
    "indicators": "number",
    "conditions": "flag",
    "statuses": "flag",
    "rankings": "ranking",
    "details": "details",
}


def function_of(text: str, tree: TextTree) -> tuple[str, str] | None:
    """The details and the name within, of a function over details such as ``schools.worst(level)``."""
    head, sign, rest = text.partition("(")
    details, dot, _ = head.partition(".")
    if not (sign and dot) or details not in tree.names_in(("details",)):
        return None
    return details, rest.partition(")")[0].partition(",")[0].strip()


def is_of_ranking(text: str, tree: TextTree) -> bool:
    """Whether it is the rank in a ranking, or its size: ``overall.rank``."""
    ranking, _, part = text.rpartition(".")
    return part in OF_RANKING and ranking in tree.names_in(("rankings",))


# ---- one step --------------------------------------------------------------------------------------------------------


def _step(slot: Slot, part: str | int, path: Path, tree: TextTree) -> Slot | None:
    if isinstance(part, int):
        return _element(slot)
    match slot.form:
        case "condition":
            return _entry(slot, part, tree)
        case "comparison" | "words" | "place-word":
            return _word(slot, part)
        case "row":
            return _cell(slot, part, tree)
        case "expect":
            return _expect(part, path, tree)
        case "expected":
            return _expected(part)
        case "plain":
            return _plain(slot, part, path, tree)


def _element(slot: Slot) -> Slot | None:
    if slot.form != "plain":
        return slot  # a list of conditions, of rows
    inside = [get_args(each)[0] for each in slot.hints if get_origin(each) is list]
    return evolve(slot, hints=tuple(inside)) if inside else None


def _plain(slot: Slot, part: str, path: Path, tree: TextTree) -> Slot | None:
    kind = slot.table
    if kind is not None:
        key = keys_of(kind).get(part)
        return None if key is None else _of_key(kind, part, options_of(key.kind), path, tree)
    named = next((get_args(each)[1] for each in slot.hints if get_origin(each) is dict), None)
    if named is None:
        return None
    if slot.owner == (syntax.Example, "details"):
        return Slot(form="row", rows=part, owner=slot.owner)
    if named == syntax.Condition or slot.form == CONDITION:
        return Slot(form=CONDITION, rows=slot.rows, owner=slot.owner)
    return Slot(options_of(named), owner=slot.owner, rows=slot.rows)


def _of_key(kind: type, key: str, hints: tuple[Any, ...], path: Path, tree: TextTree) -> Slot:
    owner = (kind, key)
    if owner == (syntax.Example, "history"):
        return Slot(form="row", owner=owner)
    if owner == (syntax.Example, "expect"):
        return Slot(form="expect", owner=owner)
    rows = str(path[1]) if path[:1] == ("details",) and len(path) > 1 else ""
    if syntax.Condition in hints:
        return Slot(form=CONDITION, owner=owner, rows=rows)
    attribute = keys_of(kind)[key].attribute
    slot = Slot(hints, space=_SPACES.get((kind, attribute), ""), keys=_KEYS.get(owner, ""), owner=owner, rows=rows)
    match owner:
        case (syntax.Points, "values"):
            of = tree.value((*path, "of"))
            return evolve(slot, keys="" if of is None else _options(of.text, tree))
        case (syntax.Input, "labels"):
            return evolve(slot, keys=_options(str(path[-1]), tree, rows))
        case (syntax.Input, "default"):
            return evolve(slot, space=_options(str(path[-1]), tree, rows))
        case (syntax.LeftOut, "article"):
            return evolve(slot, space=f"article:{path[1]}")
        case (_, "article") if (source := tree.value((*path, "source"))) is not None:
            return evolve(slot, space=f"article:{source.text}")
    return slot


def _options(name: str, tree: TextTree, rows: str = "") -> str:
    """Of what the values of a name are names: grades, or the words of a choice."""
    match kind_of(name, tree, rows):
        case "grade":
            return "grade"
        case "choice":
            return f"option:{rows}.{name}" if rows else f"option:{name}"
        case "number":
            return "value"
        case _:
            return ""


# ---- conditions ------------------------------------------------------------------------------------------------------


def _entry(slot: Slot, part: str, tree: TextTree) -> Slot | None:
    """What stands under a key of a condition."""
    owner, rows = slot.owner, slot.rows
    names = tree.names_in(("details", rows, "inputs")) if rows else []
    if part in CONDITION_WORDS and not (rows and part in (*NOT_OF_ROWS, *HISTORY) and part in names):
        return _of_word(slot, part)
    if is_of_ranking(part, tree):
        return Slot(form="comparison", space="value", words=_COMPARED, owner=owner)
    if not rows and part in tree.names_in(("rankings",)):
        return Slot(form="words", words=dict.fromkeys(OF_RANKING, "number"), owner=owner)
    made = function_of(part, tree)
    of, where = (part, rows) if made is None else (made[1], made[0])
    space = _options(of, tree, where) if made is None or kind_of(of, tree, where) in ("grade", "choice") else "value"
    hints = (bool,) if kind_of(of, tree, where) == "flag" and made is None else ()
    return Slot(hints, "comparison", space, "", _COMPARED, owner, rows)


def _of_word(slot: Slot, word: str) -> Slot:
    owner, rows = slot.owner, slot.rows
    match word:
        case "all" | "any" | "not" | "resets" | "restarts":
            return slot
        case "number_of":
            words = {"conditions": CONDITION, "at_least": "", "at_most": ""}
            return Slot(form="words", words=words, owner=owner, rows=rows)
        case "grade":
            return Slot(form="comparison", space="grade", words=_COMPARED, owner=owner)
        case "known":
            return Slot(options_of(syntax.Words), space=f"row:{rows}" if rows else "value", owner=owner)
        case "received" | "receives":
            return Slot((str,), space="consequence", owner=owner)
        case "place":
            words = {"top": "value", "bottom": "value", "round": "", "ties": "", "ranking": "value"}
            return Slot((Literal["first", "last"],), "words", words=words, owner=owner)
        case "period":
            return Slot(form="words", words=dict.fromkeys(("from", "until", "every", "in"), ""), owner=owner)
        case "gaps":
            return Slot((Literal["break", "bridge"],), owner=owner)
        case "rated" | "ever":
            return Slot((bool,), owner=owner)
        case _:
            return Slot(owner=owner)


def _word(slot: Slot, part: str) -> Slot | None:
    """What stands under a word of a table of words."""
    if part not in slot.words:
        return None
    if slot.form == "comparison":
        ago = {} if slot.space != "grade" else {"ago": ""}
        return Slot(form="words", space=slot.space, words=ago, owner=slot.owner, rows=slot.rows)
    match slot.words[part]:
        case "condition":
            return Slot(form=CONDITION, owner=slot.owner, rows=slot.rows)
        case "number":
            return Slot(form="comparison", space="value", words=_COMPARED, owner=slot.owner)
        case space:
            literals = {"round": syntax.RoundingWord, "ties": syntax.TiesWord}.get(part)
            return Slot(() if literals is None else (literals,), space=space, owner=slot.owner)


# ---- examples --------------------------------------------------------------------------------------------------------


def _cell(slot: Slot, part: str, tree: TextTree) -> Slot:
    """A value of a row of an example."""
    if part == "decided":
        return Slot(form="words", words={"grade": "grade", "received": "consequence"}, owner=slot.owner)
    if part in BESIDE_INPUTS:
        return Slot(owner=slot.owner)
    kind = kind_of(part, tree, slot.rows)
    space = _options(part, tree, slot.rows) if kind in ("grade", "choice") else ""
    return Slot((bool,) if kind == "flag" else (), space=space, owner=slot.owner, rows=slot.rows)


def _expect(part: str, path: Path, tree: TextTree) -> Slot:
    """Of a period, or of a unit and then of its periods."""
    here = (*path, part)
    inside = tree.names_in(here)
    by_unit = bool(inside) and not any(each in EXPECTED for each in inside) and len(path) == len(("examples", 0, "e"))
    if by_unit:
        return Slot(form="expect", owner=(syntax.Example, "expect"))
    return Slot((list[str],), "expected", "consequence", owner=(syntax.Example, "expect"))


def _expected(part: str) -> Slot | None:
    owner = (syntax.Example, "expect")
    match part:
        case "grade":
            return Slot((str,), space="grade", owner=owner)
        case "consequences":
            return Slot((list[str],), space="consequence", owner=owner)
        case "measures" | "conditions":
            return Slot((dict[str, Any],), keys="value", owner=owner)
        case _:
            return None
