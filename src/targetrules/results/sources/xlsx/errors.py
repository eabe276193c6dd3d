"""What is wrong with a workbook as a file: known also to those who never open one."""

from __future__ import annotations

from targetrules.errors import TargetrulesError
from targetrules.wording import Word

__all__ = ["BrokenWorkbookError", "WorkbookTooLargeError"]


class BrokenWorkbookError(TargetrulesError):
    """The bytes are no workbook, or a damaged one; ``about`` says what is wrong."""

    def __init__(self, about: Word) -> None:
        super().__init__(about)
        self.about = about


class WorkbookTooLargeError(TargetrulesError):
    """The workbook holds more than is read."""
