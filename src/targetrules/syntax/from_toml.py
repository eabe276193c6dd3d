"""Plain TOML values to the classes of `syntax.schema`."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from targetrules.source.collector import DiagnosticCollector, StopCheckingError
from targetrules.syntax.shape import LOST, check_shape

__all__ = ["from_toml"]

T = TypeVar("T")


def from_toml(values: dict[str, Any], kind: type[T], diagnostics: DiagnosticCollector) -> T:
    """The file as an object of ``kind`` (PolicyFile, ExamplesFile); what is wrong with its shape is noted.

    The object lacks whatever cannot be used. Raises :class:`StopCheckingError` where nothing is left.
    """
    found = check_shape(values, kind, (), diagnostics)
    if found is LOST:
        raise StopCheckingError
    return cast("T", found)
