"""Whether a text of a policy can be adopted: it goes with those before it, and with what is recorded and decided."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from targetrules.arguments import a_switch, instance_of
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.register.error import refused
from targetrules.register.incoming import check_lower
from targetrules.register.policies import Adopted, Policies, text_of
from targetrules.register.said import known_before
from targetrules.register.schema import decided
from targetrules.register.stored import Moment, as_results, rows_at
from targetrules.wording import Word

__all__ = ["adoption_of", "check_adoption"]


def adoption_of(policy: Policy, *, persons: bool, reason: str | None) -> dict[str, Any]:
    """What an event says of a policy that is adopted."""
    rules = instance_of("policy", policy, Policy, "policy").rules
    check_lower(policy)
    return {
        "name": policy.name,
        "text": text_of(policy),
        "sha256": policy.digest,
        "period_kind": rules.period.value,
        "first_period": None if rules.first_period is None else period_text(rules.period, rules.first_period),
        "persons": a_switch("persons", persons),
        "reason": reason,
    }


def check_adoption(connection: Connection, policies: Policies, policy: Policy, now: Moment, *, persons: bool) -> None:
    """Refuse a text that does not go with those before it, or cannot read what is there.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        policy: The policy in the new text.
        now: What is known.
        persons: Whether its units are persons.

    Raises:
        RegisterError: It is there already, or does not go with the others or with what is decided.
        ResultsError: It cannot read the results that are there.
    """
    rules = policy.rules
    before = policies.adopted(connection, rules.id)
    if not before:
        return
    last = before[-1]
    if last.policy.digest == policy.digest:
        raise refused("adopted-already", policy=rules.id, number=last.event)
    if last.policy.rules.period is not rules.period:
        said = {"before": Word(f"periods.{last.policy.rules.period.value}")}
        raise refused("other-periods", policy=rules.id, **said)
    if last.has_persons is not persons:
        raise refused("persons-before" if last.has_persons else "no-persons-before", policy=rules.id)
    _check_first_period(connection, policy)
    adopted, first = Adopted(0, policy, rules.first_period, persons), rules.first_period
    rows = rows_at(connection, rules.id, now)
    known = {} if first is None else known_before(connection, adopted, now, first)
    as_results(connection, policy, rows, now.number, {key: cells for key, cells in known.items() if key in rows})


def _check_first_period(connection: Connection, policy: Policy) -> None:
    """A text for periods that are decided already would judge them anew."""
    rules = policy.rules
    query = select(decided.c.period).where(decided.c.policy == rules.id).order_by(decided.c.period.desc())
    latest = connection.scalar(query.limit(1))
    if latest is not None and rules.judges(latest):
        said = {"latest": period_text(rules.period, latest), "next": period_text(rules.period, latest + 1)}
        raise refused("first-period", policy=rules.id, **said)
