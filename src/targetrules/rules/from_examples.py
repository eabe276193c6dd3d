"""Examples as written to examples as meant: small histories, typed as the inputs are, and what is expected of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from attrs import define

from targetrules.rules.number import Input, InputKind
from targetrules.rules.setting import Setting, label_of
from targetrules.rules.tree import Example, Expected, label_text
from targetrules.source.diagnostic import Path
from targetrules.syntax import tree as syntax
from targetrules.syntax.shape import check_shape, written
from targetrules.wording import Word

__all__ = ["examples_of", "input_value"]

ONLY_UNIT: Final = "-"
_EXPECTED: Final = ("grade", "consequences", "measures")


def examples_of(setting: Setting, inputs: Mapping[str, Input], measures: Mapping[str, int]) -> tuple[Example, ...]:
    """The examples; ``measures`` has the decimals of each measure. Whatever is wrong with them is noted."""
    reader = _Reader(setting, inputs, measures)
    return tuple(
        reader.example(example, ("examples", index)) for index, example in enumerate(setting.file.examples or [])
    )


def input_value(source: Input, value: Any, grades: list[str]) -> tuple[Decimal | str | bool | None, Word | None]:
    """A value of an input as a policy file writes it, and None; or None, and the words for what was expected."""
    match source.kind:
        case InputKind.NUMBER:
            return _number(source, value)
        case InputKind.FLAG:
            return (value, None) if isinstance(value, bool) else (None, Word("kinds.flag"))
        case InputKind.GRADE | InputKind.CHOICE:
            words = grades if source.kind is InputKind.GRADE else list(source.options)
            return (value, None) if value in words else (None, Word("kinds.one-of", {"words": tuple(words)}))
        case InputKind.TEXT:
            return (value, None) if isinstance(value, str) else (None, Word("kinds.text"))


def _number(source: Input, value: Any) -> tuple[Decimal | None, Word | None]:
    least = "-∞" if source.low is None else source.low
    most = "∞" if source.high is None else source.high
    expected = Word("kinds.number-from-to", {"decimals": source.decimals, "least": least, "most": most})
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None, expected
    number = Decimal(value).quantize(Decimal(1).scaleb(-source.decimals))
    low, high = source.low, source.high
    fits = number == value and (low is None or low <= number) and (high is None or number <= high)
    return (number, None) if fits else (None, expected)


@define
class _Reader:
    setting: Setting
    inputs: Mapping[str, Input]
    measures: Mapping[str, int]

    def example(self, example: syntax.Example, path: Path) -> Example:
        rows, seen = [], {}
        for index, row in enumerate(example.history):
            at = (*path, "history", index)
            unit, period = self.unit(row, at), self.row_period(row, at)
            if period is not None:
                if (unit, period) in seen:
                    self.setting.faults.add("TR071", at, at="key", period=written(row["period"]), unit=unit)
                seen[unit, period] = at
                rows.append((unit, period, self.values(row, at)))
        if not example.history:
            self.setting.faults.add("TR065", (*path, "history"))
        units = {unit for unit, _, _ in rows}
        expected = self.expected(example.expect, units, {each[:2] for each in rows}, (*path, "expect"))
        name = label_text(label_of(example.name), "en", "")
        return Example(name, tuple(rows), expected)

    def unit(self, row: dict[str, Any], path: Path) -> str:
        unit = row.get("unit", ONLY_UNIT)
        check_shape(unit, str | int, (*path, "unit"), self.setting.faults)
        return str(unit)

    def row_period(self, row: dict[str, Any], path: Path) -> int | None:
        if "period" not in row:
            self.setting.faults.add("TR011", path, at="key", key="period", where=Word("kinds.row"))
            return None
        before = len(self.setting.faults)
        check_shape(row["period"], int | str, (*path, "period"), self.setting.faults)
        return self.setting.period(row["period"], (*path, "period")) if len(self.setting.faults) == before else None

    def values(self, row: dict[str, Any], path: Path) -> dict[str, Decimal | str | bool | None]:
        found = {name: source.default for name, source in self.inputs.items()}
        for key, value in row.items():
            if key in ("unit", "period"):
                continue
            if key not in self.inputs:
                known = ["unit", "period", *self.inputs]
                self.setting.faults.add(
                    "TR020", (*path, key), at="key", near=(key, known), found=key, known=tuple(self.inputs) or ("-",)
                )
                continue
            before = len(self.setting.faults)
            check_shape(value, bool | int | Decimal | str, (*path, key), self.setting.faults)
            if len(self.setting.faults) > before:
                continue
            read, expected = input_value(self.inputs[key], value, self.setting.grades)
            if expected is not None:
                self.setting.faults.add("TR070", (*path, key), name=key, found=written(value), expected=expected)
            found[key] = read
        return found

    # ---- what is expected --------------------------------------------------------------------------------------------

    def expected(
        self, expect: dict[str, Any], units: set[str], rows: set[tuple[str, int]], path: Path
    ) -> tuple[Expected, ...]:
        if not expect:
            self.setting.faults.add("TR065", path)
        if units == {ONLY_UNIT}:
            return self.of_unit(ONLY_UNIT, expect, rows, path)
        found: list[Expected] = []
        for unit, by_period in expect.items():
            if unit not in units:
                near = (unit, sorted(units))
                self.setting.faults.add("TR072", (*path, unit), at="key", near=near, found=unit)
            elif isinstance(by_period, dict):
                found.extend(self.of_unit(unit, by_period, rows, (*path, unit)))
            else:
                check_shape(by_period, dict[str, Any], (*path, unit), self.setting.faults)
        return tuple(found)

    def of_unit(
        self, unit: str, by_period: dict[str, Any], rows: set[tuple[str, int]], path: Path
    ) -> tuple[Expected, ...]:
        found = []
        for word, expectation in by_period.items():
            period = self.setting.period(word, (*path, word))
            if period is not None and (unit, period) not in rows:
                self.setting.faults.add("TR073", (*path, word), at="key", found=word, unit=unit)
            elif period is not None:
                found.append(self.of_period(unit, period, expectation, (*path, word)))
        return tuple(found)

    def of_period(self, unit: str, period: int, expectation: Any, path: Path) -> Expected:
        before = len(self.setting.faults)
        check_shape(expectation, list[str] | dict[str, Any], path, self.setting.faults)
        if len(self.setting.faults) > before:
            return Expected(unit, period)
        if isinstance(expectation, list):
            return Expected(unit, period, self.consequences(expectation, path))
        for key in expectation:
            if key not in _EXPECTED:
                near = (key, list(_EXPECTED))
                self.setting.faults.add("TR010", (*path, key), at="key", near=near, found=key, known=_EXPECTED)
        return self.of_table(unit, period, expectation, path)

    def of_table(self, unit: str, period: int, table: dict[str, Any], path: Path) -> Expected:
        before = len(self.setting.faults)
        check_shape(table.get("consequences", []), list[str], (*path, "consequences"), self.setting.faults)
        check_shape(table.get("measures", {}), dict[str, Any], (*path, "measures"), self.setting.faults)
        check_shape(table.get("grade", "-"), str, (*path, "grade"), self.setting.faults)
        if len(self.setting.faults) > before:
            return Expected(unit, period)
        grade = table.get("grade")
        no_grade = grade == "none" and grade not in self.setting.grades
        if grade is not None and not no_grade:
            self.setting.grade(grade, (*path, "grade"))
        consequences = table.get("consequences")
        return Expected(
            unit,
            period,
            None if consequences is None else self.consequences(consequences, (*path, "consequences")),
            "" if no_grade else grade,
            self.measured(table.get("measures", {}), (*path, "measures")),
        )

    def consequences(self, ids: list[str], path: Path) -> frozenset[str]:
        for index, id_ in enumerate(ids):
            self.setting.consequence(id_, (*path, index))
        return frozenset(ids)

    def measured(self, table: dict[str, Any], path: Path) -> dict[str, Decimal | None]:
        found: dict[str, Decimal | None] = {}
        for name, value in table.items():
            if name not in self.measures:
                near = (name, list(self.measures))
                self.setting.faults.add(
                    "TR020", (*path, name), at="key", near=near, found=name, known=tuple(self.measures) or ("-",)
                )
            elif value == "missing":
                found[name] = None
            elif (number := _decimal(value)) is None:
                expected = Word("kinds.number-or-missing")
                self.setting.faults.add("TR070", (*path, name), name=name, found=written(value), expected=expected)
            else:
                found[name] = number
        return found


def _decimal(value: Any) -> Decimal | None:
    """A number, or a number in quotes; a short one, so that nothing huge is built."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str) or len(str(value)) > 40:
        return None
    text = str(value)
    return Decimal(text) if text.lstrip("-").replace(".", "", 1).isdecimal() and text.isascii() else None
