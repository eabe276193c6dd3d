"""Decisions made elsewhere held against those of a policy: where they part, and which slip would explain it."""

from targetrules.reconciliation.official import OfficialListError
from targetrules.reconciliation.reconcile import (
    Agreement,
    Cause,
    Difference,
    Reconciliation,
    Step,
    reconcile,
)
from targetrules.reconciliation.text import reconciliation_text

__all__ = [
    "Agreement",
    "Cause",
    "Difference",
    "OfficialListError",
    "Reconciliation",
    "Step",
    "reconcile",
    "reconciliation_text",
]
