"""The cuts that the reference engine keeps from the period in which they were due for those that come after.

Part of the definition, as `reference.py` is. They are no unit's own past: whoever is in the group later has them too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from targetrules.engine.judged import Judged, Kept
from targetrules.rules import tree

__all__ = ["keep_cuts", "kept_before"]


def kept_before(latest: Collection[Judged]) -> Kept:
    """The cuts that were found up to the latest of these rows; none where there are no rows."""
    return max(latest, key=lambda row: row.period).keeps if latest else {}


def keep_cuts(rules: tree.Rules, cross_section: Sequence[Judged], kept: Kept) -> None:
    """Keep the cuts that a period has found for its groups, for all who come later."""
    if not rules.kept_cuts:
        return
    found = dict(kept)
    for cut in rules.kept_cuts:
        for now in cross_section:
            group, value = now.group(cut.within), now.values[cut.name]
            if cut.due(now.period) == now.period and group is not None and isinstance(value, Decimal):
                found[cut.name, group] = now.period, value
    for now in cross_section:
        now.keeps = found
