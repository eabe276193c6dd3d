"""What a register fills into blank cells is found: for a decision that is about to be taken, or for one taken again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from targetrules.register.filled import Filled, filled_of
from targetrules.register.policies import Policies
from targetrules.register.recording import Recording
from targetrules.register.stored import Moment
from targetrules.register.units_above import found_above
from targetrules.register.what_became import followed_by, what_became
from targetrules.rules.tree import Rules

__all__ = ["filled_by", "filled_otherwise"]


def filled_by(
    recording: Recording, policies: Policies, rules: Rules, period: int, decided_on: date | None, *, anew: bool
) -> Filled | None:
    """What is found for a decision that is about to be taken; None where the policy does not ask.

    Args:
        recording: The transaction.
        policies: The texts that were adopted.
        rules: The text that judges the period.
        period: The ordinal number of the period.
        decided_on: The date of the decision, until which it counts; None: it has none, and it is today.
        anew: Whether a correction has it decided anew, so that the day is that of the decision that stands.

    Raises:
        RegisterError: Results of the period say something else, or name units above of which nothing is decided.
    """
    followed = followed_by(recording, policies, rules, period, decided_on, anew=anew)
    return filled_of(followed, found_above(recording.connection, policies, rules, period, recording.now()))


def filled_otherwise(
    connection: Connection, policies: Policies, rules: Rules, period: int, known: Moment, filled: Filled | None
) -> set[str]:
    """The units of which something else is found again, by what was known, than a decision was taken with."""
    if filled is None:
        return set()
    followed = filled.followed
    again = Filled(
        None if followed is None else what_became(connection, policies, rules, period, known, followed.day),
        None if filled.above is None else found_above(connection, policies, rules, period, known),
    )
    then, now = ({name: cells for name, cells, _ in each.cells()} for each in (filled, again))
    pairs = [(then.get(name, {}), now.get(name, {})) for name in {**then, **now}]
    return {unit for one, other in pairs for unit in {**one, **other} if one.get(unit) != other.get(unit)}
