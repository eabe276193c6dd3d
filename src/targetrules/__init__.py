"""targetrules: written regulations of graded accountability as exact, explained policies.

    import targetrules

    policy = targetrules.load("jincheng-2010")
    outcomes = policy.evaluate([{"unit": "A", "period": 2011, "kind": "county", "score": 58.4, "grade": "poor"}])
"""

from __future__ import annotations

from targetrules._version import __version__
from targetrules.engine.claims import Broken, ClaimCheck
from targetrules.engine.examples import ExampleCheck, Mismatch
from targetrules.history import History, Row
from targetrules.outcome import Decided, Outcome, Outcomes, Placed, Remark, Replaced, Undetermined
from targetrules.policy import Policy, load, loads
from targetrules.results.problem import Problem, ResultsError
from targetrules.source.diagnostic import Diagnostic, PolicyError

__all__ = [
    "Broken",
    "ClaimCheck",
    "Decided",
    "Diagnostic",
    "ExampleCheck",
    "History",
    "Mismatch",
    "Outcome",
    "Outcomes",
    "Placed",
    "Policy",
    "PolicyError",
    "Problem",
    "Remark",
    "Replaced",
    "ResultsError",
    "Row",
    "Undetermined",
    "__version__",
    "load",
    "loads",
]
