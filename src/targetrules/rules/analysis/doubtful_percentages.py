"""Percentages below 1 where the sign does not say that they are meant: 0.05 for 5 is the natural mistake.

A percentile is asked for by a number from 0 to 100, and a share of units or rows is one. Shares such as ``"0.5%"`` have
their sign, and nobody writes it by mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final
from typing import Literal as OneOf

from attrs import evolve

from targetrules.rules.analysis.written import formulas_of
from targetrules.rules.definition import Measure
from targetrules.rules.tree import Rules
from targetrules.source.decimals import plain_digits, shifted
from targetrules.source.diagnostic import Path, UnlocatedDiagnostic
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import is_table, keys_of

__all__ = ["doubtful_percentages"]

_PERCENTILE: Final = re.compile(r"\b(?:group_percentile|\w+\.percentile)\s*\(")
_SMALL: Final = re.compile(r"\s*(0+\.\d+)\s*")
_SHARE: Final = re.compile(r"\s*(?:group_share|\w+\.share)\s*\([^()]*\)\s*")
_WORDS: Final = ("label", "description", "title", "name", "url")
_COMPARING: Final = ("at_least", "above", "at_most", "below", "equals")


def doubtful_percentages(rules: Rules, written: syntax.PolicyFile) -> Iterator[UnlocatedDiagnostic]:
    """A note for each percentile of less than 1, and for each share that is compared with less than 1."""
    shares = frozenset(_shares(rules, written))
    for path, value in _entries(evolve(written, examples=None), ()):  # which compare nothing, and may be most of a file
        key = str(path[-1])
        yield from _percentiles(key, path, at="key")
        if isinstance(value, str):
            yield from _percentiles(value, path, at="value")
        elif key in shares and isinstance(value, dict):
            compared = ((name, value[name]) for name in _COMPARING if name in value)
            yield from _small(key, [((*path, name), number) for name, number in compared])
    grading = written.grading
    if grading is not None and grading.by in shares:
        inside = (each for each in _entries(grading, ("grading",)) if "bands" in each[0])
        yield from _small(str(grading.by), list(inside))


def _percentiles(text: str, path: Path, *, at: OneOf["key", "value"]) -> Iterator[UnlocatedDiagnostic]:
    for function in _PERCENTILE.finditer(text):
        for start, end in _arguments(text, function.end())[1:2]:
            small = _SMALL.fullmatch(text, start, end)
            if small is not None and Decimal(small[1]):
                yield _note("TR192", Decimal(small[1]), path, at=at, within=small.span(1) if at == "value" else None)


def _arguments(text: str, at: int) -> list[tuple[int, int]]:
    """From where to where each argument reaches, after the bracket that was opened just before a place."""
    depth, start, found = 1, at, list[tuple[int, int]]()
    while depth and at < len(text):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if not depth or (depth == 1 and text[at] == ","):
            found.append((start, at))
            start = at + 1
        at += 1
    return found


def _small(name: str, values: Sequence[tuple[Path, Any]]) -> Iterator[UnlocatedDiagnostic]:
    """Of the numbers with which a share is compared, those below 1."""
    for path, value in values:
        if isinstance(value, int | Decimal) and 0 < value < 1:
            yield _note("TR193", Decimal(value), path, name=name)


def _note(
    code: str,
    found: Decimal,
    path: Path,
    *,
    at: OneOf["key", "value"] = "value",
    within: tuple[int, int] | None = None,
    **values: str,
) -> UnlocatedDiagnostic:
    said = {"found": plain_digits(found), "instead": plain_digits(shifted(found, 2)), **values}
    return UnlocatedDiagnostic(code, path, said, at=at, within=within)


def _shares(rules: Rules, written: syntax.PolicyFile) -> Iterator[str]:
    """The measures that are a share and nothing else, and such functions in the place of a name."""
    for measure in rules.order:
        if isinstance(measure, Measure):
            formulas = [each.text for each in formulas_of(measure, written)]
            if formulas and all(_SHARE.fullmatch(each) for each in formulas):
                yield measure.name


def _entries(part: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Whatever is written in a policy but its words, with its place."""
    entries: Iterator[tuple[str | int, Any]] = iter(())
    kind: type = type(part)
    if isinstance(part, dict):
        entries = iter(part.items())
    elif isinstance(part, list):
        entries = iter(enumerate(part))
    elif is_table(kind):
        entries = ((name, getattr(part, key.attribute)) for name, key in keys_of(kind).items())
    for key, value in entries:
        if value is not None and key not in _WORDS:
            yield (*path, key), value
            yield from _entries(value, (*path, key))
