"""The ``period`` entry of a condition: a range of periods, and how they come round."""

from __future__ import annotations

from math import lcm
from typing import Any, Final

from targetrules.data import define
from targetrules.period import part_of_year, parts_of_year
from targetrules.rules.condition import During, PartsOfYear
from targetrules.rules.resolution.advice import period_advice
from targetrules.rules.resolution.context import ResolutionContext
from targetrules.rules.resolution.name_advice import part_advice, span_advice
from targetrules.rules.resolution.tables import TableReader
from targetrules.source.diagnostic import Path
from targetrules.syntax.shape import as_toml
from targetrules.wording import Word

__all__ = ["MOST_PERIODS_OF_CYCLE", "during_of"]

_OF_PERIOD: Final = ("from", "until", "every", "in")
_LONGEST_CYCLE: Final = 100
MOST_PERIODS_OF_CYCLE: Final = 10_000
"""After so many periods, at most, all that comes round in a policy comes together again."""


def during_of(value: Any, path: Path, context: ResolutionContext) -> During | None:
    """The condition that a ``period`` entry is; None where it has faults, which are noted."""
    return _Reader(context).during(value, path)


@define
class _Reader(TableReader):
    """Reads ``{ from = …, until = …, every = …, in = … }``."""

    def during(self, value: Any, path: Path) -> During | None:
        if type(value) in (int, str):
            advice = period_advice(value, self.context) or span_advice(value, self.context)
            self.context.diagnostics.add("TR097", path, found=as_toml(value), advice=advice)
            return None
        spans = span_advice(value, self.context) if isinstance(value, list) else None
        if not self.is_of(value, dict[str, Any], path, spans or Word("diagnostics.said-span")):
            return None
        self.check_keys(value, _OF_PERIOD, path)
        start, end = (value[key] if self.is_end(value, key, path) else None for key in ("from", "until"))
        periods = self.context.period_range(start, end, path)
        every, parts = self.every(value, path), self.within_year(value, path)
        if "every" in value and "in" in value:
            self.context.diagnostics.add("TR017", (*path, "in"), at="key", keys=("every", "in"))
            return None
        return During(periods, every, parts)

    def is_end(self, value: dict[str, Any], key: str, path: Path) -> bool:
        return key in value and self.is_of(value[key], int | str, (*path, key))

    def every(self, value: dict[str, Any], path: Path) -> int | None:
        """Each so-manieth period from ``from`` on."""
        always = Word("diagnostics.said-every-one") if value.get("every") == 1 else None
        every = self.count(value, "every", path, 2, _LONGEST_CYCLE, always)
        if "every" in value and "from" not in value and "in" not in value and set(value) <= set(_OF_PERIOD):
            advice = Word("diagnostics.said-every-from")
            self.context.diagnostics.add(
                "TR018", (*path, "every"), at="key", advice=advice, found="every", keys=("from",)
            )
        if "from" not in value:
            return None
        return every if every is None or self.comes_round(every, (*path, "every")) else None

    def comes_round(self, every: int, path: Path) -> bool:
        """Whether all that comes round in the policy comes together again before long, so that dates can be checked."""
        cycle = lcm(self.context.cycle, every)
        if cycle > MOST_PERIODS_OF_CYCLE:
            self.context.diagnostics.add("TR111", path, every=every, most=f"{MOST_PERIODS_OF_CYCLE:,}")
            return False
        self.context.cycle = cycle
        return True

    def within_year(self, value: dict[str, Any], path: Path) -> PartsOfYear | None:
        """The parts of the year, such as ``Q4``."""
        if "in" not in value:
            return None
        at, written, kind = (*path, "in"), value["in"], self.context.period_kind
        count = parts_of_year(kind)
        if count is None:
            if not self.context.diagnostics.touch("policy"):
                self.context.diagnostics.add("TR112", at, at="key", kind=Word(f"periods.kind-{kind.value}"))
            return None
        if not self.are_of(written, int | str | list[int | str], at):
            return None
        each = [((*at, index), one) for index, one in enumerate(written)] if isinstance(written, list) else []
        parts = {self.part_of_year(one, place) for place, one in each or [(at, written)]}
        return PartsOfYear(tuple(sorted(part for part in parts if part is not None)), count)

    def part_of_year(self, written: int | str, path: Path) -> int | None:
        kind = self.context.period_kind
        part = part_of_year(kind, written)
        if part is None:
            expected, advice = Word(f"periods.part-{kind.value}"), part_advice(written, self.context)
            self.context.diagnostics.add("TR040", path, advice=advice, found=as_toml(written), expected=expected)
        return part
