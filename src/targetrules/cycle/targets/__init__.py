"""Targets as a table: which unit must reach what, and whether they are broken down without being lowered.

from targetrules import load
from targetrules.cycle.targets import check_targets

found = check_targets(load("county.toml"), "targets.csv", "units.csv")
for breach in found.breaches:
    print(breach.text("en"))
"""

from __future__ import annotations

from targetrules.cycle.targets.breaches import Breach, TargetsCheck
from targetrules.cycle.targets.checking import check_targets
from targetrules.cycle.targets.reading import TargetsTableError
from targetrules.cycle.targets.text import targets_text, targets_values

__all__ = ["Breach", "TargetsCheck", "TargetsTableError", "check_targets", "targets_text", "targets_values"]
