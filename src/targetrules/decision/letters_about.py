"""Outcomes to letters: each consequence that must be imposed, with its reasons, in the words of its template."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from targetrules.arguments import ArgumentError
from targetrules.data import frozen
from targetrules.decision.letters import Letters
from targetrules.letters.filling import Filling
from targetrules.letters.letter import Letter
from targetrules.letters.template import Template, template_of
from targetrules.letters.writing import EMPTY, Lacking, written
from targetrules.outcome import Decided, Outcome
from targetrules.period import earliest_beginning, ordinal_of, period_text
from targetrules.report.labels import PolicyLabels
from targetrules.report.outcome_words import most_severe_first
from targetrules.wording import Listing, Word

if TYPE_CHECKING:
    from targetrules.decision.outcomes import Outcomes
    from targetrules.decision.results import Results
    from targetrules.explanation.findings import Explanation
    from targetrules.explanation.why import Changes
    from targetrules.rules.letters import LetterTexts

__all__ = ["LetterOptions", "explanations", "gathered", "letters_about"]

_MOST_LACKING: Final = 10


@frozen(slots=True)
class LetterOptions:
    """Which letters are asked for, and in which words.

    Attributes:
        consequences: The ids of the consequences.
        texts: The office's own words; None: those of the policy, or of this package.
        language: ``"en"`` or ``"zh"``.
        changes: Whether it is searched for what would have changed it.
        first_number: The number of the first letter.
    """

    consequences: Collection[str]
    texts: LetterTexts | None
    language: str
    changes: Changes
    first_number: int


def letters_about(outcomes: Outcomes, asked: LetterOptions) -> Letters:
    """See :meth:`targetrules.Policy.letters`."""
    rules, results, wanted = outcomes.rules, outcomes.results, asked.consequences
    if results is None:
        raise ArgumentError("outcomes", Word("letters.no-results"))
    _check_day(outcomes)
    names = PolicyLabels(rules, asked.language)
    told = [
        (outcome, decided)
        for outcome in outcomes
        for decided in most_severe_first(names, outcome)
        if decided.force == "must" and decided.id in wanted
    ]
    templates = {each.id: template_of(rules, asked.texts, each.id, asked.language) for each in rules.consequences}
    rows = {(row.unit, period_text(rules.period, row.period)): at for at, row in enumerate(results.history.rows)}

    def fillings() -> Iterator[tuple[Template, Filling]]:
        explained = explanations(results, rows, told, asked.changes)
        first = asked.first_number
        for number, ((outcome, decided), explanation) in enumerate(zip(told, explained, strict=True), first):
            template = templates[decided.id]
            values = results.history.rows[rows[outcome.unit, outcome.period]].values
            day, office = outcomes.decided_on, template.office
            yield template, Filling(names, outcome, decided, explanation, values, day, office, (), number)

    found = gathered(fillings())
    left_open = sum(each.force == "may" and each.id in wanted for outcome in outcomes for each in outcome.consequences)
    undetermined = sum(each.id in wanted for outcome in outcomes for each in outcome.undetermined)
    return Letters(found, left_open, undetermined, outcomes.sources)


def gathered(fillings: Iterable[tuple[Template, Filling]]) -> tuple[Letter, ...]:
    """The letters that are filled in so.

    Raises:
        ArgumentError: The words have a place for which there is nothing: all such letters are named.
    """
    found: list[Letter] = []
    lacking: list[Lacking] = []
    for template, filling in fillings:
        letter = written(template, filling)
        if isinstance(letter, Letter):
            found.append(letter)
        else:
            lacking += letter
    if lacking:
        raise ArgumentError("texts", _lacking(lacking))
    return tuple(found)


def _check_day(outcomes: Outcomes) -> None:
    """Raise where one date is to be that of decisions of several periods, or is before the period."""
    day, kind = outcomes.decided_on, outcomes.rules.period
    periods = tuple(dict.fromkeys(each.period for each in outcomes))
    if day is None or not periods:
        return
    if len(periods) > 1:
        values = {"periods": Listing(periods), "day": day.isoformat()}
        raise ArgumentError("outcomes", Word("letters.one-day", values))
    ordinal = ordinal_of(kind, periods[0])
    begins = None if ordinal is None else earliest_beginning(kind, ordinal)
    if begins is not None and day < begins:
        values = {"period": periods[0], "day": day.isoformat()}
        raise ArgumentError("outcomes", Word("letters.early-day", values))


def explanations(
    results: Results,
    rows: Mapping[tuple[str, int | str], int],
    told: Sequence[tuple[Outcome, Decided]],
    changes: Changes,
) -> Iterator[Explanation]:
    """Why each was decided, of the grade and the consequence alone; changes are searched for once an outcome."""
    from targetrules.explanation.why import explain, explain_parts, with_changes_of

    asked = [(rows[outcome.unit, outcome.period], ("grade", decided.id)) for outcome, decided in told]
    parts = explain_parts(results.rules, results.history, asked, results.below)
    if not changes:
        yield from parts
        return
    for outcome, of_outcome in groupby(outcome for outcome, _ in told):
        whole = explain(results.rules, results.history, outcome.unit, outcome.period, changes, results.below)
        yield from (with_changes_of(next(parts), whole) for _ in of_outcome)


def _lacking(those: Sequence[Lacking]) -> Word:
    """What letters lack: by place the letters, of many the first, and how many more there are."""
    by_place: dict[str, list[Lacking]] = {}
    for each in those:
        by_place.setdefault(each.place, []).append(each)
    parts = []
    for place, lack in by_place.items():
        of = [
            Word("letters.lacking-of", {"unit": each.unit, "period": each.period, "consequence": each.consequence})
            for each in lack[:_MOST_LACKING]
        ]
        if len(lack) > _MOST_LACKING:
            of.append(Word("letters.lacking-more", {"count": len(lack) - _MOST_LACKING}))
        key = "letters.empty" if place == EMPTY else "letters.lacking"
        parts.append(Word(key, {"place": place, "letters": Listing(tuple(of))}))
    return Word("letters.lacking-all", {"parts": Listing(tuple(parts), "; ")})
