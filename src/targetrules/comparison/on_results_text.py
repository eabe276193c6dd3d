"""What two policies decide otherwise of the same results, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from targetrules.comparison.on_results import GRADE, OnResults, Share, TreatedOtherwise
from targetrules.explanation.findings import Explanation
from targetrules.history import Value
from targetrules.outcome import Outcome
from targetrules.proof.text import value_text
from targetrules.report.explanation_lines import reasons_of
from targetrules.report.labels import PolicyLabels
from targetrules.report.paint import Paint
from targetrules.report.phrases import Phrases
from targetrules.report.table import TextRow, table_text
from targetrules.visible import visible
from targetrules.wording import say

__all__ = ["SHOWN", "on_results_lines"]

SHOWN: Final = 10
"""So many results are shown with their reasons, unless more are asked for."""


def on_results_lines(
    found: OnResults, language: str, *, width: int | None, paint: Paint, most: int | None
) -> Iterator[str]:
    """The lines of one comparison: a summary, tables of how many, and the results themselves with the reasons.

    Args:
        found: What was found.
        language: ``"en"`` or ``"zh"``.
        width: The width that tables are folded to; None: as wide as they are.
        paint: Gives parts of the text their colours.
        most: How many results are shown with their reasons; None: all.
    """
    return _Telling(found, language, width, paint, most).lines()


class _Telling:
    def __init__(self, found: OnResults, language: str, width: int | None, paint: Paint, most: int | None) -> None:
        self.found, self.language, self.paint, self.most = found, language, paint, most
        self.width = None if width is None else width - 4
        self.old, self.new = (PolicyLabels(policy.rules, language) for policy in found.policies)

    def lines(self) -> Iterator[str]:
        found, file = self.found, self.found.new.file
        given = self.say("these-results") if file is None else visible(Path(file).name)
        if not found.rows:
            yield "  " + self.paint(self.say("on-results-alike", file=given, results=found.results), "good")
            return
        units = len({each.unit for each in found.rows})
        told = self.say("on-results", file=given, results=found.results, rows=len(found.rows), units=units)
        yield "  " + self.paint(told, "heading")
        yield from self.rules()
        for (old, new), count in found.grades.items():
            yield "    " + self.say("moves", old=self.old.grade(old), new=self.new.grade(new), count=count)
        yield from self.shares(self.new.period_heading(), found.by_period, lambda value: visible(str(value)))
        for name, shares in found.by_group.items():
            names = self.new if name in self.new.rules.inputs else self.old
            yield from self.shares(names.named(name), shares, partial(self.value, names, name))
        yield from self.rows()

    # ---- how many ----------------------------------------------------------------------------------------------------

    def rules(self) -> Iterator[str]:
        """How often each consequence comes, goes, or cannot be settled."""
        keys = ("newly", "no-longer", "newly-open", "no-longer-open")
        headings = [self.say("what"), *map(self.say, keys)]
        rows = [
            [
                self.rule(each.id),
                *map(str, (each.due, each.no_longer_due, each.undetermined, each.no_longer_undetermined)),
            ]
            for each in self.found.rules
        ]
        if rows:
            yield from self.table(headings, rows)

    def shares(self, heading: str, shares: Sequence[Share], told: Callable[[Any], str]) -> Iterator[str]:
        """How many results of each period, or of each group, are treated otherwise."""
        rows = [[told(each.value), str(each.otherwise), str(each.results)] for each in shares if each.otherwise]
        yield from self.table([heading, self.say("otherwise"), self.say("results")], rows)

    def table(self, headings: TextRow, rows: Sequence[TextRow]) -> Iterator[str]:
        text = table_text(headings, [rows], width=self.width, paint=self.paint)
        yield from ("    " + line for line in text.rstrip("\n").split("\n"))

    def value(self, names: PolicyLabels, name: str, value: Value) -> str:
        return value_text(names, names.rules.inputs[name], value)

    def rule(self, id_: str) -> str:
        """The grade, a consequence or a status, which one of the policies may not have."""
        if id_ == GRADE:
            return self.new.say("grade")
        names = next(each for each in (self.new, self.old) if _has(each, id_))
        return names.rule(id_)

    # ---- the results -------------------------------------------------------------------------------------------------

    def rows(self) -> Iterator[str]:
        shown = self.found.rows[: self.most]
        for row, (before, after) in zip(shown, self.found.reasons([(row, row.concerns) for row in shown]), strict=True):
            told = self.say(
                "differs",
                unit=visible(row.unit),
                period=row.period,
                old=self.treated(self.old, row.old),
                new=self.treated(self.new, row.new),
            )
            yield "    " + self.paint(told, "heading")
            for key, explanation, names in (("why-old", before, self.old), ("why-new", after, self.new)):
                lines = list(self.reasons(row, explanation, names))
                yield from ("      " + line for line in ([self.say(key), *lines] if lines else ()))
        more = len(self.found.rows) - len(shown)
        if more:
            yield "    " + self.say("more-results", count=more)

    def reasons(self, row: TreatedOtherwise, explanation: Explanation | None, names: PolicyLabels) -> Iterator[str]:
        """Why a policy decides what the other one decides otherwise."""
        if explanation is None:
            return
        yield from ("  " + line for line in reasons_of(explanation, Phrases(self.language)))
        for about in row.concerns:
            if about != GRADE and not _has(names, about):
                yield "  " + self.say("has-not", name=self.rule(about))

    def treated(self, names: PolicyLabels, outcome: Outcome | None) -> str:
        """What a policy decides of a result."""
        if outcome is None:
            return self.say("not-judged")
        told = [names.say("grade") + " " + names.grade(outcome.grade)] if names.rules.grades else []
        told += [names.consequence(each.id) for each in outcome.consequences]
        told += [self.say("open-rule", name=names.rule(each.id)) for each in outcome.undetermined]
        return names.say("comma").join(told) or names.say("none")

    def say(self, key: str, **values: Any) -> str:
        return say(f"comparison.{key}", self.language, values)


def _has(names: PolicyLabels, id_: str) -> bool:
    return id_ in names.rules.statuses or any(rule.id == id_ for rule in names.rules.consequences)
