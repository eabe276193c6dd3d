"""Files with the keys that a policy may have, and values that it may well not."""

# ruff: noqa: SIM905  as lists, the words would take a hundred lines

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any, Final

from attrs import frozen

from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import keys_of
from tests.damage import ODD_VALUES
from tests.toml_text import AsWritten, text_of

__all__ = ["misfit"]

_WORDS: Final = (
    "x|y|g|f|t|m|r|c|s|A|B|C|r.rank|missing|none|20%|2010|2012|first|last|bridge|break|in|out|up|down|half-up"
    "|number|grade|choice|flag|text|year|month|sequence|must|may|consequences|highest|lowest|error|x + y|x / y"
    "|previous(m) + 1|round(x / 3, 2)|m * 2 - 1|group_mean(x, r)|group_count()|mean_last(x, 3)|30 days|03-31|zh|en"
).split("|")
_NAMES: Final = "x|y|g|f|t|m|n|r|c|s|p|A|B|C|zh|en|中文|a b|grading".split("|")
_ENTRIES: Final = (
    "all|any|number_of|not|known|rated|grade|place|period|received|receives|consecutive|times|of_last|ever|ago|gaps|since|resets|restarts"
    "|unit|label|at_least|above|rank|ranking|top|bottom|from|until|round|ties|x|y|r|r.rank|r.size|r|c|s|| |中|a.b|\n"
).split("|")


def misfit(random: Random) -> bytes:
    """A file in which few values, or none, are of another kind than they should be."""
    writer = _Writer(random, random.choice((0.0, 0.01, 0.1)))
    parts = {}
    for name, key in keys_of(syntax.PolicyFile).items():
        if key.needed or random.random() < 0.6:
            parts[name] = 1 if name == "format" else writer.value(key.kind, 4)
    return text_of(parts).encode()


@frozen
class _Writer:
    """Writes values; ``odd`` of them are of another kind than they should be."""

    random: Random
    odd: float

    def value(self, kind: Any, depth: int) -> Any:
        if self.random.random() < self.odd:
            return self.anything(depth)
        options = [each for each in getattr(kind, "__args__", ()) if each is not type(None)]
        origin = getattr(kind, "__origin__", None)
        if origin is dict and options[1] is Any:
            return self.condition(depth)
        if origin is dict:
            return {self.name(): self.value(options[1], depth - 1) for _ in range(self.random.randrange(4))}
        if origin is list:
            return [self.value(options[0], depth - 1) for _ in range(self.random.randrange(4))]
        if options and not all(isinstance(each, str) for each in options):
            return self.value(self.random.choice(options), depth)
        if options:
            return self.random.choice(options)
        return self.table(kind, depth) if hasattr(kind, "__attrs_attrs__") else self.plain(kind)

    def table(self, kind: type, depth: int) -> dict[str, Any]:
        keys = keys_of(kind).items()
        there = {name: key for name, key in keys if key.needed or self.random.random() < 0.3}
        return {name: self.value(key.kind, depth - 1) for name, key in there.items()}

    def condition(self, depth: int) -> dict[str, Any]:
        """A few entries; each has a value that it may have, most of the time."""
        words = self.random.choices(_ENTRIES, k=self.random.randrange(1, 4))
        return {word: self.entry(word, depth) for word in words}

    def entry(self, word: str, depth: int) -> Any:
        choice = self.random.choice
        if self.random.random() < self.odd or depth <= 0:
            return self.anything(depth)
        match word:
            case "all" | "any":
                return [self.condition(depth - 1) for _ in range(self.random.randrange(3))]
            case "not" | "resets" | "restarts":
                return self.condition(depth - 1)
            case "consecutive" | "times" | "of_last" | "ago" | "since":
                return choice((0, 1, 2, 3, 64, 65, 2010))
            case "period":
                return {"from": 2010, "until": choice((2009, 2012))}
            case "place":
                return {choice(("top", "bottom", "tob")): choice((1, "20%", "y", 1.5)), "ranking": "r"}
            case "rated" | "ever" | "f" | "c" | "s":
                return self.random.random() < 0.8
            case "x" | "y" | "r.rank" | "r.size":
                return {choice(("at_least", "above", "at_most", "below")): choice((1, "x", 0.5, "r.rank"))}
            case "grade" | "g":
                return choice(("A", ["A", "B"], {"at_least": "B"}, {"above": "A"}, "D", []))
            case _:
                return choice(_WORDS)

    def name(self) -> str:
        return self.random.choice(_NAMES if self.random.random() > self.odd else _ENTRIES)

    def plain(self, kind: Any) -> Any:
        if kind is int:
            return self.random.choice((0, 1, 2, 3, 6, 7, 60, 64, 2010, -1))
        if kind is Decimal:
            return self.random.choice((0, 1, 0.5, 60, 100, -100, AsWritten("0.000001")))
        if kind is bool:
            return self.random.random() < 0.5
        return self.random.choice(_WORDS) if kind is str else AsWritten("2010-01-01")

    def anything(self, depth: int) -> Any:
        if depth <= 0 or self.random.random() < 0.5:
            return AsWritten(self.random.choice(ODD_VALUES))
        if self.random.random() < 0.5:
            return [self.anything(depth - 1) for _ in range(self.random.randrange(4))]
        return {self.random.choice(_ENTRIES): self.anything(depth - 1) for _ in range(self.random.randrange(4))}
