"""What the things of a policy are called in a description: their labels, no two of which read the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, assert_never

from targetrules.data import frozen
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import Moment, PartOfYear, PeriodCount
from targetrules.report.phrases import Phrases
from targetrules.rules import tree
from targetrules.rules.definition import InputKind, Label, label_text
from targetrules.source.decimals import decimal_text
from targetrules.visible import visible
from targetrules.wording import list_of, say, sentences

__all__ = ["Names", "closed_up"]

_GAP: Final = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[0-9\u4e00-\u9fff])|(?<=[0-9%]) (?=[\u4e00-\u9fff])")
_INNER: Final = str.maketrans("“”", "‘’")
_PLAIN: Final = re.compile(r"(?:(?![的和与及或按])[^\W\d])(?:(?![的和与及或按])[\w-])*")
"""A label that may stand in a sentence without quotation marks: one word, in which nothing could be of the sentence."""
_PAUSE: Final = re.compile("[,;，；、]")
_OF_PERIODS: Final = re.compile(r"[上前][一二三四五六七八九十两几年季月期次]|[本去当往历同][年季月期]|连续|此前")
"""Words of a label that would read as if the sentence looked back at another period, or at this one."""


def closed_up(text: str) -> str:
    """Chinese without blanks within it and beside its numerals: as printed regulations have it."""
    return _GAP.sub("", text)


@frozen(eq=False)
class Names:
    """The words of a policy in one language."""

    rules: tree.Rules
    language: str

    def say(self, key: str, **values: Any) -> str:
        """A sentence of descriptions."""
        return say(f"descriptions.{key}", self.language, values)

    def template(self, key: str, values: Mapping[str, str]) -> str:
        """A sentence with words and marks in its places as they are: no sign in them is made visible, or set apart."""
        return sentences(self.language, "descriptions")[key].format_map(values)

    @cached_property
    def phrases(self) -> Phrases:
        """Periods, lengths of time and labels as explanations word them."""
        return Phrases(self.language)

    @cached_property
    def symbols(self) -> SymbolTable:
        """What the names of the policy stand for."""
        return SymbolTable.of(self.rules)

    def listed(self, parts: Iterable[str], last: str = "") -> str:
        """``a, b or c`` in the manner of the language; with ``last`` empty just the commas."""
        return list_of(tuple(parts), self.language, last)

    # ---- labels ------------------------------------------------------------------------------------------------------

    def label(self, label: Label, otherwise: str) -> str:
        """A label in the language, made visible."""
        return visible(label_text(label, self.language, otherwise))

    def apart(self, labels: Mapping[str, Label]) -> Mapping[str, str]:
        """Labels by id; of those that read the same each has its id behind it."""
        texts = {id_: self.label(label, id_) for id_, label in labels.items()}
        counts = Counter(texts.values())
        return {
            id_: text if counts[text] == 1 else self.say("apart", name=text, id=visible(id_))
            for id_, text in texts.items()
        }

    @cached_property
    def of_values(self) -> Mapping[str, str]:
        """The inputs, parameters, measures, conditions, statuses and rankings by name."""
        rules = self.rules
        labels: dict[str, Label] = {}
        named = (rules.parameters, rules.inputs, rules.measures, rules.conditions, rules.statuses, rules.rankings)
        for kind in named:
            labels |= {name: each.label for name, each in kind.items()}
        return self.apart(labels)

    @cached_property
    def of_grades(self) -> Mapping[str, str]:
        """The grades by id; in quotation marks where one has a mark that may be of a sentence or of a list."""
        found = self.apart({each.id: each.label for each in self.rules.grades})
        return {id_: self.quoted(text) if _PAUSE.search(text) else text for id_, text in found.items()}

    @cached_property
    def of_consequences(self) -> Mapping[str, str]:
        """The consequences by id."""
        return self.apart({each.id: each.label for each in self.rules.consequences})

    def grade(self, id_: str) -> str:
        """A grade."""
        return self.of_grades[id_]

    def consequence(self, id_: str) -> str:
        """A consequence, in quotation marks."""
        return self.quoted(self.of_consequences[id_])

    @cached_property
    def of_roles(self) -> Mapping[str, str]:
        """Those whom consequences are for, listed or not, by id."""
        named: dict[str, Label] = {id_: {} for each in self.rules.consequences for id_ in each.to}
        return self.apart(named | {id_: role.label for id_, role in self.rules.roles.items()})

    def role(self, id_: str) -> str:
        """Whom a consequence is for."""
        return self.of_roles[id_]

    def office(self, id_: str) -> str:
        """Who records a step or approves: by the label of the policy, where it has one."""
        return self.of_offices.get(id_, visible(id_))

    @cached_property
    def of_offices(self) -> Mapping[str, str]:
        """The offices that the policy lists, by id."""
        return self.apart(self.rules.offices)

    def action(self, id_: str) -> str:
        """What is done."""
        return self.label(self.rules.actions.get(id_, {}), id_)

    def ranking(self, name: str) -> str:
        """A ranking, in quotation marks."""
        return self.quoted(self.of_values[name])

    def quoted(self, text: str) -> str:
        """A text in quotation marks; those within it are single ones."""
        return f"“{text.translate(_INNER)}”"

    def term(self, text: str) -> str:
        """A name within a sentence or a formula: in quotation marks unless it is one word."""
        return text if _PLAIN.fullmatch(text) and not _OF_PERIODS.search(text) else self.quoted(text)

    def value(self, name: str) -> str:
        """An input, measure, condition or status within a sentence; a parameter of one value with that value."""
        text = self.term(self.of_values[name])
        parameter = self.rules.parameters.get(name)
        if parameter is None or len(parameter.values) != 1:
            return text
        return self.say("with-value", name=text, value=self.amount(parameter.values[0][1]))

    def named(self, name: str) -> str:
        """The same always in quotation marks: of flags, conditions and statuses."""
        return self.quoted(self.of_values[name])

    def option(self, name: str, option: str) -> str:
        """One of the words of a choice, in quotation marks: where several stand together each is seen to end."""
        word = self.symbols.word(name, option)
        if isinstance(word, str) or word is None or isinstance(word, Decimal | bool):
            return self.quoted(visible(option))
        return self.quoted(self.label(word.label, word.id))

    # ---- numbers and periods -----------------------------------------------------------------------------------------

    def number(self, value: Decimal) -> str:
        """A number as people write it."""
        return decimal_text(value).replace("-", "−")

    def amount(self, value: Decimal | tree.Share) -> str:
        """A number or a share."""
        match value:
            case tree.Share(percent):
                return f"{decimal_text(percent)}%"
            case Decimal():
                return self.number(value)
            case _:
                assert_never(value)

    def unit_of(self, number: tree.LeafNumber) -> str:
        """The unit in which a number is, where it is an input that has one."""
        given = self.rules.inputs.get(number.name) if isinstance(number, tree.NumberOf) else None
        return "" if given is None or given.kind is not InputKind.NUMBER else visible(given.unit)

    def with_unit(self, value: Decimal, unit: str) -> str:
        """A number with its unit."""
        if not unit or unit == "%":
            return self.number(value) + unit
        return self.closed(self.phrases.say("number-with-unit", number=self.number(value), unit=unit))

    def closed(self, text: str) -> str:
        """A phrase of explanations as it is printed here."""
        return closed_up(text) if self.language == "zh" else text

    def period(self, ordinal: int) -> str:
        """A period as people write it."""
        return self.closed(self.phrases.of(Moment(self.rules.period, ordinal)))

    def periods(self, count: int) -> str:
        """So many periods."""
        if count == 1:
            return self.say(f"one-{self.rules.period.value}")
        return self.closed(self.phrases.of(PeriodCount(self.rules.period, count)))

    def part(self, part: int) -> str:
        """A part of any year."""
        return self.closed(self.phrases.of(PartOfYear(self.rules.period, part)))

    def before(self, ago: int) -> str:
        """The period so many ago."""
        if ago == 1:
            return self.say(f"before-{self.rules.period.value}")
        return self.say("before", count=self.periods(ago))

    def now(self) -> str:
        """The period that is judged."""
        return self.say(f"now-{self.rules.period.value}")

    def digits(self, decimals: int) -> str:
        """So many decimals."""
        key = "whole" if not decimals else "one" if decimals == 1 else "many"
        return self.say(f"digits-{key}", decimals=decimals)

    def rounding(self, rounding: tree.Rounding) -> str:
        """How something is rounded."""
        return self.phrases.of(rounding)

    def span(self, span: tree.PeriodRange) -> str:
        """In which periods something is in force; ``""`` in all."""
        first = None if span.start is None else self.period(span.start)
        last = None if span.end is None else self.period(span.end)
        if first is None:
            return "" if last is None else self.say("span-until", last=last)
        return self.say("span-from", first=first) if last is None else self.say("span-within", first=first, last=last)
