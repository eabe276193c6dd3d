"""TOML text to plain values with exact numbers; what TOML itself forbids becomes diagnostics."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from targetrules.source.decimals import decimal_of
from targetrules.source.decode import decode
from targetrules.source.diagnostic import PolicyError
from targetrules.source.document import Document
from targetrules.source.scan import too_much

if TYPE_CHECKING:  # loaded where a text is no TOML
    from targetrules.source.toml_syntax import IsList

__all__ = ["read_toml"]


def read_toml(name: str, data: bytes, is_list: IsList = lambda _: None) -> tuple[Document, dict[str, Any]]:
    """The text and the values of a TOML file, every float as an exact Decimal.

    ``is_list`` says whether a list of tables has this header, or a single table; None where there is no such header.
    Raises :class:`PolicyError` for bytes that are not UTF-8, text that is not TOML, and what is beyond the limits.
    """
    document = decode(name, data)
    beyond = too_much(document)
    if beyond is not None:
        raise PolicyError([beyond])
    try:
        return document, tomllib.loads(document.text, parse_float=_decimal)
    except ValueError as error:
        from targetrules.source.toml_syntax import syntax_faults

        raise PolicyError(syntax_faults(document, str(error), is_list)) from None


def _decimal(text: str) -> Decimal:
    """``inf`` and ``nan`` are kept for the check of shapes, which refuses them with their place."""
    exact = decimal_of(text)
    return Decimal("nan") if exact is None else exact
