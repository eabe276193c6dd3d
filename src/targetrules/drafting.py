"""A first policy, made of a few answers and of a sheet: what stands in its columns, and the text of the policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, Final, Literal

from attrs import field

from targetrules.data import define, frozen
from targetrules.history import History
from targetrules.loading import loads
from targetrules.period import PeriodKind, parts_of_year, period_text
from targetrules.policy import Policy
from targetrules.report.example_text import example_text
from targetrules.results.headings import USUAL_HEADINGS, headings
from targetrules.results.sources.read import read_table
from targetrules.results.table import Cells, is_blank, shown
from targetrules.source.decimals import decimal_of, decimals_of
from targetrules.syntax import schema as syntax
from targetrules.syntax.to_toml import to_toml
from targetrules.width import heading, narrow

__all__ = [
    "PLACES",
    "Answers",
    "ColumnKind",
    "Follows",
    "InputOf",
    "SheetColumn",
    "columns_of_sheet",
    "drafted",
    "number_said",
]

InputOf = syntax.Input
"""An input as it is written."""

ColumnKind = Literal["number", "choice", "flag", "text"]
"""What may stand in a column."""

_SHOWN: Final = 4
_LOOKED_AT: Final = 200
_MOST_WORDS: Final = 8
_HUNDRED: Final = Decimal(100)
_TRUTHS: Final = frozenset(("yes", "no", "true", "false", "是", "否"))
_OF_EXAMPLE: Final = 3
PLACES: Final = ("first", "last")
"""The places from which something may follow."""
_YEAR_OF_EXAMPLE: Final = 2023


@frozen(slots=True)
class SheetColumn:
    """A column of a sheet: its heading, its first cells, and what stands in it as far as they show."""

    name: str
    cells: tuple[str, ...]
    kind: ColumnKind
    words: tuple[str, ...] = ()
    low: Decimal = Decimal(0)
    high: Decimal = _HUNDRED
    decimals: int = 0


@frozen(slots=True)
class Follows:
    """Something that follows: what, for which grades or in which places, and after how many periods running."""

    what: str
    grades: tuple[str, ...]
    places: tuple[str, ...] = ()
    running: int = 1


@define
class Answers:
    """What was answered.

    ``given`` is the input that has the grade; or it follows from numbers by their ``weights``, and ``bands`` say from
    how many points on each grade is given. ``vetoes``: the best grade that there can be where a flag says yes.
    ``ranked_by`` is the number by which units are ranked, ``within`` the input of which those have one word among which
    they are ranked; empty: there is no ranking, and all are ranked together. ``total`` and ``overall`` are what the
    measure that is made of several numbers is called, and the ranking.
    """

    id: str
    title: str
    period: PeriodKind = PeriodKind.YEAR
    inputs: dict[str, syntax.Input] = field(factory=dict)
    grades: tuple[str, ...] = ()
    given: str | None = None
    weights: dict[str, Decimal] = field(factory=dict)
    bands: dict[str, Decimal] = field(factory=dict)
    vetoes: dict[str, str] = field(factory=dict)
    ranked_by: str = ""
    within: str = ""
    total: str = "total"
    overall: str = "overall"
    follows: list[Follows] = field(factory=list)

    @property
    def decided_by(self) -> str:
        """The number from which the grade follows; empty where it is given."""
        return self.total if len(self.weights) > 1 else next(iter(self.weights), "")


# ---- the sheet -------------------------------------------------------------------------------------------------------


def columns_of_sheet(file: str) -> list[SheetColumn]:
    """The columns of a sheet, but for those of the unit and the period, which have the usual headings.

    Args:
        file: The file.

    Raises:
        ResultsError: It cannot be read.
    """
    table = read_table(file)
    usual = headings(USUAL_HEADINGS)
    pairs = zip(table.columns, table.cells, strict=True)
    return [_column(each.name, cells) for each, cells in pairs if each.name and heading(each.name) not in usual]


def _column(name: str, cells: Cells) -> SheetColumn:
    there = [shown(cell).strip() for cell in islice(cells, _LOOKED_AT) if not is_blank(cell)]
    first, words = tuple(there[:_SHOWN]), tuple(dict.fromkeys(there))
    numbers = [number for each in there if (number := number_said(each)) is not None]
    if there and len(numbers) == len(there):
        low, high = min(*numbers, Decimal(0)), max(*numbers, _HUNDRED)
        return SheetColumn(name, first, "number", words, low, high, max(map(decimals_of, numbers)))
    if there and {each.lower() for each in there} <= _TRUTHS:
        return SheetColumn(name, first, "flag", words)
    is_choice = there and len(words) <= _MOST_WORDS
    return SheetColumn(name, first, "choice" if is_choice else "text", words)


def number_said(text: str) -> Decimal | None:
    """The number that a cell or an answer says, in digits of any width; None where it says none, as ``nan`` does."""
    found = decimal_of(narrow(text))
    return found if found is not None and found.is_finite() else None


# ---- the policy ------------------------------------------------------------------------------------------------------


def drafted(answers: Answers, sheet: str | None) -> tuple[str, Policy]:
    """The text of a policy, with an example that it passes, and the policy.

    Args:
        answers: What was answered.
        sheet: The sheet, whose first units become the example; None: an invented one.

    Raises:
        PolicyError: Something that was answered cannot stand in a policy.
        ResultsError: The sheet is not as was answered.
    """
    text = to_toml(_written(answers))
    policy = loads(text, name=answers.id)
    history = policy.history(_invented(answers) if sheet is None else sheet)
    units = list(islice(dict.fromkeys(row.unit for row in history.rows), _OF_EXAMPLE))
    rows = History(tuple(row for row in history.rows if row.unit in units))
    whole = text + "\n" + example_text(policy, rows)
    return whole, loads(whole, name=answers.id)


def _written(answers: Answers) -> syntax.PolicyFile:
    return syntax.PolicyFile(
        format=1,
        policy=syntax.Header(id=answers.id, title=answers.title, period=answers.period.value),
        grades=[syntax.Grade(id=each) for each in answers.grades],
        inputs=answers.inputs,
        measures=_measures(answers),
        rankings=_rankings(answers),
        grading=_grading(answers),
        consequences=[_consequence(each) for each in answers.follows] or None,
    )


def _measures(answers: Answers) -> dict[str, syntax.Measure] | None:
    if len(answers.weights) <= 1:
        return None
    return {answers.total: syntax.Measure(weights=answers.weights, decimals=2)}


def _rankings(answers: Answers) -> dict[str, syntax.Ranking] | None:
    if not answers.ranked_by:
        return None
    return {answers.overall: syntax.Ranking(by=answers.ranked_by, within=answers.within or None)}


def _grading(answers: Answers) -> syntax.Grading:
    caps = [syntax.Cap(when={flag: True}, at_most=grade) for flag, grade in answers.vetoes.items()] or None
    if answers.given is not None:
        return syntax.Grading(given=answers.given, caps=caps)
    return syntax.Grading(by=answers.decided_by, bands=answers.bands, caps=caps)


def _consequence(follows: Follows) -> syntax.Consequence:
    conditions: list[dict[str, Any]] = [{"place": place} for place in follows.places]
    if follows.grades:
        grades: str | list[str] = follows.grades[0] if len(follows.grades) == 1 else list(follows.grades)
        conditions.insert(0, {"grade": grades})
    when = conditions[0] if len(conditions) == 1 else {"any": conditions}
    running = {} if follows.running == 1 else {"consecutive": follows.running}
    return syntax.Consequence(id=follows.what, when={**when, **running})


def _invented(answers: Answers) -> Sequence[Mapping[str, Any]]:
    """Two results of one unit: the best that there can be, and then the worst."""
    rows = []
    first = _YEAR_OF_EXAMPLE * (parts_of_year(answers.period) or 1)
    for period, best in ((first, True), (first + 1, False)):
        values = {name: _end(each, answers.grades, best=best) for name, each in answers.inputs.items()}
        rows.append({"unit": "A", "period": period_text(answers.period, period), **values})
    return rows


def _end(given: syntax.Input, grades: Sequence[str], *, best: bool) -> Any:
    """A value at one end of what an input can be."""
    if given.type == "number":
        return given.max if best else given.min
    if given.type in ("choice", "grade"):
        words = (given.of if given.type == "choice" else grades) or ["-"]
        return words[0 if best else -1]
    return "no" if given.type == "flag" else "-"
