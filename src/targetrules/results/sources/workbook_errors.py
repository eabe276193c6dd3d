"""What is wrong with a workbook as a file: known also to those who never open one."""

from __future__ import annotations

from targetrules.errors import TargetrulesError
from targetrules.wording import Word

__all__ = ["BrokenWorkbookError", "OtherSpreadsheetError", "WorkbookTooLargeError"]


class BrokenWorkbookError(TargetrulesError):
    """The bytes are no workbook, or a damaged one; ``about`` says what is wrong."""

    def __init__(self, about: Word) -> None:
        super().__init__(about)
        self.about = about


class OtherSpreadsheetError(TargetrulesError):
    """The workbook is of a ``kind`` that is not read: one with a password, one of Excel 95."""

    def __init__(self, kind: Word) -> None:
        super().__init__(kind)
        self.kind = kind


class WorkbookTooLargeError(TargetrulesError):
    """The workbook holds more than is read."""
