"""Examples as written to examples as meant: small histories, typed as the inputs are, and what is expected of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, assert_never

from attrs import field

from targetrules.data import define
from targetrules.period import period_text
from targetrules.rules import succession
from targetrules.rules.decided import DECIDED_GRADE, DECIDED_RECEIVED, NOTHING, text_naming
from targetrules.rules.definition import Input, InputKind
from targetrules.rules.resolution.context import ResolutionContext, label_of
from targetrules.rules.resolution.limits import are_too_many_cells
from targetrules.rules.tree import Details, Example, Expected, Rules
from targetrules.source.decimals import decimals_of, quantized
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import LOST, as_toml, check_shape
from targetrules.truth import Truth
from targetrules.wording import Word

__all__ = ["BESIDE_INPUTS", "EXPECTED", "ONLY_UNIT", "examples_of", "input_value"]

ONLY_UNIT: Final = "-"
EXPECTED: Final = ("grade", "consequences", "measures", "conditions")
"""What may be expected of a unit and period."""

BESIDE_INPUTS: Final = ("unit", "period", "decided", *succession.COLUMNS)
"""What a row may have beside inputs."""
_NUMBER: Final = re.compile(r"-?\d{1,15}(\.\d{1,6})?", re.ASCII)
_VALUE: Final = bool | int | Decimal | str
_NAME: Final = str | int
"""Of what type a value of an input is written, a unit and a period: made once, as each cell is held against one."""
_Row = tuple[str, int, Mapping[str, Decimal | str | bool | None]]
_Key = tuple[str, int]


def examples_of(
    context: ResolutionContext,
    inputs: Mapping[str, Input],
    measures: Mapping[str, int],
    details: Mapping[str, Details],
) -> tuple[Example, ...]:
    """The examples; ``measures`` has the decimals of each measure, ``details`` all tables of details that are read.

    Whatever is wrong with them is noted.
    """
    examples = context.file.examples or []
    cells = sum(len(example.history) * len(inputs) for example in examples)
    below = [each for example in examples for each in (example.details or {}).items() if each[0] in details]
    cells += sum(len(rows) * len(details[name].read.read_inputs) for name, rows in below)
    if are_too_many_cells(cells, 1, context):
        return ()
    reader = _Reader(context, inputs, measures, details)
    return tuple(reader.example(example, ("examples", index)) for index, example in enumerate(examples))


def input_value(
    source: Input, value: Any, context: ResolutionContext
) -> tuple[Decimal | str | bool | None, Word | None]:
    """A value of an input as a policy file writes it, and None; or None, and the words for what was expected."""
    match source.kind:
        case InputKind.NUMBER:
            return _number(source, value)
        case InputKind.FLAG:
            return (value, None) if isinstance(value, bool) else (None, Word("kinds.flag"))
        case InputKind.GRADE | InputKind.CHOICE:
            words = context.grades if source.kind is InputKind.GRADE else context.options(source.name)
            return (value, None) if value in words else (None, Word("kinds.one-of", {"words": tuple(words)}))
        case InputKind.TEXT:
            return (value, None) if isinstance(value, str) else (None, Word("kinds.text"))
        case _:
            assert_never(source.kind)


def _number(source: Input, value: Any) -> tuple[Decimal | None, Word | None]:
    low, high = source.low, source.high
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = Decimal(value)
        is_within = (low is None or low <= number) and (high is None or number <= high)
        if is_within and decimals_of(number) <= source.decimals:
            return quantized(number, source.decimals), None
    ends = {"least": "-∞" if low is None else low, "most": "∞" if high is None else high}
    return None, Word("kinds.number-from-to", {"decimals": source.decimals, **ends})


def _setting_of(rules: Rules, context: ResolutionContext) -> ResolutionContext:
    """That of rows which another policy reads: what is known of its grades, words and consequences."""
    words = {
        name: syntax.Input(type=each.kind.value, of=list(each.options) or None)
        for name, each in rules.read_inputs.items()
    }
    file = syntax.PolicyFile(
        format=context.file.format,
        policy=context.file.policy,
        grades=[syntax.Grade(id=grade.id) for grade in rules.grades],
        inputs=words,
        grading=None if rules.grading is None else syntax.Grading(),
        consequences=[
            syntax.Consequence(id=rule.id, label=dict(rule.label) or None, when={}) for rule in rules.consequences
        ],
    )
    return ResolutionContext(file, context.diagnostics)


@define
class _Reader:
    context: ResolutionContext
    inputs: Mapping[str, Input]
    measures: Mapping[str, int]
    tables: Mapping[str, Details] = field(factory=dict)

    def example(self, example: syntax.Example, path: Path) -> Example:
        before = len(self.context.diagnostics)
        rows = self.rows(example.history, (*path, "history"))
        expected: tuple[Expected, ...] = ()
        if len(self.context.diagnostics) == before:
            has_units = any("unit" in row for row in example.history)
            expected = self.expected(
                example.expect, {each[:2] for each in rows}, (*path, "expect"), has_units=has_units
            )
        below = self.below(example.details or {}, {each[:2] for each in rows}, (*path, "details"))
        return Example(label_of(example.name), tuple(rows), expected, below)

    def below(
        self, given: Mapping[str, list[dict[str, Any]]], there: set[_Key], path: Path
    ) -> dict[str, tuple[_Row, ...]]:
        """The rows of details, those of a table after those above them."""
        keys, found = {"": there}, dict[str, tuple[_Row, ...]]()
        for name in sorted(given, key=lambda each: each.count(".")):
            details = self.tables.get(name)
            if details is None:
                self.context.unknown("TR160", (*path, name), name, self.tables, is_key=True)
                continue
            reader = _Reader(_setting_of(details.read, self.context), details.read.read_inputs, {})
            above = keys.get(name.rpartition(".")[0], set())
            found[name] = tuple(reader.rows_below(details, given[name], above, (*path, name)))
            keys[name] = {each[:2] for each in found[name]}
        return {name: found[name] for name in given if name in found}

    def rows_below(self, details: Details, given: list[dict[str, Any]], above: set[_Key], path: Path) -> Iterator[_Row]:
        """The rows of details, each below a row of the example; those of a lower policy in the periods of these."""
        periods = {period for _, period in above}
        seen = set[tuple[str, int, object]]()
        for index, row in enumerate(given):
            at = (*path, index)
            unit, period, values = self.unit(row, at), self.row_period(row, at), self.values(row, at)
            if unit is None or period is None:
                continue
            if details.policy is None and details.item not in row:
                self.context.diagnostics.add("TR011", at, at="key", key=details.item, where=Word("kinds.row"))
            item = unit if details.policy is not None else values[details.item] or index
            named = values[details.policy.unit_above] if details.policy is not None else unit
            said: dict[str, Any] = {"period": as_toml(row["period"]), "unit": _unit_word(str(named))}
            is_own = details.policy is not None and (named is None or period not in periods)
            if above and not is_own and (str(named), period) not in above:
                self.context.diagnostics.add("TR167", at, at="key", **said)
            if (unit, period, item) in seen:
                self.context.diagnostics.add("TR168", at, at="key", item=str(item), **said)
            seen.add((unit, period, item))
            yield unit, period, values

    def rows(self, history: list[dict[str, Any]], path: Path) -> list[_Row]:
        if not history:
            self.context.diagnostics.add("TR065", path)
        rows: dict[tuple[str, int], _Row] = {}
        places: dict[int, _Row] = {}
        for index, row in enumerate(history):
            at = (*path, index)
            unit, period = self.unit(row, at), self.row_period(row, at)
            values = self.values(row, at)
            if unit is not None and period is not None:
                if (unit, period) in rows:
                    self.context.diagnostics.add(
                        "TR071", at, at="key", period=as_toml(row["period"]), unit=_unit_word(unit)
                    )
                rows[unit, period] = places[index] = (unit, period, values)
        self.check_successions(places, path)
        return list(rows.values())

    def unit(self, row: dict[str, Any], path: Path) -> str | None:
        unit = check_shape(row.get("unit", ONLY_UNIT), _NAME, (*path, "unit"), self.context.diagnostics)
        return None if unit is LOST else str(unit)

    def row_period(self, row: dict[str, Any], path: Path) -> int | None:
        if "period" not in row:
            self.context.diagnostics.add("TR011", path, at="key", key="period", where=Word("kinds.row"))
            return None
        word = check_shape(row["period"], _NAME, (*path, "period"), self.context.diagnostics)
        return None if word is LOST else self.context.period(word, (*path, "period"))

    def values(self, row: dict[str, Any], path: Path) -> dict[str, Decimal | str | bool | None]:
        found = {name: source.default for name, source in self.inputs.items()}
        for key, value in row.items():
            if key in self.inputs and self.inputs[key].aggregation is None:
                found[key] = self.value(key, value, (*path, key))
            elif key == "decided":
                found |= self.decided(value, (*path, key))
            elif key in succession.COLUMNS and not self.context.of_rows:
                found |= self.succession(key, value, (*path, key))
            elif key not in ("unit", "period") and key.strip():
                own = (name for name, each in self.inputs.items() if each.aggregation is None)
                known = [*BESIDE_INPUTS, *own]
                self.context.unknown("TR020", (*path, key), key, known, is_key=True)
        return found

    def succession(self, key: str, value: Any, path: Path) -> dict[str, str]:
        """Whose past a unit goes on from, or who went into it, as a history has it."""
        if key == succession.CONTINUES:
            return {key: str(value)} if self.is_of(value, str | int, path) else {}
        names = self.is_of(value, list[str | int], path) and succession.merged_text(map(str, value))
        return {key: names} if names else {}

    def check_successions(self, rows: Mapping[int, _Row], path: Path) -> None:
        """Note rows, by their places, that go on from a past that there is not, or would lose one."""
        kind, said = self.context.period_kind, list[succession.SuccessionRow]()
        for place, (unit, period, values) in rows.items():
            of, merged = succession.continued_in(values), succession.merged_of(values)
            said.append(succession.SuccessionRow(unit, period, of, merged, place))
        for fault in succession.faults_of(said):
            at = (*path, fault.row.at, fault.column)
            other = None if fault.period is None else period_text(kind, fault.period)
            why = fault.wrong.removeprefix("merges-")
            since = None if fault.since is None else period_text(kind, fault.since)
            said_of = {"unit": _unit_word(fault.row.unit), "other": str(other), "since": str(since)}
            code = "TR122" if fault.column == succession.CONTINUES else "TR123"
            self.context.diagnostics.add(code, at, name=fault.name, why=Word(f"diagnostics.succession-{why}", said_of))

    def decided(self, value: Any, path: Path) -> dict[str, str]:
        """What was decided of a result, as a history has it."""
        shape = Word("diagnostics.said-decided")
        if not self.is_of(value, dict[str, Any], path, shape):
            return {}
        found: dict[str, str] = {}
        for key, each in value.items():
            if key == "grade" and self.is_of(each, str, (*path, key), shape):
                self.context.grading(key, (*path, key), is_key=True)
                if each == "无" and each not in self.context.grades:
                    self.context.unknown("TR024", (*path, key), each, self.context.grades, advice=shape)
                elif each != NOTHING:
                    self.context.grade(each, (*path, key))
                found[DECIDED_GRADE] = each
            elif key == "received" and self.is_of(each, list[str], (*path, key), shape):
                for at, id_ in enumerate(each):
                    self.context.consequence(id_, (*path, key, at))
                named = {rule.id: label_of(rule.label) for rule in self.context.file.consequences or []}
                found[DECIDED_RECEIVED] = text_naming(named, each)
            elif key not in ("grade", "received"):
                keys = ("grade", "received")
                self.context.diagnostics.add("TR010", (*path, key), at="key", near=(key, keys), found=key, known=keys)
        return found

    def value(self, name: str, value: Any, path: Path) -> Decimal | str | bool | None:
        if check_shape(value, _VALUE, path, self.context.diagnostics) is LOST:
            return None
        read, expected = input_value(self.inputs[name], value, self.context)
        if expected is not None:
            self.context.diagnostics.add("TR070", path, name=name, found=as_toml(value), expected=expected)
        return read

    # ---- what is expected --------------------------------------------------------------------------------------------

    def expected(
        self, expect: dict[str, Any], rows: set[tuple[str, int]], path: Path, *, has_units: bool
    ) -> tuple[Expected, ...]:
        if not expect:
            self.context.diagnostics.add("TR065", path)
        if not has_units:
            return self.of_unit(ONLY_UNIT, expect, rows, path)
        units = {unit for unit, _ in rows}
        found: list[Expected] = []
        for unit, by_period in expect.items():
            if unit not in units:
                self.context.unknown("TR072", (*path, unit), unit, sorted(units), is_key=True)
            elif check_shape(by_period, dict[str, Any], (*path, unit), self.context.diagnostics) is not LOST:
                found.extend(self.of_unit(unit, by_period, rows, (*path, unit)))
        return tuple(found)

    def of_unit(
        self, unit: str, by_period: dict[str, Any], rows: set[tuple[str, int]], path: Path
    ) -> tuple[Expected, ...]:
        found = []
        for word, expectation in by_period.items():
            period = self.context.period(word, (*path, word), is_key=True) if word.strip() else None
            if period is not None and (unit, period) not in rows:
                self.context.diagnostics.add("TR073", (*path, word), at="key", found=word, unit=_unit_word(unit))
            elif period is not None:
                found.append(self.of_period(unit, period, expectation, (*path, word)))
        return tuple(found)

    def of_period(self, unit: str, period: int, expectation: Any, path: Path) -> Expected:
        if not self.is_of(expectation, list[str] | dict[str, Any], path):
            return Expected(unit, period)
        if isinstance(expectation, list):
            return Expected(unit, period, self.consequences(expectation, path))
        for key in expectation:
            if key not in EXPECTED:
                self.context.diagnostics.add(
                    "TR010", (*path, key), at="key", near=(key, EXPECTED), found=key, known=EXPECTED
                )
        return self.of_table(unit, period, expectation, path)

    def is_of(self, value: Any, kind: Any, path: Path, advice: Word | None = None) -> bool:
        """Whether a value and all that is in it is right."""
        before = len(self.context.diagnostics)
        check_shape(value, kind, path, self.context.diagnostics, advice)
        return len(self.context.diagnostics) == before

    def of_table(self, unit: str, period: int, table: dict[str, Any], path: Path) -> Expected:
        tables = dict[str, Any]
        kinds: tables = {"consequences": list[str], "measures": tables, "conditions": tables, "grade": str}
        fine = {key for key, kind in kinds.items() if key in table and self.is_of(table[key], kind, (*path, key))}
        return Expected(
            unit,
            period,
            self.consequences(table["consequences"], (*path, "consequences")) if "consequences" in fine else None,
            self.grade(table["grade"], (*path, "grade")) if "grade" in fine else None,
            self.measured(table["measures"], (*path, "measures")) if "measures" in fine else {},
            self.truths(table["conditions"], (*path, "conditions")) if "conditions" in fine else {},
        )

    def grade(self, grade: str, path: Path) -> str:
        """``"none"`` is no grade, unless a grade is called so."""
        self.context.grading("grade", path, is_key=True)
        if grade == "none" and grade not in self.context.grades:
            return ""
        self.context.grade(grade, path)
        return grade

    def consequences(self, ids: list[str], path: Path) -> frozenset[str]:
        for index, id_ in enumerate(ids):
            self.context.consequence(id_, (*path, index))
        return frozenset(ids)

    def measured(self, table: dict[str, Any], path: Path) -> dict[str, Decimal | None]:
        found: dict[str, Decimal | None] = {}
        for name, value in table.items():
            at = (*path, name)
            if name not in self.measures:
                self.context.unknown("TR020", at, name, self.measures, is_key=True)
            elif self.is_of(value, int | Decimal | str, at):
                found[name] = self.number_or_missing(name, value, at)
        return found

    def truths(self, table: dict[str, Any], path: Path) -> dict[str, Truth]:
        """What is expected of named conditions and statuses."""
        file, found = self.context.file, dict[str, Truth]()
        known = (*(file.conditions or {}), *(file.statuses or {}))
        for name, value in table.items():
            at = (*path, name)
            if name not in known:
                self.context.unknown("TR020", at, name, known, is_key=True)
            elif isinstance(value, bool) or value == "unknown":
                found[name] = None if value == "unknown" else value
            else:
                expected = Word("kinds.flag-or-unknown")
                self.context.diagnostics.add("TR070", at, name=name, found=as_toml(value), expected=expected)
        return found

    def number_or_missing(self, name: str, value: int | Decimal | str, path: Path) -> Decimal | None:
        if isinstance(value, str) and value != "missing" and not _NUMBER.fullmatch(value):
            expected = Word("kinds.number-or-missing")
            self.context.diagnostics.add("TR070", path, name=name, found=as_toml(value), expected=expected)
            return None
        return None if value == "missing" else Decimal(value)


def _unit_word(unit: str) -> Word:
    return Word("kinds.only-unit") if unit == ONLY_UNIT else Word("kinds.unit", {"name": unit})
