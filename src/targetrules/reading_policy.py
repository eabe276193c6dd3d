"""A policy that reads results: rows of any kind become what its methods judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from os import PathLike
from typing import IO, TYPE_CHECKING, Any, TypeAlias, Unpack

from targetrules.arguments import DETAILS, FILES, READING, takes
from targetrules.data import frozen
from targetrules.engine.choice import EngineName, known_engine
from targetrules.history import History
from targetrules.loaded_policy import LoadedPolicy

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from targetrules.decision.results import Results
    from targetrules.results import Reader
    from targetrules.results.options import KeptRowsKeywords, RowsKeywords

    PlainRows: TypeAlias = Iterable[Mapping[str, Any]] | History | Results | str | PathLike[str] | IO[bytes]
    Rows: TypeAlias = PlainRows | IntoFrame

__all__ = ["ReadingPolicy"]


@frozen
class ReadingPolicy(LoadedPolicy):
    """A policy that was loaded, and reads results; its attributes are described where it judges, in :class:`Policy`."""

    @cached_property
    def _reader(self) -> Reader:
        from targetrules.results import Reader

        return Reader(self.rules, self.rules.whole_digest(self.digest))

    @takes(**READING, **FILES, **DETAILS)
    def read(self, rows: Rows, *, engine: EngineName | None = None, **how: Unpack[KeptRowsKeywords]) -> Results:
        """Understand and type rows, to be judged by any method, once or several times.

        Args:
            rows: The results.
            engine: Which engine will judge them, where one is asked for; they are read as it takes them.
            how: How the rows are read.

        Returns:
            The results, with the notes on them; whoever judges them tells the notes.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: Rows cannot be understood; ``problems`` has all of them, of each code the first ten thousand.
            MissingExtraError: The engine that is asked for, or what reads the file, is not installed.
        """
        return self._read(ReadingPolicy.read, rows, how, known_engine(engine))

    @takes(**READING, **FILES, **DETAILS)
    def history(self, rows: Rows, **how: Unpack[KeptRowsKeywords]) -> History:
        """Understand and type rows, as objects.

        Args:
            rows: The results.
            how: How the rows are read.

        Returns:
            The rows, with the notes on them; whoever judges them tells the notes.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: Rows cannot be understood; ``problems`` has all of them, of each code the first ten thousand.
            MissingExtraError: What reads the file is not installed.
        """
        return self._read(ReadingPolicy.history, rows, how, "reference").history

    def _read(
        self, method: Callable[..., Any], rows: Rows, how: KeptRowsKeywords, engine: EngineName | None
    ) -> Results:
        """The rows; whoever judges them tells the notes."""
        from targetrules.decision.reading import read_results
        from targetrules.results.options import file_options_of

        return read_results(self._reader, rows, *file_options_of(method, how, tells=False), engine)

    def _told(self, method: Callable[..., Any], rows: Rows, how: RowsKeywords, engine: EngineName | None) -> Results:
        """The rows, about to be judged."""
        from targetrules.decision.reading import told_results
        from targetrules.results.options import file_options_of

        return told_results(self._reader, rows, *file_options_of(method, how), engine)
