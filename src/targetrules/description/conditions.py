"""Conditions in a description: as clauses of a sentence, and as lists where several of them stand together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, Literal, assert_never

from targetrules.data import frozen
from targetrules.description.names import Names
from targetrules.description.numbers import ROOM, Numbers
from targetrules.description.text import Told
from targetrules.rules import condition as conditions
from targetrules.rules import tree
from targetrules.rules.condition import Condition

__all__ = ["Conditions"]

_OPPOSITE: Final[Mapping[str, Literal["at_least", "above", "at_most", "below"]]] = {
    "at_least": "below",
    "above": "at_most",
    "at_most": "above",
    "below": "at_least",
}
_SIDE_BY_SIDE: Final = {"en": 160, "zh": 70}
"""Two conditions up to this long, in characters, stand in one clause; others are listed."""


@frozen(eq=False)
class Conditions:
    """The conditions of a policy in words."""

    names: Names

    @property
    def numbers(self) -> Numbers:
        """The numbers in words."""
        return Numbers(self.names, self.inline)

    def inline(self, condition: Condition) -> str:
        """A condition on one line, as it stands within a formula."""
        return self.flat(self.part(condition))

    def flat(self, told: Told) -> str:
        """A clause with what it lists behind it in brackets."""
        if not told.items:
            return told.text
        return self.names.say(
            "flat", text=told.text, items=self.names.say("semicolon").join(map(self.flat, told.items))
        )

    def clause(self, condition: Condition) -> Told:
        """A condition by itself in a sentence or in a list: two short ones are joined by a word."""
        match condition:
            case tree.All((one,)) | tree.AnyOf((one,)):
                return self.clause(one)
            case tree.All((one, other)):
                return self.joined("both", one, other) or self.part(condition)
            case tree.AnyOf((one, other)):
                return self.joined("either", one, other) or self.part(condition)
            case _:
                return self.part(condition)

    def is_short(self, text: str) -> bool:
        """Whether words have room within a clause."""
        return len(text) <= _SIDE_BY_SIDE[self.names.language]

    def short(self, told: Told) -> Told:
        """A clause before which other words may stand: a long one is listed by itself."""
        return told if told.items or self.is_short(told.text) else Told(self.names.say("as-follows"), (told,))

    def joined(self, key: str, one: Condition, other: Condition) -> Told | None:
        """Two conditions side by side; None where they are long, or list something."""
        first, second = self.part(one), self.part(other)
        if first.items or second.items or not self.is_short(first.text + second.text):
            return None
        return Told(self.names.say(key, one=first.text, other=second.text))

    def part(self, condition: Condition) -> Told:  # noqa: C901, PLR0911, PLR0912
        """A condition as a part of a clause, before which other words may stand."""
        names = self.names
        say = names.say
        match condition:
            case tree.GradeIs():
                return self.of_grade(condition)
            case tree.GradeChange(how, ago, of):
                key = "grade-change" if of is None else "input-change"
                return Told(say(f"{key}-{how}", name=self.of_input(of), then=names.before(ago)))
            case tree.Compare():
                return Told(self.of_numbers(condition))
            case tree.ChoiceIs(name, options):
                words = [names.option(name, option) for option in options]
                return self.one_of("choice", words, name=names.named(name))
            case tree.FlagIs():
                return Told(self.of_flag(condition))
            case tree.Known(of):
                return self.all_known(of)
            case tree.Rated(wanted):
                return Told(say("rated" if wanted else "not-rated"))
            case tree.During():
                return Told(self.of_period(condition))
            case tree.RankCutoff():
                return Told(self.of_place(condition))
            case tree.Receives(id_):
                return Told(say(f"receives-{self.kind(id_)}", consequence=names.consequence(id_)))
            case tree.Received(id_):
                return Told(say(f"received-{self.kind(id_)}", consequence=names.consequence(id_)))
            case tree.All(of):
                return self.together("all", of)
            case tree.AnyOf(of):
                return self.together("any", of)
            case tree.Cardinality():
                return self.so_many(condition)
            case tree.Not(of):
                return self.opposite(of)
            case tree.Temporal():
                return self.over_periods(condition)
            case _:
                assert_never(condition)

    # ---- one value ---------------------------------------------------------------------------------------------------

    def of_input(self, name: str | None) -> str:
        """An input of type grade; nothing for the final grade."""
        return "" if name is None else self.names.value(name)

    def one_of(self, key: str, words: Sequence[str], **values: str) -> Told:
        """One of some words; where they are many they are listed."""
        text = self.names.say(key, **values, words=self.names.listed(words, "or"))
        if len(text) <= ROOM[self.names.language]:
            return Told(text)
        return Told(self.names.say(f"{key}-listed", **values), tuple(map(Told, words)))

    def of_grade(self, condition: tree.GradeIs) -> Told:
        """Which grades: by the best or the worst of them where they are all from there on."""
        names, order = self.names, [each.id for each in self.names.rules.grades]
        key = "grade" if condition.of is None else "input"
        wanted = [grade for grade in order if grade in condition.grades]
        values = {"name": self.of_input(condition.of)}
        if 1 < len(wanted) < len(order):
            if wanted == order[: len(wanted)]:
                return Told(names.say(f"{key}-at-least", **values, grade=names.grade(wanted[-1])))
            if wanted == order[-len(wanted) :]:
                return Told(names.say(f"{key}-at-most", **values, grade=names.grade(wanted[0])))
        return self.one_of(f"{key}-is", [names.grade(grade) for grade in wanted], **values)

    def of_numbers(self, condition: tree.Compare, which: str = "") -> str:
        """A number against another; ``which`` begins the key of the sentence."""
        right = condition.right
        told = self.numbers.leaf(right)
        if isinstance(right, tree.Literal):
            told = self.names.with_unit(right.value, self.names.unit_of(condition.left))
        return self.names.say(f"{which}compare-{condition.how}", left=self.numbers.leaf(condition.left), right=told)

    def of_flag(self, condition: tree.FlagIs) -> str:
        """A flag is so; a condition applies; a unit is in a status."""
        rules, wanted = self.names.rules, "" if condition.wanted else "not-"
        name = condition.name
        kind = "condition" if name in rules.conditions else "status" if name in rules.statuses else "flag"
        return self.names.say(f"{wanted}{kind}", name=self.names.named(name))

    def all_known(self, of: Sequence[str]) -> Told:
        """None of some values is missing."""
        if len(of) == 1:
            return Told(self.names.say("known-one", name=self.names.named(of[0])))
        words = [self.names.named(name) for name in of]
        text = self.names.say("known", words=self.names.listed(words))
        if len(text) <= ROOM[self.names.language]:
            return Told(text)
        return Told(self.names.say("known-listed"), tuple(map(Told, words)))

    def of_period(self, condition: tree.During, which: str = "") -> str:
        """Which periods, and how they come round; ``which`` begins the keys of the sentences on which."""
        names, span = self.names, condition.periods
        told = []
        if condition.every is not None:
            first = names.period(span.start or 0)
            told.append(names.say("every", first=first, every=names.periods(condition.every)))
            span = tree.PeriodRange(None, span.end)
        if condition.within_year is not None:
            parts = names.listed([names.part(part) for part in condition.within_year.parts], "or")
            told.append(names.say("part-of-year", parts=parts))
        if span.start is not None and span.start == span.end:
            told.append(names.say(f"{which}period-only", first=names.period(span.start)))
        elif span.start is not None and span.end is not None:
            told.append(names.say(f"{which}period-within", first=names.period(span.start), last=names.period(span.end)))
        elif span.start is not None:
            told.append(names.say(f"{which}period-from", first=names.period(span.start)))
        elif span.end is not None:
            told.append(names.say(f"{which}period-until", last=names.period(span.end)))
        return names.say("and").join(told) if told else names.say("period-any")

    def of_place(self, condition: tree.RankCutoff, which: str = "") -> str:
        """Among the first or last of a ranking; with ``which`` "not-", not among them."""
        names, portion = self.names, condition.portion
        ranking, ties = names.ranking(condition.ranking), condition.ties
        key = f"{which}place-{condition.end}"
        if portion.amount == 1:
            place = names.say(f"{key}-one", ranking=ranking)
            if ties == "in":
                return place
        else:
            place = names.say(key, ranking=ranking, portion=self.amount(portion))
        notes = [*self.rounded(portion), names.say(f"place-ties-{ties}")]
        return names.say("with-notes", of=place, notes=names.say("semicolon").join(notes))

    def portion(self, portion: tree.Portion) -> str:
        """So many units, or so large a part of them, and how that is rounded."""
        text = self.amount(portion)
        for note in self.rounded(portion):
            text = self.names.say("with-notes", of=text, notes=note)
        return text

    def amount(self, portion: tree.Portion) -> str:
        """So many units, or so large a part of them."""
        names, amount = self.names, portion.amount
        if isinstance(amount, str):
            return names.value(amount) if self.is_share(amount) else names.say("portion-of", name=names.value(amount))
        if isinstance(amount, tree.Share):
            return names.amount(amount)
        return names.say("portion-count", count=names.number(amount))

    def rounded(self, portion: tree.Portion) -> list[str]:
        """How a part of the units becomes a number of them; nothing where it is one."""
        if not self.is_share(portion.amount):
            return []
        return [self.names.say("portion-rounded", rounding=self.names.rounding(portion.round))]

    def is_share(self, amount: str | tree.Share | Decimal) -> bool:
        """Whether it is a part of the units."""
        if isinstance(amount, str):
            return any(isinstance(value, tree.Share) for _, value in self.names.rules.parameters[amount].values)
        return isinstance(amount, tree.Share)

    def kind(self, id_: str) -> str:
        """Whether a consequence is something good, something bad or neither: the words for getting it are others."""
        rule = next(each for each in self.names.rules.consequences if each.id == id_)
        if rule.kind is None and not rule.severity:
            return "plain"
        return "good" if rule.kind in ("reward", "support") else "other"

    # ---- several -----------------------------------------------------------------------------------------------------

    def together(self, key: str, of: Sequence[Condition]) -> Told:
        """Several conditions, listed."""
        if not of:
            return Told(self.names.say(f"{key}-of-none"))
        if len(of) == 1:
            return self.part(of[0])
        return Told(self.names.say(key), self.listed(of))

    def listed(self, of: Sequence[Condition]) -> tuple[Told, ...]:
        """Conditions as the items of a list."""
        return tuple(map(self.clause, of))

    def so_many(self, condition: tree.Cardinality) -> Told:
        """How many of some conditions."""
        least, most = condition.at_least, condition.at_most
        values = {"of": len(condition.of), "least": least, "most": most}
        key = "at-least" if most is None else "at-most" if least is None else "exactly" if least == most else "between"
        return Told(self.names.say(f"number-of-{key}", **values), self.listed(condition.of))

    def opposite(self, of: Condition) -> Told:  # noqa: C901
        """That a condition does not hold; a list is not told within another."""
        match of:
            case tree.FlagIs(name, wanted):
                return self.part(tree.FlagIs(name, not wanted))
            case tree.Rated(wanted):
                return self.part(tree.Rated(not wanted))
            case tree.Compare(left, how, right):
                if how == "equals":
                    return Told(self.of_numbers(of, "not-"))
                return self.part(tree.Compare(left, _OPPOSITE[how], right))
            case tree.Receives(id_) | tree.Received(id_):
                key = "not-receives" if isinstance(of, tree.Receives) else "not-received"
                return Told(self.names.say(f"{key}-{self.kind(id_)}", consequence=self.names.consequence(id_)))
            case tree.During(span, None, None) if span != tree.PeriodRange():
                return Told(self.of_period(of, "not-"))
            case tree.RankCutoff():
                return Told(self.of_place(of, "not-"))
            case tree.Known((name,)):
                return Told(self.names.say("not-known", name=self.names.named(name)))
            case tree.All((one,)) | tree.AnyOf((one,)):
                return self.opposite(one)
            case tree.All(parts) | tree.AnyOf(parts) if parts:
                return Told(self.names.say("not-all" if isinstance(of, tree.All) else "not-any"), self.listed(parts))
            case _:
                told = self.part(of)
                if told.items or not self.is_short(told.text):
                    return Told(self.names.say("not-listed"), (told,))
                return Told(self.names.say("not", of=told.text))

    # ---- over periods ------------------------------------------------------------------------------------------------

    def over_periods(self, over: tree.Temporal) -> Told:
        """A condition as it stood in several periods, and what is counted."""
        of, notes, say = self.short(self.part(over.of)), self.ways_of_counting(over), self.names.say
        told = self.in_time(over, of.text)
        if not notes:
            return Told(told, of.items)
        if not of.items:
            text = say("with-notes", of=told, notes=say("semicolon").join(each.text for each in notes))
            if len(text) <= ROOM[self.names.language] and not any(note.items for note in notes):
                return Told(text)
            return Told(say("counted-as-follows", of=told), notes)
        what = Told(say("what-is-counted", of=of.text), of.items)
        return Told(say("counted-as-follows", of=self.in_time(over, say("the-first"))), (what, *notes))

    def in_time(self, over: tree.Temporal, of: str) -> str:
        """In how many periods, and of when that is said."""
        told = self.counted(over, of)
        if over.earlier:
            told = self.names.say("earlier", of=told)
        if not over.ago:
            return told
        key = "ago" if over.counting is None else "ago-counted"
        return self.names.say(key, then=self.names.before(over.ago), of=told)

    def counted(self, over: tree.Temporal, of: str) -> str:
        """In how many periods."""
        names = self.names
        match over.counting:
            case None:
                return of
            case conditions.Consecutive(count):
                return names.say("consecutive", count=names.periods(count), of=of)
            case conditions.Times(1, None):
                return names.say("ever", of=of)
            case conditions.Times(count, None):
                return names.say("times", count=names.periods(count), of=of)
            case conditions.Times(count, last):
                key = "times-earlier" if over.earlier else "times-of-last"
                return names.say(key, count=names.periods(count), last=names.periods(last or 0), of=of)
            case _:
                assert_never(over.counting)

    def ways_of_counting(self, over: tree.Temporal) -> tuple[Told, ...]:
        """What else is said of counting."""
        names, told = self.names, list[Told]()
        if over.bridge:
            told.append(Told(names.say("bridge", now=names.now())))
        if over.since is not None:
            told.append(Told(names.say("since", first=names.period(over.since))))
        for key, condition in (("resets", over.resets), ("restarts", over.restarts)):
            if condition is not None:
                part = self.part(condition)
                told.append(Told(names.say(key, of=part.text, now=names.now()), part.items))
        return tuple(told)
