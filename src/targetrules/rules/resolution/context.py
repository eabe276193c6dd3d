"""What is known while a policy is being resolved: the file, its names and their kinds, and the faults found."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Final, Literal

from attrs import field

from targetrules.data import define, frozen
from targetrules.period import PeriodKind, ordinal_of, period_text, years_in_doubt
from targetrules.rules.condition import Condition, GradeChange
from targetrules.rules.definition import Input, Label
from targetrules.rules.leaf import NumberOf, PeriodRange, Share
from targetrules.rules.resolution.advice import consequence_advice, grade_advice
from targetrules.rules.resolution.lower import FoundPolicy, PolicyFinder, no_policies
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.diagnostic import Path
from targetrules.source.synonyms import synonym_of
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import as_toml
from targetrules.width import narrow
from targetrules.wording import Listing, Word

__all__ = [
    "KIND_OF_INPUT",
    "NOT_OF_ROWS",
    "OF_RANKING",
    "RESERVED",
    "NameKind",
    "ResolutionContext",
    "RowsOfDetails",
    "amount_of",
    "label_of",
    "listed",
    "of_ranking",
    "places_of",
    "words_of",
]

RESERVED: Final = frozenset(
    {
        *("all", "any", "number_of", "not", "known", "rated", "grade", "place", "period", "received", "receives"),
        *("consecutive", "times", "of_last", "ever", "ago", "gaps", "since", "resets", "restarts", "unit"),
        *("grading", "label", "description", "continues", "merges"),
    }
)
NOT_OF_ROWS: Final = ("grade", "rated", "place", "received", "receives")
"""Words about what is decided of units: detail rows know nothing of it, and may have names of their own that are so."""

OF_RANKING: Final = ("rank", "size")
"""The numbers of a ranking."""

MOST_DECIMALS: Final = 6
_LONGEST_PERCENTAGE: Final = 10
_WHOLE: Final = 100
_YEAR_AND_MORE: Final = r"(?:自|从|fiscal\s+|year\s+)?(\d{4})\s*年?度?(?:起|开始|以后|止|底|初|末)?"
_FORMULA: Final = re.compile(r"\w\s*[+*/×÷＋]\s*\w|\w\s+-\s+\w|\(.*\)")


_CHANGES: Final[Mapping[str, Literal["at_least", "above", "at_most", "below"]]] = {
    "at_least": "at_least",
    "above": "above",
    "at_most": "at_most",
    "below": "below",
}


class NameKind(Enum):
    """What a name of the policy stands for; the value is the key of its sentence."""

    NUMBER = "number"
    SHARE = "share"
    GRADE = "grade-input"
    CHOICE = "choice"
    TEXT = "text-input"
    FLAG = "flag"

    @property
    def word(self) -> Word:
        """The kind in the author's words."""
        return Word(f"names.{self.value}")


KIND_OF_INPUT: Final = {
    "number": NameKind.NUMBER,
    "grade": NameKind.GRADE,
    "choice": NameKind.CHOICE,
    "flag": NameKind.FLAG,
    "text": NameKind.TEXT,
}


_AS_NUMBER: Final = {
    NameKind.FLAG: Word("formulas.slip-flag-as-number"),
    NameKind.CHOICE: Word("formulas.slip-word-as-number"),
    NameKind.GRADE: Word("formulas.slip-word-as-number"),
}
"""How a number is made of what is none, in a formula."""


@frozen(slots=True)
class RowsOfDetails:
    """What is known of the rows of details while a policy is being resolved: their setting, and their inputs."""

    context: ResolutionContext
    inputs: Mapping[str, Input]


@define
class ResolutionContext:
    """The policy file, and what its names mean. ``names`` has inputs, parameters, measures, conditions and statuses.

    ``of_rows``: it is that of detail rows. ``ordered``: its choices whose words are ordered. ``details`` are those of
    the file, ``aggregates`` the inputs that are made of them, by the function as it is written. ``above``: of rows of
    details, the names of the units.

    ``policies`` finds others, of which the outcomes are details, and those of ``below`` are found already; in the
    setting of such rows ``decides`` is theirs.

    ``conditions``: the tables of conditions of rules, and their entries about numbers and places, as they were read.
    ``cycle``: after how many periods all schedules that were read come together again.
    """

    file: syntax.PolicyFile
    diagnostics: DiagnosticCollector
    names: dict[str, NameKind] = field(factory=dict)
    declared: dict[str, Path] = field(factory=dict)
    conditions: list[tuple[Condition, Path]] = field(factory=list)
    cycle: int = 1
    of_rows: bool = False
    ordered: Collection[str] = ()
    details: Mapping[str, RowsOfDetails] = field(factory=dict)
    aggregates: dict[str, Input] = field(factory=dict)
    policies: PolicyFinder = no_policies
    below: Mapping[str, FoundPolicy] = field(factory=dict)
    decides: syntax.PolicyFile | None = None
    above: Collection[str] = ()
    changes: dict[tuple[str, int, str | None], GradeChange] = field(factory=dict)

    @cached_property
    def period_kind(self) -> PeriodKind:
        """The kind of period."""
        return PeriodKind(self.file.policy.period)

    @cached_property
    def grades(self) -> Mapping[str, int]:
        """The ids of the grades and their positions, best first."""
        return {grade.id: position for position, grade in enumerate(self.file.grades or [])}

    @cached_property
    def _options(self) -> Mapping[str, Mapping[str, None]]:
        """The words of each choice that is an input. A hostile file has many, and asks for each of them."""
        return {name: dict.fromkeys(each.of or ()) for name, each in (self.file.inputs or {}).items()}

    def options(self, name: str) -> Mapping[str, None]:
        """The words of a choice."""
        aggregate = self.aggregates.get(name)
        return self._options[name] if aggregate is None else dict.fromkeys(aggregate.options)

    def is_ordered(self, name: str) -> bool:
        """Whether the words of a choice are ordered from best to worst."""
        aggregate = self.aggregates.get(name)
        return name in self.ordered if aggregate is None else aggregate.ordered

    @cached_property
    def rankings(self) -> Mapping[str, syntax.Ranking]:
        """The rankings by their names."""
        return self.file.rankings or {}

    @cached_property
    def consequences(self) -> Mapping[str, None]:
        """The ids of the consequences."""
        return dict.fromkeys(consequence.id for consequence in self.file.consequences or [])

    @cached_property
    def values(self) -> Mapping[str, None]:
        """The names of inputs, measures and cuts."""
        return dict.fromkeys((*(self.file.inputs or {}), *(self.file.measures or {}), *(self.file.cuts or {})))

    def of_kind(self, *kinds: NameKind) -> list[str]:
        """The names of these kinds."""
        return [name for name, kind in self.names.items() if kind in kinds]

    def amounts(self, parameter: str) -> list[Decimal | Share]:
        """All values of a parameter."""
        entries = (self.file.parameters or {}).get(parameter, [])
        found = (amount_of(entry.value) for entry in entries)
        return [amount for amount in found if amount is not None]

    # ---- numbers ---------------------------------------------------------------------------------------------------

    def in_range(self, number: int | None, least: int, most: int, path: Path, advice: Word | None = None) -> bool:
        """Whether a number lies there, or there is none; else a fault is noted."""
        is_fine = number is None or least <= number <= most
        if not is_fine:
            self.diagnostics.add("TR015", path, advice=advice, found=str(number), least=least, most=most)
        return is_fine

    def decimals(self, decimals: int, path: Path) -> int:
        """How many decimals something has; none, and a fault noted, where it cannot have so many."""
        return decimals if self.in_range(decimals, 0, MOST_DECIMALS, (*path, "decimals")) else 0

    def number(self, name: str) -> NumberOf:
        """The number of a name that is known to be one."""
        return NumberOf(name, parameter=name in (self.file.parameters or {}))

    # ---- periods -----------------------------------------------------------------------------------------------------

    @cached_property
    def first_period(self) -> int | None:
        """The first period that the policy judges, where it says so; found, and its fault noted, once."""
        written = self.file.policy.first_period
        return None if written is None else self.period(written, ("policy", "first_period"))

    def period(self, word: syntax.PeriodWord, path: Path, *, is_key: bool = False) -> int | None:
        """The ordinal of a period as written; where the policy's own kind of period is in doubt, any is good."""
        ordinal = ordinal_of(self.period_kind, word)
        if ordinal is None and not self.diagnostics.touch("policy"):
            from targetrules.source.informal import duration_in

            kind = Word(f"periods.{self.period_kind.value}")
            is_length = path[:1] == ("consequences",) and isinstance(word, str) and duration_in(word) is not None
            doubt = years_in_doubt(self.period_kind, word)
            advice = Word("diagnostics.instead-lasts") if is_length else self._year_alone(word)
            advice = advice if doubt is None else Word(f"diagnostics.said-{doubt}")
            at: Literal["key", "value"] = "key" if is_key else "value"
            self.diagnostics.add("TR040", path, at=at, advice=advice, found=as_toml(word), expected=kind)
        return ordinal

    def _year_alone(self, word: syntax.PeriodWord) -> Word | None:
        """What to write for a year that is said by a date, or with more words: ``2028-01-01``, ``2028年起``."""
        if self.period_kind is not PeriodKind.YEAR or not isinstance(word, str):
            return None
        from targetrules.source.informal import date_in

        found = date_in(word) or re.fullmatch(_YEAR_AND_MORE, narrow(word))
        year = found.year if isinstance(found, date) else None if found is None else found[1]
        return None if year is None else Word("diagnostics.said-write", {"entry": str(year)})

    def period_range(self, start: syntax.PeriodWord | None, end: syntax.PeriodWord | None, path: Path) -> PeriodRange:
        """The periods from ``from`` to ``until``; a fault where it ends before it starts."""
        first = None if start is None else self.period(start, (*path, "from"))
        last = None if end is None else self.period(end, (*path, "until"))
        if first is not None and last is not None and last < first:
            self.diagnostics.add("TR041", (*path, "until"), start=str(start), end=str(end))
        return PeriodRange(first, last)

    def to_be_judged(self, in_force: PeriodRange, path: Path) -> PeriodRange:
        """The same; a fault where it ends before the first period that the policy judges."""
        end, first = in_force.end, self.first_period
        if self.diagnostics.level(path):
            return in_force  # of a base, which judges from another period on
        if end is not None and first is not None and end < first:
            told = (period_text(self.period_kind, each) for each in (end, first))
            self.diagnostics.add("TR121", (*path, "until"), end=next(told), first=next(told))
        return in_force

    # ---- names -------------------------------------------------------------------------------------------------------

    def unknown(
        self,
        code: str,
        path: Path,
        name: str,
        known: Collection[str],
        *,
        is_key: bool = False,
        within: tuple[int, int] | None = None,
        advice: Word | None = None,
    ) -> None:
        """Note that there is no such name, unless it is that of something which could not be read."""
        if not self.diagnostics.is_lost(name):
            self.diagnostics.add(
                code,
                path,
                at="key" if is_key else "value",
                within=within,
                near=(name, known),
                advice=advice,
                found=name,
                known=listed(known),
            )

    def grade(self, grade: str, path: Path, *, is_key: bool = False) -> None:
        """Note a fault where there is no such grade; where there is none at all, that was said already."""
        if self.grades and grade not in self.grades:
            self.unknown("TR024", path, grade, self.grades, is_key=is_key, advice=grade_advice(grade, self))

    def grade_change(self, how: str, ago: int, of: str | None) -> GradeChange:
        """A grade compared with an earlier one; wherever that is asked alike, it is the same condition."""
        asked = how, ago, of
        if asked not in self.changes:
            self.changes[asked] = GradeChange.among(tuple(self.grades), _CHANGES[how], ago, of)
        return self.changes[asked]

    def consequence(self, id_: str, path: Path) -> None:
        """Note a fault where there is no such consequence."""
        if id_ not in self.consequences:
            self.unknown("TR026", path, id_, self.consequences, advice=consequence_advice(id_, self))

    def not_of_rows(self, word: str, path: Path) -> None:
        """Note that a row of details knows nothing of what a word asks for; the policy that decided it may."""
        below = self.decides
        advice = None if below is None else Word("diagnostics.ask-below", {"policy": below.policy.id})
        self.diagnostics.add("TR164", path, at="key", found=word, advice=advice)

    def grading(self, word: str, path: Path, *, is_key: bool = False) -> None:
        """Note a fault where a grade is asked for, and none is ever given."""
        if self.file.grading is None and not self.diagnostics.touch("grading"):
            self.diagnostics.add("TR054", path, at="key" if is_key else "value", found=word)

    def number_of_ranking(self, name: str) -> Word | None:
        """What to write for a number of a ranking that is called by the ranking alone, or by another word."""
        for ranking in self.rankings:
            part = name.removeprefix(ranking)
            if name == ranking:
                return Word("names.numbers-of-ranking", {"ranking": ranking})
            if part != name and part[0] in ".。·的" and (meant := of_ranking(ranking, part)):
                return Word("names.write", {"name": meant})
        return None

    def source(self, id_: str | None, path: Path) -> None:
        """Note a fault where there is no such source."""
        known = self.file.sources or {}
        if id_ is not None and id_ not in known:
            self.unknown("TR050", path, id_, known)

    def ranking(self, name: str | None, path: Path) -> str | None:
        """The ranking of this name, or the only one; a fault where there is none such or several."""
        known = self.rankings
        if name is None and len(known) == 1:
            return next(iter(known))
        if name is None and known:
            self.diagnostics.add("TR027", path, known=listed(known))
        elif name is None and not self.diagnostics.touch("rankings"):
            self.diagnostics.add("TR075", path)
        elif name is not None and name not in known:
            self.unknown("TR022", path, name, known)
        return name if name in known else None

    def name(
        self,
        name: str,
        path: Path,
        *kinds: NameKind,
        within: tuple[int, int] | None = None,
        advice: Word | None = None,
        besides: tuple[str, ...] = (),
        other_kind: Word | None = None,
    ) -> bool:
        """Whether the name is known and of one of these kinds, or a fault is noted.

        ``besides`` may stand there too. ``advice`` is what to write where the name is not known, ``other_kind`` where
        it is of another kind.
        """
        kind = self.names.get(name)
        if kind is None and self.diagnostics.is_lost(name):
            return False  # a hostile file asks for it thousands of times: the names that are known are not even listed
        advice = advice or self.number_of_ranking(name)
        if kind is None and advice is None:
            from targetrules.rules.resolution.name_advice import behind_section

            advice = behind_section(name, self.of_kind(*kinds))
        of_formula = _FORMULA.search(name) is not None or name.rpartition(".")[0] in self.rankings
        if kind is None and advice is None and (self.details or self.above):
            from targetrules.rules.resolution.detail_advice import advice_of_level

            advice = advice_of_level(name, self)
        if advice is None and within is None and kind is None and of_formula:
            advice = Word("diagnostics.said-formula-elsewhere")
        if kind is None and name in self.rankings:
            expected = tuple(each.word for each in kinds)
            ranking = Word("names.ranking")
            self.diagnostics.add(
                "TR023", path, within=within, advice=advice, found=name, kind=ranking, expected=expected
            )
        elif kind is None:
            known = [*self.of_kind(*kinds), *besides]
            self.unknown("TR020", path, name, known, within=within, advice=advice)
        elif kind not in kinds:
            expected = tuple(each.word for each in kinds)
            if within is not None and NameKind.NUMBER in kinds:
                other_kind = other_kind or _AS_NUMBER.get(kind)
            self.diagnostics.add(
                "TR023", path, within=within, advice=other_kind, found=name, kind=kind.word, expected=expected
            )
        return kind in kinds


def of_ranking(ranking: str, part: str) -> str | None:
    """``overall.rank``, by what else the number of a ranking is called; None where it is no such number."""
    word = synonym_of(narrow(part).strip(".。·的 "), OF_RANKING)
    return None if word is None else f"{ranking}.{word}"


def listed(names: Collection[str]) -> Listing:
    """Names for a message, where there may be none."""
    return Listing(tuple(dict.fromkeys(names)) or ("-",))


def amount_of(amount: syntax.Amount) -> Decimal | Share | None:
    """A number, or a share such as ``"20%"``; None where a text is not a share."""
    if not isinstance(amount, str):
        return Decimal(amount)
    text = amount.strip()
    digits = text[:-1].strip()
    if not text.endswith(("%", "％")) or not digits.isascii() or len(digits) > _LONGEST_PERCENTAGE:
        return None
    if not digits.replace(".", "", 1).isdigit() or Decimal(digits) > _WHOLE:
        return None
    return Share(Decimal(digits))


def label_of(label: syntax.Label | None) -> Label:
    """A label by language."""
    if label is None:
        return {}
    return {"": label} if isinstance(label, str) else dict(label)


def words_of(words: syntax.Words | None) -> tuple[str, ...]:
    """One word or a list of them."""
    if words is None:
        return ()
    return (words,) if isinstance(words, str) else tuple(words)


def places_of(words: syntax.Words | None, path: Path) -> list[tuple[Path, str]]:
    """One word or a list of them, each with its place."""
    if isinstance(words, str):
        return [(path, words)]
    return [((*path, index), word) for index, word in enumerate(words or ())]
