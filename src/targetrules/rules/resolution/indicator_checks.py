"""What is asked of categories and indicators as they are written, before anything is made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from targetrules.period import PeriodKind
from targetrules.rules.resolution.indicator_dates import check_dates_of, ranges_of, stretch_word, stretches_of
from targetrules.rules.resolution.indicator_names import made_of
from targetrules.rules.resolution.indicators_made import SCORE_DECIMALS
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.decimals import added, decimals_of, plain_digits
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import as_toml
from targetrules.wording import Listing, Word

__all__ = ["check_indicators", "decimals_of_target"]

_BARE: Final = re.compile(r"[^\W\d]\w*")
_OF_NUMBERS: Final = ("unit", "decimals", "min", "max", "target_min", "target_max", "pace")
_WITHOUT_PARTS: Final = ("month", "sequence", "school-year", "fiscal-year")
_OF_TARGETS: Final = ("target_min", "target_max")
_LONGEST: Final = 64
_MOST_DECIMALS: Final = 6


def check_indicators(file: syntax.PolicyFile, diagnostics: DiagnosticCollector) -> set[Path]:
    """Note what is wrong with each; where those stand of which nothing can be made."""
    found = set[Path]()
    for section, check in (("categories", _check_category), ("indicators", _check_indicator)):
        for name, each in (getattr(file, section) or {}).items():
            before = len(diagnostics)
            if _BARE.fullmatch(name) is None:
                diagnostics.add("TR220", (section, name), at="key", found=name)
            check(name, each, file, diagnostics)
            if len(diagnostics) > before:
                found.add((section, name))
                diagnostics.lost.update((name, *made_of(name)))
    known = file.categories or {}
    return found | {("indicators", name) for name, one in (file.indicators or {}).items() if one.category not in known}


def decimals_of_target(indicator: syntax.Indicator) -> int:
    """How many decimals its target may have, and so what lies between that and the value."""
    own = indicator.decimals or 0
    if not isinstance(indicator.target, syntax.Multiple):
        return own
    return own + decimals_of(Decimal(indicator.target.multiple))


# ---- categories ------------------------------------------------------------------------------------------------------


def _check_category(
    name: str, category: syntax.Category, file: syntax.PolicyFile, diagnostics: DiagnosticCollector
) -> None:
    """It has indicators, and their weights add up to its own."""
    path: Path = ("categories", name)
    members = {each: one for each, one in (file.indicators or {}).items() if one.category == name}
    if category.decimals is not None and not 0 <= category.decimals <= _MOST_DECIMALS:
        diagnostics.add("TR015", (*path, "decimals"), found=str(category.decimals), least=0, most=_MOST_DECIMALS)
    strays = [each for each in (file.indicators or {}).values() if each.category not in (file.categories or {})]
    if not members and not strays and not diagnostics.touch("indicators"):
        diagnostics.add("TR222", path, at="key", name=name)
    if category.weight is not None and members and not diagnostics.touch("indicators"):
        _check_weights(name, Decimal(category.weight), members, file, diagnostics)


def _check_weights(
    name: str,
    weight: Decimal,
    members: Mapping[str, syntax.Indicator],
    file: syntax.PolicyFile,
    diagnostics: DiagnosticCollector,
) -> None:
    """Note the first stretch of periods in which the weights of the indicators do not add up to that of the category.

    A stretch in which none of them is in force has none.
    """
    kind, ranges = PeriodKind(file.policy.period), ranges_of(file)
    stretches = stretches_of(ranges[each] for each in members)
    for stretch in stretches:
        there = {each: one for each, one in members.items() if stretch.is_within(ranges[each])}
        found = added(Decimal(one.weight) for one in there.values() if one.weight is not None)
        if not there or found == weight:
            continue
        told, whole = plain_digits(found), plain_digits(weight)
        listed = Listing(tuple(f"{each} {plain_digits(Decimal(one.weight or 0))}" for each, one in there.items()))
        values: dict[str, Any] = {"name": name, "weights": listed, "found": told, "whole": whole}
        path: Path = ("categories", name, "weight")
        if len(stretches) == 1:
            diagnostics.add("TR223", path, **values)
        else:
            advice = Word("indicators.said-weights-then", {"when": stretch_word(stretch, kind), **values})
            diagnostics.add("TR223", path, advice=advice, **values)
        return


# ---- indicators ------------------------------------------------------------------------------------------------------


def _check_indicator(
    name: str, indicator: syntax.Indicator, file: syntax.PolicyFile, diagnostics: DiagnosticCollector
) -> None:
    path: Path = ("indicators", name)
    known = file.categories or {}
    if indicator.category not in known and not diagnostics.is_lost(indicator.category):
        near = (indicator.category, known)
        told = Listing(tuple(known) or ("-",))
        diagnostics.add("TR221", (*path, "category"), near=near, found=indicator.category, known=told)
    if indicator.decimals is not None and not 0 <= indicator.decimals <= _MOST_DECIMALS:
        diagnostics.add("TR015", (*path, "decimals"), found=str(indicator.decimals), least=0, most=_MOST_DECIMALS)
    if indicator.weight is not None and indicator.weight <= 0:
        diagnostics.add("TR069", (*path, "weight"), found=as_toml(indicator.weight), name=name)
    elif indicator.weight is not None and indicator.category in known:
        kept = known[indicator.category].decimals
        kept = SCORE_DECIMALS if kept is None else kept
        if decimals_of(Decimal(indicator.weight)) > kept >= 0:
            diagnostics.add(
                "TR230", (*path, "weight"), found=as_toml(indicator.weight), category=indicator.category, kept=kept
            )
    if indicator.weight is None and indicator.scoring is not None:
        diagnostics.add("TR018", (*path, "scoring"), at="key", found="scoring", keys=("weight",))
    if indicator.pace is not None and file.policy.period in _WITHOUT_PARTS:
        of, wanted = Word("indicators.kind-no-parts"), Word("indicators.kind-parts")
        advice = Word("indicators.said-no-pace")
        diagnostics.add("TR045", (*path, "pace"), at="key", advice=advice, found="pace", kind=of, wanted=wanted)
    check_dates_of(indicator, path, file.policy, diagnostics)
    _check_target(indicator, path, diagnostics)
    _check_quality(indicator, path, diagnostics)


def _check_target(indicator: syntax.Indicator, path: Path, diagnostics: DiagnosticCollector) -> None:
    """What stands beside a target fits it."""
    target = indicator.target
    if target == "kept":
        for key in _OF_NUMBERS:
            if getattr(indicator, key) is not None:
                _not_for(key, "kept", (*path, key), diagnostics)
        if indicator.cascade in ("sum", "mean"):
            _not_for(f'cascade = "{indicator.cascade}"', "kept", (*path, "cascade"), diagnostics)
    if isinstance(target, syntax.Multiple):
        _check_multiple(target, indicator, path, diagnostics)
    _check_ends("min", "max", indicator, path, diagnostics)
    if indicator.target_min is not None or indicator.target_max is not None:
        least = "min" if indicator.target_min is None else "target_min"
        most = "max" if indicator.target_max is None else "target_max"
        _check_ends(least, most, indicator, path, diagnostics)


def _check_ends(
    least: str, most: str, indicator: syntax.Indicator, path: Path, diagnostics: DiagnosticCollector
) -> None:
    """Something lies between two ends; a target that lacks one of its own has that of the value."""
    low, high = getattr(indicator, least), getattr(indicator, most)
    if low is not None and high is not None and low > high:
        is_mixed = (least == "min") != (most == "max")
        key = least if is_mixed and most == "max" else most
        advice = Word("indicators.said-ends", {"least": least, "most": most}) if is_mixed else None
        diagnostics.add("TR044", (*path, key), advice=advice, least=least, low=low, most=most, high=high)


def _check_multiple(
    target: syntax.Multiple, indicator: syntax.Indicator, path: Path, diagnostics: DiagnosticCollector
) -> None:
    """It follows from the value, so that it has no ends of its own."""
    for key in _OF_TARGETS:
        if getattr(indicator, key) is not None:
            _not_for(key, "multiple", (*path, key), diagnostics)
    if not 1 <= target.over <= _LONGEST:
        diagnostics.add("TR015", (*path, "target", "over"), found=str(target.over), least=1, most=_LONGEST)
    if target.multiple <= 0:
        found = as_toml(target.multiple)
        diagnostics.add("TR226", (*path, "target", "multiple"), found=found, name=path[-1])
    elif 0 <= (indicator.decimals or 0) <= _MOST_DECIMALS < decimals_of_target(indicator):
        most = _MOST_DECIMALS - (indicator.decimals or 0)
        diagnostics.add("TR231", (*path, "target", "multiple"), found=as_toml(target.multiple), most=most)


def _not_for(found: str, kind: str, path: Path, diagnostics: DiagnosticCollector) -> None:
    """Note what is not said of such a target."""
    of, wanted = Word(f"indicators.kind-{kind}"), Word("indicators.kind-number")
    diagnostics.add("TR045", path, at="key", advice=Word("indicators.said-remove"), found=found, kind=of, wanted=wanted)


def _check_quality(indicator: syntax.Indicator, path: Path, diagnostics: DiagnosticCollector) -> None:
    """Some word says that a value counts, and nothing but these words has a label."""
    quality = indicator.quality
    if quality is None and indicator.quality_labels is not None:
        diagnostics.add("TR018", (*path, "quality_labels"), at="key", found="quality_labels", keys=("quality",))
    if quality is not None and "counts" not in quality.values():
        diagnostics.add("TR229", (*path, "quality"), at="key", name=path[-1])
