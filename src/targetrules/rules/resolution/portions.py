"""How many units of a group a rule is about: a count, a share, or a parameter that holds one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from targetrules.rules.leaf import Portion, Rounding, Share
from targetrules.rules.resolution.advice import portion_advice
from targetrules.rules.resolution.context import ResolutionContext, amount_of
from targetrules.source.diagnostic import Path
from targetrules.syntax.shape import LOST, as_toml, check_shape, number_in
from targetrules.wording import Word

__all__ = ["portion_of"]

_MOST_UNITS: Final = 10**6


def portion_of(amount: Any, round_: str, path: Path, context: ResolutionContext) -> Portion | None:
    """A count, a share such as ``"20%"``, or the name of a parameter that holds one."""
    parameters = context.file.parameters or {}
    if check_shape(amount, int | Decimal | str, path, context.diagnostics) is LOST:
        return None
    found = amount_of(amount)
    digits = number_in(amount) if found is None and amount not in parameters else None
    if digits is not None:
        instead = Word("diagnostics.count-or-share", {"number": digits})
        context.diagnostics.add("TR096", path, found=amount, instead=instead)
        return None
    if found is None and amount in parameters:
        for entry in parameters[amount]:
            _check_count(amount_of(entry.value), f"{amount} = {as_toml(entry.value)}", path, context)
        return Portion(amount, Rounding(round_))
    if found is None:
        if not context.diagnostics.is_lost(amount):
            expected, advice = Word("forms.portion"), portion_advice(amount, path[-1])
            near = (amount, parameters)
            context.diagnostics.add("TR019", path, near=near, advice=advice, found=as_toml(amount), expected=expected)
        return None
    _check_count(found, as_toml(amount), path, context)
    return Portion(found, Rounding(round_))


def _check_count(amount: Decimal | Share | None, text: str, path: Path, context: ResolutionContext) -> None:
    """What counts units has no fractions."""
    if isinstance(amount, Decimal) and not (amount == int(amount) and 0 <= amount <= _MOST_UNITS):
        advice = portion_advice(amount, path[-1])
        context.diagnostics.add("TR015", path, advice=advice, found=text, least=0, most=_MOST_UNITS)
