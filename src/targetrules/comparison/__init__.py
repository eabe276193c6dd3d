"""Two policies side by side: what differs as written, and in what they decide."""

from targetrules.comparison.compare import Comparison, InAllHistories, NotAsked, compare
from targetrules.comparison.text import comparison_text
from targetrules.comparison.written import ChangedDefinition, ChangedEntry

__all__ = [
    "ChangedDefinition",
    "ChangedEntry",
    "Comparison",
    "InAllHistories",
    "NotAsked",
    "compare",
    "comparison_text",
]
