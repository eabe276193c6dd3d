"""Changes of ballots as written: the points of answers, the weights of voters, what a ballot that is none does."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from targetrules.mutation.change import Change, Site
from targetrules.mutation.scope import next_numbers
from targetrules.mutation.walk import Walk, weight_changes

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
    yield from weight_changes(site, key, {name: each.weight for name, each in site[key].items()})
    yield from walk.inside(site, key)


def missing(_: Walk, site: Site, key: str) -> Iterator[Change]:
    """What becomes of the others where one group of voters is none."""
    if site.has("voters"):
        yield site.instead("missing", key, "unknown" if site[key] == "reweight" else "reweight")
