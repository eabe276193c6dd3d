"""Columns as Python's values."""

from __future__ import annotations

from targetrules.columns.vectors import Codes, Numbers, Truths
from targetrules.errors import InternalError
from targetrules.history import Value
from targetrules.source.decimals import unscaled

__all__ = ["values_of"]


def values_of(column: Numbers | Codes | Truths) -> list[Value]:
    """The numbers or truths of a column, missing ones as None."""
    match column:
        case Numbers():
            pairs = zip(column.values.tolist(), column.known.tolist(), strict=True)
            return [unscaled(value, column.decimals) if known else None for value, known in pairs]
        case Truths():
            pairs = zip(column.yes.tolist(), column.no.tolist(), strict=True)
            return [True if yes else False if no else None for yes, no in pairs]
        case Codes():
            raise InternalError("codes have values only together with their texts")
