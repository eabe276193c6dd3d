"""What a register tells: its events, the results and the decisions, as they are or as they were known at some time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import evolve
from sqlalchemy import Connection, Select, select

from targetrules.arguments import a_count, a_day, a_period, a_unit, unlike
from targetrules.engine.openness import Group
from targetrules.period import period_text
from targetrules.register.approvals import decisions_approved
from targetrules.register.basis import basis_of
from targetrules.register.changes import changes_between
from targetrules.register.completeness import completeness_of
from targetrules.register.concerning import concerns, events_about
from targetrules.register.decisions import Decision
from targetrules.register.differences import DecisionChange
from targetrules.register.event import Event, EventKind
from targetrules.register.filled import filled_before, with_filled
from targetrules.register.fulfilment import Task, tasks_at
from targetrules.register.instant import last_instant
from targetrules.register.journal import an_event_number, event_at, last_number, read_events
from targetrules.register.looking import Head
from targetrules.register.lower import outcomes_below
from targetrules.register.offices import Offices, offices_at
from targetrules.register.posts import Post
from targetrules.register.repeating import Repetition, repetitions
from targetrules.register.said import known_before
from targetrules.register.schema import events
from targetrules.register.stored import Moment, as_results, rows_at
from targetrules.register.targets_reading import TargetsReader
from targetrules.register.with_names import named_changes, named_decisions, named_tasks, with_names

if TYPE_CHECKING:
    from targetrules.decision.results import Results
    from targetrules.explanation.findings import Explanation
    from targetrules.policy import Policy
    from targetrules.register.showing import Shown, ShownName
    from targetrules.register.tables import Told

__all__ = ["Head", "ReadOnlyRegister", "zone_of"]

_PAGE: Final = 1000
"""Events that are read at a time."""


class ReadOnlyRegister(TargetsReader):
    """A register that is only looked at, in a file of SQLite or in a PostgreSQL database.

    Args:
        where: The file, or ``postgresql://user@host/database``.

    Raises:
        ArgumentError: This is neither.
        RegisterError: There is no register, or it is of a later version.
        MissingExtraError: The extra ``register`` is not installed.
    """

    def events(
        self,
        *,
        after: int = 0,
        kinds: Sequence[EventKind] | None = None,
        policy: str | None = None,
        period: int | str | date | None = None,
        unit: str | int | None = None,
        as_of: datetime | date | None = None,
        holding: datetime | date | None = None,
        limit: int | None = None,
    ) -> Iterator[Event]:
        """The events in their order.

        Args:
            after: The number after which they begin.
            kinds: Those of these kinds alone.
            policy: Those of this policy alone, by its id; it may be left out where there is only one.
            period: Those alone that say something of this period.
            unit: Those alone that say something of this unit.
            as_of: Those that were recorded up to an instant, or up to the end of a day.
            holding: Those that hold from an instant, or a day, on or before.
            limit: How many at most; left out, all.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is no such policy.
            NoSuchResultError: There never was a result of the unit.
        """
        held = last_instant("holding", holding, self.zone)
        most = a_count("limit", limit)
        query = select(events).where(events.c.number > after)
        if kinds is not None:
            query = query.where(events.c.kind.in_([EventKind(kind).value for kind in kinds]))
        if held is not None:
            query = query.where(events.c.holds_from <= held)
        with self._database.reading() as connection:
            name = printed = None
            if (policy, period, unit) != (None, None, None):
                adopted = self._texts(connection, policy)[-1]
                kind = adopted.policy.rules.period
                query = query.where(events.c.policy == adopted.policy.id)
                name = None if unit is None else self._known_as(connection, adopted, a_unit("unit", unit))
                ordinal = None if period is None else a_period("period", period, kind)
                printed = None if ordinal is None else period_text(kind, ordinal)
                if (name, ordinal) != (None, None):
                    query = query.where(events.c.number.in_(events_about(adopted.policy.id, name, ordinal)))
            query = query.where(events.c.number <= self._known_number(connection, "as_of", as_of))
        yield from islice((each for each in self._paged(query) if concerns(each, name, printed)), most)

    def _paged(self, query: Select[Any]) -> Iterator[Event]:
        """Events, so many at a time: whoever looks at them may record meanwhile."""
        after = 0
        while True:
            with self._database.reading() as connection:
                page = list(read_events(connection, query.where(events.c.number > after).limit(_PAGE)))
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1].number

    def repeat(self, *, policy: str | None = None) -> list[Repetition]:
        """Take every decision again by this version of the program, and compare; what was decided stands in any case.

        Args:
            policy: The id of the policy; left out, the only one.

        Raises:
            RegisterError: There is no such policy.
        """
        with self._database.reading() as connection:
            adopted = self._texts(connection, policy)[-1]
            number = last_number(connection, None)
            return list(repetitions(connection, self._policies, adopted.policy.id, number))

    # ---- policies ----------------------------------------------------------------------------------------------------

    def policies(self) -> list[str]:
        """The ids of the policies that were adopted."""
        with self._database.reading() as connection:
            return self._policies.ids(connection)

    def policy(
        self,
        policy: str | None = None,
        *,
        period: int | str | date | None = None,
        as_of: datetime | date | None = None,
    ) -> Policy:
        """The text of a policy that judges a period, or that was adopted last.

        Args:
            policy: The id; left out, the only one.
            period: The period that it judges.
            as_of: As it was known at an instant, or at the end of a day; left out, now.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is no such policy, or it does not judge the period.
        """
        with self._database.reading() as connection:
            number = self._moment(connection, as_of).number
            texts = self._texts(connection, policy, number)
            if period is None:
                return texts[-1].whole
            rules = texts[-1].policy.rules
            ordinal = a_period("period", period, rules.period)
            return self._policies.judging(connection, rules.id, ordinal, number).whole

    def offices(self, *, as_of: datetime | date | None = None) -> Offices | None:
        """The table of offices in force; None where none was adopted.

        Args:
            as_of: As it was known at an instant, or at the end of a day; left out, now.

        Raises:
            ArgumentError: This is neither.
        """
        with self._database.reading() as connection:
            return offices_at(connection, self._moment(connection, as_of).number)

    # ---- results and decisions ---------------------------------------------------------------------------------------

    def results(
        self,
        *,
        policy: str | None = None,
        as_of: datetime | date | None = None,
        holding: datetime | date | None = None,
    ) -> Results:
        """The results as they stand, or stood.

        Args:
            policy: The id of the policy; left out, the only one.
            as_of: What was known at an instant, or at the end of a day; left out, now.
            holding: Of what was known, what holds from then on or before; left out, all of it.

        Returns:
            The results as the text that was adopted last reads them, to be judged, explained or written.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is no such policy.
        """
        with self._database.reading() as connection:
            moment = self._moment(connection, as_of, holding)
            adopted = self._texts(connection, policy, moment.number)[-1]
            rows = rows_at(connection, adopted.policy.id, moment)
            rows = with_filled(rows, filled_before(connection, adopted.policy.rules, moment, None, None))
            known = known_before(connection, adopted, moment, adopted.first) if adopted.first is not None else {}
            known = {key: cells for key, cells in known.items() if key in rows}
            below = outcomes_below(connection, adopted, moment, rows)
            if adopted.has_persons:
                rows, known = with_names(connection, rows, known)
            return as_results(connection, adopted.policy, rows, moment.number, known, below)

    def decisions(
        self,
        *,
        policy: str | None = None,
        period: int | str | date | None = None,
        unit: str | int | None = None,
        as_of: datetime | date | None = None,
        holding: datetime | date | None = None,
    ) -> list[Decision]:
        """The decisions as they stand, or stood, by period and unit.

        Args:
            policy: The id of the policy; left out, the only one.
            period: The only period.
            unit: The only unit.
            as_of: What was known at an instant, or at the end of a day; left out, now.
            holding: Of what was known, what holds from then on or before; left out, all of it.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is no such policy.
            NoSuchResultError: There never was a result of the unit.
        """
        with self._database.reading() as connection:
            moment = self._moment(connection, as_of, holding)
            adopted = self._texts(connection, policy, moment.number)[-1]
            rules = adopted.policy.rules
            at = None if period is None else a_period("period", period, rules.period)
            asked = None if unit is None else self._known_as(connection, adopted, a_unit("unit", unit))
            kept = list(decisions_approved(connection, self._policies, rules, moment, at, asked).values())
            return named_decisions(connection, kept) if adopted.has_persons else kept

    def changes(
        self,
        *,
        between: tuple[datetime | date, datetime | date | None],
        policy: str | None = None,
        period: int | str | date | None = None,
        unit: str | int | None = None,
    ) -> list[DecisionChange]:
        """The decisions that are others at one time than at another, with the events that led to it.

        Args:
            between: Two instants or days; of a day its end. The second left out (None): now.
            policy: The id of the policy; left out, the only one.
            period: The only period.
            unit: The only unit.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is no such policy.
            NoSuchResultError: There never was a result of the unit.
        """
        pair = _pair(between)
        begins, ends = (last_instant("between", each, self.zone) for each in pair)
        if begins is not None and ends is not None and ends < begins:
            raise unlike("between", between, "two-instants")
        with self._database.reading() as connection:
            first = Moment(self._known_number(connection, "between", pair[0], may_be_before=True))
            second = Moment(self._known_number(connection, "between", pair[1]))
            adopted = self._texts(connection, policy, second.number)[-1]
            rules = adopted.policy.rules
            at = None if period is None else a_period("period", period, rules.period)
            asked = None if unit is None else self._known_as(connection, adopted, a_unit("unit", unit))
            found = changes_between(connection, self._policies, rules, first, second, period=at, unit=asked)
            return named_changes(connection, found) if adopted.has_persons else found

    def changes_by(self, number: int) -> list[DecisionChange]:
        """The decisions that one event made others than they were just before it.

        Args:
            number: The number of the event.

        Raises:
            ArgumentError: This is no number of an event.
        """
        with self._database.reading() as connection:
            event = event_at(connection, an_event_number("number", number))
            if event is None or event.kind is not EventKind.DECISION:
                return []
            adopted = self._texts(connection, event.policy, number)[-1]
            rules, moments = adopted.policy.rules, (Moment(number - 1), Moment(number))
            period = a_period("period", event.values["period"], rules.period)
            found = changes_between(connection, self._policies, rules, *moments, period=period, unit=None)
            return named_changes(connection, found) if adopted.has_persons else found

    def tasks(
        self, *, policy: str | None = None, unit: str | int | None = None, as_of: datetime | date | None = None
    ) -> list[Task]:
        """The consequences that were decided and stand, with their deadlines and what became of them.

        Args:
            policy: The id of the policy; left out, the only one.
            unit: The only unit.
            as_of: What was known at an instant, or at the end of a day; left out, now.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is no such policy.
            NoSuchResultError: There never was a result of the unit.
        """
        with self._database.reading() as connection:
            moment = self._moment(connection, as_of)
            adopted = self._texts(connection, policy, moment.number)[-1]
            asked = None if unit is None else self._known_as(connection, adopted, a_unit("unit", unit))
            kept = tasks_at(connection, self._policies, adopted.policy.id, moment, asked, zone=self.zone)
            return named_tasks(connection, kept)

    def explain(
        self,
        unit: str | int,
        period: int | str | date,
        *,
        policy: str | None = None,
        as_of: datetime | date | None = None,
        changes: bool | int = True,
    ) -> Explanation:
        """Why it was decided so, by the results and the text that it was decided by.

        Args:
            unit: The unit, as in results.
            period: The period, as in results.
            policy: The id of the policy; left out, the only one.
            as_of: The decision as it stood at an instant, or at the end of a day; left out, now.
            changes: As in :meth:`Policy.explain`.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            NoSuchResultError: There never was a result of the unit.
            RegisterError: Nothing was decided of it in the period.
        """
        with self._database.reading() as connection:
            moment = self._moment(connection, as_of)
            latest = self._texts(connection, policy, moment.number)[-1]
            name = a_unit("unit", unit)
            ordinal = a_period("period", period, latest.policy.rules.period)
            key = ordinal, self._known_as(connection, latest, name)
            basis = basis_of(connection, self._policies, latest.policy.rules, moment, key, name)
            why = basis.policy.explain(basis.results, unit=key[1], period=period, changes=changes, notes=_untold)
            return evolve(why, unit=name)

    def is_complete(self, period: int | str | date, *, policy: str | None = None) -> bool:
        """Whether all groups of a period were said to be complete, and nothing has come since.

        Raises:
            ArgumentError: This is no period.
            RegisterError: There is no such policy.
        """
        with self._database.reading() as connection:
            rules = self._texts(connection, policy)[-1].policy.rules
            ordinal = a_period("period", period, rules.period)
            return not self._open_groups(connection, rules.id, ordinal)

    def show(
        self,
        what: ShownName = "overview",
        *,
        policy: str | None = None,
        period: int | str | date | None = None,
        unit: str | int | None = None,
        as_of: datetime | date | None = None,
        holding: datetime | date | None = None,
    ) -> Shown:
        """What stands, or stood, to be told in a table or written.

        Args:
            what: ``"overview"``, ``"results"``, ``"decisions"``, ``"events"``, ``"policies"`` or ``"targets"``.
            policy: The id of the policy; left out, the only one, of events and policies all of them.
            period: The only period.
            unit: The only unit; overviews and policies are of none.
            as_of: What was known at an instant, or at the end of a day; left out, now.
            holding: Of what was known, what holds from then on or before; left out, all of it.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is no such policy.
            NoSuchResultError: There never was a result of the unit.
        """
        from targetrules.register.showing import shown_of

        return shown_of(self, what, policy=policy, period=period, unit=unit, as_of=as_of, holding=holding)

    def table(self, told: Sequence[Told | Post], *, on: date | None = None, policy: str | None = None) -> Shown:
        """What this register has told, as a table: values, decisions that are others, tasks, what was served.

        Args:
            told: Things of one kind: of :class:`CorrectedValue`, :class:`DecisionChange`, :class:`Task`,
                :class:`Fulfilment`, :class:`ProcedureStep`, :class:`Post` or :class:`PersonRecord`.
            on: Of tasks, the day on which they are overdue or not; left out, today.
            policy: The id of the policy; left out, the only one.

        Raises:
            ArgumentError: These are no such things.
            RegisterError: There is no such policy.
        """
        from targetrules.register.tables import TOLD, posts_table, table_of

        posts = [each for each in told if isinstance(each, Post)]
        others = [each for each in told if isinstance(each, TOLD)]
        if len(told) not in (len(posts), len(others)):
            raise unlike("told", told, "things-told")
        if posts:
            return evolve(posts_table(posts, self.policy(policy)), sources=self.sources)
        texts = {each: self.policy(policy, period=each) for each in dict.fromkeys(each.period for each in others)}
        today = a_day("on", on) or datetime.now(self.zone).date()
        return evolve(table_of(others, texts, today), sources=self.sources)

    # ---- within a transaction ----------------------------------------------------------------------------------------

    def _open_groups(self, connection: Connection, policy: str, period: int) -> tuple[Group, ...]:
        adopted = self._policies.judging(connection, policy, period)
        return completeness_of(connection, adopted.policy.rules, period, last_number(connection, None)).open


def _pair(between: object) -> tuple[datetime | date, datetime | date | None]:
    """Two instants or days, of which the second may be left out; each is looked at where it is used."""
    if not isinstance(between, tuple) or len(between) != len(("first", "second")) or between[0] is None:
        raise unlike("between", between, "two-instants")
    first, second = between
    return first, second


def _untold(_note: object) -> None:
    """How results were read was told when they came."""


def zone_of(name: object) -> ZoneInfo:
    """The time zone of that name; ArgumentError where there is none."""
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise unlike("zone", name, "zone") from None
