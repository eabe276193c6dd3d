"""Letters about decisions as they stand in a register, with what people decided beside the rules, and appeals."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve
from sqlalchemy import Connection

from targetrules.arguments import ArgumentError
from targetrules.data import frozen
from targetrules.decision.letters import Letters
from targetrules.decision.letters_about import LetterOptions, explanations, gathered
from targetrules.engine.outcomes import due_date
from targetrules.letters.beside import Beside
from targetrules.letters.filling import Filling, day_text, length_text
from targetrules.letters.template import Template, template_of
from targetrules.outcome import Decided, Outcome
from targetrules.period import period_text
from targetrules.register.approvals import decisions_approved
from targetrules.register.basis import basis_of_event
from targetrules.register.decisions import Decision
from targetrules.register.fulfilment import Task, tasks_at
from targetrules.register.journal import values_at
from targetrules.register.life import UnitObjection, life_of
from targetrules.register.offices import offices_at
from targetrules.register.persons import names_of
from targetrules.register.policies import Policies
from targetrules.register.stored import Moment, RowKey
from targetrules.register.with_names import named_tasks
from targetrules.report.labels import PolicyLabels
from targetrules.rules.tree import Rules
from targetrules.visible import visible
from targetrules.wording import Word, say

__all__ = ["Asked", "RegisterLetters"]

_STOPS = ".。"


@frozen(slots=True)
class Asked:
    """Which letters are asked for.

    Attributes:
        units: The units, as events know them; none: all.
        has_persons: Whether units are persons, which events know by digests.
        options: What is asked of letters wherever decisions are from.
    """

    units: Collection[str]
    has_persons: bool
    options: LetterOptions


@frozen
class RegisterLetters:
    """The letters of a period, as it stood after an event.

    Attributes:
        connection: A transaction.
        policies: The texts that were adopted.
        rules: The text that judges the period.
        period: The ordinal number of the period.
        moment: What is known.
        asked: Which are asked for.
        zone: The time zone of the register's days.
    """

    connection: Connection
    policies: Policies
    rules: Rules
    period: int
    moment: Moment
    asked: Asked
    zone: ZoneInfo

    def written(self, sources: tuple[str, ...]) -> Letters:
        """The letters, and how many there are not.

        Raises:
            ArgumentError: Nothing is decided of the period; or the words have a place for which there is nothing.
        """
        if not self._standing:
            period = period_text(self.rules.period, self.period)
            raise ArgumentError("period", Word("letters.undecided", {"period": period}))
        asked, wanted = self.asked, self.asked.options.consequences
        chosen = [each for (_, unit), each in self._standing.items() if not asked.units or unit in asked.units]
        stands = [each for each in chosen if not _is_draft(each)]
        found = gathered(self._fillings(stands))
        left_open = sum(id_ in wanted for each in stands for id_ in each.open_to_discretion)
        left_open += sum(not _is_told(each, entry) for each, entry in self._entries(stands))
        undetermined = sum(id_ in wanted for each in stands for id_ in each.undetermined)
        drafts = len(list(self._entries([each for each in chosen if _is_draft(each)])))
        return Letters(found, left_open, undetermined, sources, drafts)

    # ---- what stands -------------------------------------------------------------------------------------------------

    @cached_property
    def _standing(self) -> Mapping[RowKey, Decision]:
        return decisions_approved(self.connection, self.policies, self.rules, self.moment, self.period)

    @cached_property
    def _tasks(self) -> Mapping[tuple[str, str], Task]:
        """What has become of each consequence, by unit and consequence, with its days and those who held the posts."""
        of = self.connection, self.policies, self.rules.id, self.moment, None, self.period, self._standing
        tasks = tasks_at(*of, zone=self.zone)
        named = named_tasks(self.connection, tasks, of_persons=self.asked.has_persons)
        return {(each.unit, each.consequence): told for each, told in zip(tasks, named, strict=True)}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        units = [unit for _, unit in self._standing]
        return names_of(self.connection, units) if self.asked.has_persons else {}

    @cached_property
    def _appeals(self) -> Mapping[str, UnitObjection]:
        """The last appeal of each unit."""
        life = life_of(self.connection, self.rules, self.period, self.moment.number)
        return {} if life is None else {each.unit: each for each in life.objections if each.is_appeal}

    def _entries(self, decisions: Sequence[Decision]) -> Iterator[tuple[Decision, Mapping[str, Any]]]:
        """The consequences that stand, each with its decision."""
        for decision in decisions:
            yield from (
                (decision, each) for each in decision.consequences if each["id"] in self.asked.options.consequences
            )

    # ---- letters -----------------------------------------------------------------------------------------------------

    def _fillings(self, decisions: Sequence[Decision]) -> list[tuple[Template, Filling]]:
        """What is filled in, by unit; each decision is told by the text and the results that it was taken by."""
        by_event: dict[int, list[Decision]] = {}
        for each in decisions:
            by_event.setdefault(each.event, []).append(each)
        found = [pair for event, those in by_event.items() for pair in self._of_event(event, those)]
        found.sort(key=lambda pair: pair[1].outcome.unit)
        first = self.asked.options.first_number
        return [(template, evolve(filling, number=at)) for at, (template, filling) in enumerate(found, first)]

    def _of_event(self, event: int, decisions: Sequence[Decision]) -> Iterator[tuple[Template, Filling]]:
        asked = self.asked.options
        told = [each for each in self._entries(decisions) if _is_told(*each)]
        if not told:
            return
        basis = basis_of_event(self.connection, self.policies, self.rules, self.period, event, decisions)
        rules, rows = basis.policy.rules, basis.results.history.rows
        names = PolicyLabels(rules, asked.language)
        told.sort(key=lambda each: (each[0].unit, -names.severity(each[1]["id"])))
        places = {(row.unit, period_text(rules.period, row.period)): at for at, row in enumerate(rows)}
        pairs = [(_outcome(decision), self._decided(decision, entry)) for decision, entry in told]
        explained = explanations(basis.results, places, pairs, asked.changes)
        for (decision, _), (outcome, decided), why in zip(told, pairs, explained, strict=True):
            template = template_of(rules, asked.texts, decided.id, asked.language)
            name = self._names.get(decision.unit, decision.unit)
            yield (
                template,
                Filling(
                    names,
                    evolve(outcome, unit=name),
                    decided,
                    evolve(why, unit=name),
                    rows[places[outcome.unit, outcome.period]].values,
                    self._day(decision),
                    template.office,
                    tuple(each.person for each in self._tasks[decision.unit, decided.id].persons),
                    asked.first_number,
                    self._beside(decision, decided, names),
                ),
            )

    def _decided(self, decision: Decision, entry: Mapping[str, Any]) -> Decided:
        """A consequence with the days that follow from the approval, or from the service."""
        task = self._tasks[decision.unit, entry["id"]]
        of = entry["id"], tuple(entry["to"]), entry["force"], task.due, task.until
        return Decided(*of, entry.get("source"), entry.get("article"), entry.get("counted_from"))

    def _day(self, decision: Decision) -> date | None:
        """The date of the decision: that of its approval, where one is wanted."""
        if decision.approval is not None:
            return decision.approval.day
        said = self._said(decision.event, "record")["options"].get("decided-on")
        return None if said is None else date.fromisoformat(said)

    def _said(self, event: int, name: str) -> Any:
        (found,) = values_at(self.connection, event, [name]) or (None,)
        return found

    # ---- beside the rules --------------------------------------------------------------------------------------------

    def _beside(self, decision: Decision, decided: Decided, names: PolicyLabels) -> Beside:
        is_found = any(each["id"] == decided.id for each in decision.outcome["consequences"])
        consequence = self._consequence(decision, decided.id, names, is_found=is_found)
        return Beside(self._grade(decision, names), consequence, is_found, self._objection(decision))

    def _grade(self, decision: Decision, names: PolicyLabels) -> str | None:
        """Why the grade is another than that which the rules find."""
        found = decision.outcome["grade"]
        if decision.grade == found:
            return None
        said = {"found": names.grade(found), "grade": names.grade(decision.grade)}
        override = decision.override
        if override is None or decision.grade == decision.harmless_grade:
            return self._say("grade-kept", **said)
        return self._ruled("grade-overridden", override["event"], **said)

    def _consequence(self, decision: Decision, id_: str, names: PolicyLabels, *, is_found: bool) -> str | None:
        """Who decided a consequence, where it does not follow from the rules alone; or by which grade it follows."""
        used = decision.held.get("discretion", {}).get(id_)
        if used is not None and is_found:
            return self._ruled("discretion-used", used["event"])
        override, found = decision.override, decision.outcome["grade"]
        if is_found:
            is_of_another = override is not None and decision.grade != found
            return self._say("found-grade", found=names.grade(found)) if is_of_another else None
        if override is not None and id_ in override["imposed"]:
            return self._ruled("consequence-imposed", override["event"])
        return self._say("consequence-kept")

    def _ruled(self, key: str, event: int, **values: object) -> str:
        """By an event by which people decided: on which day, for which office, and why."""
        day, reason = self._said(event, "day"), visible(self._said(event, "reason")).rstrip(_STOPS)
        return self._say(key, day=self._day_text(date.fromisoformat(day)), reason=reason, by=self._by(event), **values)

    def _by(self, event: int) -> str:
        """The office for which an event was recorded; empty where there were no offices."""
        table = offices_at(self.connection, event)
        if table is None:
            return ""
        office = table.offices[self._said(event, "office")["id"]]
        return self._say("decided-by", office=office.called(self.asked.options.language))

    def _objection(self, decision: Decision) -> str:
        """How the appeal of a unit was answered, and until when it may appeal; empty where it may not any more."""
        within, approval = self.rules.cycle.appeals_within, decision.approval
        if within is None or approval is None or approval.day is None or approval.event is None:
            return ""
        appeal, parts = self._appeals.get(decision.unit), list[str]()
        if appeal is not None:
            parts.append(self._answered(appeal))
        until = due_date(within, approval.day, self.rules.working_days)
        if until is not None and (appeal is None or appeal.event < approval.event):
            length = length_text(within, self.asked.options.language)
            parts.append(self._say("appeal-until", day=self._day_text(until), length=length))
        return (" " if self.asked.options.language == "en" else "").join(parts)

    def _answered(self, appeal: UnitObjection) -> str:
        made = self._day_text(appeal.day)
        if appeal.answer is None or appeal.answered is None:
            return self._say("appeal-open", made=made)
        key = "appeal-dismissed" if appeal.state == "dismissed" else "appeal-upheld"
        reason = visible(self._said(appeal.answer, "reason")).rstrip(_STOPS)
        return self._say(key, made=made, day=self._day_text(appeal.answered), reason=reason)

    def _day_text(self, day: date) -> str:
        return day_text(day, self.asked.options.language)

    def _say(self, key: str, **values: object) -> str:
        return say(f"letters.{key}", self.asked.options.language, values)


def _is_told(decision: Decision, entry: Mapping[str, Any]) -> bool:
    """Whether a consequence must be imposed, or people decided that it is."""
    is_ruled = entry["id"] in decision.held.get("discretion", {}) or entry["id"] in decision.overridden
    return entry["force"] == "must" or is_ruled


def _is_draft(decision: Decision) -> bool:
    return decision.approval is not None and decision.approval.day is None


def _outcome(decision: Decision) -> Outcome:
    """What was recorded, as far as letters tell it, with the grade that was decided."""
    measures = {name: None if each is None else Decimal(each) for name, each in decision.outcome["measures"].items()}
    return Outcome(decision.unit, decision.period, decision.grade, measures, {}, {}, (), ())
