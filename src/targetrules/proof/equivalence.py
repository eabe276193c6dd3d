"""Whether two policies decide alike: both over the same results, until one of them decides otherwise.

What they rank by, and what they compute over groups, is one and the same where both make it alike of whatever they are
given, for every unit and in every period. That is taken for granted first, and left where it turns out not to be so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, assert_never

from attrs import field

from targetrules.arguments import ArgumentError, instance_of
from targetrules.data import define, frozen
from targetrules.engine.judged import Judged
from targetrules.engine.reference import evaluate
from targetrules.errors import InternalError
from targetrules.history import History
from targetrules.loaded_policy import LoadedPolicy
from targetrules.period import period_text
from targetrules.proof.allowance import Allowance
from targetrules.proof.answers import Open
from targetrules.proof.claims import Asked, start
from targetrules.proof.cohort import Cohort
from targetrules.proof.histories import Wishes, no_wishes, shown_in_fact, wishes_for
from targetrules.proof.induction import Found, Proof, Searched, Shown, searched
from targetrules.proof.moment import Moment
from targetrules.proof.peers import FreePeers, is_ranked, key_of
from targetrules.proof.proving import TIMEOUT, seconds
from targetrules.proof.solvers import need_solvers
from targetrules.proof.system import Memory, System
from targetrules.proof.terms import FALSE, TRUE, Term, both, conj, disj, equal, negated, number, variable
from targetrules.proof.traversals import substituted
from targetrules.rules import tree
from targetrules.wording import Word

__all__ = ["Difference", "Equivalent", "Relation", "Treated", "answered", "equivalent", "receives"]

OLD, NEW = "old.", "new."


@frozen(slots=True)
class Equivalent:
    """Two policies that decide alike in all histories, whatever their length: both solvers say so of the same text.

    Attributes:
        scripts: The questions by name, as SMT-LIB 2 text: to each of them the answer is that it cannot be.
    """

    scripts: Mapping[str, str] = field(factory=dict, repr=False, eq=False)


@frozen(slots=True)
class Treated:
    """What a policy decides of a result.

    Attributes:
        grade: The id of the grade; None where there is none.
        consequences: The ids of the consequences received, in the order of the policy.
    """

    grade: str | None
    consequences: tuple[str, ...]


@frozen(slots=True)
class Difference:
    """Results of which two policies decide otherwise; the reference engine has judged both.

    Attributes:
        history: The results, of as few periods as there are any.
        unit: A unit that is treated otherwise.
        period: The period, as outcomes print it.
        old: What the first policy decides of it.
        new: What the second one decides.
    """

    history: History
    unit: str
    period: int | str
    old: Treated
    new: Treated


def equivalent(old: LoadedPolicy, new: LoadedPolicy, *, timeout: float = TIMEOUT) -> Equivalent | Difference | Open:
    """Whether two policies give the same grade and the same consequences in all histories, whatever their length.

    Grades and consequences are the same where they have the same ids. Nothing else of the policies is compared.

    Args:
        old: A policy.
        new: Another one, with the same inputs and the same kind of period.
        timeout: Seconds, counted in steps of the solvers, past which nobody knows.

    Returns:
        That they are equivalent, results that show a difference, or that nobody knows: in no history of up to so many
        periods do they differ.

    Raises:
        ArgumentError: One of the arguments cannot be used, or the policies do not read the same results.
        MissingExtraError: The extra ``prove`` is not installed.
    """
    first = instance_of("old", old, LoadedPolicy, "policy").rules
    second = instance_of("new", new, LoadedPolicy, "policy").rules
    limit = seconds(timeout)
    _check_inputs(first, second)
    need_solvers()
    return answered(first, second, limit)


def _check_inputs(old: tree.Rules, new: tree.Rules) -> None:
    if old.period is not new.period:
        raise ArgumentError("new", Word("arguments.other-periods"))
    judges_all = old.first_period is None and new.first_period is None
    if not judges_all and tuple(old.grade_position) != tuple(new.grade_position):
        raise ArgumentError("new", Word("arguments.other-grades"))
    for name in {**old.inputs, **new.inputs}:
        one, other = old.inputs.get(name), new.inputs.get(name)
        if one is None or other is None or _read_as(one, old) != _read_as(other, new):
            raise ArgumentError("new", Word("arguments.other-inputs", {"name": name}))


def _read_as(source: tree.Input, rules: tree.Rules) -> object:
    """What results may have for an input."""
    grades = tuple(rules.grade_position) if source.kind is tree.InputKind.GRADE else ()
    ends = source.low, source.high, source.decimals
    missing = source.optional, source.default, source.aggregation, source.asked
    return source.kind, ends, source.options, grades, missing


@frozen(slots=True)
class Relation:
    """What must hold of what two policies decide of one result: as a term about it, and as a fact."""

    holds: Callable[[Moment, Moment], Term]
    holds_in_fact: Callable[[Treated, Treated], bool]


def answered(
    old: tree.Rules,
    new: tree.Rules,
    timeout: float,
    wishes: Wishes = wishes_for,
    relation: Relation | None = None,
) -> Equivalent | Difference | Open:
    """The same of rules that read the same results.

    Args:
        old: The rules of a policy.
        new: Those of another one.
        timeout: Seconds, past which nobody knows.
        wishes: What results that show a difference should be like.
        relation: What must hold of the decisions of the two; left out, that they are the same.
    """
    related = EQUAL if relation is None else relation
    product, allowance = _Product.of(old, new, related), Allowance(timeout)
    asked = product.asked

    def differs(history: History) -> bool:
        return difference(old, new, history, related) is not None

    def shown(found: Found) -> History | None:
        make = partial(cohorts_of, old, new, related)
        return shown_in_fact(asked, found, allowance, differs, make, wishes=wishes)

    alike = _proof_that_all_is_alike(product, allowance.part(4))
    found = alike or searched(asked, allowance, partial(wishes, asked), shown)
    match found:
        case Proof():
            return Equivalent({name: each.text for name, each in found.scripts.items()})
        case Shown():
            there = difference(old, new, found.history, related)
            if there is None:
                raise InternalError(found.history)
            return there
        case Searched():
            return Open("", found.periods, found.why, {name: each.text for name, each in found.scripts.items()})
        case _:
            assert_never(found)


def difference(
    old: tree.Rules, new: tree.Rules, history: History, relation: Relation | None = None
) -> Difference | None:
    """The first result, in the order of periods, of which two policies decide otherwise, or not as they must."""
    holds = (EQUAL if relation is None else relation).holds_in_fact
    for one, other in zip(evaluate(old, history), evaluate(new, history), strict=True):
        first, second = _treated(old, one), _treated(new, other)
        if not holds(first, second):
            return Difference(history, one.unit, period_text(old.period, one.period), first, second)
    return None


def _treated(rules: tree.Rules, now: Judged) -> Treated:
    return Treated(now.grade, tuple(rule.id for rule in rules.consequences if rule.id in now.received))


# ---- the two side by side --------------------------------------------------------------------------------------------


@define(slots=True, eq=False)
class _Side:
    """One of two policies over the same results."""

    rules: tree.Rules
    moment: Moment
    memory: Memory
    peers: FreePeers

    @classmethod
    def of(cls, rules: tree.Rules, name: str) -> _Side:
        peers = FreePeers(f"{name}group.")
        return cls(rules, *start(rules, peers, name), peers)


def cohorts_of(old: tree.Rules, new: tree.Rules, relation: Relation, count: int) -> Asked:
    """Whether two policies can ever decide otherwise of the first of so many units, which are all that there are."""
    sides = []
    for rules, name in ((old, OLD), (new, NEW)):
        peers = Cohort()
        pairs = [start(rules, peers, f"{name}{at}.", f"{at}.") for at in range(count)]
        peers.units = [moment for moment, _ in pairs]
        sides.append(pairs)
    one, other = sides[0][0][0], sides[1][0][0]
    system = System.of([*sides[0], *sides[1]], conj(one.present, negated(relation.holds(one, other))))
    return Asked(old, system.needed(), [moment for moment, _ in sides[0]])


@frozen(slots=True)
class _Alike:
    """Something about other units that is the same where both make it of the same terms, and the variables it is in."""

    made_of: tuple[Sequence[Term], Sequence[Term]]
    variables: tuple[Sequence[Term], Sequence[Term]]


@define(slots=True, eq=False)
class _Product:
    """Whether two policies can ever decide otherwise of the same results, and what is taken for alike in both.

    ``parted`` is what is not made of the same terms; ``asked`` leaves it to be anything in either.
    """

    sides: Sequence[_Side]
    system: System
    alike: Sequence[_Alike]
    asked: Asked
    parted: bool

    @classmethod
    def of(cls, old: tree.Rules, new: tree.Rules, relation: Relation) -> _Product:
        """Both over the same results."""
        sides = [_Side.of(old, OLD), _Side.of(new, NEW)]
        one, other = (side.moment for side in sides)
        holds = relation.holds(one, other)  # by which it is known what each of them asks for
        every = kept = list(_alike(sides[0], sides[1]))
        pairs = [(side.moment, side.memory) for side in sides]
        system = System.of(pairs, conj(one.present, negated(holds)))
        while True:
            alike, put = kept, _put(kept)
            merged, heads = system.put(put).merging()
            kept = [each for each in alike if _is_alike(each, put, heads)]
            if len(kept) == len(alike):
                asked = Asked(old, merged.needed(), [one], None, [side.peers for side in sides])
                return cls(sides, system, every, asked, len(kept) < len(every))

    def taken_for_alike(self) -> Asked | None:
        """The same with all of it taken for alike, where nothing bad is also that any of it is made otherwise.

        In the first period, and of what follows from one another in it the first, all before it is alike for every
        unit; what comes after it keeps it from nothing. So where this can never be, all is alike. None: some of it
        cannot be one variable.
        """
        if not self.parted or not all(map(_can_be_one, self.alike)):
            return None
        unit = self.sides[0].moment
        differs = (negated(_same_term(*pair)) for each in self.alike for pair in zip(*each.made_of, strict=True))
        system, bad = self.system, disj(self.system.bad, conj(unit.present, disj(*differs)))
        whole = System(system.first, system.after, system.sound, system.constraints, bad)
        return Asked(self.asked.rules, whole.put(_put(self.alike)).merged(), [unit], None, self.asked.peers)


def _put(alike: Sequence[_Alike]) -> dict[Term, Term]:
    """One variable for both policies."""
    return {theirs: ours for each in alike for ours, theirs in zip(*each.variables, strict=True)}


def _can_be_one(each: _Alike) -> bool:
    """Whether it is made of as many terms in both, and its variables may have the same values."""
    kinds = [[(term.sort, term.low, term.high) for term in those] for those in each.variables]
    sorts = [[term.sort for term in those] for those in each.made_of]
    return kinds[0] == kinds[1] and sorts[0] == sorts[1]


def _same_term(one: Term, other: Term) -> Term:
    return both(one, other) if one.sort == "Bool" else equal(one, other)


def _proof_that_all_is_alike(product: _Product, allowance: Allowance) -> Proof | None:
    """A proof that they never decide otherwise, where both make whatever rests on other units alike."""
    asked = product.taken_for_alike()
    if asked is None:
        return None

    def shown(_: Found) -> None:
        allowance.take(allowance.left)  # it can be: nothing else is to be found out here

    found = searched(asked, allowance, partial(no_wishes, asked), shown)
    return found if isinstance(found, Proof) else None


def _is_alike(each: _Alike, put: Mapping[Term, Term], heads: Mapping[Term, Term]) -> bool:
    ours, theirs = each.made_of
    if len(ours) != len(theirs):
        return False
    then = substituted([*ours, *theirs], put)
    found = substituted(then.values(), heads)
    return all(found[then[mine]] is found[then[other]] for mine, other in zip(ours, theirs, strict=True))


def _same(one: Moment, other: Moment) -> Term:
    return conj(_same_grade(one, other), *_same_consequences(one, other))


def _same_in_fact(one: Treated, other: Treated) -> bool:
    return (one.grade, {*one.consequences}) == (other.grade, {*other.consequences})


EQUAL: Final = Relation(_same, _same_in_fact)
"""That they give the same grade and the same consequences."""


def _same_grade(one: Moment, other: Moment) -> Term:
    if not one.rules.grades and not other.rules.grades:
        return TRUE
    first, second = one.grade_of(None), other.grade_of(None)
    ids = {**one.rules.grade_position, **other.rules.grade_position}
    given = [
        both(*(_is(each.rules, grade.known, grade.above, id_) for each, grade in ((one, first), (other, second))))
        for id_ in ids
    ]
    return conj(both(first.known, second.known), *given)


def _is(rules: tree.Rules, known: Term, position: Term, grade: str) -> Term:
    at = rules.grade_position.get(grade)
    return conj(known, equal(position, number(at))) if at is not None else FALSE


def _same_consequences(one: Moment, other: Moment) -> Iterator[Term]:
    for id_ in dict.fromkeys(rule.id for each in (one, other) for rule in each.rules.consequences):
        yield both(*(receives(each, id_) for each in (one, other)))


def receives(moment: Moment, consequence: str) -> Term:
    """That a unit receives a consequence; a policy that has none such gives it to nobody."""
    known = any(rule.id == consequence for rule in moment.rules.consequences)
    return moment.receives(consequence) if known else FALSE


# ---- what is alike ---------------------------------------------------------------------------------------------------


def _alike(old: _Side, new: _Side) -> Iterator[_Alike]:
    """Rankings and quotas of the same name, and numbers of groups of the same kind in the same order."""
    for name in new.rules.rankings:
        if all(("position", name) in side.moment.found for side in (old, new)):
            yield from _ranked_alike(name, old, new)
    yield from _grouped_alike(old, new)
    yield from _dropped_alike(old, new)


def _ranked_alike(name: str, old: _Side, new: _Side) -> Iterator[_Alike]:
    rankings = [side.rules.rankings[name] for side in (old, new)]
    if len({(each.best, each.within, each.smallest_group, len(each.by)) for each in rankings}) > 1:
        return
    made_of, found = [], []
    for ranking, side in zip(rankings, (old, new), strict=True):
        truth, has_size = is_ranked(ranking, side.moment)
        keys = [key_of(each, side.moment) for each in ranking.by]
        made_of.append([truth.yes, truth.no, has_size, *(term for key in keys for term in (key.above, key.below))])
        found.append(side.peers.variables(ranking, side.moment))
    yield _Alike((made_of[0], made_of[1]), (found[0], found[1]))


def _grouped_alike(old: _Side, new: _Side) -> Iterator[_Alike]:
    made_of = [dict(_made_of(side)) for side in (old, new)]
    waiting = list(old.peers.groups)
    for wanted in new.peers.groups:
        match = next((each for each in waiting if _kind(each, old.rules) == _kind(wanted, new.rules)), None)
        if match is not None:
            waiting.remove(match)
            variables = [side.peers.variables_of_group(of, side.moment) for of, side in ((match, old), (wanted, new))]
            yield _Alike((made_of[0][match], made_of[1][wanted]), (variables[0], variables[1]))


def _made_of(side: _Side) -> Iterator[tuple[tree.Aggregate | tree.Cut, Sequence[Term]]]:
    """What each number of a group is made of, of a unit; to ask for that may bring further ones."""
    done: set[tree.Aggregate | tree.Cut] = set()
    while waiting := [each for each in side.peers.groups if each not in done]:
        for wanted in waiting:
            done.add(wanted)
            terms: list[Term] = []
            if wanted.of is not None and not side.moment.never_there(wanted.of):
                of = side.moment.number(wanted.of)
                terms += [of.known, of.above, of.below]
            if wanted.ranking is not None:
                truth, has_size = is_ranked(side.rules.rankings[wanted.ranking], side.moment)
                terms += [truth.yes, truth.no, has_size]
            yield wanted, terms


def _kind(wanted: tree.Aggregate | tree.Cut, rules: tree.Rules) -> object:
    """What is said of it but for what it is made of."""
    within = () if wanted.ranking is None else rules.rankings[wanted.ranking].within
    if isinstance(wanted, tree.Aggregate):
        return wanted.how, wanted.percent, within, wanted.ranking is None, wanted.method, wanted.of is None
    own = wanted.decimals, wanted.rounding, wanted.within, wanted.start, wanted.every, wanted.published, wanted.smallest
    return (*own, within, wanted.ranking is None)


def _dropped_alike(old: _Side, new: _Side) -> Iterator[_Alike]:
    gradings = [side.rules.grading for side in (old, new)]
    for at, pair in enumerate(zip(*(() if each is None else each.quotas for each in gradings), strict=False)):
        asked = all(("stage", at + 1) in side.moment.found for side in (old, new))
        if not asked or len({(each.how, each.ties) for each in pair}) > 1:
            continue
        made_of, found = [], []
        for quota, side in zip(pair, (old, new), strict=True):
            moment, position = side.moment, side.moment.position(quota.ranking)
            before, most = moment.stage(at), moment.portion(quota.portion, position.size_or_none)
            terms = [moment.is_in_force(quota.in_force), before.grade.known, before.grade.above, before.lowest]
            terms += [number(side.rules.down_to(quota)), most.known, most.above, position.known, position.placed]
            made_of.append([*terms, *side.peers.variables(side.rules.rankings[quota.ranking], moment)])
            found.append([variable(f"{moment.name}{quota.id}.drops")])
        within = {side.rules.rankings[quota.ranking].within for quota, side in zip(pair, (old, new), strict=True)}
        if len(within) == 1:
            yield _Alike((made_of[0], made_of[1]), (found[0], found[1]))
