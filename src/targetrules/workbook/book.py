"""What files of workbooks have in common: texts stay texts, headings look alike, no part has a date of its own."""

from __future__ import annotations

from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from xlsxwriter import Workbook

__all__ = ["BORDER", "HEADING", "new_book"]

BORDER: Final[dict[str, Any]] = {"border": 1, "border_color": "#BFBFBF"}
"""The lines around a cell, as the library takes them."""
HEADING: Final[dict[str, Any]] = {
    "bold": True,
    "bg_color": "#DDE3EA",
    "border": 1,
    "text_wrap": True,
    "align": "center",
    "valign": "vcenter",
}
"""How the heading of a column looks."""

# One and the same for all, as of the parts of the archive: the same sheets are the same bytes.
_MADE: Final = datetime(1980, 1, 1)  # noqa: DTZ001  the library wants none
_AS_TEXTS: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def new_book(file: IO[bytes], title: str, *, row_by_row: bool = False) -> Workbook:
    """A workbook without sheets, which is in the file when it is closed; a text is a text, whatever it begins with.

    Args:
        file: Where it goes.
        title: The title of the document.
        row_by_row: Whether it is written from top to bottom, and no row is kept.
    """
    from xlsxwriter import Workbook

    book = Workbook(file, {"constant_memory": row_by_row, **_AS_TEXTS})
    book.set_properties({"title": title, "created": _MADE})
    return book
