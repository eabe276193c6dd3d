"""What a letter tells of a decision that does not follow from results alone: what people decided, and appeals."""

from __future__ import annotations

from targetrules.data import frozen

__all__ = ["Beside"]


@frozen(slots=True)
class Beside:
    """What a register knows of a decision, in sentences.

    Attributes:
        grade: Why the grade is another than the rules find; None: it is theirs.
        consequence: Who decided the consequence beside the rules, or used discretion, and why; None: nobody did.
        is_found: Whether the rules find the consequence.
        objection: Until when the unit may appeal, and how its appeal was answered; empty: it may not any more.
    """

    grade: str | None = None
    consequence: str | None = None
    is_found: bool = True
    objection: str = ""
