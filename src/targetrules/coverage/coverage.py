"""How much of a policy its examples show: every entry of every condition, every case, band, rule, quota, consequence.

That an entry matters is shown by two rows, of the same example or of two: in both the whole condition hangs on this
entry alone, in one it holds and in the other it does not, and the whole comes out otherwise. That is masking MC/DC
(Chilenski, 2001): other entries may differ, as long as they have no say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Literal

from targetrules.arguments import instance_of, one_of
from targetrules.coverage.decisions import decisions_of
from targetrules.coverage.explained import ExplainedGoals, explained_goals
from targetrules.coverage.goals import ASPECTS, KINDS, Goal, Key, Kind, goals_of
from targetrules.coverage.observed import Deciding, Observer, Sight
from targetrules.data import frozen
from targetrules.engine.examples import details_of, history_of
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.report.unshown import Needless, place_text
from targetrules.rules.definition import Label, label_text
from targetrules.rules.resolution.tables_made import places_of_made
from targetrules.rules.tree import Rules
from targetrules.source.decimals import unscaled
from targetrules.source.document import Span
from targetrules.source.source_map import spans_of
from targetrules.visible import visible
from targetrules.wording import Word, known_language

__all__ = ["Coverage", "CoveredItem", "ShownBy", "Survey", "coverage_of", "survey_of"]


@frozen(slots=True)
class ShownBy:
    """A row of an example that shows something of the policy.

    Attributes:
        example: The name of the example, a text by language.
        file: The file in which the example stands.
        line: The line in which it begins.
        unit: The unit of the row.
        period: Its period, as outcomes print it.
    """

    example: Label
    file: str
    line: int
    unit: str
    period: int | str


@frozen(slots=True)
class CoveredItem:
    """One thing that examples should show, and the rows that show it.

    Attributes:
        kind: What it is of: ``"entry"``, ``"case"``, ``"band"``, ``"rule"`` (of grading), ``"quota"``,
            ``"consequence"``, ``"status"``, ``"grade"`` or ``"article"`` (of a source).
        aspect: What should be seen of it. Of an entry ``"true"``, ``"false"``, ``"unknown"`` and ``"matters"``; of a
            case or band ``"applies"``; of a rule ``"acts"`` (``"acts-down"``, ``"acts-up"`` of steps) and
            ``"stays-out"``; of a quota ``"moves"``, ``"edge"`` and ``"idle"``; of a consequence ``"due"``,
            ``"not-due"`` and ``"replaced"``; of a status ``"entered"`` and ``"left"``; of a grade ``"given"``; of an
            article ``"encoded"``, by a rule or definition.
        place: Where it stands in the policy, as a path of keys; parts of lists are counted from 1.
        written: How it is written there, or what it is called.
        line: The line, from 1; None where the policy was read from no text.
        column: The column, from 1.
        by: The row that shows it; of ``"matters"`` the two rows; empty where nothing does.
        excused: Why it is not asked for, to be worded in a language, or a label where the policy says so, under
            ``unshown`` or of an article that it leaves out; None where it is asked for.
        encoded: Of an article the place of the first rule or definition that is of it.
    """

    kind: Kind
    aspect: str
    place: str
    written: str
    line: int | None
    column: int | None
    by: tuple[ShownBy, ...]
    excused: Word | Label | None
    encoded: str | None = None

    @property
    def state(self) -> Literal["shown", "left", "excused"]:
        """Whether it is shown, or is left, or is not asked for, be it seen or not."""
        if self.excused is not None:
            return "excused"
        return "shown" if self.by or self.encoded else "left"

    def why(self, language: str = "en") -> str | None:
        """Why it is not asked for.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            The reason; None where it is asked for.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        known_language(language)
        if self.excused is None or isinstance(self.excused, Word):
            return None if self.excused is None else self.excused.text(language)
        return visible(label_text(self.excused, language, ""))


@frozen
class Coverage:
    """How much of a policy its examples show.

    Attributes:
        policy: The policy's id.
        file: What it was loaded by.
        items: All that should be shown, and all that need not be, in the order of the file.
        unlisted: The sources whose articles the policy does not list.
        needless: Entries under ``unshown`` that explain nothing.
    """

    policy: str
    file: str
    items: tuple[CoveredItem, ...]
    unlisted: tuple[str, ...] = ()
    needless: tuple[Needless, ...] = ()

    @property
    def left(self) -> tuple[CoveredItem, ...]:
        """What no example shows, though it should."""
        return tuple(each for each in self.items if each.state == "left")

    def count(self, kind: str | None = None, aspect: str | None = None) -> tuple[int, int]:
        """How much is shown, of how much.

        Args:
            kind: Of one kind alone.
            aspect: Of one aspect alone.

        Returns:
            The two counts.

        Raises:
            ArgumentError: There is no such kind or aspect.
        """
        kind = None if kind is None else one_of("kind", kind, KINDS)
        aspect = None if aspect is None else one_of("aspect", aspect, ASPECTS)
        asked = [
            each
            for each in self.items
            if each.state != "excused" and kind in (None, each.kind) and aspect in (None, each.aspect)
        ]
        return sum(each.state == "shown" for each in asked), len(asked)

    @property
    def percent(self) -> Decimal:
        """How much is shown in per cent, at one decimal and rounded down: 100 only where all is shown."""
        shown, asked = self.count()
        return unscaled(1000 * shown // asked if asked else 1000, 1)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of which anything should be shown."""
        return tuple(kind for kind in KINDS if self.count(kind)[1])


def coverage_of(policy: Policy) -> Coverage:
    """Find how much of a policy its examples show.

    Each example is judged by the reference engine, and each entry of each condition is asked of each row for which the
    policy asks for it. What cannot be, such as an entry that is unknown where nothing that it looks at can be missing,
    is not asked for.

    Args:
        policy: The policy, with its examples.

    Returns:
        What is shown, by which rows of which examples, and what is left.

    Raises:
        ArgumentError: This is no policy.
    """
    return survey_of(instance_of("policy", policy, Policy, "policy")).coverage


@frozen
class Survey:
    """What was found of a policy, in terms of its goals: for who looks further.

    ``found`` has the rows of examples that show each goal, ``halves`` the first row of each half of a pair.
    """

    policy: Policy
    observer: Observer
    told: ExplainedGoals
    found: Mapping[Key, tuple[ShownBy, ...]]
    halves: Mapping[Deciding, ShownBy]

    @property
    def goals(self) -> Sequence[Goal]:
        """What examples should show, and what they need not."""
        return self.told.goals

    @cached_property
    def items(self) -> Mapping[Key, CoveredItem]:
        """The item of each goal."""
        paths = list(dict.fromkeys(goal.path for goal in self.goals))
        document = self.policy.document
        placed = [self.policy.origins.placed(each) for each in paths]
        spans = {} if document is None else dict(zip(paths, spans_of(document, placed, "key"), strict=True))
        rules, found = self.policy.rules, self.found
        return {goal.key: _item(goal, rules, spans.get(goal.path), found.get(goal.key, ())) for goal in self.goals}

    @property
    def coverage(self) -> Coverage:
        """The same for who reads it, in the order of the file."""
        items = sorted(self.items.values(), key=lambda each: (each.line or 0, each.column or 0, each.place))
        sources = self.policy.written.sources or {}
        unlisted = tuple(name for name, each in sources.items() if each.articles is None)
        return Coverage(self.policy.id, self.policy.name, tuple(items), unlisted, tuple(self.told.needless))

    @property
    def left(self) -> list[Key]:
        """The goals that no example shows, though it should; no example can show that an article is encoded."""
        needed = (goal for goal in self.goals if goal.excused is None and goal.kind != "article")
        return [goal.key for goal in needed if goal.key not in self.found]


def survey_of(policy: Policy) -> Survey:
    """What the examples of a policy show of it; of one that extends another, what they show of what it adds."""
    rules, written = policy.rules, policy.written
    decisions = decisions_of(rules, written)
    observer = Observer(rules, written, decisions)
    found: dict[Key, tuple[ShownBy, ...]] = {}
    halves: dict[Deciding, ShownBy] = {}
    for sight, by in _sights(policy, observer):
        if isinstance(sight.of, Deciding):
            half = sight.of
            halves.setdefault(half, by)
            other = halves.get(half.other)
            if other is not None:
                found.setdefault((half.path, "matters"), (halves[half], other) if half.entry else (other, halves[half]))
        else:
            found.setdefault(sight.of, (by,))
    shown = {key: [each.example for each in by] for key, by in found.items()}
    made = places_of_made(written)
    goals = [
        each
        for each in goals_of(rules, written, decisions)
        if policy.origins.is_own(made.get(each.path[:2], each.path))
    ]
    told = explained_goals(policy, rules, goals, shown)
    return Survey(policy, observer, told, found, halves)


def _sights(policy: Policy, observer: Observer) -> Iterator[tuple[Sight, ShownBy]]:
    """What each example shows, in which row of it."""
    rules, places = policy.rules, policy.example_places()
    for example, (file, line) in zip(rules.examples, places, strict=True):
        for sight in observer.seen(history_of(rules, example), details_of(rules, example)):
            period = period_text(rules.period, sight.period)
            yield sight, ShownBy(example.name, file, line, sight.unit, period)


def _item(goal: Goal, rules: Rules, span: Span | None, by: tuple[ShownBy, ...]) -> CoveredItem:
    line, column = (None, None) if span is None else (span.line, span.column)
    place = place_text(goal.path, rules)
    encoded = None if goal.encoded is None else place_text(goal.encoded, rules)
    return CoveredItem(goal.kind, goal.aspect, place, goal.text, line, column, by, goal.excused, encoded)
