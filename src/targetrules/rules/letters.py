"""The words of letters that tell units what follows for them, as ``[letters]`` of a policy or of an office has them."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field

from targetrules.data import frozen
from targetrules.rules.definition import Label

__all__ = ["LetterText", "LetterTexts"]


@frozen(slots=True)
class LetterText:
    """Words of letters; what is None is taken from elsewhere, see :func:`targetrules.letters.template.template_of`.

    Attributes:
        to: To whom they are.
        title: Their title.
        text: Their lines.
        office: Who signs them.
        number: The number that the office gives a letter.
    """

    to: Label | None = None
    title: Label | None = None
    text: Label | None = None
    office: Label | None = None
    number: Label | None = None


@frozen(slots=True)
class LetterTexts:
    """Words for all letters, and for those of some consequences.

    Attributes:
        of_all: Those for all.
        consequences: Those for the letters of a consequence, by its id.
    """

    of_all: LetterText = LetterText()
    consequences: Mapping[str, LetterText] = field(factory=dict)
