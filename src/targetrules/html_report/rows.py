"""What a report tells unit by unit, as data of the page: numbers stand for what is named often."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlsplit

from attrs import field

from targetrules.data import define
from targetrules.history import Value
from targetrules.html_report.reasons import ReasonLines, Texts
from targetrules.html_report.told import Report
from targetrules.outcome import Decided, Outcome
from targetrules.report.labels import PolicyLabels
from targetrules.report.outcome_words import most_severe_first, remark_text, undetermined_text
from targetrules.rules import tree
from targetrules.rules.definition import label_text
from targetrules.visible import visible
from targetrules.wording import LANGUAGES
from targetrules.workbook.decided import Decided as InWords
from targetrules.workbook.lists import due_text, rule_name

__all__ = ["PageData", "is_link"]

Both = list[str]
"""A text in each language."""


def is_link(url: str) -> bool:
    """Whether an address may be one of a link: nothing but the web is opened."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _grade(id_: str, of: InWords) -> str:
    return of.labels.grade(id_)


def _value(name: str, of: InWords) -> str:
    return of.labels.value(name)


def _ranking(name: str, of: InWords) -> str:
    return of.labels.ranking(name)


@define(slots=False)
class PageData:
    """The data of one page."""

    report: Report
    texts: Texts = field(factory=Texts)

    @property
    def rules(self) -> tree.Rules:
        """The policy."""
        return self.report.rules

    def both(self, told: Callable[[PolicyLabels], str]) -> Both:
        """A text in each language."""
        return [told(self.report.names[language]) for language in LANGUAGES]

    def in_words(self, told: Callable[[InWords], str]) -> Both:
        """The same of what is told of outcomes."""
        return [told(self.report.decided[language]) for language in LANGUAGES]

    def values(self) -> dict[str, Any]:
        """All but the reasons."""
        report, most = self.report, max(1, len(self.rules.grades) - 1)
        units = list(self._units())
        return {
            "periods": [[report.period_in_words(each, of) for of in LANGUAGES] for each in report.periods],
            "grades": [
                [*self.in_words(partial(_grade, each.id)), round(at / most * 4)]
                for at, each in enumerate(self.rules.grades)
            ],
            "graded": self.rules.grading is not None,
            "consequences": list(map(self._consequence, self._severe)),
            "groups": [self.in_words(partial(_value, name)) for name in report.group],
            "rankings": [self.in_words(partial(_ranking, name)) for name in self.rules.rankings],
            "columns": [self.in_words(partial(_value, name)) for name in self.columns],
            "units": units,
            "texts": list(map(list, self.texts)),
        }

    def reasons(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Each unit of the period by its number, with its reasons, whose texts are among the texts."""
        lines, numbers = ReasonLines(self.texts), self._numbers
        for outcome, why in zip(self.report.now, self.report.why, strict=True):
            found = lines.of(why)
            told = {numbers[id_]: entry for id_, entry in found["c"].items()}
            yield self._unit_numbers[outcome.unit], {**found, "c": told}

    # ---- what is named -----------------------------------------------------------------------------------------------

    @cached_property
    def _severe(self) -> list[tree.Consequence]:
        """The consequences, the most severe first; those that are alike in that stay in the order of the policy."""
        return sorted(self.rules.consequences, key=lambda each: -(each.severity or 0))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {each.id: at for at, each in enumerate(self._severe)}

    @cached_property
    def columns(self) -> list[str]:
        """The inputs and measures of which a unit has a value."""
        report = self.report
        found = [name for name in self.rules.inputs if any(of[name] is not None for of in report.values.values())]
        of_outcomes = [
            name for name in self.rules.measures if any(each.measures[name] is not None for each in report.outcomes)
        ]
        return [*found, *(name for name in of_outcomes if name not in found)]

    def _consequence(self, rule: tree.Consequence) -> dict[str, Any]:
        source = None if rule.origin.source is None else self.rules.sources[rule.origin.source]
        found: dict[str, Any] = {
            "label": self.in_words(lambda of: rule_name(of, rule)),
            "to": self.in_words(lambda of: of.names.say("comma").join(map(of.labels.role, rule.to))),
            "force": self.in_words(lambda of: of.say(f"force-{rule.force}")),
            "may": rule.force == "may",
            "article": visible(rule.origin.article or ""),
        }
        if rule.kind is not None:
            found |= {"kind": rule.kind, "called": self.in_words(lambda of: of.say(f"kind-{rule.kind}"))}
        if source is not None:
            found["source"] = self.both(lambda names: visible(label_text(source.title, names.language, source.id)))
            if is_link(source.url):
                found["url"] = source.url
        return found

    # ---- units -------------------------------------------------------------------------------------------------------

    @cached_property
    def _by_unit(self) -> dict[str, dict[int | str, Outcome]]:
        found: dict[str, dict[int | str, Outcome]] = {}
        for each in self.report.now:
            found[each.unit] = {}
        for each in self.report.outcomes:
            found.setdefault(each.unit, {})[each.period] = each
        return found

    @cached_property
    def _unit_numbers(self) -> dict[str, int]:
        return {unit: at for at, unit in enumerate(self._by_unit)}

    def _units(self) -> Iterator[list[Any]]:
        """Each unit: its name, its group in the latest of its periods, and a row a period; 0 where there is none."""
        for unit, outcomes in self._by_unit.items():
            latest = outcomes[next(each for each in reversed(self.report.periods) if each in outcomes)]
            group = [
                self._value(name, each)
                for name, each in zip(self.report.group, self.report.group_of(latest), strict=True)
            ]
            rows = [self._row(outcomes[each]) if each in outcomes else 0 for each in self.report.periods]
            yield [visible(unit), group, rows]

    def _row(self, outcome: Outcome) -> list[Any]:
        places = outcome.places.values()
        read = self.report.values[outcome.unit, outcome.period]
        values = [
            self._value(name, outcome.measures[name] if name in outcome.measures else read[name])
            for name in self.columns
        ]
        return [
            -1 if outcome.grade is None else self.rules.grade_position[outcome.grade],
            [self._received(outcome, each) for each in most_severe_first(self.report.names["en"], outcome)],
            [self._undetermined(each.id, outcome, at) for at, each in enumerate(outcome.undetermined)],
            [
                self.texts.number(*(remark_text(of, each) for of in self.report.names.values()))
                for each in outcome.remarks
            ],
            [0 if each.rank is None else [each.rank, each.size] for each in places],
            values,
        ]

    def _received(self, outcome: Outcome, each: Decided) -> list[Any]:
        """Which consequence, until when it is to be done, and the last day on which it is in force.

        The date of the decision is that of the period that is reported: of earlier ones no day is told.
        """
        if outcome.period != self.report.period:
            return [self._numbers[each.id], None]
        rule = self._severe[self._numbers[each.id]]
        due: Any = None if each.due is None else each.due.isoformat()
        if due is None and rule.deadline is not None:
            due = self.texts.number(*self.in_words(lambda of: str(due_text(of, rule, each))))
        until = None if each.until is None else each.until.isoformat()
        return [self._numbers[each.id], due, until] if until else [self._numbers[each.id], due]

    def _undetermined(self, id_: str, outcome: Outcome, at: int) -> list[int]:
        """Of which consequence nobody could decide (-1: it is another rule), and what is missing."""
        told = self.both(lambda of: undetermined_text(of, outcome.undetermined[at]))
        return [self._numbers.get(id_, -1), self.texts.number(*told)]

    def _value(self, name: str, value: Value) -> Any:
        """A number or a word as a text, a word with labels in each language, a grade as its number among grades."""
        match value:
            case Decimal():
                return f"{value:f}"
            case str() if name in self._grades:
                return self.rules.grade_position[value]
            case str() if name in self.rules.inputs and value in self.rules.inputs[name].option_labels:
                return self.both(lambda names: names.option(name, value))
            case str():
                return visible(value)
            case _:
                return value

    @cached_property
    def _grades(self) -> set[str]:
        """The inputs that are grades."""
        return {name for name, each in self.rules.inputs.items() if each.kind is tree.InputKind.GRADE}
