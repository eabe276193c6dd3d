"""How much may be made of a file: a budget, measured by the size of what was given, that every reader draws on.

A file that is packed, that refers to one text a thousand times, or whose short lines have to be filled up makes more of
itself than it is. Honest files do so a few times over; a small file that fills the memory is damaged, or made to do
harm. So what is unpacked, met and kept on the way is counted against a sum of its own, which is a fixed amount (for
small files) and so much for each byte of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from targetrules.data import frozen
from targetrules.errors import TargetrulesError

__all__ = ["SUMS", "Account", "Budget", "OverBudgetError", "Sum"]


class Account(StrEnum):
    """What is counted."""

    BYTES = "bytes"
    """That a packed file unpacks to: parts of a workbook, pages of a Parquet file."""
    TAGS = "tags"
    """Of the XML of a workbook, those that end an element among them."""
    CELLS = "cells"
    """Of a table, blank ones among them; and of areas that a workbook declares."""
    FILLED = "filled"
    """Blank cells that fill up short lines, and objects of JSON that have not all keys."""


@frozen(slots=True)
class Sum:
    """A fixed amount, and so much for each byte of the file."""

    fixed: int
    for_each_byte: int


SUMS: Final[Mapping[Account, Sum]] = {
    Account.BYTES: Sum(33_554_432, 32),
    Account.TAGS: Sum(1_000_000, 4),
    Account.CELLS: Sum(2_000_000, 8),
    Account.FILLED: Sum(1_000_000, 1),
}
"""An ordinary workbook unpacks to ten or twenty times its size, and has one or two tags for each byte."""


class OverBudgetError(TargetrulesError):
    """More was made of a file of ``size`` bytes than may be: more than ``most`` of what the ``account`` counts."""

    def __init__(self, account: Account, most: int, size: int) -> None:
        super().__init__(account, most, size)
        self.account = account
        self.most = most
        self.size = size


class Budget:
    """What may still be made of a file of ``size`` bytes."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._most = {account: each.fixed + each.for_each_byte * size for account, each in SUMS.items()}
        self._left = dict(self._most)

    def draw(self, account: Account, amount: int = 1) -> None:
        """Count so much more; raises :class:`OverBudgetError` where it is too much."""
        self._left[account] -= amount
        if self._left[account] < 0:
            raise OverBudgetError(account, self._most[account], self._size)
