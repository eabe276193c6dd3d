"""The columnar engine: whole tables at once, on NumPy, bit for bit as the reference engine."""

from __future__ import annotations

from targetrules.engine.columnar.step import Machine

__all__ = ["Machine"]
