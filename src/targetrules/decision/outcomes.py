"""The outcomes of a policy: a sequence, with the record of their making, to be written where a program wants."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import islice
from os import PathLike
from typing import IO, TYPE_CHECKING, Any, Final, overload

from attrs import evolve, field

from targetrules.arguments import a_period, a_unit, unlike
from targetrules.data import frozen
from targetrules.outcome import NoSuchResultError, Outcome, RowOutcomes, no_such_unit
from targetrules.period import period_text
from targetrules.rules.tree import Rules
from targetrules.wording import Listing, Word

if TYPE_CHECKING:
    from targetrules.decision.output_format import OutputFormat
    from targetrules.decision.results import Results
    from targetrules.engine.interface import EngineOutcomes
    from targetrules.keys.pair import PrivateKey
    from targetrules.report.record import Record

__all__ = ["Outcomes"]

_MOST_LISTED: Final = 20


@frozen(slots=True, eq=False, repr=False)
class Outcomes(Sequence[Outcome]):
    """Outcomes in order: by period, and within a period as the rows came. It is a sequence.

    Attributes:
        rules: The policy that decided.
        found: What the engine found.
        notes: What was passed over where the results were read; ``note.text("en")`` is the sentence.
        decided_on: The date of the decision; None where none was given.
        record: What was decided with what, where :meth:`Policy.evaluate` was asked for it; it is written with them.
        sources: The files that were read, of the policy and of results; none of them is written over.
        results: The results, of which a workbook shows what units are ranked by, and Parquet has its column of units;
            None where they are not at hand, such as in another process.
        is_slice: Whether these are a slice of others, which no options of a record name.
    """

    rules: Rules
    found: EngineOutcomes
    notes: tuple[Word, ...] = ()
    decided_on: date | None = None
    record: Record | None = None
    sources: tuple[str, ...] = ()
    results: Results | None = None
    is_slice: bool = field(default=False)

    def __repr__(self) -> str:
        return f"Outcomes({', '.join([*map(repr, islice(self, 2)), *(['…'] if len(self) > len('ab') else ())])})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Outcomes):
            return NotImplemented
        return self.rules.period is other.rules.period and self.items == other.items

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        """How they are pickled: as objects, with all but the results."""
        given = (self.rules, RowOutcomes(self.items), self.notes, self.decided_on, self.record, self.sources, None)
        return Outcomes, (*given, self.is_slice)

    @cached_property
    def items(self) -> tuple[Outcome, ...]:
        """All outcomes as objects."""
        return self.found.items if isinstance(self.found, RowOutcomes) else tuple(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.found)

    @overload
    def __getitem__(self, index: int) -> Outcome: ...

    @overload
    def __getitem__(self, index: slice) -> Outcomes: ...

    def __getitem__(self, index: int | slice) -> Outcome | Outcomes:
        if isinstance(index, slice):
            return evolve(self, found=RowOutcomes(self.items[index]), is_slice=True)
        return self.items[index]

    # ---- some of them ------------------------------------------------------------------------------------------------

    def of(
        self,
        *,
        unit: str | int | Iterable[str | int] | None = None,
        period: str | int | date | Iterable[str | int | date] | None = None,
    ) -> Outcomes:
        """The outcomes of a unit, a period, or both, or of several; none where there is no such unit in the period.

        Args:
            unit: A unit, or several, as in results: 1001 or ``"1001"``.
            period: A period, or several, as in results: 2011, ``"2011"`` or ``"2011年"``.

        Returns:
            Those outcomes; their record, if there is one, names what was asked for.

        Raises:
            NoSuchResultError: None of these outcomes is of a unit, or none of a period: an empty answer to a slip of
                the pen would look like a clean one.
            ArgumentError: This is no unit, or no period of this policy.
        """
        kind = self.rules.period
        units = _each("unit", unit, a_unit)
        ordinals = _each("period", period, lambda name, each: a_period(name, each, kind))
        periods = None if ordinals is None else [period_text(kind, each) for each in ordinals]
        found = self.found.of(units, periods)
        if not len(found) or len(units or ()) > 1 or len(periods or ()) > 1:
            self._check_known(units or (), periods or ())
        record = None if self.record is None else _narrowed(self.record, units, periods)
        return evolve(self, found=found, record=record)

    def _check_known(self, units: Collection[str], periods: Collection[int | str]) -> None:
        known = dict.fromkeys(each.unit for each in self)
        for unit in units:
            if unit not in known:
                raise no_such_unit(unit, known)
        there = tuple(dict.fromkeys(each.period for each in self))
        for period in periods:
            if period not in there:
                listed = Listing.of_first(there[:_MOST_LISTED], len(there))
                raise NoSuchResultError(Word("explanations.nobody-in-period", {"period": period, "periods": listed}))

    # ---- as a file ---------------------------------------------------------------------------------------------------

    def write(
        self,
        to: str | PathLike[str] | IO[bytes] | IO[str],
        *,
        format: OutputFormat | None = None,  # noqa: A002  the word that users know
        bom: bool = False,
        sign: str | PathLike[str] | PrivateKey | None = None,
        passphrase: str | Callable[[], str] | None = None,
        language: str = "en",
        keep: str | Iterable[str] = (),
    ) -> None:
        """Write them as the command line does: whole or not at all, and never over a file that was read for them.

        Args:
            to: A path, or a stream of bytes or (but for Parquet and workbooks) of text.
            format: ``"csv"``, ``"json"``, ``"jsonl"``, ``"parquet"``, ``"xlsx"`` (a workbook for an office, extra
                ``office``) or ``"table"``; left out, the ending of the path says it (``.csv``, ``.json``, ``.jsonl``,
                ``.ndjson``, ``.parquet``, ``.txt``, ``.xlsx``).
            bom: Begin CSV with a byte-order mark, so that Excel reads it as UTF-8.
            sign: The file of a private key, with which the outcomes and their record are signed (extra ``sign``).
            passphrase: What opens the key, if it is protected; or a function that gives it where it is.
            language: The language of a table or a workbook, ``"en"`` or ``"zh"``; the others are the same in all.
            keep: Columns of the results, by their headings or letters, that pass through to the sheets of decisions of
                a workbook, such as remarks.

        Raises:
            ArgumentError: Any of these cannot be used; or a slice of recorded outcomes is written, which no options
                name.
            KeyFileError: The key cannot be used.
            MissingExtraError: The extra that the format or the signature needs is not installed.
            OSError: The system does not write it.
        """
        from targetrules.decision.writing import write_outcomes

        write_outcomes(self, to, asked=format, bom=bom, sign=sign, passphrase=passphrase, language=language, keep=keep)


def _narrowed(record: Record, units: Sequence[str] | None, periods: Sequence[int | str] | None) -> Record:
    """The record of outcomes of which these are wanted."""
    from targetrules.decision.request import Request

    request = Request.of_record(record.options)
    if units is not None:
        request = evolve(request, unit=tuple(units))
    if periods is not None:
        request = evolve(request, period=tuple(map(str, periods)))
    return evolve(record, options=request.recorded())


def _each(name: str, given: Any, check: Callable[[str, Any], Any]) -> list[Any] | None:
    """One thing or several, each checked; None: nothing was given."""
    if given is None:
        return None
    if isinstance(given, str | bytes | date) or not isinstance(given, Iterable):
        return [check(name, given)]
    found = list(dict.fromkeys(check(name, each) for each in given))
    if not found:
        raise unlike(name, given, "one-at-least")
    return found
