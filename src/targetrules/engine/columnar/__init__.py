"""The columnar engine: all units of a period at once, on NumPy (extra ``columnar``), bit for bit as the reference.

A period is one step of a :class:`~targetrules.engine.columnar.step.Machine`; the past is a bounded memory, a few words
a unit. :func:`evaluate` gives the very rows that the reference gives.
"""

from __future__ import annotations

from targetrules.engine.columnar.to_judged import evaluate

__all__ = ["evaluate"]
