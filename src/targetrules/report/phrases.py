"""The values of an explanation in words: names by their labels, numbers with their units, periods."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from targetrules.data import frozen
from targetrules.explanation.codes import WORDS
from targetrules.explanation.findings import Counted, Fact, Finding, GradeStep
from targetrules.explanation.values import (
    Cut,
    Interval,
    Item,
    MissingValue,
    Moment,
    Named,
    PartOfYear,
    PeriodCount,
    ReadValue,
    Value,
)
from targetrules.period import PeriodKind, period_text
from targetrules.rules.definition import label_text
from targetrules.rules.leaf import Rounding, Share
from targetrules.rules.tree import By, Duration
from targetrules.wording import list_of, say

__all__ = ["Phrases"]

_PARTS: Final = {PeriodKind.HALF: 2, PeriodKind.QUARTER: 4, PeriodKind.MONTH: 12}
_WANTED: Final = "wanted"


@frozen(slots=True)
class Phrases:
    """Words in one language."""

    language: str

    def say(self, key: str, **values: Value) -> str:
        """The phrase of ``explanations.<key>`` with values in its places; of several wanted, one is enough."""
        return self.worded(f"explanations.{key}", values)

    def worded(self, key: str, values: dict[str, Value]) -> str:
        """Any sentence by its whole key."""
        return say(key, self.language, {name: self.of(value, name) for name, value in values.items()})

    def of_finding(self, finding: Finding) -> str:
        """The sentence of a finding."""
        sentence = self.worded(f"reasons.{finding.code}.{WORDS[finding.truth]}", dict(finding.values))
        return self.say("repeated", sentence=sentence) if finding.repeated else sentence

    def of_fact(self, fact: Fact) -> str:
        """The sentence of a fact."""
        return self.worded(f"reasons.{fact.code}", dict(fact.values))

    def of_step(self, step: GradeStep) -> str:
        """The sentence of a step of grading, with the grade before and after it where it held.

        A scale is no move: it gives the first grade.
        """
        sentence = self.of_finding(step.finding)
        if step.finding.truth is not True or step.kind == "scales":
            return sentence
        if step.before == step.after:
            return self.say("step-stays", step=sentence)
        none = self.say("no-grade")
        return self.say("step-moves", step=sentence, before=step.before or none, after=step.after or none)

    def of_counted(self, counted: Counted) -> str:
        """The period, or the stretch of periods, that a temporal condition looked at."""
        if counted.last == counted.first:
            return self.of(counted.first)
        return self.say("stretch-of-periods", first=counted.first, last=counted.last)

    # ---- values ------------------------------------------------------------------------------------------------------

    def of(self, value: Value, name: str = "") -> str:  # noqa: C901, PLR0911
        """Any value; ``name`` is its place in the sentence."""
        match value:
            case None:
                return self.say("missing")
            case bool():
                return self.say("yes" if value else "no")
            case Named():
                return self.of_name(value)
            case Moment():
                return self.of_moment(value)
            case PartOfYear():
                return self.of_part(value)
            case PeriodCount():
                return self.say(f"count-{value.kind.value}", count=value.count)
            case ReadValue():
                return self.of_reading(value)
            case Interval():
                return self.of_stretch(value)
            case MissingValue():
                return self.of_lacking(value)
            case Item():
                return self.of_item(value)
            case Cut():
                return self.of_cut(value)
            case Share(percent):
                return f"{percent:f}%"
            case Rounding():
                return self.say(f"rounding-{value.value}")
            case tuple():
                return list_of(tuple(self.of(each) for each in value), self.language, "or" if name == _WANTED else "")
            case Decimal():
                return f"{value:f}"
            case int() | str():
                return str(value)

    def of_name(self, named: Named) -> str:
        """The label in the language, else the id."""
        label = label_text(named.label, self.language, named.id)
        match named.kind:
            case "rank" | "size":
                return self.say(named.kind, ranking=label)
            case "units":
                return self.say("all-units")
            case "final-grade":
                return self.say("the-grade")
            case _:
                return label

    def of_moment(self, moment: Moment) -> str:
        """A period as people write it, with the unit of which it is told, where that is another one."""
        if moment.unit:
            return self.say("period-of", period=self.of_period(moment), unit=moment.unit)
        return self.of_period(moment)

    def of_period(self, moment: Moment) -> str:
        """A period as people write it."""
        if moment.kind is PeriodKind.YEAR:
            return self.say("year", year=str(moment.ordinal))
        if moment.kind in (PeriodKind.SCHOOL_YEAR, PeriodKind.FISCAL_YEAR):
            return self.say(moment.kind.value, years=str(period_text(moment.kind, moment.ordinal)))
        if moment.kind is PeriodKind.SEQUENCE:
            return self.say("sequence", number=moment.ordinal)
        year, part = divmod(moment.ordinal, _PARTS[moment.kind])
        if moment.kind is PeriodKind.HALF:
            return self.say(f"half-{part + 1}", year=str(year))
        if moment.kind is PeriodKind.QUARTER:
            return self.say("quarter", year=str(year), part=part + 1)
        return self.say("month", year=str(year), month=self.say(f"month-{part + 1}"))

    def of_part(self, part: PartOfYear) -> str:
        """A part of any year."""
        number = part.part + 1
        if part.kind is PeriodKind.HALF:
            return self.say(f"part-half-{number}")
        if part.kind is PeriodKind.QUARTER:
            return self.say("part-quarter", part=number)
        return self.say(f"month-{number}")

    def of_reading(self, reading: ReadValue) -> str:
        """The value with its name, where it has one."""
        value = self.of_value(reading)
        if reading.name is None:
            return value
        key = "reading" if reading.period is None else "reading-then"
        if reading.value is None:
            return self.say(f"{key}-missing", name=reading.name, period=reading.period)
        return self.say(key, name=reading.name, period=reading.period, value=value)

    def of_value(self, reading: ReadValue) -> str:
        """The value alone, with its unit."""
        number = self.of(reading.value)
        if not reading.exact:
            number = self.say("about", number=number)
        if reading.value is None or not reading.unit:
            return number
        return (
            number + reading.unit
            if reading.unit == "%"
            else self.say("number-with-unit", number=number, unit=reading.unit)
        )

    def of_stretch(self, stretch: Interval) -> str:
        """All values between two, without a name."""
        if stretch.low is None and stretch.high is None:
            return self.say("any-value")
        if stretch.high is None and stretch.low is not None:
            return self.say("at-least", low=self.of_value(stretch.low))
        if stretch.low is None and stretch.high is not None:
            return self.say("at-most", high=self.of_value(stretch.high))
        low, high = (self.of_value(end) for end in (stretch.low, stretch.high) if end is not None)
        return self.say("from-to", low=low, high=high)

    def of_alternatives(self, after: tuple[ReadValue | Interval, ...]) -> str:
        """Values of which any one will do, without their name."""
        told = tuple(self.of_stretch(each) if isinstance(each, Interval) else self.of_value(each) for each in after)
        return list_of(told, self.language, "or")

    def of_lacking(self, lacking: MissingValue) -> str:
        """The name of something missing, and when, or in which rows of details."""
        if lacking.items is not None and lacking.name is not None:
            return self.say("lacking-in", name=lacking.name, items=lacking.items)
        if lacking.period is None:
            return self.of(lacking.name)
        if lacking.name is None:
            return self.say("lacking-result", period=lacking.period)
        return self.say("lacking-then", name=lacking.name, period=lacking.period)

    def of_item(self, item: Item) -> str:
        """A row of details by its name; a number alone goes without its name."""
        if not item.values:
            return item.name
        alone = len(item.values) == 1 and isinstance(item.values[0].value, Decimal)
        told = list_of(tuple(self.of_value(each) if alone else self.of(each) for each in item.values), self.language)
        return self.say("item", name=item.name, values=told)

    def of_cut(self, cut: Cut) -> str:
        """The first rows, and how many more there are."""
        items = list_of(tuple(map(self.of_item, cut.first)), self.language)
        more = cut.count - len(cut.first)
        return self.say("items-more", items=items, more=more) if more else items

    def of_deadline(self, deadline: Duration | By, counted_from: str = "decision") -> str:
        """Until when something is to be done."""
        if isinstance(deadline, By):
            return self.say("by-day", month=self.say(f"month-{deadline.month}"), day=deadline.day)
        return self.of_duration("within", deadline, counted_from)

    def of_lasting(self, lasts: Duration, counted_from: str = "decision") -> str:
        """For how long something is in force."""
        return self.of_duration("lasts", lasts, counted_from)

    def of_duration(self, key: str, duration: Duration, counted_from: str) -> str:
        """A length of time, and from when it is counted."""
        return self.say(key, length=self.of_length(duration), start=self.say(f"from-{counted_from}"))

    def of_length(self, duration: Duration) -> str:
        """A length of time, in the singular where there is one."""
        unit = duration.unit.removesuffix("s") if duration.count == 1 else duration.unit
        return self.say(f"length-{unit}", count=duration.count)
