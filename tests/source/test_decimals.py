"""Exact decimals: each function against fractions, in every context; and that nothing else asks a context."""

from __future__ import annotations

import ast
import math
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mypy import api

from targetrules.errors import InternalError
from targetrules.source.decimals import (
    decimal_of,
    decimal_text,
    decimals_of,
    quantized,
    scaled,
    scaled_ends,
    shifted,
    unscaled,
)
from tests.contexts import CONTEXTS, in_any_context
from tests.modules import parsed

ROOT: Final = Path(__file__).parents[2]
DIGITS = st.integers(-(10**40), 10**40) | st.integers(-2000, 2000)
VALUES = st.builds(lambda digits, exponent: Decimal(f"{digits}E{exponent}"), DIGITS, st.integers(-30, 30))
FEW = st.integers(0, 18)


@given(VALUES, FEW, CONTEXTS)
@in_any_context
def test_a_number_is_shifted_and_counted_exactly(value: Decimal, places: int) -> None:
    exact = Fraction(value) * 10**places
    assert Fraction(shifted(value, places)) == exact
    assert Fraction(shifted(value, -places)) == Fraction(value) / 10**places
    assert scaled_ends(value, places) == (math.floor(exact), math.ceil(exact))
    if exact.denominator == 1:
        assert scaled(value, places) == exact
        assert unscaled(scaled(value, places), places) == value
    else:
        with pytest.raises(InternalError, match="has more than"):
            scaled(value, places)


@given(VALUES, FEW, CONTEXTS)
@in_any_context
def test_a_number_is_rounded_half_up(value: Decimal, decimals: int) -> None:
    half_up = math.floor(abs(Fraction(value)) * 10**decimals + Fraction(1, 2))
    found = quantized(value, decimals)
    assert abs(Fraction(found)) == Fraction(half_up, 10**decimals)
    assert found.is_signed() == value.is_signed()
    assert int(found.as_tuple().exponent) == -decimals


@given(VALUES, CONTEXTS)
@in_any_context
def test_a_text_is_read_and_written_digit_by_digit(value: Decimal) -> None:
    assert decimal_of(decimal_text(value)) == value
    assert "e" not in decimal_text(value)
    assert Fraction(quantized(value, decimals_of(value))) == Fraction(value)


@given(st.sampled_from(["", "x", "1e99999999999999999999", "1 2", "--1"]), CONTEXTS)
@in_any_context
def test_a_text_that_says_no_number_is_none(text: str) -> None:
    assert decimal_of(text) is None


# ---- nobody else -----------------------------------------------------------------------------------------------------

_OF_CONTEXTS: Final = {
    "Context",
    "getcontext",
    "setcontext",
    "localcontext",
    "DefaultContext",
    "BasicContext",
    "ExtendedContext",
}


def test_no_other_module_names_a_context() -> None:
    """Nor imports the whole of ``decimal``, through which it might."""
    found = []
    for path, tree in parsed({"decimal"}):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import) and any(each.name == "decimal" for each in node.names):
                found.append(f"{path}: import decimal")
            if isinstance(node, ast.ImportFrom) and node.module == "decimal":
                names = {each.name for each in node.names} & _OF_CONTEXTS
                found += [f"{path}: {name}" for name in sorted(names)]
    assert found == ["source/decimals.py: Context"]


_METHODS: Final = {
    *("scaleb", "quantize", "normalize", "to_integral_value", "to_integral_exact", "to_integral", "fma", "sqrt", "ln"),
    *("log10", "logb", "exp", "next_plus", "next_minus", "next_toward", "remainder_near", "create_decimal"),
    *("create_decimal_from_float", "from_float", "to_eng_string", "compare_signal", "shift", "rotate"),
}


def test_no_other_module_calls_a_method_that_asks_a_context() -> None:
    found = {
        path
        for path, tree in parsed(_METHODS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in _METHODS and not is_of_texts(node)
    }
    assert found == {"source/decimals.py"}


def is_of_texts(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "unicodedata"


_HEAD: Final = """
from decimal import Decimal
def asked(a: Decimal, b: Decimal, c: Decimal | int, d: int, e: str | Decimal) -> None:
"""
_ASK: Final = (
    *("a + b", "1 - a", "c * 2", "a / b", "a // 2", "a % b", "a**2", "divmod(a, b)", "-a", "+a", "abs(a)"),
    *("sum([a, b])", "round(a, 2)", "a.scaleb(2)", "a.quantize(b)", "a.sqrt()", "a.max(b)", "str(a)"),
    *('f"{a}"', 'f"{a:.2f}"', "a.normalize()", "a.compare(b)"),
)
_DO_NOT_ASK: Final = (
    *("a < b", "a == 1", "max(a, b)", "int(a)", 'f"{a:f}"', 'f"{d}"', "a.copy_negate()", "a.as_tuple()", "abs(d)"),
    *("sum([d, d])", "d + d", "hash(a)", "sorted([a, b])", "str(d)", 'Decimal("1")'),
)


def test_mypy_tells_what_depends_on_the_callers_context(tmp_path: Path) -> None:
    text = _HEAD + "".join(f"    {line}\n" for line in (*_ASK, *_DO_NOT_ASK))
    (tmp_path / "asked.py").write_text(text, encoding="utf-8")
    config = tmp_path / "mypy.ini"
    config.write_text(f"[mypy]\nplugins = {ROOT / 'tests' / 'exact_decimals.py'}\n", encoding="utf-8")
    options = ["--config-file", str(config), "--cache-dir", str(tmp_path / "cache"), "--no-error-summary"]
    told, errors, _ = api.run([*options, str(tmp_path / "asked.py")])
    assert errors == ""
    numbers = dict.fromkeys(re.findall(r"asked\.py:(\d+): error: ", told))
    lines = text.splitlines()
    assert [lines[int(number) - 1].strip() for number in numbers] == list(_ASK), told
