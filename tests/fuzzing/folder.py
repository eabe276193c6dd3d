"""A folder of one process of a fuzzing session."""

from __future__ import annotations

import atexit
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["own_folder"]


@cache
def own_folder() -> Path:
    """In memory where there is such a place; removed when the process ends."""
    memory = Path("/dev/shm")  # noqa: S108  the folder that is made in it is not shared
    folder = TemporaryDirectory(prefix="targetrules-", dir=memory if memory.is_dir() else None)
    atexit.register(folder.cleanup)
    return Path(folder.name)
