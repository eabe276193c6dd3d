"""A policy with one ranking, which it need not name, as one that names it: so it keeps its meaning beside another."""

from __future__ import annotations

from typing import Any

import attrs
from attrs import evolve

from targetrules.syntax import schema as syntax

__all__ = ["with_named_ranking"]

_ENDS = {"first": "top", "last": "bottom"}


def with_named_ranking(file: syntax.PolicyFile) -> syntax.PolicyFile:
    """The same policy, in which every place and every quota names the only ranking that there is."""
    if len(file.rankings or {}) != 1:
        return file
    (ranking,) = file.rankings or {}
    found = {each.name: _named(getattr(file, each.name), ranking) for each in attrs.fields(syntax.PolicyFile)}
    return syntax.PolicyFile(**found)


def _named(value: Any, ranking: str) -> Any:
    if isinstance(value, list):
        return [_named(each, ranking) for each in value]
    if isinstance(value, dict):
        return {key: _place(each, ranking) if key == "place" else _named(each, ranking) for key, each in value.items()}
    if not attrs.has(type(value)):
        return value
    parts = {each.name: _named(getattr(value, each.name), ranking) for each in attrs.fields(type(value))}
    if isinstance(value, syntax.Quota) and value.ranking is None:
        parts["ranking"] = ranking
    return evolve(value, **parts)


def _place(value: Any, ranking: str) -> Any:
    """What stands behind ``place``, with the ranking: ``first`` is the top one of it."""
    if isinstance(value, str):
        return {_ENDS[value]: 1, "ranking": ranking} if value in _ENDS else value
    return {**value, "ranking": ranking} if isinstance(value, dict) and "ranking" not in value else value
