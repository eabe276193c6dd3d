"""``targetrules verify``: a recorded decision repeated, and held against its record."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import click
from attrs import evolve

from targetrules.cli.errors import CommandError
from targetrules.cli.failure import FINDINGS
from targetrules.cli.inputs import STANDARD_STREAM, read_policy, read_results, refuse_two_inputs, source_of
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.memory import enough_memory
from targetrules.cli.names import names
from targetrules.cli.options import (
    decided_on,
    details,
    engine,
    lang,
    policy_argument,
    results_argument,
    results_options,
    targets,
)
from targetrules.cli.program import Command
from targetrules.cli.progress import watching
from targetrules.cli.selection import known_period, selected
from targetrules.cli.terminal import paint, tell
from targetrules.decision.repeating import state_before
from targetrules.decision.request import Request
from targetrules.decision.verification import OutcomesFileError, SavedOutcomes, Verification, read_outcomes
from targetrules.engine.choice import EngineName
from targetrules.policy import Policy
from targetrules.report.differences import Differences, differences_text
from targetrules.report.labels import PolicyLabels
from targetrules.report.record import option_texts
from targetrules.wording import Listing, Word


@click.command("verify", cls=Command)
@click.argument("outcomes", metavar="OUTCOMES")
@policy_argument
@results_argument
@details
@targets
@click.option("--key", metavar="FILE", multiple=True)
@click.option("--unit", metavar="UNIT", multiple=True, callback=names, help="option-units-recorded")
@click.option("--period", metavar="PERIOD", multiple=True, help="option-periods-recorded")
@decided_on
@click.option("--state", metavar="FILE")
@engine
@results_options
@lang
def command(
    outcomes: str,
    policy: str,
    results: str,
    engine: EngineName | None,
    key: tuple[str, ...],
    state: str | None,
    details: dict[str, str],
    **options: Any,
) -> int:
    """Decide again as the record says, and tell what is not the same, nor as it is asked for."""
    refuse_two_inputs(outcomes, policy, results, *details.values(), options["targets"])
    del options["lang"]
    language, saved, judge = reader_language(), _saved(outcomes, key), read_policy(policy)
    asked, before = _in_print(judge, Request(**options)), state_before(saved.record, state, engine)
    request = evolve(saved.request, targets=options["targets"])
    read = read_results(judge, results, request, engine, details)
    if saved.record.input_sha256 == read.digest:
        selected(judge, read, saved.request)  # of these very results nobody can have recorded a unit that they lack
    with watching(len(read), language) as watch:
        found = judge.verify(saved, read, state=before, engine=engine, progress=watch, asked=asked.recorded())
    tell(differences_text(found.differences, PolicyLabels(judge.rules, language)))
    for line in _selection(found, language):
        tell(line)
    tell(_vouching(saved).text(language))
    tell(_verdict(found.differences, language))
    return 0 if found.verified else FINDINGS


def _saved(outcomes: str, keys: tuple[str, ...]) -> SavedOutcomes:
    """What the file says; SignatureError where keys are given and none of them vouches for it."""
    try:
        with enough_memory(outcomes):
            return read_outcomes(source_of(outcomes), key=keys or None, name=STANDARD_STREAM)
    except OutcomesFileError as error:
        raise CommandError("as-it-is", says=error.word) from None


def _in_print(policy: Policy, asked: Request) -> Request:
    """The same, periods and units as outcomes print them; raises CommandError for a period that is none."""
    periods = tuple(str(known_period(policy, period)) for period in asked.period)
    units = dict.fromkeys(asked.naming.name_of(unit) for unit in asked.unit)
    return evolve(asked, period=periods, unit=tuple(units))


def _selection(found: Verification, language: str) -> Iterator[str]:
    """Of how much of the results the record speaks, if not of all."""
    request = found.saved.request
    if request.unit:
        yield _part_of("unit", request.unit, found.results.units, language)
    if request.period:
        yield _part_of("period", request.period, [*map(str, found.results.periods)], language)


def _part_of(name: str, wanted: Collection[str], there: Collection[str], language: str) -> str:
    options = Listing(tuple(option_texts({name: list(wanted)})), " ")
    values = {"options": options, "count": sum(each in there for each in set(wanted)), "total": len(there)}
    return spoken(f"verified-{name}s", language, **values)


def _vouching(saved: SavedOutcomes) -> Word:
    if saved.vouched_by is not None:
        return Word("commands.vouched", {"key": saved.signed_by, "file": saved.vouched_by})
    if saved.signed_by is not None:
        return Word("commands.unchecked", {"key": saved.signed_by})
    return Word("commands.unsigned")


def _verdict(found: Differences, language: str) -> str:
    if not found.verified:
        return paint(spoken("not-verified", language), "error")
    if not found.parts:
        return paint(spoken("verified", language), "good")
    versions = {"then": found.recorded.version, "now": found.now.version}
    return paint(spoken("verified-by-another", language, **versions), "good")
