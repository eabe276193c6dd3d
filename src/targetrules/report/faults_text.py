"""Faults of a policy as a person reads them: in full, with the line shown and underlined, or one line each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from targetrules.report.excerpt import excerpt
from targetrules.report.paint import Paint, plain
from targetrules.source.diagnostic import Diagnostic
from targetrules.visible import visible
from targetrules.wording import say

__all__ = ["concise", "full"]

_WIDTH: Final = 100


def full(diagnostic: Diagnostic, language: str, *, width: int = _WIDTH, paint: Paint = plain) -> str:
    """A fault in full: code, sentence, place, the line underlined, what to do. ``width`` is that of the terminal."""
    return "\n".join(_full(diagnostic, language, width, paint))


def _full(diagnostic: Diagnostic, language: str, width: int, paint: Paint) -> Iterator[str]:
    part = "advice" if diagnostic.level == "note" else "error"
    head = paint(say(f"reports.{diagnostic.level}", language, {"code": diagnostic.code}), part)
    yield head + say("reports.after-head", language, {"sentence": diagnostic.message(language)})
    span = diagnostic.span
    number = str(span.line) if span else " "
    margin = " " * len(number)
    yield paint(f"{margin}--> ", "frame") + place(diagnostic)
    if span is not None and diagnostic.document is not None:
        bar = paint("|", "frame")
        seen = excerpt(diagnostic.document, span, width - len(number) - 3)
        yield f"{margin} {bar}"
        yield f"{paint(number, 'frame')} {bar} {seen.line}"
        yield f"{margin} {bar} {' ' * seen.before}{paint('^' * seen.under, part)}"
    yield paint(f"{margin} = ", "frame") + paint(diagnostic.advice(language), "advice")


def concise(diagnostic: Diagnostic, language: str) -> str:
    """A fault on one line that editors understand, without the line of the file."""
    values = {
        "place": place(diagnostic),
        "code": diagnostic.code,
        "sentence": diagnostic.message(language),
        "advice": diagnostic.advice(language),
    }
    return say("reports.concise-note" if diagnostic.level == "note" else "reports.concise", language, values)


def place(diagnostic: Diagnostic) -> str:
    """The place of a fault as ``file:line:column``, as far as these are known."""
    span, file = diagnostic.span, visible(diagnostic.file)
    return f"{file}:{span.line}:{span.column}" if span else file
