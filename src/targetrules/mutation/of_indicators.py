"""Changes of indicators as written: weights, targets, scoring, what is not carried, what a quality of values does."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from targetrules.mutation.change import Change, Site
from targetrules.mutation.scope import next_numbers
from targetrules.mutation.walk import Walk, weight_changes

__all__ = ["indicators", "not_carried", "quality", "scoring", "target", "zero_at"]


def indicators(walk: Walk, site: Site, key: str) -> Iterator[Change]:
    """In each category a unit of weight moved from one indicator to the next; and what changes in each."""
    weighed = {name: each for name, each in site[key].items() if each.weight is not None}
    for category in dict.fromkeys(each.category for each in weighed.values()):
        members = {name: each.weight for name, each in weighed.items() if each.category == category}
        yield from weight_changes(site, key, members)
    yield from walk.inside(site, key)


def target(walk: Walk, site: Site, key: str) -> Iterator[Change]:
    """The other side of a target, or another multiple."""
    if attrs.has(type(site[key])):
        yield from walk.inside(site, key)
    elif site[key] in ("at_least", "at_most"):
        yield site.instead("threshold", key, "at_most" if site[key] == "at_least" else "at_least")


def scoring(walk: Walk, site: Site, key: str) -> Iterator[Change]:
    """All or nothing, or in proportion; or what changes in the numbers of another form."""
    if not site.has("weight"):
        return
    if attrs.has(type(site[key])):
        yield from walk.inside(site, key)
    elif site["target"] != "kept":
        written = site[key] or "all-or-nothing"
        yield site.instead("points", key, "ratio" if written == "all-or-nothing" else "all-or-nothing")


def zero_at(_: Walk, site: Site, key: str) -> Iterator[Change]:
    """From where nothing is given; of a target with two ends on either side."""
    numbers = site[key]
    if not isinstance(numbers, list):
        for near in next_numbers(numbers):
            yield site.instead("points", key, near)
        return
    for at, number in enumerate(numbers):
        for near in next_numbers(number):
            yield site.instead("points", key, [*numbers[:at], near, *numbers[at + 1 :]])


def not_carried(_: Walk, site: Site, key: str) -> Iterator[Change]:
    """Where the weight goes of what a unit does not carry."""
    if site.has(key) or site.has("carried"):
        yield site.instead("missing", key, "reweight" if site[key] == "zero" else "zero")


def quality(_: Walk, site: Site, key: str) -> Iterator[Change]:
    """What a value of some quality counts."""
    inner = Site(site[key], (*site.path, key))
    for word, does in inner.table.items():
        for other in ("counts", "missing", "previous", "zero"):
            if other != does:
                yield inner.instead("missing", word, other)
