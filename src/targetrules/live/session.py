"""A session: results are posted, corrected and withdrawn in any order, and each call says what it has changed.

The engine judges what rests on a result and nothing else; a session reads what it is given as a policy reads results,
refuses what contradicts what is there, and tells listeners. A call is taken whole or not at all.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeAlias, Unpack

from targetrules.arguments import (
    DETAILS,
    FILES,
    READING,
    TELLING,
    ArgumentError,
    a_period,
    a_switch,
    a_unit,
    a_word,
    instance_of,
    takes,
    unlike,
)
from targetrules.engine.choice import LiveEngineName, live_engine
from targetrules.engine.live_interface import Closing, LiveJudging, NotServedError, Revision, RowEvent
from targetrules.engine.openness import OpenBelow
from targetrules.engine.outcomes import day_of_decision
from targetrules.history import History
from targetrules.live.changes import Change, Changes
from targetrules.live.error import LiveError
from targetrules.live.groups import named_group
from targetrules.live.happening import (
    absent_items,
    check_close,
    faults_of_posts,
    item_named,
    said_of_item,
    taken_events,
    withdrawal,
)
from targetrules.live.incoming import Incoming, said_of_result
from targetrules.live.reading import read_came
from targetrules.live.tables import ItemEvent, PlainTable, Table, TableEvents, started
from targetrules.live.then import Then
from targetrules.outcome import NoSuchResultError, Outcome, no_such_unit
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.source.suggest import nearest
from targetrules.wording import Listing, Word

if TYPE_CHECKING:
    from targetrules.explanation.findings import Explanation
    from targetrules.reading_policy import Rows
    from targetrules.results.options import RowsKeywords
    from targetrules.rules.tree import Rules

__all__ = ["Listener", "Session"]

Listener: TypeAlias = Callable[[Changes], object]
"""Is called with what a call has changed, before the call returns."""

_NO_DURABLE: Final = (3, 13)
"""The first Python on which durable-rules cannot be imported."""


class Session:
    """Results of one policy as they arrive.

    Places, quotas and whatever is computed over a group are unknown until :meth:`close` says that all results of the
    group are there; a result that comes, changes or goes later opens its groups again. Everything else is decided at
    once, as far as what is there decides it. A note on how results are read is told once a session.

    A session may be used from several threads; one call is done after the other.

    Args:
        policy: The policy. Where it judges by the outcomes of others, results of these come to the session as well.
        decided_on: The date of the decision, from which deadlines are counted.
        engine: ``"state"`` (or nothing said) serves every policy. ``"durable"`` has what looks back found by
            durable-rules (extra ``live``), and refuses what cannot be lowered to it soundly.
        reasons: Whether changes can tell why. Those that can keep the rows that they are about as they were judged.
        on_change: A first listener, see :meth:`on_change`.

    Raises:
        ArgumentError: One of the arguments cannot be used.
        LiveError: The policy cannot be served.
        MissingExtraError: What the engine needs is not installed.
    """

    def __init__(
        self,
        policy: Policy,
        *,
        decided_on: date | None = None,
        engine: LiveEngineName | None = None,
        reasons: bool = True,
        on_change: Listener | None = None,
    ) -> None:
        self.policy = instance_of("policy", policy, Policy, "policy")
        self._table = _started(policy.rules, day_of_decision(policy.rules, decided_on), engine)
        self._tables = {each.key: each for each in self._table.all()}
        self._reasons = a_switch("reasons", reasons)
        self._listeners: dict[object, Listener] = {}
        self._incoming = {
            key: Incoming(each.rules, each.judging.arrived, engine)
            for key, each in self._tables.items()
            if isinstance(each, Table)
        }
        self._lock = RLock()
        self._is_busy = False
        if on_change is not None:
            self.on_change(on_change)

    def __reduce__(self) -> NoReturn:
        """It cannot be pickled or copied: LiveError says what can be done."""
        raise LiveError([Word("live.not-written")])

    def __len__(self) -> int:
        """How many results are there."""
        return len(self._table.judging.arrived)

    def on_change(self, listener: Listener) -> Callable[[], None]:
        """Have a function called with the changes of every call that changes anything, before the call returns.

        What it raises reaches the caller, and nothing has happened: the session is as it was, though listeners that
        were called before this one have heard of it. A listener must not post to the session itself, nor wait for
        another thread that uses it: one call is done after the other.

        Args:
            listener: A function of :class:`Changes`.

        Returns:
            What takes it off again. It may be called more than once, and from within a listener, too.

        Raises:
            ArgumentError: It cannot be called.
        """
        if not callable(listener):
            raise unlike("on_change", listener, "function-of-changes")
        token = object()
        with self._lock:
            self._listeners[token] = listener
        return partial(self._take_off, token)

    def _take_off(self, token: object) -> None:
        with self._lock:
            self._listeners.pop(token, None)

    # ---- what happens ------------------------------------------------------------------------------------------------

    @takes(**READING, **FILES, **DETAILS, **TELLING)
    def post(
        self, results: Mapping[str, Any] | Rows, *, table: str | None = None, **how: Unpack[RowsKeywords]
    ) -> Changes:
        """Take results that are new: one mapping, or rows as :meth:`Policy.evaluate` takes them, all or none.

        Rows of details that are no outcomes come with the results that they belong to (``details={"cases": rows}``),
        and may also come by themselves. Results of a lower policy come by themselves, or with others.

        Args:
            results: The results, of any units and periods.
            table: The details whose table they are of, ``"schools"`` or further down ``"districts.schools"``; left out,
                they are of the policy itself.
            how: How the rows are read, and what is done with the notes on them.

        Returns:
            What they change.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: They cannot be understood; ``problems`` has all that is wrong.
            LiveError: There is a result of a unit in a period already, or a name looks like another that is known.
        """
        with self._alone():
            came = read_came(self._named(table), self._incoming, results, how, Session.post)
            problems = faults_of_posts(came, self._tables, self._incoming)
            return self._take(taken_events(came, self._tables), problems)

    @takes(**READING, **FILES, **DETAILS, **TELLING)
    def correct(
        self, results: Mapping[str, Any] | Rows, *, table: str | None = None, **how: Unpack[RowsKeywords]
    ) -> Changes:
        """Have results in the place of those that are there: whole rows, one mapping or several, all or none.

        Rows of details that are no outcomes are those that come with the results from now on; one of them alone is
        corrected in its table.

        Args:
            results: The results as they are now.
            table: As in :meth:`post`.
            how: How the rows are read, and what is done with the notes on them.

        Returns:
            What they change.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: They cannot be understood; ``problems`` has all that is wrong.
            LiveError: There is no result of a unit in a period.
        """
        with self._alone():
            came = read_came(self._named(table), self._incoming, results, how, Session.correct)
            problems = list(absent_items(came, self._tables))
            for key, rows in came.results.items():
                arrived = self._results(key).judging.arrived
                absent = (row for row in rows if (row.period, row.unit) not in arrived)
                problems += [self._absent(key, row.unit, row.period, "correct-absent") for row in absent]
                problems += self._incoming[key].not_served(rows)
            return self._take(taken_events(came, self._tables, in_place=True), problems)

    def withdraw(
        self, unit: str | int, period: int | str | date, *, table: str | None = None, item: str | int | None = None
    ) -> Changes:
        """Take a result back, with its rows of details that are no outcomes, as if it had never come.

        Args:
            unit: The unit, as in results.
            period: The period, as in results.
            table: As in :meth:`post`.
            item: What names the row, of a table of details that are no outcomes.

        Returns:
            What that changes.

        Raises:
            ArgumentError: This is no unit, or no period.
            LiveError: There is no such result; or others go on from the past of the unit.
        """
        name, ordinal = a_unit("unit", unit), a_period("period", period, self.policy.rules.period)
        with self._alone():
            at = self._named(table)
            if isinstance(at, PlainTable):
                row = item_named(item)
                if at.row((ordinal, name), row) is None:
                    raise LiveError([said_of_item(at, "item-withdraw-absent", (ordinal, name), row)])
                return self._happened({at.key: [ItemEvent(ordinal, name, row, None)]})
            if item is not None:
                raise ArgumentError("item", Word("arguments.item-of-results"))
            if (ordinal, name) not in at.judging.arrived:
                raise LiveError([self._absent(at.key, name, ordinal, "withdraw-absent")])
            return self._happened(withdrawal(at, (ordinal, name)))

    def close(
        self, period: int | str | date, group: Mapping[str, Any] | None = None, *, table: str | None = None
    ) -> Changes:
        """Say that all results of a period, or of one group of its units, are there: complete, not locked.

        What comes, changes or goes later opens the groups that it is in; say so again when they are complete again. In
        the table of a lower policy, all that are below one unit are a group as well: ``{"district": "North"}``.

        Args:
            period: The period, as in results.
            group: The inputs by which the policy groups units, with the values of the group: ``{"kind": "county"}``.
                Left out, all units of the period.
            table: As in :meth:`post`.

        Returns:
            What that changes.

        Raises:
            ArgumentError: This is no period; or the policy does not group units so.
            LiveError: Nobody has a result in the period, or in the group; or rows below name units that have none.
        """
        ordinal = a_period("period", period, self.policy.rules.period)
        at = self._results(table)
        named = named_group(at.rules, group)
        with self._alone():
            check_close(at, ordinal, named)
            return self._happened({at.key: [Closing(ordinal, named)]})

    # ---- what there is -----------------------------------------------------------------------------------------------

    def outcome(self, unit: str | int, period: int | str | date, *, table: str | None = None) -> Outcome:
        """What is decided of a unit in a period, as things stand; with ``table`` by a lower policy.

        Raises:
            ArgumentError: This is no unit, or no period.
            NoSuchResultError: It has no result then.
        """
        with self._lock:
            at = self._results(table)
            return at.judging.outcome(self._key(at, unit, period))

    def outcomes(self, *, table: str | None = None) -> list[Outcome]:
        """All outcomes as things stand, by period and unit; with ``table`` those of a lower policy."""
        with self._lock:
            return self._results(table).judging.outcomes()

    def explain(self, unit: str | int, period: int | str | date, *, table: str | None = None) -> Explanation:
        """Why it is decided so, as things stand; with ``table`` by a lower policy.

        The smallest changes that would have changed it are searched for by :meth:`Policy.explain` with the
        :meth:`history`.

        Raises:
            ArgumentError: This is no unit, or no period.
            NoSuchResultError: It has no result then.
        """
        with self._lock:
            at = self._results(table)
            return Then(at).keep(at.judging.judged(self._key(at, unit, period)))()

    def history(self, *, table: str | None = None) -> History:
        """All results as they stand, by period and unit: what :meth:`Policy.evaluate` takes.

        Results have what is made of the rows below them. ``table`` gives those rows, which are ``details`` there.
        """
        with self._lock:
            at = self._named(table)
            return History(tuple(at.below.all() if isinstance(at, PlainTable) else at.judging.arrived.all()))

    def is_complete(
        self, period: int | str | date, group: Mapping[str, Any] | None = None, *, table: str | None = None
    ) -> bool:
        """Whether a period, or one group of its units, was said to be complete and nothing has come since.

        Raises:
            ArgumentError: This is no period; or the policy does not group units so.
        """
        at = self._results(table)
        named = named_group(at.rules, group)
        with self._lock:
            ordinal = a_period("period", period, self.policy.rules.period)
            return at.judging.openness.is_closed(ordinal, named)

    def _named(self, table: object) -> PlainTable | Table:
        """The table of a name, that of the policy itself where none is given."""
        if table is None:
            return self._table
        name = a_word("table", table) or ""
        if name not in self._tables:
            known = tuple(each for each in self._tables if each)
            near = nearest(name, known)
            key = "no-tables" if not known else "no-table" if near is None else "no-table-near"
            said = {"found": name, "known": Listing(known), "near": near}
            raise ArgumentError("table", Word(f"arguments.{key}", said))
        return self._tables[name]

    def _results(self, table: object) -> Table:
        """The same of a table of results."""
        found = self._named(table or None)
        if isinstance(found, PlainTable):
            raise ArgumentError("table", Word("arguments.table-of-rows", {"found": found.key}))
        return found

    # ---- one call after the other ------------------------------------------------------------------------------------

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock:
            if self._is_busy:
                raise LiveError([Word("live.busy")])
            self._is_busy = True
            try:
                yield
            finally:
                self._is_busy = False

    def _take(self, events: TableEvents, problems: Sequence[Word]) -> Changes:
        if problems:
            raise LiveError(problems)
        return self._happened(events)

    def _happened(self, events: TableEvents) -> Changes:
        """Judge, tell the listeners, and keep it unless something is raised."""
        taken = self._table.take_all(events)
        own = {key: [each for each in events.get(key, ()) if isinstance(each, RowEvent)] for key in self._incoming}
        try:
            for key, incoming in self._incoming.items():
                incoming.check_successions(own[key])
            changes = self._changes(taken.revisions)
            for token, listener in list(self._listeners.items()) if changes or changes.below else ():
                if token in self._listeners:  # another may have taken it off
                    listener(changes)
        except BaseException:
            taken.undo()
            raise
        for key, incoming in self._incoming.items():
            incoming.taken(own[key])
        return changes

    def _changes(self, revisions: Mapping[str, Sequence[Revision]]) -> Changes:
        found = {key: self._changes_in(self._results(key), some) for key, some in revisions.items()}
        return Changes(found.pop("", ()), {key: Changes(each) for key, each in found.items()})

    def _changes_in(self, table: Table, revisions: Sequence[Revision]) -> tuple[Change, ...]:
        then = Then(table) if self._reasons else None
        return tuple([self._change(each, then) for each in revisions])

    def _change(self, each: Revision, then: Then | None) -> Change:
        why = None if then is None or each.judged is None else then.keep(each.judged)
        there = each.after or each.before
        period = self._period(each.period) if there is None else there.period
        return Change(each.unit, period, each.before, each.after, why)

    # ---- words -------------------------------------------------------------------------------------------------------

    def _key(self, table: Table, unit: str | int, period: int | str | date) -> tuple[int, str]:
        name, ordinal = a_unit("unit", unit), a_period("period", period, self.policy.rules.period)
        if (ordinal, name) not in table.judging.arrived:
            if not table.judging.arrived.of_unit(name):
                raise no_such_unit(name, self._incoming[table.key].units)
            raise NoSuchResultError(self._absent(table.key, name, ordinal, "no-result"))
        return ordinal, name

    def _period(self, ordinal: int) -> int | str:
        return period_text(self.policy.rules.period, ordinal)

    def _absent(self, table: str, unit: str, period: int, what: str) -> Word:
        """That there is no such result; of a unit that has none at all also whose name is near."""
        problem = said_of_result(self.policy.rules, what, unit, period)
        is_known = self._results(table).judging.arrived.of_unit(unit)
        near = None if is_known else nearest(unit, self._incoming[table].units)
        return problem if near is None else Word("live.near", {"problem": problem, "near": near})


def _started(rules: Rules, day: date | None, engine: LiveEngineName | None) -> Table:
    """Nothing has arrived yet; LiveError where the engine does not serve a policy, or one below it."""
    if engine == "durable" and sys.version_info >= _NO_DURABLE:
        raise LiveError([Word("live.no-durable", {"version": platform.python_version()})])
    refused = list[Word]()

    def start(each: Rules, key: str, below: OpenBelow | None) -> LiveJudging:
        """Days are counted from the decision of the policy itself."""
        try:
            return live_engine(engine).start(each, None if key else day, below)
        except NotServedError as error:
            said = [(f"{key}: {where}" if key else where, what) for where, what in error.refusals]
            refused.extend(
                Word("live.refused", {"where": one, "what": Word(f"live.refused-{what}")}) for one, what in said
            )
            return live_engine().start(each, None, below)

    table = started(rules, start)
    if refused:
        raise LiveError(refused, Word("live.refused-advice"))
    return table
