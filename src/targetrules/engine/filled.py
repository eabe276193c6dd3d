"""Who filled a quota: the units that took its places, for those who ask why it moved or passed over another."""

from __future__ import annotations

from typing import Final

from attrs import frozen

__all__ = ["MOST_NAMED", "Filled"]

MOST_NAMED: Final = 5


@frozen(slots=True)
class Filled:
    """The units of one group that count for a quota once it has acted: first those who count whatever their places.

    Of ``at_most`` they keep its grade or a better one, and those who are held come first; of ``at_least`` they have its
    grade or a worse one, and those who had it on their own come first. The others follow in the order in which the
    quota takes them, the best first, or the last.

    ``count`` is how many they are, ``units`` are the first of them, :data:`MOST_NAMED` at most, and ``edge`` is the
    place of the last that came in by its place; None where none did.
    """

    count: int
    units: tuple[str, ...]
    edge: int | None
