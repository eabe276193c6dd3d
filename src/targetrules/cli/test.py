"""``targetrules test``: a policy's own examples, and its claims on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from targetrules.cli.coverage import CoverageAsked, a_percentage, seconds
from targetrules.cli.failure import FINDINGS, told
from targetrules.cli.inputs import read_policy, refuse_two_inputs
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.mutation import MutationAsked
from targetrules.cli.options import lang, output_format, policies_argument
from targetrules.cli.program import Command
from targetrules.cli.terminal import paint, tell, write
from targetrules.data import frozen
from targetrules.errors import InternalError
from targetrules.policy import Policy
from targetrules.report.checks_for_programs import CheckedPolicy, check_annotations, check_values, junit_text
from targetrules.report.checks_text import CheckedExample, checks_text
from targetrules.report.json_text import indented
from targetrules.report.labels import PolicyLabels
from targetrules.source.diagnostic import PolicyError

if TYPE_CHECKING:
    from targetrules.coverage.coverage import Coverage
    from targetrules.coverage.proposals import Proposals
    from targetrules.mutation.score import MutationScore


@frozen(slots=True)
class _Tested:
    """A policy whose examples were judged, and what of it they show, where that was asked for."""

    policy: Policy
    checked: CheckedPolicy
    coverage: Coverage | None
    proposals: Proposals | None
    mutation: MutationScore | None


@frozen(slots=True)
class _Asked:
    """What is asked of a policy beside its examples."""

    coverage: CoverageAsked
    mutation: MutationAsked
    strict: bool


@click.command("test", cls=Command)
@policies_argument
@output_format(("human", "json", "github", "junit"), "human")
@click.option("--strict", is_flag=True)
@click.option("--coverage", is_flag=True)
@click.option("--fail-under", metavar="N", callback=a_percentage)
@click.option("--html", metavar="FILE")
@click.option("--mutate", is_flag=True)
@click.option("--timeout", metavar="SECONDS", callback=seconds, help="option-timeout-of-search")
@lang
def command(  # noqa: PLR0913  one for each option
    policies: Sequence[str],
    format: str,  # noqa: A002
    lang: str | None,  # noqa: ARG001
    *,
    strict: bool,
    coverage: bool,
    fail_under: Decimal | None,
    html: str | None,
    mutate: bool,
    timeout: int | None,
) -> int:
    """Judge the examples of each policy, and print what was expected and what was found."""
    refuse_two_inputs(*policies)
    for_coverage = CoverageAsked(coverage, fail_under, html, None if mutate and not coverage else timeout)
    asked, language = _Asked(for_coverage, MutationAsked(mutate, timeout), strict), reader_language()
    for_coverage.refuse_place(policies)
    status, found = 0, list[_Tested]()
    for name in policies:
        try:
            tested = _tested(read_policy(name), language, asked)
        except PolicyError as error:
            status = max(status, told(error, language))
            continue
        if format == "human":
            _tell(tested)
        found.append(tested)
    _write(found, format)
    for_coverage.write([(each.policy, each.coverage) for each in found if each.coverage is not None], language)
    return max(status, 0 if all(each.checked.passed for each in found) else FINDINGS)


def _tested(policy: Policy, language: str, asked: _Asked) -> _Tested:
    examples = policy.check_examples()
    tried = [CheckedExample(each, tuple(policy.check_claims(each.history))) for each in examples]
    names, places = PolicyLabels(policy.rules, language), policy.example_places()
    coverage, mutation = asked.coverage.of(policy), asked.mutation.of(policy)
    further = asked.coverage.check(coverage, language, strict=asked.strict)
    further += asked.mutation.check(mutation, language, strict=asked.strict)
    checked = CheckedPolicy(names, policy.name, tried, places, asked.strict, further)
    return _Tested(policy, checked, coverage, asked.coverage.proposals(policy), mutation)


def _tell(tested: _Tested) -> None:
    checked = tested.checked
    tell(checks_text(checked.names, checked.tried, paint=paint))
    if tested.coverage is not None:
        from targetrules.coverage.text import coverage_text, proposals_text

        tell(coverage_text(tested.coverage, checked.names.language, paint=paint))
        if tested.coverage.left and tested.proposals is None:
            tell("  " + spoken("search-hint", checked.names.language))
        elif tested.coverage.left and tested.proposals is not None:
            tell(proposals_text(tested.proposals, checked.names.language, paint=paint))
    if tested.mutation is not None:
        from targetrules.mutation.text import score_text

        tell(score_text(tested.mutation, checked.names.language, paint=paint))
    if checked.is_bare:
        tell("  " + paint(spoken("strict-fails", checked.names.language), "error"))
    for further in checked.further:
        if further.failure is not None:
            tell("  " + paint(checked.names.say("fails"), "error") + "  " + further.failure)


def _write(found: Sequence[_Tested], format_: str) -> None:
    match format_:
        case "human":
            pass  # told one after the other
        case "json":
            write([indented([_values(each) for each in found]) + "\n"])
        case "github":
            write(line + "\n" for each in found for line in _annotations(each))
        case "junit":
            write([junit_text([each.checked for each in found])])
        case _:
            raise InternalError(f"no format of checks: {format_}")


def _values(tested: _Tested) -> dict[str, Any]:
    values = check_values(tested.checked)
    if tested.coverage is not None:
        from targetrules.coverage.for_programs import coverage_values, proposals_values

        values["coverage"] = coverage_values(tested.coverage, tested.checked.names.language)
        if tested.proposals is not None:
            values["coverage"] |= proposals_values(tested.proposals)
    if tested.mutation is not None:
        from targetrules.mutation.for_programs import score_values

        values["mutation"] = score_values(tested.mutation, tested.checked.names.language)
    return values


def _annotations(tested: _Tested) -> Iterator[str]:
    yield from check_annotations(tested.checked)
    if tested.coverage is not None:
        from targetrules.coverage.for_programs import coverage_annotations

        yield from coverage_annotations(tested.coverage, tested.checked.names.language)
    if tested.mutation is not None:
        from targetrules.mutation.for_programs import score_annotations

        yield from score_annotations(tested.mutation, tested.checked.names.language)
