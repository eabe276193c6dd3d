"""Which constructs of the language a policy uses.

A construct is named by the class of :mod:`targetrules.rules.tree`, its field, and what stands there:
``RankCutoff.ties=out``, ``Temporal.counting=Consecutive``, ``Ranking.among=none``, ``Fold.of=Lag``. The list of all of
them is read from the classes, so that whatever is added to the language is asked for here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import attrs

from targetrules.arguments import instance_of
from targetrules.policy import Policy
from targetrules.rules import tree

__all__ = ["choices_of", "constructs_of", "every_construct", "kinds_of", "rules_given"]

_IN_RULES: Final = (
    "NamedCondition.when",
    "Ranking.among",
    "Scale.when",
    "Case.when",
    "Unrated.when",
    "Forced.when",
    "Floor.when",
    "Cap.when",
    "Limit.when",
    "Status.enter",
    "Status.leave",
    "Consequence.when",
    "Consequence.unless",
)
_IN_GRADING: Final = ("Scale.when", "Unrated.when", "Forced.when", "Floor.when", "Cap.when", "Limit.when")
_OF_EACH_UNIT: Final = (
    *("Literal", "NumberOf", "RankOf", "SizeOf", "Lag", "AtEntry", "RollingAggregate", "Cases", "FlagCount"),
)
_NEVER: Final = frozenset(
    {
        "Temporal.of=Temporal",  # in a table with history entries, another such table is one of `all`, `any` or `not`
        "Temporal.of=Received",  # with a history entry, `received` is about the earlier periods: Receives
        *(f"Cut.of={each}" for each in _OF_EACH_UNIT),  # a cut is of a group, and has a function over one
        *(f"{place}=Rated" for place in _IN_GRADING),  # the grade is not there yet
        *(f"{place}=Receives" for place in _IN_RULES),  # a rule may ask for it only of the past
        "Details.policy=LowerPolicy",  # a cascade is of several policies, and these are drawn one by one
        "LowerPolicy.text=none",
        "LowerPolicy.text=str",
        "Rules.unit_above=str",
    }
)


def constructs_of(policy: Policy | tree.Rules) -> Counter[str]:
    """The constructs that a policy uses.

    Args:
        policy: The policy, or its rules.

    Returns:
        How often it uses each, by its name; see :func:`every_construct`.

    Raises:
        ArgumentError: It is something else.
    """
    return Counter(each for each in _within(rules_given(policy)) if not each.startswith(_OF_WORDS))


_OF_WORDS: Final = ("LetterText.", "LetterTexts.")
"""What only words have, by which nothing is decided."""


def rules_given(policy: Policy | tree.Rules) -> tree.Rules:
    """The rules of a policy that a function was given, or these themselves; raises ArgumentError for anything else."""
    rules = policy.rules if isinstance(policy, Policy) else policy
    return instance_of("policy", rules, tree.Rules, "policy")


def _within(thing: Any) -> Iterator[str]:
    kind = type(thing)
    for name, words in (choices_of(kind) if attrs.has(kind) else {}).items():
        for value in _parts(getattr(thing, name)):
            if len(words) > 1:
                yield f"{kind.__name__}.{name}={_word(value, words)}"
            if attrs.has(type(value)):
                yield from _within(value)


def _parts(value: Any) -> Iterator[Any]:
    """What a field holds: one value, or those in a tuple or a table."""
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if isinstance(value, tuple | frozenset):
        for part in value:
            yield from _parts(part)
    else:
        yield value


def _word(value: Any, words: frozenset[str]) -> str:
    """The word for a value: itself where it is one of the language's words, else what it is."""
    if value is None or isinstance(value, bool):
        return {None: "none", True: "true", False: "false"}[value]
    text = str(value.value if isinstance(value, Enum) else value)
    return text if text in words else type(value).__name__


# ---- all of them -----------------------------------------------------------------------------------------------------


def every_construct() -> frozenset[str]:
    """All constructs that a policy can use, except the definitions' order, names, numbers and words.

    Returns:
        Their names, such as ``RankCutoff.ties=out``: a class of :mod:`targetrules.rules.tree`, its field, and what
        stands there.
    """
    found = {
        f"{kind.__name__}.{name}={word}"
        for kind in kinds_of(tree.Rules)
        for name, words in choices_of(kind).items()
        for word in words
        if len(words) > 1
    }
    tables = {each for each in found if each.endswith(("=Weighted", "=Piecewise", "=Cut"))}
    tables = {each for each in tables if not each.startswith("Version.")}
    tables |= {each for each in found if each.startswith(_OF_WORDS)}
    tables |= {"Above.of=grade", "Above.of=measure"}  # random policies ask what the unit above receives
    return frozenset(found - tables - _NEVER)  # these are tables of their own, never part of a formula


def kinds_of(kind: type, seen: frozenset[type] = frozenset()) -> frozenset[type]:
    """A class, and all classes that can stand in its fields."""
    seen |= {kind}
    for hint in _hints(kind).values():
        for each in _options(hint):
            if isinstance(each, type) and attrs.has(each) and each not in seen:
                seen = kinds_of(each, seen)
    return seen


@cache
def choices_of(kind: type) -> Mapping[str, frozenset[str]]:
    """By field, the words for what can stand there; none where it is free text."""
    return {name: frozenset(_words(hint)) for name, hint in _hints(kind).items()}


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    """The types of the fields that policies fill; what a class computes, and keeps, of them has a type as well."""
    hints = get_type_hints(kind, localns=vars(tree))
    return {field.name: hints[field.name] for field in attrs.fields(kind) if not field.name.startswith("_")}


def _words(hint: Any) -> Iterator[str]:
    for option in _options(hint):
        if option is bool:
            yield from ("true", "false")
        elif isinstance(option, type) and issubclass(option, Enum):
            yield from (each.value for each in option)
        else:
            yield {NoneType: "none"}.get(option) or getattr(option, "__name__", None) or str(option)


def _options(hint: Any) -> Iterator[Any]:
    """The types and the words that a hint allows, tuples and tables opened."""
    origin = get_origin(hint)
    if origin is Literal:
        yield from get_args(hint)
    elif origin is None:
        if hint is not Ellipsis:
            yield hint
    else:
        for part in get_args(hint)[1 if _is_mapping(origin) else 0 :]:  # the keys of a table are names
            yield from _options(part)


def _is_mapping(origin: Any) -> bool:
    return isinstance(origin, type) and issubclass(origin, Mapping)
