"""What a name is compared with in a condition: grades, words of a choice, and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, Literal

from targetrules.data import define
from targetrules.rules import condition as tree
from targetrules.rules.condition import Condition
from targetrules.rules.leaf import Literal as NumberLiteral
from targetrules.rules.leaf import NumberOf, RankOf, SizeOf
from targetrules.rules.resolution.advice import end_advice, number_advice
from targetrules.rules.resolution.context import listed, places_of
from targetrules.rules.resolution.detail_advice import advice_of_level
from targetrules.rules.resolution.formula import LONGEST_WINDOW, aggregate_named, number_name
from targetrules.rules.resolution.name_advice import of_group
from targetrules.rules.resolution.tables import TableReader
from targetrules.source.diagnostic import Path
from targetrules.syntax.shape import as_toml, number_in
from targetrules.wording import Word

__all__ = ["COMPARISON_WORDS", "MOST_GRADES_COMPARED", "ComparisonReader", "ComparisonWord"]

MOST_GRADES_COMPARED: Final = 30
"""Grades of which one may be compared with an earlier one."""

ComparisonWord = Literal["at_least", "above", "at_most", "below"]
_LOW_WORDS: Final[tuple[ComparisonWord, ...]] = ("at_least", "above")
_HIGH_WORDS: Final[tuple[ComparisonWord, ...]] = ("at_most", "below")
COMPARISON_WORDS: Final = (*_LOW_WORDS, *_HIGH_WORDS)
_COMPARED: Final = (NumberOf, RankOf, SizeOf)


@define
class ComparisonReader(TableReader):
    """Reads the value of an entry that names a grade, a choice or a number."""

    def grade(self, of: str | None, value: Any, path: Path) -> Condition | None:
        """The final grade, or an input (``of``): one of some grades, between two, or compared with an earlier one."""
        if of is None:
            self.context.grading("grade", path, is_key=True)
        if not self.are_of(value, str | list[str] | dict[str, str | dict[str, Any]], path):
            return None
        if isinstance(value, dict):
            return self.grade_ends(of, value, path)
        for at, grade in places_of(value, path):
            self.context.grade(grade, at)
        return tree.GradeIs((value,) if isinstance(value, str) else tuple(value), of)

    def grade_ends(self, of: str | None, value: dict[str, str | dict[str, Any]], path: Path) -> Condition | None:
        """Between grades, and compared with what it was in an earlier period."""
        self.check_keys(value, COMPARISON_WORDS, path)
        written = {word: end for word, end in value.items() if isinstance(end, str) and word in COMPARISON_WORDS}
        earlier = {word: end for word, end in value.items() if not isinstance(end, str) and word in COMPARISON_WORDS}
        changes = [self.grade_change(of, word, end, (*path, word)) for word, end in earlier.items()]
        found = [self.grade_range(of, written, path)] if written else []
        parts = tuple(part for part in (*found, *changes) if part is not None)
        if not parts or len(parts) < len(found) + len(changes):
            return None
        return parts[0] if len(parts) == 1 else tree.All(parts)

    def grade_change(self, of: str | None, word: str, end: dict[str, Any], path: Path) -> Condition | None:
        """``below = { ago = 1 }``: the earlier grade of the same unit."""
        before = len(self.context.diagnostics)
        self.check_keys(end, ("ago",), path)
        ago = self.count(end, "ago", path, 1, LONGEST_WINDOW)
        if (most := len(self.context.grades)) > MOST_GRADES_COMPARED:
            what, found = Word("limits.compared-grades"), f"{most:,}"
            self.context.diagnostics.add("TR049", path, what=what, found=found, most=MOST_GRADES_COMPARED)
        if len(self.context.diagnostics) > before or ago is None:
            return None
        return self.context.grade_change(word, ago, of)

    def grade_range(self, of: str | None, value: Mapping[ComparisonWord, str], path: Path) -> Condition | None:
        """``{ at_least = "good" }``: the grades between ends; better is higher."""
        there = [word for word in COMPARISON_WORDS if word in value]
        for word in there:
            self.context.grade(value[word], (*path, word))
            if value[word] not in self.context.grades:
                return None
        ends = {str(word): value[word] for word in there}
        return tree.GradeIs(self.between(ends, tuple(self.context.grades), path), of)

    def between(self, ends: dict[str, str], words: tuple[str, ...], path: Path) -> tuple[str, ...]:
        """Those of some words, best first, that lie between ends; that there is none is noted."""
        best, worst = 0, len(words) - 1
        for key, word in ends.items():
            at = words.index(word)
            if key in _LOW_WORDS:
                worst = min(worst, at if key == "at_least" else at - 1)
            else:
                best = max(best, at if key == "at_most" else at + 1)
        if best > worst:
            found = ", ".join(f"{key} = {word}" for key, word in ends.items())
            self.context.diagnostics.add("TR055", path, found=found)
        return words[best : worst + 1]

    def choice(self, name: str, value: Any, path: Path) -> Condition | None:
        """One of some words of a choice, or where they are ordered, between two."""
        if isinstance(value, dict) and self.context.is_ordered(name):
            return self.word_range(name, value, path)
        if not self.are_of(value, str | list[str], path):
            return None
        known = self.context.options(name)
        for at, option in places_of(value, path):
            if option not in known:
                self.context.diagnostics.add(
                    "TR029", at, near=(option, known), found=option, name=name, known=listed(known)
                )
        return tree.ChoiceIs(name, (value,) if isinstance(value, str) else tuple(value))

    def word_range(self, name: str, value: dict[str, Any], path: Path) -> Condition | None:
        """``{ below = "C" }`` of words that are ordered from best to worst."""
        words = self.context.options(name)
        earlier = [key for key, end in value.items() if self.context.of_rows and isinstance(end, dict) and "ago" in end]
        for key in earlier:
            self.context.diagnostics.add("TR164", (*path, key), found="ago")
        if earlier or not self.are_of(value, dict[str, str], path):
            return None
        self.check_keys(value, COMPARISON_WORDS, path)
        for key, word in value.items():
            if key in COMPARISON_WORDS and word not in words:
                self.context.diagnostics.add(
                    "TR029", (*path, key), near=(word, words), found=word, name=name, known=listed(words)
                )
        if not all(key in COMPARISON_WORDS and word in words for key, word in value.items()):
            return None
        return tree.ChoiceIs(name, self.between(value, tuple(words), path))

    def number(self, name: str, value: Any, path: Path) -> Condition | None:
        """A number that is equal to another, or lies between ends."""
        left = number_name(name, path, self.context)
        advice = number_advice(name, value, self.context)
        kind = int | Decimal | dict[str, int | Decimal | str]
        if not isinstance(left, _COMPARED) or not self.are_of(value, kind, path, advice):
            return None
        if not isinstance(value, dict):
            return tree.Compare(left, "equals", NumberLiteral(Decimal(value)))
        self.check_keys(value, COMPARISON_WORDS, path)
        ends = [(word, self.end(value[word], (*path, word))) for word in COMPARISON_WORDS if word in value]
        self.check_ends({word: end.value for word, end in ends if isinstance(end, NumberLiteral)}, path)
        parts = tuple(tree.Compare(left, word, end) for word, end in ends if end is not None)
        return parts[0] if len(parts) == 1 else tree.All(parts)

    def end(self, value: int | Decimal | str, path: Path) -> NumberLiteral | NumberOf | RankOf | SizeOf | None:
        """The bound of a comparison: a number or a number's name."""
        if not isinstance(value, str):
            return NumberLiteral(Decimal(value))
        digits = number_in(value)
        if digits is not None and value not in self.context.names:
            instead = Word("diagnostics.number-alone", {"number": digits})
            self.context.diagnostics.add("TR096", path, found=value, instead=instead)
            return None
        name = aggregate_named(value, path, self.context)
        if name is None:
            return None
        advice = None if name in self.context.names else advice_of_level(name, self.context, quoted=True)
        advice = advice or (None if name in self.context.names else of_group(name) or end_advice(str(path[-1]), name))
        number = number_name(name, path, self.context, advice=advice)
        return number if isinstance(number, _COMPARED) else None

    def check_ends(self, ends: dict[ComparisonWord, Decimal], path: Path) -> None:
        """Note ends between which no number lies."""
        low = max((ends[word] for word in _LOW_WORDS if word in ends), default=None)
        high = min((ends[word] for word in _HIGH_WORDS if word in ends), default=None)
        strict = {"above", "below"} & set(ends)
        if low is not None and high is not None and (low > high or (low == high and strict)):
            self.context.diagnostics.add(
                "TR055", path, found=", ".join(f"{word} = {as_toml(end)}" for word, end in ends.items())
            )
