"""Claims of a policy proved for histories of any length, or refuted by a shortest one (extra ``prove``).

from targetrules import load
from targetrules.proof import Refuted, prove

for answer in prove(load("our-county.toml")):
    if isinstance(answer, Refuted):
        print(answer.claim, answer.history.rows)
"""

from __future__ import annotations

from targetrules.proof.answers import Answer, Open, Proved, Refuted
from targetrules.proof.equivalence import Difference, Equivalent, Treated, equivalent
from targetrules.proof.proving import TIMEOUT, prove
from targetrules.proof.questions import QUESTION_TIMEOUT, Noticed, questions

__all__ = [
    "QUESTION_TIMEOUT",
    "TIMEOUT",
    "Answer",
    "Difference",
    "Equivalent",
    "Noticed",
    "Open",
    "Proved",
    "Refuted",
    "Treated",
    "equivalent",
    "prove",
    "questions",
]
