"""Results as an ``[[examples]]`` entry, ready to paste: the rows, and what the policy decides of them as expected."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Protocol, get_args
from typing import Literal as OneOf

from attrs import field

from targetrules.arguments import ArgumentError, one_of, unlike
from targetrules.data import frozen
from targetrules.engine.examples import history_of
from targetrules.engine.judged import Judged
from targetrules.engine.reference import evaluate
from targetrules.history import History, Row, Value
from targetrules.period import period_text
from targetrules.rules import succession, tree
from targetrules.rules.decided import COLUMNS as DECIDED
from targetrules.rules.decided import NOTHING, decided_of
from targetrules.source.decimals import plain_digits
from targetrules.source.toml_text import in_quotes, key_text
from targetrules.wording import LANGUAGES, Listing, Word, say

__all__ = ["Expects", "OfRules", "example_text"]

Expects = OneOf["grade", "consequences", "measures", "conditions"]
_EXPECTS: Final[Sequence[Expects]] = get_args(Expects)
_SHORT: Final = 100


class OfRules(Protocol):
    """A policy."""

    @property
    def rules(self) -> tree.Rules:
        """What it means."""


def example_text(
    policy: OfRules,
    history: History,
    *,
    details: Mapping[str, History] | None = None,
    unit: str | None = None,
    expects: Collection[Expects] = ("grade", "consequences"),
    name: str | Mapping[str, str] | None = None,
) -> str:
    """An ``[[examples]]`` entry: pasted into the policy's file or its ``*.examples.toml``, it loads and passes.

    What is missing and what is the default is left out of the rows, and so is the name of a unit that is the only one.

    Args:
        policy: The policy.
        history: The rows, as :meth:`targetrules.Policy.history` gives them; at least one.
        details: The rows of details by the policy's names for them, also of those below its lower policies; what is
            left out has none.
        unit: The only unit of which something is expected; left out, it is of all.
        expects: What is expected of each row: any of ``"grade"``, ``"consequences"``, ``"measures"`` and
            ``"conditions"`` (named conditions and statuses).
        name: What the example is called, one text or one by language; left out, a plain name.

    Returns:
        The text, which ends with a line feed.

    Raises:
        ArgumentError: An example cannot say these rows: a value is missing in place of which its default would stand,
            or what is made of details is not what these rows of details come to; or there is no row, or no such unit.
    """
    asked, called = _expects(expects), _called(name)
    if not history.rows:
        raise ArgumentError("history", Word("arguments.no-rows"))
    if unit is not None and all(row.unit != unit for row in history.rows):
        raise unlike("unit", unit, "unit-of-rows")
    writing = _Writing(policy.rules, history, details or {}, unit, asked)
    writing.check()
    return "\n".join([*writing.lines(called), ""])


def _expects(value: object) -> tuple[Expects, ...]:
    if not isinstance(value, Collection) or isinstance(value, str):
        raise unlike("expects", value, "expects", words=Listing(tuple(f'"{word}"' for word in _EXPECTS)))
    return tuple(one_of("expects", each, _EXPECTS) for each in value)


def _called(name: Any) -> Any:
    """A name for an example: a text, texts by language, or None."""
    texts = {"": name} if isinstance(name, str) else name
    is_label = isinstance(texts, Mapping) and texts and all(isinstance(each, str) for each in (*texts, *texts.values()))
    if name is None or (is_label and all(texts.values())):
        return name
    raise unlike("name", name, "label")


@frozen
class _Writing:
    """One entry while it is written."""

    rules: tree.Rules
    history: History
    details: Mapping[str, History] = field(repr=False)
    unit: str | None
    expects: Sequence[Expects]

    # ---- what the entry says -----------------------------------------------------------------------------------------

    @cached_property
    def read(self) -> History:
        """The rows as they are once the entry was read, with what is made of details."""
        rows = tuple((row.unit, row.period, _stripped(self.rules, row)) for row in self.history.rows)
        below = {
            name: tuple((row.unit, row.period, row.values) for row in given.rows)
            for name, given in self.details.items()
        }
        return history_of(self.rules, tree.Example({}, rows, (), below))

    def check(self) -> None:
        """Raise where the entry would say other rows."""
        known = self.rules.all_details
        for name in self.details:
            if name not in known:
                raise ArgumentError("details", Word("arguments.example-no-details", {"found": name}))
        for row, again in zip(self.history.rows, self.read.rows, strict=True):
            self._check_row(self.rules, row, again, "history")
        for name, given in self.details.items():
            for row in given.rows:
                self._check_row(known[name].read, row, row, f'details["{name}"]')

    def _check_row(self, rules: tree.Rules, row: Row, again: Row, argument: str) -> None:
        for name, one in rules.inputs.items():
            value = row.values.get(name)
            said = {"name": name, "unit": row.unit, "period": period_text(rules.period, row.period)}
            is_unsaid = name not in row.values or (value is None and self.details)
            if one.aggregation is not None and not is_unsaid and value != again.values[name]:
                raise ArgumentError(argument, Word("arguments.example-details", said))
            if value is None and one.default is not None and one.aggregation is None and row.period in one.asked:
                raise ArgumentError(argument, Word("arguments.example-default", said))

    @cached_property
    def only(self) -> str | None:
        """The name of the only unit, which no row has to say; None where there are several, or it is asked for."""
        units = {row.unit for row in self.history.rows}
        lower = any(each.policy is not None for each in self.rules.all_details.values())
        says = any(row.values.get(name) for row in self.history.rows for name in succession.COLUMNS)
        return None if lower or says or len(units) > 1 else next(iter(units))

    # ---- its lines ---------------------------------------------------------------------------------------------------

    def lines(self, name: str | Mapping[str, str] | None) -> Iterator[str]:
        """The lines of the entry."""
        yield "[[examples]]"
        yield f"name = {_name(self.rules, name)}"
        yield from _rows("history", [self.row(self.rules, row) for row in self.history.rows])
        below = {name: given for name, given in self.details.items() if given.rows}
        if below:
            yield "[examples.details]"
        for of, given in below.items():
            read = self.rules.all_details[of].read
            yield from _rows(key_text(of), [self.row(read, row) for row in given.rows])
        yield from self.expected()

    def row(self, rules: tree.Rules, row: Row) -> str:
        """A row as a table in place."""
        period = _toml(period_text(rules.period, row.period))
        pairs = [] if row.unit == self.only else [("unit", in_quotes(row.unit))]
        pairs.append(("period", period))
        for name, value in _stripped(rules, row).items():
            if name in DECIDED:
                continue
            if name == succession.MERGES:
                pairs.append((name, _list(succession.merged_of(row.values))))
            elif value is not None and value != getattr(rules.inputs.get(name), "default", None):
                pairs.append((key_text(name), _toml(value)))
        decided = _decided(rules, row)
        return _table([*pairs, *([("decided", decided)] if decided else [])])

    def expected(self) -> Iterator[str]:
        """What is expected of each row that the policy judges; where it judges none, of all."""
        judged = [now for now in evaluate(self.rules, self.read) if self.unit in (None, now.unit)]
        some = [now for now in judged if self.rules.judges(now.period)] or judged
        for unit in dict.fromkeys(now.unit for now in some):
            yield "[examples.expect]" if unit == self.only else f"[examples.expect.{in_quotes(unit)}]"
            for now in some:
                if now.unit == unit:
                    period = key_text(str(period_text(self.rules.period, now.period)))
                    yield f"{period} = {self.of_row(now)}"

    def of_row(self, now: Judged) -> str:
        """What is expected of one row: a list of consequences where that is all."""
        rules, pairs = self.rules, list[tuple[str, str]]()
        if "grade" in self.expects and rules.grading is not None and (now.grade or NOTHING not in rules.grade_position):
            pairs.append(("grade", in_quotes(now.grade or NOTHING)))
        received = _list(rule.id for rule in rules.consequences if rule.id in now.received)
        if "consequences" in self.expects and rules.consequences:
            pairs.append(("consequences", received))
        if "measures" in self.expects and rules.measures:
            measures = [(key_text(name), _measured(now.values[name])) for name in rules.measures]
            pairs.append(("measures", _table(measures)))
        if "conditions" in self.expects and (named := [*rules.conditions, *rules.statuses]):
            pairs.append(("conditions", _table([(key_text(name), _truth(now.values[name])) for name in named])))
        if not pairs or [key for key, _ in pairs] == ["consequences"]:
            return received
        return _table(pairs)


def _stripped(rules: tree.Rules, row: Row) -> Mapping[str, Value]:
    """The values of a row that an entry says, in the order of the policy: those that are read, and the reserved ones.

    Where it says nothing of one that has a default, that stands there.
    """
    given = rules.asked_for(row.values, row.period)
    read = {name: one.default if given.get(name) is None else given[name] for name, one in rules.read_inputs.items()}
    return read | {name: given[name] for name in (*DECIDED, *succession.COLUMNS) if given.get(name) is not None}


def _decided(rules: tree.Rules, row: Row) -> str:
    """What was decided of a row, as an entry says it; empty where nothing was."""
    decision = decided_of(rules, row.values)
    if decision is None:
        return ""
    pairs = [] if decision.grade is None else [("grade", in_quotes(decision.grade or NOTHING))]
    if decision.received is not None:
        pairs.append(("received", _list(rule.id for rule in rules.consequences if rule.id in decision.received)))
    return _table(pairs)


def _name(rules: tree.Rules, name: str | Mapping[str, str] | None) -> str:
    """The label of the entry, in the languages of the policy."""
    if name is None:
        languages = rules.languages or tuple(rules.title)
        if not set(languages) <= set(LANGUAGES):
            return in_quotes(say("reports.example-name", "en", {}))
        name = {language: say("reports.example-name", language, {}) for language in languages}
    if isinstance(name, str):
        return in_quotes(name)
    return _table([(key_text(language), in_quotes(text)) for language, text in name.items()])


def _measured(value: object) -> str:
    return _toml(value) if isinstance(value, Decimal) else in_quotes("missing")


def _truth(value: object) -> str:
    return _toml(value) if isinstance(value, bool) else in_quotes("unknown")


def _rows(key: str, rows: Sequence[str]) -> Iterator[str]:
    """A list of rows, on one line where there is one that is short."""
    if len(rows) == 1 and len(rows[0]) < _SHORT:
        yield f"{key} = [{rows[0]}]"
        return
    yield f"{key} = ["
    yield from (f"  {row}," for row in rows)
    yield "]"


def _table(pairs: Sequence[tuple[str, str]]) -> str:
    return "{ " + ", ".join(f"{key} = {value}" for key, value in pairs) + " }" if pairs else "{}"


def _list(texts: Any) -> str:
    return "[" + ", ".join(in_quotes(text) for text in texts) + "]"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain_digits(value or value.copy_abs())
    return in_quotes(value) if isinstance(value, str) else str(value)
