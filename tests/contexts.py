"""Decimal contexts that a program may have set before it calls: no outcome may depend on them.

``@in_any_context``, below ``@given``, runs the body of a law in a context that Hypothesis chooses; the last argument of
``given`` is then :data:`CONTEXTS`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_HALF_EVEN,
    ROUND_UP,
    Clamped,
    Context,
    DecimalException,
    FloatOperation,
    Inexact,
    Overflow,
    Rounded,
    Subnormal,
    Underflow,
    localcontext,
)
from functools import wraps
from typing import Any, Final

from hypothesis import strategies as st

__all__ = ["CONTEXTS", "ODD_CONTEXTS", "in_any_context"]

_TRAPS: Final[list[type[DecimalException]]] = [
    Clamped,
    FloatOperation,  # it is an exception of decimal, whatever its stub says
    Inexact,
    Overflow,
    Rounded,
    Subnormal,
    Underflow,
]


def _context(digits: int, rounding: str, largest: int = 999_999, *, traps: bool, capitals: int = 1) -> Context:
    chosen = _TRAPS if traps else []
    return Context(digits, rounding, -largest, largest, capitals=capitals, clamp=capitals, flags=[], traps=chosen)


ODD_CONTEXTS: Final[dict[str, Context]] = {
    "few digits": _context(3, ROUND_HALF_EVEN, traps=False),
    "six digits, away from zero": _context(6, ROUND_UP, traps=False),
    "one digit, nothing above ten": _context(1, ROUND_CEILING, 0, traps=False, capitals=0),
    "one digit, every trap": _context(1, ROUND_HALF_EVEN, 0, traps=True, capitals=0),
    "many digits, every trap": _context(200, ROUND_UP, traps=True),
}
CONTEXTS: Final = st.sampled_from(sorted(ODD_CONTEXTS)) | st.none()


def in_any_context(law: Callable[..., None]) -> Callable[..., None]:
    """The law, with one more argument: the name of the context that its body runs in, None for the usual one."""

    signature = inspect.signature(law)
    more = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    signature = signature.replace(parameters=[*signature.parameters.values(), more])

    @wraps(law)
    def within(*arguments: Any, **named: Any) -> None:
        given = signature.bind(*arguments, **named).arguments
        context = given.pop("context")
        with localcontext(None if context is None else ODD_CONTEXTS[context]):
            law(**given)

    within.__signature__ = signature  # type: ignore[attr-defined]
    return within
