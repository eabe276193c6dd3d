"""What another policy decided of units above, as inputs of the policy below: found when that decides, and recorded.

It is the mirror of :mod:`.lower`: what is decided and recorded counts, with what people decided in its place, whatever
a later version would find. A decision says what it was taken with, so that it is taken again of the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import field
from sqlalchemy import Connection

from targetrules.data import define
from targetrules.period import period_text
from targetrules.register.decided_there import check_decided, has_decided
from targetrules.register.decisions import Decision, decisions_at
from targetrules.register.error import RegisterError
from targetrules.register.from_above import FoundAbove
from targetrules.register.persons import few_named
from targetrules.register.policies import Adopted, Policies
from targetrules.register.stored import Moment, StoredRow, rows_at
from targetrules.report.results_csv import cell_of
from targetrules.rules.definition import Above, Input, InputKind
from targetrules.rules.tree import Rules
from targetrules.wording import Word

__all__ = ["aboves_of", "check_above", "deciding_first", "found_above", "is_decided_above"]


def aboves_of(connection: Connection, policies: Policies, rules: Rules, upto: int | None = None) -> dict[str, Above]:
    """The inputs that a register fills by what is decided above: those of policies that it has, up to an event."""
    asked = {name: each.above for name, each in rules.inputs.items() if each.above is not None}
    known = policies.ids(connection, upto) if asked else ()
    return {name: above for name, above in asked.items() if above.policy in known}


def found_above(
    connection: Connection, policies: Policies, rules: Rules, period: int, moment: Moment
) -> FoundAbove | None:
    """What is decided of the units above those that have a result in a period; None where the policy does not ask.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        rules: The text that judges the period.
        period: The ordinal number of the period.
        moment: What is known.

    Raises:
        RegisterError: Nothing is decided of a unit that is named, or results say something else.
    """
    asked = aboves_of(connection, policies, rules, moment.number)
    if not asked:
        return None
    rows = {unit: row for (_, unit), row in rows_at(connection, rules.id, moment, period=period).items()}
    decided = {
        id_: _decided(connection, policies, id_, period, moment)
        for id_ in dict.fromkeys(each.policy for each in asked.values())
    }
    looking = _Looking(connection, rules, period, rows)
    found = {name: looking.cells(name, above, decided[above.policy]) for name, above in asked.items()}
    if looking.problems:
        raise RegisterError(looking.problems)
    return FoundAbove(found)


def _decided(
    connection: Connection, policies: Policies, policy: str, period: int, moment: Moment
) -> Mapping[str, Decision]:
    rules = policies.judging(connection, policy, period, moment.number).policy.rules
    return {unit: each for (_, unit), each in decisions_at(connection, rules, moment, period=period).items()}


@define(eq=False)
class _Looking:
    """Looks up what is decided above the units of a period; ``problems`` are told once of each policy above."""

    connection: Connection
    rules: Rules
    period: int
    rows: Mapping[str, StoredRow]
    problems: list[Word] = field(factory=list)
    _astray: set[tuple[str, str]] = field(factory=set)

    def cells(self, name: str, above: Above, decided: Mapping[str, Decision]) -> dict[str, list[str]]:
        """The cells of an input, each with its units."""
        found, astray, others = dict[str, list[str]](), dict[str, list[str]](), list[str]()
        for unit, row in self.rows.items():
            named = self._named(above, row)
            if named and named not in decided:
                astray.setdefault(named, []).append(unit)
                continue
            cell = _cell(above, decided[named]) if named else ""
            if not is_same_cell(self.rules.inputs[name], row.values.get(name) or cell, cell):
                others.append(unit)
            if cell:
                found.setdefault(cell, []).append(unit)
        if astray and (above.policy, above.unit) not in self._astray:
            self._astray.add((above.policy, above.unit))
            self._tell("above-nobody", above, name, astray)
        if others:
            self._tell("above-otherwise", above, name, {"": others})
        return found

    def _named(self, above: Above, row: StoredRow) -> str:
        default = self.rules.inputs[above.unit].default
        return row.values.get(above.unit) or ("" if default is None else cell_of(default))

    def _tell(self, key: str, above: Above, name: str, found: Mapping[str, Sequence[str]]) -> None:
        units = [unit for each in found.values() for unit in each]
        says: dict[str, Any] = {
            "above": few_named(self.connection, list(found)),
            "units": few_named(self.connection, units),
        }
        says |= {"count": len(units), "name": name, "policy": above.policy}
        says |= {"period": period_text(self.rules.period, self.period), "input": above.unit}
        self.problems.append(Word(f"register.{key}", says))


def _cell(above: Above, decision: Decision) -> str:
    """What is decided of a unit, as results would have it; ``""``: it is not known."""
    match above.of:
        case "grade":
            return decision.grade or ""
        case "receives":
            if above.id in decision.received:
                return "true"
            return "" if above.id in (*decision.undetermined, *decision.open_to_discretion) else "false"
        case _:
            return decision.outcome["measures"].get(above.id) or ""


def is_same_cell(given: Input, one: str, other: str) -> bool:
    """Whether two cells of an input have the same value."""
    if given.kind is InputKind.NUMBER and one and other:
        return Decimal(one) == Decimal(other)
    return one == other


# ---- whether it can be decided below ---------------------------------------------------------------------------------


def check_above(connection: Connection, policies: Policies, adopted: Adopted, period: int) -> None:
    """RegisterError where a policy above has not decided a period, or not all that has come.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        adopted: The text of the policy below that judges the period.
        period: The ordinal number of the period.
    """
    rules = adopted.policy.rules
    asked: dict[str, str] = {}
    for name, above in aboves_of(connection, policies, rules).items():
        asked.setdefault(above.policy, name)
    for id_, name in asked.items():
        text = policies.judging(connection, id_, period).policy.rules
        check_decided(connection, text, period, "upper", policy=id_, name=name)


def deciding_first(
    connection: Connection, policies: Policies, adopted: Adopted, period: int, moment: Moment
) -> tuple[str, ...]:
    """The ids of the policies, above and below, that are to decide a period before one that rests on them.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        adopted: The text of the policy that judges the period.
        period: The ordinal number of the period.
        moment: What is known.
    """
    above = aboves_of(connection, policies, adopted.policy.rules, moment.number).values()
    ids = dict.fromkeys([*(each.id for each in adopted.lower.values()), *(each.policy for each in above)])
    return tuple(id_ for id_ in ids if not _has_decided(connection, policies, id_, period, moment.number))


def _has_decided(connection: Connection, policies: Policies, policy: str, period: int, number: int) -> bool:
    """Whether a policy has decided all of a period, up to an event, by the text that judges it then."""
    try:
        rules = policies.judging(connection, policy, period, number).policy.rules
    except RegisterError:  # none of its texts judges the period, and so nothing that rests on it is decided either
        return False
    return has_decided(connection, rules, period, number)


def is_decided_above(connection: Connection, policies: Policies, adopted: Adopted, period: int, moment: Moment) -> bool:
    """Whether policies above have decided all of a period that has come, so that it can be decided below."""
    try:
        check_above(connection, policies, adopted, period)
        found_above(connection, policies, adopted.policy.rules, period, moment)
    except RegisterError:
        return False
    return True
