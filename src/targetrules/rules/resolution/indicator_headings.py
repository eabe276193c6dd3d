"""Labels as headings: the column of an indicator's value or target may be called by the label that people know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import attrs

from targetrules.rules.reserved import RESERVED
from targetrules.rules.resolution.context import words_of
from targetrules.syntax import schema as syntax
from targetrules.width import heading

__all__ = ["with_labels"]


def with_labels(
    made: Mapping[str, syntax.Input], labels: Mapping[str, Iterable[str]], others: Mapping[str, syntax.Input]
) -> dict[str, syntax.Input]:
    """What is made of indicators, each with the ``labels`` by which its column may be called as well.

    A label by which something else is called (an id, a column, a reserved column, the label of another indicator) is
    taken for neither; ``others`` are the inputs that the policy has besides.
    """
    columns = {name: words_of(one.column) or (name,) for name, one in {**others, **made}.items()}
    claimed = {heading(word) for words in (*columns.values(), *RESERVED.values()) for word in words}
    own = {name: dict.fromkeys(label for label in labels.get(name, ()) if label.strip()) for name in made}
    counted = Counter(key for found in own.values() for key in {heading(label) for label in found})
    return {
        name: attrs.evolve(one, column=[*columns[name], *_free(own[name], claimed, counted)])
        for name, one in made.items()
    }


def _free(labels: Iterable[str], claimed: set[str], counted: Mapping[str, int]) -> list[str]:
    """The labels that nothing else is called by, each heading once."""
    found = {heading(label): label for label in labels}
    return [label for key, label in found.items() if key not in claimed and counted[key] == 1]
