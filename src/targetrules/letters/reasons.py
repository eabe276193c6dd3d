"""Why a unit has its grade or receives a consequence, as sentences of a letter that need no mark to be understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from targetrules.explanation.findings import ConsequenceExplained, Finding, GradeExplained
from targetrules.report.explanation_lines import Line, of_changes, of_consequence, of_grade
from targetrules.report.phrases import Phrases

__all__ = ["change_lines", "grade_lines", "reason_lines"]


def reason_lines(entry: ConsequenceExplained, phrases: Phrases) -> Iterator[Line]:
    """Why a unit receives a consequence: of what is enough by itself only that which holds."""
    when = None if entry.when is None else _without_what_failed(entry.when)
    yield from _sentences(of_consequence(evolve(entry, when=when), phrases))


def grade_lines(grade: GradeExplained, phrases: Phrases) -> Iterator[Line]:
    """Why a unit has its grade: where it comes from, and the rules that hold."""
    steps = tuple(each for each in grade.steps if each.finding.truth is not False)
    yield from _sentences(of_grade(evolve(grade, steps=steps), phrases))


def change_lines(entry: ConsequenceExplained, grade: GradeExplained | None, phrases: Phrases) -> Iterator[Line]:
    """What would have changed it, where that was searched for."""
    if entry.nearest is not None:
        yield from _sentences(of_changes(entry.nearest, grade, phrases, entry.kind))


def _without_what_failed(finding: Finding) -> Finding:
    """The finding without the alternatives that do not hold, where one does; what must not hold stays as it is."""
    children = map(_without_what_failed, finding.children)
    if finding.code == "any.of" and finding.truth is True:
        return evolve(finding, children=tuple(each for each in children if each.truth is True))
    return evolve(finding, children=tuple(children))


def _sentences(lines: Iterable[Line]) -> Iterator[Line]:
    """The same without marks."""
    return (Line(line.text, "", line.depth) for line in lines)
