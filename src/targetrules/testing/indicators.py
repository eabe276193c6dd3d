"""Categories and indicators of a random policy, and what hangs on them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from targetrules.period import PeriodKind
from targetrules.source.decimals import added, decimals_of
from targetrules.testing.draft import Draft, toml_number

__all__ = ["declare_indicators"]

TomlTable = dict[str, Any]

_TARGETS: Final = ("at_least", "at_most", "between", "kept", {"multiple": 2, "over": 1}, {"multiple": 1, "over": 3})
_WEIGHTS: Final = (10, 20, 5, Decimal("7.5"), None)
_QUALITIES: Final = (
    {"reported": "counts", "estimated": "missing", "tampered": "zero"},
    {"上报": "counts", "虚报": "previous"},
    {"audited": "counts"},
)
_SCALES: Final = ("value", "difference")
_OF_PARTS: Final = (PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.QUARTER)
"""Periods in which there are others, by which targets are followed."""
_PACES: Final = {"at_least": "last-year", "at_most": "level"}
_FEWEST: Final = 6
"""Where a policy is to have fewer definitions than this, none is made of indicators."""


def declare_indicators(draft: Draft) -> None:
    """Declare some indicators in one or two categories, now and then, and consequences that hang on them."""
    chance = draft.chance
    if draft.shape.largest < _FEWEST or not chance.happens(1, 6):
        return
    categories = [draft.fresh("category") for _ in range(chance.count(1, 2))]
    indicators: dict[str, TomlTable] = {}
    for category in categories:
        for _ in range(chance.count(1, 3)):
            indicators[draft.fresh("indicator")] = _indicator(draft, category)
    draft.file["categories"] = {each: _category(draft, each, indicators) for each in categories}
    draft.file["indicators"] = indicators
    name = chance.one(list(indicators))
    when: list[TomlTable] = [{f"{name}_met": chance.happens()}]
    if any("weight" in each for each in indicators.values()):
        when.append({"total": {"at_least": 10}})
    rule: TomlTable = {"id": draft.fresh("consequence"), "when": when[0] if len(when) == 1 else {"any": when}}
    draft.file.setdefault("consequences", []).append(rule)


def _category(draft: Draft, name: str, indicators: dict[str, TomlTable]) -> TomlTable:
    """Its weight, where it is written, is the sum of those of its indicators: none where some are in force at times."""
    chance = draft.chance
    weights = [Decimal(each["weight"]) for each in indicators.values() if each["category"] == name and "weight" in each]
    table = draft.labels(name)
    is_dated = any({"from", "until"} & each.keys() for each in indicators.values() if each["category"] == name)
    if weights and not is_dated and chance.happens():
        table["weight"] = toml_number(added(weights))
    if chance.happens(1, 3):
        table["decimals"] = chance.count(max(map(decimals_of, weights), default=0), 3)
    if chance.happens(1, 4):
        table["rounding"] = chance.one(("half-even", "down", "up"))
    return table


def _indicator(draft: Draft, category: str) -> TomlTable:
    chance = draft.chance
    target, weight = chance.one(_TARGETS), chance.one(_WEIGHTS)
    table: TomlTable = {"category": category, "target": target, **draft.labels("indicator")}
    if target != "kept":
        table |= {"decimals": chance.count(0, 2), "min": 1, "max": 40}
    if weight is not None:
        table["weight"] = weight
        table |= _scoring(draft, target)
    if chance.happens(1, 3):
        table["not_carried"] = chance.one(("reweight", "zero"))
        if chance.happens(1, 3):
            table["carried"] = {"known": next(iter(draft.file["inputs"]))}
    if chance.happens(1, 3):
        table["quality"] = chance.one(_QUALITIES)
        if chance.happens(1, 3):
            table["quality_labels"] = {word: draft.label(word) for word in table["quality"]}
    if chance.happens(1, 4):
        table |= draft.period_range()
    if chance.happens(1, 6):
        table["cascade"] = chance.one(("each", "none"))
        if target != "kept" and draft.kind in _OF_PARTS:
            table["pace"] = _PACES.get(str(target), "linear")
    return table


def _scoring(draft: Draft, target: object) -> TomlTable:
    """One of the forms that there are for a target."""
    chance = draft.chance
    if target == "kept":
        return chance.one(({}, {"scoring": "all-or-nothing"}))
    zero: Any = {"at_most": 50, "between": [Decimal("0.5"), 45]}.get(str(target), Decimal("-0.5"))
    of = "value" if target == "between" else chance.one(_SCALES)
    scale: TomlTable = {"points": [[0, 0], [5, Decimal("2.5")], [10, 5]]}
    scale |= {} if of == "value" else {"of": of}
    scale |= chance.one(({}, {"between": "step"}))
    forms = ("all-or-nothing", "ratio", {"per_point": Decimal("0.5")}, {"range": {"zero_at": zero}}, {"scale": scale})
    return {"scoring": chance.one(forms)}
