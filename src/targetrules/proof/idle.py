"""Parts of a policy that may be idle, each with the policy as it is without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from attrs import evolve

from targetrules.data import frozen
from targetrules.rules import tree
from targetrules.source.diagnostic import Path

__all__ = ["Part", "parts_of"]


@frozen(slots=True)
class Part:
    """A rule, band or case: its id, where it stands in the file, what it is part ``of``, and the policy without it."""

    id: str
    path: Path
    of: tree.Measure | tree.Grading
    without: tree.Rules


def parts_of(rules: tree.Rules) -> Iterator[Part]:
    """The rules of grading, its bands and scales, and the cases of measures, in the order of the sections."""
    for measure in rules.measures.values():
        yield from _cases(rules, measure)
    if rules.grading is not None:
        yield from _grading(rules, rules.grading)


def _cases(rules: tree.Rules, measure: tree.Measure) -> Iterator[Part]:
    """The cases of a measure that has one formula, which they are."""
    formula = measure.versions[0].formula
    if len(measure.versions) > 1 or not isinstance(formula, tree.Cases) or len(formula.of) == 1:
        return
    for at in range(len(formula.of)):
        fewer = evolve(formula, of=_without(formula.of, at))
        other = evolve(measure, versions=(evolve(measure.versions[0], formula=fewer),))
        path = ("measures", measure.name, "cases", at)
        yield Part(f"measures.{measure.name}.cases.{at + 1}", path, measure, _with(rules, measure, other))


def _grading(rules: tree.Rules, grading: tree.Grading) -> Iterator[Part]:
    def part(id_: str, path: Path, **changed: Any) -> Part:
        return Part(id_, path, grading, _with(rules, grading, evolve(grading, **changed)))

    for at, scale in enumerate(grading.scales):
        own: Path = ("grading", "scales", at)
        if scale.id == "grading.bands":
            own = ("grading",)
        else:
            yield part(scale.id, own, scales=_without(grading.scales, at))
        for place, band in enumerate(scale.bands):
            others = evolve(scale, bands=_without(scale.bands, place))
            scales = (*grading.scales[:at], others, *grading.scales[at + 1 :])
            within = "grading.bands" if own == ("grading",) else f"{scale.id}.bands"
            yield part(f"{within}.{band.grade}", (*own, "bands"), scales=scales)
    kinds: Mapping[str, str] = {
        "unrated": "unrated", "forced": "forced", "floors": "floors", "limits": "steps", "caps": "caps",
        "quotas": "quotas",
    }  # fmt: skip
    for name, key in kinds.items():
        those: tuple[tree.UnitRule | tree.Quota, ...] = getattr(grading, name)
        for at, rule in enumerate(those):
            yield part(rule.id, ("grading", key, at), **{name: _without(those, at)})


_T = TypeVar("_T")


def _without(all_: tuple[_T, ...], at: int) -> tuple[_T, ...]:
    return (*all_[:at], *all_[at + 1 :])


def _with(rules: tree.Rules, old: tree.Definition, new: tree.Measure | tree.Grading) -> tree.Rules:
    """The rules with another definition in place of one."""
    order = tuple(new if each is old else each for each in rules.order)
    if isinstance(new, tree.Measure):
        return evolve(rules, measures={**rules.measures, new.name: new}, order=order)
    return evolve(rules, grading=new, order=order)
