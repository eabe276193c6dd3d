"""Questions that every policy is asked, without any claim written: :func:`questions`.

Most of them are claims that the machine makes up, and what they ask about is noticed where such a claim is proved or,
of a better score and of a reward beside a sanction, refuted. That a rule is idle is noticed where the policy
without it is equivalent; what is in force before its source is read from dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, combinations, product
from typing import Final
from typing import Literal as OneOf

from attrs import field

from targetrules.arguments import instance_of
from targetrules.data import define, frozen
from targetrules.engine.examples import history_of
from targetrules.engine.judged import Judged
from targetrules.engine.reference import ReferenceEngine, evaluate
from targetrules.errors import InternalError
from targetrules.history import History
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.proof.answers import Answer, Open, Proved, Refuted, Why
from targetrules.proof.contradictions import contradictions_of
from targetrules.proof.drawn import drawn_for
from targetrules.proof.early import early_of
from targetrules.proof.equivalence import Difference, Equivalent, difference
from targetrules.proof.equivalence import answered as compared
from targetrules.proof.histories import no_wishes
from targetrules.proof.idle import Part, parts_of
from targetrules.proof.made_up import both_apply, both_received, claiming, scores_of
from targetrules.proof.nearby import changed_examples, without_idle_rows
from targetrules.proof.proving import answered, seconds
from targetrules.proof.solvers import need_solvers
from targetrules.proof.traps import Forgotten, Trap, Unknown, trap_of
from targetrules.proof.undecidable import rules_of
from targetrules.rules import tree
from targetrules.rules.resolution.tables_made import places_of_made
from targetrules.source.diagnostic import Path
from targetrules.source.source_map import spans_of

__all__ = ["QUESTION_TIMEOUT", "UNDECIDABLE", "Kind", "Noticed", "noticed", "questions"]

QUESTION_TIMEOUT: Final = 5.0
"""Seconds for one question, unless something else is said."""

Kind = OneOf[
    "consequence-never", "consequence-always", "grade-never", "grade-always", "status-never", "status-kept",
    "together", "reward-and-sanction", "contradiction", "before-source", "consequence-undecidable",
    "status-undecidable", "rule-undecidable", "idle", "grade-worse", "consequences-worse",
]  # fmt: skip
"""What a question asks."""

UNDECIDABLE: Final = frozenset({"consequence-undecidable", "status-undecidable", "rule-undecidable"})
"""The questions whether one missing value can make something undecidable for ever."""


_ANY_PERIOD: Final = tree.All(())
"""What is so in any period."""


@frozen(slots=True)
class Noticed:
    """What is answered of one question.

    Attributes:
        kind: What was asked: whether a consequence or grade can never come (``consequence-never``, ``grade-never``) or
            always comes (``consequence-always``, ``grade-always``); whether a status can never be entered
            (``status-never``), or never left (``status-kept``); whether two consequences always come ``together``;
            whether one unit can receive a reward and a sanction in one period (``reward-and-sanction``), by the
            ``kind`` of consequences; whether two rules of grading that are in ``contradiction`` can apply to one unit
            in one period; whether rules are in force before the text that they come from is dated
            (``before-source``); whether one missing value can make it undecidable for ever whether a consequence comes
            (``consequence-undecidable``), a status ends (``status-undecidable``) or a rule of grading applies
            (``rule-undecidable``); whether a rule is ``idle``; whether a better value of an input ever brings a worse
            grade (``grade-worse``) or more severe consequences (``consequences-worse``).
        about: The id of the consequence, grade, status, rule or input; two of what comes together, of a reward and a
            sanction the reward first; after a source the rules of it that begin with one period, before its date; after
            what is undecidable the input of which a value is missing; after an idle rule each other one without which
            it would have its use.
        answer: ``found``: it is so, proved for any length, or shown by the history. ``nothing``: it is not so.
            ``open``: nobody knows.
        line: The line of the policy's file where that begins; None where it was not read from a file.
        history: Of a better value that brings worse, of a reward and a sanction, of a contradiction, and of what is
            undecidable after them, results that show it, as the reference engine judges them.
        why: Where it is open, why, as :class:`Open` has it.
        start: Of what is in force before its source is dated, from which period on; None: in every period.
        scripts: Where something is proved, the questions by name, as SMT-LIB 2 text.
    """

    kind: Kind
    about: tuple[str, ...]
    answer: OneOf["found", "nothing", "open"]
    line: int | None = None
    history: History | None = None
    why: Why | None = None
    start: int | str | None = None
    scripts: Mapping[str, str] = field(factory=dict, repr=False, eq=False)


def questions(policy: Policy, *, timeout: float = QUESTION_TIMEOUT) -> list[Noticed]:
    """What is answered of the questions that every policy is asked, without any claim written.

    What was proved holds in all histories, whatever their length, as :func:`prove` says it of claims. Nothing that is
    found need be a fault: a rule may be idle by intent, for the sake of the reader.

    Args:
        policy: The policy.
        timeout: Seconds for one question, counted in steps of the solvers; past them the answer is that it is open.

    Returns:
        One answer for each question, those about consequences first, then about grades, statuses, consequences that
        come together, rewards beside sanctions, contradictions, sources, what is undecidable, idle rules, and better
        values.

    Raises:
        ArgumentError: One of the arguments cannot be used.
        MissingExtraError: The extra ``prove`` is not installed.
    """
    return list(noticed(policy, timeout))


def noticed(policy: Policy, timeout: float) -> Iterator[Noticed]:
    """The same, one answer after the other, each when it is asked for; what cannot be used is told at once."""
    instance_of("policy", policy, Policy, "policy")
    limit = seconds(timeout)
    need_solvers()
    return _Questions(policy, limit).answers()


@frozen(slots=True)
class _Meeting:
    """Two things that may meet in one unit in one period, and the condition that they do."""

    kind: Kind
    about: tuple[str, str]
    both: tree.Condition
    line: int | None


@define(slots=False)
class _Questions:
    """The questions of a policy. ``never`` and ``always`` are the consequences that never or always come."""

    policy: Policy
    timeout: float
    never: set[str] = field(factory=set)
    always: set[str] = field(factory=set)

    @property
    def rules(self) -> tree.Rules:
        """The policy as it is meant."""
        return self.policy.rules

    def answers(self) -> Iterator[Noticed]:
        """All of them."""
        yield from self._of_consequences()
        yield from self._of_grades()
        yield from self._of_statuses()
        yield from self._together()
        yield from self.rewards_and_sanctions()
        yield from self.contradictions()
        yield from self.before_sources()
        yield from self.undecidable()
        yield from self._idle()
        yield from self._worse()

    # ---- what never or always is -------------------------------------------------------------------------------------

    def _of_consequences(self) -> Iterator[Noticed]:
        for at, rule in enumerate(self.rules.consequences):
            comes, line = tree.Receives(rule.id), self.line(("consequences", at))
            never = self._proved("consequence-never", (rule.id,), line, tree.Never(comes))
            yield never
            if never.answer == "found":
                self.never.add(rule.id)
                continue
            always = self._proved("consequence-always", (rule.id,), line, tree.Always(_ANY_PERIOD, comes))
            yield always
            if always.answer == "found":
                self.always.add(rule.id)

    def _of_grades(self) -> Iterator[Noticed]:
        if self.rules.grading is None:
            return
        for at, grade in enumerate(self.rules.grades):
            given, line = tree.GradeIs((grade.id,)), self.line(("grades", at))
            never = self._proved("grade-never", (grade.id,), line, tree.Never(given))
            yield never
            if never.answer != "found":
                yield self._proved("grade-always", (grade.id,), line, tree.Always(_ANY_PERIOD, given))

    def _of_statuses(self) -> Iterator[Noticed]:
        for name in self.rules.statuses:
            is_in, line = tree.FlagIs(name, wanted=True), self.line(("statuses", name))
            never = self._proved("status-never", (name,), line, tree.Never(is_in))
            yield never
            if never.answer != "found":
                was_in = tree.Temporal(is_in, tree.Times(1))
                left = tree.All((was_in, tree.Not(is_in)))
                yield self._proved("status-kept", (name,), line, tree.Never(left))

    def _together(self) -> Iterator[Noticed]:
        """Of two that come and do not always come; who comes in one example alone need not be asked about."""
        asked = [
            (rule.id, self.line(("consequences", at)))
            for at, rule in enumerate(self.rules.consequences)
            if rule.id not in self.never | self.always
        ]
        for (one, _), (other, line) in combinations(asked, 2):
            both = tree.Receives(one), tree.Receives(other)
            yield self._proved("together", (one, other), line, tree.Always(tree.AnyOf(both), tree.All(both)))

    # ---- what meets in one unit --------------------------------------------------------------------------------------

    def rewards_and_sanctions(self) -> Iterator[Noticed]:
        """Of each reward and each sanction that may come, where no claim says so of the two."""
        possible = [(at, rule) for at, rule in enumerate(self.rules.consequences) if rule.id not in self.never]
        rewards, sanctions = ([each for each in possible if each[1].kind == kind] for kind in ("reward", "sanction"))
        yield from self._meeting(
            _Meeting("reward-and-sanction", (one.id, other.id), both, self.line(("consequences", at)))
            for (_, one), (at, other) in product(rewards, sanctions)
            if (both := both_received(one.id, other.id)) not in self._never_claimed
        )

    @property
    def _never_claimed(self) -> list[tree.Condition]:
        """What the policy claims itself never to be, where it assumes nothing."""
        said = [claim.says for claim in self.rules.claims if claim.assuming is None]
        never = [each.condition for each in said if isinstance(each, tree.Never)]
        turned = [tree.All(each.of[::-1]) for each in never if isinstance(each, tree.All)]
        return [*never, *turned]

    def contradictions(self) -> Iterator[Noticed]:
        """Of each two rules of grading that no grade satisfies both."""
        lines = {part.id: self.line(part.path) for part in parts_of(self.rules)}
        yield from self._meeting(
            _Meeting("contradiction", (one.id, other.id), both_apply(one, other), lines[other.id])
            for one, other in contradictions_of(self.rules)
        )

    def _meeting(self, those: Iterable[_Meeting]) -> Iterator[Noticed]:
        """Whether two things can meet in one unit in one period, of each of these.

        What an example of the policy shows is shown by that. Of the others all are asked about at once: the smallest
        history for any of them is the smallest for those that it shows, and what is left is asked again. Where nobody
        knows of all, each is asked about by itself.
        """
        waiting = list(those)
        while waiting:
            never = tree.Never(tree.AnyOf(tuple(each.both for each in waiting)))
            answer = self._shown_by_example(never) or self._answered(never)
            if isinstance(answer, Open) and len(waiting) > 1:
                for each in waiting:
                    yield self._by(each.kind, each.about, self._answered(tree.Never(each.both)), each.line)
                return
            shown = self._shown_by(answer, waiting)
            if not shown:
                raise InternalError(answer)
            for each in shown:
                yield self._by(each.kind, each.about, answer, each.line)
            waiting = [each for each in waiting if each not in shown]

    def _shown_by_example(self, says: tree.Never) -> Refuted | None:
        """An example of the policy that breaks it, without the rows that it can do without.

        None where there is none, or where examples have rows of details as well, which are no part of what is shown.
        """

        def breaks(history: History) -> bool:
            return any(self._breaks(says, now) for now in self._judged(history))

        shown = None if self.rules.details else next(filter(breaks, self.histories), None)
        return None if shown is None else Refuted("", without_idle_rows(shown, breaks), (), is_shortest=False)

    def _shown_by(self, answer: Answer, asked: Sequence[_Meeting]) -> Sequence[_Meeting]:
        """Those of which the answer is what was asked; of a history, those that meet in a unit in it."""
        if not isinstance(answer, Refuted):
            return asked
        judged = list(self._judged(answer.history))
        return [each for each in asked if any(self.engine.holds(each.both, now) is True for now in judged)]

    # ---- what never or always is, as a claim -------------------------------------------------------------------------

    def _proved(self, kind: Kind, about: tuple[str, ...], line: int | None, says: tree.Never | tree.Always) -> Noticed:
        """It is so where what is said is proved."""
        if any(self._breaks(says, now) for now in self._seen()):
            return Noticed(kind, about, "nothing", line)
        answer = self._answered(says)
        match answer:
            case Proved():
                return Noticed(kind, about, "found", line, scripts=answer.scripts)
            case Refuted():
                self.judged.extend(self._judged(answer.history))
                return Noticed(kind, about, "nothing", line)
            case Open():
                return Noticed(kind, about, "open", line, why=answer.why)

    def _answered(self, says: tree.Never | tree.Always | tree.Monotone) -> Answer:
        rules = claiming(self.rules, says)
        return answered(rules, rules.claims[0], self.timeout)

    # ---- what is known without solvers -------------------------------------------------------------------------------

    @cached_property
    def engine(self) -> ReferenceEngine:
        """The reference engine for the policy."""
        return ReferenceEngine(self.rules)

    @cached_property
    def histories(self) -> list[History]:
        """The examples of the policy."""
        return [history_of(self.rules, example) for example in self.rules.examples]

    @cached_property
    def drawn(self) -> list[History]:
        """Random results."""
        return list(drawn_for(self.rules))

    @cached_property
    def judged(self) -> list[Judged]:
        """What the reference engine decides of the examples, and of histories that were found."""
        return [now for history in self.histories for now in self._judged(history)]

    @cached_property
    def judged_of_drawn(self) -> list[Judged]:
        """What it decides of random results."""
        return [now for history in self.drawn for now in self._judged(history)]

    def _seen(self) -> Iterator[Judged]:
        yield from self.judged
        yield from self.judged_of_drawn

    def _judged(self, history: History) -> Iterable[Judged]:
        return (now for now in evaluate(self.rules, history) if self.rules.judges(now.period))

    def _breaks(self, says: tree.Never | tree.Always, now: Judged) -> bool:
        holds = self.engine.holds(says.condition, now) is True
        return holds and (isinstance(says, tree.Never) or self.engine.holds(says.then, now) is not True)

    # ---- rules that are idle -----------------------------------------------------------------------------------------

    def _idle(self) -> Iterator[Noticed]:
        for part in parts_of(self.rules):
            yield self._without(part, self.line(part.path))

    def _without(self, part: Part, line: int | None) -> Noticed:
        about = (part.id,)
        tried = chain(self.histories, changed_examples(self.rules, part.of), self.drawn)
        if any(difference(self.rules, part.without, history) is not None for history in tried):
            return Noticed("idle", about, "nothing", line)
        answer = compared(self.rules, part.without, self.timeout, no_wishes)
        match answer:
            case Equivalent():
                return Noticed("idle", (*about, *self._idle_by(part)), "found", line, scripts=answer.scripts)
            case Open():
                return Noticed("idle", about, "open", line, why=answer.why)
            case _:
                return Noticed("idle", about, "nothing", line)

    def _idle_by(self, part: Part) -> Iterator[str]:
        """The other rules of one unit without each of which a rule that is idle would not be so."""
        if part.path[:1] != ("grading",) or self.rules.grading is None:
            return
        ids = {rule.id for rule in self.rules.grading.unit_rules}
        for other in parts_of(self.rules):
            if other.id == part.id or not {other.id, part.id} <= ids:
                continue
            (neither,) = (each.without for each in parts_of(other.without) if each.id == part.id)
            if isinstance(compared(other.without, neither, self.timeout), Difference):
                yield other.id

    # ---- what is in force before it is written -----------------------------------------------------------------------

    def before_sources(self) -> Iterator[Noticed]:
        """Of each source with a date, which rules of it are in force before."""
        for early in early_of(self.policy):
            answer: OneOf["found", "nothing"] = "found" if early.rules else "nothing"
            about = (early.source, *early.rules)
            start = None if early.start is None else period_text(self.rules.period, early.start)
            line = self.line(("sources", early.source, "date"))
            yield Noticed("before-source", about, answer, line, start=start)

    # ---- what one missing value makes undecidable for ever -----------------------------------------------------------

    def undecidable(self) -> Iterator[Noticed]:
        """Of each rule that looks back, without an end, at something that may be unknown."""
        for rule in rules_of(self.rules):
            kind: Kind = f"{rule.kind}-undecidable"  # type: ignore[assignment]
            line, answer = self.line(rule.path), trap_of(self.rules, rule, self.timeout)
            match answer:
                case Trap():
                    about = (rule.id, answer.missing)
                    yield Noticed(kind, about, "found", line, answer.history, scripts=answer.scripts)
                case Forgotten():
                    yield Noticed(kind, (rule.id,), "nothing", line, scripts=answer.scripts)
                case Unknown():
                    yield Noticed(kind, (rule.id,), "open", line, why=answer.why)

    # ---- better values that bring worse ------------------------------------------------------------------------------

    def _worse(self) -> Iterator[Noticed]:
        claimed = [claim.says for claim in self.rules.claims if claim.assuming is None]
        for says in self._monotone():
            if says not in claimed:
                kind: Kind = "grade-worse" if says.of == "grade" else "consequences-worse"
                yield self._refuted(kind, (says.input,), says, self.line(("inputs", says.input)))

    def _monotone(self) -> Iterator[tree.Monotone]:
        kinds: list[OneOf["grade", "consequences"]] = []
        if self.rules.grading is not None:
            kinds.append("grade")
        if any(rule.severity for rule in self.rules.consequences):
            kinds.append("consequences")
        for name, best in scores_of(self.rules).items():
            yield from (tree.Monotone(of, name, best) for of in kinds)

    def _refuted(
        self, kind: Kind, about: tuple[str, ...], says: tree.Never | tree.Monotone, line: int | None
    ) -> Noticed:
        """It is so where what is said is refuted."""
        return self._by(kind, about, self._answered(says), line)

    def _by(self, kind: Kind, about: tuple[str, ...], answer: Answer, line: int | None) -> Noticed:
        match answer:
            case Proved():
                return Noticed(kind, about, "nothing", line, scripts=answer.scripts)
            case Refuted():
                return Noticed(kind, about, "found", line, answer.history, scripts=answer.scripts)
            case Open():
                return Noticed(kind, about, "open", line, why=answer.why)

    # ---- places ------------------------------------------------------------------------------------------------------

    def line(self, path: Path) -> int | None:
        """The line where a part of the policy begins."""
        if not self._lines:
            paths = [*self._paths()]
            document = self.policy.document
            spans: Sequence[int | None] = [None] * len(paths)
            if document is not None:
                made, origins = places_of_made(self.policy.written), self.policy.origins
                at = [made.get(path[:2], path) for path in paths]  # what an indicator stands for is there
                lines = [span.line for span in spans_of(document, [origins.placed(path) for path in at], "key")]
                spans = [line if origins.is_own(path) else None for path, line in zip(at, lines, strict=True)]
            self._lines.update(zip(paths, spans, strict=True))
        return self._lines.get(path)

    _lines: dict[Path, int | None] = field(factory=dict, repr=False)

    def _paths(self) -> Iterator[Path]:
        rules = self.rules
        yield from (("consequences", at) for at in range(len(rules.consequences)))
        yield from (("grades", at) for at in range(len(rules.grades)))
        yield from (("statuses", name) for name in rules.statuses)
        yield from (("inputs", name) for name in rules.inputs)
        yield from (("sources", name, "date") for name, source in rules.sources.items() if source.date is not None)
        yield from (part.path for part in parts_of(rules))
