"""``targetrules new``: a policy by questions, for somebody who has a regulation and a sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, Final, TypeVar, get_args

import click

from targetrules.cli.errors import CommandError
from targetrules.cli.inputs import STANDARD_STREAM
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.options import lang
from targetrules.cli.output import refuse_present, write_new
from targetrules.cli.program import Command
from targetrules.cli.terminal import paint, refuse_closed_output, tell
from targetrules.data import frozen
from targetrules.drafting import (
    PLACES,
    Answers,
    ColumnKind,
    Follows,
    InputOf,
    SheetColumn,
    columns_of_sheet,
    drafted,
    number_said,
)
from targetrules.period import PeriodKind
from targetrules.source.decimals import decimal_text
from targetrules.width import narrow
from targetrules.wording import list_of

_T = TypeVar("_T")
_LEFT_OUT: Final = "-"
_KINDS: Final = (*get_args(ColumnKind), _LEFT_OUT)
_COMMA: Final = re.compile(r"\s*[,，、;；]\s*")
_MOST_RUNNING: Final = 64


@click.command("new", cls=Command)
@click.argument("policy_file", metavar="[FILE]", default="policy.toml")
@click.argument("sheet", metavar="[RESULTS]", required=False)
@lang
def command(policy_file: str, sheet: str | None, lang: str | None) -> None:  # noqa: ARG001
    """Ask, and write a policy that has no faults and passes its example; never over a file that is there."""
    refuse_closed_output()
    if policy_file == STANDARD_STREAM:
        raise CommandError("new-to-a-file")
    refuse_present(policy_file)
    asking = _Asking(reader_language())
    columns = [] if sheet is None else columns_of_sheet(sheet)
    text, policy = drafted(asking.all(columns), sheet)
    write_new(text, policy_file)
    tell(paint(spoken("new-written", asking.language, file=policy_file, examples=len(policy.rules.examples)), "good"))
    tell(spoken("new-next", asking.language, file=policy_file, results=sheet or "RESULTS.csv"))


@frozen(eq=False)
class _Asking:
    """The questions, in the language of the reader. What cannot be understood is asked again, with the reason."""

    language: str

    def all(self, columns: Sequence[SheetColumn]) -> Answers:
        """Everything that a first policy needs."""
        answers = Answers(self.text("new-id", "my-policy"), self.text("new-title"))
        kinds = self.listed(self.kinds_of_periods())
        answers.period = self.ask("new-period", self.period, next(iter(self.kinds_of_periods())), words=kinds)
        for each in columns or self.named():
            self.column(each, answers)
        answers.total, answers.overall = (self.free(name, answers) for name in ("total", "overall"))
        answers.grades = self.ask("new-grades", self.several)
        self.grading(answers)
        self.vetoes(answers)
        self.ranking(answers)
        while what := self.ask("new-follows", str, ""):
            answers.follows.append(self.follows(what, answers))
        return answers

    def follows(self, what: str, answers: Answers) -> Follows:
        """For which grades something follows, or in which places, and after how many periods running."""
        places = {spoken(f"new-place-{each}", self.language): each for each in PLACES} if answers.ranked_by else {}
        places = {word: each for word, each in places.items() if word not in answers.grades}
        known = (*answers.grades, *places)
        asked = "new-for-grades-or-places" if places else "new-for-grades"
        said = self.ask(asked, self.among(known), answers.grades[-1], words=self.listed(places))
        running = self.ask("new-running", self.count, "1")
        grades = tuple(each for each in said if each in answers.grades)
        return Follows(what, grades, tuple(places[each] for each in said if each not in answers.grades), running)

    def free(self, what: str, answers: Answers) -> str:
        """What is called by a word of the reader's language, unless a column is called so."""
        word = spoken(f"new-{what}", self.language)
        return what if word in answers.inputs else word

    # ---- columns -----------------------------------------------------------------------------------------------------

    def named(self) -> list[SheetColumn]:
        """The columns of somebody who has no sheet at hand."""
        names = self.ask("new-columns", self.several)
        return [SheetColumn(name, (), "number") for name in names]

    def column(self, column: SheetColumn, answers: Answers) -> None:
        """What stands in a column."""
        if column.cells:
            tell(spoken("new-cells", self.language, name=column.name, cells=self.listed(column.cells)))
        shown = spoken(f"new-kind-{column.kind}", self.language)
        kind = self.ask("new-kind", self.kind, shown, name=column.name)
        if kind == _LEFT_OUT:
            return
        made: dict[str, Any] = {"type": kind}
        if kind == "number":
            shown = f"{decimal_text(column.low)}, {decimal_text(column.high)}"
            made["min"], made["max"] = self.ask("new-ends", self.ends, shown, name=column.name)
            made["decimals"] = column.decimals or (None if column.cells else 2)
        if kind == "choice":
            made["of"] = list(self.ask("new-words", self.several, self.listed(column.words) or None, name=column.name))
        answers.inputs[column.name] = InputOf(**made)

    # ---- grades ------------------------------------------------------------------------------------------------------

    def grading(self, answers: Answers) -> None:
        """How a unit comes by its grade: it stands in a column, or follows from numbers."""
        words = [name for name, each in answers.inputs.items() if each.type in ("choice", "text")]
        if words:
            given = self.ask("new-given", self.one_or_none(words), "", words=self.listed(words))
            if given:
                answers.given = given
                answers.inputs[given] = InputOf(type="grade")
                return
        numbers = [name for name, each in answers.inputs.items() if each.type == "number"]
        if not numbers:
            raise CommandError("new-no-numbers")
        only = numbers[0] if len(numbers) == 1 else None
        answers.weights = self.ask("new-by", self.weights(numbers), only, words=self.listed(numbers))
        least = self.least(answers)
        for grade in answers.grades[:-1]:
            above = min(answers.bands.values(), default=None)
            answers.bands[grade] = self.ask("new-from", self.between(least, above), None, grade=grade)
        answers.bands[answers.grades[-1]] = least

    def least(self, answers: Answers) -> Decimal:
        """The least that the number can be on which the grade rests, from which the last grade is given."""
        ends = [answers.inputs[name].min or Decimal(0) for name in answers.weights]
        return min(Decimal(0), *ends)

    def vetoes(self, answers: Answers) -> None:
        """What a flag that says yes leaves of the grade."""
        flags = [name for name, each in answers.inputs.items() if each.type == "flag"]
        worse = answers.grades[1:]
        for name in flags if worse else ():
            found = self.ask("new-veto", self.one_or_none(worse), "", name=name, words=self.listed(worse))
            if found:
                answers.vetoes[name] = found

    def ranking(self, answers: Answers) -> None:
        """Whether units are ranked, by what, and among which."""
        numbers = [name for name, each in answers.inputs.items() if each.type == "number"]
        if answers.decided_by and answers.decided_by not in numbers:
            numbers.insert(0, answers.decided_by)
        if not numbers:
            return
        answers.ranked_by = self.ask("new-ranked", self.one_or_none(numbers), "", words=self.listed(numbers))
        classes = [name for name, each in answers.inputs.items() if each.type in ("choice", "text")]
        if answers.ranked_by and classes:
            answers.within = self.ask("new-within", self.one_or_none(classes), "", words=self.listed(classes))

    # ---- asking ------------------------------------------------------------------------------------------------------

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty."""
        return self.ask(key, self.filled, default)

    def ask(self, key: str, understand: Callable[[str], _T], default: str | None = None, **values: str) -> _T:
        """An answer, once it is understood."""
        question = spoken(key, self.language, **values)
        while True:
            said = click.prompt(question, default=default, show_default=bool(default), err=False)
            try:
                return understand(str(said).strip())
            except _UnclearError as error:
                tell(paint(spoken(error.key, self.language, **error.values), "error"))

    def listed(self, words: Iterable[str]) -> str:
        """Words one after another, in the manner of the language."""
        return list_of(tuple(words), self.language)

    def filled(self, said: str) -> str:
        if not said:
            raise _UnclearError("new-empty")
        return said

    def several(self, said: str) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(each for each in _COMMA.split(said) if each))
        if not found:
            raise _UnclearError("new-empty")
        return found

    def kinds(self) -> dict[str, str]:
        """What may stand in a column, by what the reader calls it."""
        kinds: tuple[str, ...] = get_args(ColumnKind)
        return {spoken(f"new-kind-{each}", self.language): each for each in kinds}

    def kind(self, said: str) -> str:
        known: dict[str, str] = self.kinds() | {each: each for each in _KINDS}
        if said not in known:
            raise _UnclearError("new-no-kind", found=said, words=self.listed(self.kinds()))
        return known[said]

    def kinds_of_periods(self) -> dict[str, PeriodKind]:
        """The kinds of periods, by what the reader calls them."""
        return {spoken(f"new-period-{each.value}", self.language): each for each in PeriodKind}

    def period(self, said: str) -> PeriodKind:
        known = {narrow(word).casefold(): kind for word, kind in self.kinds_of_periods().items()}
        known |= {kind.value: kind for kind in PeriodKind}
        found = known.get(narrow(said).casefold())
        if found is None:
            raise _UnclearError("new-not-among", found=said, words=self.listed(self.kinds_of_periods()))
        return found

    def number(self, said: str) -> Decimal:
        found = number_said(said)
        if found is None:
            raise _UnclearError("new-no-number", found=said)
        return found

    def between(self, least: Decimal, above: Decimal | None) -> Callable[[str], Decimal]:
        """A number above the last grade's, and below that from which the grade before is given."""

        def understand(said: str) -> Decimal:
            found = self.number(said)
            if found <= least or (above is not None and found >= above):
                most = "∞" if above is None else decimal_text(above)
                raise _UnclearError("new-not-between", found=said, least=decimal_text(least), most=most)
            return found

        return understand

    def ends(self, said: str) -> tuple[Decimal, Decimal]:
        both = [self.number(each) for each in _COMMA.split(said) if each]
        if len(both) != len(("low", "high")) or both[0] >= both[1]:
            raise _UnclearError("new-no-ends", found=said)
        return both[0], both[1]

    def count(self, said: str) -> int:
        narrowed = narrow(said)
        if not narrowed.isdecimal() or not 1 <= int(narrowed) <= _MOST_RUNNING:
            raise _UnclearError("new-no-count", found=said, most=str(_MOST_RUNNING))
        return int(narrowed)

    def among(self, known: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
        """One or several of some words."""
        return lambda said: self.chosen(known, self.several(said))

    def chosen(self, known: Sequence[str], said: Iterable[str]) -> tuple[str, ...]:
        """Words, each of which is known, once."""
        found = tuple(dict.fromkeys(each for each in said if each))
        if not found:
            raise _UnclearError("new-empty")
        other = next((each for each in found if each not in known), None)
        if other is not None:
            raise _UnclearError("new-not-among", found=other, words=self.listed(known))
        return found

    def one_or_none(self, known: Sequence[str]) -> Callable[[str], str]:
        """One of some words, or nothing."""
        return lambda said: self.among(known)(said)[0] if said else ""

    def weights(self, known: Sequence[str]) -> Callable[[str], dict[str, Decimal]]:
        """A number, or several with their weights: ``economy = 60, safety = 40``."""

        def understand(said: str) -> dict[str, Decimal]:
            pairs = [each.partition("=") for each in _COMMA.split(said.replace("＝", "=")) if each]
            names = self.chosen(known, [name.strip() for name, _, _ in pairs])
            if len(names) == 1:
                return {names[0]: Decimal(1)}
            return {name.strip(): self.number(weight.strip()) for name, _, weight in pairs}

        return understand


class _UnclearError(Exception):
    """An answer that cannot be understood."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key, self.values = key, values
