"""What the columns of a sheet are called, of which each has several headings: the one by which it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from attrs import evolve

from targetrules.data import frozen
from targetrules.period import PeriodKind, ordinal_of
from targetrules.results.code import Code
from targetrules.results.headings import headings, input_called, labels_of
from targetrules.results.problem import Findings
from targetrules.results.sheets.given import period_in
from targetrules.results.sheets.groups import says_plainly, says_something_else
from targetrules.results.sheets.heading import Headings, Wanted
from targetrules.results.table import Cell, Column, is_blank, letter_of, name_of, shown
from targetrules.rules.tree import InputKind, Rules
from targetrules.source.suggest import nearest
from targetrules.width import heading, narrow
from targetrules.wording import Listing, Word

__all__ = ["Named", "columns_over", "full_marks_in", "report_above"]

_SEPARATORS: Final = ("", " ", "/", "-", "－", "—", "_", ".", "·", ":", "：")
_WEIGHT: Final = re.compile(
    r"(?P<name>.+?)\s*[（(]\s*(?:满分|权重|占|计)?\s*(?P<most>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>分|%|％)\s*[）)]"
)
"""A heading with its weight or its full marks behind it."""


@frozen(slots=True)
class Named:
    """A column with all its headings, as the words that they are."""

    column: Column
    parts: tuple[str, ...]
    above: tuple[str, ...] = ()
    """The headings that are not in the name by which it is read; none where somebody said what the column holds."""


def columns_over(
    rules: Rules,
    found: Headings,
    wanted: Wanted,
    chosen: Sequence[tuple[str, str]],
    findings: Findings,
    *,
    wide: str | None = None,
) -> tuple[Named, ...]:
    """The columns below headings, each by the name by which it is read.

    Args:
        rules: Of the policy whose inputs are read.
        found: The headings.
        wanted: The headings that are known.
        chosen: Of inputs, the heading or the letter of their column.
        findings: Takes what is wrong.
        wide: The input that has one column a period.
    """
    kind = None if wide is None else rules.period
    known = wanted.all
    columns = [_named(found.over(at), at, known, kind) for at in range(found.width)]
    settled = _settled(rules, chosen)
    only = _only_group(rules, columns, settled)
    doubts = {at: doubt for at, each in enumerate(columns) if (doubt := _doubt(each, known, rules.period, only))}
    clear = {heading(each.column.name) for at, each in enumerate(columns) if at not in doubts}
    for at, doubt in doubts.items():
        each = columns[at]
        if heading(each.column.name) not in clear | settled:
            report_above(each, doubt, found, findings)
        columns[at] = Named(_called(each, " / ".join(each.parts)), each.parts)
    return _chosen(rules, columns, chosen, findings)


def _named(cells: tuple[Cell, ...], at: int, known: frozenset[str], kind: PeriodKind | None) -> Named:
    parts = tuple(name_of(cell) for cell in cells)
    letter = letter_of(at)
    if len(parts) <= 1:
        name = parts[0] if parts else ""
        bare = _WEIGHT.fullmatch(narrow(name))
        if bare is not None and heading(name) not in known and heading(bare["name"]) in known:
            return Named(Column(bare["name"], letter, bare["name"]), parts)
        return Named(Column(name, letter, cells[0] if cells else None), parts)
    for start in range(len(parts) - 1):
        for name in _joined(parts[start:]):
            if heading(name) in known:
                return Named(Column(name, letter, name, parts[:start]), parts, parts[:start])
    for name in _ends(parts[-1]):
        if heading(name) in known:
            return Named(Column(name, letter, name, parts[:-1]), parts, parts[:-1])
    if kind is not None and ordinal_of(kind, cells[-1]) is not None:
        return Named(Column(parts[-1], letter, cells[-1]), parts)
    name = " / ".join(parts)
    return Named(Column(name, letter, name), parts)


def _ends(leaf: str) -> Iterator[str]:
    """A heading, and the same without the weight behind it."""
    yield leaf
    bare = _WEIGHT.fullmatch(narrow(leaf))
    if bare is not None:
        yield bare["name"]


def _joined(parts: tuple[str, ...]) -> list[str]:
    return [separator.join(parts) for separator in _SEPARATORS] + [" / ".join(parts)]


def full_marks_in(leaf: str) -> Decimal | None:
    """The full marks, or the weight in marks, that a heading has behind it: 40 of 经济（40分）; None: it has none."""
    found = _WEIGHT.fullmatch(narrow(leaf))
    return Decimal(found["most"]) if found is not None and found["unit"] == "分" else None


def _called(each: Named, name: str) -> Column:
    return evolve(each.column, name=name, heading=name)


def _doubt(each: Named, known: frozenset[str], kind: PeriodKind, only: str | None) -> str | None:
    """The heading above by which the column may hold something else than the heading by which it was found."""
    if heading(each.column.name) not in known:
        return None
    return next((part for part in each.above if says_something_else(part, kind) or part == only), None)


def _only_group(rules: Rules, columns: Sequence[Named], settled: set[str]) -> str | None:
    """The heading of which nobody knows what it says, and that stands above all numbers that are read.

    It says of all of them what they are. Where it stands above some alone, it tells what these are about.
    """
    inputs = [one for one in rules.read_inputs.values() if one.kind is InputKind.NUMBER]
    labels = labels_of(rules)
    numbers = headings(name for one in inputs for name in (*one.columns, *labels[one.name])) - settled
    over = {each.above[-1:] for each in columns if heading(each.column.name) in numbers}
    if len(over) != 1 or not all(over):
        return None
    [(text,)] = over
    return None if says_plainly(text) or period_in(rules.period, text) is not None else text


def _settled(rules: Rules, chosen: Sequence[tuple[str, str]]) -> set[str]:
    """The headings of inputs of which somebody said which column it is."""
    names = {heading(name) for name, _ in chosen}
    labels = labels_of(rules)
    known = [headings((one.name, *one.columns, *labels[one.name])) for one in rules.read_inputs.values()]
    return {each for own in known if names & own for each in own}


def report_above(each: Named, above: str, found: Headings, findings: Findings) -> None:
    """Report that a heading above a column says that it holds something else than the name by which it was found."""
    values = {"above": shown(above), "column": shown(each.column.name)}
    said = {"name": shown(each.column.name), "letter": each.column.letter, "row": str(found.bottom)}
    findings.add(Code.UNDER_ANOTHER, column=each.column, values=values, advice=Word("sheets.advise_above", said))


def _chosen(
    rules: Rules, columns: list[Named], chosen: Sequence[tuple[str, str]], findings: Findings
) -> tuple[Named, ...]:
    """The columns, those that somebody named under the name of their input, and no others under it."""
    for name, said in chosen:
        names = _names_of(rules, name, findings)
        if not names:
            continue
        at = _said_at(columns, said)
        if len(at) != 1:
            there = Listing(tuple(_placed(columns[each]) for each in at or range(len(columns))), "; ")
            values = {"name": shown(name), "there": there}
            findings.add(Code.NO_SUCH_COLUMN if not at else Code.TWO_COLUMNS_SAID, cell=said, values=values)
            continue
        own = headings(names)
        for position, each in enumerate(columns):
            if position == at[0]:
                columns[position] = Named(_called(each, names[0]), each.parts)
            elif heading(each.column.name) in own:
                columns[position] = Named(_called(each, _placed(each)), each.parts)
    return tuple(columns)


def _names_of(rules: Rules, name: str, findings: Findings) -> tuple[str, ...]:
    """The names of the column of an input, which is called by its own name or by one of these."""
    one = input_called(rules, name)
    if one is not None:
        return one.columns
    near = nearest(name, list(rules.read_inputs))
    advice = None if near is None else Word("problems.advise_near", {"near": shown(near)})
    findings.add(Code.NO_SUCH_INPUT, cell=name, advice=advice)
    return ()


def _said_at(columns: Sequence[Named], said: str) -> list[int]:
    """Where a heading stands, or else the column of a letter."""
    wanted = heading(said)
    found = [
        at
        for at, each in enumerate(columns)
        if wanted in {heading(each.column.name), *map(heading, _joined(each.parts)), *map(heading, each.parts[-1:])}
    ]
    return found or [at for at, each in enumerate(columns) if each.column.letter == narrow(said).upper()]


def _placed(each: Named) -> str:
    name = " / ".join(map(shown, each.parts))
    return f"{name} ({each.column.letter})" if not is_blank(name) else each.column.letter
