"""Histories that would show what examples leave, searched for and offered as examples, ready to paste.

The search goes from the examples that there are, and from histories drawn near the edges of the policy; whatever shows
something new is changed further. It ends when all is shown or its time is over: what it does not find may be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random
from typing import Final

from attrs import field

from targetrules.arguments import a_whole, instance_of
from targetrules.coverage.coverage import CoveredItem, Survey, survey_of
from targetrules.coverage.drawing import Drawing
from targetrules.coverage.goals import Key
from targetrules.coverage.observed import Deciding
from targetrules.data import define, frozen
from targetrules.deadline import Deadline
from targetrules.engine.examples import history_of
from targetrules.history import History
from targetrules.policy import Policy
from targetrules.report.example_text import Expects, example_text

__all__ = ["Proposal", "Proposals", "proposals_for"]

_LONGEST: Final = 3600
_MOST_ROWS: Final = 12
_SEED: Final = 1
_OFTEN: Final = 0.7


@frozen
class Proposal:
    """A history that shows something that no example does.

    Attributes:
        history: The results.
        toml: The same as an ``[[examples]]`` entry; what it expects is what the policy decides now, and is to be read.
        shows: What it shows, alone or together with the examples and the proposals before it.
    """

    history: History
    toml: str
    shows: tuple[CoveredItem, ...]


@frozen
class Proposals:
    """What was found for all that the examples of a policy leave.

    Attributes:
        found: The histories, which together show all but what is not found.
        not_found: What none was found for within the time. There may be one all the same.
        refuted: What the policy says that no example can show, and one of them shows.
    """

    found: tuple[Proposal, ...]
    not_found: tuple[CoveredItem, ...]
    refuted: tuple[CoveredItem, ...] = ()


def proposals_for(policy: Policy, *, timeout: int = 10) -> Proposals:
    """Search for histories that would show what the examples of a policy leave.

    For policies with details none is searched for: their results rest on tables of their own.

    Args:
        policy: The policy, with its examples.
        timeout: How many seconds it is searched at most, from 1 to 3,600.

    Returns:
        The histories, each as small as it was made, and what none was found for.

    Raises:
        ArgumentError: One of these is something else.
    """
    policy = instance_of("policy", policy, Policy, "policy")
    deadline = Deadline.after(a_whole("timeout", timeout, 1, _LONGEST))
    survey = survey_of(policy)
    search = _Search(survey, Drawing(policy.rules, Random(_SEED)), deadline)  # noqa: S311  nothing rests on chance
    if not policy.rules.details:
        search.run()
    items = survey.items
    found = tuple(_proposal(policy, history, [items[key] for key in keys]) for history, keys in search.offered)
    explained = frozenset(survey.told.keys)
    missed = [items[key] for key in search.left if key not in explained]
    refuted = [each for proposal in found for each in proposal.shows if each.excused is not None]
    return Proposals(found, _in_order_of_file(missed), _in_order_of_file(refuted))


def _in_order_of_file(items: Iterable[CoveredItem]) -> tuple[CoveredItem, ...]:
    return tuple(sorted(items, key=lambda each: (each.line or 0, each.column or 0)))


def _proposal(policy: Policy, history: History, shows: Iterable[CoveredItem]) -> Proposal:
    shown = tuple(shows)
    place, *others = dict.fromkeys(each.place for each in shown)
    name = f"{place} (+{len(others)})" if others else place
    sections = {each.place.partition(".")[0] for each in shown}
    beyond = {about: sections & of for about, of in _EXPECTED_BEYOND.items()}
    expects: tuple[Expects, ...] = ("grade", "consequences", *(about for about in beyond if beyond[about]))
    return Proposal(history, example_text(policy, history, expects=expects, name=name), shown)


_EXPECTED_BEYOND: Final[Mapping[Expects, set[str]]] = {
    "measures": {"measures", "cuts"},
    "conditions": {"conditions", "statuses"},
}
"""What an example expects beyond decisions where it shows something of these sections."""


def _in_order(history: History) -> History:
    """The rows by period, within a period by unit."""
    return History(tuple(sorted(history.rows, key=lambda row: (row.period, row.unit))))


@define
class _Search:
    """What is left, what was found. ``offered``: histories, and what each shows that nothing before it does.

    ``halves`` are those of pairs that examples and what is offered have; ``seen`` those of any history that was looked
    at: where one is new, the other half may be near.
    """

    survey: Survey
    drawing: Drawing
    deadline: Deadline
    left: dict[Key, None] = field(init=False)
    halves: set[Deciding] = field(init=False)
    seen: set[Deciding] = field(init=False)
    kept: list[History] = field(init=False)
    offered: list[tuple[History, list[Key]]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.left = dict.fromkeys((*self.survey.left, *self.survey.told.keys))
        self.halves = set(self.survey.halves)
        self.seen = set(self.halves)
        rules = self.survey.policy.rules
        self.kept = [history_of(rules, each) for each in rules.examples if not rules.details]

    def run(self) -> None:
        """Draw, look, and keep what shows something, until all is shown or the time is over."""
        random = self.drawing.random
        while self.left and not self.deadline.is_over:
            from_kept = bool(self.kept) and random.random() < _OFTEN
            history = self.drawing.changed(random.choice(self.kept)) if from_kept else self.drawing.drawn()
            if len(history.rows) <= _MOST_ROWS:
                self.look(history)

    def look(self, history: History) -> None:
        """Keep a history that shows something that is left, or half of it, as small as it can be made."""
        keys, halves = self.shown(history)
        if keys:
            history = _in_order(self.smaller(history, keys))
            keys, halves = self.shown(history)
            self.offered.append((history, [*keys]))
            self.halves |= halves
            for key in keys:
                del self.left[key]
        elif halves <= self.seen:
            return
        self.seen |= halves
        self.kept.append(history)

    def shown(self, history: History) -> tuple[dict[Key, None], set[Deciding]]:
        """What of all that is left a history shows, with halves of pairs that examples have; and its own halves."""
        keys: dict[Key, None] = {}
        halves: set[Deciding] = set()
        for sight in self.survey.observer.seen(history, {}):
            if isinstance(sight.of, Deciding):
                halves.add(sight.of)
            elif sight.of in self.left:
                keys[sight.of] = None
        for half in halves:
            if (half.path, "matters") in self.left and (half.other in self.halves or half.other in halves):
                keys[half.path, "matters"] = None
        return keys, halves

    def smaller(self, history: History, keys: Mapping[Key, None]) -> History:
        """The history without whatever it does not need to show the same."""
        while True:
            simpler = self.drawing.simpler(history)
            found = next((each for each in simpler if keys.keys() <= self.shown(each)[0].keys()), None)
            if found is None:
                return history
            history = found
