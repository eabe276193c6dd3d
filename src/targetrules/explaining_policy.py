"""A policy that explains what it decides: to whoever asks, and in letters to those of whom it is decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from os import PathLike
from typing import TYPE_CHECKING, Unpack

from targetrules.arguments import (
    DETAILS,
    FILES,
    READING,
    TELLING,
    ArgumentError,
    a_switch_or_count,
    instance_of,
    some_of,
    takes,
)
from targetrules.data import frozen
from targetrules.reading_policy import ReadingPolicy
from targetrules.wording import Word

if TYPE_CHECKING:
    from targetrules.decision.letters import Letters
    from targetrules.decision.outcomes import Outcomes
    from targetrules.explanation.findings import Explanation
    from targetrules.reading_policy import Rows
    from targetrules.results.options import RowsKeywords

__all__ = ["ExplainingPolicy"]


@frozen
class ExplainingPolicy(ReadingPolicy):
    """A policy that explains; its attributes are described where it judges, in :class:`Policy`."""

    @takes(**READING, **FILES, **DETAILS, **TELLING)
    def explain(
        self,
        rows: Rows,
        *,
        unit: str | int,
        period: int | str | date,
        consequences: Collection[str] | None = None,
        changes: bool | int = True,
        **how: Unpack[RowsKeywords],
    ) -> Explanation:
        """Explain why a unit was judged so in a period, and what would have changed it.

        Args:
            rows: The results of all units and periods; of a large dataframe only what matters becomes a history.
            unit: The unit, as in results (1001 or ``"1001"``), or a name that stands for it (``naming=``).
            period: The period, as in results: 2011, ``"2011"`` or ``"2011年"``.
            consequences: The ids of those of which alone it is told, each with all that is beneath; left out, of the
                grade and of all.
            changes: Whether the smallest changes are searched for that would have changed the outcome (where not,
                ``nearest`` is None); a whole number: with no more than so many units of work (True: 3,000,000).
            how: How the rows are read, and what is done with the notes on them.

        Returns:
            The explanation, a tree of findings by stable codes; see
            :func:`~targetrules.report.explanation.explanation_text`.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: Rows cannot be understood; ``problems`` has all of them, of each code the first ten thousand.
            NoSuchResultError: There is no such row.
            MissingExtraError: What reads the file is not installed.
        """
        from targetrules.decision.explaining import explained
        from targetrules.results.options import file_options_of

        searched, how_read = a_switch_or_count("changes", changes), file_options_of(ExplainingPolicy.explain, how)
        about = self._some(consequences)
        return explained(self._reader, rows, *how_read, unit=unit, period=period, changes=searched, about=about)

    @takes(**READING, **FILES, **DETAILS, **TELLING)
    def explain_rows(
        self,
        rows: Rows,
        positions: Iterable[int] | Iterable[bool] | None = None,
        *,
        consequences: Collection[str] | None = None,
        changes: bool | int = False,
        **how: Unpack[RowsKeywords],
    ) -> Iterator[Explanation]:
        """Explain why rows were judged so: the reasons alone, of thousands of rows a second.

        Args:
            rows: The results of all units and periods.
            positions: Which are explained (left out: all), from 0 on, or a mask, which says True or False of each row.
                Of a dataframe they are the positions of its rows and of their outcomes; labels of a pandas index are
                refused unless they are the positions. Of anything else they count the rows of :meth:`history`.
            consequences: As in :meth:`explain`.
            changes: Whether changes are searched for too, as in :meth:`explain`, which may take seconds for each row.
            how: How the rows are read, and what is done with the notes on them.

        Returns:
            The explanations, in the order in which they are asked for, each made when it is asked for.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: Rows cannot be understood; ``problems`` has all of them, of each code the first ten thousand.
            NoSuchRowError: There is no such row, or nothing stands in it; raised before anything is explained.
            MissingExtraError: What reads the rows is not installed.
        """
        from targetrules.decision.explaining import explained_rows
        from targetrules.results.options import file_options_of

        searched, how_read = a_switch_or_count("changes", changes), file_options_of(ExplainingPolicy.explain_rows, how)
        about = self._some(consequences)
        return explained_rows(self._reader, rows, *how_read, positions=positions, changes=searched, about=about)

    def _some(self, consequences: Collection[str] | None) -> Collection[str] | None:
        """The ids of some consequences of the policy; None: of all."""
        known = [each.id for each in self.rules.consequences]
        return None if consequences is None else some_of("consequences", consequences, known)

    def letters(
        self,
        outcomes: Outcomes,
        *,
        consequences: Collection[str] | None = None,
        texts: str | PathLike[str] | None = None,
        language: str = "en",
        changes: bool | int = False,
        first_number: int = 1,
    ) -> Letters:
        """Letters that tell units what follows for them: one for each consequence that must be imposed.

        Each has the reasons in sentences, the source and its words, the deadline, and how long the unit may object or
        appeal, as far as the policy says so. Of what is undetermined, or may be imposed or not, there is none.

        Args:
            outcomes: What this policy decided, of the units that are to have letters (:meth:`Outcomes.of`).
            consequences: The ids of those of which letters are written; left out, all.
            texts: A file with the office's own words (``[letters]``); left out, those of the policy, or else of this
                package.
            language: ``"en"`` or ``"zh"``.
            changes: Whether it is searched for what would have changed it, as in :meth:`explain`.
            first_number: The number that the first letter has, where the words have a place for it (``{n}``).

        Returns:
            The letters, to be looked at or written.

        Raises:
            ArgumentError: One of the arguments cannot be used; or the words have a place for which there is nothing.
            PolicyError: The file of the words cannot be used; it has all that is wrong with it.
            UnknownLanguageError: There are no sentences in this language.
        """
        from targetrules.decision.letters_about import letters_about
        from targetrules.decision.outcomes import Outcomes
        from targetrules.reading_letters import letter_options

        given = instance_of("outcomes", outcomes, Outcomes, "outcomes")
        if given.rules != self.rules:
            raise ArgumentError("outcomes", Word("letters.other-policy", {"policy": self.id}))
        asked = letter_options(
            self,
            consequences=consequences,
            texts=texts,
            language=language,
            changes=changes,
            first_number=first_number,
        )
        return letters_about(given, asked)
