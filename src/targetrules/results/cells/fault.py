"""Why a cell cannot be read, still without the place where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field

from targetrules.data import frozen
from targetrules.results.code import Code
from targetrules.wording import Word

__all__ = ["Fault"]


@frozen(slots=True)
class Fault:
    """The sort of problem, what fills its sentence, and advice; ``expected``, where not what the input always wants."""

    code: Code
    values: Mapping[str, Any] = field(factory=dict)
    advice: Word | None = None
    expected: Word | None = None
