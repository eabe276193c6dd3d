"""What a report tells: outcomes with the results that they rest on, the period that is reported, and its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from os import PathLike
from typing import IO, TYPE_CHECKING, Final

from attrs import field

from targetrules.arguments import a_switch, a_whole
from targetrules.data import frozen
from targetrules.explanation.findings import Explanation
from targetrules.explanation.values import Moment
from targetrules.history import History, Value
from targetrules.outcome import Outcome
from targetrules.period import ordinal_of, period_text
from targetrules.report.labels import PolicyLabels
from targetrules.report.phrases import Phrases
from targetrules.report.record import Record
from targetrules.rules.tree import Rules
from targetrules.wording import LANGUAGES, Word, known_language
from targetrules.workbook.decided import Decided

if TYPE_CHECKING:
    from targetrules.review.findings import Review

__all__ = ["LEAST", "MOST", "SMALLEST", "Report"]

SMALLEST: Final = 10
"""How many units a number is of that is published, where nothing else is asked for."""
LEAST: Final = 3
"""How many it may be asked for to be of: of two units each knows the other."""
MOST: Final = 1_000_000


@frozen
class Report:
    """A report on one period, and on what came before it.

    Attributes:
        rules: The policy.
        outcomes: What was decided, of all periods up to the one that is reported.
        results: What it was decided of.
        period: The period that is reported, as outcomes print it.
        decided_on: The date of the decision, if it was given.
        record: What was decided with what.
        notes: What was passed over where the results were read.
        group: The inputs by whose values units are grouped.
        why: Why each unit of the period was judged so, in the order of its outcomes.
        review: What a review of the period found; None where none was asked for.
        sources: The files that were read, none of which is written over.
    """

    rules: Rules
    outcomes: Sequence[Outcome] = field(repr=False)
    results: History = field(repr=False)
    period: int | str
    decided_on: date | None
    record: Record
    notes: tuple[Word, ...] = field(repr=False)
    group: tuple[str, ...]
    why: Sequence[Explanation] = field(repr=False)
    review: Review | None = field(repr=False)
    sources: tuple[str, ...] = ()

    def html(self, language: str = "en") -> str:
        """The report as one page of HTML in both languages, which needs no other file and no network.

        Args:
            language: ``"en"`` or ``"zh"``: the one in which it opens.

        Returns:
            The page.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        from targetrules.html_report.page import report_page

        return report_page(self, known_language(language))

    def published(self, language: str = "en", *, smallest: int = SMALLEST) -> str:
        """What of the report is for the public, as a page: how many units, never which.

        Args:
            language: ``"en"`` or ``"zh"``: the one in which it opens.
            smallest: How many units a number must be of to be told, unless it is nought. What would give such a number
                away is not told either.

        Returns:
            The page.

        Raises:
            ArgumentError: ``smallest`` is no number of units.
            UnknownLanguageError: There are no sentences in this language.
        """
        from targetrules.html_report.page import published_page

        return published_page(self, a_whole("smallest", smallest, LEAST, MOST), known_language(language))

    def write(
        self,
        to: str | PathLike[str] | IO[bytes] | IO[str],
        *,
        language: str = "en",
        publish: bool = False,
        smallest: int = SMALLEST,
    ) -> None:
        """Write the page, whole or not at all, and never over a file that was read for it.

        Args:
            to: A path, or a stream of bytes or of text.
            language: ``"en"`` or ``"zh"``: the one in which it opens.
            publish: Whether only what is for the public is written, as :meth:`published` gives it.
            smallest: See there; of a page for the public alone.

        Raises:
            ArgumentError: This is neither a path nor a stream, or it is a file that was read; or another argument
                cannot be used.
            UnknownLanguageError: There are no sentences in this language.
            OSError: The system does not write it.
        """
        from targetrules.decision.files import write_to

        page = self.published(language, smallest=smallest) if a_switch("publish", publish) else self.html(language)
        write_to(to, [page.encode(errors="backslashreplace")], self.sources)

    # ---- what sections are made of -----------------------------------------------------------------------------------

    @cached_property
    def names(self) -> Mapping[str, PolicyLabels]:
        """The labels of the policy in each language."""
        return {language: PolicyLabels(self.rules, language) for language in LANGUAGES}

    @cached_property
    def decided(self) -> Mapping[str, Decided]:
        """The outcomes of the period that is reported, in the words of each language."""
        return {language: Decided(names, self.now, self.results) for language, names in self.names.items()}

    @cached_property
    def now(self) -> tuple[Outcome, ...]:
        """The outcomes of the period that is reported."""
        return tuple(each for each in self.outcomes if each.period == self.period)

    @cached_property
    def periods(self) -> tuple[int | str, ...]:
        """The periods that there are outcomes of, the reported one being the last."""
        return tuple(dict.fromkeys(each.period for each in self.outcomes))

    @cached_property
    def before(self) -> int | str | None:
        """The period before the one that is reported; None where there is none with results."""
        return self.periods[-2] if len(self.periods) > 1 else None

    @cached_property
    def values(self) -> Mapping[tuple[str, int | str], Mapping[str, Value]]:
        """The values of inputs of each unit in each period."""
        kind = self.rules.period
        return {(row.unit, period_text(kind, row.period)): row.values for row in self.results.rows}

    def group_of(self, outcome: Outcome) -> tuple[Value, ...]:
        """In which group a unit is in the period of an outcome.

        Args:
            outcome: The outcome of the unit.

        Returns:
            The values of the inputs of ``group``; () where units are not grouped.

        Raises:
            KeyError: It is an outcome of other results.
        """
        values = self.values[outcome.unit, outcome.period]
        return tuple(values[name] for name in self.group)

    def period_in_words(self, period: int | str, language: str) -> str:
        """A period as people write it.

        Args:
            period: The period, as outcomes print it.
            language: ``"en"`` or ``"zh"``.

        Returns:
            The period.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        ordinal = ordinal_of(self.rules.period, period)
        return str(period) if ordinal is None else Phrases(language).of(Moment(self.rules.period, ordinal))
