"""The states of the policies below one: which of them look back, so that a step goes on from what they leave behind."""

from __future__ import annotations

import binascii
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping

from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import dependencies_of

__all__ = ["below_of_text", "keeps_a_state", "looking_back_below", "text_of_below"]


def looking_back_below(rules: tree.Rules) -> Mapping[str, tree.LowerPolicy]:
    """The policies below one whose past matters, by the details that are their outcomes."""
    policies = ((name, each.policy) for name, each in rules.details.items())
    return {name: policy for name, policy in policies if policy is not None and keeps_a_state(policy.rules)}


def keeps_a_state(rules: tree.Rules) -> bool:
    """Whether what a policy decides, or one below it, rests on earlier periods."""
    return bool(dependencies_of(rules).looking_back or rules.kept_cuts or looking_back_below(rules))


# ---- in a file -------------------------------------------------------------------------------------------------------


def text_of_below(below: Mapping[str, bytes]) -> str:
    """States as the files that they would be alone, by the names of the details, as text."""
    return json.dumps({name: b64encode(each).decode("ascii") for name, each in below.items()})


def below_of_text(text: str) -> Mapping[str, bytes] | None:
    """The same back; None where the text says nothing of the kind."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not found or not all(isinstance(each, str) for each in found.values()):
        return None
    try:
        return {name: b64decode(each, validate=True) for name, each in found.items()}
    except (binascii.Error, ValueError):
        return None
