"""How a template is known again: names of properties that a workbook carries, unseen, wherever it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Self

from targetrules.data import frozen

__all__ = ["LISTS", "TemplateMark"]

LISTS: Final = "targetrules"
"""The name of the hidden sheet of a template that holds long lists of words."""

_POLICY: Final = "targetrules.policy"
_DIGEST: Final = "targetrules.policy.sha256"
_SHEET: Final = "targetrules.sheet"


@frozen(slots=True)
class TemplateMark:
    """The policy of which a template was made, by its id and the SHA-256 of its file, and the sheet to fill in."""

    policy: str
    digest: str
    sheet: str

    @property
    def properties(self) -> Mapping[str, str]:
        """The properties of the workbook."""
        return {_POLICY: self.policy, _DIGEST: self.digest, _SHEET: self.sheet}

    @classmethod
    def of(cls, properties: Mapping[str, str]) -> Self | None:
        """The mark in these properties; None where there is none."""
        if not {_POLICY, _DIGEST, _SHEET} <= properties.keys():
            return None
        return cls(properties[_POLICY], properties[_DIGEST], properties[_SHEET])
