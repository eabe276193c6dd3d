"""Changes of formulas, which are texts: a number, a sign, a function or what it takes, one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from targetrules.data import frozen
from targetrules.mutation.change import Change, Site
from targetrules.mutation.scope import next_numbers
from targetrules.rules.resolution.tokens import Token, each_token

__all__ = ["DETAIL_FUNCTIONS", "FUNCTIONS", "changed_formulas", "changes_of_formula"]

_SIGNS: Final = {"+": "-", "-": "+", "*": "/", "/": "*"}
_METHODS: Final = ("inclusive", "exclusive", "nearest", "sas5")

FUNCTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "min": ("max", "all_min"),
    "max": ("min", "all_max"),
    "mean": ("all_mean",),
    "sum": ("all_sum",),
    "all_min": ("all_max", "min"),
    "all_max": ("all_min", "max"),
    "all_mean": ("mean",),
    "all_sum": ("sum",),
    "clamp": (),
    "abs": (),
    "round": (),
    "if": (),
    "if_missing": (),
    "count": (),
    "previous": (),
    "at_entry": (),
    "mean_last": ("best_last", "worst_last"),
    "best_last": ("worst_last", "mean_last"),
    "worst_last": ("best_last", "mean_last"),
    "group_mean": ("group_median",),
    "group_sum": (),
    "group_min": ("group_max",),
    "group_max": ("group_min",),
    "group_sd": ("group_sd_sample",),
    "group_sd_sample": ("group_sd",),
    "group_percentile": (),
    "group_median": ("group_mean",),
    "group_count": (),
    "group_share": (),
}
"""What may be taken for each function; a test holds it to the functions that there are."""

DETAIL_FUNCTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "count": (),
    "share": (),
    "sum": (),
    "min": ("max",),
    "max": ("min",),
    "mean": ("median",),
    "percentile": (),
    "median": ("mean",),
    "best": ("worst",),
    "worst": ("best",),
}
"""The same of the functions over details."""

_INNER: Final = ("clamp", "abs", "if_missing", "previous", "round")
"""Functions that give, left out, what they were given first."""


def changes_of_formula(site: Site, key: str) -> Iterator[Change]:
    """All changes of the formula that stands under a key."""
    for text in dict.fromkeys(changed_formulas(site[key])):
        yield site.instead("formula", key, text)


def changed_formulas(text: str) -> Iterator[str]:
    """The formula, each time with one thing changed; those that cannot be read are none."""
    tokens = list(each_token(text))
    for at, token in enumerate(tokens):
        match token.kind:
            case "number":
                for near in next_numbers(Decimal(token.text), len(token.text.partition(".")[2]), 0):
                    yield _with(text, token, str(near))
            case "sign" if token.text in _SIGNS:
                yield _with(text, token, _SIGNS[token.text])
            case "name" if tokens[at + 1].text == "(":
                yield from _Call.at(text, tokens, at).changed()
            case _:
                pass


def _with(text: str, token: Token, new: str) -> str:
    return text[: token.start] + new + text[token.start + len(token.text) :]


@frozen(slots=True)
class _Call:
    """A function as it is written: its name, where its brackets are, and each of its arguments."""

    text: str
    name: Token
    arguments: tuple[tuple[int, int], ...]
    end: int

    @classmethod
    def at(cls, text: str, tokens: list[Token], at: int) -> _Call:
        """The call whose name is a token; its brackets are closed, for the formula was read."""
        depth, start, found = 0, tokens[at + 1].start + 1, []
        for token in tokens[at + 1 :]:
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if depth == 0 or (depth == 1 and token.text == ","):
                found.append((start, token.start))
                start = token.start + 1
            if depth == 0:
                break
        return cls(text, tokens[at], tuple(found), start)

    def argument(self, at: int) -> str:
        start, end = self.arguments[at]
        return self.text[start:end].strip()

    def rewritten(self, *arguments: str, name: str | None = None) -> str:
        call = f"{self.name.text if name is None else name}({', '.join(arguments)})"
        return self.text[: self.name.start] + call + self.text[self.end :]

    def changed(self) -> Iterator[str]:
        """Another function; what it is given first alone; without its last argument, or with the next two exchanged."""
        arguments = [self.argument(at) for at, _ in enumerate(self.arguments)]
        details, _, how = self.name.text.rpartition(".")
        prefix, known = (f"{details}.", DETAIL_FUNCTIONS) if details else ("", FUNCTIONS)
        for other in known.get(how, ()):
            yield self.rewritten(*arguments, name=prefix + other)
        if not details and how in _INNER:
            yield self.rewritten(arguments[0], name="")
        if not details and how == "if":
            yield self.rewritten(arguments[0], arguments[2], arguments[1])
        if how == "previous" and len(arguments) == 1:
            yield self.rewritten(arguments[0], "2")
        if (details or how.startswith("group_")) and len(arguments) > 1:
            yield self.rewritten(*arguments[:-1])
        if not details and how == "count" and len(arguments) > 1:
            yield from (self.rewritten(*arguments[:at], *arguments[at + 1 :]) for at, _ in enumerate(arguments))
        if how == "group_percentile":
            plain = [each for each in arguments if not each.startswith("method")]
            yield from (self.rewritten(*plain, f"method={each}") for each in _METHODS)
