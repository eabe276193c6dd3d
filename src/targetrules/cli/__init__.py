"""The command line: ``targetrules check``, ``evaluate`` and so on; one file a command, imported when it is called."""

from __future__ import annotations

import sys
from typing import NoReturn

from targetrules.cli.program import run

__all__ = ["main"]


def main() -> NoReturn:
    """The entry point of ``targetrules``: exits with 0 (clean), 1 (findings) or 2 (usage, unreadable input)."""
    sys.exit(run())
