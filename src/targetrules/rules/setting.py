"""What is known while a policy is being resolved: the file, its names and their kinds, and the faults found."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import Final

from attrs import define, field

from targetrules.period import PeriodKind, ordinal_of
from targetrules.rules.number import Label, Share, Span
from targetrules.source.diagnostic import Path
from targetrules.source.faults import Faults
from targetrules.syntax import tree as syntax
from targetrules.syntax.shape import written
from targetrules.wording import Word

__all__ = ["RESERVED", "NameKind", "Setting", "amount_of", "label_of", "words_of"]

RESERVED: Final = frozenset(
    "all any not known rated grade place period received receives consecutive times of_last ever ago gaps since "
    "resets unit".split()
)
MOST_NAMES: Final = 2000


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


@define
class Setting:
    """The policy file, and what its names mean. ``names`` has inputs, parameters, measures, conditions and statuses."""

    file: syntax.PolicyFile
    faults: Faults
    names: dict[str, NameKind] = field(factory=dict)
    declared: dict[str, Path] = field(factory=dict)

    @property
    def period_kind(self) -> PeriodKind:
        """The kind of period."""
        return PeriodKind(self.file.policy.period)

    @property
    def grades(self) -> list[str]:
        """The ids of the grades, best first."""
        return [grade.id for grade in self.file.grades or []]

    @property
    def rankings(self) -> list[str]:
        """The names of the rankings."""
        return list(self.file.rankings or {})

    @property
    def consequences(self) -> list[str]:
        """The ids of the consequences."""
        return [consequence.id for consequence in self.file.consequences or []]

    def of_kind(self, *kinds: NameKind) -> list[str]:
        """The names of these kinds."""
        return [name for name, kind in self.names.items() if kind in kinds]

    def period(self, word: syntax.PeriodWord, path: Path) -> int | None:
        """The ordinal of a period as written."""
        ordinal = ordinal_of(self.period_kind, word)
        if ordinal is None:
            kind = Word(f"periods.{self.period_kind.value}")
            self.faults.add("TR040", path, found=written(word), expected=kind)
        return ordinal

    def span(self, start: syntax.PeriodWord | None, end: syntax.PeriodWord | None, path: Path) -> Span:
        """The span from ``from`` to ``until``; a fault where it ends before it starts."""
        first = None if start is None else self.period(start, (*path, "from"))
        last = None if end is None else self.period(end, (*path, "until"))
        if first is not None and last is not None and last < first:
            self.faults.add("TR041", (*path, "until"), start=str(start), end=str(end))
        return Span(first, last)

    def grade(self, grade: str, path: Path) -> None:
        """Note a fault where there is no such grade."""
        if grade not in self.grades:
            self.faults.add("TR024", path, near=(grade, self.grades), found=grade, known=tuple(self.grades))

    def consequence(self, id_: str, path: Path) -> None:
        """Note a fault where there is no such consequence."""
        known = self.consequences
        if id_ not in known:
            self.faults.add("TR026", path, near=(id_, known), found=id_, known=tuple(known))

    def ranking(self, name: str | None, path: Path) -> str | None:
        """The ranking of this name, or the only one; a fault where there is none such or several."""
        known = self.rankings
        if name is None and len(known) == 1:
            return known[0]
        if name is None:
            self.faults.add("TR027" if known else "TR075", path, known=tuple(known))
            return None
        if name not in known:
            self.faults.add("TR022", path, near=(name, known), found=name, known=tuple(known) or ("-",))
            return None
        return name

    def name(self, name: str, path: Path, *kinds: NameKind, within: tuple[int, int] | None = None) -> bool:
        """Whether the name is known and of one of these kinds; else a fault is noted."""
        kind = self.names.get(name)
        if kind is None:
            known = self.of_kind(*kinds)
            self.faults.add("TR020", path, near=(name, known), within=within, found=name, known=tuple(known) or ("-",))
        elif kind not in kinds:
            expected = tuple(each.word for each in kinds)
            self.faults.add("TR023", path, within=within, found=name, kind=kind.word, expected=expected)
        return kind in kinds


def amount_of(amount: syntax.Amount) -> Decimal | Share | None:
    """A number, or a share such as ``"20%"``; None where a text is not a share."""
    if not isinstance(amount, str):
        return Decimal(amount)
    text = amount.strip()
    digits = text[:-1].strip()
    if not text.endswith(("%", "％")) or not digits.replace(".", "", 1).isascii() or len(digits) > 10:
        return None
    if not digits.replace(".", "", 1).isdigit() or not Decimal(digits) <= 100:
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
