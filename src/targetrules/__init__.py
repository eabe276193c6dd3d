"""targetrules: written regulations of graded accountability as exact, explained policies.

    import targetrules

    policy = targetrules.load("jincheng-2010")
    outcomes = policy.evaluate([{"unit": "A", "period": 2011, "kind": "county", "score": 58.4, "grade": "poor"}])

The public names are imported when they are first used, so that `import targetrules` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module

from targetrules._version import __version__

TYPE_CHECKING = False  # known by this name to all type checkers; to import typing takes longer than all else here
if TYPE_CHECKING:
    from typing import Any, Final

    from targetrules.arguments import ArgumentError
    from targetrules.atomic import UnwritableError
    from targetrules.coverage.coverage import Coverage, CoveredItem, ShownBy, coverage_of
    from targetrules.coverage.proposals import Proposal, Proposals, proposals_for
    from targetrules.decision.outcomes import Outcomes
    from targetrules.decision.results import Results
    from targetrules.decision.verification import OutcomesFileError, SavedOutcomes, Verification, read_outcomes
    from targetrules.engine.claims import Broken, ClaimCheck
    from targetrules.engine.examples import ExampleCheck, Mismatch
    from targetrules.errors import TargetrulesError
    from targetrules.explanation.findings import Explanation
    from targetrules.extra import MissingExtraError
    from targetrules.frames.states.state import State
    from targetrules.history import History, Row
    from targetrules.loading import PolicyNote, load, loads
    from targetrules.outcome import (
        Decided,
        NoSuchResultError,
        NoSuchRowError,
        Outcome,
        Placed,
        Remark,
        Replaced,
        Undetermined,
    )
    from targetrules.policy import Policy
    from targetrules.report.record import Record, StepRecord
    from targetrules.results import Naming, Problem, ReadingPlan, ResultsError, ResultsNote
    from targetrules.results.detail_rows import DetailRows
    from targetrules.signature import KeyFileError, SignatureError
    from targetrules.source.diagnostic import Diagnostic, PolicyError
    from targetrules.state_error import StateError
    from targetrules.wording import UnknownLanguageError

    __all__ = [
        "ArgumentError",
        "Broken",
        "ClaimCheck",
        "Coverage",
        "CoveredItem",
        "Decided",
        "DetailRows",
        "Diagnostic",
        "ExampleCheck",
        "Explanation",
        "History",
        "KeyFileError",
        "Mismatch",
        "MissingExtraError",
        "Naming",
        "NoSuchResultError",
        "NoSuchRowError",
        "Outcome",
        "Outcomes",
        "OutcomesFileError",
        "Placed",
        "Policy",
        "PolicyError",
        "PolicyNote",
        "Problem",
        "Proposal",
        "Proposals",
        "ReadingPlan",
        "Record",
        "Remark",
        "Replaced",
        "Results",
        "ResultsError",
        "ResultsNote",
        "Row",
        "SavedOutcomes",
        "ShownBy",
        "SignatureError",
        "State",
        "StateError",
        "StepRecord",
        "TargetrulesError",
        "Undetermined",
        "UnknownLanguageError",
        "UnwritableError",
        "Verification",
        "__version__",
        "coverage_of",
        "load",
        "loads",
        "proposals_for",
        "read_outcomes",
    ]

_HOME: Final = {
    "ArgumentError": "arguments",
    "UnwritableError": "atomic",
    "UnknownLanguageError": "wording",
    **dict.fromkeys(("Coverage", "CoveredItem", "ShownBy", "coverage_of"), "coverage.coverage"),
    **dict.fromkeys(("Proposal", "Proposals", "proposals_for"), "coverage.proposals"),
    **dict.fromkeys(("Broken", "ClaimCheck"), "engine.claims"),
    **dict.fromkeys(("ExampleCheck", "Mismatch"), "engine.examples"),
    "Explanation": "explanation.findings",
    **dict.fromkeys(("History", "Row"), "history"),
    "TargetrulesError": "errors",
    "MissingExtraError": "extra",
    "Outcomes": "decision.outcomes",
    "Results": "decision.results",
    **dict.fromkeys(("OutcomesFileError", "SavedOutcomes", "Verification", "read_outcomes"), "decision.verification"),
    **dict.fromkeys(("Record", "StepRecord"), "report.record"),
    **dict.fromkeys(("KeyFileError", "SignatureError"), "signature"),
    "State": "frames.states.state",
    "StateError": "state_error",
    **dict.fromkeys(
        (
            "Decided",
            "NoSuchResultError",
            "NoSuchRowError",
            "Outcome",
            "Placed",
            "Remark",
            "Replaced",
            "Undetermined",
        ),
        "outcome",
    ),
    "Policy": "policy",
    **dict.fromkeys(("PolicyNote", "load", "loads"), "loading"),
    **dict.fromkeys(("Naming", "Problem", "ReadingPlan", "ResultsError", "ResultsNote"), "results"),
    "DetailRows": "results.detail_rows",
    **dict.fromkeys(("Diagnostic", "PolicyError"), "source.diagnostic"),
}


def __getattr__(name: str) -> Any:
    """A public name, from the module where it lives."""
    if name == "__all__":
        return _public()
    if name not in _HOME:
        message = f"module 'targetrules' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"targetrules.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return _public()


def _public() -> list[str]:
    """Everything that can be had: `from targetrules import *` asks for no extra that is not installed."""
    from importlib.util import find_spec

    columnar = all(map(find_spec, ("numpy", "pyarrow", "narwhals")))
    return [name for name in ("__version__", *_HOME) if columnar or name != "State"]
