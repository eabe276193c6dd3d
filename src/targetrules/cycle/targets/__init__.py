"""Targets as a table: which unit must reach what, whether they are broken down, and how far they have been followed.

from targetrules import load
from targetrules.cycle.targets import check_targets, progress

found = check_targets(load("county.toml"), "targets.csv", "units.csv")
for breach in found.breaches:
    print(breach.text("en"))
for each in progress(load("county.toml"), "2026.csv", "targets.csv", more=["2025.csv"]).standings:
    print(each.state, each.indicator, each.unit)
"""

from __future__ import annotations

from targetrules.cycle.targets.breaches import Breach, TargetsCheck
from targetrules.cycle.targets.checking import check_targets
from targetrules.cycle.targets.following import Progress, progress
from targetrules.cycle.targets.pace import Standing
from targetrules.cycle.targets.progress_faults import Fault, ProgressTablesError
from targetrules.cycle.targets.progress_text import progress_csv, progress_text, progress_values, standing_text
from targetrules.cycle.targets.reading import TargetsTableError
from targetrules.cycle.targets.text import targets_text, targets_values

__all__ = [
    "Breach",
    "Fault",
    "Progress",
    "ProgressTablesError",
    "Standing",
    "TargetsCheck",
    "TargetsTableError",
    "check_targets",
    "progress",
    "progress_csv",
    "progress_text",
    "progress_values",
    "standing_text",
    "targets_text",
    "targets_values",
]
