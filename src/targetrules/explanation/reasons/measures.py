"""How the number of a measure came about: the values that its formula read, here and in earlier periods."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from attrs import field

from targetrules.data import define
from targetrules.engine.judged import Judged
from targetrules.engine.numbers import Formula
from targetrules.explanation.findings import Fact, Finding
from targetrules.explanation.reasons.items import Items
from targetrules.explanation.reasons.not_asked import facts_of_not_asked
from targetrules.explanation.reasons.read import FormulaRead, Step, formula_read, has_cases, names_in
from targetrules.explanation.reasons.scoring import facts_of_scoring, is_scored
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import Named, ReadValue, Value
from targetrules.rules import tree
from targetrules.rules.analysis.shares import rows_of_share
from targetrules.rules.exact import rounded
from targetrules.rules.leaf import Rounding
from targetrules.source.decimals import plain_digits

__all__ = ["Measures", "shown"]

_MEDIAN: Final = 50
"""The percentile that is the median."""

_SHOWN_DECIMALS: Final = 6
_DEEPEST: Final = 24
_SEVERAL: Final = 2


@define(slots=True)
class Measures:
    """The measures of one explanation, each opened up once.

    ``formula`` remembers what functions over groups give. ``above``: the measures that the present one is computed for;
    far down it is not opened up any more. ``finding`` explains a condition, by which a case applies. ``asked``: the
    flags that were told together with others, each once.
    """

    names: SymbolTable
    formula: Formula
    finding: Callable[[tree.Condition, Judged], Finding]
    items: Items
    opened: set[str] = field(factory=set)
    asked: set[tree.FlagIs] = field(factory=set)
    above: list[str] = field(factory=list)

    @property
    def size(self) -> int:
        """How much was told that is told once."""
        return len(self.opened) + len(self.asked)

    def facts(self, numbers: Iterable[tree.LeafNumber], now: Judged) -> tuple[Fact, ...]:
        """Where those of the numbers come from that are measures and were not opened up before."""
        rules, found = self.names.rules, list[Fact]()
        for each in numbers:
            if not isinstance(each, tree.NumberOf):
                continue
            if each.name in rules.aggregates:
                found += self.items.facts(each.name, now) or self.of_details(each.name, now)
            elif each.name in rules.measures and each.name not in self.opened:
                found += self.of_name(each.name, now)
        return tuple(found)

    def beneath(self, parts: Iterable[tree.Aggregate | str], now: Judged) -> list[Fact]:
        """Where the numbers come from that a formula reads; what lies beneath ``previous`` is not followed further."""
        found: list[Fact] = []
        for part in parts:
            if not isinstance(part, str):
                found.append(self.of_group(part, now))
            elif part in self.names.rules.aggregates:
                found += self.of_details(part, now)
            elif part in self.names.rules.measures and part not in self.opened:
                found += self.of_name(part, now)
        return found

    def of_details(self, name: str, now: Judged) -> tuple[Fact, ...]:
        """The rows of details that something is made of, with its value beside it."""
        beneath = self.items.facts(name, now)
        return (
            (Fact("details.made", {"reading": self.names.reading(name, now.values[name])}, beneath),) if beneath else ()
        )

    def of_name(self, name: str, now: Judged) -> Sequence[Fact]:
        """A measure that was not opened up before."""
        if len(self.above) == _DEEPEST:
            return [Fact("name.no_further", {"name": self.names.named(name)})]
        self.opened.add(name)
        self.above.append(name)
        found = self.of_measure(name, now)
        self.above.pop()
        return found

    def of_measure(self, name: str, now: Judged) -> Sequence[Fact]:
        """What the formula in force read, and where that comes from."""
        read = self.read(name, now)
        if read is None:
            return [Fact("measure.not_in_force", {"name": self.names.named(name)})]
        if read.cut is not None:
            return [self.of_cut(read.cut, read.beneath, now)]
        reading = self.names.reading(name, now.values[name])
        lost = (
            [Fact("measure.divided_by_zero", {"name": self.names.named(name)})] if name in now.divided_by_zero else []
        )
        shares = [share for each in read.cases if (share := rows_of_share(each)) is not None] if read.cases else []
        parts = read.readings(now, self.names) or tuple([self.names.reading(each, now.values[each]) for each in shares])
        beneath = (
            *(facts_of_scoring(name, self.names, now) if is_scored(name, self.names.rules) else ()),
            *self.applied(read, now),
            *(self.beneath((*read.beneath, *shares), now) if read.beneath or shares else ()),
        )
        if parts:
            return [*lost, Fact("measure.computed", {"measure": reading, "parts": parts}, beneath)]
        code = "measure.by_conditions" if read.cases or read.counts or read.entries else "measure.of_units"
        return [*lost, Fact(code, {"measure": reading}, beneath)] if beneath else lost

    def applied(self, read: FormulaRead, now: Judged) -> Iterable[Fact]:
        """What of a formula applies to the unit, such as one of several cases."""
        if read.is_plain:
            return ()
        return (
            *self.of_all_cases([each for each in read.cases if rows_of_share(each) is None], now),
            *(self.of_count(each, now) for each in read.counts),
            *(self.of_entry(each, now) for each in read.entries),
            *(fact for each in read.scales for fact in self.on_scale(each, now)),
            *self.clamped(read.clamps, now),
            *facts_of_not_asked(read.inputs, self.names, now.period),
        )

    def read(self, name: str, now: Judged) -> FormulaRead | None:
        """What the formula in force reads: the same for all units, unless it has cases."""
        rules, kept, key = self.names.rules, self.names.formulas, (name, now.period)
        if key not in kept:
            kept[key] = None if has_cases(rules, name) else (formula_read(self.names, name, now.period),)
        of_all = kept[key]
        if of_all is not None:
            found: FormulaRead | None = of_all[0]
            return found

        def choice(cases: tree.Cases, steps: tuple[Step, ...]) -> tree.Number | None:
            then: Judged | None = now
            for step in steps:
                then = then and step.then(then)
            return None if then is None else self.formula.applying(cases, then)

        return formula_read(self.names, name, now.period, choice)

    def of_all_cases(self, cases: Sequence[tree.Cases], now: Judged) -> Iterator[Fact]:
        """Which cases apply; flags that several parts of a formula ask about are told together, each once."""
        flags = [flag for each in cases if (flag := asked_flag(each)) is not None]
        if len(flags) < _SEVERAL:
            yield from (self.of_cases(each, now) for each in cases)
            return
        yield from (self.of_cases(each, now) for each in cases if asked_flag(each) is None)
        of = [self.finding(flag, now) for flag in dict.fromkeys(flags) if flag not in self.asked]
        self.asked.update(flags)
        for code, so in (("cases.each_first", True), ("cases.each_other", False), ("cases.each_unknown", None)):
            findings = tuple(finding for finding in of if finding.truth is so)
            if findings:
                yield Fact(code, {}, (), findings)

    def of_cases(self, cases: tree.Cases, now: Judged) -> Fact:
        """Which case applies, and by which conditions; those of words or grades exclude one another."""
        looked_at = list(self.formula.looked_at(cases, now))
        *_, (_, truth) = looked_at
        size: dict[str, Value] = {"of": len(cases.of)}
        told = looked_at[-1:] if are_words(cases) else looked_at
        findings = tuple(self.finding(case.when, now) for case, _ in told)
        if are_words(cases) and truth is not False:
            return self.without_points(told[0][0]) if truth is None else Fact("points.given", {}, (), findings)
        if len(cases.of) == 1:
            others = "cases.none_alone" if cases.otherwise is None else "cases.others"
            return Fact({True: "cases.first", False: others, None: "cases.unknown_alone"}[truth], {}, (), findings)
        if truth is False:
            return Fact("cases.none" if cases.otherwise is None else "cases.otherwise", size, (), findings)
        code = "cases.unknown" if truth is None else "cases.applies"
        return Fact(code, {"case": len(looked_at), **size}, (), findings)

    def without_points(self, case: tree.Case) -> Fact:
        """Points for words, of which none is known."""
        when = case.when
        name = when.name if isinstance(when, tree.ChoiceIs) else when.of if isinstance(when, tree.GradeIs) else None
        return Fact("points.no_grade", {}) if name is None else Fact("points.unknown", {"name": self.names.named(name)})

    def of_count(self, count: tree.FlagCount, now: Judged) -> Fact:
        """How many of several flags hold."""
        found, findings = self.formula.number(count, now), tuple(self.finding(flag, now) for flag in count.of)
        if found is None:
            return Fact("flags.unknown", {"of": len(count.of)}, (), findings)
        return Fact("flags.count", {"held": int(found), "of": len(count.of)}, (), findings)

    def of_cut(self, cut: tree.Cut, functions: Sequence[tree.Aggregate | str], now: Judged) -> Fact:
        """Of which period the cut is that is in force, whether it was published, and what it would be computed anew."""
        name, due, group = self.names.named(cut.name), cut.due(now.period), now.group(cut.within)
        readings = tuple(self.names.reading(each, now.values[each]) for each in cut.within)
        beneath = [Fact("cut.group", {"group": readings})] if readings else []
        if due is None:
            return Fact("cut.not_yet", {"name": name, "period": self.names.moment(cut.start or 0)})
        if group is None:
            return Fact("cut.no_group", {"name": name}, tuple(beneath))
        is_published, value = cut.published_for(due, group) is not None, now.values[cut.name]
        if due == now.period:
            beneath += self.beneath(functions, now)
            computed = self.formula.computed(cut, now)
            if is_published and computed is not None and computed != value:
                beneath.append(Fact("cut.differs", {"value": shown(computed)}))
        if value is None:
            return Fact("cut.none", {"name": name, "period": self.names.moment(due)}, tuple(beneath))
        values: dict[str, Value] = {"measure": self.names.reading(cut.name, value), "period": self.names.moment(due)}
        return Fact("cut.published" if is_published else "cut.computed", values, tuple(beneath))

    def of_entry(self, entry: tree.AtEntry, now: Judged) -> Fact:
        """When the unit entered a status."""
        then, values = now.entered(entry.status, before=entry.before), {"status": self.names.named(entry.status)}
        if then is None:
            return Fact("entry.never_before" if entry.before else "entry.never", values)
        if then is now:
            return Fact("entry.now", values)
        return Fact("entry.before", {**values, "period": self.names.moment(then.period)})

    def on_scale(self, scale: tree.Piecewise, now: Judged) -> Iterator[Fact]:
        """Between which points of a table a number lies, and what they give."""
        value = now.leaf(scale.of)
        if value is None:
            return
        told: dict[str, Value] = {"value": self.names.number(scale.of, now, None)}
        first, last = scale.points[0], scale.points[-1]
        if scale.outside == "missing" and not first[0] <= value <= last[0]:
            yield Fact("scale.outside", {**told, "low": plain(first[0]), "high": plain(last[0])})
        elif value < first[0]:
            yield Fact("scale.below", {**told, "end": plain(first[0]), "gives": plain(first[1])})
        elif value > last[0]:
            yield Fact("scale.above", {**told, "end": plain(last[0]), "gives": plain(last[1])})
        else:
            at, gives = max(point for point in scale.points if point[0] <= value)
            if scale.between == "step" or at == value:
                yield Fact("scale.step", {**told, "low": plain(at), "gives": plain(gives)})
            else:
                to, then = min(point for point in scale.points if point[0] > value)
                ends: dict[str, Value] = {"low": plain(at), "high": plain(to)}
                yield Fact("scale.between", {**told, **ends, "low_gives": plain(gives), "high_gives": plain(then)})

    def clamped(self, clamps: Iterable[tree.Clamp], now: Judged) -> Iterator[Fact]:
        """Where a number was held at an end, and what it would have been."""
        for part in clamps:
            value, low, high = (
                None if each is None else self.formula.number(each, now) for each in (part.of, part.low, part.high)
            )
            if low is not None and high is not None and low > high:
                yield Fact("clamp.nothing", {"low": shown(low), "high": shown(high)})
            if self.formula.number(part, now) is None or value is None:
                continue
            held = self.names.number(part.of, now, None) if isinstance(part.of, tree.NumberOf) else shown(value)
            if low is not None and value < low:
                yield Fact("clamp.low", {"value": held, "end": shown(low)})
            elif high is not None and value > high:
                yield Fact("clamp.high", {"value": held, "end": shown(high)})

    def of_group(self, group: tree.Aggregate, now: Judged) -> Fact:
        """A number over several units."""
        among = Named("units", "") if group.ranking is None else self.names.ranking(group.ranking)
        values: dict[str, Value] = {"among": among, "value": shown(self.formula.number(group, now))}
        if group.of is not None:
            values["of"] = tuple(self.names.named(name) for name in dict.fromkeys(names_in(group.of)))
        if group.percent is not None:
            if group.percent == _MEDIAN and group.method == "inclusive":
                return Fact("group.median", values)
            values["percent"] = group.percent
        code = group.how if group.method == "inclusive" else f"percentile_{group.method}"
        if group.flag is not None:
            values["of"] = self.names.named(group.flag.name)
            code = "holding" if group.how == "count" else "share"
        return Fact(f"group.{code}", values)


def asked_flag(cases: tree.Cases) -> tree.FlagIs | None:
    """The flag of which ``if(flag, x, y)`` asks; None where it is another case."""
    when = cases.of[0].when
    is_if = len(cases.of) == 1 and cases.otherwise is not None and isinstance(when, tree.FlagIs)
    return when if is_if and isinstance(when, tree.FlagIs) else None


def are_words(cases: tree.Cases) -> bool:
    """Whether there are several cases, each another word of the same choice, or another grade."""
    subjects = {
        (type(when), when.name if isinstance(when, tree.ChoiceIs) else when.of)
        for case in cases.of
        if isinstance(when := case.when, tree.ChoiceIs | tree.GradeIs)
    }
    return len(subjects) == 1 < len(cases.of) and all(
        isinstance(case.when, tree.ChoiceIs | tree.GradeIs) for case in cases.of
    )


def plain(number: Decimal) -> ReadValue:
    """A number that the policy states."""
    return shown(Fraction(number))


@lru_cache
def shown(exact: Fraction | None) -> ReadValue:
    """A number that was not rounded yet, with no more decimals than it needs."""
    if exact is None:
        return ReadValue(None, None)
    near = rounded(exact, _SHOWN_DECIMALS, Rounding.HALF_UP)
    return ReadValue(None, Decimal(plain_digits(near)), exact=Fraction(near) == exact)
