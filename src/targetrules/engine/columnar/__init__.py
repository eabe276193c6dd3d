"""The columnar engine: all units of a period at once, on NumPy (extra ``columnar``), bit for bit as the reference.

A period is one step of a :class:`~targetrules.engine.columnar.evaluation.step.StateMachine`; the past is a bounded
memory, a few words a unit.
"""

from __future__ import annotations

from targetrules.engine.columnar.by_row.to_judged import evaluate

__all__ = ["evaluate"]
