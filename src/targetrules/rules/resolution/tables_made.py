"""The arrows from tables that stand for inputs, conditions and measures: indicators and ballots."""

from __future__ import annotations

from collections.abc import Mapping

from targetrules.rules.resolution.from_ballots import with_ballots
from targetrules.rules.resolution.from_indicators import with_indicators
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax

__all__ = ["places_of_made", "with_made"]


def with_made(file: syntax.PolicyFile, diagnostics: DiagnosticCollector) -> syntax.PolicyFile:
    """The file with all that its indicators and ballots stand for; the same file where it has none."""
    return with_ballots(with_indicators(file, diagnostics), diagnostics)


def places_of_made(file: syntax.PolicyFile) -> Mapping[Path, Path]:
    """Where in a file that is sound that stands of which something is made, by the section and the name of the latter.

    ``("measures", "x_score")`` comes of ``("indicators", "x", "scoring")``, which need not be written.
    """
    diagnostics = DiagnosticCollector()
    with_made(file, diagnostics)
    return diagnostics.moved
