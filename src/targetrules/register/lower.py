"""What lower policies have decided and recorded, as the rows of details by which a policy above them judges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from attrs import evolve
from sqlalchemy import Connection

from targetrules.history import History, Row, Value
from targetrules.period import period_text
from targetrules.register.decided_there import check_decided
from targetrules.register.decisions import Decision, decisions_at
from targetrules.register.error import RegisterError, refused
from targetrules.register.filled import filled_before, with_filled
from targetrules.register.persons import names_of
from targetrules.register.policies import Adopted, Policies
from targetrules.register.stored import Moment, RowKey, StoredRow, own_rows, rows_at
from targetrules.rules import tree

__all__ = ["check_below", "is_decided_below", "outcomes_below", "with_names_below"]


def outcomes_below(
    connection: Connection, adopted: Adopted, moment: Moment, rows: Iterable[RowKey]
) -> Mapping[str, History]:
    """What lower policies have decided of the periods of some results, as rows of details.

    It is as it was decided and recorded, with what was held harmless in its place, whatever a later version or later
    results would find; of results of which nothing is decided there are no rows.

    Args:
        connection: A transaction.
        adopted: The text of the policy above.
        moment: What was known.
        rows: The results above, by period and unit.
    """
    if not adopted.lower:
        return {}
    periods = {period for period, _ in rows}
    details = adopted.whole.rules.details
    return {name: _rows(connection, details[name], lower, moment, periods) for name, lower in adopted.lower.items()}


def with_names_below(
    connection: Connection, policies: Policies, adopted: Adopted, below: Mapping[str, History]
) -> Mapping[str, History]:
    """The same rows with the names of persons in place of the digests by which events know them, to be told."""
    found = {}
    for name, history in below.items():
        item, texts = adopted.policy.rules.details[name].item, policies.adopted(connection, adopted.lower[name].id)
        names = names_of(connection, [str(row.values[item]) for row in history.rows]) if texts[-1].has_persons else {}
        named = (
            evolve(row, values={**row.values, item: names.get(str(row.values[item]), row.values[item])})
            for row in history.rows
        )
        found[name] = History(tuple(named)) if names else history
    return found


def _rows(
    connection: Connection, details: tree.Details, lower: tree.LowerPolicy, moment: Moment, periods: set[int]
) -> History:
    standing = dict[RowKey, Decision]()
    kept = dict[RowKey, StoredRow]()
    for period in sorted(periods):
        decided_then = decisions_at(connection, lower.rules, moment, period=period)
        known = rows_at(connection, lower.id, moment, period=period)
        known = with_filled(known, filled_before(connection, lower.rules, moment, period, period + 1))
        standing |= decided_then
        kept |= {key: row for key, row in known.items() if key in decided_then}
    found = []
    for row in own_rows(connection, lower.rules, kept, moment.number):
        above = row.values[lower.unit_above]
        if above is not None:
            decision = standing[row.period, row.unit]
            values = {name: _value(details, name, row, decision) for name in details.rules.inputs}
            found.append(Row(str(above), row.period, values))
    return History(tuple(found))


def _value(details: tree.Details, name: str, row: Row, decision: Decision) -> Value:
    """What a row has under a name: what was given, or what was decided and recorded."""
    if name == details.item:
        return row.unit
    outcome = decision.outcome
    if name.startswith(tree.CONSEQUENCE):
        return _received(name.removeprefix(tree.CONSEQUENCE), decision)
    if name == "grade" and details.policy is not None and details.policy.decides(name):
        return decision.grade if decision.grade in details.rules.inputs[name].options else None
    if name in outcome["measures"]:
        return _number(outcome["measures"][name])
    if name in outcome["conditions"]:
        truth: bool | None = outcome["conditions"][name]
        return truth
    if details.policy is not None and name in details.policy.rules.statuses:
        return name in outcome["statuses"]
    ranking, _, number = name.rpartition(".")
    if ranking in outcome["places"]:
        return _number(outcome["places"][ranking][number])
    return row.values.get(name)


def _number(written: Any) -> Decimal | None:
    return None if written is None else Decimal(written)


def _received(id_: str, decision: Decision) -> bool | None:
    if id_ in decision.received:
        return True
    return None if id_ in decision.undetermined else False


# ---- whether it can be decided above ---------------------------------------------------------------------------------


def check_below(connection: Connection, policies: Policies, adopted: Adopted, period: int) -> None:
    """RegisterError where lower policies have not decided a period, or not all that has come, or by another text.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        adopted: The text of the policy above that judges the period.
        period: The ordinal number of the period.
    """
    printed = period_text(adopted.policy.rules.period, period)
    for name, lower in adopted.lower.items():
        said = {"policy": lower.id, "details": name, "period": printed}
        text = policies.judging(connection, lower.id, period).whole
        if text.rules.whole_digest(text.digest) != lower.rules.whole_digest(lower.digest):
            raise refused("lower-text", above=adopted.policy.id, **said)
        check_decided(connection, text.rules, period, "lower", policy=lower.id, details=name)


def is_decided_below(connection: Connection, policies: Policies, adopted: Adopted, period: int) -> bool:
    """Whether lower policies have decided all of a period that has come."""
    try:
        check_below(connection, policies, adopted, period)
    except RegisterError:
        return False
    return True
