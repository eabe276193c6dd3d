"""What differs between two policies as they are written: definition by definition, key by key, whatever the classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final, Literal, get_args

import attrs

from targetrules.data import frozen
from targetrules.loaded_policy import LoadedPolicy
from targetrules.mutation.change import Site, in_place
from targetrules.mutation.mutants import Place
from targetrules.source.diagnostic import Path
from targetrules.source.document import Document
from targetrules.source.source_map import spans_of
from targetrules.source.toml_text import key_text
from targetrules.syntax.schema import PolicyFile
from targetrules.syntax.shape import Key, keys_of

__all__ = ["EFFECTS", "WORDS", "ChangedDefinition", "ChangedEntry", "Effect", "Kind", "written_differences"]

Effect = Literal["decides", "procedure", "words", "checks"]
"""What a change is of: what is decided; the course that a register holds an assessment to; what is only read by people;
examples and claims, by which it is checked."""

EFFECTS: Final[tuple[Effect, ...]] = get_args(Effect)
"""All of them, in the order in which they are told."""

Kind = Literal["added", "removed", "changed"]

WORDS: Final = frozenset(
    {
        "article",
        "articles",
        "cascade",
        "changeable",
        "description",
        "kind",
        "label",
        "labels",
        "languages",
        "left_out",
        "may",
        "one_person",
        "pace",
        "quote",
        "severity",
        "source",
        "title",
        "unit",
        "url",
        "why",
    }
)
"""Keys of tables that say something to people, and by which nothing is decided."""

_SECTIONS: Final[Mapping[str, Effect]] = {
    "sources": "words",
    "roles": "words",
    "actions": "words",
    "offices": "words",
    "letters": "words",
    "procedure": "procedure",
    "cycle": "procedure",
    "claims": "checks",
    "unshown": "checks",
    "examples": "checks",
}
"""The sections in which nothing is decided."""

_STEPS: Final = "procedure.steps"

_AS_A_WHOLE: Final = 8
"""A list of plain values up to this long is shown as a whole; of a longer one what is in the one and not the other."""


@frozen(slots=True)
class ChangedEntry:
    """One entry that is another, or entries of one table that stand in the place of others.

    Attributes:
        inside: The table in which it stands, below the definition, such as ``"when.all[2]"``; ``""``: the definition.
        old: What stood there, as it would be written on one line; None: nothing.
        new: What stands there now; None: nothing.
        effect: ``"decides"``; ``"procedure"``: it is of the course of a period, on which no outcome rests;
            ``"words"``: it is only read by people; ``"checks"``: it is of an example or a claim.
        old_place: Where it stood.
        new_place: Where it stands; None likewise.
    """

    inside: str
    old: str | None
    new: str | None
    effect: Effect
    old_place: Place | None
    new_place: Place | None


@frozen(slots=True)
class ChangedDefinition:
    """Something that a policy defines, and the other one defines otherwise or not at all.

    Attributes:
        section: The section of the file, such as ``"conditions"`` or ``"grading.caps"``.
        name: Its name or id; of a rule of grading its number, from 1; ``""`` where the section is all.
        kind: ``"added"``, ``"removed"`` or ``"changed"``.
        source: The id of the source that it names; None: none.
        article: The article that it names; None: none.
        entries: What is changed; of a definition that was added or removed, the whole of it.
    """

    section: str
    name: str
    kind: Kind
    source: str | None
    article: str | None
    entries: tuple[ChangedEntry, ...]


def written_differences(old: LoadedPolicy, new: LoadedPolicy) -> tuple[ChangedDefinition, ...]:
    """The definitions that differ, in the order of the sections of a policy."""
    found = [each for each in _definitions(old.written, new.written) if each.raws]
    sides = []
    for policy, side in ((old, "old_path"), (new, "new_path")):
        paths = [getattr(raw, side) for each in found for raw in each.raws]
        sides.append(iter(_places(policy, paths)))
    return tuple(
        ChangedDefinition(
            each.section,
            each.name,
            each.kind,
            each.source,
            each.article,
            tuple(
                ChangedEntry(raw.inside, raw.old, raw.new, raw.effect, next(sides[0]), next(sides[1]))
                for raw in each.raws
            ),
        )
        for each in found
    )


# ---- definitions -----------------------------------------------------------------------------------------------------


@frozen(slots=True)
class _Raw:
    """A changed entry, with paths in place of places."""

    inside: str
    old: str | None
    new: str | None
    effect: Effect
    old_path: Path | None
    new_path: Path | None


@frozen(slots=True)
class _Definition:
    section: str
    name: str
    kind: Kind
    source: str | None
    article: str | None
    raws: tuple[_Raw, ...]


@frozen(slots=True)
class _Site:
    """A value and where it stands."""

    value: Any
    path: Path


def _definitions(old: PolicyFile, new: PolicyFile) -> Iterator[_Definition]:
    for key in keys_of(PolicyFile):
        effect = _SECTIONS.get(key, "decides")
        one, other = (_Site(Site(file, ())[key], (key,)) for file in (old, new))
        either = other.value if one.value is None else one.value
        if isinstance(either, dict | list):
            yield from _named(key, _parts(one), _parts(other), effect)
        elif attrs.has(type(either)):
            yield from _table(key, one, other, effect)
        elif either is not None:
            yield _Definition("", key, "changed", None, None, tuple(_entries({key: one}, {key: other}, effect)))


def _parts(section: _Site) -> dict[str, _Site]:
    """What a section defines, by name; two examples of one name are told apart by a number."""
    if isinstance(section.value, dict):
        return {name: _Site(value, (*section.path, name)) for name, value in section.value.items()}
    found: dict[str, _Site] = {}
    for at, each in enumerate(section.value or ()):
        name = plain = each.id if "id" in _keys(each) else _in_words(each.name)
        number = 1
        while name in found:
            number += 1
            name = f"{plain} ({number})"
        found[name] = _Site(each, (*section.path, at))
    return found


def _in_words(label: str | Mapping[str, str]) -> str:
    return label if isinstance(label, str) else next(iter(label.values()))


def _named(section: str, old: Mapping[str, _Site], new: Mapping[str, _Site], effect: Effect) -> Iterator[_Definition]:
    for name in [*old, *(name for name in new if name not in old)]:
        yield _definition(section, name, old.get(name), new.get(name), effect)
    yield from _order(section, old, new)


def _order(section: str, old: Mapping[str, _Site], new: Mapping[str, _Site]) -> Iterator[_Definition]:
    """Grades in another order are another scale, steps another course; consequences are only listed otherwise."""
    effects: dict[str, Effect] = {"grades": "decides", _STEPS: "procedure", "consequences": "words"}
    effect = effects.get(section)
    if effect is None:
        return
    before, after = [name for name in old if name in new], [name for name in new if name in old]
    if before != after:
        first, second = (", ".join(map(in_place, names)) for names in (before, after))
        raw = _Raw("", first, second, effect, old[before[0]].path, new[after[0]].path)
        yield _Definition(section, "", "changed", None, None, (raw,))


def _definition(section: str, name: str, old: _Site | None, new: _Site | None, effect: Effect) -> _Definition:
    """A definition in the one and in the other; whoever names its article, the newer text is asked first."""
    cited = [_cited(each.value) for each in (new, old) if each is not None]
    source, article = next((each for each in cited if any(each)), (None, None))
    kind: Kind = "added" if old is None else "removed" if new is None else "changed"
    raws = tuple(_between(old, new, "", effect))
    return _Definition(section, name, kind, source, article, raws)


def _cited(value: Any) -> tuple[str | None, str | None]:
    has = attrs.has(type(value)) and {"source", "article"} <= _keys(value).keys()
    return (value.source, value.article) if has else (None, None)


def _table(section: str, old: _Site, new: _Site, effect: Effect) -> Iterator[_Definition]:
    """A section that is one table: rules in it that may name an article are definitions of their own."""
    before, after = _inside(old), _inside(new)
    rules = [key for key in {**before, **after} if _are_rules((before.get(key) or after[key]).value)]
    plain = [{key: each for key, each in side.items() if key not in rules} for side in (before, after)]
    kind: Kind = "added" if old.value is None else "removed" if new.value is None else "changed"
    yield _Definition(section, "", kind, None, None, tuple(_entries(plain[0], plain[1], effect)))
    for key in rules:
        one, other = before.get(key), after.get(key)
        if f"{section}.{key}" == _STEPS:
            steps = [{} if each is None else _parts(each) for each in (one, other)]
            yield from _named(_STEPS, steps[0], steps[1], effect)
            continue
        for at, (rule, its_like) in _aligned(one, other):
            yield _definition(f"{section}.{key}", str(at + 1), rule, its_like, effect)


def _are_rules(value: Any) -> bool:
    return isinstance(value, list) and any("article" in _keys(each) for each in value if attrs.has(type(each)))


# ---- entries ---------------------------------------------------------------------------------------------------------


def _between(old: _Site | None, new: _Site | None, inside: str, effect: Effect) -> Iterator[_Raw]:
    """What is changed between two values, of which one may not be there."""
    if old is None or new is None:
        first, second = (None if each is None else in_place(_as_written(each.value)) for each in (old, new))
        was, now = (None if each is None else each.path for each in (old, new))
        yield _Raw(inside, first, second, effect, was, now)
    elif _is_table(old.value) and _is_table(new.value):
        yield from _entries(_inside(old), _inside(new), effect, inside)
    elif _is_aligned(old.value, new.value):
        for at, (one, other) in _aligned(old, new):
            yield from _between(one, other, f"{inside}[{at + 1}]", effect)
    elif _sign(old.value) != _sign(new.value):
        yield _Raw(inside, in_place(old.value), in_place(new.value), effect, old.path, new.path)


def _entries(old: Mapping[str, _Site], new: Mapping[str, _Site], effect: Effect, inside: str = "") -> Iterator[_Raw]:
    """What is changed in a table: entries that went and entries that came stand for one another."""
    for key in (key for key in old if key in new):
        one, other, own = old[key], new[key], _effect(old[key], key, effect)
        both_tables = _is_table(one.value) and _is_table(other.value)
        if both_tables or _is_aligned(one.value, other.value):
            yield from _between(one, other, f"{inside}.{key_text(key)}" if inside else key_text(key), own)
        elif _sign(one.value) != _sign(other.value):
            yield _Raw(inside, _entry(key, one), _entry(key, other), own, one.path, other.path)
    for wanted in EFFECTS:
        gone = {key: each for key, each in old.items() if key not in new and _effect(each, key, effect) == wanted}
        come = {key: each for key, each in new.items() if key not in old and _effect(each, key, effect) == wanted}
        if gone or come:
            first, second = (", ".join(_entry(*each) for each in side.items()) or None for side in (gone, come))
            was, now = (next((each.path for each in side.values()), None) for side in (gone, come))
            yield _Raw(inside, first, second, wanted, was, now)


@frozen(slots=True)
class _OwnKey(_Site):
    """A value of a key that the language has, and not of a name that the author gave."""


def _effect(site: _Site, key: str, above: Effect) -> Effect:
    is_of_policy = site.path == ("policy", "id")
    is_for_people = isinstance(site, _OwnKey) and (key in WORDS or is_of_policy)
    return "words" if above in ("decides", "procedure") and is_for_people else above


def _entry(key: str, site: _Site) -> str:
    return f"{key_text(key)} = {in_place(site.value)}"


def _keys(table: Any) -> Mapping[str, Key]:
    kind: Any = type(table)
    return keys_of(kind)


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or attrs.has(type(value))


def _inside(table: _Site) -> dict[str, _Site]:
    """The entries of a table that are written; those of a class of the syntax are keys of the language."""
    if isinstance(table.value, dict):
        return {key: _Site(value, (*table.path, key)) for key, value in table.value.items()}
    if table.value is None:
        return {}
    there = Site(table.value, ())
    keys = (key for key in _keys(table.value) if there.has(key))
    return {key: _OwnKey(there[key], (*table.path, key)) for key in keys}


def _as_written(table: Any) -> Any:
    """A table without the entries that say what would be so without them."""
    if not attrs.has(type(table)):
        return table
    defaults = {each.name: each.default for each in attrs.fields(type(table))}
    there, keys = Site(table, ()), _keys(table)
    return {key: there[key] for key in keys if there.has(key) and there[key] != defaults[keys[key].attribute]}


def _is_aligned(old: Any, new: Any) -> bool:
    """Whether two lists are compared part by part: lists of tables, and long ones."""
    if not isinstance(old, list) or not isinstance(new, list):
        return False
    return any(map(_is_table, [*old, *new])) or max(len(old), len(new)) > _AS_A_WHOLE


def _aligned(old: _Site | None, new: _Site | None) -> Iterator[tuple[int, tuple[_Site | None, _Site | None]]]:
    """The parts of two lists that differ, side by side, with the number of each: in the newer one, if it is there."""
    before, after = ([] if each is None else each.value for each in (old, new))
    matcher = SequenceMatcher(None, list(map(_sign, before)), list(map(_sign, after)), autojunk=False)
    for code, first, last, begin, end in matcher.get_opcodes():
        for at in range(max(last - first, end - begin) if code != "equal" else 0):
            one, other = first + at, begin + at
            left = _Site(before[one], (*old.path, one)) if old is not None and one < last else None
            right = _Site(after[other], (*new.path, other)) if new is not None and other < end else None
            yield one if right is None else other, (left, right)


def _sign(value: Any) -> str:
    """A text that is the same for values that mean the same: entries of a table have no order."""
    if _is_table(value):
        inside = _inside(_Site(value, ()))
        return "{" + ", ".join(sorted(f"{key_text(key)} = {_sign(each.value)}" for key, each in inside.items())) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_sign, value)) + "]"
    return in_place(value)


# ---- places ----------------------------------------------------------------------------------------------------------


def _places(policy: LoadedPolicy, paths: Sequence[Path | None]) -> list[Place | None]:
    """Where each path stands; examples may stand in a file of their own."""
    if policy.document is None:
        return [None if path is None else Place(policy.name) for path in paths]
    asked: dict[int, tuple[Document, dict[int, Path]]] = {}
    for at, path in enumerate(paths):
        if path is not None:
            document, own = _where(policy, policy.document, path)
            asked.setdefault(id(document), (document, {}))[1][at] = own
    found: list[Place | None] = [None] * len(paths)
    for document, wanted in asked.values():
        for at, span in zip(wanted, spans_of(document, list(wanted.values()), "key"), strict=True):
            found[at] = Place(document.name, span.line, span.column, document.line(span.line).strip())
    return found


def _where(policy: LoadedPolicy, document: Document, path: Path) -> tuple[Document, Path]:
    if path[:1] == ("examples",) and len(path) > 1 and policy.examples_in:
        own, number = policy.examples_in[int(path[1])]
        return own, ("examples", number, *path[2:])
    return policy.origins.where(document, path)
