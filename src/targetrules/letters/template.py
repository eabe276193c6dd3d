"""What letters say: the words of the office, of the policy, or of this package, whichever stand nearest."""

from __future__ import annotations

from functools import cache

from targetrules.data import frozen
from targetrules.rules.definition import Label, label_text
from targetrules.rules.letter_lines import Line, Place, lines_in, parts_in
from targetrules.rules.letters import LetterText, LetterTexts
from targetrules.rules.tree import Rules
from targetrules.visible import visible
from targetrules.wording import say

__all__ = ["Template", "template_of"]


@frozen
class Template:
    """What the letters of one consequence say, in one language.

    Attributes:
        to: To whom they are; where the first is left out, the second is said.
        title: Their title; likewise.
        lines: Their text.
        office: Who signs them; None: nobody is named.
        number: The number of a letter, with a place for the number of the letter among all; None: they have none.
    """

    to: tuple[tuple[str | Place, ...], ...]
    title: tuple[tuple[str | Place, ...], ...]
    lines: tuple[Line, ...]
    office: str | None
    number: tuple[str | Place, ...] | None


def template_of(rules: Rules, of_office: LetterTexts | None, consequence: str, language: str) -> Template:
    """What the letters of a consequence say.

    Of each part the office's own words for the consequence are taken, else those of the policy for it, else the
    office's for all, else those of the policy for all, else those that stand in the wording of this package.
    """
    given = (of_office or LetterTexts(), rules.letters)
    texts = [each.consequences.get(consequence, LetterText()) for each in given] + [each.of_all for each in given]

    def said(name: str) -> str | None:
        label: Label | None = next((found for each in texts if (found := getattr(each, name)) is not None), None)
        return None if label is None else label_text(label, language, "")

    rule = next(each for each in rules.consequences if each.id == consequence)

    def or_own(name: str, own: str) -> tuple[tuple[str | Place, ...], ...]:
        return tuple(parts_in(each) for each in (said(name), _own(own, language)) if each)

    number = said("number")
    return Template(
        or_own("to", "to"),
        or_own("title", f"title-{rule.kind or 'none'}"),
        lines_in(said("text") or _own("text", language)),
        None if (office := said("office")) is None else visible(office),
        None if number is None else parts_in(number),
    )


@cache
def _own(name: str, language: str) -> str:
    return say(f"letters.own-{name}", language, {})
