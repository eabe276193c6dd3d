"""Outcomes as plain values, with the keys and in the order of section 8 of the language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from targetrules.outcome import Decided, Outcome

__all__ = ["outcome_values"]


def outcome_values(outcome: Outcome) -> dict[str, Any]:
    """One outcome as JSON has it: numbers as decimal text with their declared decimals, dates as ISO 8601.

    ``due``, ``until``, ``source`` and ``article`` stand only in consequences that have them; ``remarks`` only where
    there are any.
    """
    values: dict[str, Any] = _converter().unstructure(outcome)
    return values


@cache
def _converter() -> Converter:
    made = Converter()
    present = override(omit_if_default=True)
    made.register_unstructure_hook(Decimal, lambda number: f"{number:f}")
    made.register_unstructure_hook(date, date.isoformat)
    decided = make_dict_unstructure_fn(Decided, made, due=present, until=present, source=present, article=present)
    made.register_unstructure_hook(Decided, decided)
    made.register_unstructure_hook(Outcome, make_dict_unstructure_fn(Outcome, made, remarks=present))
    return made
