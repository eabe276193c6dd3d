"""``[letters]`` as written to what is meant by it."""

from __future__ import annotations

from typing import Final

from targetrules.rules.letter_lines import BLOCKS, PLACES, VALUE, Place, is_stray, lines_in, parts_in
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
    if is_stray(text):
        context.diagnostics.add("TR301", path)
    values = [f"{VALUE}{name}" for name in (*(context.file.inputs or {}), *(context.file.measures or {}))]
    lines = [line.parts for line in lines_in(text)] if _is_text(path) else [parts_in(text)]
    for parts in lines:
        for place in parts:
            if not isinstance(place, Place):
                continue
            if place.name in BLOCKS:
                if len(parts) > 1 or not _is_text(path):
                    context.diagnostics.add("TR302", path, found=place.name)
            elif place.name not in PLACES and place.name not in values:
                known = (*PLACES, *(BLOCKS if _is_text(path) else ()), *values)
                context.diagnostics.add("TR300", path, near=(place.name, known), found=place.name, known=Listing(known))


def _is_text(path: Path) -> bool:
    """Whether lines may stand at this place of a file."""
    return "text" in path[-2:]
