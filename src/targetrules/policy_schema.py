"""The JSON Schema of policy files, made of the classes of the syntax, for editors that know TOML by schemas.

It says which keys there are, what of which type stands under each, which words are possible, which keys go together. It
knows nothing of what names stand for: a file that it accepts may be at fault all the same (``targetrules check``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

import attrs

from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import Key, keys_of
from targetrules.wording import LANGUAGES, say, sentences

__all__ = ["CONDITION_WORDS", "policy_schema", "told_of_key"]

_DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_TEXT: Final = {"type": "string"}
_SEVERAL: Final = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_PERIOD: Final = {"type": ["integer", "string"]}
_FROM_ONE: Final = {"type": "integer", "minimum": 1}
_CONDITION: Final = {"$ref": "#/definitions/Condition"}
_CONDITIONS: Final = {"type": "array", "items": _CONDITION}
_LABEL: Final = {"anyOf": [_TEXT, {"type": "object", "additionalProperties": _TEXT}]}
_OPEN: Final = {"type": "object", "additionalProperties": True}
"""Said so plainly, since some programs take a table for closed otherwise."""
_BOUND: Final = {"anyOf": [{"type": ["number", "string"]}, _OPEN]}

_ROW: Final = {**_OPEN, "properties": {"period": _PERIOD}, "required": ["period"]}
_ALONE: Final[Mapping[tuple[type, str], Mapping[str, Any]]] = {
    (syntax.PolicyFile, "format"): {"const": 1},
    (syntax.Example, "history"): {"type": "array", "items": _ROW},
    (syntax.Example, "details"): {"type": "object", "additionalProperties": {"type": "array", "items": _ROW}},
    (syntax.Example, "expect"): _OPEN,
}
"""Keys of which the type does not say all."""

_ONE_OF: Final[Mapping[type, tuple[str, ...]]] = {
    syntax.Band: ("at_least", "above"),
    syntax.Quota: ("at_most", "at_least"),
    syntax.Version: ("formula", "cases", "points", "scale", "weights"),
    syntax.Measure: ("formula", "cases", "points", "scale", "weights", "versions"),
    syntax.Claim: ("never", "always", "monotone"),
    syntax.Unshown: ("aspects", "change"),
    syntax.Scoring: ("per_point", "range", "scale"),
}
"""Tables in which just one of some keys stands."""

_ANY_OF: Final[Mapping[type, tuple[str, ...]]] = {
    syntax.Limit: ("most_down", "most_up"),
    syntax.May: ("at_least", "at_most"),
}
"""Tables in which at least one of some keys stands."""

_NOT_BOTH: Final[Mapping[type, tuple[tuple[str, str], ...]]] = {
    syntax.Consequence: (("within", "by"),),
    syntax.Grading: (("given", "by"), ("bands", "scales")),
}
"""Tables in which two keys exclude each other."""

_WITH: Final[Mapping[type, Mapping[str, str]]] = {
    syntax.Cut: {"every": "from"},
    syntax.Details: {"unit_above": "policy", "policy": "unit_above"},
    syntax.Cycle: {"objections_within": "approve_by", "appeals_within": "approve_by"},
    syntax.Source: {"left_out": "articles"},
    syntax.Version: {"otherwise": "cases", "missing": "weights"},
    syntax.Measure: {"otherwise": "cases", "missing": "weights"},
    syntax.Grading: {"bands": "by", "scales": "by"},
}
"""Keys that need another one beside them."""

_OF_TYPES: Final = [
    {
        "if": {"properties": {"type": {"const": "choice"}}, "required": ["type"]},
        "then": {"required": ["of"]},
    },
    {
        "if": {"properties": {"type": {"enum": ["number", "flag", "text"]}}, "required": ["type"]},
        "then": {"not": {"required": ["of"]}},
    },
    {"if": {"required": ["labels"]}, "then": {"properties": {"type": {"const": "choice"}}}},
    *(
        {"if": {"required": [key]}, "then": {"properties": {"type": {"const": "number"}}}}
        for key in ("min", "max", "decimals", "unit", "excess")
    ),
    {
        "if": {"required": ["column_optional"]},
        "then": {"anyOf": [{"required": ["optional"]}, {"required": ["default"]}]},
    },
]
"""What stands beside the type of an input."""

CONDITION_WORDS: Final[Mapping[str, Any]] = {
    "label": _LABEL,
    "description": _LABEL,
    "all": _CONDITIONS,
    "any": _CONDITIONS,
    "number_of": {
        "type": "object",
        "properties": {
            "conditions": _CONDITIONS,
            "at_least": {"type": "integer"},
            "at_most": {"type": "integer"},
        },
        "required": ["conditions"],
        "anyOf": [{"required": ["at_least"]}, {"required": ["at_most"]}],
        "additionalProperties": False,
    },
    "not": _CONDITION,
    "known": _SEVERAL,
    "rated": {"type": "boolean"},
    "grade": {"anyOf": [*_SEVERAL["anyOf"], {"$ref": "#/definitions/Comparison"}]},
    "place": {
        "anyOf": [
            {"enum": ["first", "last"]},
            {
                "type": "object",
                "properties": {
                    "top": {"type": ["integer", "string"]},
                    "bottom": {"type": ["integer", "string"]},
                    "round": {"enum": ["half-up", "half-even", "down", "up"]},
                    "ties": {"enum": ["in", "out"]},
                    "ranking": _TEXT,
                },
                "oneOf": [{"required": ["top"]}, {"required": ["bottom"]}],
                "additionalProperties": False,
            },
        ]
    },
    "period": {
        "type": "object",
        "properties": {
            "from": _PERIOD,
            "until": _PERIOD,
            "every": _FROM_ONE,
            "in": {"anyOf": [_PERIOD, {"type": "array", "items": _PERIOD}]},
        },
        "additionalProperties": False,
    },
    "received": _TEXT,
    "receives": _TEXT,
    "consecutive": _FROM_ONE,
    "times": _FROM_ONE,
    "of_last": _FROM_ONE,
    "ever": {"const": True},
    "ago": _FROM_ONE,
    "gaps": {"enum": ["break", "bridge"]},
    "since": _PERIOD,
    "resets": _CONDITION,
    "restarts": _CONDITION,
}
"""The words of conditions that are no names of a policy, with what stands under each."""


def policy_schema() -> dict[str, Any]:
    """The JSON Schema (draft 7) of policy files.

    Returns:
        The schema, to be written as JSON; its descriptions are in English and Chinese.
    """
    title = say("schema.title", "en")
    root = {"$schema": _DRAFT, "title": f"{title} · {say('schema.title', 'zh')}", **_table(syntax.PolicyFile)}
    return {**root, "definitions": _definitions()}


def _definitions() -> dict[str, Any]:
    found = {kind.__name__: _table(kind) for kind in sorted(_kinds(syntax.PolicyFile), key=lambda kind: kind.__name__)}
    how = ("at_least", "above", "at_most", "below")
    found["Comparison"] = {"type": "object", "properties": dict.fromkeys(how, _BOUND), "additionalProperties": False}
    entries = [{"type": ["string", "number", "boolean"]}, {"type": "array", "items": _TEXT}, _OPEN]
    found["Condition"] = {
        "type": "object",
        "properties": dict(CONDITION_WORDS),
        "additionalProperties": {"anyOf": entries},
    }
    return found


@cache
def _kinds(kind: type) -> frozenset[type]:
    """The classes of the tables within a table."""
    inside = {each for key in keys_of(kind).values() for each in _classes(key.kind)}
    return frozenset(inside).union(*map(_kinds, inside))


def _classes(hint: Any) -> set[type]:
    if isinstance(hint, type) and attrs.has(hint):
        return {hint}
    return {each for part in get_args(hint) for each in _classes(part)}


def _table(kind: type) -> dict[str, Any]:
    """An object with the keys of a class."""
    keys = keys_of(kind)
    found: dict[str, Any] = {
        "type": "object",
        "properties": {name: _property(kind, name, key) for name, key in keys.items()},
        "required": [name for name, key in keys.items() if key.needed],
        "additionalProperties": False,
    }
    together = [{"not": {"required": list(pair)}} for pair in _NOT_BOTH.get(kind, ())]
    if kind in _ONE_OF:
        found["oneOf"] = [{"required": [name]} for name in _ONE_OF[kind]]
    if kind in _ANY_OF:
        found["anyOf"] = [{"required": [name]} for name in _ANY_OF[kind]]
    if together:
        found["allOf"] = together
    if kind is syntax.Input:
        found["allOf"] = _OF_TYPES
    if kind in _WITH:
        found["dependencies"] = {name: [needed] for name, needed in _WITH[kind].items()}
    return found


def _property(kind: type, name: str, key: Key) -> dict[str, Any]:
    """What stands under a key, with what is said of it; a reference stands in a list, beside which words may stand."""
    told = "\n\n".join(told_of_key(kind, name, each) for each in LANGUAGES).strip()
    shape = _ALONE.get((kind, name)) or _type(key.kind)
    if not told:
        return dict(shape)
    return {"description": told, **({"allOf": [shape]} if "$ref" in shape else shape)}


def told_of_key(kind: type, name: str, language: str) -> str:
    """What the reference says of a key of a table.

    Args:
        kind: The class of the table.
        name: The key.
        language: ``"en"`` or ``"zh"``.

    Returns:
        The words; ``""`` where it says nothing of it.
    """
    for each in (kind.__name__, "Version" if kind is syntax.Measure else "Quota"):
        key = f"{each}.{name}"
        if key in sentences("en", "schema") and (each == kind.__name__ or name in _SHARED):
            return say(f"schema.{key}", language)
    return ""


_SHARED: Final = frozenset({*keys_of(syntax.Version), "source", "article", "quote", "description"})
"""Keys of which the reference says the same in several tables, and once."""


def _type(hint: Any) -> dict[str, Any]:
    """The schema of a type of a field."""
    if hint == syntax.Condition:
        return dict(_CONDITION)
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _union([each for each in get_args(hint) if each is not NoneType])
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    if origin is list:
        return {"type": "array", "items": _type(get_args(hint)[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _type(get_args(hint)[1])}
    if hint is Any:
        return {}
    if attrs.has(hint):
        return {"$ref": f"#/definitions/{hint.__name__}"}
    return dict(_PLAIN[hint])


_PLAIN: Final[Mapping[Any, Mapping[str, str]]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Decimal: {"type": "number"},
    date: {"type": "string", "format": "date"},
}


def _union(options: list[Any]) -> dict[str, Any]:
    """One of several types; plain ones in one list."""
    shapes = [_type(each) for each in options if not (each is int and Decimal in options)]
    if len(shapes) == 1:
        return shapes[0]
    if all(shape.keys() == {"type"} for shape in shapes):
        return {"type": [shape["type"] for shape in shapes]}
    return {"anyOf": shapes}
