"""What a decision was taken by: the text of the policy, and the results and earlier decisions that were known."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from targetrules.data import frozen
from targetrules.decision.results import Results
from targetrules.errors import InternalError
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.register.decisions import Decision, decisions_at
from targetrules.register.error import refused
from targetrules.register.filled import filled_in
from targetrules.register.journal import event_at
from targetrules.register.judging import results_upto
from targetrules.register.policies import Policies
from targetrules.register.said import said_of
from targetrules.register.stored import Moment, RowKey
from targetrules.rules.tree import Rules

__all__ = ["Basis", "basis_of", "basis_of_event"]


@frozen(slots=True)
class Basis:
    """A text of a policy, and results as it reads them, with what was decided of them before."""

    policy: Policy
    results: Results


def basis_of(
    connection: Connection, policies: Policies, rules: Rules, moment: Moment, key: RowKey, named: str
) -> Basis:
    """What the decision of a unit in a period was taken by.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        rules: The policy, in whichever of its texts.
        moment: When the decision stood.
        key: The period and the unit.
        named: The unit as it was named.

    Raises:
        RegisterError: Nothing was decided of it.
    """
    decision = decisions_at(connection, rules, moment, period=key[0], unit=key[1]).get(key)
    if decision is None:
        raise refused("not-decided", unit=named, period=period_text(rules.period, key[0]))
    return basis_of_event(connection, policies, rules, key[0], decision.event, [decision])


def basis_of_event(
    connection: Connection,
    policies: Policies,
    rules: Rules,
    period: int,
    number: int,
    decisions: Sequence[Decision],
) -> Basis:
    """What an event was taken by that decided something of a period.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        rules: The policy, in whichever of its texts.
        period: The ordinal number of the period.
        number: The number of the event.
        decisions: What it decided; what is held of these stands in place of what is found.
    """
    event = event_at(connection, number)
    if event is None:
        raise InternalError(number)
    known = Moment(event.value("based_on"))
    texts = policies.adopted(connection, rules.id, known.number)
    adopted = next(each for each in texts if each.event == event.value("text"))
    said = {(period, each.unit): said_of(each).cells(adopted.policy.rules) for each in decisions if each.held}
    results, _ = results_upto(connection, adopted, known, period, said, policies, filled_in(event))
    return Basis(adopted.policy, results)
