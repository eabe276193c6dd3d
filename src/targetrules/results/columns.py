"""Which column holds what: the unit, the period, and each input of the policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final
from typing import Literal as OneOf

from targetrules.data import frozen
from targetrules.period import PeriodKind
from targetrules.results.cells.expected import named
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.periods import period_reader
from targetrules.results.code import Code
from targetrules.results.headings import headings, headings_over, known_headings, labels_of
from targetrules.results.near import Headings
from targetrules.results.options import AS_USUAL, Options
from targetrules.results.problem import Findings
from targetrules.results.table import Column, Table, TableHeader, is_blank, letter_of, shown
from targetrules.rules import succession
from targetrules.rules.reserved import RESERVED, reserved_inputs
from targetrules.rules.tree import Input, PeriodRange, Rules
from targetrules.visible import visible
from targetrules.width import heading
from targetrules.wording import Listing, Word

__all__ = [
    "ColumnPositions",
    "column_positions",
    "key_columns",
    "report_absent",
    "titles",
]

_Said = Callable[[], Word]
_Advice = Callable[[str | None], Word | None]
"""What helps where a column is missing, of which another heading may be the one that is meant."""

_SEPARATORS: Final = {
    "wide_comma": "[,，；、]",
    "bar": "[|｜]",
    "colon": "[:：]",
    "blank": r"\s+",
}
_MOST_LISTED: Final = 15


@frozen(slots=True)
class ColumnPositions:
    """Positions of columns (from 0). ``unit`` and ``period`` are None where there is no such column.

    ``inputs`` has an entry for each input that has a column, ``absent`` names the others.
    """

    unit: int | None
    period: int | None
    inputs: Mapping[str, int]
    absent: tuple[str, ...]

    def ignored(self, table: Table, also_used: Iterable[int] = ()) -> tuple[str, ...]:
        """The columns that nothing is read from, by name (by letter where the heading is blank)."""
        used = {self.unit, self.period, *self.inputs.values(), *also_used}
        return tuple(
            shown(column.name) or letter_of(position)
            for position, column in enumerate(table.columns)
            if position not in used and _holds_something(table, position)
        )


def column_positions(
    rules: Rules,
    header: TableHeader,
    findings: Findings,
    options: Options = AS_USUAL,
    *,
    wide: str | None = None,
) -> ColumnPositions:
    """Find every column by its name; what is missing or there twice goes to ``findings``.

    ``options`` may name the columns of the unit and the period; else they may have any of the usual names. With
    ``wide`` (an input that has a column for each period) there is no column of the period, nor one of that input.
    """
    known = known_headings(rules, options)
    claimed = known.inputs
    unit = _Wanted("unit", known.unit, options.unit_column, lambda: Word("problems.advise_unit_column"))
    period = _Wanted("period", known.period, options.period_column, lambda: _period_advice(rules.period, header))
    reserved = reserved_inputs(rules)
    kept = [name for one in reserved.values() for name in one.columns]
    search = _Search(rules, header, findings, (*claimed, *unit.names, *period.names), kept)
    unit_at = search.find_key(unit, claimed, period)
    period_at = search.find_key(period, claimed, unit) if wide is None else None
    found = {
        name: search.find_input(one, claimed, is_item=name == rules.item, is_needed=name == rules.unit_above)
        for name, one in rules.read_inputs.items()
        if name != wide
    }
    absent = tuple(name for name, position in found.items() if position is None)
    found |= {name: search.find_reserved(one) for name, one in reserved.items()}
    inputs = {name: position for name, position in found.items() if position is not None}
    if wide is not None:
        _stop_decided(inputs, header, findings)
    return ColumnPositions(unit_at, period_at, inputs, absent)


def key_columns(
    rules: Rules, header: TableHeader, findings: Findings, options: Options, besides: Iterable[str]
) -> tuple[int | None, int | None]:
    """The columns of the unit and of the period alone, found as elsewhere; ``besides`` are names of other columns."""
    known = known_headings(rules, options)
    claimed = (*known.inputs, *besides)
    unit = _Wanted("unit", known.unit, options.unit_column, lambda: Word("problems.advise_unit_column"))
    period = _Wanted("period", known.period, options.period_column, lambda: _period_advice(rules.period, header))
    kept = [name for one in reserved_inputs(rules).values() for name in one.columns]
    search = _Search(rules, header, findings, (*claimed, *unit.names, *period.names), kept)
    return search.find_key(unit, claimed, period), search.find_key(period, claimed, unit)


def report_absent(
    rules: Rules, header: TableHeader, findings: Findings, options: Options, names: Iterable[str]
) -> None:
    """Report inputs that have no column and are asked for, unless they may be missing, or are there twice."""
    known = known_headings(rules, options)
    kept = [name for one in reserved_inputs(rules).values() for name in one.columns]
    search = _Search(rules, header, findings, (*known.inputs, *known.unit, *known.period), kept)
    for name in names:
        one = rules.inputs[name]
        if not search.is_there(one):
            search.find_input(one, known.inputs, is_item=name == rules.item, is_asked=True)


def _stop_decided(inputs: Mapping[str, int], header: TableHeader, findings: Findings) -> None:
    """What was decided, and whose past a unit goes on from, is of one period; a line of a wide table is of several."""
    for name in RESERVED:
        if name in inputs:
            advice = Word("problems.advise_decided_in_wide")
            code = Code.SUCCESSION_IN_WIDE if name in succession.COLUMNS else Code.DECIDED_IN_WIDE
            findings.add(code, column=header.columns[inputs[name]], advice=advice)


def titles(columns: Iterable[Column]) -> Listing:
    """Columns as a message lists them, with their letters, and with what stands above those that are called alike.

    Under keys, names that differ in blanks alone are quoted.
    """
    given = list(columns)
    names = [shown(column.name) for column in given]
    if len(set(names)) < len(names):
        names = ["/".join((*map(shown, column.above), name)) for name, column in zip(names, given, strict=True)]
    if not any(column.letter for column in given) and len(set(names)) < len({column.heading for column in given}):
        names = [f'"{visible(str(column.heading))}"' for column in given]
    letters = [f" ({column.letter})" if column.letter else "" for column in given]
    return _listed([name + letter for name, letter in zip(names, letters, strict=True)])


@frozen(slots=True)
class _Wanted:
    """The column of the unit or of the period: as the caller named it, or by its usual names."""

    what: OneOf["unit", "period"]
    names: tuple[str, ...]
    said: str | None
    advice_where_missing: Callable[[], Word]

    def word(self) -> Word:
        return Word(f"problems.{self.what}_column")

    def advice(self, near: str | None = None) -> Word:
        """What helps where there is more than one, or not the one that the caller named."""
        if near is not None:
            return Word("problems.advise_near", {"near": shown(near)})
        return Word(f"problems.advise_{self.what}_column")

    def advice_where_none_is(self, near: str | None) -> Word:
        """What helps where none of the usual names is there."""
        if near is not None:
            return Word(f"problems.advise_near_{self.what}", {"near": shown(near)})
        return self.advice_where_missing()


class _Search:
    """Looks names up in the header of a table."""

    def __init__(
        self,
        rules: Rules,
        header: TableHeader,
        findings: Findings,
        claimed: Iterable[str],
        reserved: Iterable[str],
    ) -> None:
        self._rules = rules
        self._header = header
        self._reserved = headings(reserved)
        self._claimed = headings(claimed) | self._reserved
        self._findings = findings
        self._joined: set[str] = set()
        self._parts: dict[str, tuple[int, Column, str]] | None = None
        self._free: Headings | None = None
        self._positions: dict[str, list[int]] = {}
        for position, name in enumerate(headings_over(header.columns)):
            if name:
                self._positions.setdefault(name, []).append(position)

    def find_key(self, wanted: _Wanted, claimed: Iterable[str], other: _Wanted) -> int | None:
        """The position of the column of the unit or the period; a problem where there is none, or more than one.

        The caller's own name is looked for like an input's. Of the usual names none comes before another: a column
        called ``unit`` may hold units of measurement, and one called ``year`` the year of foundation. Only what the
        policy reads an input from stands back where there is another, and what the caller named as the other one is
        that alone. A reserved column is neither.
        """
        if wanted.said and heading(wanted.said) in self._reserved:
            values = {"name": shown(wanted.said), "what": wanted.word()}
            self._findings.add(Code.RESERVED_COLUMN, advice=wanted.advice(), values=values)
            return None
        if wanted.said:
            return self.need(wanted.names, wanted.word, wanted.advice, wanted.advice())
        found = [at for at in self._positions_of(wanted.names) if not other.said or at not in self._of(other)]
        free = [at for at in found if at not in self._positions_of(claimed)] or found
        if len(free) > 1:
            self._report_two(free, wanted.word, wanted.advice())
            return None
        if not free:
            alone = self._only_free(claimed) if wanted.what == "unit" else None
            self._report_missing(wanted.names, wanted.word, wanted.advice_where_none_is, alone)
        return next(iter(free), None)

    def find_input(
        self,
        one: Input,
        claimed: Sequence[str],
        *,
        is_item: bool = False,
        is_needed: bool = False,
        is_asked: bool = False,
    ) -> int | None:
        """The position of an input's column; None where it has none, which is a problem unless it may be missing.

        ``is_item``: whether it names rows of details. ``is_needed``: whether it names the unit of another policy, which
        needs the column, whatever this one says. An input that is not asked for in every period may be missing unless
        it ``is_asked`` for in one that is there.
        """

        def what() -> Word:
            return Word(f"problems.{'item' if is_item else 'input'}_column", {"name": shown(one.name)})

        labels = self._labels(one)
        if self._has_keys_alike((*one.columns, *labels), claimed):
            self._report_two(self._positions_of((*one.columns, *labels)), what, Word("problems.advise_one_key"))
            return None
        names = one.columns if self.is_there(one) else labels or one.columns
        may_be_missing = one.column_optional or not (is_asked or one.asked == PeriodRange())
        may_be_missing = may_be_missing and not is_needed
        parts = self._parts_below(one, may_be_missing=may_be_missing)
        if may_be_missing and parts is None:
            return self._find(names, what)
        advice = _default_advice if one.default is not None else _input_advice
        if is_item or is_needed:
            advice = _item_advice if is_item else _above_advice
        meant = self._labelled(one) or parts
        return self.need(names, what, advice if meant is None else lambda _: meant)

    def _labels(self, one: Input) -> tuple[str, ...]:
        """The labels of an input that are headings here, and nothing but what it is called."""
        there = self._positions.keys() - self._claimed
        return tuple(label for label in labels_of(self._rules).get(one.name, ()) if heading(label) in there)

    def _labelled(self, one: Input) -> Word | None:
        """How to say which column is an input's where its label is more than that."""
        labels = headings(one.label.values())
        for column in self._header.columns:
            if heading(column.name) in labels:
                return Word("problems.advise_label", {"near": shown(column.name), "name": shown(one.name)})
        return None

    def _parts_below(self, one: Input, *, may_be_missing: bool) -> Word | None:
        """How to say which column is an input's where it is the heading above one or several; None: it is above none.

        An input that may be missing is asked for as well: its default is not what stands in these columns.
        """
        known = headings((*one.columns, *one.label.values()))
        parts = [
            column
            for column in self._header.columns
            if column.letter and known & headings(column.name.split(" / ")[:-1])
        ]
        if not parts:
            return None
        values = {"name": shown(one.columns[0]), "letter": parts[0].letter, "columns": titles(parts)}
        return Word("sheets.advise_parts_or_none" if may_be_missing else "sheets.advise_parts", values)

    def find_reserved(self, one: Input) -> int | None:
        """The position of a reserved column; None where it is not there."""
        what, advice = Word("problems.reserved_column", {"name": one.name}), Word("problems.advise_one_reserved")
        if self._has_keys_alike(one.columns, one.columns):
            self._report_two(self._positions_of(one.columns), lambda: what, Word("problems.advise_one_key"))
            return None
        return self._find(one.columns, lambda: what, advice)

    def is_there(self, one: Input) -> bool:
        """Whether an input has a column, or more than one."""
        return bool(self._positions_of(one.columns))

    def _has_keys_alike(self, names: tuple[str, ...], claimed: Sequence[str]) -> bool:
        """Whether rows that have each their own keys name one input in two ways, of which one would be dropped.

        Below a header, what is written just as the policy has it is the column meant, for it holds in every row.
        """
        if not self._header.keyed:
            return False
        found = [self._header.columns[at].name for at in self._positions_of(names)]
        return len([name for name in found if name in names or name not in claimed]) > 1

    def need(self, names: tuple[str, ...], what: _Said, advice: _Advice, of_two: Word | None = None) -> int | None:
        """The position of the column that has one of these names; a problem, only then worded, where there is none.

        ``of_two`` is what helps where there are several.
        """
        position = self._find(names, what, of_two)
        if position is None and self._positions.keys().isdisjoint(map(heading, names)):
            self._report_missing(names, what, advice)
        return position

    def _find(self, names: tuple[str, ...], what: _Said, of_two: Word | None = None) -> int | None:
        found = self._positions_of(names)
        exact = [position for position in found if self._header.columns[position].name in names]
        if len(found) > 1 and len(exact) != 1:
            letter = self._header.columns[found[0]].letter
            if of_two is None and letter:
                of_two = Word("sheets.advise_which_column", {"name": shown(names[0]), "letter": letter})
            self._report_two(found, what, of_two)
            return None
        return next(iter(exact or found), None)

    def _of(self, wanted: _Wanted) -> list[int]:
        """Where the column stands that the caller named."""
        found = self._positions_of(wanted.names)
        return [at for at in found if self._header.columns[at].name == wanted.said] or found

    def _positions_of(self, names: Iterable[str]) -> list[int]:
        return sorted({position for name in names for position in self._positions.get(heading(name), ())})

    def _report_two(self, found: Iterable[int], what: _Said, advice: Word | None) -> None:
        columns = titles(self._header.columns[position] for position in found)
        self._findings.add(Code.TWO_COLUMNS, advice=advice, values={"what": what(), "columns": columns})

    def _only_free(self, claimed: Iterable[str]) -> str | None:
        """The only heading of which nothing else is read, unless it may be meant for something that is."""
        written = [each.name for each in self._header.columns if not is_blank(each.name)]
        free = [each for each in written if heading(each) not in self._claimed]
        return free[0] if len(free) == 1 and Headings(tuple(claimed)).near(free) is None else None

    def _report_missing(self, names: tuple[str, ...], what: _Said, advice: _Advice, alone: str | None = None) -> None:
        """``alone``: the heading that is meant where none is near."""
        joined = self._joined_heading(names)
        if joined is not None:
            self._report_joined(*joined)
            return
        written = [column.name for column in self._header.seen if not is_blank(column.name)]
        expected = Word("problems.listed", {"names": tuple(map(named, names))})
        values = {"what": what(), "there": _there(written)}
        if self._free is None:
            self._free = Headings([name for name in written if heading(name) not in self._claimed])
        advised = advice(self._free.near(names) or alone)
        self._findings.add(Code.MISSING_COLUMN, expected=expected, advice=advised, values=values)

    def _report_joined(self, column: Column, sign: str) -> None:
        """Report a heading that holds several names, once, whatever is missing beside it."""
        if column.name in self._joined:
            return
        self._joined.add(column.name)
        if sign == "wide_comma":
            self._findings.add(Code.WIDE_COMMA, column=column, advice=Word("problems.advise_wide_comma"))
        else:
            values = {"sign": Word(f"problems.separator_{sign}")}
            advice = Word("problems.advise_separator")
            self._findings.add(Code.OTHER_SEPARATOR, column=column, advice=advice, values=values)

    def _joined_heading(self, names: tuple[str, ...]) -> tuple[Column, str] | None:
        """The first heading that holds one of these names among others, and what stands between them."""
        if self._parts is None:
            self._parts = self._parts_of_headings()
        found = [self._parts[name] for name in map(heading, names) if name in self._parts]
        return min(found)[1:] if found else None

    def _parts_of_headings(self) -> dict[str, tuple[int, Column, str]]:
        """All parts of headings that hold several names, each with the first of these and what parts it.

        A blank or a colon may belong to a heading, and separates several only where they are all that there is.
        """
        found: dict[str, tuple[int, Column, str]] = {}
        for column in self._header.columns:
            for sign, parted in _SEPARATORS.items():
                alone = sign in ("wide_comma", "bar") or len(self._header.columns) == 1
                parts = re.split(parted, column.name) if alone else ()
                for part in parts if len(parts) > 1 else ():
                    found.setdefault(heading(part), (len(found), column, sign))
        return found


def _input_advice(near: str | None = None) -> Word:
    """The advice where an input has no column: the heading is mended, or the policy names the column."""
    if near is not None:
        return Word("problems.advise_near_input", {"near": shown(near)})
    return Word("problems.advise_input_column")


def _item_advice(near: str | None = None) -> Word:
    """The advice where nothing names the rows of details: the policy says which column does."""
    return (
        Word("problems.advise_item_column")
        if near is None
        else Word("problems.advise_near_item", {"near": shown(near)})
    )


def _above_advice(near: str | None = None) -> Word:
    """The advice where nothing says below which unit of another policy the rows belong."""
    advised = None if near is None else _input_advice(near)
    return Word("problems.advise_above_column") if advised is None else advised


def _default_advice(near: str | None = None) -> Word:
    """A default fills cells; that a whole column is not there may be a mistake in its name."""
    return Word("problems.advise_default") if near is None else _input_advice(near)


def _period_advice(kind: PeriodKind, header: TableHeader) -> Word:
    """Where the header has periods in it, there is one column a period."""
    read = period_reader(kind)
    wide = any(not isinstance(read(column.heading), Fault) for column in header.columns)
    return Word("problems.advise_wide" if wide else "problems.advise_period_column")


def _there(written: Sequence[str]) -> Listing | Word:
    return _listed([shown(each) for each in written[: _MOST_LISTED + 1]]) if written else Word("problems.no_columns")


def _listed(names: Sequence[str]) -> Listing:
    return Listing.of_first(names[:_MOST_LISTED], len(names), "; ")


def _holds_something(table: Table, position: int) -> bool:
    named_column = not is_blank(table.columns[position].name)
    return named_column or not all(map(is_blank, table.cells[position]))
