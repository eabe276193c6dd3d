"""Labels in messages: worded in the language of the reader, or in the one that there is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from targetrules.rules.procedure import Step
from targetrules.visible import visible
from targetrules.wording import Listing, Word

__all__ = ["LabelWord", "few", "step_word"]

_MOST: Final = 10
"""Units that are named one by one."""


class LabelWord(Word):
    """A label by language, worded in that language, or in the one that there is."""

    __slots__ = ()

    def text(self, language: str) -> str:
        """The label."""
        return visible(self.values.get(language) or next(iter(self.values.values())))


def step_word(step: Step) -> Word:
    """A step by its label and its id."""
    if not step.label:
        return Word("cycle.step", {"id": step.id})
    return Word("cycle.step-called", {"id": step.id, "label": LabelWord("cycle.step", step.label)})


def few(names: Collection[str | Word]) -> Listing:
    """Names of units, or other words, as many of them as a sentence can hold."""
    shown = list(names)[:_MOST]
    more = len(names) - len(shown)
    return Listing((*shown, *([Word("kinds.others", {"more": f"{more:,}"})] if more else ())))
