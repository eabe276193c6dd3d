"""Keys of a table that belong elsewhere: what was meant by them, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import Any, Final, get_args, get_origin

import attrs

from targetrules.source.synonyms import synonym_of
from targetrules.source.toml_text import key_text
from targetrules.syntax.shape import Key, as_toml, chosen, keys_of, options_of
from targetrules.wording import Word

__all__ = ["advice_of_key", "is_key_anywhere", "short_form"]

_MOST_SHOWN: Final = 4
_OF_CONDITIONS: Final = ("period", "place", "when")
"""Keys of a section that are words of conditions, too."""


def short_form(table: Mapping[str, Any], known: Mapping[str, Key]) -> tuple[str, Word] | None:
    """The key that says in one what takes several, and what to write; None where there is none such."""
    return _without_of(table, known) or _by_group(table, known)


def _without_of(table: Mapping[str, Any], known: Mapping[str, Key]) -> tuple[str, Word] | None:
    """``{ rate = [[0, 0]] }`` in place of ``{ of = "rate", points = [[0, 0]] }``."""
    needed = [name for name, key in known.items() if key.needed]
    others = [key for key in table if key not in known]
    if "of" not in needed or len(needed) != len(("of", "…")) or len(others) != 1 or not table.keys().isdisjoint(needed):
        return None
    inside = next(each for each in needed if each != "of")
    if chosen(table[others[0]], options_of(known[inside].kind)) is None:
        return None
    value = table[others[0]]
    entry = f"of = {as_toml(others[0])}, {inside} = {'{ … }' if isinstance(value, dict) else as_toml(value)}"
    return others[0], Word("diagnostics.said-write", {"entry": entry})


def _by_group(table: Mapping[str, Any], known: Mapping[str, Key]) -> tuple[str, Word] | None:
    """``{ period = 2018, high = 60, low = 40 }``, where each group has a table of its own."""
    others = [key for key in table if key not in known and synonym_of(key, known) is None]
    is_published = known.keys() == {"period", "group", "value"}
    if not is_published or not others or "group" in table or "value" in table:
        return None
    if any(type(table[key]) not in (int, Decimal) for key in others):
        return None
    period = f"period = {as_toml(table['period'])}, " if "period" in table else ""
    entry = f"{{ {period}group = {as_toml(others[0])}, value = {as_toml(table[others[0]])} }}"
    return others[0], Word("diagnostics.said-each-group", {"entry": entry})


@cache
def _sections() -> Mapping[str, frozenset[str]]:
    """The keys of a policy file, each with the sections in whose tables it stands; of a section itself: none."""
    from targetrules.syntax.schema import PolicyFile

    found: dict[str, set[str]] = {}
    for section, key in keys_of(PolicyFile).items():
        for option in options_of(key.kind):
            inside = get_args(option)[-1] if get_origin(option) in (dict, list) else option
            for name in keys_of(inside) if attrs.has(inside) else ():
                found.setdefault(name, set()).add(section)
    return {name: frozenset(sections) for name, sections in found.items()} | dict.fromkeys(
        keys_of(PolicyFile), frozenset()
    )


def is_key_anywhere(key: str) -> bool:
    """Whether it is a key of some table of a policy: where it stands wrongly it is no slip of the pen for another."""
    return key in _sections()


def advice_of_key(key: str, table: Mapping[str, Any], known: Mapping[str, Key]) -> Word | None:
    """Where a key that is not known belongs: in a table of names within this one, or in another section."""
    if known.keys() == {"steps"} and isinstance(table[key], dict):
        return Word("diagnostics.said-steps")
    inside = _in_table(key, table, known)
    if inside is not None or key not in _sections():
        return inside
    sections = _sections()[key]
    if not sections:
        return Word("diagnostics.said-section", {"section": key})
    if len(sections) > 1 or key in _OF_CONDITIONS:
        return None
    return Word("diagnostics.said-of-section", {"known": tuple(known), "found": key, "section": next(iter(sections))})


def _in_table(key: str, table: Mapping[str, Any], known: Mapping[str, Key]) -> Word | None:
    """The one table for names of the author in which a key was meant to stand, with all that fit there."""
    tables = {name: get_args(each.kind)[1] for name, each in known.items() if get_origin(each.kind) is dict}
    if len(tables) != 1:
        return None
    ((name, kind),) = tables.items()
    meant = {each: value for each, value in table.items() if each not in known and chosen(value, options_of(kind))}
    if key not in meant:
        return None
    inside = ", ".join(f"{key_text(each)} = {as_toml(value)}" for each, value in islice(meant.items(), _MOST_SHOWN))
    entry = f"{name} = {{ {inside}{', …' if len(meant) > _MOST_SHOWN else ''} }}"
    return Word("diagnostics.said-in-table", {"known": tuple(known), "entry": entry})
