"""What was passed over in a table that can be judged, in sentences."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Final

from attrs import evolve

from targetrules.period import PeriodKind, period_text
from targetrules.results.columns import ColumnPositions, titles
from targetrules.results.layouts import SheetLayout, notes_of_layouts, stretches
from targetrules.results.naming import Naming
from targetrules.results.near import Headings
from targetrules.results.table import Table, shown
from targetrules.rules.reserved import reserved_inputs
from targetrules.rules.succession import SuccessionDoubt
from targetrules.rules.tree import Input, Rules
from targetrules.wording import Listing, Word

__all__ = ["notes_of", "notes_of_names", "notes_of_successions", "wanted", "without_inputs"]

_MOST_LISTED: Final = 20


def notes_of(
    rules: Rules,
    table: Table,
    columns: ColumnPositions,
    ignored: tuple[str, ...],
    *,
    wide: Iterable[int] = (),
    without_result: Sequence[str] = (),
) -> tuple[Word, ...]:
    """What the reader of the outcomes should be told of how the table was read; ``wide`` are columns of periods."""
    notes = []
    if table.sheet.encoding == "gb18030":
        notes.append(Word("problems.note_encoding", {"file": table.sheet.file}))
    notes += notes_of_layouts(table.layouts)
    notes += [] if table.made_of is None else table.made_of.notes
    notes += _hidden(table, {columns.unit, columns.period, *columns.inputs.values(), *wide})
    if ignored:
        notes.append(Word("problems.note_ignored", {"names": _listed(ignored)}))
    for key, at in (("unit", columns.unit), ("period", columns.period)):
        twice = [name for name, position in columns.inputs.items() if position == at]
        if twice:
            values = {"column": shown(table.columns[at or 0].name), "key": Word(f"problems.{key}_column")}
            notes.append(Word("problems.note_twice", {**values, "names": _listed(tuple(twice))}))
    absent = [rules.inputs[name] for name in columns.absent]
    missing = tuple(wanted(one) for one in absent if one.default is None)
    if missing:
        notes.append(Word("problems.note_missing", {"names": _listed(missing)}))
    notes += [
        Word("problems.note_default", {"name": wanted(one), "default": _default(one)})
        for one in absent
        if one.default is not None
    ]
    if ignored:
        headings = Headings(ignored)
        notes += [note for one in absent for note in _near(one, headings)]
        reserved = [one for name, one in reserved_inputs(rules).items() if name not in columns.inputs]
        notes += [note for one in reserved for note in _near_reserved(one, headings)]
    if without_result:
        notes.append(Word("problems.note_without_result", {"units": _listed(tuple(map(shown, without_result)))}))
    return tuple(notes)


def _hidden(table: Table, read: Container[int | None]) -> Iterator[Word]:
    """What was read though the sheet hides it, and hidden sheets that were not read."""
    hidden, made = table.hidden, table.made_of
    numbers, header = (table.numbers, table.columns) if made is None else (made.numbers, made.columns)
    read = read if made is None or made.read is None else made.read
    for each in table.layouts if made is not None and made.by_sheet else ():
        yield from _hidden_in(each)
    if hidden.sheet:
        yield Word("problems.note_hidden_sheet", {"sheet": shown(table.sheet.name)})
    if hidden.others:
        yield Word("problems.note_hidden_sheets", {"names": _listed(tuple(map(shown, hidden.others)))})
    rows = [number for number in numbers if number in hidden.rows] if hidden.rows else []
    if rows:
        yield Word("problems.note_hidden_rows", {"count": len(rows), "rows": _listed(tuple(stretches(rows)))})
    columns = [column for at, column in enumerate(header) if at in hidden.columns and at in read]
    if columns:
        yield Word("problems.note_hidden_columns", {"names": titles(columns)})


def _hidden_in(layout: SheetLayout) -> Iterator[Word]:
    """The same of one of several sheets."""
    sheet = shown(layout.sheet.name)
    if layout.hidden_rows:
        rows = _listed(tuple(stretches(layout.hidden_rows)))
        yield Word("sheets.note_hidden_rows", {"sheet": sheet, "count": len(layout.hidden_rows), "rows": rows})
    if layout.hidden_columns:
        yield Word("sheets.note_hidden_columns", {"sheet": sheet, "names": _listed(layout.hidden_columns)})


def notes_of_names(
    naming: Naming,
    merged: Mapping[str, int],
    left_out: Mapping[str, int],
    there: Container[str],
    totals: Sequence[int] = (),
) -> tuple[Word, ...]:
    """Which names were read as others, which rows were left out, and what was said of names that nothing has.

    ``there`` are the names of units and groups, as far as some are expected; ``totals`` are numbers of rows.
    """
    notes = []
    if totals:
        notes.append(Word("problems.note_totals", {"rows": _listed(tuple(stretches(totals)))}))
    if naming.same:
        names = tuple(
            Word("problems.merged", {"name": shown(name), "other": shown(other), "count": merged.get(name, 0)})
            for name, other in naming.same.items()
        )
        notes.append(Word("problems.note_merged", {"names": Listing(names)}))
    if naming.leave_out:
        counted = tuple(
            Word("problems.counted", {"name": shown(name), "count": left_out.get(name, 0)})
            for name in sorted(naming.leave_out)
        )
        notes.append(Word("problems.note_left_out", {"names": Listing(counted)}))
    for key, said in (("distinct", frozenset[str]().union(*naming.distinct)), ("genuine", naming.genuine)):
        nowhere = tuple(Word("problems.quoted", {"name": shown(name)}) for name in sorted(said) if name not in there)
        if nowhere:
            notes.append(Word(f"problems.note_no_{key}", {"names": Listing(nowhere)}))
    return tuple(notes)


def notes_of_successions(kind: PeriodKind, doubts: Iterable[SuccessionDoubt]) -> tuple[Word, ...]:
    """What is to be looked at in successions, one note for each sort of it."""
    cases: dict[str, list[Word]] = {}
    for each in doubts:
        values = {
            "name": shown(each.name),
            "units": Listing(tuple(Word("problems.quoted", {"name": shown(unit)}) for unit in each.units)),
            "period": period_text(kind, each.period),
            "again": None if each.again is None else period_text(kind, each.again),
        }
        cases.setdefault(each.what, []).append(Word(f"problems.succession_{each.what}", values))
    return tuple(
        Word(f"problems.note_succession_{what}", {"cases": Listing.of_first(found[:_MOST_LISTED], len(found), "; ")})
        for what, found in cases.items()
    )


def _near(one: Input, ignored: Headings) -> list[Word]:
    """A column that nothing is read from, and whose name is nearly that of an input without a column, or its label."""
    near = ignored.near((*one.columns, *one.label.values()))
    return [] if near is None else [Word("problems.note_near", {"name": wanted(one), "column": near})]


def _near_reserved(one: Input, ignored: Headings) -> list[Word]:
    """A column that nothing is read from, and whose name is nearly that of a reserved one, which is not there."""
    found = [(name, near) for name in one.columns if (near := ignored.near([name])) is not None]
    says = f"problems.says_{one.name.replace('.', '_')}"
    return [
        Word("problems.note_near_reserved", {"column": near, "name": name, "says": Word(says)})
        for name, near in found[:1]
    ]


def wanted(one: Input) -> str:
    """The input, with the names that its column may have."""
    return one.name if one.columns == (one.name,) else f"{one.name} ({', '.join(one.columns)})"


def without_inputs(note: Word, names: Container[str]) -> Word | None:
    """A note without some inputs of which it says that there is no column; None where it says nothing else.

    Args:
        note: The note.
        names: The inputs with the names of their columns, as notes have them.
    """
    if note.key == "problems.note_default":
        return None if note.values["name"] in names else note
    if note.key != "problems.note_missing":
        return note
    kept = tuple(each for each in note.values["names"].parts if each not in names)
    return Word(note.key, {"names": evolve(note.values["names"], parts=kept)}) if kept else None


def _default(one: Input) -> str | Word:
    """What an input is where nothing says it: of a flag yes or no, in the reader's language."""
    if isinstance(one.default, bool):
        return Word("problems.flag_yes" if one.default else "problems.flag_no")
    return shown(one.default)


def _listed(names: tuple[str, ...]) -> Listing:
    return Listing.of_first(names[:_MOST_LISTED], len(names), "; ")
