"""The questions that a careful office asks before the decisions of a period go out.

from targetrules import load
from targetrules.review import review

found = review(load("jincheng-2010"), "counties.csv")
for finding in found.findings:
    print(finding.kind, len(finding.rows))
"""

from __future__ import annotations

from targetrules.review.findings import KINDS, Review, ReviewFinding
from targetrules.review.reviewing import review
from targetrules.review.text import review_text, review_values

__all__ = ["KINDS", "Review", "ReviewFinding", "review", "review_text", "review_values"]
