"""A decision as a letter: the lines of its template, filled in and numbered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import field

from targetrules.data import define, frozen
from targetrules.description.numerals import chinese_number, list_mark
from targetrules.letters.filling import Filling
from targetrules.letters.letter import Letter, Paragraph
from targetrules.letters.template import Template
from targetrules.report import explanation_lines
from targetrules.rules.letter_lines import Line, Place
from targetrules.visible import visible
from targetrules.wording import say

__all__ = ["EMPTY", "Lacking", "written"]

EMPTY: Final = ""
"""What is lacking where nothing is left of the text."""


@frozen(slots=True)
class Lacking:
    """A place of a template for which there is nothing, though the letter needs it.

    Attributes:
        place: The name of the place; :data:`EMPTY` where nothing is left of the text.
        unit: The unit to which the letter was to be.
        period: The period.
        consequence: The id of the consequence.
    """

    place: str
    unit: str
    period: int | str
    consequence: str


def written(template: Template, filling: Filling) -> Letter | list[Lacking]:
    """The letter, or what it lacks.

    A line with a place that may be empty is left out where it is; a heading below which nothing is left likewise, and
    the others are numbered.
    """
    writer = _Writer(filling)
    number = None if template.number is None else writer.line(template.number)
    title, to = writer.first(template.title), writer.first(template.to)
    paragraphs = tuple(writer.paragraphs(template.lines))
    if not any(each.kind != "heading" for each in paragraphs):
        writer.lack(EMPTY)
    if writer.lacking:
        return writer.lacking
    outcome = filling.outcome
    return Letter(
        outcome.unit,
        outcome.period,
        filling.decided.id,
        filling.language,
        number,
        title,
        to,
        paragraphs,
        filling.office,
        filling.day,
    )


@define
class _Writer:
    filling: Filling
    lacking: list[Lacking] = field(factory=list)
    headings: int = 0

    def line(self, parts: Sequence[str | Place]) -> str | None:
        """A line; None where it is left out."""
        found = self.filling.filled(parts)
        if not isinstance(found, Place):
            return None if found is None else visible(found)
        self.lack(found.name)
        return None

    def lack(self, place: str) -> None:
        """Note that something is wanted for which there is nothing."""
        of = self.filling
        self.lacking.append(Lacking(place, of.outcome.unit, of.outcome.period, of.decided.id))

    def first(self, alternatives: Sequence[Sequence[str | Place]]) -> str:
        """The first line that is not left out."""
        return next(filter(None, map(self.line, alternatives)), "")

    def paragraphs(self, lines: Sequence[Line]) -> Iterator[Paragraph]:
        """The paragraphs of the letter, each heading before what is below it."""
        heading: str | None = None
        for line in lines:
            if line.is_heading:
                heading = self.line(line.parts)
                continue
            found = list(self.of_line(line))
            if found and heading is not None:
                self.headings += 1
                yield Paragraph(self.numbered(heading), "heading")
                heading = None
            yield from found

    def of_line(self, line: Line) -> Iterator[Paragraph]:
        """What a line of the template becomes."""
        if line.block is not None:
            yield from self.items(self.filling.block(line.block))
        elif text := self.line(line.parts):
            yield Paragraph(text)

    def numbered(self, heading: str) -> str:
        """A heading with its number."""
        language = self.filling.language
        number = chinese_number(self.headings) if language == "zh" else str(self.headings)
        return say("letters.heading", language, {"number": number, "text": heading})

    def items(self, lines: Sequence[explanation_lines.Line]) -> Iterator[Paragraph]:
        """Lines below one another as items; one that is alone in its list has no number."""
        counts: list[int] = []
        numbered: list[bool] = []
        for at, line in enumerate(lines):
            del counts[line.depth + 1 :], numbered[line.depth :]
            counts += [0] * (line.depth + 1 - len(counts))
            counts[line.depth] += 1
            numbered.append(counts[line.depth] > 1 or _has_next(lines, at))
            mark = list_mark(counts[line.depth], sum(numbered), self.filling.language) if numbered[-1] else ""
            yield Paragraph(mark + self.stopped(line.text), "item", line.depth)

    def stopped(self, text: str) -> str:
        """A sentence with a capital at its beginning, unless that is a name of the policy, and a sign at its end."""
        first = text.split(" ", 1)[0].rstrip(":")
        if first.isalpha() and not self.filling.is_name(first):
            text = text[:1].upper() + text[1:]
        return text if text.endswith((":", "：", ".", "。", "?", "？")) else self.filling.say("stop", text=text)


def _has_next(lines: Sequence[explanation_lines.Line], at: int) -> bool:
    """Whether a later line stands beside this one, in the same list."""
    depth = lines[at].depth
    for line in lines[at + 1 :]:
        if line.depth <= depth:
            return line.depth == depth
    return False
