"""Why a unit has its grade or receives a consequence, as sentences of a letter.

An explanation for those who check a rule shows its whole structure, with marks for what holds and what does not. A
letter has no marks, and is for whom it is about: it tells what was found that decided it, and each sentence is true by
itself. So what only joins conditions is left out, and of alternatives those that did not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from attrs import evolve

from targetrules.data import frozen
from targetrules.explanation.codes import WORDS
from targetrules.explanation.findings import (
    ConsequenceExplained,
    ConsequenceState,
    Counted,
    Fact,
    Finding,
    GradeExplained,
    GradeStep,
)
from targetrules.explanation.values import Named
from targetrules.outcome import Truth
from targetrules.report.explanation_lines import Line, indented, of_changes
from targetrules.report.negation import directly
from targetrules.report.phrases import Phrases
from targetrules.wording import list_of, say

__all__ = ["LetterPhrases", "change_lines", "grade_lines", "reason_lines"]

_JOINTS: Final = frozenset({"all.of", "any.of"})
"""Findings that only join others."""
_GRADE_IS: Final = {f"{of}.{how}": f"{of}.is" for of in ("grade", "input_grade") for how in ("at_least", "at_most")}
"""That a grade is one or better, or worse, and that it is this one."""
_DEFINED: Final[Mapping[str, Truth]] = {
    "condition.holds": False,
    "condition.does_not_hold": True,
    "status.enter": False,
    "status.leave": False,
}
"""Findings below which stands what must all hold, and the truth with which it does not."""
_LIMITS: Final = frozenset({"floors", "caps", "steps", "quotas"})
"""Rules of grading that are no ground of a grade that is within them anyway."""


@frozen(slots=True)
class LetterPhrases(Phrases):
    """Words of an explanation as letters have them.

    Attributes:
        value: What the value of an input or a measure is in words, by its name; None where it is missing.
    """

    value: Callable[[str], str | None]

    def of_finding(self, finding: Finding) -> str:
        """The sentence of a finding; of values that are only asked to be there it has these: they are the ground.

        Of a grade that is the very one that is asked for, it does not say that it is no worse or no better.
        """
        names, wanted = finding.values.get("names"), finding.values.get("wanted")
        if finding.truth is True and finding.code in _GRADE_IS and finding.values["grade"] == wanted:
            return self.of_finding(evolve(finding, code=_GRADE_IS[finding.code]))
        if finding.code != "known.all" or finding.truth is not True or not isinstance(names, tuple):
            return Phrases.of_finding(self, finding)
        told = [
            say(
                "letters.known",
                self.language,
                {"name": self.of(each), "value": self.value(each.id) or self.say("missing")},
            )
            for each in names
            if isinstance(each, Named)
        ]
        return list_of(tuple(told), self.language)


def reason_lines(entry: ConsequenceExplained, phrases: Phrases) -> Iterator[Line]:
    """Why a unit receives a consequence: what was found, and that it is no exception."""
    if entry.when is not None:
        yield from _of_finding(entry.when, phrases)
    if entry.unless is not None:
        sentence = phrases.say(f"exception-{WORDS[entry.unless.truth]}")
        yield from _headed(sentence, _of_finding(entry.unless, phrases), phrases, opens=True)


def grade_lines(grade: GradeExplained, phrases: Phrases, made_of: Iterable[Line] = ()) -> Iterator[Line]:
    """Why a unit has its grade: the number that it comes from, what that is made of, and the rules that did something.

    That it was entered says nothing of why.
    """
    if grade.source.code != "grade.given":
        yield from _headed(phrases.of_fact(grade.source), made_of, phrases, opens=True)
    for step in grade.steps:
        did_nothing = step.finding.truth is True and step.before == step.after and step.kind in _LIMITS
        if step.finding.truth is not False and step.kind != "scales" and not did_nothing:
            yield from _of_step(step, phrases)


def change_lines(entry: ConsequenceExplained, grade: GradeExplained | None, phrases: Phrases) -> Iterator[Line]:
    """What would have spared the unit the consequence, where that was searched for.

    A change that would have left it undetermined is none.
    """
    if entry.nearest is None:
        return
    changes = tuple(each for each in entry.nearest.changes if each.state is not ConsequenceState.UNDETERMINED)
    left = {each.goal for each in entry.nearest.changes} - {each.goal for each in changes}
    goals = tuple(each for each in entry.nearest.goals if each not in left)
    nearest = evolve(entry.nearest, changes=changes, goals=goals)
    yield from of_changes(nearest, grade, phrases, entry.kind)


# ---- findings --------------------------------------------------------------------------------------------------------


def _of_finding(finding: Finding, phrases: Phrases) -> Iterator[Line]:
    """A finding and what it rests on; of what joins others these alone."""
    finding = directly(finding)[1]
    if finding.code in _JOINTS:
        for child in _decisive(finding):
            yield from _of_finding(child, phrases)
        return
    opens = bool(finding.children or finding.periods)
    yield from _headed(phrases.of_finding(finding), _below(finding, phrases), phrases, opens=opens)


def _headed(sentence: str, below: Iterable[Line], phrases: Phrases, *, opens: bool) -> Iterator[Line]:
    """A sentence, with a colon where it opens up what stands below it."""
    lines = list(below)
    yield Line(phrases.say("opens", sentence=sentence) if opens and lines else sentence)
    yield from indented(lines)


def _below(finding: Finding, phrases: Phrases) -> Iterator[Line]:
    """What stands below a finding: where its values come from, what it rests on, the periods that it looked at."""
    yield from _of_facts(finding.facts, phrases)
    for child in _decisive(finding):
        yield from _of_finding(child, phrases)
    for counted in finding.periods:
        yield from _of_counted(counted, phrases)


def _decisive(finding: Finding) -> tuple[Finding, ...]:
    """Those below a finding that made it what it is: of several of which each is enough, those that are so."""
    wanted: Truth
    if finding.code in _DEFINED and _DEFINED[finding.code] is finding.truth and len(finding.children) > 1:
        return tuple(each for each in finding.children if each.truth is False)
    match finding.code, finding.truth:
        case "any.of", True:
            wanted = True
        case "all.of", False:
            wanted = False
        case "number_of.at_least", True:
            wanted = True
        case _:
            return finding.children
    return tuple(each for each in finding.children if each.truth is wanted)


def _of_counted(counted: Counted, phrases: Phrases) -> Iterator[Line]:
    """A period that was looked at, and what was seen in it."""
    period = phrases.of_counted(counted)
    finding = None if counted.finding is None else directly(counted.finding)[1]
    below = list(_of_facts(counted.decided, phrases))
    if finding is None:
        told = phrases.say("absent", period=period)
    elif finding.code in _JOINTS:
        told = period
        below += _of_finding(finding, phrases)
    else:
        told = phrases.say("counted-why", period=period, sentence=phrases.of_finding(finding))
        below += _below(finding, phrases)
    if counted.passed_over:
        told = phrases.say("passed-over", what=told)
    opens = finding is not None and bool(finding.children or finding.periods)
    yield from _headed(told, below, phrases, opens=opens)


def _of_facts(facts: Iterable[Fact], phrases: Phrases) -> Iterator[Line]:
    """Facts without what they in turn come from: whoever asks for that is given an explanation."""
    return (Line(phrases.of_fact(each)) for each in facts)


def _of_step(step: GradeStep, phrases: Phrases) -> Iterator[Line]:
    """A rule of the grading that did something, or of which it is not known, and why."""
    opens = bool(step.finding.children)
    yield from _headed(phrases.of_step(step), _below(step.finding, phrases), phrases, opens=opens)
