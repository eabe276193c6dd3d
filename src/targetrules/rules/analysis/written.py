"""How numbers are written: the formulas of a measure, one of each version or case, with its place and its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from targetrules.data import frozen
from targetrules.rules.definition import Measure, Version
from targetrules.rules.leaf import LeafNumber, Literal, NumberOf, RankOf, SizeOf
from targetrules.rules.number import Cases, Cut, Number
from targetrules.source.decimals import decimal_text
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax

__all__ = ["WrittenFormula", "cases_of", "formulas_of", "leaf_text"]


@frozen(slots=True)
class WrittenFormula:
    """A formula of a version, where it stands, and its text; weights have none."""

    number: Number
    version: Version
    path: Path
    text: str = ""


def formulas_of(measure: Measure, file: syntax.PolicyFile) -> Iterator[WrittenFormula]:
    """The formulas of a measure, or of a cut, in their order; of one that is made of an indicator none is written."""
    cut = (file.cuts or {}).get(measure.name)
    if cut is not None:
        yield from _of_cut(measure, cut)
        return
    for version, written, path in _versions(measure, file):
        formula = version.formula
        if written.cases is not None and isinstance(formula, Cases):
            for at, (case, each) in enumerate(zip(formula.of, written.cases, strict=True)):
                yield WrittenFormula(case.formula, version, (*path, "cases", at, "formula"), each.formula)
            if formula.otherwise is not None:
                yield WrittenFormula(formula.otherwise, version, (*path, "otherwise"), written.otherwise or "")
        else:
            key = next(
                (key for key in ("formula", "points", "scale", "cases") if getattr(written, key) is not None), "weights"
            )
            yield WrittenFormula(formula, version, (*path, key), written.formula or "")


def _of_cut(measure: Measure, written: syntax.Cut) -> Iterator[WrittenFormula]:
    version = measure.versions[0]
    number = version.formula.of if isinstance(version.formula, Cut) else version.formula
    yield WrittenFormula(number, version, ("cuts", measure.name, "formula"), written.formula)


def cases_of(measure: Measure, file: syntax.PolicyFile) -> Iterator[tuple[Cases, Sequence[Path]]]:
    """The cases of each version that has some, and where each stands; at the end ``otherwise``, where it is written."""
    if measure.name in (file.cuts or {}):
        return
    for version, written, path in _versions(measure, file):
        if written.cases is not None and isinstance(version.formula, Cases):
            paths: list[Path] = [(*path, "cases", at, "when") for at in range(len(written.cases))]
            yield version.formula, [*paths, (*path, "otherwise")] if written.otherwise is not None else paths


def _versions(measure: Measure, file: syntax.PolicyFile) -> Iterator[tuple[Version, syntax.Version, Path]]:
    """The versions as meant and as written, and where each stands."""
    written, path = (file.measures or {}).get(measure.name), ("measures", measure.name)
    if written is None:
        return
    if written.versions is None:
        yield measure.versions[0], written, path
        return
    for index, (version, each) in enumerate(zip(measure.versions, written.versions, strict=True)):
        yield version, each, (*path, "versions", index)


def leaf_text(number: LeafNumber) -> str:
    """A number that needs no formula, as it is written in a policy."""
    match number:
        case Literal(value):
            return decimal_text(value)
        case NumberOf(name):
            return name
        case RankOf(ranking):
            return f"{ranking}.rank"
        case SizeOf(ranking):
            return f"{ranking}.size"
        case _:
            assert_never(number)
