"""What the columns of a sheet are called, of which each has several headings: the one by which it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve

from targetrules.data import frozen
from targetrules.period import PeriodKind, ordinal_of
from targetrules.results.code import Code
from targetrules.results.headings import headings
from targetrules.results.problem import Findings
from targetrules.results.sheets.heading import Headings, Wanted
from targetrules.results.table import Cell, Column, is_blank, letter_of, name_of, shown
from targetrules.rules.tree import Rules
from targetrules.source.suggest import nearest
from targetrules.width import heading, narrow
from targetrules.wording import Listing, Word

__all__ = ["Named", "columns_over"]

_SEPARATORS: Final = ("", " ", "/", "-", "－", "—", "_", ".", "·", ":", "：")
_SOMETHING_ELSE: Final = re.compile(
    "排名|名次|位次|排序|序位|上年|上一年|去年|往年|同期|上期|权重|满分|分值|目标|标准分|增减|扣分项"
    r"|\brank|\bplace\b|\bposition|\bprevious|\blast year|\bprior|\bweight|\btarget|\bmaximum|\bfull mark"
)
"""Words over a group of columns by which these hold something else than what their own headings say."""

_WEIGHT: Final = re.compile(r"(?P<name>.+?)\s*[（(]\s*(?:满分|权重|占|计)?\s*[0-9]+(?:\.[0-9]+)?\s*(?:分|%|％)\s*[）)]")
"""A heading with its weight or its full marks behind it."""


@frozen(slots=True)
class Named:
    """A column with all its headings, as the words that they are."""

    column: Column
    parts: tuple[str, ...]


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
    clear = {heading(each.column.name) for each in columns if not _doubt(each, known)}
    for at, each in enumerate(columns):
        doubt = _doubt(each, known)
        if doubt is None:
            continue
        letters = {each.column.letter, *map(heading, _joined(each.parts))}
        is_said = any(said in letters or heading(said) in letters for _, said in chosen)
        if heading(each.column.name) not in clear and not is_said:
            _report(each, doubt, findings)
        columns[at] = Named(_called(each, " / ".join(each.parts)), each.parts)
    return _chosen(rules, columns, chosen, findings)


def _named(cells: tuple[Cell, ...], at: int, known: frozenset[str], kind: PeriodKind | None) -> Named:
    parts = tuple(name_of(cell) for cell in cells)
    letter = letter_of(at)
    if len(parts) < len("ab"):
        name = parts[0] if parts else ""
        bare = _WEIGHT.fullmatch(narrow(name))
        if bare is not None and heading(name) not in known and heading(bare["name"]) in known:
            return Named(Column(bare["name"], letter, bare["name"]), parts)
        return Named(Column(name, letter, cells[0] if cells else None), parts)
    for name in (*_joined(parts), *_ends(parts[-1])):
        if heading(name) in known:
            return Named(Column(name, letter, name), parts)
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


def _called(each: Named, name: str) -> Column:
    return evolve(each.column, name=name, heading=name)


def _doubt(each: Named, known: frozenset[str]) -> str | None:
    """The heading above by which the column holds something else than the heading by which it was found."""
    name = heading(each.column.name)
    if len(each.parts) < len("ab") or name not in known or name not in set(map(heading, _ends(each.parts[-1]))):
        return None
    return next((part for part in each.parts[:-1] if _SOMETHING_ELSE.search(heading(part))), None)


def _report(each: Named, doubt: str, findings: Findings) -> None:
    values = {"above": shown(doubt), "column": shown(each.column.name)}
    advice = Word("sheets.advise_column", {"name": shown(each.column.name), "letter": each.column.letter})
    findings.add(Code.UNDER_ANOTHER, column=each.column, values=values, advice=advice)


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
    for one in rules.read_inputs.values():
        if heading(name) in headings((one.name, *one.columns)):
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
