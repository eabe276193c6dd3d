"""Whether the text of a policy goes with those above and below it: what its inputs are of, and no circle of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from targetrules.register.error import RegisterError
from targetrules.register.policies import Policies, rests_on
from targetrules.rules.analysis.bounds import bounds_of
from targetrules.rules.definition import Input
from targetrules.rules.tree import Rules
from targetrules.wording import Listing, Word

__all__ = ["check_fits"]


def check_fits(connection: Connection, policies: Policies, rules: Rules, *, persons: bool) -> None:
    """RegisterError where a text and those above or below it do not go together, or would rest on themselves.

    Args:
        connection: A transaction.
        policies: The texts that were adopted.
        rules: The text that is to be adopted.
        persons: Whether its units are persons.
    """
    known = {id_: policies.adopted(connection, id_)[-1] for id_ in policies.ids(connection) if id_ != rules.id}
    problems = list[Word]()
    for each in known.values():
        problems += _unfit(rules, each.policy.rules, has_persons=each.has_persons)
        problems += _unfit(each.policy.rules, rules, has_persons=persons)
    path = _circle(rules, {id_: each.whole.rules for id_, each in known.items()})
    if path:
        problems.append(Word("register.above-circle", {"policy": rules.id, "path": Listing(tuple(path), " → ")}))
    if problems:
        raise RegisterError(problems)


def _unfit(below: Rules, above: Rules, *, has_persons: bool) -> Iterator[Word]:
    """What of the inputs of a policy cannot be had of one above it."""
    asked = [(name, each) for name, each in below.inputs.items() if each.above and each.above.policy == above.id]
    says = {"policy": below.id, "above": above.id}
    if asked and (has_persons or below.period is not above.period):
        yield Word("register.above-persons" if has_persons else "register.above-periods", says)
    for name, given in asked:
        of = given.above
        if of is None:
            continue
        grades = tuple(grade.id for grade in above.grades) if above.grading is not None else ()
        if of.of == "grade" and given.options != grades:
            words = {"words": Listing(given.options), "grades": Listing(grades or ("-",))}
            yield Word("register.above-grades", {**says, "name": name, **words})
        elif of.of == "receives" and all(rule.id != of.id for rule in above.consequences):
            known = Listing(tuple(rule.id for rule in above.consequences) or ("-",))
            yield Word("register.above-consequence", {**says, "name": name, "found": of.id, "known": known})
        elif of.of == "measure":
            yield from _unfit_measure(given, of.id, above, {**says, "name": name, "found": of.id})


def _unfit_measure(given: Input, measure: str, above: Rules, says: Mapping[str, Any]) -> Iterator[Word]:
    if measure not in above.measures:
        yield Word("register.above-measure", {**says, "known": Listing(tuple(above.measures) or ("-",))})
        return
    decimals, bounds = above.measures[measure].decimals, bounds_of(above).ranges.get(measure)
    low, high = (Decimal(0), Decimal(0)) if bounds is None else (bounds.low, bounds.high)
    is_within = (given.low is None or given.low <= low) and (given.high is None or high <= given.high)
    if decimals > given.decimals or not is_within:
        yield Word("register.above-range", {**says, "low": low, "high": high, "decimals": decimals})


def _circle(rules: Rules, known: Mapping[str, Rules]) -> list[str]:
    """The ids of policies each of which judges by what the next one decides, from one back to itself; or none."""
    texts = {**known, rules.id: rules}
    paths = [[rules.id]]
    seen = set[str]()
    while paths:
        path = paths.pop()
        for id_ in rests_on(texts[path[-1]]):
            if id_ == rules.id:
                return [*path, id_]
            if id_ in texts and id_ not in seen:
                seen.add(id_)
                paths.append([*path, id_])
    return []
