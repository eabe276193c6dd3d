"""A policy's own examples and claims, as they came out, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from targetrules.data import frozen
from targetrules.engine.claims import Broken, ClaimCheck
from targetrules.engine.examples import ExampleCheck, Mismatch
from targetrules.report.labels import PolicyLabels
from targetrules.report.paint import Paint, plain
from targetrules.rules.definition import label_text
from targetrules.rules.resolution.from_examples import ONLY_UNIT
from targetrules.visible import visible
from targetrules.wording import Word

__all__ = ["CheckedExample", "breach_text", "checks_text", "claim_states", "example_name", "failure_text"]


@frozen(slots=True)
class CheckedExample:
    """One example: how it came out, and what it says of each claim."""

    example: ExampleCheck
    claims: tuple[ClaimCheck, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected, and no claim was broken."""
        return not self.example.mismatches and not any(claim.broken for claim in self.claims)


def checks_text(names: PolicyLabels, tried: Sequence[CheckedExample], *, paint: Paint = plain) -> str:
    """The examples as text: a line an example, below it whatever came out otherwise; then a line a claim."""
    return "\n".join(_lines(names, tried, paint))


def _lines(names: PolicyLabels, tried: Sequence[CheckedExample], paint: Paint) -> Iterator[str]:
    yield names.say("title", id=names.rules.id, title=names.title())
    for each in tried:
        yield _verdict(names, each.passed, example_name(names, each), paint)
        yield from _mismatches(names, each.example)
        yield from _breaches(names, each)
    yield from _claims(names, tried, paint)
    yield "  " + (_total(names, tried) if tried else names.say("no-examples"))


def example_name(names: PolicyLabels, tried: CheckedExample) -> str:
    """What an example is called."""
    return visible(label_text(tried.example.name, names.language, ""))


def _breaches(names: PolicyLabels, tried: CheckedExample) -> Iterator[str]:
    """A line for each result of an example that breaks a claim."""
    for claim in tried.claims:
        for broken in claim.broken:
            yield "      " + _broken(names, claim, broken)


def failure_text(names: PolicyLabels, tried: CheckedExample) -> str:
    """What came out otherwise in an example, and which claims it breaks, a line each; empty where it passes."""
    return "\n".join(
        line.removeprefix("      ") for line in (*_mismatches(names, tried.example), *_breaches(names, tried))
    )


def breach_text(names: PolicyLabels, claim: ClaimCheck) -> str:
    """Which results break a claim, a line each."""
    return "\n".join(_broken(names, claim, broken) for broken in claim.broken)


def _claims(names: PolicyLabels, tried: Sequence[CheckedExample], paint: Paint) -> Iterator[str]:
    """A line for each claim, over all examples: kept, broken, or never put to the test."""
    for claim, is_kept in claim_states(names, tried).items():
        text = names.say("claim", claim=names.claim(claim))
        yield "  " + names.say("untried", claim=text) if is_kept is None else _verdict(names, is_kept, text, paint)


def claim_states(names: PolicyLabels, tried: Sequence[CheckedExample]) -> dict[str, bool | None]:
    """Whether the examples keep each claim; None where no example puts it to the test."""
    found: dict[str, bool | None] = {}
    for claim in names.rules.claims:
        checks = [check for each in tried for check in each.claims if check.claim == claim.id]
        is_tried = any(check.looked_at for check in checks)
        found[claim.id] = not any(check.broken for check in checks) if is_tried else None
    return found


def _verdict(names: PolicyLabels, passed: bool, text: str, paint: Paint) -> str:  # noqa: FBT001
    return f"  {paint(names.say('passes'), 'good') if passed else paint(names.say('fails'), 'error')}  {text}"


def _mismatches(names: PolicyLabels, example: ExampleCheck) -> Iterator[str]:
    """The lines of what differs in an example, outcome by outcome; the grade first, which may be no other one."""
    for (unit, period), of_outcome in groupby(example.mismatches, key=lambda each: (each.unit, each.period)):
        for grade in example.grades:
            if (grade.unit, grade.period) == (unit, period) and not grade.expected:
                yield from _mismatch(names, grade)
        for mismatch in of_outcome:
            yield from _mismatch(names, mismatch)


def _mismatch(names: PolicyLabels, mismatch: Mismatch) -> Iterator[str]:
    """What was expected and what was found; of a grade of which the example says nothing, what was found."""
    yield "      " + names.say("mismatch", where=_where(mismatch), about=_about(names, mismatch.about))
    for key, found in (("expected", mismatch.expected), ("found", mismatch.found)):
        if mismatch.about == "grade" and not found:
            continue
        values = (_value(names, mismatch.about, each) for each in found)
        yield "        " + names.say(key, value=names.say("comma").join(values) or names.say("none"))


def _where(at: Mismatch | Broken) -> Word:
    """The unit and the period of a row; the unit is left out where the example has only one, and does not name it."""
    values = {"unit": at.unit, "period": at.period}
    return Word("reports.period" if at.unit == ONLY_UNIT else "reports.outcome", values)


def _about(names: PolicyLabels, about: str) -> str:
    return names.say(about) if about in ("grade", "consequences") else names.named(about)


def _value(names: PolicyLabels, about: str, value: str) -> str:
    if about == "consequences":
        return names.say("with-id", label=names.consequence(value), id=value)
    if about == "grade":
        return names.grade(None if value == "none" else value)
    return names.say(value) if value in ("missing", "true", "false", "unknown") else value


def _broken(names: PolicyLabels, claim: ClaimCheck, broken: Broken) -> str:
    values = {"where": _where(broken), "claim": names.claim(claim.claim), "against": broken.against}
    return names.say("breaks" if broken.against is None else "breaks-against", **values)


def _total(names: PolicyLabels, tried: Sequence[CheckedExample]) -> str:
    failed = sum(not each.passed for each in tried)
    return names.say("total-failed" if failed else "total-passed", count=len(tried), failed=failed)
