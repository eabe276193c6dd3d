"""An explanation as indented lines, with marks for what holds (✔), fails (✘) and cannot be known (?)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from targetrules.data import frozen
from targetrules.explanation.codes import WORDS
from targetrules.explanation.findings import (
    Change,
    Cited,
    ConsequenceExplained,
    ConsequenceState,
    Counted,
    Explanation,
    Fact,
    Finding,
    Goal,
    GradeExplained,
    GradeStep,
    Nearest,
    Unsettled,
)
from targetrules.explanation.relevant_rows import MOST_MOVED
from targetrules.report.negation import directly
from targetrules.report.phrases import Phrases
from targetrules.rules.definition import label_text

__all__ = [
    "Line",
    "indented",
    "lines_of",
    "of_changes",
    "of_consequence",
    "of_fact",
    "of_grade",
    "reasons_of",
]

_MARKS: Final = {True: "✔", False: "✘", None: "?"}
_STATES: Final = {"held": "✔", "failed": "✘", "unknown": "?", "absent": "–"}
_MARK_OF_STATE: Final = {
    ConsequenceState.FIRES: "✔",
    ConsequenceState.REPLACED: "✘",
    ConsequenceState.UNDETERMINED: "?",
    ConsequenceState.DOES_NOT_FIRE: "✘",
    ConsequenceState.NOT_IN_FORCE: "–",
}
_GRADE_GOALS: Final = (Goal.BETTER, Goal.WORSE, Goal.GRADED)


def _is_noise(unsettled: Unsettled) -> bool:
    """Whether it is of no interest once there is a change that would do: that of a value not all were tried."""
    return unsettled.rows == "many" or (not unsettled.rows and not unsettled.moves and unsettled.low is None)


def _aim(goal: Goal, kind: str | None) -> str:
    """A goal as sentences call it, which of a reward are others."""
    return f"{goal.value}-reward" if kind == "reward" and goal not in _GRADE_GOALS else goal.value


class Line(NamedTuple):
    """A line of an explanation.

    Attributes:
        text: What it says, which is true of what was found: it needs no mark to be understood.
        mark: What stands before it: whether it holds, or that it is one of a list; "" where nothing does.
        depth: Under how many others it stands.
    """

    text: str
    mark: str = ""
    depth: int = 0

    def __str__(self) -> str:
        """As it stands in a text."""
        return f"{'  ' * self.depth}{self.mark} {self.text}" if self.mark else f"{'  ' * self.depth}{self.text}"


def indented(lines: Iterable[Line], by: int = 1) -> Iterator[Line]:
    """The lines so much further in."""
    for line in lines:
        yield Line(line.text, line.mark, line.depth + by)


def lines_of(explanation: Explanation, phrases: Phrases) -> Iterator[str]:
    """All lines of an explanation, without their line ends."""
    return map(str, _Lines(phrases).of(explanation))


def reasons_of(explanation: Explanation, phrases: Phrases) -> Iterator[str]:
    """Why the grade and the consequences were decided so, without anything else that is told of them."""
    lines = _Lines(phrases)
    if explanation.grade is not None:
        yield from map(str, lines.of_grade(explanation.grade))
    for entry in explanation.consequences:
        yield str(Line(lines.headline(entry, explanation), _MARK_OF_STATE[entry.state]))
        yield from map(str, indented(lines.why(entry), 2))


def of_grade(grade: GradeExplained, phrases: Phrases) -> Iterator[Line]:
    """Why a unit has its grade."""
    lines = _Lines(phrases)
    yield from lines.of_facts([grade.source])
    for step in grade.steps:
        yield from lines.of_step(step)


def of_fact(fact: Fact, phrases: Phrases) -> Iterator[Line]:
    """A fact, and all that it comes from."""
    return _Lines(phrases).of_facts([fact])


def of_consequence(entry: ConsequenceExplained, phrases: Phrases) -> Iterator[Line]:
    """Why a unit receives a consequence, or does not."""
    return _Lines(phrases).why(entry)


def of_changes(
    nearest: Nearest, grade: GradeExplained | None, phrases: Phrases, kind: str | None = None
) -> Iterator[Line]:
    """What would have changed a grade, or a consequence of some kind."""
    return _Lines(phrases).of_nearest(nearest, grade, kind)


@frozen(slots=True)
class _Lines:
    phrases: Phrases

    def of(self, explanation: Explanation) -> Iterator[Line]:
        say = self.phrases.say
        if explanation.grade is None:
            yield Line(say("heading-without-grade", unit=explanation.unit, period=explanation.period))
        else:
            grade = explanation.grade.grade or say("no-grade")
            yield Line(say("heading", unit=explanation.unit, period=explanation.period, grade=grade))
        yield Line(say("by-policy", policy=explanation.policy))
        yield from self.of_successions(explanation)
        yield from self.of_decided(explanation)
        if explanation.grade is not None:
            yield Line("")
            yield from self.of_grade(explanation.grade)
        yield Line("")
        yield Line(say("consequences") if explanation.consequences else say("no-consequences"))
        for entry in explanation.consequences:
            yield from self.of_consequence(entry, explanation)
        if not explanation.searched:
            yield Line("")
            yield Line(say("not-searched"))

    def of_successions(self, explanation: Explanation) -> Iterator[Line]:
        """Whose past the unit's past is."""
        if explanation.successions:
            yield Line("")
            yield Line(self.phrases.say("successions"))
            yield from indented(self.of_facts(explanation.successions))

    def of_decided(self, explanation: Explanation) -> Iterator[Line]:
        """What was decided otherwise."""
        if explanation.decided:
            yield Line("")
            if explanation.decided[0].code != "decided.before":
                yield Line(self.phrases.say("decided"))
            yield from indented(self.of_facts(explanation.decided))

    # ---- the grade ---------------------------------------------------------------------------------------------------

    def of_grade(self, grade: GradeExplained) -> Iterator[Line]:
        yield Line(self.phrases.say("grade", grade=grade.grade or self.phrases.say("no-grade")))
        yield from indented(self.of_facts([grade.source]))
        for step in grade.steps:
            yield from indented(self.of_step(step))
        yield from indented(self.of_nearest(grade.nearest, grade))

    def of_step(self, step: GradeStep) -> Iterator[Line]:
        """The lines of a step of grading: what it did, where it comes from, and why."""
        yield Line(self.phrases.of_step(step), _MARKS[step.finding.truth])
        if cited := self.of_cited(step.cited):
            yield Line(self.joined(cited), depth=2)
        yield from indented(self.of_facts(step.finding.facts), 2)
        for child in step.finding.children:
            yield from indented(self.of_finding(child), 2)

    # ---- consequences ------------------------------------------------------------------------------------------------

    def of_consequence(self, entry: ConsequenceExplained, explanation: Explanation) -> Iterator[Line]:
        yield Line(self.headline(entry, explanation), _MARK_OF_STATE[entry.state])
        if about := list(self.about(entry)):
            yield Line(self.joined(about), depth=2)
        yield from indented(self.why(entry), 2)
        yield from indented(self.of_nearest(entry.nearest, explanation.grade, entry.kind), 2)

    def why(self, entry: ConsequenceExplained) -> Iterator[Line]:
        """What was found of the conditions of a consequence."""
        if entry.when is not None:
            yield from self.of_top(entry.when)
        if entry.unless is not None:
            yield from self.of_exception(entry.unless)

    def headline(self, entry: ConsequenceExplained, explanation: Explanation) -> str:
        say = self.phrases.say
        match entry.state:
            case ConsequenceState.REPLACED:
                return say("replaced", consequence=entry.consequence, by=entry.replaced_by)
            case ConsequenceState.UNDETERMINED:
                return say("undetermined", consequence=entry.consequence, missing=entry.missing)
            case ConsequenceState.NOT_IN_FORCE:
                span = self.span(entry)
                return say("not-in-force", consequence=entry.consequence, period=explanation.period, span=span)
            case _:
                return say(entry.state.value, consequence=entry.consequence)

    def span(self, entry: ConsequenceExplained) -> str:
        if entry.first is not None and entry.last is not None:
            return self.phrases.say("span-between", first=entry.first, last=entry.last)
        if entry.first is not None:
            return self.phrases.say("span-from", first=entry.first)
        return self.phrases.say("span-until", last=entry.last)

    def about(self, entry: ConsequenceExplained) -> Iterator[str]:
        """What is said of a consequence: to whom, what, until when; of one that does not fire only its source."""
        if entry.state in (ConsequenceState.FIRES, ConsequenceState.REPLACED):
            if entry.kind is not None:
                yield self.phrases.say(entry.kind)
            yield self.phrases.say(entry.force)
            if entry.to:
                yield self.phrases.say("for", roles=entry.to)
            if entry.actions:
                yield self.phrases.say("actions", actions=entry.actions)
            if entry.deadline is not None:
                yield self.phrases.of_deadline(entry.deadline, entry.counted_from)
            if entry.lasts is not None:
                yield self.phrases.of_lasting(entry.lasts, entry.counted_from)
        yield from self.of_cited(entry.cited)

    def of_cited(self, cited: Cited) -> list[str]:
        told = []
        if cited.source is not None and cited.article:
            told.append(self.phrases.say("source-article", source=cited.source, article=cited.article))
        elif cited.source is not None:
            told.append(self.phrases.say("source", source=cited.source))
        elif cited.article:
            told.append(self.phrases.say("article", article=cited.article))
        if cited.quote:
            told.append(self.phrases.say("quote", quote=" ".join(cited.quote.split())))
        if cited.description:
            text = " ".join(label_text(cited.description, self.phrases.language, "").split("\n")).strip()
            told.append(self.phrases.say("note", text=text))
        return told

    def joined(self, parts: list[str]) -> str:
        return self.phrases.say("between").join(parts)

    def of_top(self, finding: Finding) -> Iterator[Line]:
        """The findings of a rule's entries; that all of them must hold is not said."""
        told = directly(finding)[1]
        for each in told.children if told.code == "all.of" else (finding,):
            yield from self.of_finding(each)

    def of_exception(self, unless: Finding) -> Iterator[Line]:
        sentence = self.phrases.say(f"exception-{WORDS[unless.truth]}")
        yield Line(self.phrases.say("opens", sentence=sentence), _MARKS[unless.truth])
        yield from indented(self.of_top(unless))

    # ---- findings and facts ------------------------------------------------------------------------------------------

    def of_finding(self, finding: Finding) -> Iterator[Line]:
        truth, told = directly(finding)
        sentence = self.phrases.of_finding(told)
        opens = told.children or told.periods
        yield Line(self.phrases.say("opens", sentence=sentence) if opens else sentence, _MARKS[truth])
        yield from self.beneath(told)

    def beneath(self, finding: Finding) -> Iterator[Line]:
        yield from indented(self.of_facts(finding.facts))
        for child in finding.children:
            yield from indented(self.of_finding(child))
        for counted in finding.periods:
            yield from indented(self.of_counted(counted))

    def of_counted(self, counted: Counted) -> Iterator[Line]:
        """The line of a period that a temporal condition looked at, and what was seen in it."""
        say = self.phrases.say
        finding = None if counted.finding is None else directly(counted.finding)[1]
        period = self.phrases.of_counted(counted)
        if finding is None:
            told = say("absent", period=period)
        else:
            told = say("counted-why", period=period, sentence=self.phrases.of_finding(finding))
        if counted.passed_over:
            told = say("passed-over", what=told)
        opens = finding is not None and bool(finding.children or finding.periods)
        yield Line(say("opens", sentence=told) if opens else told, _STATES[counted.state])
        yield from indented(self.of_facts(counted.decided))
        if finding is not None:
            yield from self.beneath(finding)

    def of_facts(self, facts: Iterable[Fact]) -> Iterator[Line]:
        for fact in facts:
            sentence = self.phrases.of_fact(fact)
            yield Line(self.phrases.say("opens", sentence=sentence) if fact.findings else sentence, "·")
            for finding in fact.findings:
                yield from indented(self.of_finding(finding))
            yield from indented(self.of_facts(fact.facts))

    # ---- the nearest changes -----------------------------------------------------------------------------------------

    def of_nearest(
        self, nearest: Nearest | None, grade: GradeExplained | None, kind: str | None = None
    ) -> Iterator[Line]:
        """The changes for each goal; ``kind`` is that of the consequence: a reward is lost, and nobody avoids it."""
        if nearest is None:
            return
        for goal in nearest.goals:
            found = [each for each in nearest.changes if each.goal is goal and not each.worse]
            worse = [each for each in nearest.changes if each.goal is goal and each.worse]
            unsettled = [each for each in nearest.unsettled if each.goal is goal and not (found and _is_noise(each))]
            left_open = [each for each in found if each.state is ConsequenceState.UNDETERMINED]
            changes = [each for each in found if each not in left_open]
            told = [*(self.of_change(each, grade) for each in changes), *map(self.of_unsettled, unsettled)]
            if told:
                yield from self.listed(f"{'goal' if changes else 'untried'}-{_aim(goal, kind)}", told)
            if left_open:
                yield from self.listed("goal-undetermined", [self.of_change(each, grade) for each in left_open])
            if not (told or left_open or worse):
                yield Line(self.none(_aim(goal, kind), nearest), "→")
            if worse:
                yield from self.listed(f"price-{_aim(goal, kind)}", [self.of_change(each, grade) for each in worse])

    def none(self, aim: str, nearest: Nearest) -> str:
        """That no change would have done, of those that were tried."""
        sentence = self.phrases.say(f"none-{aim}")
        return self.phrases.say("none-of-others", sentence=sentence, kept=nearest.kept) if nearest.kept else sentence

    def listed(self, key: str, told: Iterable[str]) -> Iterator[Line]:
        yield Line(self.phrases.say(key), "→")
        yield from (Line(each, "·", 1) for each in told)

    def of_change(self, change: Change, grade: GradeExplained | None) -> str:
        """The line of a change: the values, and what else changes with it."""
        say = self.phrases.say
        after = self.phrases.of_alternatives(change.after)
        if change.before.value is None:
            told = say("change-missing", input=change.input, after=after)
        else:
            told = say("change", input=change.input, before=self.phrases.of_value(change.before), after=after)
        if change.by is not None and change.then:
            told = say("change-below", change=told, policy=change.by, then=change.then)
        if change.state is ConsequenceState.UNDETERMINED and change.worse:
            told = say("then-undetermined", change=told)
        if change.grade is not None and (change.goal in _GRADE_GOALS or grade is None or change.grade != grade.grade):
            return say("then-grade", change=told, grade=change.grade)
        return told

    def of_unsettled(self, unsettled: Unsettled) -> str:
        if unsettled.rows:
            return self.phrases.say(f"unsettled-rows-{unsettled.rows}", details=unsettled.input, count=unsettled.count)
        if unsettled.moves:
            return self.phrases.say("unsettled-group", input=unsettled.input, most=MOST_MOVED)
        if unsettled.low is None or unsettled.high is None:
            return self.phrases.say("unsettled-missing", input=unsettled.input)
        low, high = self.phrases.of_value(unsettled.low), self.phrases.of_value(unsettled.high)
        return self.phrases.say("unsettled", input=unsettled.input, low=low, high=high)
