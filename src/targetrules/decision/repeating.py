"""A recorded decision taken again: of all results, or as the step from a state that it was."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any

from targetrules.arguments import ArgumentError, instance_of
from targetrules.data import frozen
from targetrules.decision.outcomes import Outcomes
from targetrules.decision.reading import read_again
from targetrules.decision.request import of_step, recorded
from targetrules.decision.verification import verified
from targetrules.engine.choice import engine_for
from targetrules.engine.outcomes import day_of_decision
from targetrules.report.record import Record, StepRecord
from targetrules.results.options import Options
from targetrules.results.problem import ResultsError
from targetrules.state_error import StateError
from targetrules.wording import Word

if TYPE_CHECKING:
    from datetime import date

    from targetrules.columns.table_outcomes import TableOutcomes
    from targetrules.decision.request import Request
    from targetrules.decision.results import Results
    from targetrules.decision.verification import SavedOutcomes, Verification
    from targetrules.engine.choice import EngineName
    from targetrules.engine.interface import EngineOutcomes, Watch
    from targetrules.frames.states.state import State
    from targetrules.results.to_history import Reader

__all__ = ["Basis", "repeated", "state_before"]


@frozen(slots=True)
class Basis:
    """Of what a decision is taken again: the results, the state before (None: none was given), details, targets."""

    rows: Any
    state: object = None
    details: Mapping[str, Any] | None = None
    targets: Any = None


def repeated(
    reader: Reader,
    digest: str,
    saved: SavedOutcomes,
    basis: Basis,
    engine: EngineName | None,
    watch: Watch | None,
    asked: Mapping[str, Any],
) -> Verification:
    """See :meth:`targetrules.Policy.verify`.

    Args:
        reader: What the policy reads tables by.
        digest: The SHA-256 of the policy's file.
        saved: The decision as it was recorded.
        basis: The results, the state or the file that holds it, and the rows of details.
        engine: The engine that is asked for.
        watch: Is told of each period that is done.
        asked: Options that must be recorded so.
    """
    rules, request = reader.rules, saved.request
    found: EngineOutcomes
    record: Record
    before = state_before(saved.record, basis.state, engine)
    if before is not None and isinstance(saved.record, StepRecord):
        results, day, found = _stepped(reader, digest, saved.record, before, basis, request)
        record = of_step(recorded(rules.id, digest, results, request), before.sha256)
        if watch is not None:
            watch(1, 1)
    else:
        results = read_again(reader, basis.rows, request, engine, details=basis.details, targets=basis.targets)
        day = day_of_decision(rules, request.decided_on)
        found = engine_for(len(results), engine).evaluate(rules, results, day, watch)
        record = recorded(rules.id, digest, results, request)
    return verified(saved, results, Outcomes(rules, found, results.notes, day), record, asked)


def state_before(record: Record, state: object, engine: EngineName | None = None) -> State | None:
    """The state that a step went on from; None of a record that is of no step.

    Args:
        record: The record.
        state: The state that was given, or the file that holds it; None: none was.
        engine: The engine that is asked for.

    Raises:
        ArgumentError: A step lacks its state, or there is one and no step; or an engine is asked for that takes none.
        StateError: The file holds no state that can be used.
    """
    if not isinstance(record, StepRecord):
        if state is not None:
            raise ArgumentError("state", Word("arguments.state-of-no-step"))
        return None
    if state is None:
        raise ArgumentError("state", Word("arguments.state-of-step", {"state": record.state_sha256}))
    if engine not in (None, "columnar"):
        raise ArgumentError("engine", Word("arguments.engine-of-step"))
    from targetrules.frames.states.state import State

    return State.load(state) if isinstance(state, str | PathLike) else instance_of("state", state, State, "state")


def _stepped(
    reader: Reader, digest: str, record: StepRecord, state: State, basis: Basis, request: Request
) -> tuple[Results, date | None, TableOutcomes]:
    """The step taken again, from whatever state was given; StateError where another one does not let it be taken."""
    from targetrules.decision.steps import with_steps_below
    from targetrules.frames.states.step import StepOptions, check_belongs, known_below, known_units, stepped

    check_belongs(state, reader.rules, digest)
    asked = StepOptions(Options(naming=request.naming, notes=_told_then))
    try:
        below = known_below(state)
        results = read_again(
            reader,
            basis.rows,
            request,
            known=known_units(state),
            details=basis.details,
            known_below=below,
            targets=basis.targets,
        )
        day = day_of_decision(reader.rules, request.decided_on)
        encoded, after = with_steps_below(results, state, asked)
        found, _ = stepped(reader.rules, state, encoded.encoded, asked, decided_on=day, below=after)
    except (ResultsError, StateError) as error:
        if state.sha256 == record.state_sha256:
            raise
        values = {"recorded": record.state_sha256, "now": state.sha256, "last": state.last_period}
        raise StateError(Word("states.not_recorded", values), Word("states.advise_recorded")) from error
    return results, day, found


def _told_then(_: object) -> None:
    """What is done with notes: nothing, for they were told when the step was taken."""
