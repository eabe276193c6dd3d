"""Ballots of a random policy, and what hangs on them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from targetrules.testing.draft import Draft

__all__ = ["declare_ballots"]

TomlTable = dict[str, Any]

_FEWEST: Final = 6
"""Where a policy is to have fewer definitions than this, none is made of ballots."""


def declare_ballots(draft: Draft) -> None:
    """Declare a ballot, now and then, and a consequence that hangs on it."""
    chance = draft.chance
    if draft.shape.largest < _FEWEST or not chance.happens(1, 6):
        return
    name = draft.fresh("ballot")
    answers: tuple[TomlTable, ...] = (
        {"good": 100, "fair": 60, "poor": 0},
        {"是": 1, "否": 0},
        {"a": {"points": 10, **draft.labels("a")}, "b": Decimal("7.5")},
    )
    table: TomlTable = {"answers": chance.one(answers), **draft.labels(name)}
    if chance.happens():
        table["at_least"] = chance.one((1, 3, 20))
    if chance.happens(1, 3):
        voters: TomlTable = {"leaders": {"weight": 40}, "staff": {"weight": 60, **draft.labels("staff")}}
        voters["leaders"] |= chance.one(({}, {"at_least": 2}))
        table |= {"voters": voters, **chance.one(({}, {"missing": "reweight"}, {"missing": "unknown"}))}
    if chance.happens(1, 3):
        table |= {"decimals": chance.count(0, 3), "rounding": chance.one(("half-even", "down", "up"))}
    draft.file["ballots"] = {name: table}
    rule: TomlTable = {"id": draft.fresh("consequence"), "when": {f"{name}_score": {"below": chance.one((5, 60))}}}
    draft.file.setdefault("consequences", []).append(rule)
