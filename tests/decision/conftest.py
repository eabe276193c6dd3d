"""The folder and the calls of the command line: what Python writes is held against what the program writes."""

from __future__ import annotations

from tests.cli.conftest import call, folder

__all__ = ["call", "folder"]
