"""What is wrong with the results: problems with stable codes, where they stand, and the error that carries them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any, ClassVar, Final

from attrs import evolve, field

from targetrules.data import frozen
from targetrules.errors import TargetrulesError
from targetrules.results.code import Code
from targetrules.results.table import Cell, Column, RowKind, Sheet, Table, shown
from targetrules.visible import visible
from targetrules.wording import Word, say

__all__ = ["MOST_KEPT", "Findings", "Problem", "ResultsError"]

MOST_KEPT: Final = 10_000
"""Problems of one code; the rest are counted. A small file of nothing but bad cells must not fill the memory."""

MOST_TOLD: Final = 20


@frozen(slots=True)
class Problem:
    """One thing that is wrong with the results.

    Attributes:
        code: Which sort of problem it is, such as ``RES40``.
        file: The name of the file; empty for rows given in Python.
        sheet: The name of the sheet of a workbook, of rows of details given in Python that of the details; else None.
        row: The number of the line as a person sees it in the file; None where no single line is meant.
        column: The name of the column; empty where none is meant.
        letter: Its letter in a spreadsheet.
        found: What stood there, shortened.
        expected: What ought to stand there, to be worded in a language.
        advice: What to do about it.
        counted: What ``row`` counts: ``"row"``, ``"line"`` or ``"item"``.
        values: What stands in the places of the sentence, by their names.
    """

    code: Code
    file: str = ""
    sheet: str | None = None
    row: int | None = None
    column: str = ""
    letter: str = ""
    found: str = ""
    expected: Word | None = None
    advice: Word | None = None
    counted: RowKind = "row"
    values: Mapping[str, Any] = field(factory=dict)

    @property
    def message(self) -> Word:
        """What is wrong, in a sentence."""
        return Word(f"problems.{self.code}", {"found": self.found, **self.values})

    def place(self, language: str) -> str:
        """Where it is: file, sheet, row and column, as far as they are known.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            The place in words; empty where nothing is known of it.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        parts = [visible(self.file)] if self.file else []
        if self.sheet is not None:
            is_table = not self.file and self.counted == "item"  # rows of details, given in Python
            parts.append(say(f"problems.at_{'details' if is_table else 'sheet'}", language, {"sheet": self.sheet}))
        if self.row is not None:
            parts.append(say(f"problems.at_{self.counted}", language, {"row": self.row}))
        if self.column or self.letter:
            where = "at_column" if not self.letter else "at_lettered_column" if self.column else "at_letter"
            parts.append(say(f"problems.{where}", language, {"letter": self.letter, "column": self.column}))
        return say("problems.comma", language).join(parts)

    def text(self, language: str = "en") -> str:
        """The problem as a person reads it: a line, and indented below it what was expected and what to do.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            The lines.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        place = self.place(language)
        sentence = self.message.text(language)
        first = say("problems.placed", language, {"place": place, "sentence": sentence}) if place else sentence
        lines = [f"{first} [{self.code}]"]
        if self.expected is not None:
            lines.append("    " + say("problems.expected", language, {"expected": self.expected}))
        if self.advice is not None:
            lines.append("    " + self.advice.text(language))
        return "\n".join(lines)


class ResultsError(TargetrulesError):
    """The results cannot be judged. Nothing was decided.

    Attributes:
        problems: All problems, in the order of the file, of each code the first :data:`MOST_KEPT`.
        counts: How many there are altogether, by code.
    """

    heading: ClassVar[tuple[str, str]] = ("problems.one", "problems.several")
    """What is said first where there is one problem, and where there are several."""

    unrecorded: ClassVar[tuple[str, str]] = ("commands.result-not-recorded", "commands.results-not-recorded")
    """The same where they were to be recorded, and nothing was."""

    def __init__(self, problems: Iterable[Problem], counts: Mapping[Code, int] | None = None) -> None:
        self.problems = tuple(problems)
        self.counts = dict(counts or Counter(problem.code for problem in self.problems))
        super().__init__(self.problems, self.counts)

    def __str__(self) -> str:
        return self.text("en")

    @property
    def further(self) -> Mapping[Code, int]:
        """By code, how many problems were counted alone, and are not in ``problems``; empty where all are."""
        left = Counter(self.counts)
        left.subtract(problem.code for problem in self.problems)
        return {code: count for code, count in left.items() if count}

    def text(self, language: str = "en", most: int = MOST_TOLD) -> str:
        """All problems as a person reads them: of each code the first ones, then how many more there are.

        Args:
            language: ``"en"`` or ``"zh"``.
            most: So many problems of one code are told.

        Returns:
            The lines.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        total = sum(self.counts.values())
        lines = [say(self.heading[total != 1], language, {"count": total}), ""]
        seen: Counter[Code] = Counter()
        for problem in self.problems:
            seen[problem.code] += 1
            if seen[problem.code] <= most:
                lines.append(problem.text(language))
        for code, count in self.counts.items():
            more, counted = count - min(seen[code], most), count - seen[code]
            if more:
                key = "problems.more_counted" if 0 < counted < more else "problems.more"
                lines.append(say(key, language, {"count": more, "code": code, "counted": counted}))
        return "\n".join(lines)


class Findings:
    """Collects the problems of one sheet as it is read."""

    def __init__(self, sheet: Sheet, before: ResultsError | None = None) -> None:
        """``before`` has what was found in it already."""
        self._sheet = sheet
        self._problems: list[Problem] = [] if before is None else list(before.problems)
        self._counts: dict[Code, int] = {} if before is None else dict(before.counts)
        self._merged: set[Cell] = set()

    @classmethod
    def of(cls, table: Table) -> Findings:
        """Those of a table, with what is wrong with the lines of which it was made."""
        found = cls(table.sheet, table.wrong)
        made = None if table.made_of is None else table.made_of.wrong
        if made is not None:
            found._problems += made.problems
            for code, count in made.counts.items():
                found.count(code, count)
        return found

    def within(self, sheet: Sheet) -> Findings:
        """The same findings, whose further problems are in this sheet where nothing else is said."""
        other = Findings(sheet)
        other._problems, other._counts, other._merged = self._problems, self._counts, self._merged
        return other

    def add(
        self,
        code: Code,
        *,
        sheet: Sheet | None = None,
        row: int | None = None,
        column: Column | None = None,
        cell: Cell = None,
        expected: Word | None = None,
        advice: Word | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        """Note a problem at this place (``sheet``: in another sheet). Cells that are merged have it together."""
        if code is Code.MERGED:
            if cell in self._merged:
                return
            self._merged.add(cell)
        self._counts[code] = self._counts.get(code, 0) + 1
        if self._counts[code] > MOST_KEPT:
            return
        of = self._sheet if sheet is None else sheet
        self._problems.append(
            Problem(
                code=code,
                file=of.file,
                sheet=of.name,
                row=row,
                column=shown(column.name) if column else "",
                letter=column.letter if column else "",
                found=shown(cell),
                expected=expected,
                advice=advice,
                counted=of.counted,
                values=values or {},
            )
        )

    def only_counts(self, code: Code) -> bool:
        """Count a problem of which nothing would be kept, so that it need not be described; False where it is to be."""
        if code is Code.MERGED or self._counts.get(code, 0) < MOST_KEPT:
            return False
        self._counts[code] += 1
        return True

    def advise(self, columns: Collection[Column], codes: Collection[Code], advice: Word) -> None:
        """Give problems of these codes in these columns other advice."""
        places = {(shown(column.name), column.letter) for column in columns}
        self._problems = [
            evolve(each, advice=advice) if each.code in codes and (each.column, each.letter) in places else each
            for each in self._problems
        ]

    def count(self, code: Code, further: int) -> None:
        """Count so many problems more, of which nothing is kept."""
        if further:
            self._counts[code] = self._counts.get(code, 0) + further

    def has(self, code: Code) -> bool:
        """Whether a problem of this code was found."""
        return any(each.code is code for each in self._problems)

    def stop_if_any_of(self, codes: Collection[Code]) -> None:
        """Raise :class:`ResultsError` with all that was found, if anything of these codes was."""
        if not self._counts.keys().isdisjoint(codes):
            raise self.error()

    def stop_if_any(self) -> None:
        """Raise :class:`ResultsError` with all that was found, if anything was."""
        if self._problems:
            raise self.error()

    def stop(self, code: Code, **details: Any) -> ResultsError:
        """The error with all that was found and this, which makes it useless to read on: ``raise findings.stop(…)``."""
        self.add(code, **details)
        return self.error()

    @property
    def found(self) -> ResultsError | None:
        """The error with all that was found; None where nothing was."""
        return self.error() if self._problems else None

    def error(self) -> ResultsError:
        """The error with all that was found."""
        return ResultsError(sorted(self._problems, key=lambda problem: problem.row or 0), self._counts)
