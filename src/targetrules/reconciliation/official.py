"""A list of decisions made elsewhere, read as results are: by a policy whose inputs are what this one decides."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from os import PathLike, fspath
from pathlib import Path
from typing import Any, ClassVar, Final

from targetrules.arguments import ArgumentError
from targetrules.data import frozen
from targetrules.errors import InternalError
from targetrules.history import Value
from targetrules.results.headings import USUAL_HEADINGS
from targetrules.results.options import ReadingKeywords
from targetrules.results.problem import ResultsError
from targetrules.results.sources.from_rows import from_rows
from targetrules.results.sources.read import read_table
from targetrules.results.table import Table
from targetrules.results.to_history import read_history
from targetrules.rules import tree
from targetrules.rules.resolution.from_syntax import from_syntax
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.suggest import nearest
from targetrules.syntax import schema as syntax
from targetrules.width import heading
from targetrules.wording import Word

__all__ = ["GRADE", "NOTHING", "Official", "OfficialListError", "read_official"]

GRADE: Final = "grade"
NOTHING: Final = "none"
"""The word for no grade."""

_GRADES: Final = ("grade", "等次", "等级", "考核等次")
_NO_GRADE: Final = ("none", "no grade", "无", "不定等次")


@frozen(slots=True)
class Official:
    """Decisions made elsewhere: for each unit and period, by outcome, what was decided; None: nothing is said of it.

    An outcome is ``"grade"`` or the id of a consequence. ``steps`` are what outcomes of this policy tell on the way to
    them, ``measure.x``, ``condition.x``, ``place.x.rank``. ``said`` are the outcomes that have a column.
    """

    rows: Mapping[tuple[str, int], Mapping[str, Value]]
    said: tuple[str, ...]
    steps: tuple[str, ...]
    ignored: tuple[str, ...]


class OfficialListError(ResultsError):
    """The list of decisions made elsewhere cannot be read: nothing is compared. It is a ResultsError as well."""

    heading: ClassVar[tuple[str, str]] = ("problems.one-of-list", "problems.several-of-list")


def read_official(rules: tree.Rules, given: Any, columns: Mapping[str, str], how: ReadingKeywords) -> Official:
    """The decisions in a file or in rows; ``columns`` are the headings of outcomes that have others than usual.

    Raises:
        ArgumentError: An outcome is none of the policy's, or there is no column of any.
        OfficialListError: Something in it cannot be read.
    """
    ids = [rule.id for rule in rules.consequences]
    known = [*([] if rules.grading is None else [GRADE]), *ids]
    for name in columns:
        if name not in known:
            near = nearest(name, known)
            values = {"found": name, "near": near, "known": tuple(known)}
            raise ArgumentError("columns", Word(f"arguments.no-such-outcome{'-near' if near else ''}", values))
    asked = _Asked(rules, columns)
    try:
        found = read_history(asked.reading(), _table(given, ids), **how)
    except ResultsError as error:
        raise OfficialListError(error.problems, error.counts) from None
    there = {name: key for key, name in asked.names.items() if name not in found.absent_inputs}
    said = tuple(key for key in known if key in there.values())
    if not said:
        raise ArgumentError("official", Word("arguments.no-outcomes", {"known": tuple(known)}))
    rows = {
        (row.unit, row.period): {key: _plain(row.values[name]) for name, key in there.items()}
        for row in found.history.rows
    }
    steps = tuple(key for key in asked.names if key in there.values() and key not in known)
    return Official(rows, said, steps, found.ignored_columns)


def _plain(value: Value) -> Value:
    return NOTHING if value == _Asked.NO_GRADE else value


# ---- the policy that reads it ----------------------------------------------------------------------------------------


class _Asked:
    """The columns that are asked for: an input for each outcome, and for what leads to outcomes."""

    NO_GRADE: Final = "no-grade-at-all"

    def __init__(self, rules: tree.Rules, columns: Mapping[str, str]) -> None:
        self.rules = rules
        self.columns = columns
        self.names: dict[str, str] = {}
        self.taken = set(map(heading, USUAL_HEADINGS))

    def reading(self) -> tree.Rules:
        """The rules of a policy that has these inputs."""
        grades = [syntax.Grade(id=each.id, label=self.labels_of_grade(each)) for each in self.rules.grades]
        if self.rules.grading is not None:
            none = {str(at): word for at, word in enumerate(_NO_GRADE) if word not in self.words}
            grades.append(syntax.Grade(id=self.NO_GRADE, label=none or None))
        file = syntax.PolicyFile(
            format=1,
            policy=syntax.Header(id="official", title="official", period=self.rules.period.value),
            grades=grades or None,
            inputs=dict(self.inputs()),
        )
        diagnostics = DiagnosticCollector()
        rules = from_syntax(file, diagnostics)
        if diagnostics.found:
            raise InternalError(diagnostics.found)
        return rules

    @property
    def words(self) -> set[str]:
        """The words that grades go by already."""
        return {word for each in self.rules.grades for word in (each.id, *each.label.values())}

    def labels_of_grade(self, grade: tree.Grade) -> dict[str, str] | None:
        return dict(grade.label) or None

    def inputs(self) -> Iterator[tuple[str, syntax.Input]]:
        rules = self.rules
        if rules.grading is not None:
            yield self.named(GRADE, "grade", "grade", _GRADES)
        for at, rule in enumerate(rules.consequences):
            words = (f"consequence.{rule.id}", rule.id, *rule.label.values())
            yield self.named(rule.id, f"received_{at}", "flag", words)
        for at, name in enumerate(rules.measures):
            yield self.named(f"measure.{name}", f"measure_{at}", "number", (f"measure.{name}",))
        for at, name in enumerate(rules.rankings):
            for part in ("rank", "size"):
                key = f"place.{name}.{part}"
                yield self.named(key, f"{part}_{at}", "number", (key,))
        for at, name in enumerate(rules.conditions):
            yield self.named(f"condition.{name}", f"condition_{at}", "flag", (f"condition.{name}",))

    def named(self, key: str, name: str, kind: Any, words: Iterable[str]) -> tuple[str, syntax.Input]:
        """An input with the headings that it may have, of which no other one has any."""
        wanted = [self.columns[key]] if key in self.columns else list(words)
        free = [each for each in dict.fromkeys(wanted) if heading(each) not in self.taken or key in self.columns]
        self.taken.update(map(heading, free))
        self.names[key] = name
        decimals = self.rules.measures[key.removeprefix("measure.")].decimals if key.startswith("measure.") else None
        return name, syntax.Input(type=kind, optional=True, column_optional=True, column=free, decimals=decimals)


# ---- the table -------------------------------------------------------------------------------------------------------


def _table(given: Any, ids: Sequence[str]) -> Table:
    """The table of a file, or of rows; outcomes as JSON become rows with a column for each consequence."""
    if not isinstance(given, str | PathLike):
        return from_rows([_flat(each, ids) if isinstance(each, Mapping) else each for each in given])
    name = fspath(given)
    rows = _outcomes_in(Path(name)) if Path(name).suffix.lower() in (".json", ".jsonl", ".ndjson") else None
    if rows is not None:
        return from_rows([_flat(each, ids) for each in rows])
    return read_table(name, header_row=2 if _begins_with_record(Path(name)) else None)


def _begins_with_record(path: Path) -> bool:
    """Whether it is CSV that was written with a record above its header."""
    try:
        with path.open("rb") as file:
            return file.read(16).removeprefix(b"\xef\xbb\xbf").startswith(b'# {"record"')
    except OSError:  # what is wrong with it is told where it is read
        return False


def _outcomes_in(path: Path) -> list[Mapping[str, Any]] | None:
    """The outcomes in a file that ``evaluate`` wrote as JSON; None where it is another one, to be read as a table."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        found = [json.loads(text, parse_float=Decimal)]
    except (OSError, ValueError):
        try:
            found = [json.loads(line, parse_float=Decimal) for line in text.splitlines() if line.strip()]
        except (ValueError, UnboundLocalError):
            return None
    parts = [part for each in found for part in (each if isinstance(each, list) else [each])]
    rows = [row for part in parts for row in (part.get("outcomes", [part]) if isinstance(part, dict) else [part])]
    plain: list[Mapping[str, Any]] = [row for row in rows if isinstance(row, dict) and "record" not in row]
    is_ours = bool(plain) and all(isinstance(each.get("consequences"), list) for each in plain)
    return plain if is_ours else None


def _flat(outcome: Mapping[str, Any], ids: Sequence[str]) -> Mapping[str, Any]:
    """An outcome with a value for each consequence, measure, place and condition, as CSV has them."""
    if not isinstance(outcome.get("consequences"), list):
        return outcome
    listed = {each["id"] if isinstance(each, Mapping) else str(each) for each in outcome["consequences"]}
    unknown = {each["id"] for each in outcome.get("undetermined") or []}
    flat = {key: outcome.get(key) for key in ("unit", "period", "grade")}
    flat["grade"] = NOTHING if flat["grade"] is None else flat["grade"]
    flat |= {f"consequence.{each}": None if each in unknown else each in listed for each in (*ids, *listed)}
    flat |= {f"measure.{name}": value for name, value in dict(outcome.get("measures") or {}).items()}
    flat |= {f"condition.{name}": value for name, value in dict(outcome.get("conditions") or {}).items()}
    for name, place in dict(outcome.get("places") or {}).items():
        flat |= {f"place.{name}.{part}": place.get(part) for part in ("rank", "size")}
    return flat
