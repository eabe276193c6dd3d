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
    a_period,
    a_switch,
    a_unit,
    instance_of,
    takes,
    unlike,
)
from targetrules.engine.choice import LiveEngineName, live_engine
from targetrules.engine.interface import Closing, Event, LiveJudging, NotServedError, Revision, RowEvent
from targetrules.engine.outcomes import day_of_decision
from targetrules.history import History
from targetrules.live.changes import Change, Changes
from targetrules.live.error import LiveError
from targetrules.live.groups import named_group, said_of_group
from targetrules.live.incoming import Came, Incoming, ItemsBelow, said_of_result
from targetrules.live.then import Then
from targetrules.outcome import NoSuchResultError, Outcome, no_such_unit
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.source.suggest import nearest
from targetrules.wording import Word

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
        policy: The policy. One that judges by the outcomes of another is refused: have a session for the lower one.
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
        rules = policy.rules
        lower = [name for name, each in rules.details.items() if each.policy is not None]
        if lower:
            raise LiveError(Word("live.lower-policy", {"policy": rules.id, "details": name}) for name in lower)
        self._judging = _started(rules, day_of_decision(rules, decided_on), engine)
        self._reasons = a_switch("reasons", reasons)
        self._listeners: dict[object, Listener] = {}
        self._below: dict[tuple[str, int], ItemsBelow] = {}
        self._incoming = Incoming(rules, self._judging.arrived, engine)
        self._lock = RLock()
        self._is_busy = False
        if on_change is not None:
            self.on_change(on_change)

    def __reduce__(self) -> NoReturn:
        """It cannot be pickled or copied: LiveError says what can be done."""
        raise LiveError([Word("live.not-written")])

    def __len__(self) -> int:
        """How many results are there."""
        return len(self._judging.arrived)

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
    def post(self, results: Mapping[str, Any] | Rows, **how: Unpack[RowsKeywords]) -> Changes:
        """Take results that are new: one mapping, or rows as :meth:`Policy.evaluate` takes them, all or none.

        Args:
            results: The results, of any units and periods.
            how: How the rows are read, and what is done with the notes on them.

        Returns:
            What they change.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: They cannot be understood; ``problems`` has all that is wrong.
            LiveError: There is a result of a unit in a period already, or a name looks like another that is known.
        """
        with self._alone():
            rows = self._incoming.read(results, how, Session.post)
            return self._take(rows, [*self._incoming.faults_of_posts(rows), *self._incoming.not_served(rows)])

    @takes(**READING, **FILES, **DETAILS, **TELLING)
    def correct(self, results: Mapping[str, Any] | Rows, **how: Unpack[RowsKeywords]) -> Changes:
        """Have results in the place of those that are there: whole rows, one mapping or several, all or none.

        Args:
            results: The results as they are now.
            how: How the rows are read, and what is done with the notes on them.

        Returns:
            What they change.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: They cannot be understood; ``problems`` has all that is wrong.
            LiveError: There is no result of a unit in a period.
        """
        with self._alone():
            rows = self._incoming.read(results, how, Session.correct)
            absent = (row for row, _ in rows if (row.period, row.unit) not in self._judging.arrived)
            problems = [self._absent(row.unit, row.period, "correct-absent") for row in absent]
            return self._take(rows, [*problems, *self._incoming.not_served(rows)])

    def withdraw(self, unit: str | int, period: int | str | date) -> Changes:
        """Take a result back, as if it had never come.

        Args:
            unit: The unit, as in results.
            period: The period, as in results.

        Returns:
            What that changes.

        Raises:
            ArgumentError: This is no unit, or no period.
            LiveError: There is no such result; or others go on from the past of the unit.
        """
        name, ordinal = a_unit("unit", unit), a_period("period", period, self.policy.rules.period)
        with self._alone():
            if (ordinal, name) not in self._judging.arrived:
                raise LiveError([self._absent(name, ordinal, "withdraw-absent")])
            return self._happened([RowEvent(ordinal, name, None)], {(name, ordinal): {}})

    def close(self, period: int | str | date, group: Mapping[str, Any] | None = None) -> Changes:
        """Say that all results of a period, or of one group of its units, are there: complete, not locked.

        What comes, changes or goes later opens the groups that it is in; say so again when they are complete again.

        Args:
            period: The period, as in results.
            group: The inputs by which the policy groups units, with the values of the group: ``{"kind": "county"}``.
                Left out, all units of the period.

        Returns:
            What that changes.

        Raises:
            ArgumentError: This is no period; or the policy does not group units so.
            LiveError: Nobody has a result in the period, or in the group.
        """
        ordinal = a_period("period", period, self.policy.rules.period)
        named = named_group(self.policy.rules, group)
        with self._alone():
            if not any(self._judging.arrived.having(ordinal, named)):
                said = {"period": self._period(ordinal), "group": said_of_group(named)}
                raise LiveError([Word("live.close-group" if named else "live.close-nobody", said)])
            return self._happened([Closing(ordinal, named)], {})

    # ---- what there is -----------------------------------------------------------------------------------------------

    def outcome(self, unit: str | int, period: int | str | date) -> Outcome:
        """What is decided of a unit in a period, as things stand.

        Raises:
            ArgumentError: This is no unit, or no period.
            NoSuchResultError: It has no result then.
        """
        with self._lock:
            return self._judging.outcome(self._key(unit, period))

    def outcomes(self) -> list[Outcome]:
        """All outcomes as things stand, by period and unit."""
        with self._lock:
            return self._judging.outcomes()

    def explain(self, unit: str | int, period: int | str | date) -> Explanation:
        """Why it is decided so, as things stand.

        The smallest changes that would have changed it are searched for by :meth:`Policy.explain` with the
        :meth:`history`.

        Raises:
            ArgumentError: This is no unit, or no period.
            NoSuchResultError: It has no result then.
        """
        with self._lock:
            row = self._judging.judged(self._key(unit, period))
            return Then(self.policy.rules).keep(row, self._below)()

    def history(self) -> History:
        """All results as they stand, by period and unit: what :meth:`Policy.evaluate` takes."""
        with self._lock:
            return History(tuple(self._judging.arrived.all()))

    def is_complete(self, period: int | str | date, group: Mapping[str, Any] | None = None) -> bool:
        """Whether a period, or one group of its units, was said to be complete and nothing has come since.

        Raises:
            ArgumentError: This is no period; or the policy does not group units so.
        """
        named = named_group(self.policy.rules, group)
        with self._lock:
            ordinal = a_period("period", period, self.policy.rules.period)
            return self._judging.openness.is_closed(ordinal, named)

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

    def _take(self, rows: Sequence[Came], problems: Sequence[Word]) -> Changes:
        if problems:
            raise LiveError(problems)
        below = {(row.unit, row.period): items for row, items in rows}
        return self._happened([RowEvent(row.period, row.unit, row) for row, _ in rows], below)

    def _happened(self, events: Sequence[Event], below: Mapping[tuple[str, int], ItemsBelow]) -> Changes:
        """Judge, tell the listeners, and keep it unless something is raised."""
        taken = self._judging.take(events)
        before = {key: self._below.get(key) for key in below}
        try:
            for key, items in below.items():
                self._below.pop(key, None)
                if items:
                    self._below[key] = items
            self._incoming.check_successions(events)
            changes = self._changes(taken.revisions)
            for token, listener in list(self._listeners.items()) if changes else ():
                if token in self._listeners:  # another may have taken it off
                    listener(changes)
        except BaseException:
            for key, kept in before.items():
                self._below.pop(key, None)
                if kept is not None:
                    self._below[key] = kept
            taken.undo()
            raise
        self._incoming.taken(events)
        return changes

    def _changes(self, revisions: Sequence[Revision]) -> Changes:
        then = Then(self.policy.rules) if self._reasons else None
        return Changes(tuple([self._change(each, then) for each in revisions]))

    def _change(self, each: Revision, then: Then | None) -> Change:
        why = None if then is None or each.judged is None else then.keep(each.judged, self._below)
        there = each.after or each.before
        period = self._period(each.period) if there is None else there.period
        return Change(each.unit, period, each.before, each.after, why)

    # ---- words -------------------------------------------------------------------------------------------------------

    def _key(self, unit: str | int, period: int | str | date) -> tuple[int, str]:
        name, ordinal = a_unit("unit", unit), a_period("period", period, self.policy.rules.period)
        if (ordinal, name) not in self._judging.arrived:
            if not self._judging.arrived.of_unit(name):
                raise no_such_unit(name, self._incoming.units)
            raise NoSuchResultError(self._absent(name, ordinal, "no-result"))
        return ordinal, name

    def _period(self, ordinal: int) -> int | str:
        return period_text(self.policy.rules.period, ordinal)

    def _absent(self, unit: str, period: int, what: str) -> Word:
        """That there is no such result; of a unit that has none at all also whose name is near."""
        problem = said_of_result(self.policy.rules, what, unit, period)
        near = None if self._judging.arrived.of_unit(unit) else nearest(unit, self._incoming.units)
        return problem if near is None else Word("live.near", {"problem": problem, "near": near})


def _started(rules: Rules, day: date | None, engine: LiveEngineName | None) -> LiveJudging:
    """Nothing has arrived yet; LiveError where the engine does not serve the policy."""
    if engine == "durable" and sys.version_info >= _NO_DURABLE:
        raise LiveError([Word("live.no-durable", {"version": platform.python_version()})])
    try:
        return live_engine(engine).start(rules, day)
    except NotServedError as error:
        said = (
            Word("live.refused", {"where": where, "what": Word(f"live.refused-{what}")})
            for where, what in error.refusals
        )
        raise LiveError(said, Word("live.refused-advice")) from None
