"""A reconciliation in words: what is in which list, agreement by outcome, where the two part first, likely causes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from targetrules.history import Value
from targetrules.mutation.mutants import Mutant
from targetrules.policy import Policy
from targetrules.reconciliation.official import GRADE, NOTHING
from targetrules.reconciliation.reconcile import Agreement, Difference, Reconciliation
from targetrules.report.labels import PolicyLabels
from targetrules.report.paint import Paint, plain
from targetrules.visible import visible
from targetrules.wording import Listing, known_language, say

__all__ = ["reconciliation_text", "telling"]

_SHOWN: Final = 10
_EXAMPLES: Final = 3


def reconciliation_text(found: Reconciliation, language: str = "en", *, paint: Paint = plain) -> str:
    """Tell how decisions made elsewhere agree with those of a policy.

    Args:
        found: What was found.
        language: ``"en"`` or ``"zh"``.
        paint: Gives parts of the text their colours; left out, there are none.

    Returns:
        The text, without an end of line behind the last line.

    Raises:
        UnknownLanguageError: There are no sentences in this language.
    """
    return "\n".join(_Telling(found, known_language(language), paint).lines())


def telling(policy: Policy, mutant: Mutant, language: str) -> str:
    """Where a slip is, and what it changes; in a policy below with the name of its file."""
    told = mutant.telling(language)
    own = policy.name if policy.document is None else policy.document.name
    if mutant.place.file == own:
        return told
    return say("reconciliation.below-in", language, {"file": mutant.place.file, "change": told})


class _Telling:
    def __init__(self, found: Reconciliation, language: str, paint: Paint) -> None:
        self.found, self.language, self.paint = found, language, paint
        self.names = PolicyLabels(found.policy.rules, language)

    def lines(self) -> Iterator[str]:
        yield self.names.heading()
        yield from self.rows()
        for each in self.found.agreements:
            yield "  " + self.agreement(each)
        if self.found.nothing_compared:
            yield "  " + self.paint(self.say("nothing-compared"), "error")
            return
        if not self.found.differences:
            yield "  " + self.paint(self.say("no-differences"), "good")
            return
        yield "  " + self.paint(self.say("differences"), "heading")
        yield from self.steps()
        yield from self.causes()

    def rows(self) -> Iterator[str]:
        """What is in both lists, and what is in one of them alone."""
        found = self.found
        yield "  " + self.say("compared", count=found.compared)
        for key, rows in (("only-here", found.only_here), ("only-there", found.only_there)):
            if rows:
                some = [f"{visible(unit)} {period}" for unit, period in rows]
                yield "  " + self.say(key, count=len(rows), some=self.some(some, _SHOWN))
        if found.other_periods:
            yield "  " + self.say("other-periods", count=found.other_periods)
        if found.ignored:
            yield "  " + self.say("ignored", columns=Listing(found.ignored))

    def agreement(self, agreement: Agreement) -> str:
        """How often the two agree in one outcome, and how they do not."""
        told = [self.say("agreement", name=self.name(agreement.outcome), agree=agreement.agree)]
        here = "grade" if agreement.outcome == GRADE else "here"
        counts = (
            (here, agreement.only_here),
            ("there", agreement.only_there),
            ("undetermined", agreement.undetermined),
            ("unsaid", agreement.unsaid),
        )
        told += [self.say(f"agreement-{key}", count=count) for key, count in counts if count]
        return self.names.say("comma").join(told)

    def steps(self) -> Iterator[str]:
        """Where they part first, with how often."""
        kinds = Counter((each.outcome, each.step, each.about, each.missing) for each in self.found.differences)
        for (outcome, step, about, missing), count in kinds.items():
            values = {"about": self.names.named(about) if about else "", "missing": Listing(missing), "count": count}
            yield "    " + self.say(f"step-{step}", name=self.name(outcome), **values)

    def causes(self) -> Iterator[str]:
        found = self.found
        parted = sum(each.step != "missing" for each in found.differences)
        if parted:
            yield "  " + self.paint(self.say("causes" if found.causes else "no-cause"), "heading")
        for cause in found.causes:
            told = self.say(
                "cause",
                count=len(cause.explained),
                all=parted,
                change=telling(found.policy, cause.mutant, self.language),
            )
            key = "cause-new" if cause.new else "cause-none-new"
            yield "    " + self.say(key, cause=told, count=cause.new)
            if cause.mutant.place.text:
                yield "      " + self.paint(f"{cause.mutant.place.line} | {cause.mutant.place.text}", "frame")
            for other in cause.alike:
                yield "      " + self.say("alike", change=telling(found.policy, other, self.language))
            some = [self.difference(each) for each in cause.explained]
            yield "      " + self.say("cause-rows", some=self.some(some, _EXAMPLES))
        if found.unexplained and found.causes:
            yield "  " + self.paint(self.say("unexplained", count=len(found.unexplained)), "heading")
        for each in found.unexplained[:_SHOWN]:
            yield "    " + self.difference(each)
        if len(found.unexplained) > _SHOWN:
            yield "    " + self.say("and-more", some="…", count=len(found.unexplained) - _SHOWN)
        if found.untried:
            yield "  " + self.paint(self.say("untried", count=found.untried), "error")

    def difference(self, each: Difference) -> str:
        """What was decided of one result, here and there."""
        said = {"here": self.value(each, each.here), "there": self.value(each, each.there)}
        return self.say("difference", unit=each.unit, period=each.period, name=self.name(each.outcome), **said)

    def value(self, each: Difference, value: Value) -> str:
        if value is None:
            return self.names.say("undetermined")
        if each.outcome == GRADE:
            return self.names.grade(None if value == NOTHING else str(value))
        return self.say("yes" if value else "no")

    def name(self, outcome: str) -> str:
        """What an outcome is called."""
        if outcome == GRADE:
            return self.names.say("grade")
        return self.names.say("with-id", label=self.names.consequence(outcome), id=outcome)

    def some(self, parts: Sequence[str], most: int) -> str:
        """The first of several, and how many more there are."""
        shown = "; ".join(parts[:most]) if self.language == "en" else "；".join(parts[:most])
        return shown if len(parts) <= most else self.say("and-more", some=shown, count=len(parts) - most)

    def say(self, key: str, **values: Any) -> str:
        return say(f"reconciliation.{key}", self.language, values)
