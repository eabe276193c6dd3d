"""What is filled in where a template has a place: the words for one decision, made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

from targetrules.data import frozen
from targetrules.description.names import closed_up
from targetrules.explanation.findings import ConsequenceExplained, Explanation
from targetrules.history import Value
from targetrules.letters.beside import Beside
from targetrules.letters.indicators import derivation_lines, indicator_lines
from targetrules.letters.reasons import LetterPhrases, change_lines, grade_lines, reason_lines
from targetrules.outcome import Decided, Outcome
from targetrules.report.explanation_lines import Line
from targetrules.report.labels import PolicyLabels
from targetrules.report.phrases import Phrases
from targetrules.rules.definition import InputKind
from targetrules.rules.letter_lines import VALUE, Place
from targetrules.rules.tree import Duration
from targetrules.visible import visible
from targetrules.wording import list_of, say

__all__ = ["Filling", "day_text", "length_text"]


@frozen
class Filling:
    """One decision of one unit, in the words that letters have for it.

    Attributes:
        names: The labels of the policy, in the language of the letter.
        outcome: What was decided of the unit.
        decided: The consequence that it is about.
        explanation: Why, of the grade and of this consequence.
        values: What the results say of the unit in the period, by input; empty where they are not at hand.
        day: The date of the decision.
        office: Who signs.
        persons: Who held the posts to which it is addressed, where that is known.
        number: The number of the letter among those that are written.
        beside: What a register knows of it besides; None: it follows from results alone.
    """

    names: PolicyLabels
    outcome: Outcome
    decided: Decided
    explanation: Explanation
    values: Mapping[str, Value]
    day: date | None
    office: str | None
    persons: Sequence[str]
    number: int
    beside: Beside | None = None

    def filled(self, parts: Iterable[str | Place]) -> str | Place | None:
        """The text; None where a place is empty that may be, the place itself where one is that may not."""
        found = ""
        for part in parts:
            text = part if isinstance(part, str) else self.text(part.name)
            if text is None and isinstance(part, Place):
                return None if part.may_lack else part
            joint = " " if _would_run_together(found, text or "") else ""
            found += joint + (text or "")
        return found

    def text(self, name: str) -> str | None:
        """What stands in a place of a line; None where there is nothing."""
        if name.startswith(VALUE):
            return self._value(name.removeprefix(VALUE))
        return _TEXTS[name](self) or None

    def block(self, name: str) -> list[Line]:
        """What stands in a place of lines of their own."""
        grade, beside = self.explanation.grade, self.beside or Beside()
        if name == "reasons":
            found = reason_lines(self.why, self.phrases) if beside.is_found else ()
            return [*([Line(beside.consequence)] if beside.consequence else ()), *found]
        if name == "changes":
            is_of_rules = beside.is_found and beside.grade is None
            return list(change_lines(self.why, grade, self.phrases)) if is_of_rules else []
        if name == "derivation":
            return [] if grade is None else list(derivation_lines(grade.source, self.phrases))
        if beside.grade is not None:
            return [Line(beside.grade)]
        if grade is None:
            return []
        made_of = indicator_lines(grade.source, self.names.rules, self.values, self.phrases)
        return list(grade_lines(grade, self.phrases, made_of))

    def is_name(self, word: str) -> bool:
        """Whether a word is the name of something in the policy."""
        rules = self.names.rules
        kinds = (rules.inputs, rules.parameters, rules.measures, rules.conditions, rules.statuses, rules.rankings)
        return any(word in kind for kind in kinds)

    # ---- words -------------------------------------------------------------------------------------------------------

    @property
    def language(self) -> str:
        """The language of the letter."""
        return self.names.language

    @cached_property
    def phrases(self) -> LetterPhrases:
        """Names, numbers and periods as explanations word them."""
        return LetterPhrases(self.language, self._value)

    @cached_property
    def why(self) -> ConsequenceExplained:
        """The explanation of the consequence."""
        return next(each for each in self.explanation.consequences if each.consequence.id == self.decided.id)

    def say(self, key: str, **values: object) -> str:
        """A sentence of letters."""
        return say(f"letters.{key}", self.language, values)

    def _value(self, name: str) -> str | None:
        value = self.outcome.measures.get(name) if name in self.names.rules.measures else self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool):
            return self.phrases.say("yes" if value else "no")
        if isinstance(value, Decimal):
            return f"{value:f}"
        if self.names.rules.inputs[name].kind is InputKind.GRADE:
            return self.names.grade(value)
        return self.names.option(name, value)

    def _period(self) -> str:
        return self._closed(self.phrases.of_period(self.explanation.period))

    def _closed(self, text: str) -> str:
        """A text of numbers and words of this package; in Chinese without blanks beside numerals."""
        return closed_up(text) if self.language == "zh" else text

    def _grade(self) -> str | None:
        return None if self.outcome.grade is None else self.names.grade(self.outcome.grade)

    def _no_grade(self) -> str | None:
        """That the unit has no grade, where the policy gives grades."""
        if self.outcome.grade is not None or self.explanation.grade is None:
            return None
        return self.say("no-grade", unit=visible(self.outcome.unit), period=self._period())

    def _roles(self) -> str:
        return list_of(tuple(map(self.names.role, self.decided.to)), self.language)

    def _actions(self) -> str:
        """What is done, unless the consequence is called so itself."""
        actions = list_of(tuple(map(self.phrases.of_name, self.why.actions)), self.language)
        return "" if actions == self.names.consequence(self.decided.id) else actions

    def _decision(self) -> str:
        key, consequence = f"decision-{self.why.kind or 'none'}", self.names.consequence(self.decided.id)
        sentence = self.say(key, consequence=consequence, unit=visible(self.outcome.unit))
        for name, told in (("to", self._roles()), ("actions", self._actions())):
            if told:
                sentence = self.say("with-roles" if name == "to" else "with-actions", sentence=sentence, **{name: told})
        return sentence

    def _deadline(self) -> str | None:
        if self.decided.due is not None:
            return self.say("due", day=day_text(self.decided.due, self.language))
        if self.why.deadline is None:
            return None
        return self.say(
            "due-within", length=self._closed(self.phrases.of_deadline(self.why.deadline, self.why.counted_from))
        )

    def _until(self) -> str | None:
        if self.decided.until is not None:
            return self.say("until", day=day_text(self.decided.until, self.language))
        if self.why.lasts is None:
            return None
        return self.say("lasts", length=self._closed(self.phrases.of_lasting(self.why.lasts, self.why.counted_from)))

    def _source(self) -> str | None:
        source = self.why.cited.source
        return None if source is None else self.phrases.of_name(source)

    def _basis(self) -> str:
        """The source, and the article in it; where the rule names none, the policy."""
        article, source = self.why.cited.article, self._source()
        if source is None:
            return self.say("basis-of-policy", source=self.names.title())
        return self.say("basis", source=source, article=article) if article else self.say("basis-alone", source=source)

    def _quote(self) -> str | None:
        quote = self.why.cited.quote
        return None if quote is None else " ".join(visible(quote).split())

    def _objection(self) -> str | None:
        """How long the unit may object or appeal, as the policy says, or the register."""
        if self.beside is not None:
            return self.beside.objection
        cycle = self.names.rules.cycle
        for key, length in (("appeal", cycle.appeals_within), ("objection", cycle.objections_within)):
            if length is not None:
                return self.say(key, length=length_text(length, self.language))
        return None


_TEXTS: Final[Mapping[str, Callable[[Filling], str | None]]] = {
    "unit": lambda of: visible(of.outcome.unit),
    "period": Filling._period,  # noqa: SLF001
    "grade": Filling._grade,  # noqa: SLF001
    "no-grade": Filling._no_grade,  # noqa: SLF001
    "consequence": lambda of: of.names.consequence(of.decided.id),
    "decision": Filling._decision,  # noqa: SLF001
    "to": Filling._roles,  # noqa: SLF001
    "persons": lambda of: list_of(tuple(map(visible, of.persons)), of.language),
    "actions": Filling._actions,  # noqa: SLF001
    "deadline": Filling._deadline,  # noqa: SLF001
    "due": lambda of: None if of.decided.due is None else day_text(of.decided.due, of.language),
    "until": Filling._until,  # noqa: SLF001
    "source": Filling._source,  # noqa: SLF001
    "article": lambda of: of.why.cited.article,
    "basis": Filling._basis,  # noqa: SLF001
    "quote": Filling._quote,  # noqa: SLF001
    "objection": Filling._objection,  # noqa: SLF001
    "office": lambda of: of.office,
    "date": lambda of: None if of.day is None else day_text(of.day, of.language),
    "n": lambda of: str(of.number),
}


def _would_run_together(before: str, after: str) -> bool:
    """Whether two texts would read as one word or number without a blank, as ``A2`` and ``2025年`` would."""
    return all(each.isascii() and each.isalnum() for each in (before[-1:], after[:1]))


def day_text(day: date, language: str) -> str:
    """A day as letters write it: 2012年3月15日, 15 March 2012."""
    month = say(f"explanations.month-{day.month}", language, {})
    return say("letters.day", language, {"year": str(day.year), "month": month.replace(" ", ""), "day": str(day.day)})


def length_text(length: Duration, language: str) -> str:
    """A length of time as letters write it."""
    text = Phrases(language).of_length(length)
    return closed_up(text) if language == "zh" else text
