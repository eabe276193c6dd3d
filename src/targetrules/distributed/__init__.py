"""Results beyond one machine: Spark moves the rows, the columnar engine judges them (extra ``spark``).

    dependency graph ──▶ plan    what of a policy looks beyond the unit, and so which rows must come together
    DataFrame ──ReadTask──▶ encoded rows ──CompareTask, CountTask, counting──▶ rows with places ──JudgeTask──▶ outcomes

Workers of Spark import the tasks alone, so that each public name brings its module when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from targetrules.extra import need

if TYPE_CHECKING:
    from targetrules.distributed.evaluate import evaluate_spark
    from targetrules.distributed.plans import NotDistributableError, Partitioning, SparkPlan, plan

__all__ = ["NotDistributableError", "Partitioning", "SparkPlan", "evaluate_spark", "plan"]

_HOME: Final = {
    "evaluate_spark": "evaluate",
    **dict.fromkeys(("NotDistributableError", "Partitioning", "SparkPlan", "plan"), "plans"),
}


def __getattr__(name: str) -> Any:
    """A public name, from the module where it lives."""
    if name not in _HOME:
        message = f"module 'targetrules.distributed' has no attribute {name!r}"
        raise AttributeError(message)
    if name == "evaluate_spark":
        need("spark", "numpy", "pyarrow", "narwhals", "pyspark")
    return getattr(import_module(f"targetrules.distributed.{_HOME[name]}"), name)
