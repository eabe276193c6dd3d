"""Decisions: the outcomes of a period recorded in full, so that they stand whatever a later version would find."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from attrs import evolve, field
from sqlalchemy import Connection, select

from targetrules.data import frozen
from targetrules.decision.outcomes import Outcomes
from targetrules.decision.writing import lines_of
from targetrules.errors import InternalError
from targetrules.outcome import Outcome, RowOutcomes
from targetrules.period import ordinal_of_printed, period_text
from targetrules.register.error import refused
from targetrules.register.journal import read_events
from targetrules.register.persons import names_of
from targetrules.register.policies import Adopted
from targetrules.register.schema import decided, events
from targetrules.register.stored import (
    Known,
    Moment,
    RowKey,
    as_results,
    column_lists_of,
    plain_table,
    results_of,
    rows_at,
)
from targetrules.report.json_text import compact
from targetrules.report.outcome_json import json_text
from targetrules.rules.decided import COLUMNS, NOTHING, received_text
from targetrules.rules.tree import Rules
from targetrules.wording import Listing

__all__ = [
    "Decision",
    "cells_of",
    "content_of",
    "decision_of",
    "decisions_at",
    "decisions_in",
    "decisions_of",
    "judged",
    "known_before",
]

_SHOWN: Final = 10


@frozen(slots=True)
class Decision:
    """What was decided of a unit in a period, and stands.

    Attributes:
        unit: The unit; a person by the digest, until names are put in.
        period: The period, as it is printed.
        event: The number of the event that decided it.
        outcome: The outcome as it was recorded, with the keys of outcomes in JSON.
        held: What was decided in place of what the outcome says, where a correction may do no harm: ``grade``,
            ``received`` (the ids of consequences) and ``entries`` (those that the outcome has not); empty elsewhere.
    """

    unit: str
    period: int | str
    event: int
    outcome: Mapping[str, Any]
    held: Mapping[str, Any] = field(factory=dict)

    @property
    def grade(self) -> str | None:
        """The id of the grade that was decided; None where there is none."""
        grade: str | None = self.held.get("grade", self.outcome["grade"])
        return grade

    @property
    def received(self) -> tuple[str, ...]:
        """The ids of the consequences that were decided, in the order of the policy."""
        return tuple(self.held.get("received", [each["id"] for each in self.outcome["consequences"]]))

    @property
    def consequences(self) -> tuple[Mapping[str, Any], ...]:
        """The consequences that were decided, each as outcomes in JSON have it."""
        entries = {each["id"]: each for each in (*self.outcome["consequences"], *self.held.get("entries", ()))}
        return tuple(entries[id_] for id_ in self.received)


# ---- as they stand ---------------------------------------------------------------------------------------------------


def decisions_at(
    connection: Connection,
    rules: Rules,
    moment: Moment,
    *,
    period: int | None = None,
    before: int | None = None,
) -> dict[RowKey, Decision]:
    """The decisions as they stood: those of a period, those of earlier ones, or all; by period and unit.

    Args:
        connection: A transaction.
        rules: The policy, in whichever of its texts.
        moment: What was known.
        period: The only period.
        before: The period before which the others are.
    """
    query = select(events).join(decided, decided.c.event == events.c.number).where(decided.c.policy == rules.id)
    query = query.where(events.c.number <= moment.number)
    if moment.holding is not None:
        query = query.where(events.c.holds_from <= moment.holding)
    if period is not None:
        query = query.where(decided.c.period == period)
    if before is not None:
        query = query.where(decided.c.period < before)
    found: dict[RowKey, Decision] = {}
    for event in read_events(connection, query):
        values = event.values
        of_period = ordinal_of_printed(rules.period, values["period"])
        if values["whole"]:
            found = {key: each for key, each in found.items() if key[0] != of_period}
        found |= {(of_period, each.unit): each for each in decisions_in(event.number, values)}
    return dict(sorted(found.items()))


def decision_of(outcome: Outcome, held: Mapping[str, Any] | None = None) -> Decision:
    """An outcome as it would be decided, by an event that there is not yet."""
    return Decision(outcome.unit, outcome.period, 0, json.loads(json_text(outcome)), held or {})


def decisions_of(outcomes: Iterable[Outcome], held: Mapping[str, Any] | None = None) -> dict[str, Decision]:
    """The outcomes of a period as they would be decided, by unit; ``held`` has what is decided in their place."""
    harmless = held or {}
    return {each.unit: decision_of(each, harmless.get(each.unit)) for each in outcomes}


def decisions_in(number: int, values: Mapping[str, Any]) -> Iterator[Decision]:
    """What an event with this content decided."""
    held, kept = values["held"], values["kept"]
    for found in values["outcomes"]:
        unit, dated = found["unit"], kept.get(found["unit"], {})
        consequences = [dated.get(each["id"], each) for each in found["consequences"]]
        outcome = _with_days({**found, "consequences": consequences}, dated) if dated else found
        yield Decision(unit, found["period"], number, outcome, held.get(unit, {}))


def _with_days(outcome: dict[str, Any], dated: Mapping[str, Any]) -> Mapping[str, Any]:
    """An outcome without remarks that days are not known which consequences kept."""
    known = {id_ for id_, each in dated.items() if "due" in each}
    remarks = [
        each for each in outcome.pop("remarks", ()) if each["code"] != "due-not-known" or each["about"] not in known
    ]
    return outcome | ({"remarks": remarks} if remarks else {})


def known_before(connection: Connection, adopted: Adopted, moment: Moment, period: int) -> Known:
    """What was decided of earlier periods, as later ones look back at it.

    Where no grade or not every consequence was decided, because something was unknown, nothing is said: so it is
    unknown to later periods as well. Before the first period that the text judges all is as it was decided.
    """
    rules = adopted.policy.rules
    return {
        key: cells_of(rules, decision, is_settled=adopted.first is not None and key[0] < adopted.first)
        for key, decision in decisions_at(connection, rules, moment, before=period).items()
    }


def cells_of(rules: Rules, decision: Decision, *, is_settled: bool = False) -> tuple[str, str]:
    """The cells of the reserved columns of a result of which this was decided."""
    grade = decision.grade or (NOTHING if is_settled else "")
    is_open = bool(decision.outcome["undetermined"]) and "received" not in decision.held
    return grade, "" if is_open and not is_settled else rules.once(received_text, decision.received)


# ---- taken -----------------------------------------------------------------------------------------------------------


def judged(
    connection: Connection,
    adopted: Adopted,
    period: int,
    moment: Moment,
    decided_on: date | None,
    said: Known | None = None,
) -> Outcomes:
    """The outcomes of a period by what is known, with the record of their making; none where nobody has a result.

    Args:
        connection: A transaction.
        adopted: The text of the policy that judges the period.
        period: The ordinal number of the period.
        moment: What is known.
        decided_on: The date of the decision.
        said: What is decided of results in place of what is found.

    Raises:
        RegisterError: Results of the period say themselves what was decided.
        ResultsError: The results cannot be read by this text.
    """
    printed = period_text(adopted.policy.rules.period, period)
    _check_nothing_said(connection, adopted.policy.id, period, moment, printed)
    known = {**known_before(connection, adopted, moment, period), **(said or {})}
    plain = None if known else plain_table(connection, adopted.policy, moment, period)
    if plain is not None:
        table, periods = plain
        results = results_of(adopted.policy, table)
    else:
        rows = rows_at(connection, adopted.policy.id, moment, upto=period)
        periods = {at for at, _ in rows}
        known = {key: cells for key, cells in known.items() if key in rows}
        results = as_results(connection, adopted.policy, rows, moment.number, known)
    notes: list[Any] = []  # how results were read was told when they came
    outcomes = adopted.policy.evaluate(results, decided_on=decided_on, record=True, notes=notes.append)
    if period in periods:
        return outcomes.of(period=printed)
    if outcomes.record is None:
        raise InternalError("a decision without its record")
    options = {**outcomes.record.options, "period": [str(printed)]}
    return evolve(outcomes, found=RowOutcomes(()), record=evolve(outcomes.record, options=options))


def _check_nothing_said(connection: Connection, policy: str, period: int, moment: Moment, printed: int | str) -> None:
    """What was decided of a period before there was a register is looked back at, and not decided once more."""
    if all(COLUMNS.keys().isdisjoint(names) for names in column_lists_of(connection).values()):
        return
    rows = rows_at(connection, policy, moment, period=period)
    said = [unit for (_, unit), row in rows.items() if any(row.values.get(name) for name in COLUMNS)]
    if said:
        named = names_of(connection, said[:_SHOWN])
        shown = (*(named.get(unit, unit) for unit in said[:_SHOWN]), *(["…"] if len(said) > _SHOWN else ()))
        raise refused("said-already", period=printed, count=len(said), units=Listing(shown))


def content_of(
    outcomes: Outcomes,
    adopted: Adopted,
    period: int,
    moment: Moment,
    held: Mapping[str, Any],
    *,
    whole: bool,
    kept: Mapping[str, Any] | None = None,
    **more: Any,
) -> str:
    """What an event says of a decision, as JSON: its basis, its record, and the outcomes in full.

    Args:
        outcomes: The outcomes of a period, with their record.
        adopted: The text that judged them.
        period: The ordinal number of the period.
        moment: What was known.
        held: What was decided in place of what was found, by unit.
        kept: The consequences that stay as they were decided before, with the days that they had, by unit.
        whole: Whether these are all that is decided of the period from now on; else others stand as they were decided.
        more: What else is to be said, such as the reason.
    """
    record = outcomes.record
    if record is None:
        raise InternalError("a decision without its record")
    _, _, lines = b"".join(lines_of(outcomes, "jsonl")).decode().removesuffix("\n").partition("\n")
    listed = lines.replace("\n", ", ")  # in JSON no line ends within a text
    head = {
        "period": period_text(adopted.policy.rules.period, period),
        "text": adopted.event,
        "based_on": moment.number,
        "whole": whole,
        **more,
        "held": held,
        "kept": kept or {},
    }
    return f'{compact({**head, "record": record.values()})[:-1]}, "outcomes": [{listed}]}}'
