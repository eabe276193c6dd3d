"""Claims of a policy that are asked for by their ids: every id that the policy has not is told, all of them at once."""

from __future__ import annotations

from collections.abc import Iterable

from targetrules.arguments import ArgumentError, unlike
from targetrules.rules import tree
from targetrules.source.suggest import nearest
from targetrules.wording import Listing, Word

__all__ = ["claims_named"]


def claims_named(rules: tree.Rules, ids: object) -> list[tree.Claim]:
    """The claims with these ids, in the order of the policy; None: all of them.

    Raises:
        ArgumentError: This is no list of ids, or the policy has no claims of some of them.
    """
    if ids is None:
        return list(rules.claims)
    if isinstance(ids, str | bytes) or not isinstance(ids, Iterable):
        raise unlike("claims", ids, "claims")
    wanted, known = list(dict.fromkeys(ids)), [claim.id for claim in rules.claims]
    unknown = [str(each) for each in wanted if each not in known]
    if unknown:
        raise ArgumentError("claims", _no_such(unknown, known))
    return [claim for claim in rules.claims if claim.id in wanted]


def _no_such(unknown: list[str], known: list[str]) -> Word:
    """What is told of the ids: of a single one with a similar id, that alone; else what the policy has."""
    near = {each: nearest(each, dict.fromkeys(known)) for each in unknown}
    has = Listing(tuple(known)) if known else "–"
    if len(unknown) == 1:
        found, like = unknown[0], near[unknown[0]]
        return Word(f"arguments.no-such-claim{'-near' if like else ''}", {"found": found, "near": like, "known": has})
    said = tuple(
        Word(f"arguments.unknown-claim{'-near' if like else ''}", {"found": found, "near": like})
        for found, like in near.items()
    )
    return Word("arguments.no-such-claims", {"found": Listing(said), "known": has})
