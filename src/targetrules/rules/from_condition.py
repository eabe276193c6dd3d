"""Condition tables to conditions: each entry by its key, and history entries around the rest of their table."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, Literal

from attrs import define

from targetrules.rules import condition as tree
from targetrules.rules.condition import Condition
from targetrules.rules.formula import LONGEST_WINDOW, number_name
from targetrules.rules.number import Literal as NumberLiteral
from targetrules.rules.number import NumberOf, Portion, RankOf, Rounding, Share, SizeOf
from targetrules.rules.setting import NameKind, Setting, amount_of
from targetrules.source.diagnostic import Path
from targetrules.syntax.shape import check_shape, written
from targetrules.wording import Word

__all__ = ["Where", "condition_of", "portion_of"]

Where = Literal["rule", "past", "claim"]
"""Where a condition stands: `receives` is known of the past, and in claims and examples."""

_HISTORY: Final = ("consecutive", "times", "of_last", "ever", "ago", "gaps", "since", "resets")
_COUNTING: Final = ("consecutive", "times", "ever")
_BESIDE: Final = ("gaps", "since", "resets")
_NUMBER_WORDS: Final = ("at_least", "above", "at_most", "below")
_MOST_TIMES: Final = 10**6


def condition_of(table: dict[str, Any] | None, path: Path, setting: Setting, where: Where = "rule") -> Condition | None:
    """The condition of a table; None where there is no table, or where it has faults (which are noted)."""
    if table is None:
        return None
    return _Reader(setting, where).table(table, path)


def portion_of(amount: Any, round_: str, path: Path, setting: Setting) -> Portion | None:
    """A count, a share such as ``"20%"``, or the name of a parameter that holds one."""
    before = len(setting.faults)
    check_shape(amount, int | Decimal | str, path, setting.faults)
    if len(setting.faults) > before:
        return None
    found = amount_of(amount)
    if found is None and amount in (setting.file.parameters or {}):
        _check_counts(amount, path, setting)
        return Portion(str(amount), Rounding(round_))
    if found is None:
        known = list(setting.file.parameters or {})
        setting.faults.add("TR019", path, near=(amount, known), found=written(amount), expected=Word("forms.portion"))
        return None
    if isinstance(found, Decimal) and not _is_count(found):
        setting.faults.add("TR015", path, found=written(amount), least=0, most=_MOST_TIMES)
        return None
    return Portion(found, Rounding(round_))


def _is_count(value: Decimal) -> bool:
    return value == value.to_integral_value() and 0 <= value <= _MOST_TIMES


def _check_counts(name: str, path: Path, setting: Setting) -> None:
    """A parameter that counts units has no fractions in any period."""
    for entry in (setting.file.parameters or {})[name]:
        value = amount_of(entry.value)
        if isinstance(value, Decimal) and not _is_count(value):
            setting.faults.add("TR015", path, found=f"{name} = {value}", least=0, most=_MOST_TIMES)


@define
class _Reader:
    setting: Setting
    where: Where

    def table(self, table: dict[str, Any], path: Path) -> Condition | None:
        past: Where = "past" if table.get("ago") and self.where == "rule" else self.where
        entries = {key: value for key, value in table.items() if key not in _HISTORY}
        if not entries:
            self.setting.faults.add("TR064", path, at="key")
            return None
        before = len(self.setting.faults)
        inside = _Reader(self.setting, past)
        found = [inside.entry(key, value, (*path, key)) for key, value in entries.items()]
        parts = [part for part in found if part is not None]
        of = parts[0] if len(parts) == 1 else tree.All(tuple(parts))
        if len(entries) < len(table):
            return self.over(of, table, path)
        return of if len(self.setting.faults) == before else None

    # ---- entries -----------------------------------------------------------------------------------------------------

    def entry(self, key: str, value: Any, path: Path) -> Condition | None:
        reader = self.readers().get(key)
        if reader is not None:
            return reader(value, path)
        if key == "grade":
            return self.grade(None, value, path)
        if key in self.setting.names:
            return self.named(key, value, path)
        ranking, _, part = key.rpartition(".")
        if key in self.setting.rankings and isinstance(value, dict):
            parts = [self.entry(f"{key}.{part}", each, (*path, part)) for part, each in value.items()]
            there = tuple(part for part in parts if part is not None)
            return there[0] if len(there) == 1 else tree.All(there)
        if ranking in self.setting.rankings and part in ("rank", "size"):
            return self.number(key, value, path)
        known = [*self.setting.names, *self.readers(), "grade", *_HISTORY]
        known.extend(f"{name}.{part}" for name in self.setting.rankings for part in ("rank", "size"))
        names = tuple(name for name, kind in self.setting.names.items() if kind is not NameKind.TEXT)
        self.setting.faults.add("TR021", path, at="key", near=(key, known), found=key, known=names or ("-",))
        return None

    def readers(self) -> dict[str, Callable[[Any, Path], Condition | None]]:
        return {
            "all": self.all,
            "any": self.any,
            "not": self.opposite,
            "known": self.known,
            "rated": self.rated,
            "period": self.period,
            "place": self.place,
            "received": self.received,
            "receives": self.receives,
        }

    def named(self, name: str, value: Any, path: Path) -> Condition | None:
        match self.setting.names[name]:
            case NameKind.NUMBER:
                return self.number(name, value, path)
            case NameKind.GRADE:
                return self.grade(name, value, path)
            case NameKind.CHOICE:
                return self.choice(name, value, path)
            case NameKind.FLAG:
                return tree.FlagIs(name, value) if self.is_of(value, bool, path) else None
            case kind:
                self.setting.faults.add("TR025", path, at="key", found=name, kind=kind.word)
                return None

    def is_of(self, value: Any, kind: Any, path: Path) -> bool:
        before = len(self.setting.faults)
        check_shape(value, kind, path, self.setting.faults)
        return len(self.setting.faults) == before

    def parts(self, value: Any, path: Path) -> tuple[Condition, ...] | None:
        if not self.is_of(value, list[dict[str, Any]], path):
            return None
        if not value:
            self.setting.faults.add("TR065", path)
        parts = [self.table(part, (*path, index)) for index, part in enumerate(value)]
        return tuple(part for part in parts if part is not None)

    def all(self, value: Any, path: Path) -> Condition | None:
        parts = self.parts(value, path)
        return None if parts is None else tree.All(parts)

    def any(self, value: Any, path: Path) -> Condition | None:
        parts = self.parts(value, path)
        return None if parts is None else tree.AnyOf(parts)

    def opposite(self, value: Any, path: Path) -> Condition | None:
        part = self.table(value, path) if self.is_of(value, dict[str, Any], path) else None
        return None if part is None else tree.Not(part)

    def known(self, value: Any, path: Path) -> Condition | None:
        if not self.is_of(value, str | list[str], path):
            return None
        names = (value,) if isinstance(value, str) else tuple(value)
        there = {*(self.setting.file.inputs or {}), *(self.setting.file.measures or {})}
        for index, name in enumerate(names):
            at = path if isinstance(value, str) else (*path, index)
            if name not in there:
                self.setting.faults.add("TR020", at, near=(name, sorted(there)), found=name, known=tuple(sorted(there)))
        return tree.Known(names)

    def rated(self, value: Any, path: Path) -> Condition | None:
        self.check_grading("rated", path)
        return tree.Rated(value) if self.is_of(value, bool, path) else None

    def period(self, value: Any, path: Path) -> Condition | None:
        if not self.is_of(value, dict[str, int | str], path):
            return None
        self.check_keys(value, ("from", "until"), path)
        return tree.During(self.setting.span(value.get("from"), value.get("until"), path))

    def check_keys(self, value: dict[str, Any], known: tuple[str, ...], path: Path) -> None:
        for key in value:
            if key not in known:
                self.setting.faults.add("TR010", (*path, key), at="key", near=(key, list(known)), found=key, known=known)
        if not value:
            self.setting.faults.add("TR065", path)

    # ---- grades, choices, numbers ------------------------------------------------------------------------------------

    def check_grading(self, word: str, path: Path) -> None:
        if self.setting.file.grading is None:
            self.setting.faults.add("TR054", path, at="key", found=word)

    def grade(self, of: str | None, value: Any, path: Path) -> Condition | None:
        if of is None:
            self.check_grading("grade", path)
        if not self.is_of(value, str | list[str] | dict[str, str], path):
            return None
        if isinstance(value, dict):
            return self.grade_range(of, value, path)
        grades = (value,) if isinstance(value, str) else tuple(value)
        for index, grade in enumerate(grades):
            self.setting.grade(grade, path if isinstance(value, str) else (*path, index))
        return tree.GradeIs(grades, of)

    def grade_range(self, of: str | None, value: dict[str, str], path: Path) -> Condition | None:
        self.check_keys(value, _NUMBER_WORDS, path)
        grades = self.setting.grades
        kept = list(grades)
        for word, grade in value.items():
            self.setting.grade(grade, (*path, word))
            if grade in grades:
                at = grades.index(grade)
                among = {"at_least": grades[: at + 1], "above": grades[:at], "at_most": grades[at:]}
                kept = [each for each in kept if each in among.get(word, grades[at + 1 :])]
        if grades and not kept:
            self.setting.faults.add("TR055", path, found=written(value))
        return tree.GradeIs(tuple(kept), of)

    def choice(self, name: str, value: Any, path: Path) -> Condition | None:
        if not self.is_of(value, str | list[str], path):
            return None
        options = (value,) if isinstance(value, str) else tuple(value)
        known = (self.setting.file.inputs or {})[name].of or []
        for index, option in enumerate(options):
            if option not in known:
                at = path if isinstance(value, str) else (*path, index)
                self.setting.faults.add("TR029", at, near=(option, known), found=option, name=name, known=tuple(known))
        return tree.ChoiceIs(name, options)

    def number(self, name: str, value: Any, path: Path) -> Condition | None:
        left = number_name(name, path, self.setting)
        if not isinstance(left, NumberOf | RankOf | SizeOf) or not self.is_of(
            value, int | Decimal | dict[str, int | Decimal | str], path
        ):
            return None
        if not isinstance(value, dict):
            return tree.Compare(left, "equals", NumberLiteral(Decimal(value)))
        self.check_keys(value, _NUMBER_WORDS, path)
        parts = [tree.Compare(left, word, right) for word, right in self.ends(value, path)]
        return parts[0] if len(parts) == 1 else tree.All(tuple(parts))

    def ends(self, value: dict[str, Any], path: Path) -> list[tuple[Any, NumberLiteral | NumberOf | RankOf | SizeOf]]:
        """The bounds of a comparison, each a number or a number's name."""
        found: list[tuple[Any, NumberLiteral | NumberOf | RankOf | SizeOf]] = []
        for word, end in value.items():
            right = (
                number_name(end, (*path, word), self.setting) if isinstance(end, str) else NumberLiteral(Decimal(end))
            )
            if word in _NUMBER_WORDS and isinstance(right, NumberLiteral | NumberOf | RankOf | SizeOf):
                found.append((word, right))
        literal = {word: right.value for word, right in found if isinstance(right, NumberLiteral)}
        low = max((literal[word] for word in ("at_least", "above") if word in literal), default=None)
        high = min((literal[word] for word in ("at_most", "below") if word in literal), default=None)
        if low is not None and high is not None and (low > high or (low == high and {"above", "below"} & set(literal))):
            self.setting.faults.add("TR055", path, found=", ".join(f"{word} = {end}" for word, end in literal.items()))
        return found

    # ---- places ------------------------------------------------------------------------------------------------------

    def place(self, value: Any, path: Path) -> Condition | None:
        if not self.is_of(value, Literal["first", "last"] | dict[str, Any], path):
            return None
        if isinstance(value, str):
            ranking = self.setting.ranking(None, path)
            end: Literal["top", "bottom"] = "top" if value == "first" else "bottom"
            return None if ranking is None else tree.Place(ranking, end, Portion(Decimal(1)))
        return self.place_table(value, path)

    def place_table(self, value: dict[str, Any], path: Path) -> Condition | None:
        self.check_keys(value, ("top", "bottom", "round", "ties", "ranking"), path)
        ends = [end for end in ("top", "bottom") if end in value]
        if len(ends) != 1:
            self.setting.faults.add("TR017" if ends else "TR018", path, found="place", keys=("top", "bottom"))
            return None
        round_, ties = value.get("round", "down"), value.get("ties", "in")
        ranking = value.get("ranking")
        shapes = [
            self.is_of(round_, Literal["half-up", "half-even", "down", "up"], (*path, "round")),
            self.is_of(ties, Literal["in", "out"], (*path, "ties")),
            ranking is None or self.is_of(ranking, str, (*path, "ranking")),
        ]
        if not all(shapes):
            return None
        name = self.setting.ranking(ranking, (*path, "ranking") if ranking else path)
        portion = portion_of(value[ends[0]], round_, (*path, ends[0]), self.setting)
        if name is None or portion is None:
            return None
        return tree.Place(name, "top" if ends[0] == "top" else "bottom", portion, ties)

    # ---- consequences ------------------------------------------------------------------------------------------------

    def received(self, value: Any, path: Path) -> Condition | None:
        if not self.is_of(value, str, path):
            return None
        self.setting.consequence(value, path)
        return tree.Received(value)

    def receives(self, value: Any, path: Path) -> Condition | None:
        if not self.is_of(value, str, path):
            return None
        self.setting.consequence(value, path)
        if self.where == "rule":
            self.setting.faults.add("TR062", path, at="key", found=value)
        return tree.Receives(value)

    # ---- history entries ---------------------------------------------------------------------------------------------

    def over(self, of: Condition, table: dict[str, Any], path: Path) -> Condition | None:
        before = len(self.setting.faults)
        counting = self.counting(table, path)
        ago = self.count(table, "ago", path, 1, LONGEST_WINDOW) or 0
        if table.get("gaps") is not None:
            self.is_of(table["gaps"], Literal["break", "bridge"], (*path, "gaps"))
        since = None
        if "since" in table and self.is_of(table["since"], int | str, (*path, "since")):
            since = self.setting.period(table["since"], (*path, "since"))
        resets = None
        if "resets" in table and self.is_of(table["resets"], dict[str, Any], (*path, "resets")):
            inside: Where = "claim" if self.where == "claim" else "past"
            resets = _Reader(self.setting, inside).table(table["resets"], (*path, "resets"))
        earlier = self.is_about_received(of, table, counting, path)
        if len(self.setting.faults) > before:
            return None
        if isinstance(of, tree.Received) and earlier:
            of = tree.Receives(of.consequence)
        return tree.Over(of, counting, table.get("gaps") == "bridge", since, resets, ago, earlier)

    def counting(self, table: dict[str, Any], path: Path) -> tree.Consecutive | tree.Times | None:
        there = [key for key in _COUNTING if key in table]
        if len(there) > 1:
            self.setting.faults.add("TR017", path, at="key", keys=tuple(there))
            return None
        if "of_last" in table and "times" not in table:
            self.setting.faults.add("TR018", (*path, "of_last"), at="key", found="of_last", keys=("times",))
        for key in _BESIDE:
            if key in table and not there:
                self.setting.faults.add("TR018", (*path, key), at="key", found=key, keys=_COUNTING)
        if "ever" in table and self.is_of(table["ever"], bool, (*path, "ever")) and table["ever"] is not True:
            self.setting.faults.add("TR066", (*path, "ever"))
        if not there:
            return None
        return self.counted(there[0], table, path)

    def counted(self, key: str, table: dict[str, Any], path: Path) -> tree.Consecutive | tree.Times | None:
        if key == "ever":
            return tree.Times(1)
        if key == "consecutive":
            count = self.count(table, key, path, 1, LONGEST_WINDOW)
            return None if count is None else tree.Consecutive(count)
        times = self.count(table, key, path, 1, _MOST_TIMES)
        of_last = self.count(table, "of_last", path, 1, LONGEST_WINDOW)
        if times is not None and of_last is not None and times > of_last:
            self.setting.faults.add("TR067", (*path, "times"), times=times, of_last=of_last)
        return None if times is None else tree.Times(times, of_last)

    def count(self, table: dict[str, Any], key: str, path: Path, least: int, most: int) -> int | None:
        if key not in table or not self.is_of(table[key], int, (*path, key)):
            return None
        if not least <= table[key] <= most:
            self.setting.faults.add("TR015", (*path, key), found=written(table[key]), least=least, most=most)
            return None
        return int(table[key])

    def is_about_received(self, of: Condition, table: dict[str, Any], counting: object, path: Path) -> bool:
        """`received` with a history entry is about the periods before this one, and stands alone."""
        if "received" not in table:
            return False
        if not isinstance(of, tree.Received) and len([key for key in table if key not in _HISTORY]) > 1:
            self.setting.faults.add("TR063", (*path, "received"), at="key", found=written(table["received"]))
        elif counting is not None and "ago" in table:
            self.setting.faults.add("TR074", (*path, "received"), at="key", found=written(table["received"]))
        return True
