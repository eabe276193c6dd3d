"""What was decided, told in a few words that very many units have in common.

Later periods look back at it, and whoever looks over a whole period reads this alone: of very many decisions the whole
would take seconds to read.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import Connection, select

from targetrules.data import frozen
from targetrules.outcome import Outcome, RowOutcomes
from targetrules.period import period_text
from targetrules.register.decisions import Decision
from targetrules.register.policies import Adopted
from targetrules.register.schema import decided
from targetrules.register.standing import standing_events
from targetrules.register.stored import Known, Moment, RowKey
from targetrules.register.text import escaped
from targetrules.report.json_text import compact
from targetrules.report.outcome_values import consequence_values
from targetrules.rules.decided import NOTHING, received_text
from targetrules.rules.tree import Rules

if TYPE_CHECKING:
    from targetrules.decision.outcomes import Outcomes

__all__ = [
    "Cells",
    "Said",
    "brief_decisions",
    "cells_before",
    "known_before",
    "received_by",
    "received_in_force",
    "received_since",
    "said_of",
    "said_text",
    "text_of_outcomes",
]

Cells: TypeAlias = Mapping[int, Mapping[str, tuple[str, str]]]
"""What was decided of results, by period and unit: the cells of the two reserved columns."""

_BETWEEN: Final = ", "


@frozen(slots=True)
class Said:
    """What was decided of a unit.

    Attributes:
        grade: The id of the grade; None where there is none.
        received: The ids of the consequences.
        is_open: Whether some consequence is not known to be received or not, and nobody decided it.
    """

    grade: str | None
    received: tuple[str, ...]
    is_open: bool

    def cells(self, rules: Rules, *, is_settled: bool = False) -> tuple[str, str]:
        """The cells of the reserved columns of a result of which this was decided.

        Where no grade was decided, because something was unknown, nothing is said of it: so it is unknown to later
        periods as well. What is settled, of periods that the text does not judge, is as decided. Whether something was
        received is never unknown to later periods: what was undetermined was not. So what was decided of the others
        counts, whatever is open beside it.
        """
        return self.grade or (NOTHING if is_settled else ""), rules.once(received_text, self.received)


def said_of(decision: Decision) -> Said:
    """What was decided of a unit, with what was decided in place of what was found."""
    return Said(decision.grade, decision.received, bool(decision.undetermined))


# ---- kept ------------------------------------------------------------------------------------------------------------


def said_text(decisions: Iterable[Decision]) -> str:
    """What an event decided, as a list in JSON: each thing that was decided, with the units of whom it was.

    Of each thing stand there the grade, the consequences, whether anything is open, and what is found and held of it,
    of which :func:`brief_decisions` are made.
    """
    found: dict[str, list[str]] = {}
    for each in decisions:
        outcome = each.outcome
        undetermined = [undecided["id"] for undecided in outcome["undetermined"]]
        told = _found(outcome["grade"], outcome["consequences"], undetermined)
        found.setdefault(_head(said_of(each), told, each.held), []).append(compact(each.unit))
    return _text({head: _BETWEEN.join(units) for head, units in found.items()})


def text_of_outcomes(outcomes: Outcomes) -> str | None:
    """The same of outcomes by columns that are about to be recorded as they are; None where they stand in rows."""
    if isinstance(outcomes.found, RowOutcomes):
        return None
    from targetrules.frames.writing.units import units_in_common

    return _text(units_in_common(outcomes.found, _head_of_outcome))


def _head_of_outcome(outcome: Outcome) -> str:
    said = Said(outcome.grade, tuple([each.id for each in outcome.consequences]), bool(outcome.undetermined))
    consequences = [consequence_values(each) for each in outcome.consequences]
    return _head(said, _found(outcome.grade, consequences, [each.id for each in outcome.undetermined]), {})


def _found(grade: str | None, consequences: Sequence[Any], undetermined: Sequence[str]) -> Mapping[str, Any]:
    """What is found of a unit, with the keys of its outcome, as far as it is told briefly."""
    return {"grade": grade, "consequences": consequences, "undetermined": [{"id": each} for each in undetermined]}


def _head(said: Said, found: Mapping[str, Any], held: Mapping[str, Any]) -> str:
    return compact([said.grade, said.received, said.is_open, {"outcome": found, "held": held}])[:-1]


def _text(units: Mapping[str, str]) -> str:
    """The things that were decided, each with its units, in an order that does not depend on theirs."""
    return escaped(f"[{_BETWEEN.join(f'{head}, [{units[head]}]]' for head in sorted(units))}]")


# ---- read ------------------------------------------------------------------------------------------------------------


def _said_by(connection: Connection, number: int) -> list[Any]:
    """What an event decided, as :func:`said_text` has it."""
    return json.loads(connection.scalar(select(decided.c.said).where(decided.c.event == number)) or "[]")  # type: ignore[no-any-return]


def brief_decisions(
    connection: Connection, rules: Rules, moment: Moment, period: int | None = None, unit: str | None = None
) -> dict[RowKey, Decision]:
    """The decisions as they stood: those of a period, of a unit, or all; by period and unit, told briefly.

    Of an outcome there are the grade, the consequences, and the ids of those that are undetermined; of what is held in
    its place there is all.

    Args:
        connection: A transaction.
        rules: The policy, in whichever of its texts.
        moment: What was known.
        period: The only period.
        unit: The only unit.
    """
    found: dict[RowKey, Decision] = {}
    for at, numbers in standing_events(connection, rules.id, moment, period=period, unit=unit).items():
        printed, of_period = period_text(rules.period, at), dict[str, Decision]()
        for number in numbers:
            for *_, told, units in _said_by(connection, number):
                those = units if unit is None else {unit}.intersection(units)
                outcome, held = told["outcome"], told["held"]
                of_period |= {each: Decision(each, printed, number, outcome, held) for each in those}
        found |= {(at, each): of_period[each] for each in sorted(of_period)}
    return found


def received_by(
    connection: Connection, policy: str, period: int, number: int
) -> Iterator[tuple[int, bool, Mapping[str, Sequence[str]]]]:
    """The decisions of a period up to an event: its number, whether it is of everybody, and what each unit received."""
    known = decided.c
    query = select(known.event, known.whole, known.said).where(known.policy == policy, known.period == period)
    for row in connection.execute(query.where(known.event <= number).order_by(known.event)).all():
        received: dict[str, Sequence[str]] = {}
        for _, ids, _, _, units in json.loads(row.said):
            received.update(dict.fromkeys(units, ids))
        yield row.event, bool(row.whole), received


def received_in_force(
    connection: Connection, policy: str, period: int, number: int, approvals: Collection[int]
) -> Iterator[tuple[int, bool, Mapping[str, Sequence[str]]]]:
    """The same where what is decided is to be approved: what was superseded before its approval was never in force.

    Whatever was decided between two approvals is one decision, as it stood when it was approved, with the number of the
    last event of these.

    Args:
        connection: A transaction.
        policy: The id of the policy.
        period: The ordinal number of the period.
        number: The number of the event.
        approvals: The numbers of the events that approved something of the period.
    """
    last: tuple[int, bool, dict[str, Sequence[str]]] | None = None
    for event, is_whole, received in received_by(connection, policy, period, number):
        if last is not None and any(last[0] < each < event for each in approvals):
            yield last
            last = None
        if last is None or is_whole:
            last = event, is_whole, dict(received)
        else:
            last = event, last[1], {**last[2], **received}
    if last is not None:
        yield last


def received_since(
    connection: Connection, policy: str, period: int, number: int, approvals: Collection[int] | None
) -> Mapping[tuple[str, str], int]:
    """By unit and consequence the event that decided it first, of those that stand after an event; see there.

    ``approvals`` None: no approval is wanted.
    """
    asked, found = (connection, policy, period, number), dict[tuple[str, str], int]()
    known = received_by(*asked) if approvals is None else received_in_force(*asked, approvals)
    for event, is_whole, received in known:
        now = {(unit, id_) for unit, ids in received.items() for id_ in ids}
        found = {of: at for of, at in found.items() if of in now or not (is_whole or of[0] in received)}
        found = {**dict.fromkeys(now, event), **found}
    return found


def known_before(connection: Connection, adopted: Adopted, moment: Moment, period: int) -> Known:
    """What was decided of all earlier periods, as later ones look back at it, by period and unit."""
    found = cells_before(connection, adopted, moment, None, period)
    return {(at, unit): cells for at, units in found.items() for unit, cells in units.items()}


def cells_before(
    connection: Connection, adopted: Adopted, moment: Moment, first: int | None, period: int
) -> dict[int, dict[str, tuple[str, str]]]:
    """What was decided of the periods from one on up to another, as later ones look back at it.

    Args:
        connection: A transaction.
        adopted: The text that looks back.
        moment: What was known.
        first: The first of the periods; None: all.
        period: The period before which they are.
    """
    rules = adopted.policy.rules
    found: dict[int, dict[str, tuple[str, str]]] = {}
    for at, numbers in standing_events(connection, rules.id, moment, first=first, before=period).items():
        is_settled = adopted.first is not None and at < adopted.first
        units = found[at] = {}
        for number in numbers:
            for grade, received, is_open, _, named in _said_by(connection, number):
                cells = Said(grade, tuple(received), is_open).cells(rules, is_settled=is_settled)
                units.update(dict.fromkeys(named, cells))
    return found
