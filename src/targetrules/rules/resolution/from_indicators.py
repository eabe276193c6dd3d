"""Indicators as written to inputs, conditions and measures as an author would write them: the one arrow between them.

Nobody else knows of indicators: engines, explanations, proofs and all searches find names of the language. What an
indicator ``x`` is made of is called ``x_target``, ``x_met``, ``x_score`` and so on; the scores of a category are added
up in ``category_score``, those in ``total``. Of what is noted of any of these the place is that of the indicator.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, assert_never

import attrs

from targetrules.data import frozen
from targetrules.rules.resolution.indicator_checks import check_indicators, decimals_of_target
from targetrules.rules.resolution.indicator_dates import during
from targetrules.rules.resolution.indicator_names import TOTAL, Names, headings_by_label, headings_of, made_of
from targetrules.rules.resolution.indicator_scores import Points, points_of
from targetrules.rules.resolution.indicator_sums import add_sums
from targetrules.rules.resolution.indicators_made import Made
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.decimals import plain_digits
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax

__all__ = ["with_indicators"]


def with_indicators(file: syntax.PolicyFile, diagnostics: DiagnosticCollector) -> syntax.PolicyFile:
    """The file with all that its indicators stand for; the same file where it has none.

    What is wrong with them is noted, and what cannot be made of them counts as lost.
    """
    if not file.indicators and not file.categories:
        _lose_unread(diagnostics)
        return file
    faulty = check_indicators(file, diagnostics)
    made = Made(file, diagnostics)
    for name, indicator in (file.indicators or {}).items():
        one = _Indicator(name, indicator, made)
        if ("indicators", name) in faulty:
            one.points()
        else:
            one.add()
    add_sums(made, faulty)
    _lose_unread(diagnostics)
    return made.file()


def _lose_unread(diagnostics: DiagnosticCollector) -> None:
    """What would have been made of indicators and categories that could not be read is not unknown."""
    if diagnostics.touch("indicators", "categories"):
        diagnostics.lost.update([each for lost in diagnostics.lost for each in made_of(lost)], (TOTAL,))


@frozen(slots=True)
class _Indicator:
    """Makes what one indicator stands for."""

    name: str
    indicator: syntax.Indicator
    made: Made

    @property
    def path(self) -> Path:
        return ("indicators", self.name)

    @property
    def names(self) -> Names:
        return Names(self.name)

    @property
    def value(self) -> str:
        """The name of the value that counts."""
        return self.name if self.indicator.quality is None else self.names["counted"]

    def qualities(self, does: str) -> list[str]:
        """The words for values of which so much counts."""
        return [word for word, done in (self.indicator.quality or {}).items() if done == does]

    @property
    def may_be_left(self) -> bool:
        """Whether a unit may not carry it."""
        return self.indicator.carried is not None or self.indicator.not_carried is not None

    def add(self) -> None:
        self.add_value()
        self.add_target()
        self.add_carried()
        self.add_quality()
        self.part("conditions", "met", self.met(), "target")
        if self.indicator.weight is not None:
            self.add_score()

    def part(self, section: str, part: str, value: Any, *at: str) -> None:
        """Something that is made, under its name and with its label."""
        label = self.made.label(part, self.indicator.label, self.name)
        if section == "inputs":
            self.made.headings[self.names[part]] = headings_by_label(part, self.indicator.label, label)
        labelled = (
            {"label": label, **value} if section == "conditions" else attrs.evolve(self.dated(value), label=label)
        )
        self.made.add(section, self.names[part], labelled, (*self.path, *at))

    def dated(self, value: Any) -> Any:
        """An input or a measure that is there in the periods in which the indicator is in force."""
        return attrs.evolve(value, from_=self.indicator.from_, until=self.indicator.until)

    @property
    def in_force(self) -> dict[str, Any]:
        """The condition that it is in force; nothing where it always is."""
        return during(self.made.ranges[self.name], self.made.kind)

    # ---- inputs ------------------------------------------------------------------------------------------------------

    def add_value(self) -> None:
        """What was reached: a number, or of a standard whether it was kept."""
        one, label = self.indicator, self.made.label("own", self.indicator.label, self.name)
        found = syntax.Input(type="flag", optional=True, column=one.column, label=label)
        if one.target != "kept":
            number = attrs.evolve(found, type="number", decimals=one.decimals, unit=one.unit)
            found = attrs.evolve(number, min=one.min, max=one.max)
        self.made.headings[self.name] = headings_by_label("own", one.label, label)
        self.made.add("inputs", self.name, self.dated(found), self.path)

    def columns(self, part: str) -> list[str]:
        written = self.indicator.column
        return headings_of(part, self.name, [written] if isinstance(written, str) else list(written or ()))

    def add_target(self) -> None:
        """What is to be reached: an input, or two; of a multiple it is a measure."""
        one = self.indicator
        match one.target:
            case syntax.Multiple(multiple=multiple, over=over):
                formula = f"{plain_digits(Decimal(multiple))} * previous({self.value}, {over})"
                found = syntax.Measure(formula=formula, decimals=decimals_of_target(one))
                self.part("measures", "target", found, "target")
            case "at_least" | "at_most":
                self.add_end("target")
            case "between":
                self.add_end("low")
                self.add_end("high")
            case "kept":
                pass
            case _:
                assert_never(one.target)

    def add_end(self, part: str) -> None:
        """A number that results give beside the value."""
        one = self.indicator
        found = syntax.Input(
            type="number",
            optional=True,
            changeable=False,
            column=self.columns(part),
            decimals=one.decimals,
            unit=one.unit,
            min=one.min if one.target_min is None else one.target_min,
            max=one.max if one.target_max is None else one.target_max,
        )
        self.part("inputs", part, found, "target")

    def add_carried(self) -> None:
        """Whether the unit carries it: by a condition of the policy, or by what results say, yes unless they say no."""
        if self.indicator.carried is not None:
            carried = {"all": [self.in_force, self.indicator.carried]} if self.in_force else self.indicator.carried
            self.part("conditions", "carried", carried, "carried")
        elif self.indicator.not_carried is not None:
            column = self.columns("carried")
            found = syntax.Input(type="flag", default=True, column_optional=True, changeable=False, column=column)
            self.part("inputs", "carried", found, "not_carried")

    def add_quality(self) -> None:
        """How good a value is, and the value that counts therefore."""
        quality = self.indicator.quality
        if quality is None:
            return
        found = syntax.Input(
            type="choice",
            of=list(quality),
            labels=self.indicator.quality_labels,
            default=self.qualities("counts")[0],
            column_optional=True,
            changeable=False,
            column=self.columns("quality"),
        )
        self.part("inputs", "quality", found, "quality")
        self.made.diagnostics.moved["inputs", self.names["quality"], "labels"] = (*self.path, "quality_labels")
        value = f"if({self.name}, 1, 0)" if self.indicator.target == "kept" else self.name
        formulas = {"counts": value, "previous": f"previous({self.value})"}
        cases = [
            syntax.Case(when={self.names["quality"]: self.qualities(does)}, formula=formula)
            for does, formula in formulas.items()
            if self.qualities(does)
        ]
        self.part("measures", "counted", syntax.Measure(cases=cases, decimals=self.indicator.decimals or 0), "quality")
        if self.qualities("zero"):
            tampered = {**self.in_force, self.names["quality"]: self.qualities("zero")}
            self.part("conditions", "tampered", tampered, "quality")

    # ---- what follows ------------------------------------------------------------------------------------------------

    def met(self) -> dict[str, Any]:
        """Whether the target is met; of a unit that does not carry it nothing is asked, so that nothing is missed.

        Nor is anything asked of anybody where it is not in force.
        """
        names, value, target = self.names, self.value, self.indicator.target
        met: dict[str, Any]
        match target:
            case "at_least" | syntax.Multiple():
                met = {value: {"at_least": names["target"]}}
            case "at_most":
                met = {value: {"at_most": names["target"]}}
            case "between":
                met = {value: {"at_least": names["low"], "at_most": names["high"]}}
            case "kept":
                met = {value: True} if self.indicator.quality is None else {value: {"at_least": 1}}
            case _:
                assert_never(target)
        if self.qualities("zero"):
            met = {names["tampered"]: False, **met}
        others: list[dict[str, Any]] = [{"not": self.in_force}] if self.in_force else []
        others += [{names["carried"]: False}] if self.may_be_left else []
        return {"any": [*others, met]} if others else met

    def points(self) -> Points | None:
        """How it scores; None where it does not, or where that is at fault."""
        return points_of(self.name, self.indicator, self.value, self.made.diagnostics)

    def add_score(self) -> None:
        """The points of the indicator; those of a scale are a measure of their own, where they are not all."""
        points = self.points()
        if points is None:
            self.made.diagnostics.lost.add(self.names["score"])
            return
        decimals, rounding = self.made.rounding(self.indicator.category)
        kept = syntax.Measure(decimals=decimals, rounding=rounding)
        if points.difference is not None:
            own = syntax.Measure(formula=points.difference, decimals=decimals_of_target(self.indicator))
            self.part("measures", "difference", own, "scoring")
        formula = points.formula if points.scale is None else self.names["points"]
        cases, otherwise = self.cases(points, formula)
        if not cases:
            found = attrs.evolve(kept, scale=points.scale, formula=points.formula if points.scale is None else None)
        else:
            found = attrs.evolve(kept, cases=cases, otherwise=otherwise)
            if points.scale is not None:
                self.part("measures", "points", attrs.evolve(kept, scale=points.scale), "scoring")
        self.part("measures", "score", found, "scoring")

    def cases(self, points: Points, formula: str) -> tuple[list[syntax.Case], str | None]:
        """The cases before the formula, and after them the formula for all others; none where there is but that.

        Whoever does not carry the indicator has no score, or a score of 0 where its weight is lost. A value that was
        tampered with has no points; with all or nothing that follows from the target not being met.
        """
        names, found = self.names, list(points.cases)
        if self.qualities("zero") and not points.asks_met:
            found.insert(0, ({names["tampered"]: True}, "0"))
        if self.may_be_left and self.indicator.not_carried == "zero":
            found.insert(0, ({names["carried"]: False}, "0"))
        if not self.may_be_left or self.indicator.not_carried == "zero":
            return [syntax.Case(when=when, formula=each) for when, each in found], formula
        carried = {names["carried"]: True}
        return [syntax.Case(when={**carried, **when}, formula=each) for when, each in [*found, ({}, formula)]], None
