"""The reserved columns of results: they are read as inputs are, and no rule asks for them by name.

They say what was decided of a result (:mod:`targetrules.rules.decided`), and whose past a unit goes on from
(:mod:`targetrules.rules.succession`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from targetrules.rules import decided, succession
from targetrules.rules.definition import Input, InputKind
from targetrules.rules.tree import Rules

__all__ = ["RESERVED", "WORDED", "columns_of", "reserved_inputs"]

RESERVED: Final = {**decided.COLUMNS, **succession.COLUMNS}
"""The reserved columns, each with the headings that it may have."""

WORDED: Final = (*succession.COLUMNS, decided.DECIDED_RECEIVED)
"""Those of which the texts themselves say something, which texts of inputs never do."""


def reserved_inputs(rules: Rules) -> Mapping[str, Input]:
    """The reserved columns, as results of this policy may have them; rows of details have none.

    Something is decided only of what the policy decides.
    """
    return rules.once(_reserved_inputs)


def _reserved_inputs(rules: Rules) -> Mapping[str, Input]:
    def reserved(name: str, kind: InputKind, options: tuple[str, ...] = ()) -> Input:
        return Input(name, kind, RESERVED[name], options=options, optional=True, column_optional=True)

    found = []
    if rules.grading is not None:
        grades = (*(grade.id for grade in rules.grades), decided.NOTHING)
        found.append(reserved(decided.DECIDED_GRADE, InputKind.CHOICE, tuple(dict.fromkeys(grades))))
    if rules.consequences:
        found.append(reserved(decided.DECIDED_RECEIVED, InputKind.TEXT))
    if rules.item is None:
        found += [reserved(name, InputKind.TEXT) for name in succession.COLUMNS]
    return {one.name: one for one in found}


def columns_of(rules: Rules) -> Mapping[str, Input]:
    """The inputs of a policy, and the reserved columns beside them."""
    return rules.once(_columns_of)


def _columns_of(rules: Rules) -> Mapping[str, Input]:
    return {**rules.inputs, **reserved_inputs(rules)}
