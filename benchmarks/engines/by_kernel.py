"""The policy in C: one radix sort a group and one pass. Wants rows by unit and period, and numbers for names."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.engines.tables import FOLDER

__all__ = ["library", "query"]

_BYTES = ("grade", "last", "before", "streak", "often", "rules")


def library() -> ctypes.CDLL | None:
    """The kernel, compiled; None without a C compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return None
    FOLDER.mkdir(parents=True, exist_ok=True)
    source, made = Path(__file__).with_name("kernel.c"), FOLDER / "kernel.so"
    subprocess.run([compiler, "-O3", "-march=native", "-shared", "-fPIC", "-o", made, source, "-lm"], check=True)  # noqa: S603
    return ctypes.CDLL(str(made))


def query(kernel: ctypes.CDLL, unit: Any, group: Any, period: Any, score: Any) -> dict[str, Any]:
    size = len(score)
    out: dict[str, Any] = {"rank": np.empty(size, np.int32), **{name: np.empty(size, np.int8) for name in _BYTES}}
    first, last = int(period.min()), int(period.max())
    columns = [column.ctypes.data_as(ctypes.c_void_p) for column in (unit, group, period, score)]
    results = [column.ctypes.data_as(ctypes.c_void_p) for column in out.values()]
    kernel.policy(ctypes.c_int64(size), *columns, first, last - first + 1, int(group.max()) + 1, 0, *results)
    return out
