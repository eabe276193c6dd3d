"""Whoever looks at conditions and numbers class by class has a case for each: a new one is a type error there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final, get_args

from targetrules.rules.condition import Condition
from targetrules.rules.number import Number
from tests.modules import parsed

CLASSES: Final = {each.__name__ for each in (*get_args(Condition), *get_args(Number))}


def matches() -> Iterator[tuple[str, ast.Match]]:
    """Every ``match`` of the package by classes of conditions or numbers, and where it stands."""
    for path, tree in parsed({"match"}):
        if path.startswith("syntax/"):
            continue  # the policy as written has classes of its own
        for node in ast.walk(tree):
            if isinstance(node, ast.Match) and len(named(node) & CLASSES) > 1:
                yield f"{path}:{node.lineno}", node


def named(match: ast.Match) -> set[str]:
    patterns = (part for case in match.cases for part in ast.walk(case.pattern) if isinstance(part, ast.MatchClass))
    return {getattr(pattern.cls, "attr", "") or getattr(pattern.cls, "id", "") for pattern in patterns}


def is_silent(match: ast.Match) -> bool:
    """Whether ``case _`` takes classes that nobody thought of: it neither rules them out nor hands the subject on."""
    for case in match.cases:
        if isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None and case.guard is None:
            calls = (node for part in case.body for node in ast.walk(part) if isinstance(node, ast.Call))
            handed_on = {ast.unparse(argument) for call in calls for argument in call.args}
            return ast.unparse(match.subject) not in handed_on
    return False


def test_no_match_by_classes_of_conditions_or_numbers_passes_over_a_class_in_silence() -> None:
    found = dict(matches())
    assert [place for place, match in found.items() if is_silent(match)] == []
    assert {place.partition(":")[0] for place in found} >= {
        "rules/parts.py",
        "engine/reference.py",
        "engine/numbers.py",
    }


def test_a_silent_match_would_be_seen() -> None:
    text = "match condition:\n    case All() | Not():\n        pass\n    case _:\n        {}\n"
    silent, loud = (ast.parse(text.format(body)).body[0] for body in ("return False", "assert_never(condition)"))
    assert [is_silent(each) for each in (silent, loud) if isinstance(each, ast.Match)] == [True, False]
