"""Each construct of the language is told: where another stands in its place, the description is another."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from pathlib import Path as FilePath
from types import NoneType
from typing import Any, Final, get_args, get_type_hints

import attrs
import pytest

from targetrules import Policy, load, loads
from targetrules.description.describe import described
from targetrules.rules import tree
from targetrules.testing.constructs import choices_of, constructs_of, every_construct, kinds_of
from targetrules.wording import LANGUAGES
from tests.docs.blocks import ROOT

UNTOLD: Final = {
    "Input.column_optional": "how a table is read",
    "Input.changeable": "which changes explanations try",
    "Input.ordered": "only the choices of grades of a policy below are ordered",
    "NumberOf.parameter": "whether a name is one of a parameter, which is told where parameters are",
    "Rules.item": "the name of a column, which is told by its name",
    "Aggregate.percent": "nothing but a percentile has one, and each has",
    "ScoringRule": "explanations say in its words what the measure of an indicator says",
    "Example": "examples are no part of what is read back",
    "Expected": "likewise",
}
"""What is not told, and why."""

BY_YEARS: Final = """
format = 1
policy = { id = "by-years", title = "By years" }
categories.c = {}
indicators.x = { category = "c", target = "at_least" }
cycle = { issue_by = "03-31" }
"""

NEEDS_MORE: Final = frozenset({"percentile", "count", "share"})
"""Words that are only right beside others; they stand in the policies below."""

Path = tuple[str | int, ...]


def sites(thing: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """All objects of the tree, each with where it stands; the definitions once, not in their order again."""
    if attrs.has(type(thing)):
        yield path, thing
        for field in attrs.fields(type(thing)):
            if field.name not in ("order", "examples") and not field.name.startswith("_"):
                yield from sites(getattr(thing, field.name), (*path, field.name))
    elif isinstance(thing, Mapping):
        for key, each in thing.items():
            yield from sites(each, (*path, key))
    elif isinstance(thing, tuple):
        for at, each in enumerate(thing):
            yield from sites(each, (*path, at))


def put(whole: Any, path: Path, new: Any) -> Any:
    """The tree with something else in one place."""
    if not path:
        return new
    key, rest = path[0], path[1:]
    if isinstance(whole, Mapping):
        return {each: put(value, rest, new) if each == key else value for each, value in whole.items()}
    if isinstance(whole, tuple):
        return tuple(put(each, rest, new) if at == key else each for at, each in enumerate(whole))
    return attrs.evolve(whole, **{str(key): put(getattr(whole, str(key)), rest, new)})


def others(thing: Any, name: str) -> Iterator[tuple[str, Any]]:
    """What else may stand in a field that has words of the language, or that may be empty: its name, and it."""
    kind: Any = type(thing)
    now, words = getattr(thing, name), choices_of(kind)[name]
    for word in sorted(words):
        if isinstance(now, Enum):
            if now.value != word:
                yield word, type(now)(word)
        elif isinstance(now, bool):
            if word == str(not now).lower():
                yield word, not now
        elif word == "none":
            if now is not None and may_be_none(kind, name):
                yield word, None
        elif isinstance(now, str) and now in words and word != now and not {word, now} & NEEDS_MORE:
            yield word, word


@cache
def may_be_none(kind: Any, name: str) -> bool:
    return NoneType in get_args(get_type_hints(kind, localns=vars(tree))[name])


@pytest.fixture(scope="module")
def policies() -> list[Policy]:
    """Policies that have every construct between them."""
    every = ROOT / "tests" / "rules" / "dependencies" / "every_construct.toml"
    return [load(every), load(ROOT / "tests" / "description" / "more_constructs.toml"), loads(BY_YEARS)]


def word_at(value: Any) -> str:
    """What stands in a field: a word, or of which class it is."""
    return str(value) if isinstance(value, str | bool | Enum) else type(value).__name__


def differing(policy: Policy, told: dict[tuple[str, frozenset[str], str], bool]) -> None:
    """Note of each construct, and each other that stood in its place, whether they read apart wherever that matters."""
    before = {language: described(policy.rules, policy.written, language) for language in LANGUAGES}
    for path, thing in sites(policy.rules):
        kind: Any = type(thing)
        for name in choices_of(kind):
            if name == "period" and any(isinstance(part, tree.PartsOfYear) for _, part in sites(policy.rules)):
                continue  # of quarters, which another year has not
            for word, new in others(thing, name):
                place, pair = f"{kind.__name__}.{name}", frozenset({word_at(getattr(thing, name)), word})
                silent = [each for each in LANGUAGES if not told.get((place, pair, each))]
                if silent and not {kind.__name__, place} & UNTOLD.keys():
                    rules = put(policy.rules, (*path, name), new)
                    for language in silent:
                        text = described(rules, policy.written, language)
                        told[place, pair, language] = text != before[language]


def test_another_word_in_its_place_reads_otherwise_and_each_construct_is_among_them(policies: list[Policy]) -> None:
    """For each field of each class with a choice of words, in both languages; counted against all that there are."""
    told: dict[tuple[str, frozenset[str], str], bool] = {}
    for policy in policies:
        differing(policy, told)
    assert [place for place, is_other in told.items() if not is_other] == []
    there = set().union(*map(constructs_of, policies))
    of_fields = [(each, *each.partition("=")[::2]) for each in every_construct()]
    asked = {each: word for each, field, word in of_fields if not {field, field.partition(".")[0]} & UNTOLD.keys()}
    types = {"str", "int", "Decimal", "date"}
    classes = {word for word in asked.values() if word in vars(tree)} - types
    assert classes - {type(thing).__name__ for policy in policies for _, thing in sites(policy.rules)} == set()
    plain = {each for each, word in asked.items() if word not in classes | types}
    assert plain - {f"{place}={word}" for place, pair, _ in told for word in pair} - there == set()


# ---- fields ----------------------------------------------------------------------------------------------------------


SILENT: Final = {
    "Aggregation.details": "the name of the rows, which are told by it",
    "Base": "of a base its id is told",
    "Case": "told with its cases",
    "Input.columns": "how a table is read",
    "GradeChange._meaning": "what it says, in other conditions",
    **dict.fromkeys(
        (f"Grading.{kind}" for kind in ("unrated", "floors", "limits", "caps")), "told one after another as unit_rules"
    ),
    "Input.aggregation": "told of those that have one",
    "Input.option_labels": "what explanations call the words, which is asked of them",
    "Monotone.input": "taken out of its class by another name",
    "Times.of_last": "likewise",
    "LowerPolicy.text": "a file, of which the digest is told",
    "LowerPolicy.written": "a path",
    "Rules.examples": "examples are no part of what is read back",
    "Rules.indicators": "they are inputs, conditions and measures here",
    "Rules.languages": "which languages labels must be in",
    "Rules.letters": "words of letters, which decide nothing",
    "LetterText": "likewise",
    "LetterTexts": "likewise",
    "Rules.order": "the definitions once more, in the order of evaluation",
    "Rules.unit_above": "an input, which is told with the details of the policy above",
    "Source.date": "where a source comes from",
    "Source.url": "likewise",
}
"""Fields that no sentence looks at, and why."""


def names_in(module: FilePath) -> Iterator[str]:
    """The attributes that a module looks at, and what its patterns take out of classes."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        match node:
            case ast.Attribute(attr=name) | ast.MatchAs(name=str(name)):
                yield name
            case ast.MatchClass(kwd_attrs=several):
                yield from several


def test_every_field_of_the_tree_is_looked_at() -> None:
    """A field that somebody adds has its sentence, or stands in the list above."""
    package = ROOT / "src" / "targetrules" / "description"
    seen = {name for module in package.glob("*.py") for name in names_in(module)}
    fields = [(kind, field) for kind in kinds_of(tree.Rules) for field in attrs.fields(kind)]
    missed = {f"{kind.__name__}.{field.name}" for kind, field in fields if field.name.lstrip("_") not in seen}
    told = {each for each in missed if not {each, each.partition(".")[0]} & (SILENT.keys() | UNTOLD.keys())}
    assert sorted(told) == []
