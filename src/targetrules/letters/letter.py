"""A letter as data: to whom, about what, its paragraphs, who signs it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from targetrules.data import frozen

__all__ = ["Letter", "Paragraph"]


@frozen(slots=True)
class Paragraph:
    """A paragraph of a letter.

    Attributes:
        text: What it says, with the number that it has in the letter.
        kind: ``"heading"`` of a part, ``"text"``, or ``"item"`` of a list.
        depth: Of an item, under how many others it stands.
    """

    text: str
    kind: Literal["heading", "text", "item"] = "text"
    depth: int = 0


@frozen(slots=True)
class Letter:
    """A letter to a unit about one consequence.

    Attributes:
        unit: The unit.
        period: The period, as outcomes print it.
        consequence: The id of the consequence.
        language: The language of the letter.
        number: The number that the office gives it; None: it has none.
        title: Its title.
        to: To whom it is.
        paragraphs: What it says.
        office: Who signs it; None: nobody is named.
        day: The date of the decision; None: it is not known, and stays to be filled in.
    """

    unit: str
    period: int | str
    consequence: str
    language: str
    number: str | None
    title: str
    to: str
    paragraphs: tuple[Paragraph, ...]
    office: str | None
    day: date | None

    def docx(self) -> bytes:
        """The letter as a document of word processors; a Chinese one is laid out by GB/T 9704-2012.

        Raises:
            MissingExtraError: python-docx is not installed (extra ``office``).
        """
        from targetrules.letters.docx import docx_of

        return docx_of([self])

    def html(self) -> str:
        """The letter as one page of HTML: nothing is fetched, nothing runs."""
        from targetrules.letters.html import html_of

        return html_of([self])
