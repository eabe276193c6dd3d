"""A policy as meant, with one input of each type, for reading tables against."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from targetrules.period import PeriodKind
from targetrules.rules.tree import Grade, Input, InputKind, Rules

__all__ = ["INPUTS", "an_input", "rules"]

GRADES = (
    Grade("excellent", {"zh": "优秀", "en": "Excellent"}),
    Grade("good", {"zh": "良好", "en": "Good"}),
    Grade("poor", {"zh": "较差", "en": "Poor"}),
)


def an_input(name: str, kind: str, *columns: str, **declared: Any) -> Input:
    """An input; a table need have no column for it where a cell may be blank."""
    declared.setdefault("column_optional", declared.get("optional", False) or "default" in declared)
    return Input(name, InputKind(kind), columns or (name,), **declared)


INPUTS = (
    an_input("score", "number", "score", "总分", decimals=2, low=Decimal(0), high=Decimal(100)),
    an_input("grade", "grade", "grade", "等次", optional=True),
    an_input("kind", "choice", "kind", "类别", options=("county", "department"), optional=True),
    an_input("falsified", "flag", "falsified", "弄虚作假", default=False),
    an_input("remark", "text", "remark", "备注", optional=True),
)


def rules(inputs: Iterable[Input] = INPUTS, period: PeriodKind = PeriodKind.YEAR) -> Rules:
    return Rules(
        id="example",
        title={},
        description={},
        languages=(),
        period=period,
        grades=GRADES,
        inputs={one.name: one for one in inputs},
        parameters={},
        measures={},
        rankings={},
        grading=None,
        conditions={},
        statuses={},
        consequences=(),
        claims=(),
        examples=(),
        sources={},
        actions={},
        roles={},
        order=(),
    )
