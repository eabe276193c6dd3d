"""What is wrong with the tables by which targets are followed, beside what a table alone may have wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from attrs import asdict

from targetrules.cycle.labels import LabelWord
from targetrules.cycle.targets.breaches import Breach
from targetrules.cycle.targets.part_values import PartValue, months_of
from targetrules.cycle.targets.reading import TargetsTableError
from targetrules.cycle.targets.unit_tree import UnitTree
from targetrules.data import frozen
from targetrules.period import PeriodKind
from targetrules.results.code import Code
from targetrules.results.problem import MOST_TOLD, Problem
from targetrules.results.table import Sheet, shown
from targetrules.rules.resolution.context import label_of
from targetrules.source.decimals import decimals_of, plain_digits
from targetrules.syntax import schema as syntax
from targetrules.visible import visible
from targetrules.wording import Word, say

__all__ = ["Fault", "ProgressTablesError", "TableProblem", "faults_of_values"]


@frozen(slots=True)
class TableProblem(Problem):
    """A problem of reading one of the tables: where that has no file, its place says which table it is.

    ``table`` is as that of a :class:`Fault`. What is no part of a year is no period of the policy in any case.
    """

    table: str = ""

    @classmethod
    def of(cls, table: str, problem: Problem) -> TableProblem:
        """A problem as it is told of this table."""
        values = {**asdict(problem, recurse=False), "table": table}
        if table == "values" and problem.code is Code.NOT_A_PERIOD:
            values |= {"expected": Word("progress.a-part"), "advice": Word("progress.advise-part")}
        return cls(**values)

    @property
    def message(self) -> Word:
        """What is wrong, in a sentence."""
        if self.table == "values" and self.code is Code.NOT_A_PERIOD:
            return Word("progress.not-a-part", {"found": self.found})
        return super().message

    def place(self, language: str) -> str:
        """Where it is.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            The place in words.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        place = super().place(language)
        if self.file:
            return place
        which = say(f"progress.table-{self.table}", language, {})
        return say("problems.comma", language).join([which, place] if place else [which])


@frozen(slots=True)
class Fault:
    """One thing that is wrong with what stands in a table.

    Attributes:
        table: Which: ``"values"``, ``"targets"``, ``"units"``, or ``"policy"``.
        sheet: Where it stands.
        line: The line; None where none is meant.
        says: What is wrong.
    """

    table: str
    sheet: Sheet | None
    line: int | None
    says: Word | Breach

    def text(self, language: str = "en") -> str:
        """Where, and what is wrong.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            The sentence.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        sheet = self.sheet or Sheet()
        parts = [visible(sheet.file) if sheet.file else say(f"progress.table-{self.table}", language, {})]
        if sheet.name is not None:
            parts.append(say("problems.at_sheet", language, {"sheet": sheet.name}))
        if self.line is not None:
            parts.append(say(f"problems.at_{sheet.counted}", language, {"row": self.line}))
        says = self.says.message(language) if isinstance(self.says, Breach) else self.says.text(language)
        return say(
            "problems.placed", language, {"place": say("problems.comma", language).join(parts), "sentence": says}
        )


class ProgressTablesError(TargetsTableError):
    """Tables by which targets are to be followed cannot be used: nothing is told. It is a ResultsError as well.

    Attributes:
        problems: What is wrong with reading them.
        counts: How many problems there are of each code.
        faults: What is wrong with what stands in them.
    """

    heading: ClassVar[tuple[str, str]] = ("progress.one-of-tables", "progress.several-of-tables")

    def __init__(
        self, problems: Iterable[Problem], counts: Mapping[Code, int] | None = None, faults: Iterable[Fault] = ()
    ) -> None:
        super().__init__(problems, counts)
        self.faults = tuple(faults)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems, self.counts, self.faults)

    def text(self, language: str = "en", most: int = MOST_TOLD) -> str:
        """All that is wrong, as a person reads it.

        Args:
            language: ``"en"`` or ``"zh"``.
            most: So many problems of one code are told, and so many faults.

        Returns:
            The lines.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        total = sum(self.counts.values()) + len(self.faults)
        _, _, problems = super().text(language, most).partition("\n\n")
        lines = [say(self.heading[total != 1], language, {"count": total}), ""]
        lines += [problems] if problems else []
        lines += [each.text(language) for each in self.faults[:most]]
        if len(self.faults) > most:
            lines.append(say("progress.more", language, {"count": len(self.faults) - most}))
        return "\n".join(lines)


def faults_of_values(
    period: PeriodKind,
    indicators: Mapping[str, syntax.Indicator],
    names: Mapping[str, str],
    rows: Sequence[PartValue],
    tree: UnitTree | None,
) -> Iterator[Fault]:
    """What is wrong with values by themselves, beside each other, and beside the units."""
    first: dict[tuple[str, str, object], PartValue] = {}
    kinds: dict[str, PartValue] = {}
    told = set[str]()
    for row in rows:
        check = _Row(row, period)
        if tree is not None and tree.is_read and not tree.holds(row.unit) and row.unit not in told:
            told.add(row.unit)
            yield check.fault("not-in-tree", unit=row.unit)
        name = names.get(row.indicator)
        if name is None:
            yield check.fault("unknown-indicator", found=shown(row.indicator), known=tuple(indicators) or ("-",))
            continue
        before, kind = first.setdefault((row.unit, name, row.part), row), kinds.setdefault(name, row)
        if before is not row:
            yield check.fault("twice", other=_place(before), **check.named(name, indicators[name]))
        if kind.part.kind is not row.part.kind:
            values = {"part": row.part.text, "before": kind.part.text, "other": _place(kind)}
            yield check.fault("two-kinds", indicator=_label(name, indicators[name]), **values)
        yield from check.of_cells(name, indicators[name])


@frozen(slots=True)
class _Row:
    """A value, beside the kind of periods of the policy."""

    row: PartValue
    period: PeriodKind

    def fault(self, kind: str, **values: object) -> Fault:
        return Fault("values", self.row.sheet, self.row.line, Word(f"progress.{kind}", values))

    def named(self, name: str, indicator: syntax.Indicator) -> dict[str, object]:
        return {"unit": self.row.unit, "part": self.row.part.text, "indicator": _label(name, indicator)}

    def of_cells(self, name: str, indicator: syntax.Indicator) -> Iterator[Fault]:
        """What is wrong with it by itself."""
        named, value = self.named(name, indicator), self.row.value
        if months_of(self.row.part.kind) >= months_of(self.period):
            yield self.fault("no-part-of-it", **named)
        if indicator.target == "kept":
            if value is not None:
                yield self.fault("needs-kept", found=plain_digits(value), **named)
            return
        if self.row.kept is not None:
            yield self.fault("needs-value", **named)
        if value is not None:
            yield from self.of_number(value, indicator, named)

    def of_number(self, value: Decimal, indicator: syntax.Indicator, named: dict[str, object]) -> Iterator[Fault]:
        """Its decimals; and of a level, which is like that of the whole period, between which numbers it lies."""
        found, decimals = plain_digits(value), indicator.decimals or 0
        if decimals_of(value) > decimals:
            yield self.fault("decimals", found=found, decimals=decimals, **named)
        low, high = indicator.min, indicator.max
        if indicator.pace == "level" and ((low is not None and value < low) or (high is not None and value > high)):
            ends = [Word("targets.open") if each is None else plain_digits(Decimal(each)) for each in (low, high)]
            yield self.fault("out-of-range", found=found, low=ends[0], high=ends[1], **named)


def _label(name: str, indicator: syntax.Indicator) -> Word:
    return LabelWord("cycle.step", label_of(indicator.label) or {"": name})


def _place(row: PartValue) -> Word:
    place = Word(f"problems.at_{row.sheet.counted}", {"row": row.line})
    return Word("progress.of-file", {"file": row.sheet.file, "place": place}) if row.sheet.file else place
