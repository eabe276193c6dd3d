"""The command line: ``targetrules check``, ``evaluate`` and so on; one file a command, imported when it is called."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

__all__ = ["main"]


def main() -> NoReturn:
    """The entry point of ``targetrules``: exits with 0 (clean), 1 (findings) or 2 (usage, unreadable input).

    The process runs one command and ends, so nothing is gained by looking for garbage: not among modules while they are
    imported, nor among millions of cells, where it takes half of the time, nor before the interpreter ends.
    NumPy's library for linear algebra, of which there is none here, starts threads that wait for work without rest.
    Arrow's own allocator takes large pages from the system, which have to be cleared, for whoever will ask again: of a
    million rows a sixth of the processor time, and a tenth of the memory. What is set from outside stays as it is.
    """
    gc.disable()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    from targetrules.cli.program import run

    status = run()
    gc.freeze()
    sys.exit(status)
