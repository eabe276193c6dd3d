"""Bounds within which those that extend a policy may change a parameter of it: ``may = { at_least = 13 }``."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from targetrules.rules.leaf import Share
from targetrules.rules.resolution.context import ResolutionContext, amount_of
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import as_toml, table_word
from targetrules.wording import Word

__all__ = ["bounds_of", "check_may", "is_narrower", "is_within", "shown"]

_KEYS = ("at_least", "at_most")


def check_may(
    may: syntax.May, amount: Decimal | Share, written: syntax.Amount, path: Path, context: ResolutionContext
) -> None:
    """Note bounds that are none, or within which the value of the policy itself does not lie."""
    for key in _KEYS:
        bound = getattr(may, key)
        if bound is not None and amount_of(bound) is None:
            context.diagnostics.add("TR019", (*path, key), found=as_toml(bound), expected=Word("forms.share"))
            return
    bounds = dict(bounds_of(may))
    if not bounds:
        context.diagnostics.add("TR011", path, at="key", key=_KEYS[0], where=table_word(path))
    for key, bound in bounds.items():
        if not is_within(amount, key, bound):
            context.diagnostics.add("TR272", (*path, key), value=as_toml(written), found=as_toml(getattr(may, key)))


def bounds_of(may: syntax.May) -> Iterator[tuple[str, Decimal | Share]]:
    """The bounds by their keys, without what is none."""
    for key in _KEYS:
        written = getattr(may, key)
        amount = None if written is None else amount_of(written)
        if amount is not None:
            yield key, amount


def is_within(amount: Decimal | Share, key: str, bound: Decimal | Share) -> bool:
    """Whether it is, of two numbers or two shares."""
    if isinstance(amount, Share) is not isinstance(bound, Share):
        return False
    one, other = (each.percent if isinstance(each, Share) else each for each in (amount, bound))
    return one >= other if key == "at_least" else one <= other


def is_narrower(own: syntax.May, base: syntax.May | None) -> bool:
    """Whether nothing lies within the one that does not lie within the other."""
    if base is None:
        return False
    given = dict(bounds_of(own))
    return all(key in given and is_within(given[key], key, bound) for key, bound in bounds_of(base))


def shown(may: syntax.May) -> str:
    """The bounds as they are written."""
    written = ((key, getattr(may, key)) for key in _KEYS)
    return "{ " + ", ".join(f"{key} = {as_toml(value)}" for key, value in written if value is not None) + " }"
