"""A period judged by what is known, and what an event says of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from attrs import evolve
from sqlalchemy import Connection

from targetrules.decision.outcomes import Outcomes
from targetrules.decision.results import Results
from targetrules.errors import InternalError
from targetrules.outcome import RowOutcomes
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.register.error import refused
from targetrules.register.filled import Filled, filled_before, with_filled
from targetrules.register.lower import outcomes_below, with_names_below
from targetrules.register.persons import few_named, names_of
from targetrules.register.policies import Adopted, Policies
from targetrules.register.said import Cells, cells_before
from targetrules.register.stored import (
    Known,
    Moment,
    as_results,
    column_lists_of,
    plain_table,
    results_of,
    rows_at,
)
from targetrules.report.json_text import compact
from targetrules.report.outcomes_in_common import InCommon, columns_of_rows, in_common
from targetrules.rules.analysis.decided_before import decided_before
from targetrules.rules.analysis.looked_back import periods_looked_back
from targetrules.rules.decided import COLUMNS
from targetrules.rules.succession import COLUMNS as SUCCESSIONS
from targetrules.wording import Listing

__all__ = ["content_of", "judged", "results_upto"]

_SHOWN: Final = 10


def judged(
    connection: Connection,
    adopted: Adopted,
    period: int,
    moment: Moment,
    decided_on: date | None,
    said: Known | None = None,
    filled: Filled | None = None,
) -> Outcomes:
    """The outcomes of a period by what is known, with the record of their making; none where nobody has a result.

    Args:
        connection: A transaction.
        adopted: The text of the policy that judges the period.
        period: The ordinal number of the period.
        moment: What is known.
        decided_on: The date of the decision.
        said: What is decided of results in place of what is found.
        filled: What a register fills in: what became of consequences of the period before, and from above.

    Raises:
        RegisterError: Results of the period say themselves what was decided.
        ResultsError: The results cannot be read by this text.
    """
    printed = period_text(adopted.policy.rules.period, period)
    _check_nothing_said(connection, adopted.policy.id, period, moment, printed)
    results, periods = results_upto(connection, adopted, moment, period, said, filled=filled)
    notes: list[Any] = []  # how results were read was told when they came
    outcomes = adopted.policy.evaluate(results, decided_on=decided_on, record=True, notes=notes.append)
    if period in periods:
        return outcomes.of(period=printed)
    if outcomes.record is None:
        raise InternalError("a decision without its record")
    options = {**outcomes.record.options, "period": [str(printed)]}
    return evolve(outcomes, found=RowOutcomes(()), record=evolve(outcomes.record, options=options))


def results_upto(
    connection: Connection,
    adopted: Adopted,
    moment: Moment,
    period: int,
    said: Known | None = None,
    named: Policies | None = None,
    filled: Filled | None = None,
) -> tuple[Results, Collection[int]]:
    """The results by which a period is judged, with what was decided of earlier ones; and the periods that they are of.

    Of what lies further back than the policy looks nothing is read.

    Args:
        connection: A transaction.
        adopted: The text of the policy that judges the period.
        period: The ordinal number of the period.
        moment: What is known.
        said: What is decided of results in place of what is found.
        named: The texts that were adopted, where persons below are to have their names.
        filled: What a register fills in of this period; of earlier periods it is as they were decided.
    """
    policy = adopted.policy
    first = _first_looked_at(connection, policy, period)
    cells = cells_before(connection, adopted, moment, first, period)
    for (at, unit), each in (said or {}).items():
        cells.setdefault(at, {})[unit] = each
    _check_decided(connection, adopted, moment, first, cells)
    filling = filled_before(connection, policy.rules, moment, first, period)
    filling |= {} if filled is None else {period: filled}
    plain = None if filling else plain_table(connection, policy, moment, period, first=first, decided=cells)
    if plain is not None:
        table, periods = plain
        return results_of(policy, table), periods
    rows = with_filled(rows_at(connection, policy.id, moment, first=first, upto=period), filling)
    known = {(at, unit): each for at, units in cells.items() for unit, each in units.items() if (at, unit) in rows}
    below = outcomes_below(connection, adopted, moment, rows)
    if named is not None:
        below = with_names_below(connection, named, adopted, below)
    return as_results(connection, policy, rows, moment.number, known, below), {at for at, _ in rows}


def _first_looked_at(connection: Connection, policy: Policy, period: int) -> int | None:
    """The first period that is looked at when one is judged; None: all of them.

    Where units go on from the past of others, or went into them, all is read: who they were stands in earlier results.
    """
    reach = periods_looked_back(policy.rules)
    lists = column_lists_of(connection).values()
    return None if reach is None or any(name in SUCCESSIONS for names in lists for name in names) else period - reach


def _check_decided(connection: Connection, adopted: Adopted, moment: Moment, first: int | None, cells: Cells) -> None:
    """Of all results before the first period that the text judges it must be known what was decided."""
    rules = adopted.policy.rules
    if adopted.first is None or not decided_before(rules) or (first is not None and first >= adopted.first):
        return
    rows = rows_at(connection, adopted.policy.id, moment, first=first, upto=adopted.first - 1)
    late = [
        (at, unit)
        for (at, unit), row in rows.items()
        if unit not in cells.get(at, {}) and COLUMNS.keys().isdisjoint(row.columns)
    ]
    if late:
        names = names_of(connection, [unit for _, unit in late[:_SHOWN]])
        shown = [f"{names.get(unit, unit)} ({period_text(rules.period, at)})" for at, unit in late[:_SHOWN]]
        listed = Listing.of_first(shown, len(late))
        said = {"first": period_text(rules.period, adopted.first), "count": len(late), "units": listed}
        raise refused("undecided-before", **said)


def _check_nothing_said(connection: Connection, policy: str, period: int, moment: Moment, printed: int | str) -> None:
    """What was decided of a period before there was a register is looked back at, and not decided once more."""
    if all(COLUMNS.keys().isdisjoint(names) for names in column_lists_of(connection).values()):
        return
    rows = rows_at(connection, policy, moment, period=period)
    said = [unit for (_, unit), row in rows.items() if any(row.values.get(name) for name in COLUMNS)]
    if said:
        raise refused("said-already", period=printed, count=len(said), units=few_named(connection, said))


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
    head = {
        "period": period_text(adopted.policy.rules.period, period),
        "text": adopted.event,
        "based_on": moment.number,
        "whole": whole,
        **more,
        "held": held,
        "kept": kept or {},
    }
    columns, found = columns_of_rows(adopted.policy.rules), _in_common(outcomes)
    begins = compact({**head, "record": record.values(), "columns": columns})[:-1]
    return f'{begins}, "alike": [{", ".join(found.alike)}], "outcomes": [{found.rows}]}}'


def _in_common(outcomes: Outcomes) -> InCommon:
    if isinstance(outcomes.found, RowOutcomes):
        return in_common(outcomes.found)
    from targetrules.frames.writing.text import in_common as in_common_by_columns

    return in_common_by_columns(outcomes.found)
