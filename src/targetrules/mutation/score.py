"""How many mutants of a policy its examples and claims notice, and what would show the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from attrs import evolve, field

from targetrules.arguments import a_time_limit, a_whole, instance_of
from targetrules.data import frozen
from targetrules.deadline import Deadline
from targetrules.engine.claims import check_claims
from targetrules.engine.examples import check_example, history_of
from targetrules.history import History
from targetrules.mutation.equal import EQUAL, can_prove, meaning_of
from targetrules.mutation.explained import explained_changes
from targetrules.mutation.mutants import Mutant, mutants
from targetrules.mutation.search import Search, Telling
from targetrules.policy import Policy
from targetrules.report.unshown import Needless
from targetrules.rules import tree
from targetrules.rules.definition import Label
from targetrules.wording import Listing, Word

__all__ = ["HISTORIES", "Killed", "MutationScore", "Survivor", "score"]

HISTORIES: Final = 600
"""How many histories are looked at for one that shows a mutant, where nothing else is said."""

_MOST: Final = 10**9


@frozen(slots=True)
class Killed:
    """A mutant that examples or claims of the policy notice.

    Attributes:
        mutant: The mutant.
        examples: The names of the examples that fail of it, each a text by language.
        claims: The ids of the claims that the results of examples break, where no example fails.
    """

    mutant: Mutant
    examples: tuple[Label, ...]
    claims: tuple[str, ...] = ()


@frozen(slots=True)
class Survivor:
    """A mutant that no example and no claim of the policy notices.

    Attributes:
        mutant: The mutant.
        telling: Results of which the policy and the mutant decide otherwise; None where none were found.
        histories: How many histories were looked at.
        cut_short: Whether the time was up before all of them were.
        example: Which of the examples of the score shows it, from 0; None where none was found.
        why: Why no example can notice it, as the policy says under ``unshown``; None where it says nothing.
    """

    mutant: Mutant
    telling: Telling | None = field(repr=False)
    histories: int
    cut_short: bool = False
    example: int | None = None
    why: Label | None = None


@frozen(slots=True)
class MutationScore:
    """What examples and claims of a policy notice of its mutants.

    Attributes:
        policy: The policy.
        killed: The mutants that they notice.
        survivors: Those that they do not, with results that would show each, where some were found.
        equal: Those proved to give the same grades and consequences in all histories (extra ``prove``): they are not
            counted.
        unjudged: Those for which there was no time.
        examples: Examples that would show the survivors, as few as were found, ready to paste.
        failing: The names of examples of the policy that fail as it is; they notice nothing.
        needless: Entries of the policy under ``unshown`` that explain nothing.
    """

    policy: Policy = field(repr=False)
    killed: tuple[Killed, ...]
    survivors: tuple[Survivor, ...]
    equal: tuple[Mutant, ...]
    unjudged: tuple[Mutant, ...]
    examples: tuple[Telling, ...] = field(repr=False)
    failing: tuple[Label, ...] = ()
    needless: tuple[Needless, ...] = ()

    @property
    def counted(self) -> int:
        """How many mutants were judged, those left out that mean the same as the policy."""
        return len(self.killed) + len(self.survivors)

    @property
    def share(self) -> Fraction | None:
        """Which share of them was noticed; None where there is none."""
        return Fraction(len(self.killed), self.counted) if self.counted else None

    @property
    def unseen(self) -> tuple[Survivor, ...]:
        """The survivors of which no results were found that would show them, and of which the policy says nothing."""
        return tuple(each for each in self.survivors if each.telling is None and each.why is None)

    @property
    def explained(self) -> tuple[Survivor, ...]:
        """The survivors of which the policy says why no example can notice them, and none was found."""
        return tuple(each for each in self.survivors if each.telling is None and each.why is not None)


def score(policy: Policy, *, timeout: float | None = None, histories: int = HISTORIES, seed: int = 0) -> MutationScore:
    """Judge the mutants of a policy by its examples and claims, and look for examples that would show the others.

    Args:
        policy: The policy.
        timeout: The seconds after which no more is judged and looked for; None: it takes as long as it takes.
        histories: How many histories are looked at for one that shows a survivor.
        seed: Where the histories that are made up begin: the same number gives the same histories.

    Returns:
        What was noticed and what was not.

    Raises:
        ArgumentError: One of the arguments cannot be used.
    """
    deadline = Deadline.after(a_time_limit("timeout", timeout))
    most, start = a_whole("histories", histories, 0, _MOST), a_whole("seed", seed, 0, _MOST)
    judging = _Judging.of(instance_of("policy", policy, Policy, "policy"))
    killed, alive, unjudged = list[Killed](), list[Mutant](), list[Mutant]()
    for mutant in mutants(policy):
        found = None if deadline.is_over else judging.killed(mutant)
        if found is not None:
            killed.append(found)
        else:
            (unjudged if deadline.is_over else alive).append(mutant)
    search = Search(policy, start)
    survivors, examples = _shown(search, alive, most, deadline)
    equal = _proved(search, survivors, examples, deadline) if can_prove() else []
    reasons, needless = _explained(policy, killed, [*alive, *unjudged])
    told = tuple(evolve(each, why=reasons.get(id(each.mutant))) for each in survivors)
    return MutationScore(
        policy,
        tuple(killed),
        told,
        tuple(equal),
        tuple(unjudged),
        tuple(examples),
        judging.failing,
        tuple(needless),
    )


def _explained(
    policy: Policy, killed: Sequence[Killed], others: Sequence[Mutant]
) -> tuple[dict[int, Label], list[Needless]]:
    """What the policy says of its mutants, and what of that is not needed, for something notices them."""
    mutants = [*(each.mutant for each in killed), *others]
    noticed = {at: each.examples or _by_claims(each) for at, each in enumerate(killed)}
    reasons, needless = explained_changes(policy, mutants, noticed)
    return {id(mutants[at]): why for at, why in reasons.items()}, needless


def _by_claims(killed: Killed) -> Word:
    return Word("unshown.claims", {"claims": Listing(killed.claims)})


@frozen(slots=True)
class _Judging:
    """The examples of a policy that pass, and what mutants are held against; ``failing`` are those that do not."""

    examples: Sequence[tree.Example]
    claims: frozenset[str]
    failing: tuple[Label, ...]

    @classmethod
    def of(cls, policy: Policy) -> _Judging:
        """What the policy's own examples can notice; claims that they break already notice nothing."""
        rules = policy.rules
        checks = [(each, check_example(rules, each).mismatches) for each in rules.examples]
        passing = [each for each, mismatches in checks if not mismatches]
        broken = {claim for each in passing for claim in _broken(rules, each)}
        kept = frozenset(claim.id for claim in rules.claims) - broken
        return cls(passing, kept, tuple(each.name for each, mismatches in checks if mismatches))

    def killed(self, mutant: Mutant) -> Killed | None:
        """The mutant with the examples that fail of it, or the claims that break; None where nothing notices it."""
        rules = mutant.rules
        failing = tuple(each.name for each in self.read_by(rules) if check_example(rules, each).mismatches)
        if failing:
            return Killed(mutant, failing)
        broken = dict.fromkeys(claim for each in self.read_by(rules) for claim in _broken(rules, each))
        claims = tuple(claim for claim in broken if claim in self.claims)
        return Killed(mutant, (), claims) if claims else None

    def read_by(self, rules: tree.Rules) -> Iterator[tree.Example]:
        """The examples as the mutant reads them: it may have other defaults."""
        names = [each.name for each in self.examples]
        return (each for each in rules.examples if each.name in names)


def _broken(rules: tree.Rules, example: tree.Example) -> Iterator[str]:
    if rules.claims:
        yield from (each.claim for each in check_claims(rules, history_of(rules, example)) if each.broken)


def _shown(
    search: Search, alive: Sequence[Mutant], most: int, deadline: Deadline
) -> tuple[list[Survivor], list[Telling]]:
    """The survivors, and few examples by which all of them are shown that can be."""
    survivors, examples = list[Survivor](), list[Telling]()
    for mutant in alive:
        known = next((at for at, each in enumerate(examples) if search.tells(each, mutant.rules)), None)
        if known is not None:
            survivors.append(Survivor(mutant, examples[known], 1, example=known))
            continue
        telling, looked_at = search.telling(mutant.rules, most, deadline)
        if telling is not None:
            examples.append(telling)
        cut_short = telling is None and looked_at < most
        survivors.append(
            Survivor(mutant, telling, looked_at, cut_short, None if telling is None else len(examples) - 1)
        )
    return survivors, examples


def _proved(search: Search, survivors: list[Survivor], examples: list[Telling], deadline: Deadline) -> list[Mutant]:
    """The mutants that are proved to mean the same, taken from the survivors; others get the results that tell them."""
    equal = list[Mutant]()
    for each in [survivor for survivor in survivors if survivor.telling is None]:
        answer = meaning_of(search.policy, each.mutant, deadline)
        at = survivors.index(each)
        if answer == EQUAL:
            equal.append(each.mutant)
            del survivors[at]
        elif isinstance(answer, History) and not search.policy.rules.details:
            rules = each.mutant.rules
            case = tree.Example({}, tuple((row.unit, row.period, row.values) for row in answer.rows), ())
            if search.tells(search.of(rules, case), rules):
                examples.append(search.of(rules, search.shrunk(rules, case)))
                survivors[at] = Survivor(each.mutant, examples[-1], each.histories, example=len(examples) - 1)
    return equal
