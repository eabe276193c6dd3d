"""What a policy says of mutants that no example can notice, and reasons that are not needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from targetrules.mutation.mutants import Mutant
from targetrules.policy import Policy
from targetrules.report.unshown import Needless, explained_in, near_place
from targetrules.rules.definition import Label
from targetrules.wording import LANGUAGES, Listing, Word

__all__ = ["Change", "change_of", "explained_changes"]

Change = tuple[str, str]
"""The place of a mutant, and what was changed, in words of one of the languages."""


def change_of(mutant: Mutant, language: str) -> Change:
    """What a mutant is known by."""
    return mutant.place.path, mutant.change(language)


def explained_changes(
    policy: Policy, mutants: Sequence[Mutant], noticed: Mapping[int, Sequence[Label] | Word]
) -> tuple[dict[int, Label], list[Needless]]:
    """The reasons that the policy has for mutants, by their numbers, and its entries that explain nothing.

    ``noticed`` has those that examples notice, or what says which claims do.
    """
    known = {change_of(each, language): at for at, each in enumerate(mutants) for language in LANGUAGES}
    reasons, needless = dict[int, Label](), list[Needless]()
    for entry in explained_in(policy, "change"):
        at = known.get((entry.place, entry.about))
        found = None if at is None else noticed.get(at)
        if at is None:
            here = tuple(each.word for each in mutants if each.place.path == entry.place)
            places = [place for place, _ in known]
            other = Word("unshown.no-change", {"known": Listing(here)}) if here else near_place(entry.place, places)
            needless.append(entry.needless(other))
        elif isinstance(found, Word):
            needless.append(entry.needless(found))
        elif found is not None:
            needless.append(entry.shown_by(found))
        else:
            reasons[at] = entry.why
    return reasons, needless
