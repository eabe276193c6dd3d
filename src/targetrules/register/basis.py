"""What a decision was taken by: the text of the policy, and the results and earlier decisions that were known."""

from __future__ import annotations

from sqlalchemy import Connection

from targetrules.data import frozen
from targetrules.decision.results import Results
from targetrules.errors import InternalError
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.register.decisions import decisions_at
from targetrules.register.error import refused
from targetrules.register.filled import filled_in
from targetrules.register.journal import event_at
from targetrules.register.judging import results_upto
from targetrules.register.policies import Policies
from targetrules.register.said import said_of
from targetrules.register.stored import Moment, RowKey
from targetrules.rules.tree import Rules

__all__ = ["Basis", "basis_of"]


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
    event = event_at(connection, decision.event)
    if event is None:
        raise InternalError(decision.event)
    known = Moment(event.value("based_on"))
    texts = policies.adopted(connection, rules.id, known.number)
    adopted = next(each for each in texts if each.event == event.value("text"))
    said = {key: said_of(decision).cells(adopted.policy.rules)} if decision.held else {}
    results, _ = results_upto(connection, adopted, known, key[0], said, policies, filled_in(event))
    return Basis(adopted.policy, results)
