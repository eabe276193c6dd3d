"""Changes of ballots as written: the points of answers, the weights of voters, what a ballot that is none does."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import attrs

from targetrules.mutation.change import Change, Site, entry_text
from targetrules.mutation.scope import in_a_ring, next_numbers
from targetrules.mutation.walk import Walk
from targetrules.source.decimals import decimals_of, scaled, unscaled
from targetrules.wording import Word

__all__ = ["answers", "missing", "voters"]


def answers(_: Walk, site: Site, key: str) -> Iterator[Change]:
    """What an answer gives, a unit more and less."""
    inner = Site(site[key], (*site.path, key))
    for answer, written in inner.table.items():
        if attrs.has(type(written)):
            table = Site(written, (*inner.path, answer))
            yield from (table.instead("points", "points", near) for near in next_numbers(written.points))
        else:
            yield from (inner.instead("points", answer, near) for near in next_numbers(written))


def voters(walk: Walk, site: Site, key: str) -> Iterator[Change]:
    """A unit of weight moved from one group to the next; and what changes in each."""
    written, path = site[key], (*site.path, key)
    weights = {name: Decimal(each.weight) for name, each in written.items()}
    places = max(map(decimals_of, weights.values()))
    for name, other in in_a_ring(list(weights)):
        less, more = (scaled(weights[each], places) + step for each, step in ((name, -1), (other, 1)))
        moved = {name: unscaled(less, places), other: unscaled(more, places)}
        told = {
            "before": ", ".join(f"{each}.{entry_text('weight', weights[each])}" for each in moved),
            "after": ", ".join(f"{each}.{entry_text('weight', value)}" for each, value in moved.items()),
        }
        new = {each: attrs.evolve(written[each], weight=weight) for each, weight in moved.items()}
        yield Change("weight", path, {**written, **new}, (*path, name, "weight"), Word("mutation.changed", told))
    yield from walk.inside(site, key)


def missing(_: Walk, site: Site, key: str) -> Iterator[Change]:
    """What becomes of the others where one group of voters is none."""
    if site.has("voters"):
        yield site.instead("missing", key, "unknown" if site[key] == "reweight" else "reweight")
