"""Faults of a policy for programs: JSON, annotations of GitHub's workflows, SARIF 2.1.0."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from targetrules._version import __version__
from targetrules.report.json_text import indented
from targetrules.source.diagnostic import Diagnostic
from targetrules.source.document import Span

__all__ = ["annotation", "fault_values", "sarif", "workflow_command"]

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def fault_values(diagnostic: Diagnostic, language: str) -> dict[str, Any]:
    """One fault as JSON has it: lines and columns from 1, in characters, the end column the one after the last."""
    span = diagnostic.span
    return {
        "file": diagnostic.file,
        "line": span and span.line,
        "column": span and span.column,
        "end_line": span and span.end_line,
        "end_column": span and span.end_column,
        "level": diagnostic.level,
        "code": diagnostic.code,
        "message": diagnostic.message(language),
        "advice": diagnostic.advice(language),
        "suggestion": diagnostic.suggestion,
    }


# ---- GitHub ----------------------------------------------------------------------------------------------------------


def annotation(diagnostic: Diagnostic, language: str) -> str:
    """A workflow command that puts the fault beside its line."""
    span = diagnostic.span
    properties = {"file": diagnostic.file, "title": diagnostic.code}
    if span is not None:
        properties |= {"line": str(span.line), "col": str(span.column), "endLine": str(span.end_line)}
        properties |= {"endColumn": str(span.end_column)}
    return workflow_command(
        "notice" if diagnostic.level == "note" else "error", properties, _both(diagnostic, language)
    )


def workflow_command(command: str, properties: Mapping[str, str], text: str) -> str:
    """A command of GitHub's workflows: an annotation beside a line of a file."""
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{command} {listed}::{_escaped(text)}"


def _both(diagnostic: Diagnostic, language: str) -> str:
    return f"{diagnostic.message(language)}\n{diagnostic.advice(language)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


# ---- SARIF -----------------------------------------------------------------------------------------------------------


def sarif(diagnostics: Iterable[Diagnostic], language: str) -> str:
    """All faults as one SARIF log."""
    found = list(diagnostics)
    codes = sorted({each.code for each in found})
    driver = {"name": "targetrules", "semanticVersion": __version__, "rules": [{"id": code} for code in codes]}
    run = {
        "tool": {"driver": driver},
        "language": language,
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, codes, language) for each in found],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return indented(log)


def _result(diagnostic: Diagnostic, codes: Sequence[str], language: str) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(diagnostic.file)}}
    if diagnostic.span is not None:
        location["region"] = _region(diagnostic.span)
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": diagnostic.level,
        "message": {"text": _both(diagnostic, language)},
        "locations": [{"physicalLocation": location}],
    }


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _uri(file: str) -> str:
    """A relative reference as it was named, an absolute path as a ``file:`` URI."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))
