"""What a decision says in the words of its policy: the places, and what follows, for whom and until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from targetrules.html_report.rows import is_link
from targetrules.register import Decision
from targetrules.report.labels import PolicyLabels
from targetrules.rules.definition import InputKind, label_text
from targetrules.visible import visible
from targetrules.wording import say

__all__ = ["Follows", "follows", "in_words", "places"]


@frozen
class Follows:
    """A consequence that was decided.

    Attributes:
        id: Its id.
        label: What it is called.
        kind: Whether it is a reward, support or a sanction; empty where the policy does not say.
        to: Whom it is for.
        force: Whether it must be imposed or may be.
        due: Until when it is to be done, where that is known.
        until: The last day on which it is in force, where it has one.
        source: The text that it comes from, with the article.
        url: Where that text is; empty where it is nowhere on the web.
    """

    id: str
    label: str
    kind: str
    to: tuple[str, ...]
    force: str
    due: str | None
    until: str | None
    source: str
    url: str


def follows(decision: Decision, names: PolicyLabels) -> list[Follows]:
    """What was decided of a unit."""
    return [_follows(each, names) for each in decision.consequences]


def _follows(entry: Mapping[str, Any], names: PolicyLabels) -> Follows:
    rule = next(rule for rule in names.rules.consequences if rule.id == entry["id"])
    source = None if rule.origin.source is None else names.rules.sources[rule.origin.source]
    title = "" if source is None else visible(label_text(source.title, names.language, source.id))
    return Follows(
        rule.id,
        names.consequence(rule.id),
        "" if rule.kind is None else say(f"workbooks.kind-{rule.kind}", names.language),
        tuple(map(names.role, rule.to)),
        say(f"workbooks.force-{rule.force}", names.language),
        entry.get("due"),
        entry.get("until"),
        " ".join(filter(None, (title, visible(rule.origin.article or "")))),
        source.url if source is not None and is_link(source.url) else "",
    )


def places(decision: Decision, names: PolicyLabels) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rankings in which it has a place, each with the place and of how many."""
    for id_, place in (decision.outcome.get("places") or {}).items():
        if place is not None:
            yield names.named(id_), place


def in_words(name: str, text: str, names: PolicyLabels) -> str:
    """The cell of an input as a person reads it: a grade by its label, yes or no."""
    kind = names.rules.inputs[name].kind
    if kind is InputKind.GRADE and text in names.rules.grade_position:
        return names.grade(text)
    if kind is InputKind.FLAG and text in ("true", "false"):
        return say(f"explanations.{'yes' if text == 'true' else 'no'}", names.language)
    return visible(text)
