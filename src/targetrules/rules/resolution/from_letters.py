"""``[letters]`` as written to what is meant by it."""

from __future__ import annotations

from typing import Final

from targetrules.rules.letter_lines import BLOCKS, PLACES, VALUE, Place, is_alone, parts_in, places_in
from targetrules.rules.letters import LetterText, LetterTexts
from targetrules.rules.resolution.context import ResolutionContext, label_of
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.wording import Listing

__all__ = ["letter_texts_of"]

_LINES: Final = ("to", "title", "number")
"""What stands on one line, and has places; the name of the office has none."""


def letter_texts_of(context: ResolutionContext) -> LetterTexts:
    """The words of letters; what is wrong with them is noted."""
    written = context.file.letters
    if written is None:
        return LetterTexts()
    path: Path = ("letters",)
    of_all = _text(written, path, context)
    found = {}
    for id_, each in (written.consequences or {}).items():
        at: Path = (*path, "consequences", id_)
        if id_ not in context.consequences:
            context.unknown("TR026", at, id_, context.consequences, is_key=True)
        found[id_] = _text(each, at, context)
    return LetterTexts(of_all, found)


def _text(written: syntax.LetterText, path: Path, context: ResolutionContext) -> LetterText:
    for name in (*_LINES, "text"):
        given: syntax.Label | None = getattr(written, name)
        if isinstance(given, str):
            _check(given, (*path, name), context)
        for language, text in given.items() if isinstance(given, dict) else ():
            _check(text, (*path, name, language), context)
    _check_number(written.number, (*path, "number"), context)
    labels = {
        name: None if (given := getattr(written, name)) is None else label_of(given)
        for name in (*_LINES, "text", "office")
    }
    return LetterText(**labels)


def _check_number(label: syntax.Label | None, path: Path, context: ResolutionContext) -> None:
    """Note a number that all letters would have alike."""
    texts = [] if label is None else [label] if isinstance(label, str) else label.values()
    if not all(Place("n") in parts_in(each) for each in texts):
        context.diagnostics.add("TR303", path)


def _check(text: str, path: Path, context: ResolutionContext) -> None:
    """Note places that there are not, those that stand where they cannot, and single braces."""
    values = [f"{VALUE}{name}" for name in (*(context.file.inputs or {}), *(context.file.measures or {}))]
    known = (*PLACES, *(BLOCKS if _is_text(path) else ()), *values)
    for place, start, end in places_in(text):
        within = start, end
        if place is None:
            context.diagnostics.add("TR301", path, within=within)
        elif place.name in BLOCKS:
            if not _is_text(path) or not is_alone(text, start, end):
                context.diagnostics.add("TR302", path, within=within, found=place.name)
        elif place.name not in known:
            near, listed = (place.name, known), Listing(known)
            context.diagnostics.add("TR300", path, within=within, near=near, found=place.name, known=listed)


def _is_text(path: Path) -> bool:
    """Whether lines may stand at this place of a file."""
    return "text" in path[-2:]
