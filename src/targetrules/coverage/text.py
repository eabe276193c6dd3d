"""Coverage in words: a summary by kind, then what is left, line by line, and what is not asked for and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from targetrules.coverage.coverage import Coverage, CoveredItem
from targetrules.coverage.proposals import Proposals
from targetrules.report.paint import Paint, plain
from targetrules.report.unshown import Needless, entry_to_paste
from targetrules.source.toml_text import in_quotes
from targetrules.wording import Listing, say

__all__ = ["coverage_text", "left_text", "proposals_text", "summary_rows"]

_ASPECTS = ("true", "false", "unknown", "matters")


def coverage_text(coverage: Coverage, language: str = "en", *, paint: Paint = plain) -> str:
    """Tell how much of a policy its examples show, and what is left.

    Args:
        coverage: What was found.
        language: ``"en"`` or ``"zh"``.
        paint: Gives parts of the text their colours; left out, there are none.

    Returns:
        The text, without an end of line behind the last line.

    Raises:
        UnknownLanguageError: There are no sentences in this language.
    """
    return "\n".join(_lines(coverage, language, paint))


def _lines(coverage: Coverage, language: str, paint: Paint) -> Iterator[str]:
    shown, asked = coverage.count()
    title = _say("title", language, percent=coverage.percent, shown=shown, asked=asked)
    yield "  " + paint(title, "good" if shown == asked else "heading")
    for indent, name, told in summary_rows(coverage, language):
        yield "    " + indent + _say("row", language, name=name, told=told)
    if coverage.left:
        yield "  " + paint(_say("left", language), "heading")
        yield from _left(coverage, language, paint)
    excused = [each for each in coverage.items if each.state == "excused"]
    if excused:
        yield "  " + paint(_say("excused", language), "heading")
        yield from _excused(excused, language)
    if coverage.needless:
        yield "  " + paint(_say("needless", language), "heading")
        for each in coverage.needless:
            place = place_of_entry(coverage, each, language)
            yield f"    {paint(place, 'frame')}  {each.text(language)}"
    if coverage.unlisted:
        yield "  " + _say("unlisted", language, sources=Listing(coverage.unlisted))


def proposals_text(proposals: Proposals, language: str = "en", *, paint: Paint = plain) -> str:
    """Tell the histories that were found, as examples to paste, and what none was found for.

    Args:
        proposals: What was found.
        language: ``"en"`` or ``"zh"``.
        paint: Gives parts of the text their colours; left out, there are none.

    Returns:
        The text, without an end of line behind the last line.

    Raises:
        UnknownLanguageError: There are no sentences in this language.
    """
    return "\n".join(_proposal_lines(proposals, language, paint))


def _proposal_lines(proposals: Proposals, language: str, paint: Paint) -> Iterator[str]:
    if proposals.found:
        yield "  " + paint(_say("proposed", language), "heading")
        for each in proposals.found:
            yield ""
            yield each.toml.rstrip("\n")
        yield ""
    if proposals.not_found:
        yield "  " + paint(_say("not-found", language), "heading")
        for item in proposals.not_found:
            says = _say("says", language, says=left_text(item, language))
            yield f"    {item.place}{says}"
        yield "  " + _say("explain", language)
        for place, items in groupby(proposals.not_found, key=lambda each: each.place):
            aspects = ", ".join(in_quotes(each.aspect) for each in items)
            yield ""
            yield from entry_to_paste(place, "aspects", f"[{aspects}]")
        yield ""
    if proposals.refuted:
        yield "  " + paint(_say("refuted", language), "error")
        for item in proposals.refuted:
            says = _say("says", language, says=_say(f"should-{item.aspect}", language))
            yield f"    {item.place}{says}"


def summary_rows(coverage: Coverage, language: str) -> Iterator[tuple[str, str, str]]:
    """Of each kind how much is shown; of entries also of each aspect, indented."""
    for kind in coverage.kinds:
        shown, asked = coverage.count(kind)
        told = _say("count", language, shown=shown, asked=asked)
        yield "", _say(f"kind-{kind}", language), told
        if kind == "entry":
            for aspect in _ASPECTS:
                found, all_ = coverage.count(kind, aspect)
                if all_:
                    told = _say("count", language, shown=found, asked=all_)
                    yield "  ", _say(f"should-{aspect}", language), told


def place_of_entry(coverage: Coverage, entry: Needless, language: str) -> str:
    """Where an entry stands that explains nothing."""
    if entry.line is None:
        return coverage.file
    return _say("at", language, place=coverage.file, line=entry.line, column=entry.column)


def _left(coverage: Coverage, language: str, paint: Paint) -> Iterator[str]:
    for _, items in groupby(coverage.left, key=lambda each: (each.line, each.column, each.place)):
        found = list(items)
        yield f"    {paint(where(coverage, found[0], language), 'frame')}  {found[0].written}  ({found[0].place})"
        for each in found:
            yield "      " + left_text(each, language)


def left_text(item: CoveredItem, language: str) -> str:
    """What was not seen of an item."""
    return _say(f"not-{item.aspect}", language)


def where(coverage: Coverage, item: CoveredItem, language: str) -> str:
    """The place of an item in its file."""
    if item.line is None:
        return coverage.file
    return _say("at", language, place=coverage.file, line=item.line, column=item.column)


def _excused(items: Sequence[CoveredItem], language: str) -> Iterator[str]:
    """The lines of all that need not be shown for one reason."""
    reasons: dict[str, list[str]] = {}
    for each in items:
        place = each.place if each.line is None else str(each.line)
        reasons.setdefault(each.why(language) or "", []).append(place)
    for why, places in reasons.items():
        found = tuple(dict.fromkeys(places))
        one = _say("line", language, line=found[0], why=why)
        yield "    " + (one if len(found) == 1 else _say("lines", language, lines=Listing(found), why=why))


def _say(key: str, language: str, **values: Any) -> str:
    return say(f"coverage.{key}", language, values)
