"""``targetrules verify``: a recorded decision repeated, and held against its record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import click

from targetrules.cli.asked import Asked, BadOptionError
from targetrules.cli.decision import Results, decide, in_print, settled
from targetrules.cli.failure import FINDINGS
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.memory import enough_memory
from targetrules.cli.mistake import Mistake
from targetrules.cli.names import names
from targetrules.cli.options import decided_on, engine, lang, policy_argument, results_argument, results_options
from targetrules.cli.program import Command
from targetrules.cli.reading import STANDARD_STREAM, read_policy, read_results, refuse_two_inputs
from targetrules.cli.terminal import paint, standard_input, tell
from targetrules.engine.choice import EngineName
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.report.differences import Differences, differences, differences_text
from targetrules.report.names import Names
from targetrules.report.options_text import option_texts
from targetrules.report.saved import Saved, SavedError, read_saved
from targetrules.report.signed import Signed, signed_in
from targetrules.results.sources.read import LARGEST_FILE
from targetrules.source.given import NOTHING_BUT_ZEROS, bytes_of, read_of
from targetrules.wording import Listing, Word


@click.command("verify", cls=Command)
@click.argument("outcomes", metavar="OUTCOMES")
@policy_argument
@results_argument
@click.option("--key", metavar="FILE", multiple=True)
@click.option("--unit", metavar="UNIT", multiple=True, callback=names, help="option-units-recorded")
@click.option("--period", metavar="PERIOD", multiple=True, help="option-periods-recorded")
@decided_on
@engine
@results_options
@lang
def command(
    outcomes: str, policy: str, results: str, engine: EngineName | None, key: tuple[str, ...], **options: Any
) -> int:
    """Decide again as the record says, and tell what is not the same, nor as it is asked for."""
    refuse_two_inputs(outcomes, policy, results)
    del options["lang"]
    language, (saved, vouching) = reader_language(), _saved(outcomes, key)
    recorded, judge = _recorded(saved), read_policy(policy)
    wanted = in_print(judge, Asked(**options))
    read = read_results(judge, results, recorded, language, engine)
    if saved.record.input_sha256 == read.digest:
        settled(judge, read, recorded)  # of these very results nobody can have recorded a unit that is not among them
    decision = decide(judge, read, recorded, language)
    again = b"".join(decision.outcomes.written(saved.form, decision.record, dated=recorded.decided_on is not None))
    found = differences(saved, read_saved(again), wanted.recorded())
    tell(differences_text(found, Names(judge.rules, language)))
    for line in _selection(judge, recorded, read, language):
        tell(line)
    tell(vouching.text(language))
    tell(_verdict(found, language))
    return 0 if found.verified else FINDINGS


def _selection(policy: Policy, recorded: Asked, results: Results, language: str) -> Iterator[str]:
    """Of how much of the results the record speaks, if not of all."""
    if recorded.unit:
        yield _part_of("unit", recorded.unit, results.units(), language)
    if recorded.period:
        periods = [str(period_text(policy.rules.period, each)) for each in results.periods()]
        yield _part_of("period", recorded.period, periods, language)


def _part_of(name: str, wanted: Collection[str], there: Collection[str], language: str) -> str:
    options = Listing(tuple(option_texts({name: list(wanted)})), " ")
    values = {"options": options, "count": sum(each in there for each in set(wanted)), "total": len(there)}
    return spoken(f"verified-{name}s", language, **values)


def _verdict(found: Differences, language: str) -> str:
    if not found.verified:
        return paint(spoken("not-verified", language), "error")
    if not found.parts:
        return paint(spoken("verified", language), "good")
    versions = {"then": found.recorded.version, "now": found.now.version}
    return paint(spoken("verified-by-another", language, **versions), "good")


def _saved(outcomes: str, keys: Sequence[str]) -> tuple[Saved, Word]:
    """What the file says, and who vouches for it; SignatureError where keys are given and none of them does."""
    checked = _check_with(keys)
    with enough_memory(outcomes):
        file = signed_in(_bytes_of(outcomes))
        vouching = checked(outcomes, file)
        try:
            return read_saved(file.text), vouching
        except SavedError as error:
            raise Mistake("cannot-verify", file=outcomes, why=error.why) from None


def _bytes_of(outcomes: str) -> bytes:
    is_input = outcomes == STANDARD_STREAM

    def look(begins: bytes) -> None:
        if begins.startswith(NOTHING_BUT_ZEROS):
            raise Mistake("cannot-verify", file=outcomes, why=Word("reports.saved-not-outcomes"))

    data = read_of(standard_input(), LARGEST_FILE, look) if is_input else bytes_of(outcomes, LARGEST_FILE, look)
    if len(data) > LARGEST_FILE:
        raise Mistake("outcomes-too-large", file=outcomes, most=f"{LARGEST_FILE:,}")
    return data


def _check_with(keys: Sequence[str]) -> Callable[[str, Signed], Word]:
    """How a file is checked; the keys are read first, since a wrong call is told before anything else."""
    if not keys:
        return _unchecked
    from targetrules.keys.files import public_key
    from targetrules.keys.pair import check_signature

    known = [public_key(each) for each in keys]

    def checked(outcomes: str, file: Signed) -> Word:
        key = check_signature(outcomes, file.signature, file.message, known)
        return Word("commands.vouched", {"key": key.digits, "file": key.file})

    return checked


def _unchecked(_: str, file: Signed) -> Word:
    return (
        Word("commands.unsigned") if file.signature is None else Word("commands.unchecked", {"key": file.signature.key})
    )


def _recorded(saved: Saved) -> Asked:
    """The options of the record; one that this program does not know will be told as a difference."""
    try:
        return Asked.of_record(saved.record.options)
    except BadOptionError as error:
        raise Mistake("bad-option-recorded", name=str(error)) from None
