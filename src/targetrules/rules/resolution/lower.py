"""Another policy, found while a policy is resolved that judges by its outcomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from targetrules.data import frozen
from targetrules.errors import TargetrulesError
from targetrules.rules.tree import Rules
from targetrules.source.diagnostic import Diagnostic
from targetrules.syntax import schema as syntax
from targetrules.wording import Word

__all__ = ["MOST_LEVELS", "MOST_TABLES", "FoundPolicy", "PolicyFinder", "UnusablePolicyError", "no_policies"]

MOST_LEVELS: Final = 8
"""Policies of which each is judged by the outcomes of the next."""

MOST_TABLES: Final = 100
"""Tables of details that are read for one policy, those of the policies below it among them."""


@frozen(slots=True)
class FoundPolicy:
    """A policy as it is meant and as it is written, and the SHA-256 of its file; the text in it, where there is one."""

    rules: Rules
    written: syntax.PolicyFile
    digest: str
    text: str | None = None


class UnusablePolicyError(TargetrulesError):
    """There is no such policy, or it cannot be used: a fault by its code, and the faults of the policy itself.

    ``advice`` is what to do about just this one.
    """

    def __init__(
        self,
        code: str,
        values: Mapping[str, Any],
        advice: Word | None = None,
        faults: tuple[Diagnostic, ...] = (),
        near: str | None = None,
    ) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
        self.advice = advice
        self.faults = faults
        self.near = near


PolicyFinder: TypeAlias = Callable[[str], FoundPolicy]
"""Gives the policy of an id or in a file; raises UnusablePolicyError."""


def no_policies(name: str) -> FoundPolicy:
    """The finder of those who have none: nothing is found."""
    raise UnusablePolicyError("TR180", {"found": name, "why": Word("diagnostics.no-such-policy-here")})
