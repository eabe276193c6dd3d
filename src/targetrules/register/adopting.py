"""Whether a text of a policy can be adopted: it goes with those before it, and with what is recorded and decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from targetrules.arguments import a_switch, instance_of
from targetrules.loading import loads_kept
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.register.error import refused
from targetrules.register.event import Event, EventKind
from targetrules.register.fitting_above import check_fits
from targetrules.register.in_force import periods_of_targets, targets_of
from targetrules.register.lower import outcomes_below
from targetrules.register.policies import Adopted, Policies, kept_text, text_of
from targetrules.register.recording import Recording
from targetrules.register.said import known_before
from targetrules.register.schema import decided
from targetrules.register.stored import Moment, as_results, rows_at
from targetrules.rules.resolution.indicator_dates import in_force_in
from targetrules.rules.tree import Rules
from targetrules.syntax import schema as syntax
from targetrules.wording import Listing, Word

__all__ = ["adopt", "adoption_of"]


def adopt(recording: Recording, policies: Policies, policy: Policy, *, persons: bool, reason: str | None) -> Event:
    """Record that a policy is adopted, after those below it whose texts are not the last ones of theirs.

    Args:
        recording: The transaction.
        policies: The texts that were adopted.
        policy: The policy.
        persons: Whether its units are persons.
        reason: Why.

    Raises:
        RegisterError: It is there already, or does not go with the others or with what is decided.
        ResultsError: It cannot read the results that are there.
    """
    content = adoption_of(policy, persons=persons, reason=reason)
    for lower in _below(policy):
        before = policies.adopted(recording.connection, lower.id)
        if not before or _digest(before[-1].whole) != _digest(lower):
            are_persons = bool(before) and before[-1].has_persons
            _add(recording, policies, lower, adoption_of(lower, persons=are_persons, reason=reason))
    return _add(recording, policies, policy, content)


def _add(recording: Recording, policies: Policies, policy: Policy, content: dict[str, Any]) -> Event:
    check_adoption(recording.connection, policies, policy, recording.now(), persons=content["persons"])
    return recording.add(EventKind.POLICY, content, policy.id)


def _digest(policy: Policy) -> str:
    """What stands for its text, and for those of all policies below it."""
    return policy.rules.whole_digest(policy.digest)


def _below(policy: Policy) -> Iterator[Policy]:
    """The policies below one, the lowest first, each once."""
    texts = {each["table"]: each for each in _lower_texts(policy)}
    found = dict[str, None]()
    for table in sorted(texts, key=lambda each: -each.count(".")):
        each = texts[table]
        if each["id"] not in found:
            found[each["id"]] = None
            before = f"{table}."
            own = {key: one for key, one in texts.items() if key.startswith(before)}
            lower = {key.removeprefix(before): kept_text(one["policy"], one) for key, one in own.items()}
            yield loads_kept(kept_text(each["policy"], each), lower)


def _lower_texts(policy: Policy) -> list[dict[str, Any]]:
    """The texts of all policies below one, as an event has them."""
    found = []
    for table, details in policy.rules.all_details.items():
        lower = details.policy
        if lower is not None:
            if lower.text is None:
                raise refused("policy-text", policy=lower.written)
            said = {"policy": lower.written, "id": lower.id, "sha256": lower.digest, "text": lower.text}
            found.append({"table": table, **said, **_base_texts(lower.rules)})
    digests = {policy.id: "", **{each["id"]: each["sha256"] for each in found}}
    shared = [each["id"] for each in found if each["sha256"] != digests[each["id"]] or each["id"] == policy.id]
    if shared:
        raise refused("same-id", policy=shared[0])
    return found


def _base_texts(rules: Rules) -> dict[str, Any]:
    """The texts of all policies that one extends, the nearest first, as an event has them; nothing of none."""
    bases = [{"policy": each.written, "id": each.id, "sha256": each.digest, "text": each.text} for each in rules.bases]
    return {"bases": bases} if bases else {}


def adoption_of(policy: Policy, *, persons: bool, reason: str | None) -> dict[str, Any]:
    """What an event says of a policy that is adopted."""
    rules = instance_of("policy", policy, Policy, "policy").rules
    lower = _lower_texts(policy)
    content = {
        "name": policy.name,
        "text": text_of(policy),
        "sha256": policy.digest,
        "period_kind": rules.period.value,
        "first_period": None if rules.first_period is None else period_text(rules.period, rules.first_period),
        "persons": a_switch("persons", persons),
        "reason": reason,
    }
    return content | _base_texts(rules) | ({"lower": lower} if lower else {})


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
    check_fits(connection, policies, rules, persons=persons)
    if not before:
        return
    last = before[-1]
    if _digest(last.whole) == _digest(policy):
        raise refused("adopted-already", policy=rules.id, number=last.event)
    if last.policy.rules.period is not rules.period:
        said = {"before": Word(f"periods.{last.policy.rules.period.value}")}
        raise refused("other-periods", policy=rules.id, **said)
    if last.has_persons is not persons:
        raise refused("persons-before" if last.has_persons else "no-persons-before", policy=rules.id)
    _check_first_period(connection, policy)
    _check_targets(connection, policies, policy)
    adopted, first = Adopted.of(0, policy, rules.first_period, has_persons=persons), rules.first_period
    rows = rows_at(connection, rules.id, now)
    known = {} if first is None else known_before(connection, adopted, now, first)
    known = {key: cells for key, cells in known.items() if key in rows}
    below = outcomes_below(connection, adopted, now, rows)
    as_results(connection, adopted.policy, rows, now.number, known, below)


def _check_first_period(connection: Connection, policy: Policy) -> None:
    """A text for periods that are decided already would judge them anew."""
    rules = policy.rules
    query = select(decided.c.period).where(decided.c.policy == rules.id).order_by(decided.c.period.desc())
    latest = connection.scalar(query.limit(1))
    if latest is not None and rules.judges(latest):
        said = {"latest": period_text(rules.period, latest), "next": period_text(rules.period, latest + 1)}
        raise refused("first-period", policy=rules.id, **said)


def _check_targets(connection: Connection, policies: Policies, policy: Policy) -> None:
    """A text without such an indicator in the period, or with another kind of target, would leave targets idle."""
    rules, now = policy.rules, policy.written.indicators or {}
    periods = [each for each in periods_of_targets(connection, rules.id) if rules.judges(each)]
    absent, others, idle = dict[str, None](), dict[str, None](), dict[str, None]()
    for period in periods:
        before = policies.judging(connection, rules.id, period).policy.written.indicators or {}
        of_units = targets_of(connection, rules.id, period).values()
        for name in dict.fromkeys(name for each in of_units for name, target in each.items() if target is not None):
            if name not in now:
                absent[name] = None
            elif name in before and _kind(now[name]) != _kind(before[name]):
                others[name] = None
            elif name not in in_force_in(now, rules.period, period):
                idle[name] = None
    if absent or others or idle:
        found = {"targets-absent": absent, "targets-of-other-kind": others, "targets-idle": idle}
        says = [Word(f"register.{key}", {"names": Listing(tuple(names))}) for key, names in found.items() if names]
        said = {"latest": period_text(rules.period, periods[-1]), "next": period_text(rules.period, periods[-1] + 1)}
        raise refused("targets-in-force", policy=rules.id, says=Listing(tuple(says), "; "), **said)


def _kind(indicator: syntax.Indicator) -> str:
    """What kind of target an indicator has."""
    return indicator.target if isinstance(indicator.target, str) else "multiple"
