"""Two policies side by side: what differs as written, and in what they decide."""

from targetrules.comparison.compare import Comparison, InAllHistories, NotAsked, compare
from targetrules.comparison.on_results import ChangedRule, OnResults, Share, TreatedOtherwise
from targetrules.comparison.reading import UnreadByPolicyError
from targetrules.comparison.text import comparison_text
from targetrules.comparison.written import ChangedDefinition, ChangedEntry

__all__ = [
    "ChangedDefinition",
    "ChangedEntry",
    "ChangedRule",
    "Comparison",
    "InAllHistories",
    "NotAsked",
    "OnResults",
    "Share",
    "TreatedOtherwise",
    "UnreadByPolicyError",
    "compare",
    "comparison_text",
]
