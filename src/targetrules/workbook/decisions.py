"""Sheets of decisions: one for each ranking, or for each class of it, sorted by place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from targetrules.data import frozen
from targetrules.history import Value
from targetrules.outcome import Outcome
from targetrules.report.outcome_words import consequences_text, remark_text, undetermined_text
from targetrules.rules.definition import Ranking
from targetrules.rules.resolution.indicator_names import TOTAL
from targetrules.visible import visible
from targetrules.width import heading
from targetrules.workbook.decided import Decided
from targetrules.workbook.sheet import Block, Cell, RowsOf, Sheet

__all__ = ["MOST_CLASSES", "decision_sheets"]

MOST_CLASSES: Final = 30
"""How many classes of a ranking have a sheet each; where there are more, all stand on one, class by class."""


def decision_sheets(decided: Decided) -> Iterator[Sheet]:
    """One sheet for each class of each ranking; where the policy ranks nobody, one with all."""
    if not decided.rules.rankings:
        yield _sheet(decided, None, (), decided.outcomes)
    for ranking in decided.rules.rankings.values():
        yield from _of_ranking(decided, ranking)


def _of_ranking(decided: Decided, ranking: Ranking) -> Iterator[Sheet]:
    classes: dict[tuple[Value, ...], list[Outcome]] = {}
    if not all(map(decided.has, ranking.within)):
        classes[()] = list(decided.outcomes)
    else:
        for outcome in decided.outcomes:
            classes.setdefault(decided.group(outcome, ranking.within), []).append(outcome)
    if len(classes) > MOST_CLASSES:
        together = [outcome for each in classes.values() for outcome in each]
        yield _sheet(decided, ranking, (), together)
        return
    for group, outcomes in classes.items():
        yield _sheet(decided, ranking, _class_words(decided, ranking, group), outcomes)


def _class_words(decided: Decided, ranking: Ranking, group: Sequence[Value]) -> list[tuple[str, str]]:
    """What a class is called in short and in full; one that has no word for itself is called by what is missing."""
    found = []
    for name, value in zip(ranking.within, group, strict=False):
        label = decided.labels.value(name)
        if value is None:
            found.append((decided.say("no-value", name=label),) * 2)
        else:
            short = visible(str(value))
            found.append((short, decided.say("named-value", name=label, value=short)))
    return found


def _sheet(
    decided: Decided, ranking: Ranking | None, of_class: Sequence[tuple[str, str]], outcomes: Sequence[Outcome]
) -> Sheet:
    called = decided.say("decided") if ranking is None else decided.labels.ranking(ranking.name)
    title = decided.title(called, *(full for _, full in of_class))
    classes = [short for short, _ in of_class]
    alone = len(decided.rules.rankings) == 1 and classes
    values = _values(decided, ranking, with_class=not of_class)
    return Sheet(
        "·".join(classes if alone else [called, *classes]), title, (_block(decided, ranking, values, outcomes),)
    )


def _block(decided: Decided, ranking: Ranking | None, values: Sequence[str], outcomes: Sequence[Outcome]) -> Block:
    """The table, period by period, the first place of each at its top."""
    columns = list(_columns(decided, ranking, values))
    if decided.kept.headings:
        own = [each for column in columns for each in column.headings]
        columns.append(_Column(_kept_headings(decided, own), partial(_kept_cells, decided)))
    order = {each: at for at, each in enumerate(decided.periods)}
    rows = sorted(outcomes, key=lambda each: (order[each.period], *_place(each, ranking)))
    breaks = frozenset(at for at, each in enumerate(rows) if at and each.period != rows[at - 1].period)
    headings = tuple(heading for column in columns for heading in column.headings)
    return Block(
        headings, RowsOf(rows, lambda each: [cell for column in columns for cell in column.cells(each)]), breaks=breaks
    )


def _place(outcome: Outcome, ranking: Ranking | None) -> tuple[bool, int]:
    """By place; who has none comes last, as the outcomes came."""
    rank = None if ranking is None else outcome.places[ranking.name].rank
    return (rank is None, 0) if rank is None else (False, rank)


# ---- columns ---------------------------------------------------------------------------------------------------------


@frozen
class _Column:
    """One column or several beside each other: their headings, and a cell of each for an outcome."""

    headings: tuple[str, ...]
    cells: Callable[[Outcome], Iterable[Cell]]


def _values(decided: Decided, ranking: Ranking | None, *, with_class: bool) -> list[str]:
    """What decides: the numbers that units are ranked by, the one that grades go by, and the total of indicators."""
    rules = decided.rules
    wanted: list[str] = []
    if ranking is not None:
        wanted += ranking.within if with_class else ()
        wanted += (each.name for each in ranking.numbers if not each.parameter)
    if rules.grading is not None and rules.grading.by is not None:
        wanted.append(rules.grading.by.name)
    if rules.indicators and TOTAL in rules.measures:
        wanted.append(TOTAL)
    return list(filter(decided.has, dict.fromkeys(wanted)))


def _columns(decided: Decided, ranking: Ranking | None, values: Sequence[str]) -> Iterator[_Column]:
    names, rules = decided.names, decided.rules
    if ranking is not None:
        yield _Column((decided.say("place"), decided.say("of-so-many")), partial(_place_cells, decided, ranking.name))
    yield _Column(decided.whose_headings, decided.whose)
    for name in values:
        yield _Column((decided.labels.value(name),), partial(_value_cells, decided, name))
    if rules.grading is not None:
        yield _Column((names.say("grade"),), lambda outcome: [decided.grade(outcome.grade)])
    yield _Column((names.say("consequences"),), partial(_consequence_cells, decided))
    if any(each.undetermined for each in decided.outcomes):
        yield _Column((names.say("undetermined"),), partial(_undetermined_cells, decided))
    if any(each.remarks for each in decided.outcomes):
        yield _Column((names.say("remarks"),), partial(_remark_cells, decided))


def _place_cells(decided: Decided, ranking: str, outcome: Outcome) -> Iterator[Cell]:
    """The place, and among how many; who has none is told so, and where nobody knows it, that."""
    place = outcome.places[ranking]
    none = Cell(decided.say("no-place" if place.size is not None else "place-unknown"), "missing")
    yield none if place.rank is None else Cell(place.rank)
    yield Cell(None if place.size is None else place.size)


def _value_cells(decided: Decided, name: str, outcome: Outcome) -> Iterator[Cell]:
    yield decided.cell(outcome, name)


def _consequence_cells(decided: Decided, outcome: Outcome) -> Iterator[Cell]:
    yield Cell("\n".join(consequences_text(decided.names, outcome, decided.labels.consequence)))


def _undetermined_cells(decided: Decided, outcome: Outcome) -> Iterator[Cell]:
    yield Cell("\n".join(undetermined_text(decided.names, each) for each in outcome.undetermined), "undetermined")


def _remark_cells(decided: Decided, outcome: Outcome) -> Iterator[Cell]:
    yield Cell("\n".join(remark_text(decided.names, each) for each in outcome.remarks))


def _kept_headings(decided: Decided, own: Sequence[str]) -> tuple[str, ...]:
    """The headings of what was kept; where others are headed alike, they tell that the results have the column."""
    kept = decided.kept
    seen = Counter(map(heading, (*own, *kept.headings)))
    pairs = zip(kept.headings, kept.apart, strict=True)
    return tuple(apart if seen[heading(name)] > 1 else name for name, apart in pairs)


def _kept_cells(decided: Decided, outcome: Outcome) -> Sequence[Cell]:
    return decided.kept.of(outcome.unit, outcome.period)
