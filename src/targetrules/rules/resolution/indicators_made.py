"""What is made of the indicators of a policy, by section and name, and where that which is noted of it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import attrs
from attrs import field

from targetrules.data import define
from targetrules.period import PeriodKind
from targetrules.rules.leaf import PeriodRange
from targetrules.rules.resolution.indicator_dates import ranges_of
from targetrules.rules.resolution.indicator_headings import with_labels
from targetrules.rules.resolution.indicator_names import labels_of, texts_of
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.wording import Word

__all__ = ["SCORE_DECIMALS", "Made"]

_SECTIONS: Final = ("inputs", "conditions", "measures")
_NAMED: Final = ("inputs", "parameters", "measures", "cuts", "conditions", "statuses", "rankings", "details")
SCORE_DECIMALS: Final = 2
"""What scores keep where their category does not say."""


@define
class Made:
    """The file as written, and inputs, conditions and measures that its indicators stand for.

    ``headings`` are labels by which the columns of inputs may be called as well.
    """

    written: syntax.PolicyFile
    diagnostics: DiagnosticCollector
    inputs: dict[str, syntax.Input] = field(factory=dict)
    headings: dict[str, list[str]] = field(factory=dict)
    conditions: dict[str, syntax.Condition] = field(factory=dict)
    measures: dict[str, syntax.Measure] = field(factory=dict)

    @cached_property
    def kind(self) -> PeriodKind:
        """What the policy's period is."""
        return PeriodKind(self.written.policy.period)

    @cached_property
    def ranges(self) -> Mapping[str, PeriodRange]:
        """The periods in which each indicator is in force, by its name."""
        return ranges_of(self.written)

    def add(self, section: str, name: str, value: Any, path: Path) -> None:
        """Something that is made, unless the policy has the name already, which is noted."""
        first = next((f"{each}.{name}" for each in _NAMED if name in (getattr(self.written, each) or {})), None)
        made = next((each for each in _SECTIONS if name in getattr(self, each)), None)
        if made is not None:
            first = ".".join(map(str, self.diagnostics.moved[made, name]))
        if first is not None:
            advice = Word("ballots.said-clash" if path[0] == "ballots" else "indicators.said-clash", {"name": name})
            self.diagnostics.add("TR061", path, at="key", advice=advice, found=name, first=f"[{first}]")
            self.diagnostics.lost.add(name)
            return
        self.diagnostics.moved[section, name] = path
        getattr(self, section)[name] = value

    def label(self, part: str, label: syntax.Label | None, otherwise: str) -> dict[str, str]:
        """The label of what is made of something."""
        return labels_of(part, label, otherwise, self.written.policy.languages)

    def texts(self, label: syntax.Label | None, otherwise: str) -> dict[str, str]:
        """What something is called by its label, in the same languages."""
        return texts_of(label, otherwise, self.written.policy.languages)

    def rounding(self, category: str) -> tuple[int, syntax.RoundingWord | None]:
        """How many decimals the scores of a category keep, and how they are rounded."""
        found = (self.written.categories or {})[category]
        return SCORE_DECIMALS if found.decimals is None else found.decimals, found.rounding

    def file(self) -> syntax.PolicyFile:
        """The file, in which what is made comes before what the author defined."""
        written, own = self.written, self.written.inputs or {}
        return attrs.evolve(
            written,
            inputs={**with_labels(self.inputs, self.headings, own), **own} or None,
            conditions={**self.conditions, **(written.conditions or {})} or None,
            measures={**self.measures, **(written.measures or {})} or None,
        )
