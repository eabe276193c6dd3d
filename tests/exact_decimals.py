"""A plugin of mypy: no operation on a Decimal may depend on the caller's decimal context.

A program that sets ``decimal.getcontext().prec = 6`` would change a grade. Which operations do is known by their types
alone, so mypy tells: arithmetic, ``abs``, ``round``, ``sum``, and the methods that take a context. All of it stands in
``targetrules.source.decimals``, in contexts of its own. Tests and benchmarks may compute as they like.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from mypy.nodes import StrExpr
from mypy.plugin import FunctionContext, MethodContext, Plugin
from mypy.types import Instance, Type, get_proper_type

__all__ = ["plugin"]

_DECIMAL: Final = "decimal.Decimal"
_HOME: Final = "source/decimals.py"
_EXEMPT: Final = frozenset({"tests", "benchmarks"})
_OPERATORS: Final = frozenset(
    f"__{side}{name}__"
    for side in ("", "r")
    for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow")
) | {"__neg__", "__pos__", "__abs__", "__round__", "__floor__", "__ceil__"}
_FREE: Final = frozenset({"adjusted", "as_integer_ratio", "as_tuple", "copy_abs", "copy_negate", "is_finite", "is_nan"})
"""The methods that are used, and give the same in every context."""
_FUNCTIONS: Final = frozenset({"abs", "divmod", "pow", "round", "str", "sum"})
"""Functions that call an operator of their argument, or write the exponent as the context wants it."""
_PLAIN: Final = "f"
"""The format that writes no exponent."""


class ExactDecimals(Plugin):
    """Reports what depends on the caller's context, by the types that mypy found."""

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        """A method or an operator of a Decimal."""
        if fullname == "builtins.str.format":
            return _check_format
        owner, _, name = fullname.rpartition(".")
        public = not name.startswith("_") and name not in _FREE
        return _report if owner == _DECIMAL and (public or name in _OPERATORS) else None

    def get_function_hook(self, fullname: str) -> Callable[[FunctionContext], Type] | None:
        """A function of Python's own."""
        module, _, name = fullname.rpartition(".")
        return _check if module == "builtins" and name in _FUNCTIONS else None


def _report(found: MethodContext | FunctionContext) -> Type:
    if not found.api.path.endswith(_HOME) and _EXEMPT.isdisjoint(Path(found.api.path).parts):
        found.api.fail("this depends on the caller's decimal context: see targetrules.source.decimals", found.context)
    return found.default_return_type


def _check(found: FunctionContext) -> Type:
    given = [each for of_one in found.arg_types for each in of_one]
    return _report(found) if any(map(_is_decimal, given)) else found.default_return_type


def _check_format(found: MethodContext) -> Type:
    """What ``f"{value:f}"`` is to mypy: ``"{:{}}".format(value, "f")``."""
    given = [each for of_one in found.args for each in of_one]
    kinds = [each for of_one in found.arg_types for each in of_one]
    is_plain = isinstance(given[-1], StrExpr) and given[-1].value == _PLAIN
    return found.default_return_type if is_plain or not any(map(_is_decimal, kinds)) else _report(found)


def _is_decimal(kind: Type) -> bool:
    """A value of several types is made a text where it is known to be a word: of that nothing is said."""
    found = get_proper_type(kind)
    return isinstance(found, Instance) and (found.type.fullname == _DECIMAL or any(map(_is_decimal, found.args)))


def plugin(_: str) -> type[Plugin]:
    """What mypy asks for."""
    return ExactDecimals
