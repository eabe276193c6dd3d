"""What a policy says that no example can show: the goals that are not asked for so, and reasons that are not needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve

from targetrules.coverage.goals import Goal, Key
from targetrules.data import frozen
from targetrules.report.unshown import AsWritten, Needless, explained_in, near_place, place_text
from targetrules.rules.definition import Label
from targetrules.rules.tree import Rules
from targetrules.wording import Listing, Word

__all__ = ["ExplainedGoals", "explained_goals"]


@frozen(slots=True)
class ExplainedGoals:
    """The goals, those being excused that the policy explains; which they are; and the entries that explain nothing."""

    goals: Sequence[Goal]
    keys: Sequence[Key]
    needless: Sequence[Needless]


def explained_goals(
    policy: AsWritten, rules: Rules, goals: Sequence[Goal], shown: Mapping[Key, Sequence[Label]]
) -> ExplainedGoals:
    """The goals of a policy by what it says of them; ``shown`` has the names of examples that show each."""
    known = {(place_text(each.path, rules), each.aspect): each for each in goals}
    excused, needless = dict[Key, Goal](), list[Needless]()
    for entry in explained_in(policy, "aspects"):
        goal = known.get((entry.place, entry.about))
        if goal is None:
            here = tuple(aspect for place, aspect in known if place == entry.place)
            places = [place for place, _ in known]
            other = Word("unshown.no-aspect", {"known": Listing(here)}) if here else near_place(entry.place, places)
            needless.append(entry.needless(other))
        elif isinstance(goal.excused, Word):
            needless.append(entry.needless(Word("unshown.excused", {"why": goal.excused})))
        elif goal.key in shown:
            needless.append(entry.shown_by(shown[goal.key]))
        else:
            excused[goal.key] = evolve(goal, excused=entry.why)
    return ExplainedGoals([excused.get(goal.key, goal) for goal in goals], [*excused], needless)
