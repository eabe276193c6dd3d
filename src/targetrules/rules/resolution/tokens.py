"""Formulas as tokens: numbers, names, signs, and whatever else stands in the text, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, cast

from targetrules.data import frozen
from targetrules.errors import TargetrulesError
from targetrules.rules.resolution.context import ResolutionContext
from targetrules.source.diagnostic import Path

__all__ = ["DEEPEST", "MOST_DIGITS", "MOST_PARTS", "Token", "UnreadableFormulaError", "each_token", "tokens_of"]

MOST_PARTS: Final = 200
DEEPEST: Final = 30
MOST_DIGITS: Final = 15

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[^\W\d]\w*(?:\.(?:rank|size)|\.[^\W\d]\w*(?=\s*\())?)|(?P<sign>[-+*/(),=])|(?P<end>\Z)|(?P<other>\S))"
)


class UnreadableFormulaError(TargetrulesError):
    """A fault was noted, and the rest of the formula cannot be read."""


@frozen(slots=True)
class Token:
    """One token; ``kind`` is number, name, sign, end or other."""

    kind: str
    text: str
    start: int

    @property
    def within(self) -> tuple[int, int]:
        """Where it stands in the text."""
        return self.start, self.start + len(self.text)

    def whole_number(self, least: int, most: int) -> int | None:
        """The number, where it is whole and in range; its length is looked at first."""
        if self.kind != "number" or not self.text.isdigit() or len(self.text) > MOST_DIGITS:
            return None
        return int(self.text) if least <= int(self.text) <= most else None


def each_token(text: str) -> Iterator[Token]:
    """The tokens of a formula one after the other, the end of it as the last one."""
    at, kind = 0, ""
    while kind != "end":
        found = cast("re.Match[str]", _TOKEN.match(text, at))
        kind, at = str(found.lastgroup), found.end()
        yield Token(kind, found[kind], found.start(kind))


def tokens_of(text: str, path: Path, context: ResolutionContext) -> list[Token]:
    """The tokens of a formula, the end of it among them; raises where there are too many, which is noted."""
    tokens: list[Token] = []
    for token in each_token(text):
        tokens.append(token)
        if len(tokens) > 4 * MOST_PARTS:
            context.diagnostics.add("TR036", path, most=MOST_PARTS, deepest=DEEPEST)
            raise UnreadableFormulaError
    return tokens
